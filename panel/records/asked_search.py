"""A question to the records, read from an address; refused in one sentence when unclear (pure)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from daemon.record_ports import Question
from panel.problems import ProblemError
from panel.words import msgid
from records_sync.holdings.model import Status
from records_sync.index.query import Query
from records_sync.model import Carrier, Retention

PATH = "/records"
SIZE = 20  # on one page: a screen or two, no endless list
FIRST_YEAR, LAST_YEAR = 1, 2200
LAST_MONTH = 12
LONGEST_QUESTION, LONGEST_NAME, LONGEST_MARK = 4000, 200, 600
MOST_NAMES = 50  # of a unit, in all its time
_TOO_LONG = msgid("{key} must be a text of at most {most} letters.")

Chosen = TypeVar("Chosen", bound=StrEnum)
Asked = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedSearch:
    """What was asked; "" or () where nothing was. `after` is the mark of the page before."""

    q: str = ""
    year: str = ""
    until: str = ""
    month: str = ""
    unit: tuple[str, ...] = ()
    org: tuple[str, ...] = ()
    retention: tuple[Retention, ...] = ()
    carrier: tuple[Carrier, ...] = ()
    status: tuple[Status, ...] = ()
    room: str = ""
    after: str = ""

    @property
    def filters(self) -> int:
        """How many filters are set."""
        return sum(bool(getattr(self, f.name)) for f in fields(self) if f.name not in _NO_FILTER)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was asked at all."""
        return not self.q.strip() and not self.filters

    def address(self, after: str = "", path: str = PATH) -> str:
        """Return the address of another page of the same answer, of the first without a mark."""
        told: list[tuple[str, str]] = []
        for field in fields(self):
            value = after if field.name == "after" else getattr(self, field.name)
            told += [(field.name, each) for each in ([value] if isinstance(value, str) else value)]
        said = urlencode([pair for pair in told if pair[1]])
        return f"{path}?{said}" if said else path

    def question(self, names: Mapping[str, Sequence[str]]) -> Question:
        """Return the question; `names` are all names that a unit has had, by today's."""
        first = self.year or (str(FIRST_YEAR) if self.until else "")
        last = self.until or self.year
        units = [name for unit in self.unit for name in names.get(unit, (unit,))]
        return Question(
            query=Query(
                text=self.q,
                years=(int(first), int(last)) if first else None,
                month=int(self.month) if self.month else None,
                units=tuple(dict.fromkeys(units)),
                orgs=self.org,
                retention=self.retention,
                carrier=self.carrier,
                size=SIZE,
                after=self.after,
            ),
            statuses=self.status,
            room=self.room,
        )


_NO_FILTER = frozenset({"q", "after"})


def asked_search(query: Asked, rooms: Collection[str]) -> AskedSearch:
    """Return what was asked; raises ProblemError 400 unless every part of it is right."""
    found = AskedSearch(
        q=_text("q", query, LONGEST_QUESTION),
        after=_text("after", query, LONGEST_MARK),
        unit=_names("unit", query),
        org=_names("org", query),
        year=_number("year", query, FIRST_YEAR, LAST_YEAR),
        until=_number("until", query, FIRST_YEAR, LAST_YEAR),
        month=_number("month", query, 1, LAST_MONTH),
        retention=_chosen("retention", query, Retention),
        carrier=_chosen("carrier", query, Carrier),
        status=_chosen("status", query, Status),
        room=_known("room", _first("room", query), rooms),
    )
    if found.year and found.until and int(found.year) > int(found.until):
        return replace(found, year=found.until, until=found.year)  # meant the other way round
    return found


def _first(name: str, query: Asked) -> str:
    return next(iter(query.get(name, ())), "")


def _text(name: str, query: Asked, most: int) -> str:
    value = _first(name, query)
    if len(value) > most:
        raise ProblemError(400, _TOO_LONG, key=name, most=most)
    return value.encode(errors="replace").decode()  # half letters have no address


def _names(name: str, query: Asked) -> tuple[str, ...]:
    values = [value for value in query.get(name, ()) if value]
    if len(values) > MOST_NAMES or any(len(value) > LONGEST_NAME for value in values):
        raise ProblemError(400, _TOO_LONG, key=name, most=LONGEST_NAME)
    return tuple(value.encode(errors="replace").decode() for value in values)


def _number(name: str, query: Asked, first: int, last: int) -> str:
    value = _first(name, query)
    usual = value.isascii() and value.isdigit() and len(value) <= len(str(last))
    if value and not (usual and first <= int(value) <= last):
        raise ProblemError(
            400,
            msgid("{key} must be a whole number from {first} to {last}."),
            key=name,
            first=first,
            last=last,
        )
    return value


def _chosen(name: str, query: Asked, words: type[Chosen]) -> tuple[Chosen, ...]:
    values = dict.fromkeys(value for value in query.get(name, ()) if value)
    return tuple(words(_known(name, value, {word.value for word in words})) for value in values)


def _known(name: str, value: str, known: Collection[str]) -> str:
    if value and value not in known:
        raise ProblemError(
            400,
            msgid("{key} must be one of: {known}."),
            key=name,
            known=", ".join(sorted(known)),
        )
    return value
