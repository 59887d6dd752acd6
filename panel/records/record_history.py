"""What happened to a record, one sentence for each fact; pure."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypedDict

from panel.reader import Reader
from panel.words import msgid
from records_sync.holdings.folding import (
    PLACE,
    RENAMED,
    SEEN,
    STATUS,
    place_of,
    renamed_to,
    status_of,
)
from records_sync.holdings.model import NOWHERE, Change, Fact, Status
from records_sync.holdings.words import STATUS_WORDS

from .freshness import minute
from .record_words import Site, place_words, said

Say = Callable[[Change, Site, Reader], str]


class FactView(TypedDict):
    """One fact: what, when, by whom and why."""

    text: str
    at: str
    who: str
    why: str


def history(facts: Iterable[Fact], site: Site, reader: Reader) -> list[FactView]:
    """Return facts as sentences, in their order; those of a kind that is not known are left out."""
    return [
        FactView(
            text=_SAYS[fact.change.kind](fact.change, site, reader),
            at=minute(fact.at, site.zone),
            who=fact.who,
            why=fact.why,
        )
        for fact in facts
        if fact.change.kind in _SAYS
    ]


def _placed(change: Change, site: Site, reader: Reader) -> str:
    to = place_of(change.now)
    if to == NOWHERE:
        return reader.tr(msgid("Has no place any more"))
    return reader.tr(msgid("Put to: {place}")).format(place=place_words(to, site, reader))


def _seen(change: Change, site: Site, reader: Reader) -> str:
    where = place_words(place_of(change.now), site, reader)
    if not where:
        return reader.tr(msgid("Seen"))
    return reader.tr(msgid("Seen at: {place}")).format(place=where)


def _status(change: Change, _: Site, reader: Reader) -> str:
    (was, *_rest), (now, _home, loan) = status_of(change.was), status_of(change.now)
    words = {"was": _word(was, reader), "now": _word(now, reader)}
    if loan:
        again = now is was
        told = (
            msgid("Prolonged until {due}: {unit}") if again else msgid("Lent to {unit}, due {due}")
        )
        return reader.tr(told).format(unit=loan.unit, due=loan.due.isoformat())
    if was is Status.LENT:
        return reader.tr(msgid("Back from its loan: {now}")).format(**words)
    return reader.tr(msgid("Status from “{was}” to “{now}”")).format(**words)


def _renamed(change: Change, _: Site, reader: Reader) -> str:
    return reader.tr(msgid("Its number is {number} now")).format(number=renamed_to(change).id)


def _word(status: Status | None, reader: Reader) -> str:
    return said(STATUS_WORDS[status or ""], reader)


_SAYS: Mapping[str, Say] = {PLACE: _placed, SEEN: _seen, STATUS: _status, RENAMED: _renamed}
