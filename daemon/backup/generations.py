"""The backups below one directory: `SITE-YYYYMMDDTHHMMSSZ`, each a folder with its manifest.

A folder has such a name only while it is whole: it is renamed into place, and renamed out of it
before it is removed.
"""

import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from .manifest import MOST_BYTES, NAME, Manifest, parsed

UNFINISHED = ".unfinished"
EARLY = timedelta(minutes=5)  # a backup from the future was made by a wrong clock
_FOLDER = re.compile(r"([a-z0-9][a-z0-9-]*)-(\d{8}T\d{6}Z)")
_STAMP = "%Y%m%dT%H%M%SZ"


def folder_name(site: str, at: datetime) -> str:
    """Return what the backup of a site is called."""
    return f"{site}-{at.astimezone(UTC).strftime(_STAMP)}"


def folders(directory: Path, site: str | None = None) -> Sequence[Path]:
    """Return the backups of a site, or of all, the newest first. Raises OSError."""
    found = [
        (match[2], path)
        for path in directory.iterdir()
        if (match := _FOLDER.fullmatch(path.name)) and site in (None, match[1]) and path.is_dir()
    ]
    return [path for _stamp, path in sorted(found, reverse=True)]


def manifest_of(folder: Path) -> Manifest:
    """Return the manifest of one backup; raises OSError, or ValueError where it is damaged."""
    with (folder / NAME).open("rb") as stream:
        raw = stream.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise ValueError("too long for a manifest")
    return parsed(raw.decode())


def newest_good(directory: Path, site: str, now: datetime) -> Manifest | None:
    """Return the newest whose files are there in their sizes, None without one. Raises OSError.

    What they hold is not read: that is what `roomd backup check` does.
    """
    for folder in folders(directory, site):
        with suppress(OSError, ValueError):
            manifest = manifest_of(folder)
            if manifest.at <= now + EARLY and _has_all(folder, manifest):
                return manifest
    return None


def remove_older(directory: Path, site: str, made: Path, keep: int) -> Sequence[str] | None:
    """Remove all but the newest `keep`; return their names. Raises OSError.

    Return None, and remove nothing, where the one just made is not the newest: a clock is wrong,
    and nobody knows which are old.
    """
    known = folders(directory, site)
    if known[0] != made:
        return None
    for old in known[keep:]:
        gone = old.with_name(old.name + UNFINISHED)
        old.rename(gone)
        shutil.rmtree(gone)
    return [old.name for old in known[keep:]]


def clear_unfinished(directory: Path, site: str) -> None:
    """Remove what an interrupted run has left; raises OSError."""
    for path in _unfinished(directory, site):
        shutil.rmtree(path)


def _unfinished(directory: Path, site: str) -> Iterator[Path]:
    for path in directory.iterdir():
        match = _FOLDER.fullmatch(path.name.removesuffix(UNFINISHED))
        if match and match[1] == site and path.name.endswith(UNFINISHED):
            yield path


def _has_all(folder: Path, manifest: Manifest) -> bool:
    return all((folder / file.path).stat().st_size == file.size for file in manifest.files)
