"""The 失踪 list as people see it: each reason in a sentence with what to do; pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from daemon.record_ports import MissingLine
from panel.reader import Reader
from panel.words import msgid
from records_sync.holdings.words import MISSING
from records_sync.index.query import Entry

from .record_words import box_address, record_address, said

REASONS: Mapping[str, str] = {  # the gravest first
    "missing": msgid("Missing"),
    "check_failed": msgid("Check of the box failed"),
    "overdue": msgid("Overdue"),
    "not_seen": msgid("Not seen for long"),
    "not_filed": msgid("Not filed yet"),
}
GRAVE = frozenset({"missing", "check_failed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """One line: what, its number, each reason with its sentence, and where its page is.

    `gravest` is the code of the gravest reason, `days` how long the longest of them lasts.
    """

    title: str
    number: str
    is_box: bool
    address: str
    reasons: tuple[tuple[str, str], ...]
    gravest: str
    days: int


def ordered(lines: Iterable[MissingLine], reason: str = "") -> Sequence[MissingLine]:
    """Return the lines with a reason ("" any), the gravest first and of these the longest."""
    chosen = [line for line in lines if not reason or reason in line.sought.reasons]
    order = {code: at for at, code in enumerate(REASONS)}
    return sorted(chosen, key=lambda line: (order[_gravest(line)], -_days(line)))


def lost(lines: Iterable[MissingLine], reader: Reader) -> tuple[Lost, ...]:
    """Return lines in words, in their order."""
    return tuple(_lost(line, reader) for line in lines)


def counts(lines: Iterable[MissingLine]) -> Mapping[str, int]:
    """Return how many lines have each reason, the gravest first; those without any are left out."""
    counted = Counter(code for line in lines for code in line.sought.reasons)
    return {code: counted[code] for code in REASONS if counted[code]}


def number_of(entry: Entry | None) -> str:
    """Return the number that people know a record by: its 档号, else its 临时编号."""
    return "" if entry is None else entry.record.ref_code or entry.record.temp_no


def title_of(entry: Entry | None, id_: str, reader: Reader, *, index_is_away: bool = False) -> str:
    """Return the title of a record; one that the index has not, or can't tell, has its id only."""
    if entry is not None:
        return entry.record.title
    if index_is_away:
        return reader.tr(msgid("{id} (title missing: the index can't be read)")).format(id=id_)
    return reader.tr(msgid("{id} (no longer in the index)")).format(id=id_)


def _lost(line: MissingLine, reader: Reader) -> Lost:
    sought = line.sought
    reasons = tuple(
        (code, said(MISSING[code].filled(sought.reasons[code]), reader))
        for code in REASONS
        if code in sought.reasons
    )
    key = sought.key
    if key is None:
        title = reader.tr(msgid("Box {box}")).format(box=sought.box)
    else:
        title = title_of(line.entry, key.id, reader, index_is_away=line.index_is_away)
    return Lost(
        title=title,
        number=number_of(line.entry),
        is_box=key is None,
        address=box_address(sought.box) if key is None else record_address(key),
        reasons=reasons,
        gravest=_gravest(line),
        days=_days(line),
    )


def _gravest(line: MissingLine) -> str:
    return next(code for code in REASONS if code in line.sought.reasons)


def _days(line: MissingLine) -> int:
    whys = line.sought.reasons.values()
    return max((days for why in whys if isinstance(days := why.get("days"), int)), default=0)
