"""Reads the local facts, beside the writer and never in its way: each question, its own connection.

Raises sqlite3.Error; a file that is not there yet is one of those.
"""

from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path

import aiosqlite

from . import loading
from .database import FILE, reading
from .missing import Limits, Sought, Temporary
from .model import Fact, Key, Place, Standing, Status
from .outbox import Parked, parked
from .rows import BOX, FACT, STANDING, at_of, box_of, fact_of, standing_of
from .seeking import seek
from .selecting import counts, keys_with
from .situation import Check, Situation
from .stays import Stay, Trail, Whereabouts, stood_in
from .tracing import box_trails, ever_in, traced

AT_ONCE = 100  # histories looked through in one go of the loop, some 10 ms
_SHELF = ("room", "rack", "col", "section", "shelf")


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxCheck:
    """A check of a box: open while `ended_as` is "", else passed, failed or dropped."""

    id: str
    box: str
    opened: datetime
    who: str
    ended_as: str
    missing: int
    strange: int


class HoldingsReader:
    """Questions about the local facts of the site in an absolute folder."""

    def __init__(self, directory: Path) -> None:
        self._path = directory / FILE

    async def standings(self, keys: Iterable[Key]) -> Mapping[Key, Standing]:
        """Return the standings of those records of which something is known, by the asked keys.

        A place in a box is told with the shelf of the box.
        """
        async with self._reading() as db:
            asked = list(keys)
            names = await loading.now_named(db, asked)
            found = await loading.standings(db, {names.get(key, key) for key in asked})
            placed = await _placed(db, found.values())
        return {key: placed[now] for key in asked if (now := names.get(key, key)) in placed}

    async def keys_with(self, statuses: Collection[Status] = (), room: str = "") -> Sequence[Key]:
        """Return the records with one of the statuses in a room; none and "" are any."""
        async with self._reading() as db:
            return await keys_with(db, statuses, room)

    async def newest(self, keys: Collection[Key]) -> Mapping[Key, int]:
        """Return the number of the newest fact under each of these very keys that stand now.

        0 under a key that only came by a new name.
        """
        columns, facts = "source, name, seq", "(SELECT * FROM fact WHERE subject = 'record')"
        async with self._reading() as db:
            stand = await loading.standings(db, keys)
            rows = await loading.of_keys(db, columns, facts, stand, ("source", "name"))
        told = {Key(source, id_): seq for source, id_, seq in sorted(map(tuple, rows))}
        return dict.fromkeys(stand, 0) | told

    async def counts(self) -> Mapping[Status, int]:
        """Return how many records have each status."""
        async with self._reading() as db:
            return await counts(db)

    async def box(self, code: str) -> Place | None:
        """Return where a box stands, None where it is unknown."""
        async with self._reading() as db:
            return (await loading.boxes(db, [code])).get(code)

    async def on_shelf(self, place: Place, most: int = 1000) -> tuple[list[str], list[Standing]]:
        """Return the boxes, and the records beside boxes, in a room, rack ... or on a shelf."""
        parts = dict(zip(_SHELF, place.parts[:-1], strict=True))
        named = [name for name in _SHELF if parts[name]]
        where = " AND ".join(f"{name} = ?" for name in named) or "1"
        values = [*(parts[name] for name in named), most]
        async with self._reading() as db:
            boxes = await db.execute_fetchall(
                f"SELECT {BOX} FROM box WHERE {where} ORDER BY code LIMIT ?",  # noqa: S608
                values,
            )
            loose = await db.execute_fetchall(
                f"SELECT {STANDING} FROM standing WHERE room <> '' AND {where}"  # noqa: S608
                " ORDER BY source, id LIMIT ?",
                values,
            )
        return [box_of(row)[0] for row in boxes], [standing_of(row) for row in loose]

    async def in_box(self, code: str) -> Sequence[Standing]:
        """Return the records whose place is a box, with the shelf that it stands on."""
        async with self._reading() as db:
            found = await loading.standings(db, await loading.keys_in(db, code))
            return sorted((await _placed(db, found.values())).values(), key=lambda s: s.key)

    async def history(self, key: Key, most: int = 200) -> Sequence[Fact]:
        """Return the facts of a record under all its keys, the newest first."""
        async with self._reading() as db:
            now = (await loading.now_named(db, [key])).get(key, key)
            former = await db.execute_fetchall(
                "SELECT source, id FROM former WHERE new_source = ? AND new_id = ?", now
            )
            keys = [now, *(Key(*row) for row in former)]
            rows = await db.execute_fetchall(
                f"SELECT {FACT} FROM fact WHERE subject = 'record'"  # noqa: S608
                f" AND (source, name) IN (VALUES {', '.join(['(?, ?)'] * len(keys))})"
                " ORDER BY seq DESC LIMIT ?",
                [*(text for one in keys for text in one), most],
            )
            return [fact_of(row) for row in rows]

    async def check(self, check: str) -> Check | None:
        """Return an open check as it stands, to go on with it."""
        async with self._reading() as db:
            return await loading.check_of(db, check)

    async def checks(self, box: str, most: int = 50) -> Sequence[BoxCheck]:
        """Return the checks of a box, of all boxes with "", the newest first."""
        async with self._reading() as db:
            rows = await db.execute_fetchall(
                "SELECT id, box, opened_ms, who, ended_as, missing, strange FROM box_check"
                " WHERE ? IN ('', box) ORDER BY seq DESC LIMIT ?",
                (box, most),
            )
        return [
            BoxCheck(
                id=id_,
                box=code,
                opened=at_of(opened_ms),
                who=who,
                ended_as=ended_as,
                missing=missing,
                strange=strange,
            )
            for id_, code, opened_ms, who, ended_as, missing, strange in rows
        ]

    async def parked(self, sender: str) -> Sequence[Parked]:
        """Return what the main system refused of one sender, the newest first, 200 at most."""
        async with self._reading() as db:
            return await parked(db, sender)

    async def sought(
        self, temporary: Sequence[Temporary], today: date, limits: Limits, zone: tzinfo = UTC
    ) -> tuple[Sought, ...]:
        """Return the 失踪 list; `temporary` are the records of the index that have no 档号.

        `today` is a day of `zone`.
        """
        async with self._reading() as db:
            return await seek(db, temporary, today, limits, zone)

    async def whereabouts(self, key: Key, also: Collection[Key] = ()) -> Whereabouts:
        """Return where a record was, for its `stays` in any period.

        `also` are keys that it had and from which it may not have been renamed yet.
        """
        async with self._reading() as db:
            names = await loading.now_named(db, [key, *also])
            now = names.get(key, key)
            others = {names.get(other, other): now for other in also}
            return (await traced(db, [now], others)).get(now, Whereabouts())

    async def whereabouts_of_box(self, box: str) -> Whereabouts:
        """Return where a box was."""
        async with self._reading() as db:
            return Whereabouts(places=(await box_trails(db, [box])).get(box, Trail()))

    async def stood_in(
        self, room: str, inside: Callable[[Place], bool], start: datetime, end: datetime
    ) -> Mapping[Key, tuple[Stay, ...]]:
        """Return the records that stood in a room in a period, at places that are `inside`."""
        found: dict[Key, tuple[Stay, ...]] = {}
        async with self._reading() as db:
            keys = await ever_in(db, room)
            for first in range(0, len(keys), AT_ONCE):
                records = await traced(db, keys[first : first + AT_ONCE])
                found |= stood_in(records, lambda p: p.room == room and inside(p), start, end)
        return found

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[aiosqlite.Connection]:
        async with reading(self._path) as db:
            await db.execute("BEGIN")  # all of an answer is of one moment
            yield db


async def _placed(db: aiosqlite.Connection, found: Iterable[Standing]) -> dict[Key, Standing]:
    standings = list(found)
    boxes = await loading.boxes(db, {s.place.box for s in standings} - {""})
    now = Situation(today=date.min, boxes=boxes)
    return {s.key: replace(s, place=now.full_place(s.place)) for s in standings}
