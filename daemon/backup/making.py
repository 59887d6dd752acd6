"""Making one backup: copied, checked, described, and only then renamed into place."""

import os
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from daemon.configuration.loading import Loaded
from daemon.store.ledger_chain import START, Head
from daemon.store.ledger_read import reading as reading_ledger

from .contents import LEDGER, configuration, databases, files
from .copying import Pause, as_copied, copy_database, copy_file, digest
from .generations import UNFINISHED, clear_unfinished, folder_name, remove_older
from .manifest import CONFIGURATION, NAME, STORAGE, Copied, Manifest, text_of
from .place import Note, alone, claim, write_note
from .trouble import BackupError, Trouble, reading, writing


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Where to, how many are kept, and what the person at the command line allows."""

    directory: Path
    keep: int
    same_disk: bool = False
    new_disk: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A backup that is in place. `removed` is None where a wrong clock forbade to remove any."""

    folder: Path
    manifest: Manifest
    is_same_disk: bool
    removed: Sequence[str] | None


def make(loaded: Loaded, wish: Wish, now: datetime, pause: Pause) -> Made:
    """Make one backup; blocks. Raises BackupError, with all former backups untouched."""
    storage, site = loaded.config.storage.directory.absolute(), loaded.config.site.id
    directory = wish.directory.absolute()
    if not (storage / LEDGER).is_file():
        raise BackupError(Trouble.NOTHING, folder=storage)
    with alone(storage):
        is_same = claim(directory, storage, same_disk=wish.same_disk, new_disk=wish.new_disk)
        place = directory / folder_name(site, now)
        begun = place.with_name(place.name + UNFINISHED)
        try:
            with writing(directory):
                clear_unfinished(directory, site)
                begun.mkdir()
                manifest = _filled(begun, loaded, storage, now, pause)
                begun.rename(place)
                _sync(directory)
        except BaseException:
            with suppress(OSError):
                shutil.rmtree(begun)
            raise
        with writing(storage):
            write_note(storage, Note(directory=directory, at=now))
        with writing(directory):
            removed = remove_older(directory, site, place, wish.keep)
    return Made(folder=place, manifest=manifest, is_same_disk=is_same, removed=removed)


def _filled(folder: Path, loaded: Loaded, storage: Path, now: datetime, pause: Pause) -> Manifest:
    """Put everything into a folder, the manifest last.

    Raises BackupError for what is copied, OSError or sqlite3.Error for the folder.
    """
    main = loaded.file.absolute()
    copied = [
        *(
            _plain(path, folder, f"{CONFIGURATION}/{path.relative_to(main.parent).as_posix()}")
            for path in configuration(main)
        ),
        *(
            _plain(path, folder, f"{STORAGE}/{path.relative_to(storage).as_posix()}")
            for path in files(storage)
        ),
    ]
    (folder / STORAGE).mkdir(exist_ok=True)
    copied.extend(_database(storage / name, folder, pause) for name in databases(storage))
    manifest = Manifest(
        site=loaded.config.site.id,
        at=now,
        program=_program(),
        sqlite=sqlite3.sqlite_version,
        head=_proved_head(folder / STORAGE / LEDGER, storage / LEDGER),
        files=tuple(copied),
    )
    with (folder / NAME).open("x", encoding="utf-8") as stream:
        stream.write(text_of(manifest))
        stream.flush()
        os.fsync(stream.fileno())
    for each in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        _sync(each)
    return manifest


def _plain(source: Path, folder: Path, path: str) -> Copied:
    read = copy_file(source, folder / path)
    size, found = digest(folder / path)
    if found != read:
        raise BackupError(Trouble.UNSOUND, file=source.name, reason="SHA-256")
    return Copied(path=path, size=size, sha256=found)


def _database(source: Path, folder: Path, pause: Pause) -> Copied:
    path = f"{STORAGE}/{source.name}"
    schema = copy_database(source, folder / path, pause)
    size, found = digest(folder / path)
    with reading(source.name), as_copied(folder / path) as db:
        (said,) = db.execute("PRAGMA quick_check(1)").fetchone()
    if said != "ok":
        raise BackupError(Trouble.UNSOUND, file=source.name, reason=said)
    return Copied(path=path, size=size, sha256=found, schema=schema)


def _proved_head(copy: Path, live: Path) -> Head:
    """Return where the copied ledger ends, once the live one has the very same row there."""
    with reading(copy.name), as_copied(copy) as db:
        found = db.execute("SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1").fetchone()
        copied = db.execute("SELECT COUNT(*) FROM ledger").fetchone()
    head = START if found is None else Head(*found)
    with reading(live.name), reading_ledger(live) as db:
        row = db.execute("SELECT hash FROM ledger WHERE seq = ?", (head.seq,)).fetchone()
        there = db.execute("SELECT COUNT(*) FROM ledger WHERE seq <= ?", (head.seq,)).fetchone()
    if there != copied or (row is None) != (found is None) or (row and row[0] != head.digest):
        raise BackupError(Trouble.LEDGER_DIFFERS, seq=head.seq)
    return head


def _program() -> str:
    try:
        return version("archive-room-control")
    except PackageNotFoundError:
        return "from sources"


def _sync(folder: Path) -> None:
    """Bring the names in a folder onto the disk; some file systems can't, and need not."""
    number = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            os.fsync(number)
    finally:
        os.close(number)
