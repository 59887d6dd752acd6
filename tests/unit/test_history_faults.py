"""The disk may do what it likes: the scan goes on, memory keeps the rows, and status says why."""

import random
import shutil
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from daemon.store.database import code_of, reader, writer
from daemon.store.export import export_rows
from daemon.store.history import History
from daemon.store.rollups import day_start
from daemon.store.salvage import repair, resume
from daemon.store.trouble import sentence
from daemon.store.writer import Writer
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

TAGS = [f"d{n}.temperature" for n in range(4)]
INFO = site(*map(point, TAGS))
ZONE = History(Path(), INFO, HeldClock(), 1, 1)._zone


class WatchedHistory(History):
    """Lets the test reach the writing connection."""

    connection: Writer | None = None

    async def _write_when_possible(self, writer: Writer) -> None:
        self.connection = writer
        await super()._write_when_possible(writer)

    async def limit_pages(self, pages: int) -> None:
        assert self.connection is not None
        await self.connection._db.execute_fetchall(f"PRAGMA max_page_count = {pages}")


def restless(scans: Scans, minutes: int, seed: int = 1) -> None:
    noise = random.Random(seed)
    for _ in range(minutes * 60):
        scans.offer({tag: good(round(20 + noise.random(), 1)) for tag in TAGS})


async def filled(directory: Path, minutes: int = 120) -> Path:
    """Leave a file with some hours that begin at NOON."""
    clock = HeldClock()
    history = history_in(directory, clock, INFO)
    async with running(history):
        restless(Scans(history.offer, clock), minutes)
        await written(history, clock)
    return history.path


def covered_s(directory: Path) -> float:
    with plain(directory) as db:
        return float(db.execute("SELECT SUM(covered_ms) / 1000.0 FROM minute").fetchone()[0])


def is_sound(directory: Path) -> bool:
    with plain(directory) as db:
        return bool(db.execute("PRAGMA integrity_check").fetchone() == ("ok",))


async def test_a_full_disk_loses_nothing_that_memory_can_hold(tmp_path: Path) -> None:
    clock = HeldClock()
    history = WatchedHistory(tmp_path, INFO, clock, 64, 90)
    scans = Scans(history.offer, clock)
    async with running(history):
        restless(scans, 2)
        await written(history, clock)
        await history.limit_pages(1)  # SQLite raises it to what the file has now
        restless(scans, 60)
        await until(lambda: history.status)
        assert "磁盘已满" in history.status
        assert "the disk is full" in history.status
        for _ in range(3):
            failures = history.counters.failures
            clock.advance(61.0)
            await until(lambda: history.counters.failures > failures)  # noqa: B023 - at once
        assert history.counters.waiting > 10_000
        restless(scans, 1)
        await history.limit_pages(1 << 30)
        clock.advance(61.0)
        await until(lambda: not history.status)
        await written(history, clock)
    assert history.counters.rows_dropped == 0
    assert covered_s(tmp_path) >= 4 * (63 * 60 - 2)
    assert is_sound(tmp_path)


async def test_the_way_out_with_a_full_disk_is_not_blocked(tmp_path: Path) -> None:
    clock = HeldClock()
    history = WatchedHistory(tmp_path, INFO, clock, 64, 90)
    async with running(history):
        restless(Scans(history.offer, clock), 2)
        await written(history, clock)
        await history.limit_pages(1)
        restless(Scans(history.offer, clock), 30)
    assert "磁盘已满" in history.status
    assert is_sound(tmp_path)


async def test_a_file_that_another_program_holds_is_written_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("daemon.store.database.BUSY_TIMEOUT_S", 0.1)
    clock = HeldClock()
    history = history_in(tmp_path, clock, INFO)
    scans = Scans(history.offer, clock)
    async with running(history):
        restless(scans, 2)
        await written(history, clock)
        with plain(tmp_path) as other:
            other.execute("BEGIN EXCLUSIVE")
            restless(scans, 10)
            await until(lambda: history.status)
            assert "被其他程序占用" in history.status
        clock.advance(61.0)
        await until(lambda: not history.status)
        await written(history, clock)
    assert history.counters.rows_dropped == 0
    assert covered_s(tmp_path) >= 4 * (12 * 60 - 1)


async def test_a_directory_that_appears_later_is_used_then(tmp_path: Path) -> None:
    clock = HeldClock()
    place = tmp_path / "card"
    place.write_text("not a directory yet")
    history = history_in(place, clock, INFO)
    async with running(history):
        restless(Scans(history.offer, clock), 5)
        await until(lambda: history.status)
        assert "历史记录无法保存" in history.status
        place.unlink()
        clock.advance(61.0)
        await until(lambda: not history.status)
    assert history.counters.rows_dropped == 0
    assert covered_s(place) >= 4 * 299


async def test_a_read_only_file_is_named_as_such(tmp_path: Path) -> None:
    path = await filled(tmp_path, 2)
    async with reader(path) as db:
        await db.execute("PRAGMA query_only = OFF")
        with pytest.raises(sqlite3.OperationalError) as caught:
            await db.execute("DELETE FROM raw")
    assert code_of(caught.value) == sqlite3.SQLITE_READONLY
    assert "磁盘为只读" in sentence(caught.value)


@pytest.mark.parametrize(
    "code",
    ["FULL", "READONLY", "CANTOPEN", "BUSY", "LOCKED", "IOERR", "CORRUPT", "NOTADB", "AUTH"],
)
def test_every_trouble_is_told_in_both_languages(code: str) -> None:
    error = sqlite3.OperationalError("x")
    error.sqlite_errorcode = getattr(sqlite3, f"SQLITE_{code}")
    chinese, english = sentence(error).split(" / ")
    assert any("一" <= letter <= "鿿" for letter in chinese)
    assert english.isascii()


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


def garble(data: bytearray) -> None:
    data[:64] = b"\xff" * 64


def cut(data: bytearray) -> None:
    del data[len(data) // 2 :]


def hole(data: bytearray) -> None:
    middle = len(data) // 2048 // 2 * 2048
    data[middle : middle + 2 * 2048] = b"\x5a" * 4096


@pytest.mark.parametrize(
    ("damage", "least_rows"),
    [
        pytest.param(garble, 0, id="garbage for a header"),
        pytest.param(cut, 1, id="half of the file"),
        pytest.param(hole, 300, id="two bad pages"),
    ],
)
async def test_a_damaged_file_is_kept_aside_and_salvaged(
    tmp_path: Path, damage: Callable[[bytearray], None], least_rows: int
) -> None:
    path = await filled(tmp_path)
    data = bytearray(path.read_bytes())
    damage(data)
    path.write_bytes(data)
    clock = HeldClock(at=NOON + timedelta(hours=3))
    history = history_in(tmp_path, clock, INFO)
    async with running(history):
        restless(Scans(history.offer, clock), 2)
        await written(history, clock)
        await until(lambda: history.counters.commits)
    aside = tmp_path / "history.db.corrupt-20260301T070200Z"
    assert aside.read_bytes() == bytes(data)
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
    data = bytearray(path.read_bytes())
    garble(data)
    path.write_bytes(data)
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
