"""The answers of an OAI-PMH repository, read safely and record by record (pure).

No document type, no entity, no outside reference; nesting is bounded; what is not in the name
space of OAI-PMH 2.0 is not an answer.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from records_sync.model import SourceError
from records_sync.sources import troubles

_OAI = "{http://www.openarchives.org/OAI/2.0/}"
_DEEPEST = 60
_ENCODING = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9._-]+)""")
SECONDS = "YYYY-MM-DDThh:mm:ssZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What a repository says of itself; moments as it writes them."""

    now: str
    earliest: str
    deleted: str  # no, transient, persistent
    granularity: str

    @property
    def knows_seconds(self) -> bool:
        """True where a datestamp tells two changes of one day apart."""
        return self.granularity == SECONDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvested:
    """One record: `metadata` None where it is deleted."""

    id: str
    stamp: str
    metadata: Element | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One answer to ListRecords: `token` "" where it is the last; `error` its code or ""."""

    now: str
    records: tuple[Harvested, ...] = ()
    token: str = ""
    total: int | None = None
    error: str = ""


def seconds_of(stamp: str) -> int | None:
    """Return unix seconds of a UTC datestamp of either granularity, None where it is none."""
    for form in ("%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d"):
        try:
            return int(datetime.strptime(stamp, form).replace(tzinfo=UTC).timestamp())
        except ValueError:
            continue
    return None


def read_identity(body: bytes) -> Identity:
    """Return what Identify says. Raises SourceError."""
    root = _root(body, whole=True)
    _no_error(root)
    told = root.find(f"{_OAI}Identify")
    if told is None:
        raise SourceError(troubles.SCHEMA, "no Identify")
    return Identity(
        now=_text(root, "responseDate"),
        earliest=_text(told, "earliestDatestamp"),
        deleted=_text(told, "deletedRecord"),
        granularity=_text(told, "granularity"),
    )


def read_listing(body: bytes) -> Listing:
    """Return a page of records; noRecordsMatch and badResumptionToken as `error`.

    Raises SourceError for anything else that is wrong.
    """
    records: list[Harvested] = []
    root = _root(body, whole=False, records=records)
    now = _text(root, "responseDate")
    error = root.find(f"{_OAI}error")
    if error is not None and error.get("code") in ("noRecordsMatch", "badResumptionToken"):
        return Listing(now=now, error=error.get("code", ""))
    _no_error(root)
    told = root.find(f"{_OAI}ListRecords")
    if told is None:
        raise SourceError(troubles.SCHEMA, "no ListRecords")
    token = told.find(f"{_OAI}resumptionToken")
    size = "" if token is None else token.get("completeListSize", "")
    return Listing(
        now=now,
        records=tuple(records),
        token="" if token is None else (token.text or "").strip(),
        total=int(size) if size.isascii() and size.isdigit() and len(size) < 10 else None,  # noqa: PLR2004 - digits
    )


def _root(body: bytes, *, whole: bool, records: list[Harvested] | None = None) -> Element:
    """Return the root of a document; its records go to `records` and leave the tree."""
    declared = _ENCODING.match(body.lstrip(b"\xef\xbb\xbf"))
    if declared and declared[1].lower() not in (b"utf-8", b"utf8"):
        raise SourceError(troubles.ENCODING, declared[1].decode("ascii")[:40])
    try:
        body.decode("utf-8")
        root: Element | None = None
        for depth, event, element in _events(body):
            if depth > _DEEPEST:
                raise SourceError(troubles.BAD_XML, "nested too deep")
            if root is None:
                root = element
            if (
                event == "end"
                and not whole
                and element.tag == f"{_OAI}record"
                and records is not None
            ):
                records.append(_harvested(element))
                element.clear()
    except UnicodeError as error:
        raise SourceError(troubles.ENCODING, str(error)[:100]) from None
    except DefusedXmlException as error:
        raise SourceError(troubles.BAD_XML, type(error).__name__) from None
    except (ParseError, ValueError) as error:
        raise SourceError(troubles.BAD_XML, str(error)[:100]) from None
    if root is None or root.tag != f"{_OAI}OAI-PMH":
        raise SourceError(troubles.SCHEMA, "not OAI-PMH 2.0")
    return root


def _events(body: bytes) -> Iterator[tuple[int, str, Element]]:
    depth = 0
    for event, element in iterparse(BytesIO(body), ("start", "end"), forbid_dtd=True):
        depth += 1 if event == "start" else -1
        yield depth, event, element


def _harvested(record: Element) -> Harvested:
    header = record.find(f"{_OAI}header")
    if header is None:
        raise SourceError(troubles.SCHEMA, "record: no header")
    name, stamp = _text(header, "identifier"), _text(header, "datestamp")
    if header.get("status") == "deleted":
        return Harvested(id=name, stamp=stamp)
    metadata = record.find(f"{_OAI}metadata")
    if metadata is None:
        raise SourceError(troubles.SCHEMA, f"{name[:60]}: no metadata")
    kept = Element("metadata")
    kept.extend(metadata)  # the record itself is cleared
    return Harvested(id=name, stamp=stamp, metadata=kept)


def _text(parent: Element, name: str) -> str:
    """Return the text of a child that must be there. Raises SourceError."""
    text = (parent.findtext(f"{_OAI}{name}") or "").strip()
    if not text:
        raise SourceError(troubles.SCHEMA, f"no {name}")
    return text


def _no_error(root: Element) -> None:
    error = root.find(f"{_OAI}error")
    if error is not None:
        said = f"{error.get('code', '')}: {(error.text or '').strip()}"
        raise SourceError(troubles.REFUSED, said[:100])
