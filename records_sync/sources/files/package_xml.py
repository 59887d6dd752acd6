"""文件目录.XML and 案卷目录.XML: elements named as columns are.

An element whose parts name a title is a record, wherever it stands; so both lists, with or without
the files inside their volumes, are read by one rule. Entities and DTDs are refused. The characters
are decoded here, because expat knows no GB18030, and what it is given is bounded piece by piece.
"""

import codecs
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from records_sync.model import SourceError
from records_sync.sources.files.encoding import spelling_of
from records_sync.sources.files.limits import Limits
from records_sync.sources.files.part import Part, Parts
from records_sync.text.headers import HEADINGS, is_header, layout_of

ENCODINGS = frozenset(("GB18030", "GBK", "GB2312", "UTF-8", "UTF8", "UTF-16"))
_DECLARED = re.compile(r"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.-]{1,40})["']""")
_PROLOG = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_FIRST_NAME = {heading.field: heading.names[0] for heading in HEADINGS}
_DEEPEST = 16
_CHUNK = 1 << 16


def parts(path: Path, limits: Limits) -> Parts:
    """Yield the one list of the file; raises SourceError."""
    if (said := declared(path)) and said not in ENCODINGS:
        raise SourceError("file_encoding_declared", said)
    names: dict[str, int] = {}
    total = 0
    for record in _records(path, limits):
        total += 1
        for name in record:
            names.setdefault(name, len(names))
        if len(names) > limits.columns:
            raise SourceError("file_columns")
    rows = (
        (number, [record.get(name, "") for name in names])
        for number, record in enumerate(_records(path, limits), start=1)
    )
    yield Part(name="", rows=rows, names=tuple(names), total=total)


class _Records:
    """What the parser tells: an element's leaves are gathered, a record is put into `found`."""

    def __init__(self, limits: Limits) -> None:
        self.found: list[dict[str, str]] = []
        self._limits = limits
        self._leaves: list[dict[str, str]] = []
        self._text: list[str] = []
        self._chars = 0
        self._is_leaf = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin an element; what is said in attributes counts as leaves."""
        if len(self._leaves) >= _DEEPEST or len(attributes) > self._limits.columns:
            raise SourceError("file_xml_shape", tag[:60])
        self._leaves.append({_local(name): value for name, value in attributes.items()})
        self._text, self._chars, self._is_leaf = [], 0, True

    def data(self, text: str) -> None:
        """Take text of an element."""
        self._chars += len(text)
        if self._chars > self._limits.row_chars:
            raise SourceError("file_row_too_long", "")
        self._text.append(text)

    def end(self, tag: str) -> None:
        """End an element: a leaf is a column of the one around it, a record is found."""
        own = self._leaves.pop()
        if self._is_leaf and self._leaves:
            around = self._leaves[-1]
            around.setdefault(_local(tag), "".join(self._text))
            if len(around) > self._limits.columns:
                raise SourceError("file_columns")
        if own and (names := _names(tuple(own))):
            self.found.append(dict(zip(names, own.values(), strict=True)))
        self._text, self._chars, self._is_leaf = [], 0, False

    def close(self) -> None:
        """End the document."""


@lru_cache(maxsize=256)
def _names(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of a record's columns, () where it is none.

    What is known goes by its first name: 案卷题名 of a volume and 题名 of a file are one column.
    """
    layout = layout_of(names)
    if not is_header(layout):
        return ()
    first = {index: _FIRST_NAME[field] for field, index in layout.columns}
    return tuple(first.get(index, name) for index, name in enumerate(names))


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _records(path: Path, limits: Limits) -> Iterator[dict[str, str]]:
    """Yield records as name -> text; raises SourceError."""
    records = _Records(limits)
    parser = DefusedXMLParser(
        target=records, forbid_dtd=True, forbid_entities=True, forbid_external=True
    )
    try:
        for text in _pieces(path, limits):
            parser.feed(text)
            yield from records.found
            records.found.clear()
        parser.close()
    except DefusedXmlException as err:
        raise SourceError("file_xml_entities") from err
    except (ParseError, ValueError) as err:
        raise SourceError("file_xml_broken", str(err)[:60]) from err


def _pieces(path: Path, limits: Limits) -> Iterator[str]:
    """Yield the text of the file; no tag may be so long that the parser has to hoard it."""
    encoding = spelling_of(path).encoding
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    open_chars, first = 0, True
    with path.open("rb") as file:
        while raw := file.read(_CHUNK):
            text = decoder.decode(raw)
            if first:
                text, first = _PROLOG.sub("", text.removeprefix("\ufeff")), False
            last = text.rfind(">")
            open_chars = open_chars + len(text) if last < 0 else len(text) - last
            if open_chars > limits.row_chars:
                raise SourceError("file_row_too_long", "")
            yield text


def declared(path: Path) -> str:
    """Return the encoding that the file says it has, "" where it says none."""
    with path.open("rb") as file:
        found = _DECLARED.search(file.read(_CHUNK).decode("latin-1").replace("\0", ""))
    return found[1].upper() if found else ""
