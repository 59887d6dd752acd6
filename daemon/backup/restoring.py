"""Proving a backup file by file, and putting it into an empty storage directory."""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from shutil import rmtree

from daemon.model import reason
from daemon.store.ledger_anchor import write_anchor
from daemon.store.ledger_inbox import leave

from .contents import LEDGER
from .copying import copy_file, digest
from .generations import folders, manifest_of
from .manifest import NAME, STORAGE, Copied, Manifest
from .trouble import BackupError, Trouble, writing

KIND = "ledger"  # of the row that tells of a restore
UNFINISHED = ".restoring"


def chosen(place: Path) -> list[Path]:
    """Return the backups that a path names: itself, or all below it, the newest first.

    Raises BackupError.
    """
    try:
        found = [place] if (place / NAME).exists() else list(folders(place))
    except OSError as error:
        raise BackupError(Trouble.MISSING, folder=place) from error
    if not found:
        raise BackupError(Trouble.NO_BACKUP, folder=place)
    return found


def newest(place: Path) -> Path:
    """Return the backup that a path names, of several the newest; raises BackupError."""
    found = chosen(place)
    sites = {folder.name.rpartition("-")[0] for folder in found}
    if len(sites) > 1:
        raise BackupError(Trouble.SEVERAL_SITES, folder=place, sites=", ".join(sorted(sites)))
    return found[0]


def read(folder: Path) -> Manifest:
    """Return the manifest of a backup; raises BackupError."""
    try:
        return manifest_of(folder)
    except (OSError, ValueError) as error:
        raise BackupError(Trouble.DAMAGED, folder=folder, file=NAME) from error


def damaged(folder: Path, manifest: Manifest) -> Iterator[str]:
    """Yield the files of a backup that are not what they were, or are gone; reads all of them."""
    for file in manifest.files:
        try:
            is_whole = digest(folder / file.path) == (file.size, file.sha256)
        except OSError:
            is_whole = False
        if not is_whole:
            yield file.path


def restore(folder: Path, into: Path, now: datetime) -> Manifest:
    """Put the stores of a backup into an empty directory, or into a new one.

    They come into place when all of them are proved, the ledger last. A row of the ledger will tell
    of it. Raises BackupError, with nothing of a damaged backup in place.
    """
    manifest = read(folder)
    with writing(into):
        _restore(folder, manifest, into, now)
    return manifest


def _restore(folder: Path, manifest: Manifest, into: Path, now: datetime) -> None:
    into.mkdir(parents=True, exist_ok=True)
    if os.geteuid() != into.stat().st_uid:  # the controller could not open what is put there
        raise BackupError(Trouble.OTHER_USER, folder=into)
    if any(into.iterdir()):
        raise BackupError(Trouble.NOT_EMPTY, folder=into)
    unfinished = into / UNFINISHED
    try:
        for file in (each for each in manifest.files if each.path.startswith(f"{STORAGE}/")):
            _put(folder, file, unfinished)
        proved = sorted((unfinished / STORAGE).iterdir(), key=lambda path: path.name == LEDGER)
        for path in proved:
            path.rename(into / path.name)
    finally:
        with suppress(OSError):
            rmtree(unfinished)
    write_anchor(into / LEDGER, manifest.head)
    leave(into, KIND, "restore", _told(folder, manifest), now)


def _put(folder: Path, file: Copied, unfinished: Path) -> None:
    source, target = folder / file.path, unfinished / file.path
    if source.is_symlink() or not source.is_file() or source.stat().st_size != file.size:
        raise BackupError(Trouble.DAMAGED, folder=folder, file=file.path)
    if copy_file(source, target) != file.sha256 or digest(target)[1] != file.sha256:
        raise BackupError(Trouble.DAMAGED, folder=folder, file=file.path)


def _told(folder: Path, manifest: Manifest) -> dict[str, object]:
    why = reason(
        "ledger_restored", backup=folder.name, rows=manifest.head.seq, program=manifest.program
    )
    return {"reason": {"code": why.code, "args": dict(why.args)}, "head": str(manifest.head)}
