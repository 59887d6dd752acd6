"""The hash chain of the ledger: what a row's hash covers, and what a chain tells (pure).

A row's hash covers the hash before it, so an edit, a deletion or a swap shows at its row. Rows cut
off at the end leave a chain that is whole; only an anchor, a head that is kept elsewhere, shows it.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from math import isfinite
from typing import NamedTuple

GENESIS = bytes(32)


class Row(NamedTuple):
    """One row in the order of its columns, all but the hash. `at_ms` is UTC since 1970."""

    seq: int
    boot: str
    t: float
    at_ms: int
    clock_trusted: int
    version: str
    kind: str
    subject: str
    body: str


class Stored(NamedTuple):
    """A row as the file has it, with the hash beside it."""

    row: Row
    digest: bytes  # of a damaged file it may be anything


class Head(NamedTuple):
    """The end of a chain: enough to recognise it later. Written as `SEQ:HASH`."""

    seq: int
    digest: bytes

    def __str__(self) -> str:
        return f"{self.seq}:{self.digest.hex()}"


START = Head(0, GENESIS)


def parsed_head(text: str) -> Head:
    """Return the head that `SEQ:HASH` names; raises ValueError for anything else."""
    seq, _, digest = text.strip().partition(":")
    head = Head(int(seq), bytes.fromhex(digest))
    if head.seq < 0 or len(head.digest) != len(GENESIS):
        raise ValueError(f"no head of a ledger: {text!r}")
    return head


class Fault(StrEnum):
    """What can be wrong with a ledger."""

    ALTERED = "altered"  # the row does not fit its hash
    MISSING = "missing"  # rows are gone from the middle
    TRUNCATED = "truncated"  # the chain ends before an anchor
    REWRITTEN = "rewritten"  # the row of an anchor has another hash
    UNREADABLE = "unreadable"  # SQLite can't read the file, or finds it inconsistent
    SCHEMA = "schema"  # tables or triggers are not those of this program
    MEMORY = "memory"  # what control remembers does not fit its hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """One fault, from row `seq` to row `last`; `detail` is for the engineer."""

    fault: Fault
    seq: int = 0
    last: int = 0
    detail: str = ""


def canonical(body: Mapping[str, object]) -> str:
    """Return the one JSON text of a body: keys sorted, no blanks, no number that JSON lacks."""
    text = json.dumps(
        _finite(body),
        sort_keys=True,
        ensure_ascii=False,
        allow_nan=False,
        separators=(",", ":"),
        default=str,
    )
    return text.encode("utf-8", "replace").decode()


def digest(previous: bytes, row: Row) -> bytes:
    """Return the hash of a row that follows the hash `previous`."""
    columns = json.dumps(list(row), ensure_ascii=False, separators=(",", ":"), default=repr)
    return sha256(previous + columns.encode("utf-8", "surrogateescape")).digest()


def chained(head: Head, rows: Iterable[Row]) -> Iterator[Stored]:
    """Yield the rows with their hashes and the numbers that follow `head`."""
    for row in rows:
        numbered = row._replace(seq=head.seq + 1)
        head = Head(numbered.seq, digest(head.digest, numbered))
        yield Stored(numbered, head.digest)


def flaws_in(stored: Iterable[Stored], anchors: Iterable[Head] = ()) -> Iterator[Flaw]:
    """Yield what is wrong with a whole ledger, given in the order of its numbers.

    One wrong row is told once: the rows after it are judged by its hash as stored, or as it
    should be.
    """
    wanted = sorted(set(anchors))
    before = {GENESIS}
    last = 0
    for row, kept in stored:
        if row.seq != last + 1:
            yield Flaw(fault=Fault.MISSING, seq=last + 1, last=row.seq - 1)
            before = set()
        right = {digest(previous, row) for previous in before}
        if right and kept not in right:
            yield Flaw(fault=Fault.ALTERED, seq=row.seq, last=row.seq)
        if any(seq == row.seq and kept != found for seq, found in wanted):
            yield Flaw(fault=Fault.REWRITTEN, seq=row.seq, last=row.seq)
        before = right | ({kept} if isinstance(kept, bytes) else set())
        last = row.seq
    for anchor in wanted:
        if anchor.seq > last:
            yield Flaw(fault=Fault.TRUNCATED, seq=last + 1, last=anchor.seq)


def _finite(value: object) -> object:
    if isinstance(value, float) and not isfinite(value):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _finite(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(inner) for inner in value]
    return value
