"""Everything that a trend page shows, read from the history and the ledger; kept for a moment."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from daemon.model import Band, RoomInfo, SiteInfo
from daemon.ports import (
    Happening,
    HappeningKind,
    Happenings,
    HistoryUnavailableError,
    LedgerUnavailableError,
    Live,
    Trends,
)
from panel.problems import ProblemError
from panel.words import msgid

from .joined import Joined, read_joined
from .series import SHUT, Steps, least, read_tags, so_far
from .spans import Piece, Span, pieces
from .strips import Strip, strip
from .subjects import FACE, Subject

MOST_HAPPENINGS = 100  # of each kind
KEPT = 64  # charts
OF_PEOPLE = frozenset({HappeningKind.ACT, HappeningKind.SETPOINT})
KEPT_S = 60.0
DOORS = ""  # no output has this id


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedStrip:
    """The bars of one output, or of all doors of a room together: `id` is the output or DOORS."""

    id: str
    is_door: bool
    drawn: Strip


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendFacts:
    """What is known `now` of a subject in a span that ends `at`.

    `imported` is the share of each step that loggers' files told. `band` and `setpoint` are those
    of now, None where there are none. `happenings` is None where the ledger can't be read; `cut`
    are the kinds of which only the newest are among them.
    """

    subject: Subject
    span: Span
    at: datetime
    now: datetime
    steps: Steps
    imported: tuple[float, ...]
    strips: tuple[NamedStrip, ...]
    happenings: tuple[Happening, ...] | None
    cut: frozenset[HappeningKind] = frozenset()
    band: tuple[float, float] | None = None
    setpoint: float | None = None

    @property
    def is_past(self) -> bool:
        """Whether the span was over before now."""
        return self.at < self.now

    @property
    def joined(self) -> Joined:
        """The steps with their shares."""
        return Joined(self.steps, self.imported)


class TrendDesk:
    """Reads facts, one chart at a time; whoever asks again at once is told the same."""

    def __init__(
        self,
        site: SiteInfo,
        live: Live,
        trends: Trends,
        happenings: Happenings | None,
    ) -> None:
        self._site = site
        self._zone = ZoneInfo(site.timezone)
        self._live = live
        self._trends = trends
        self._happenings = happenings
        self._rooms: Mapping[str, RoomInfo] = {room.id: room for room in site.rooms}
        self._turn = asyncio.Lock()
        self._known: dict[tuple[str, str, datetime | None], tuple[datetime, TrendFacts]] = {}

    async def facts(
        self, subject: Subject, span: Span, until: datetime | None = None
    ) -> TrendFacts:
        """Return the facts of a span that ends now, or earlier where `until` says so.

        Raises ProblemError where the history can't be read.
        """
        now = self._at()
        past = until if until is not None and until < now else None
        key = subject.query, span.name, past
        async with self._turn:
            read_at, known = self._known.get(key, (now, None))
            if known is None or not 0 <= (now - read_at).total_seconds() < fresh_s(span):
                known = await self._read(subject, span, now, past)
                self._known.pop(key, None)
                self._known[key] = now, known
                while len(self._known) > KEPT:
                    del self._known[next(iter(self._known))]
        band, setpoint = self._wanted(subject)
        return replace(known, band=band, setpoint=setpoint)

    async def steps(self, tags: Sequence[str], span: Span) -> Steps:
        """Return several sensors as one; raises ProblemError as above."""
        try:
            return await read_tags(self._trends, tags, pieces(span, self._at(), self._zone))
        except HistoryUnavailableError as error:
            raise _unreadable() from error

    def _at(self) -> datetime:
        if self._live.snapshot is None:
            raise ProblemError(503, msgid("Nothing has been read yet."), {"Retry-After": "2"})
        return self._live.snapshot.result.image.at

    async def _read(
        self, subject: Subject, span: Span, now: datetime, past: datetime | None
    ) -> TrendFacts:
        last = now if past is None else past - timedelta(seconds=1)  # in the step that ends there
        asked = pieces(span, last, self._zone)
        at = min(now, asked[-1].until)
        happenings, cut = await self._happened(subject.room, asked[0].since, at)
        try:
            joined = await read_joined(self._trends, subject, asked)
            return TrendFacts(
                subject=subject,
                span=span,
                at=at,
                now=now,
                steps=so_far(joined.steps, at),
                imported=joined.imported,
                strips=await self._strips(subject.room, asked, at),
                happenings=happenings,
                cut=cut,
            )
        except HistoryUnavailableError as error:
            raise _unreadable() from error

    async def _strips(
        self, room: str, asked: Sequence[Piece], at: datetime
    ) -> tuple[NamedStrip, ...]:
        found = []
        if room in self._rooms and (doors := self._rooms[room].doors):
            contacts = [await read_tags(self._trends, (tag,), asked) for tag in doors]
            # True is shut: the bar is the open door.
            drawn = strip(so_far(least(contacts), at), on=0.0, off=SHUT)
            found.append(NamedStrip(id=DOORS, is_door=True, drawn=drawn))
        for output in self._site.outputs:
            if output.room == room and room and output.feedback:
                steps = await read_tags(self._trends, (output.feedback,), asked)
                drawn = strip(so_far(steps, at), on=output.on_value, off=output.off_value)
                found.append(NamedStrip(id=output.id, is_door=False, drawn=drawn))
        return tuple(found)

    async def _happened(
        self, room: str, since: datetime, at: datetime
    ) -> tuple[tuple[Happening, ...] | None, frozenset[HappeningKind]]:
        if self._happenings is None or not room:
            return (), frozenset()
        try:
            found = await self._happenings.of_room(room, since, at, MOST_HAPPENINGS + 1)
        except LedgerUnavailableError:
            return None, frozenset()
        return newest_of_each(found)

    def _wanted(self, subject: Subject) -> tuple[tuple[float, float] | None, float | None]:
        snapshot = self._live.snapshot
        speaks = subject.point is None or subject.point.of_room
        room = snapshot.result.rooms.get(subject.room) if snapshot and speaks else None
        if room is None or subject.quantity not in FACE:
            return None, None
        of_temperature = subject.quantity == FACE[0]
        return (
            (limits_c(room.band) if of_temperature else limits_pct(room.band)),
            (room.setpoint_c if of_temperature else room.setpoint_pct),
        )


def without_people(facts: TrendFacts) -> TrendFacts:
    """Return the facts for a guest: what persons did names them."""
    if facts.happenings is None:
        return facts
    told = tuple(each for each in facts.happenings if each.kind not in OF_PEOPLE)
    return replace(facts, happenings=told, cut=facts.cut - OF_PEOPLE)


def newest_of_each(
    found: Sequence[Happening],
) -> tuple[tuple[Happening, ...], frozenset[HappeningKind]]:
    """Return what is told of what was found in the order of time, and the kinds that were cut."""
    by_kind: dict[HappeningKind, list[Happening]] = {}
    for each in found:
        by_kind.setdefault(each.kind, []).append(each)
    told = (each for some in by_kind.values() for each in some[-MOST_HAPPENINGS:])
    cut = frozenset(kind for kind, some in by_kind.items() if len(some) > MOST_HAPPENINGS)
    return tuple(sorted(told, key=lambda each: each.at)), cut


def fresh_s(span: Span) -> float:
    """Return how long facts are told again."""
    return min(span.refresh_s / 2, KEPT_S)


def limits_c(band: Band) -> tuple[float, float]:
    """Return the limits of temperature."""
    return band.low_c, band.high_c


def limits_pct(band: Band) -> tuple[float, float]:
    """Return the limits of humidity."""
    return band.low_pct, band.high_pct


def _unreadable() -> ProblemError:
    return ProblemError(503, msgid("The history can't be read now."), {"Retry-After": "60"})
