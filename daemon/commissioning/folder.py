"""The configuration files on the disk: read with their names, put in place whole or not at all.

Only the main file and `conf.d/*.toml` are ever shown or written. Profiles count for the version;
what else lies there, credentials, is none of this. Everything here blocks.
"""

import errno
import logging
import os
import stat
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from daemon.commissioning_ports import (
    NEW_FILE,
    ConfigurationText,
    Texts,
    UnknownFileError,
    UnreadableError,
    UnwritableError,
)
from daemon.configuration.loading import ADDITIONS, name_of
from daemon.configuration.problem import ConfigError
from daemon.configuration.profiles import PROFILES, profile_texts
from daemon.configuration.source import read_text, toml_files, version_of
from daemon.model import reason

from .told import LANGUAGES, told, told_each, told_problem

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Folder:
    """The files of the site whose main one is `main`."""

    main: Path

    def texts(self) -> tuple[ConfigurationText, ...]:
        """Return all texts in the order in which they are read. Raises UnreadableError."""
        try:
            return tuple(
                ConfigurationText(name=name, text=read_text(file))
                for name, file in self._files().items()
            )
        except ConfigError as refused:
            raise _unreadable(refused) from refused

    def version(self, texts: Sequence[ConfigurationText]) -> str:
        """Return the name of exactly these texts with the profiles as they are."""
        profiles = profile_texts(self.main.parent / PROFILES)
        return version_of(*((each.name, each.text) for each in texts), *profiles)

    def whole(self, name: str) -> str | None:
        """Return all that a file holds, a mark of its encoding too, None where it is not there.

        Raises UnknownFileError, UnreadableError.
        """
        try:
            return self.path_of(name).read_bytes().decode()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise _unreadable(error) from error

    def path_of(self, name: str) -> Path:
        """Return where a text lies or may be made. Raises UnknownFileError, UnreadableError."""
        try:
            files = self._files()
        except ConfigError as refused:
            raise _unreadable(refused) from refused
        if name in files:
            return files[name]
        if not NEW_FILE.fullmatch(name):
            raise UnknownFileError(name)
        return self.main.parent / name

    def put(self, name: str, text: str | None) -> None:
        """Put a text in place of the former one, or take the file away. Raises UnwritableError."""
        path = self.path_of(name)
        if path.is_symlink():
            raise UnwritableError(told(reason("configuration_linked", file=name)))
        try:
            if text is None:
                path.unlink(missing_ok=True)
            else:
                self._replace(path, text)
        except OSError as error:
            raise UnwritableError(self._why_not(name, error)) from error
        try:
            sync_folder(path.parent)
        except OSError as error:  # it is in place all the same; a cut of power might undo it
            log.warning("%s: %s", path.parent, error)

    def is_writable(self) -> bool:
        """Return whether files can be put in place, as far as permissions tell."""
        folder, more = self.main.parent, self.main.parent / ADDITIONS
        wanted = (folder, more) if more.exists() else (folder,)
        with suppress(ConfigError, OSError):
            return all(os.access(each, os.W_OK | os.X_OK) for each in wanted) and all(
                _is_ours_to_replace(file) for file in self._files().values()
            )
        return False

    def newest_change(self) -> tuple[str, float]:
        """Return which file was changed last and when (POSIX time); raises UnreadableError."""
        try:
            found = [(file.stat().st_mtime, name) for name, file in self._all().items()]
        except (ConfigError, OSError) as error:
            raise _unreadable(error) from error
        at_s, name = max(found)
        return name, at_s

    def _files(self) -> Mapping[str, Path]:
        files = (self.main, *toml_files(self.main.parent / ADDITIONS))
        return {name_of(file, self.main): file for file in files}

    def _all(self) -> Mapping[str, Path]:
        profiles = toml_files(self.main.parent / PROFILES)
        return {**self._files(), **{name_of(file, self.main): file for file in profiles}}

    def _replace(self, path: Path, text: str) -> None:
        path.parent.mkdir(mode=0o750, exist_ok=True)
        old = (path if path.exists() else self.main).stat()
        new = path.with_name(f".{path.name}.new")  # no name that is read as configuration
        new.unlink(missing_ok=True)  # of a save that was cut off
        try:
            with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                with suppress(PermissionError):  # a sandbox, or a group that is not ours
                    os.fchown(out.fileno(), -1, old.st_gid)
                os.fchmod(out.fileno(), stat.S_IMODE(old.st_mode))
                out.write(text.encode())
                out.flush()
                os.fsync(out.fileno())
            new.replace(path)
        except OSError:
            with suppress(OSError):
                new.unlink(missing_ok=True)
            raise

    def _why_not(self, name: str, error: OSError) -> Texts:
        code = errno.errorcode.get(error.errno or 0, type(error).__name__)
        folder = str(self.main.parent)
        return told(reason("configuration_file_unwritable", file=name, reason=code, folder=folder))


def sync_folder(folder: Path) -> None:
    """Let the names of a folder reach the disk."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _is_ours_to_replace(file: Path) -> bool:
    """Return whether a file may be renamed over: in a sticky folder only by who owns either."""
    folder = file.parent.stat()
    if not folder.st_mode & stat.S_ISVTX:
        return True
    return os.geteuid() in (0, folder.st_uid, file.stat().st_uid)


def _unreadable(error: ConfigError | OSError | UnicodeDecodeError) -> UnreadableError:
    why = (
        told_problem(error.problems[0])
        if isinstance(error, ConfigError)
        else dict.fromkeys(LANGUAGES, str(error))
    )
    return UnreadableError(
        told_each(lambda language: reason("configuration_unreadable", why=why[language]))
    )
