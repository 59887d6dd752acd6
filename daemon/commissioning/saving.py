"""Checking, saving and taking back a text of the configuration. Everything here blocks.

Only one thing is done at a time, see `files`. A save keeps the former text, then puts the new one
in place whole; an undo is a save of what the file held before, byte for byte.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from daemon.clock import Clock
from daemon.commissioning_ports import (
    Checked,
    ConfigurationChange,
    ConfigurationText,
    Finding,
    NothingToUndoError,
    RefusedTextError,
    StaleError,
    UnwritableError,
)
from daemon.configuration.loading import Loaded
from daemon.model import reason

from .difference import difference, with_line_ends_of
from .examining import examined
from .folder import Folder
from .kept import Kept, Save
from .storage_place import after, only
from .told import told

MARK = "\ufeff"  # of UTF-8, as some editors write it; it is no part of the text


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """The texts as they are, and how they came to be so."""

    texts: tuple[ConfigurationText, ...]
    version: str
    changed: ConfigurationChange | None
    may_undo: bool

    def text(self, name: str) -> str | None:
        """Return the text of a file, None where it is not there."""
        return next((each.text for each in self.texts if each.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Who wants which file to be changed, and what all files were when he saw them."""

    file: str
    who: str
    why: str
    version: str
    takes_back: bool = False


class Saving:
    """The files of a folder, and the former texts that are kept elsewhere."""

    def __init__(self, loaded: Loaded, clock: Clock) -> None:
        self._clock = clock
        self._began = loaded.texts
        self.folder = Folder(loaded.file)
        self._storage = loaded.config.storage.directory
        self._kept = Kept(self._storage)

    def files(self) -> Files:
        """Return the files as they are now. Raises UnreadableError."""
        texts = self.folder.texts()
        version = self.folder.version(texts)
        found = self._kept.newest(version)
        newest = found[1] if found else None
        return Files(
            texts=texts,
            version=version,
            changed=self._changed(version, newest),
            may_undo=newest is not None and newest.after == version,
        )

    def check(self, name: str, text: str) -> Checked:
        """Return what a start with `text` as that file would say, and the difference."""
        former = self.files().text(name) or ""
        text = with_line_ends_of(former, text)
        proposed = {self.folder.path_of(name): text}
        findings, loaded = examined(self.folder.main, proposed, only(self._storage))
        return Checked(
            findings=findings,
            difference=difference(former, text, name),
            is_sound=loaded is not None,
        )

    def findings(self) -> tuple[Finding, ...]:
        """Return what a start with the files as they are would say."""
        return examined(self.folder.main, storage=after(self._storage))[0]

    def restartable(self, version: str) -> None:
        """Raise StaleError, RefusedTextError or UnreadableError where a restart may not use them.

        `version` names the files that who asks has seen: nobody uses another's save unseen.
        """
        now = self.files()
        if version != now.version:
            raise StaleError(now.changed)
        findings, loaded = examined(self.folder.main, storage=after(self._storage))
        if loaded is None:
            raise RefusedTextError(findings)

    def save(self, change: Change, text: str | None) -> Save | None:
        """Put a text in place, None to take the file away; return what was done, None for nothing.

        Raises StaleError, RefusedTextError, UnwritableError, UnknownFileError, UnreadableError.
        """
        before = self.files()
        if change.version != before.version:
            raise StaleError(before.changed)
        path, former = self.folder.path_of(change.file), before.text(change.file)
        if text is not None and not change.takes_back:
            text = with_line_ends_of(former or "", text)
        read = text.removeprefix(MARK) if text is not None and change.takes_back else text
        if read == former:
            return None
        findings, loaded = examined(self.folder.main, {path: read}, only(self._storage))
        if loaded is None:
            raise RefusedTextError(findings)
        save = Save(
            file=change.file,
            at=self._clock.utc(),
            who=change.who,
            why=change.why,
            before=before.version,
            after=loaded.texts,
            had_text=former is not None,
            takes_back=change.takes_back,
        )
        number = self._keep(save, self.folder.whole(change.file))
        try:
            self.folder.put(change.file, text)
        except UnwritableError:
            self._kept.drop(number)
            raise
        return save

    def undo(self, version: str, who: str) -> Save | None:
        """Put back what the newest save replaced; raises as `save` does, and NothingToUndoError."""
        before = self.files()
        if version != before.version:
            raise StaleError(before.changed)
        found = self._kept.newest(version)
        if found is None or found[1].after != version:
            raise NothingToUndoError(told(reason("configuration_nothing_to_undo")))
        number, newest = found
        try:
            former = self._kept.former(number, newest)
        except OSError as error:
            raise NothingToUndoError(told(reason("configuration_nothing_to_undo"))) from error
        change = Change(file=newest.file, who=who, why=newest.why, version=version, takes_back=True)
        return self.save(change, former)

    def _keep(self, save: Save, former: str | None) -> int:
        try:
            return self._kept.add(save, former)
        except OSError as error:
            folder, why = str(self._kept.folder), error.strerror or type(error).__name__
            raise UnwritableError(
                told(reason("configuration_not_kept", folder=folder, reason=why))
            ) from error

    def _changed(self, version: str, newest: Save | None) -> ConfigurationChange | None:
        """Return what made the files what they are: a save of ours, or somebody on the machine."""
        if newest is not None and newest.after == version:
            return ConfigurationChange(
                file=newest.file,
                at=newest.at,
                who=newest.who,
                why=newest.why,
                takes_back=newest.takes_back,
            )
        if newest is None and version == self._began:
            return None
        name, at_s = self.folder.newest_change()
        return ConfigurationChange(file=name, at=datetime.fromtimestamp(at_s, UTC))
