"""Imported readings: idempotent, exact in their roll-ups, gone as a whole, read as trends."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.store.held import MOST_HELD_S, Point, Rolled, quarters, stretches
from daemon.store.imported import (
    Added,
    KnownFileError,
    Origin,
    Value,
    add,
    forget,
    written,
)
from daemon.store.imported_read import FILE, imported_parts, imported_series, imports, tag_of
from daemon.store.schema import NewerSchemaError
from daemon.store.trends import buckets, span

from .history_kit import HeldClock, history_in, site

NOON = round(datetime(2024, 3, 1, 4, 0, tzinfo=UTC).timestamp())  # 12:00 in Shanghai
SHANGHAI = ZoneInfo("Asia/Shanghai")
TAG = tag_of("stack-1", "north", "A1", "temperature")
TABLES = ("import", "series", "reading", "quarter", "day")


def origin(
    name: str = "a.csv", *, interval_s: int = 600, room: str = "stack-1", zone: str = "north"
) -> Origin:
    return Origin(
        file=name,
        sha256=name,
        dialect="plain",
        encoding="utf-8",
        date_order="",
        timezone="Asia/Shanghai",
        logger="A1",
        room=room,
        zone=zone,
        at=NOON + 10_000_000,
        who="Li",
        interval_s=interval_s,
    )


def values(at: int, steps: Sequence[int], every_s: int = 600) -> list[Value]:
    return [Value(n + 2, "temperature", at + n * every_s, one) for n, one in enumerate(steps)]


def put(folder: Path, what: Origin, rows: Sequence[Value]) -> Added:
    with written(folder) as db:
        return add(db, what, rows, 0)


def contents(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return all that the file holds, without the numbers of imports that are used up."""
    with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as db:
        return {
            name: db.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall()  # noqa: S608
            for name in TABLES
        }


def mean(folder: Path, since: int, until: int, step_s: int) -> list[float | None]:
    asked = span(datetime.fromtimestamp(since, UTC), datetime.fromtimestamp(until, UTC), step_s)
    return [b.mean for b in buckets(imported_parts(folder, TAG, asked, SHANGHAI), asked)]


def test_an_import_is_listed_with_its_origin(tmp_path: Path) -> None:
    added = put(tmp_path, origin(), values(NOON, [1800, 1810, 1820]))
    assert (added.number, added.readings, added.known, added.differing) == (1, 3, 0, 0)
    (found,) = imports(tmp_path)
    assert (found.file, found.logger, found.room, found.zone) == ("a.csv", "A1", "stack-1", "north")
    assert (found.who, found.readings, found.interval_s) == ("Li", 3, 600)
    assert found.at == datetime.fromtimestamp(NOON + 10_000_000, UTC)


def test_the_same_file_twice_adds_nothing(tmp_path: Path) -> None:
    put(tmp_path, origin(), values(NOON, [1800, 1810]))
    before = contents(tmp_path)
    with pytest.raises(KnownFileError) as known:
        put(tmp_path, origin(), values(NOON, [1800, 1810]))
    assert known.value.before.number == 1
    assert contents(tmp_path) == before


def test_the_same_readings_in_another_file_add_nothing(tmp_path: Path) -> None:
    put(tmp_path, origin(), values(NOON, [1800, 1810]))
    before = contents(tmp_path)
    added = put(tmp_path, origin("b.csv"), values(NOON, [1800, 1810]))
    assert (added.number, added.readings, added.known) == (0, 0, 2)
    assert contents(tmp_path) == before


def test_an_overlap_is_taken_once_and_a_difference_told(tmp_path: Path) -> None:
    put(tmp_path, origin(), values(NOON, [1800, 1810]))
    added = put(tmp_path, origin("b.csv"), values(NOON, [1800, 1900, 1820]))
    assert (added.readings, added.known, added.differing, added.rows) == (1, 1, 1, (3,))
    assert mean(tmp_path, NOON, NOON + 1800, 600) == [18.0, 18.1, 18.2]


def zones(folder: Path) -> dict[str, tuple[int, int]]:
    """Return by zone how many readings it has and when the first one was."""
    return {
        s.zone: (s.readings, round(s.since.timestamp())) for s in imported_series(folder, "stack-1")
    }


