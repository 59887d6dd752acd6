"""A stable copy of one file, under a name of ours: what is read can no longer change.

Only a plain file of the folder itself is opened: no link, device, pipe or path. What changes while
it is copied is not taken (`Changing`), and is looked at again later.
"""

import hashlib
import os
import re
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from records_sync.model import SourceError
from records_sync.sources.files.cursor import Seen
from records_sync.sources.files.limits import Limits

PREFIX = "taken-"
SIDECAR_BYTES = 4096
_CHUNK = 1 << 20
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_SUM = re.compile(rb"^\s*\\?([0-9a-fA-F]{64})(?:\s|$)")


class ChangingError(Exception):
    """The file is not the same at the end of reading it as at its beginning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A file as it stood in the folder, and where its copy lies."""

    seen: Seen
    path: Path

    def remove(self) -> None:
        """Delete the copy."""
        self.path.unlink(missing_ok=True)


def opened(folder: Path, name: str) -> int:
    """Return a descriptor of a plain file of the folder; raises SourceError."""
    if "/" in name or "\0" in name or name in ("", ".", ".."):
        raise SourceError("file_name", name[:60])
    try:
        descriptor = os.open(folder / name, _FLAGS)
    except OSError as err:
        raise SourceError("file_unreadable", f"{name}: {err.strerror}") from err
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise SourceError("file_not_plain", name)
    return descriptor


def beginning(folder: Path, name: str, most: int = SIDECAR_BYTES) -> bytes:
    """Return at most so many bytes of a small file beside; raises SourceError."""
    with os.fdopen(opened(folder, name), "rb") as file:
        try:
            return file.read(most)
        except OSError as err:
            raise SourceError("file_unreadable", f"{name}: {err.strerror}") from err


def taken(
    folder: Path,
    name: str,
    spool: Path,
    limits: Limits,
    stopped: Callable[[], bool] = lambda: False,
) -> Copy:
    """Copy a file; raises ChangingError, or SourceError where it can't be taken."""
    with os.fdopen(opened(folder, name), "rb", buffering=0) as file:
        before = os.fstat(file.fileno())
        if before.st_size > limits.file_bytes:
            raise SourceError("file_too_large", name)
        copy = spool / f"{PREFIX}{os.getpid()}-{before.st_ino}"
        try:
            digest = _copied(file.fileno(), copy, limits.file_bytes, stopped)
            looks = os.fstat(file.fileno()), os.lstat(folder / name)
        except OSError as err:
            copy.unlink(missing_ok=True)
            raise SourceError("file_unreadable", f"{name}: {err.strerror}") from err
    if digest is None or any(_identity(look) != _identity(before) for look in looks):
        copy.unlink(missing_ok=True)
        raise ChangingError(name)
    seen = Seen(name=name, size=before.st_size, mtime_ns=before.st_mtime_ns, digest=digest)
    return Copy(seen=seen, path=copy)


def _copied(source: int, copy: Path, most: int, stopped: Callable[[], bool]) -> str | None:
    """Write the copy; return the SHA-256 in hexadecimal, None where it was stopped or grew."""
    digest, size = hashlib.sha256(), 0
    with copy.open("wb") as out:
        while chunk := os.read(source, _CHUNK):
            size += len(chunk)
            if stopped() or size > most:
                return None
            digest.update(chunk)
            out.write(chunk)
    return digest.hexdigest()


def _identity(look: os.stat_result) -> tuple[int, int, int, int]:
    return look.st_dev, look.st_ino, look.st_size, look.st_mtime_ns


def told_digest(folder: Path, name: str) -> str:
    """Return the SHA-256 that a sidecar tells; raises SourceError."""
    found = _SUM.match(beginning(folder, name))
    if not found:
        raise SourceError("file_digest", name)
    return found[1].decode("ascii").lower()


def cleared(spool: Path) -> None:
    """Remove copies that an ended program has left behind."""
    for left in spool.glob(f"{PREFIX}*"):
        left.unlink(missing_ok=True)
