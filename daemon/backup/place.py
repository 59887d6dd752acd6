"""Whether a directory is fit for backups: another disk, and the one that it was.

The storage directory keeps a note of the last backup, and each place a mark. A mark that is gone
from where backups were means that the stick is not mounted: its folder on the machine's own disk
would be filled instead.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from .trouble import BackupError, Trouble, writing

NOTE, LOCK = "backup.json", "backup.lock"  # in the storage directory
MARK = "roomd-backups.txt"
MARK_TEXT = """\
这里存放 roomd（库房控制程序）的备份。请不要删除本文件：程序靠它认出这块盘。
These are backups of roomd, the controller of the archive rooms. Leave this file: it tells the disk.

roomd backup check DIRECTORY
roomd backup restore DIRECTORY --into EMPTY_DIRECTORY
"""
_BLOCKS = Path("/sys/dev/block")


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """The last good backup: where it was put, and when it was begun."""

    directory: Path
    at: datetime


def note_of(storage: Path) -> Note | None:
    """Return the note, None where there is none that could be read."""
    try:
        told = json.loads((storage / NOTE).read_text("utf-8"))
        note = Note(directory=Path(told["directory"]), at=datetime.fromisoformat(told["at"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return note if note.at.tzinfo else None


def write_note(storage: Path, note: Note) -> None:
    """Remember the last good backup; raises OSError."""
    unfinished = storage / f"{NOTE}.new"
    told = {"directory": str(note.directory), "at": note.at.isoformat()}
    with unfinished.open("w", encoding="utf-8") as stream:
        json.dump(told, stream)
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.replace(storage / NOTE)


@contextmanager
def alone(storage: Path) -> Iterator[None]:
    """Let nobody else make a backup meanwhile; raises BackupError."""
    if os.geteuid() != storage.stat().st_uid:  # what it makes, the service must be able to remove
        raise BackupError(Trouble.OTHER_USER, folder=storage)
    with writing(storage):
        lock = (storage / LOCK).open("w", encoding="ascii")
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupError(Trouble.BUSY) from error
        yield


def claim(directory: Path, storage: Path, *, same_disk: bool, new_disk: bool) -> bool:
    """Take a directory for backups; return whether it is on the disk of the storage directory.

    `same_disk` and `new_disk` allow what is refused else. Raises BackupError.
    """
    try:
        found = {entry.name for entry in os.scandir(directory)}  # an automount looks now
    except OSError as error:
        raise BackupError(Trouble.MISSING, folder=directory) from error
    note = note_of(storage)
    if MARK not in found and note is not None and note.directory == directory and not new_disk:
        raise BackupError(Trouble.NOT_MOUNTED, folder=directory, mark=MARK)
    is_same = disk_of(directory) == disk_of(storage)
    if is_same and not same_disk:
        raise BackupError(Trouble.SAME_DISK, folder=directory, storage=storage)
    if MARK not in found:
        with writing(directory):
            (directory / MARK).write_text(MARK_TEXT, "utf-8")
    return is_same


def disk_of(path: Path) -> str:
    """Return what names the disk of a path: of a partition, the disk that it is on."""
    number = path.stat().st_dev
    name = f"{os.major(number)}:{os.minor(number)}"
    block = _BLOCKS / name
    if not (block / "partition").exists():
        return name  # a whole disk, or none: a share, memory
    return (block.resolve().parent / "dev").read_text("ascii").strip()