def test_a_logger_that_is_moved_leaves_its_earlier_readings_where_they_were(tmp_path: Path) -> None:
    put(tmp_path, origin(zone="outside"), values(NOON, [3300, 3310]))
    added = put(tmp_path, origin("b.csv"), values(NOON + 864_000, [2000, 2010, 2020]))
    assert (added.readings, added.places, added.elsewhere) == (3, ("outside",), 0)
    assert zones(tmp_path) == {"north": (3, NOON + 864_000), "outside": (2, NOON)}


def test_a_logger_is_not_at_two_places_at_once(tmp_path: Path) -> None:
    put(tmp_path, origin(zone="outside"), values(NOON, [3300, 3310]))
    added = put(tmp_path, origin("b.csv"), values(NOON + 600, [3310, 2010]))
    assert (added.readings, added.elsewhere) == (1, 1)
    assert zones(tmp_path) == {"north": (1, NOON + 1200), "outside": (2, NOON)}


def test_a_file_of_the_first_schema_gets_its_places_back(tmp_path: Path) -> None:
    put(tmp_path, origin(zone="outside"), values(NOON, [3300, 3310]))
    put(tmp_path, origin("b.csv"), values(NOON + 864_000, [2000, 2010]))
    whole = {name: sorted(rows) for name, rows in contents(tmp_path).items() if name != "series"}
    with closing(
        sqlite3.connect(tmp_path / FILE, isolation_level=None)
    ) as db:  # as the first schema had it: one series, moved
        (kept, gone) = (n for (n,) in db.execute("SELECT id FROM series ORDER BY id"))
        for table in ("reading", "quarter", "day"):
            db.execute(f"UPDATE {table} SET series = ? WHERE series = ?", (kept, gone))  # noqa: S608
        db.execute("DELETE FROM series WHERE id = ?", (gone,))
        db.execute(
            "UPDATE series SET tag = 'import/stack-1/A1.temperature', zone = 'north' WHERE id = ?",
            (kept,),
        )
        db.execute("PRAGMA user_version = 1")
    with written(tmp_path):
        pass
    assert zones(tmp_path) == {"north": (2, NOON + 864_000), "outside": (2, NOON)}
    assert mean(tmp_path, NOON + 864_000, NOON + 865_200, 600) == [20.0, 20.1]
    again = contents(tmp_path)
    for table, column in (("quarter", 1), ("day", 1)):
        assert [(r[:column], r[column + 1 :]) for r in again[table]] == [
            (r[:column], r[column + 1 :]) for r in whole[table]
        ]


def test_a_reading_holds_until_the_next_and_a_gap_stays_one(tmp_path: Path) -> None:
    rows = [*values(NOON, [1800, 1810]), *values(NOON + 3600, [1900])]
    put(tmp_path, origin(), rows)
    assert mean(tmp_path, NOON, NOON + 4800, 600) == [18.0, 18.1, *[None] * 4, 19.0, None]
    assert mean(tmp_path, NOON, NOON + 5400, 900) == [
        pytest.approx(18.0 + 0.1 / 3),
        pytest.approx(18.1),
        None,
        None,
        19.0,
        None,
    ]


def test_two_readings_a_day_do_not_cover_the_day(tmp_path: Path) -> None:
    put(tmp_path, origin(interval_s=43_200), values(NOON, [1800, 1900], 43_200))
    asked = span(
        datetime.fromtimestamp(NOON, UTC), datetime.fromtimestamp(NOON + 86_400, UTC), 86_400
    )
    (found,) = buckets(imported_parts(tmp_path, TAG, asked, SHANGHAI), asked)
    assert found.coverage == 2 * MOST_HELD_S / 86_400


