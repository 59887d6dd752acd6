"""The file keeps to its size: raw rows go first, minutes next, quarters and days stay."""

import random
from datetime import timedelta
from pathlib import Path

from daemon.store.opening import opened
from daemon.store.pruning import expire, prune
from tests.waiting import until

from .history_kit import (
    NOON,
    HeldClock,
    Scans,
    good,
    history_in,
    plain,
    point,
    running,
    site,
    written,
)

TAGS = [f"d{n}.temperature" for n in range(8)]
TABLES = ("raw", "minute", "quarter", "day")


def rows(directory: Path) -> dict[str, int]:
    with plain(directory) as db:
        return {
            table: db.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]  # noqa: S608
            for table in TABLES
        }


async def filled(directory: Path, hours: int) -> HeldClock:
    """Leave a file with some hours of restless readings that begin at NOON."""
    clock = HeldClock()
    history = history_in(directory, clock, site(*map(point, TAGS)))
    scans, noise = Scans(history.offer, clock), random.Random(5)
    async with running(history):
        for _ in range(hours * 60):
            for _ in range(60):
                scans.offer({tag: good(round(20 + noise.random(), 1)) for tag in TAGS})
        await written(history, clock)
    return clock


async def test_raw_rows_go_before_minutes_and_coarser_ones_stay(tmp_path: Path) -> None:
    await filled(tmp_path, 3)
    path = tmp_path / "history.db"
    before = rows(tmp_path)
    whole = path.stat().st_size
    async with opened(path, NOON, lambda _: None) as db:
        await prune(db, whole * 6 // 10)
        await db.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
        some = rows(tmp_path)
        assert path.stat().st_size <= whole * 6 // 10
        await prune(db, whole // 20)
        least = rows(tmp_path)
    assert 0 < some["raw"] < before["raw"]
    assert some["minute"] == before["minute"]
    assert least["raw"] == 0
    assert least["minute"] < before["minute"]
    for counted in (some, least):
        assert (counted["quarter"], counted["day"]) == (before["quarter"], before["day"])


async def test_the_oldest_rows_go_first(tmp_path: Path) -> None:
    await filled(tmp_path, 2)
    path = tmp_path / "history.db"
    async with opened(path, NOON, lambda _: None) as db:
        await prune(db, path.stat().st_size * 7 // 10)
    with plain(tmp_path) as sql:
        kept = sql.execute("SELECT MIN(start_ms), MAX(start_ms) FROM raw").fetchone()
    assert kept[0] > 600_000
    assert kept[1] >= 7_140_000  # the last minute, committed on the way out


async def test_a_file_within_its_size_is_left_alone(tmp_path: Path) -> None:
    await filled(tmp_path, 1)
    before = rows(tmp_path)
    async with opened(tmp_path / "history.db", NOON, lambda _: None) as db:
        assert await prune(db, 64 << 20) == 0
    assert rows(tmp_path) == before


async def test_raw_rows_expire_by_age_and_nothing_else_does(tmp_path: Path) -> None:
    await filled(tmp_path, 2)
    before = rows(tmp_path)
    async with opened(tmp_path / "history.db", NOON, lambda _: None) as db:
        assert await expire(db, NOON + timedelta(days=7), 7) == 0
        await expire(db, NOON + timedelta(days=7, hours=1), 7)
    after = rows(tmp_path)
    assert after == before | {"raw": before["raw"] // 2}


async def test_a_wrong_clock_deletes_nothing(tmp_path: Path) -> None:
    clock = await filled(tmp_path, 1)
    before = rows(tmp_path)
    for trusted, kept in ((False, before["raw"]), (True, 0)):
        clock.step_wall(86_400.0 * 3000)
        clock.set_trusted(trusted)
        history = history_in(tmp_path, clock, site(*map(point, TAGS)))
        async with running(history):
            Scans(history.offer, clock).hold(61, {})
            await until(lambda: history.counters.file_bytes)  # noqa: B023 - at once
        with plain(tmp_path) as db:
            old = db.execute("SELECT COUNT(*) FROM raw WHERE segment = 1").fetchone()[0]
        assert old == kept


async def test_a_busy_history_stays_within_its_size(tmp_path: Path) -> None:
    clock = HeldClock()
    history = history_in(tmp_path, clock, site(*map(point, TAGS)), max_mib=1)
    scans, noise = Scans(history.offer, clock), random.Random(5)
    async with running(history):
        for _ in range(24):
            for _ in range(1800):
                scans.offer({tag: good(round(20 + noise.random() * 9, 1)) for tag in TAGS})
            await written(history, clock)
    assert history.path.stat().st_size < 1.5 * (1 << 20)
    assert history.status == ""
