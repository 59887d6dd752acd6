"""The climate that records ask for, out of the history, in a thread and never on the loop.

A rack that is called as a configured zone of its room has the climate of that zone; every other
place has the climate of its room.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from daemon.configuration.site import OUTSIDE
from daemon.control.settings import Settings
from daemon.ports import HistoryUnavailableError
from daemon.reports.asked import QUARTER_S
from daemon.reports.facts import history, imported
from daemon.reports.facts.history import RoomTags
from daemon.reports.series import LEAST_MS, Readings
from daemon.store.database import BUSY_TIMEOUT_S, FAILURES
from daemon.store.history import FILE
from daemon.store.imported_read import imported_series
from records_sync.holdings.climate import Lived
from records_sync.holdings.model import Place as Shelf

from .lived import Ozone, Place, lived, quarters_of

KEPT = 64  # answers
KEPT_S = 600.0  # an import or a corrected clock can change what was long ago
OZONE_UNIT = "mg/m³"  # a sensor that told another one before has both in the history
ZERO_MG_M3 = 0.05  # of an ozone sensor in a room without a programme
_Asked = tuple[str, str, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    answer: Lived
    t: float


class HistoryClimate:
    """The port `records_sync.holdings.climate.Climate`; `monotonic` gives seconds."""

    def __init__(self, directory: Path, settings: Settings, monotonic: Callable[[], float]) -> None:
        self._directory = directory
        self._settings = settings
        self._monotonic = monotonic
        self._turn = asyncio.Lock()  # one at a time: a year takes a good part of a core
        self._kept: dict[_Asked, _Kept] = {}

    async def lived(self, room: str, zone: str, start: datetime, end: datetime) -> Lived:
        """Return the climate of a zone, of the whole room with ""; of an unknown one nothing.

        Raises HistoryUnavailableError.
        """
        if room not in self._settings.rooms:
            return Lived()
        since, until = quarters_of(start, end)
        asked = (room, zone, since, until)
        await self._turn.acquire()
        # Whoever asked may leave, a thread can't be stopped: the turn ends when it does.
        reading = asyncio.create_task(self._answer(asked))
        reading.add_done_callback(_seen)
        return await asyncio.shield(reading)

    async def _answer(self, asked: _Asked) -> Lived:
        """Return what is kept or read, and give up the turn."""
        try:
            t, kept = self._monotonic(), self._kept.get(asked)
            if kept is not None and t - kept.t < KEPT_S:
                return kept.answer
            try:
                answer = await asyncio.to_thread(self._lived, *asked)
            except (*FAILURES, OSError) as err:
                raise HistoryUnavailableError(str(err)) from err
            self._kept[asked] = _Kept(answer=answer, t=t)
            while len(self._kept) > KEPT:
                del self._kept[next(iter(self._kept))]
            return answer
        finally:
            self._turn.release()

    def zone_of(self, shelf: Shelf) -> str:
        """Return the zone whose climate a shelf has, "" for that of its room."""
        return shelf.rack if shelf.rack in self._zones(shelf.room) else ""

    def _zones(self, room: str) -> frozenset[str]:
        points = self._settings.site.points
        return frozenset(p.zone for p in points if p.room == room and p.of_room) - {"", OUTSIDE}

    def _lived(self, room: str, zone: str, since: int, until: int) -> Lived:
        path, settings = self._directory / FILE, self._settings
        since = max(since, self._first(room))
        if since >= until or not path.exists():
            return Lived()
        walls = settings.surface_tags[room]
        tags = {room: self._tags(room, zone), **{w: RoomTags(temperature=(w,)) for w in walls}}
        found = history.read(path, tags, since, until)
        if not zone:  # a logger's file speaks for its room
            inside = Readings(since=found.since, until=found.until, rooms={room: found.rooms[room]})
            imported.fill(self._directory, inside)
        ozone = settings.rooms[room].safety.ozone
        programmes = settings.programmes_of[room]
        zero = min((p.start_ozone_mg_m3 for p in programmes), default=ZERO_MG_M3)
        return lived(
            Place(room, zone, settings.rooms[room].band),
            found.rooms[room].inside,
            [found.rooms[wall].inside for wall in walls],
            list(_ozone(path, ozone, since, until)),
            zero,
        )

    def _tags(self, room: str, zone: str) -> RoomTags:
        temperature, humidity = self._settings.climate_tags[room]
        if not zone:
            return RoomTags(temperature=temperature, humidity=humidity)
        points = [p for p in self._settings.site.points if (p.room, p.zone) == (room, zone)]
        return RoomTags(
            temperature=tuple(p.tag for p in points if p.of_room and p.quantity == "temperature"),
            humidity=tuple(
                p.tag for p in points if p.of_room and p.quantity == "relative_humidity"
            ),
        )

    def _first(self, room: str) -> int:
        """Return the first quarter of which anything can be known: no century is read in vain."""
        firsts = [int(s.since.timestamp()) for s in imported_series(self._directory, room)]
        if (path := self._directory / FILE).exists():
            with closing(_connection(path)) as db:
                firsts += [row[0] for row in db.execute("SELECT MIN(start) FROM quarter") if row[0]]
        return min(firsts, default=1 << 60) // QUARTER_S * QUARTER_S


def _seen(reading: "asyncio.Task[Lived]") -> None:
    """Take note of a failure that nobody waits for any more."""
    if not reading.cancelled():
        reading.exception()


def _ozone(path: Path, tags: Sequence[str], since: int, until: int) -> Iterator[Ozone]:
    if not tags:
        return
    marks = ", ".join("?" * len(tags))
    with closing(_connection(path)) as db:
        for start, covered_ms, mean in db.execute(
            "SELECT start, covered_ms, integral * step / covered_ms FROM quarter"  # noqa: S608
            f" JOIN series ON series.id = series WHERE tag IN ({marks})"
            " AND unit = ? AND start >= ? AND start < ? AND covered_ms >= ?",
            (*tags, OZONE_UNIT, since, until, LEAST_MS),
        ):
            yield Ozone(start, covered_ms / 1000, mean)


def _connection(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_TIMEOUT_S)
    db.execute("PRAGMA query_only = ON")
    return db
