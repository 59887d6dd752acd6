"""The disk may do what it likes: the scan goes on, memory keeps the rows, and status says why."""

import resource
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from daemon.store.database import code_of, reader
from daemon.store.history import History
from daemon.store.trouble import sentence
from daemon.store.writer import Writer
from tests.waiting import until

from .history_kit import (
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


def covered_s(directory: Path) -> float:
    with plain(directory) as db:
        return float(db.execute("SELECT SUM(covered_ms) / 1000.0 FROM minute").fetchone()[0])


class WatchedHistory(History):
    """Lets the test reach the writing connection."""

    connection: Writer | None = None

    async def _write_when_possible(self, writer: Writer) -> None:
        self.connection = writer
        await super()._write_when_possible(writer)

    async def limit_pages(self, pages: int) -> None:
        assert self.connection is not None
        await self.connection._db.execute_fetchall(f"PRAGMA max_page_count = {pages}")


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


@pytest.fixture
def writes_fail_past() -> Iterator[Callable[[int], None]]:
    """Let writes past a size fail in the kernel, for every file of this process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_a_disk_that_fails_to_write_loses_nothing_either(
    tmp_path: Path, writes_fail_past: Callable[[int], None]
) -> None:
    clock = HeldClock()
    history = history_in(tmp_path, clock, INFO)
    scans = Scans(history.offer, clock)
    async with running(history):
        restless(scans, 2)
        await written(history, clock)
        writes_fail_past(60_000)
        restless(scans, 240)
        await until(lambda: history.status)
        assert "磁盘读写出错" in history.status
        for _ in range(3):
            failures = history.counters.failures
            clock.advance(61.0)
            await until(lambda: history.counters.failures > failures)  # noqa: B023 - at once
        writes_fail_past(resource.RLIM_INFINITY)
        clock.advance(61.0)
        await until(lambda: not history.status)
    assert history.counters.rows_dropped == 0
    assert covered_s(tmp_path) >= 4 * (242 * 60 - 2)
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
