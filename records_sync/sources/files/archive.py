"""What a zip may be, judged by its directory before anything is unpacked.

Sizes and names in it are what a stranger wrote: the directory itself is bounded first, because
reading one of a million entries is already the harm; unpacking counts for itself.
"""

import os
import stat
import struct
import zipfile
import zlib
from pathlib import Path

from records_sync.model import SourceError
from records_sync.sources.files.limits import Limits

OFFICE_ENTRIES = 2000  # parts of a workbook
_END = b"PK\x05\x06"
_END_SIZE = 22
_COMMENT = 65_535
_ENTRY_BYTES = 512  # of the directory, at most and on average
_ENCRYPTED = 0x1
_UTF8 = 0x800
_FOLDER_DOS = 0x10
_CHUNK = 1 << 20
_BROKEN = (zipfile.BadZipFile, ValueError, NotImplementedError)
_PACKINGS = frozenset((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))


def entries(path: Path, limits: Limits, most: int) -> list[zipfile.ZipInfo]:
    """Return the directory of a zip within its bounds; raises SourceError."""
    _check_directory(path, most)
    try:
        with zipfile.ZipFile(path) as archive:
            found = archive.infolist()
    except (*_BROKEN, OSError, struct.error) as err:
        raise SourceError("file_zip_broken") from err
    if len(found) > most:
        raise SourceError("file_zip_entries", str(len(found)))
    unpacked = sum(entry.file_size for entry in found)
    if unpacked > limits.unpacked_bytes:
        raise SourceError("file_zip_size", str(unpacked))
    if unpacked > limits.ratio * max(path.stat().st_size, 1):
        raise SourceError("file_zip_ratio", str(unpacked // max(path.stat().st_size, 1)))
    if any(entry.flag_bits & _ENCRYPTED for entry in found):
        raise SourceError("file_password")
    if any(entry.compress_type not in _PACKINGS for entry in found):
        raise SourceError("file_zip_broken")
    return found


def _check_directory(path: Path, most: int) -> None:
    """Raise SourceError where the directory is larger than that many entries can need."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _END_SIZE - _COMMENT))
        tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + _END_SIZE:
        raise SourceError("file_zip_broken")
    count, length = struct.unpack_from("<10xHL", tail, at)
    if count > most or length > most * _ENTRY_BYTES:
        raise SourceError("file_zip_entries", str(count))


def shown_name(entry: zipfile.ZipInfo) -> str:
    """Return the name of an entry; without the mark of UTF-8 it is GBK, of a Chinese Windows."""
    if entry.flag_bits & _UTF8:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename


def is_plain_file(entry: zipfile.ZipInfo) -> bool:
    """Return True for a file at the top of the zip: no folder, path, link or device."""
    name = shown_name(entry)
    kind = stat.S_IFMT(entry.external_attr >> 16)
    return (
        kind in (0, stat.S_IFREG)
        and not entry.external_attr & _FOLDER_DOS
        and not any(mark in name for mark in ("/", "\\", "\0", ":"))
        and name not in ("", ".", "..")
    )


def unpack(path: Path, entry: zipfile.ZipInfo, to: Path, left: int) -> int:
    """Write one entry to a name of ours, `left` bytes at most; return its size, or SourceError."""
    written = 0
    try:
        with zipfile.ZipFile(path) as archive, archive.open(entry) as packed, to.open("xb") as file:
            while chunk := packed.read(_CHUNK):
                written += len(chunk)
                if written > left:
                    raise SourceError("file_zip_size", str(written))
                file.write(chunk)
    except (*_BROKEN, EOFError, RuntimeError, zlib.error) as err:
        raise SourceError("file_zip_broken") from err
    except OSError as err:
        raise SourceError("file_unreadable", err.strerror or "") from err
    return written
