"""DBF tables (dBASE, FoxPro). Field bytes are decoded here: UTF-8 or GB18030, strictly, as text is.

dbfread believes the header: a record of no length would keep it busy for ever, so the header is
checked against the file first. A field is as wide as it is, and may have cut a character in two.
"""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dbfread import DBF
from dbfread.exceptions import DBFNotFound, MissingMemoFile

from records_sync.model import SourceError
from records_sync.sources.files.limits import Limits
from records_sync.sources.files.part import Part, Parts
from records_sync.text.clean import CUT_MARK

_HEADER = struct.Struct("<4xLHH20x")
_FIELD_BYTES = 32
_CHINESE = frozenset((0x4D, 0x7A))  # language drivers of cp936
_DRIVER_AT = 29
_ENCODINGS = ("utf-8", "gb18030")
_LONGEST_CHAR = 4  # bytes
_TEXT, _MEMO = "CV", "MGPB"


def parts(path: Path, limits: Limits) -> Parts:
    """Yield the one table of the file; raises SourceError."""
    count, driver = _checked(path, limits)
    try:
        table = DBF(
            str(path),
            encoding="latin-1",  # bytes as they are
            ignorecase=False,
            recfactory=None,
            raw=True,
            ignore_missing_memofile=True,
        )
    except (ValueError, struct.error, OSError, DBFNotFound, MissingMemoFile, LookupError) as err:
        raise SourceError("file_dbf_broken") from err
    kinds = [field.type for field in table.fields]
    encoding = "gb18030" if driver in _CHINESE else _encoding(table, kinds)
    names = tuple(_name(name.encode("latin-1")) for name in table.field_names)
    rows = enumerate(_rows(table, kinds, encoding), start=1)
    yield Part(name="", rows=rows, names=names, total=count)


def _checked(path: Path, limits: Limits) -> tuple[int, int]:
    """Return (records, language driver) of a header that fits its file; raises SourceError."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(_FIELD_BYTES)
        if len(head) < _FIELD_BYTES:
            raise SourceError("file_dbf_broken")
        count, start, length = _HEADER.unpack(head)
        names = file.read(max(0, start - _FIELD_BYTES))
    ends = [at for at in range(0, len(names), _FIELD_BYTES) if names[at] in b"\r\n"]
    lengths = [_width(names[at:]) for at in range(0, ends[0], _FIELD_BYTES)] if ends else []
    if not lengths or length != 1 + sum(lengths):
        raise SourceError("file_dbf_broken")
    if len(lengths) > limits.columns:
        raise SourceError("file_columns")
    if count > limits.rows:
        raise SourceError("file_rows")
    if size < start + count * length:
        raise SourceError("file_cut_off")
    return count, head[_DRIVER_AT]


def _width(field: bytes) -> int:
    """Return the bytes of a field; FoxPro keeps the high byte of a text's in the next place."""
    return field[16] | (field[17] << 8 if field[11:12] == b"C" else 0)


def _encoding(table: Any, kinds: list[str]) -> str:
    """Return the first encoding in which every text of the table can be read strictly."""
    for encoding in _ENCODINGS[:-1]:
        try:
            for record in table:
                for kind, (_, raw) in zip(kinds, record, strict=True):
                    if kind in _TEXT:
                        raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return _ENCODINGS[-1]


def _rows(table: Any, kinds: list[str], encoding: str) -> Iterator[list[str]]:
    for number, record in enumerate(table, start=1):
        try:
            yield [
                _text(raw, encoding) if kind in _TEXT else _plain(kind, raw)
                for kind, (_, raw) in zip(kinds, record, strict=True)
            ]
        except UnicodeDecodeError as err:
            raise SourceError("file_encoding", str(number)) from err


def _plain(kind: str, raw: bytes) -> str:
    """Return a number or a day; memo fields stand in another file and are blank."""
    if kind in _MEMO:
        return ""
    if kind == "I" and len(raw) == struct.calcsize("<i"):
        return str(struct.unpack("<i", raw)[0])
    return raw.decode("ascii", errors="replace").strip("\0 *")


def _name(raw: bytes) -> str:
    """Return a field's name of ten bytes, less what they have cut in two; raises SourceError."""
    for encoding in _ENCODINGS:
        for end in (len(raw), len(raw) - 1, len(raw) - 2):
            try:
                return raw[:end].decode(encoding)
            except UnicodeDecodeError:
                continue
    raise SourceError("file_encoding", "0")


def _text(raw: bytes, encoding: str) -> str:
    """Return the text of a field; what its width has cut off at its end is marked."""
    full = raw.rstrip(b"\0 ")
    try:
        return full.decode(encoding)
    except UnicodeDecodeError as err:
        if len(full) == len(raw) and err.end == len(full) and len(full) - err.start < _LONGEST_CHAR:
            return full[: err.start].decode(encoding) + CUT_MARK
        raise
