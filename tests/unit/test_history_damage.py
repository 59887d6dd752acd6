"""A damaged or foreign file is never taken for an empty one: kept, salvaged, told."""

import random
import shutil
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from daemon.store.aside import resume
from daemon.store.database import writer
from daemon.store.export import export_rows
from daemon.store.rollups import day_start
from daemon.store.salvage import repair
from tests.waiting import until

from .damage_kit import Damage, damaged, garble, hole
from .history_kit import (
    NOON,
    TAGS,
    HeldClock,
    Scans,
    filled,
    history_in,
    is_sound,
    plain,
    point,
    restless,
    running,
    site,
    written,
)

INFO = site(*map(point, TAGS))
ZONE = ZoneInfo("Asia/Shanghai")


async def test_a_newer_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = await filled(tmp_path, 2)
    with plain(tmp_path) as db:
        db.execute("PRAGMA user_version = 99")
        db.execute("PRAGMA journal_mode = DELETE")
    before = path.read_bytes()
    clock = HeldClock()
    history = history_in(tmp_path, clock, INFO)
    async with running(history):
        restless(Scans(history.offer, clock), 2)
        await until(lambda: history.status)
        assert "99" in history.status
        assert "升级" in history.status
    assert path.read_bytes() == before
    assert not path.with_name("history.db-wal").exists()


def cut(content: bytearray) -> None:
    del content[len(content) // 2 :]


@pytest.mark.parametrize(
    ("damage", "least_rows"),
    [
        pytest.param(garble, 0, id="garbage for a header"),
        pytest.param(cut, 1, id="half of the file"),
        pytest.param(hole, 300, id="two bad pages"),
    ],
)
async def test_a_damaged_file_is_kept_aside_and_salvaged(
    tmp_path: Path, damage: Damage, least_rows: int
) -> None:
    path = await filled(tmp_path)
    content = damaged(path, damage)
    clock = HeldClock(at=NOON + timedelta(hours=3))
    history = history_in(tmp_path, clock, INFO)
    async with running(history):
        restless(Scans(history.offer, clock), 2)
        await written(history, clock)
        await until(lambda: history.counters.commits)
    aside = tmp_path / "history.db.corrupt-20260301T070200Z"
    assert aside.read_bytes() == content
    assert aside.name in history.status
    assert "历史文件曾损坏" in history.status
    assert is_sound(tmp_path)
    with plain(tmp_path) as db:
        count = db.execute("SELECT COUNT(*) FROM raw WHERE segment = 1").fetchone()[0]
    assert count >= least_rows


async def test_flipped_bytes_never_stop_the_history(tmp_path: Path) -> None:
    sound = await filled(tmp_path / "sound", 30)
    chance = random.Random(11)
    repaired = 0
    for round_ in range(25):
        place = tmp_path / str(round_)
        place.mkdir()
        data = bytearray(sound.read_bytes())
        for _ in range(20):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        (place / "history.db").write_bytes(data)
        clock = HeldClock(at=NOON + timedelta(hours=3))
        history = history_in(place, clock, INFO)
        async with running(history):
            restless(Scans(history.offer, clock), 2)
            await written(history, clock)
            await until(lambda: history.counters.commits)  # noqa: B023 - at once
            await history.trend(TAGS[0], NOON, NOON + timedelta(hours=1), 60)
        repaired += bool(history.status)
        with plain(place) as db:
            fresh = db.execute("SELECT SUM(count) FROM raw WHERE segment > 1").fetchone()[0]
        assert fresh is None or fresh > 0
    assert repaired > 10


async def test_the_log_of_a_damaged_file_is_not_played_into_the_new_one(tmp_path: Path) -> None:
    path = await filled(tmp_path, 5)
    shutil.copy(path, tmp_path / "copy")
    with plain(tmp_path) as db:
        db.execute("PRAGMA wal_autocheckpoint = 0")
        db.execute("DELETE FROM raw")
        db.commit()
        wal = path.with_name("history.db-wal")
        log = wal.read_bytes()
    shutil.copy(tmp_path / "copy", path)
    wal.write_bytes(log)
    damaged(path, garble)
    made = await repair(path, NOON)
    assert not wal.exists()
    assert made.aside.with_name(f"{made.aside.name}-wal").read_bytes() == log


async def test_a_repair_that_was_cut_short_is_finished_at_the_next_start(tmp_path: Path) -> None:
    path = await filled(tmp_path, 5)
    before = list(export_rows(path, (), NOON, NOON + timedelta(days=1), ZONE))
    path.rename(tmp_path / "history.db.salvage")  # the power went between the two renames
    resume(path)
    assert list(export_rows(path, (), NOON, NOON + timedelta(days=1), ZONE)) == before


async def test_a_salvaged_file_is_rolled_up_like_any_other(tmp_path: Path) -> None:
    path = await filled(tmp_path, 120)
    with plain(tmp_path) as db:
        before = {t: db.execute(f"SELECT * FROM {t}").fetchall() for t in ("minute", "quarter")}  # noqa: S608
    await repair(path, NOON)
    with plain(tmp_path) as db:
        for table, rows in before.items():
            assert db.execute(f"SELECT * FROM {table}").fetchall() == rows  # noqa: S608
    clock = HeldClock(at=NOON + timedelta(days=1))
    history = history_in(tmp_path, clock, INFO)
    async with running(history):
        restless(Scans(history.offer, clock), 2)
        await written(history, clock)
    with plain(tmp_path) as db:
        days = db.execute("SELECT DISTINCT start FROM day").fetchall()
    assert days == [(day_start(int(NOON.timestamp()), ZONE),)]


async def test_rows_that_lost_their_series_go_to_no_other(tmp_path: Path) -> None:
    path = await filled(tmp_path, 20)
    with plain(tmp_path) as db, db:
        db.execute("DELETE FROM series WHERE tag = 'd3.temperature'")
    await repair(path, NOON)
    with plain(tmp_path) as db:
        for table in ("raw", "minute", "quarter"):
            kept = db.execute(f"SELECT DISTINCT series FROM {table}").fetchall()  # noqa: S608
            assert kept == db.execute("SELECT id FROM series").fetchall()


async def test_an_empty_file_is_a_new_history(tmp_path: Path) -> None:
    (tmp_path / "history.db").touch()
    path = await filled(tmp_path, 2)
    async with writer(path) as db:
        rows = list(await db.execute_fetchall("SELECT COUNT(*) FROM raw"))
    assert rows[0][0] == 8
