"""Which reader a file gets: by what it begins with, and only then by its name.

Much that is called .xls is none: a page of HTML (refused), or a table of text (read as text).
"""

import zipfile
from contextlib import closing
from pathlib import Path

from records_sync.model import SourceError
from records_sync.sources.files import archive, dbase, delimited, office, package_xml
from records_sync.sources.files.limits import Limits
from records_sync.sources.files.part import Part, Parts, Reader

SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods", ".dbf", ".xml", ".zip")
_TEXTS = frozenset((".csv", ".tsv", ".txt", ".xls"))
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = (b"<html", b"<!doctype html", b"<table", b"<head", b"<meta", b"<body")
_ENTRY_SUFFIXES = frozenset(SUFFIXES) - {".zip"}
_HEAD = 1024


def parts(path: Path, suffix: str, limits: Limits) -> Parts:
    """Yield the tables of a file whose name ended with `suffix`; raises SourceError."""
    reader = _reader(path, suffix, limits)
    try:
        yield from reader(path, limits)
    except OSError as err:
        raise SourceError("file_unreadable", err.strerror or "") from err


def _reader(path: Path, suffix: str, limits: Limits) -> Reader:
    """Return the reader of what the file is; raises SourceError."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    flat = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not flat:
        raise SourceError("file_empty")
    if flat.startswith(_HTML):
        raise SourceError("file_html")
    if head.startswith(_ZIP):
        return _zip_reader(path, limits)
    if head.startswith(_OLE):
        return office.xls_parts
    if suffix == ".dbf":
        return dbase.parts
    if suffix == ".xml":
        return package_xml.parts
    if suffix in _TEXTS and not flat.startswith(b"<?xml"):
        return delimited.parts
    raise SourceError("file_kind", suffix)


def _zip_reader(path: Path, limits: Limits) -> Reader:
    """Return the reader of a zip: a workbook by the parts that it must have, else a package."""
    names = {entry.filename for entry in archive.entries(path, limits, archive.OFFICE_ENTRIES)}
    if "xl/workbook.xml" in names or "content.xml" in names:
        return office.zipped_parts
    return packed_parts


def packed_parts(path: Path, limits: Limits) -> Parts:
    """Yield the tables of every file in a zip, each unpacked to a name of ours and removed."""
    found = archive.entries(path, limits, limits.entries)
    for entry in found:
        suffix = Path(archive.shown_name(entry)).suffix.lower()
        if not archive.is_plain_file(entry) or suffix not in _ENTRY_SUFFIXES:
            raise SourceError("file_zip_entry", archive.shown_name(entry)[:60])
    left = min(limits.unpacked_bytes, limits.ratio * path.stat().st_size)
    for number, entry in enumerate(found):
        copy = path.with_name(f"{path.name}-{number}")
        try:
            left -= archive.unpack(path, entry, copy, left)
            yield from _entry_parts(copy, entry, limits)
        finally:
            copy.unlink(missing_ok=True)


def _entry_parts(copy: Path, entry: zipfile.ZipInfo, limits: Limits) -> Parts:
    name = archive.shown_name(entry)
    suffix = Path(name).suffix.lower()
    reader = _reader(copy, suffix, limits)
    if reader is packed_parts:
        raise SourceError("file_zip_entry", name[:60])
    with closing(reader(copy, limits)) as found:
        for part in found:
            yield Part(
                name=f"{name} {part.name}".strip(),
                rows=part.rows,
                names=part.names,
                total=part.total,
            )