def test_days_are_the_sum_of_their_minutes_to_the_last_digit(tmp_path: Path) -> None:
    noise = Random(3)
    at, rows = NOON - 5 * 86_400, list[Value]()
    while at < NOON + 5 * 86_400:
        rows.append(Value(len(rows), "temperature", at, noise.randint(1500, 2500)))
        at += noise.choice([540, 600, 660, 9000])
    put(tmp_path, origin(), rows[::2])
    put(tmp_path, origin("b.csv"), rows[1::2])
    held = list(stretches(Point(row.at, row.steps, 600) for row in rows))
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as db:
        days = db.execute("SELECT SUM(covered_ms), SUM(integral), MIN(low), MAX(high) FROM day")
        quarter = db.execute(
            "SELECT SUM(covered_ms), SUM(integral), MIN(low), MAX(high) FROM quarter"
        )
        whole = (
            sum(s.until - s.since for s in held) * 1000,
            sum((s.until - s.since) * s.steps for s in held) * 1000,
            min(row.steps for row in rows),
            max(row.steps for row in rows),
        )
        assert days.fetchone() == quarter.fetchone() == whole


def test_forgetting_an_import_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    put(tmp_path, origin(), values(NOON, [1800, 1810, 1820]))
    before = contents(tmp_path)
    put(tmp_path, origin("b.csv", interval_s=300), values(NOON + 300, [1805, 1815, 1825]))
    assert contents(tmp_path) != before
    with written(tmp_path) as db:
        forget(db, 2)
    assert contents(tmp_path) == before


def test_forgetting_the_only_import_leaves_nothing(tmp_path: Path) -> None:
    put(tmp_path, origin(), values(NOON, [1800]))
    with written(tmp_path) as db:
        forget(db, 1)
    assert contents(tmp_path) == {name: [] for name in TABLES}
    assert imported_series(tmp_path, "stack-1") == []


def test_a_number_is_never_used_again(tmp_path: Path) -> None:
    put(tmp_path, origin(), values(NOON, [1800]))
    with written(tmp_path) as db:
        forget(db, 1)
    assert put(tmp_path, origin(), values(NOON, [1800])).number == 2


def test_an_import_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> list[Value]:
        raise OSError("the stick was pulled")

    with pytest.raises(OSError, match="pulled"), written(tmp_path) as db:
        add(db, origin(), (row for rows in (values(NOON, [1800]), broken()) for row in rows), 0)
    assert contents(tmp_path) == {name: [] for name in TABLES}


def test_the_series_of_a_room_are_found(tmp_path: Path) -> None:
    put(tmp_path, origin(), values(NOON, [1800, 1810]))
    put(tmp_path, origin("b.csv", room="stack-2"), values(NOON, [1800]))
    (found,) = imported_series(tmp_path, "stack-1")
    assert (found.tag, found.quantity, found.unit, found.zone) == (
        TAG,
        "temperature",
        "°C",
        "north",
    )
    assert found.since == datetime.fromtimestamp(NOON, UTC)
    assert found.until == datetime.fromtimestamp(NOON + 1200, UTC)
    assert len(imported_series(tmp_path)) == 2


def test_a_newer_file_is_left_alone(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as db:
        db.execute("PRAGMA user_version = 9")
    with pytest.raises(NewerSchemaError), written(tmp_path):
        pass


async def test_the_history_shows_imported_readings_as_trends(tmp_path: Path) -> None:
    put(tmp_path, origin(), values(NOON, [1800] * 144))
    history = history_in(tmp_path, HeldClock(), site())
    since = datetime.fromtimestamp(NOON, UTC)
    shown = await history.trend(TAG, since, since + timedelta(days=1), 3600)
    assert [bucket.mean for bucket in shown] == [18.0] * 24
    nothing = await history.trend("import/stack-1/north/B2.temperature", since, since, 3600)
    assert [bucket.mean for bucket in nothing] == [None] * len(nothing)


@given(
    at=st.lists(st.integers(0, 40_000), unique=True, max_size=30).map(sorted),
    interval_s=st.integers(1, 20_000),
)
def test_quarters_hold_exactly_what_is_held(at: list[int], interval_s: int) -> None:
    held = list(stretches(Point(each, each % 7, interval_s) for each in at))
    rows: list[Rolled] = list(quarters(held))
    assert [row.start for row in rows] == sorted({row.start for row in rows})
    assert sum(row.covered_ms for row in rows) == 1000 * sum(s.until - s.since for s in held)
    assert sum(row.integral for row in rows) == 1000 * sum(
        (s.until - s.since) * s.steps for s in held
    )
    assert all(row.covered_ms <= 900_000 and row.start % 900 == 0 for row in rows)
