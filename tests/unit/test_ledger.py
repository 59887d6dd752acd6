"""The ledger: every event is kept, in order and at once; control never waits for it."""

import asyncio
import logging
import resource
import sqlite3
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import aiosqlite
import pytest

from daemon.control.state import ControlState
from daemon.model import Event
from daemon.ports import LedgerUnavailableError, MemoryLostError
from daemon.store.ledger import Ledger
from daemon.store.ledger_anchor import read_anchor
from daemon.store.ledger_read import last_row, rows
from daemon.store.ledger_verify import verified
from tests.waiting import until

from .history_kit import NOON, T0, HeldClock
from .ledger_kit import (
    event,
    filled,
    plain,
    recognised,
    remembering,
    result,
    running,
    unguarded,
)


class WatchedLedger(Ledger):
    """Lets the test reach the writing connection."""

    connection: aiosqlite.Connection | None = None

    async def _commit_when_possible(self, db: aiosqlite.Connection) -> None:
        self.connection = db
        await super()._commit_when_possible(db)

    async def limit_pages(self, pages: int) -> None:
        assert self.connection is not None
        await self.connection.execute_fetchall(f"PRAGMA max_page_count = {pages}")


async def test_rows_come_back_as_they_were_offered(tmp_path: Path) -> None:
    path = await filled(tmp_path, 3)
    found = list(rows(path))
    assert [row.seq for row in found] == [1, 2, 3]
    assert [row.at for row in found] == [NOON + timedelta(seconds=n) for n in range(3)]
    assert [row.t for row in found] == [T0, T0 + 1, T0 + 2]
    assert found[0].body == {"n": 1, "who": "李工", "rh_pct": 61.2}
    assert (found[0].kind, found[0].subject) == ("act", "dehumidifier-1")
    assert found[0].clock_trusted
    assert found[0].version == "v1"


async def test_rows_are_found_by_kind_subject_and_time(tmp_path: Path) -> None:
    clock = HeldClock()
    ledger = Ledger(tmp_path, clock, "v1")
    async with running(ledger):
        for number, subject in enumerate(["fan", "lamp", "fan"]):
            ledger.offer(result(clock, event(number, subject=subject)), ControlState())
            clock.advance(60.0)
    assert [row.body["n"] for row in rows(ledger.path, subject="fan")] == [0, 2]
    assert list(rows(ledger.path, kind="trip")) == []
    late = rows(ledger.path, since=NOON + timedelta(seconds=60))
    assert [row.body["n"] for row in late] == [1, 2]
    early = rows(ledger.path, until=NOON + timedelta(seconds=60))
    assert [row.body["n"] for row in early] == [0]


async def test_the_last_row_of_a_subject_is_the_one_at_or_before_a_time(tmp_path: Path) -> None:
    path = await filled(tmp_path, 5)

    def at(seconds: float) -> int | None:
        row = last_row(path, "act", "dehumidifier-1", NOON + timedelta(seconds=seconds))
        return None if row is None else row.seq

    assert [at(-1), at(0), at(2.5), at(3), at(999)] == [None, 1, 3, 4, 5]


async def test_what_no_json_can_hold_is_kept_as_text(tmp_path: Path) -> None:
    clock = HeldClock()
    ledger = Ledger(tmp_path, clock, "v1")
    body: dict[str, object] = {"a": float("nan"), "b": [float("inf")], "c": "\ud800", "d": NOON}
    async with running(ledger):
        await ledger.until(
            ledger.offer(result(clock, Event(kind="x", subject="y", body=body)), ControlState())
        )
    (row,) = rows(ledger.path)
    assert row.body == {"a": "nan", "b": ["inf"], "c": "?", "d": str(NOON)}
    assert not verified(ledger.path, ()).flaws


async def test_the_file_takes_no_change_and_no_deletion(tmp_path: Path) -> None:
    await filled(tmp_path, 3)
    with plain(tmp_path) as db:
        for sql in (
            "UPDATE ledger SET subject = 'other' WHERE seq = 2",
            "DELETE FROM ledger WHERE seq = 3",
            "INSERT OR REPLACE INTO ledger SELECT * FROM ledger WHERE seq = 2",
            "INSERT INTO ledger SELECT 9, boot, t, at, 1, version, kind, '', '', hash FROM ledger",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                db.execute(sql)


async def test_an_answer_can_wait_until_its_row_is_on_the_disk(tmp_path: Path) -> None:
    clock = HeldClock()
    ledger = Ledger(tmp_path, clock, "v1")
    number = ledger.offer(result(clock, event(1)), ControlState())
    with pytest.raises(LedgerUnavailableError):
        await ledger.until(number, within_s=0.01)
    async with running(ledger):
        await ledger.until(number)
        assert len(list(rows(ledger.path))) == 1
        assert ledger.offer(result(clock), ControlState()) == number  # nothing new to wait for
    assert ledger.counters.rows_written == 1


async def test_a_stop_right_after_the_start_loses_nothing(tmp_path: Path) -> None:
    clock = HeldClock()
    ledger = Ledger(tmp_path, clock, "v1")
    async with running(ledger):
        ledger.offer(result(clock, event(1)), remembering(1))
    assert [row.body["n"] for row in rows(ledger.path)] == [1]
    assert recognised(await Ledger(tmp_path, clock, "v1").recall()) == 1


async def test_the_state_goes_with_the_rows_and_comes_back(tmp_path: Path) -> None:
    clock = HeldClock()
    assert await Ledger(tmp_path, clock, "v1").recall() is None
    await filled(tmp_path, 7)
    assert recognised(await Ledger(tmp_path, clock, "v2").recall()) == 7


async def test_the_state_is_written_without_events_too(tmp_path: Path) -> None:
    clock = HeldClock()
    ledger = Ledger(tmp_path, clock, "v1")
    async with running(ledger):
        ledger.offer(result(clock), remembering(1))
        await until(lambda: ledger.counters.commits == 1 and ledger._wake_t < float("inf"))
        clock.advance(599.0)
        ledger.offer(result(clock), remembering(2))
        assert not ledger._queue.filled.is_set()
        clock.advance(1.0)
        ledger.offer(result(clock), remembering(3))
        await until(lambda: ledger.counters.commits == 2)
        assert recognised(await Ledger(tmp_path, clock, "v1").recall()) == 3
        ledger.offer(result(clock), remembering(4))
    assert recognised(await Ledger(tmp_path, clock, "v1").recall()) == 4  # written at the close
    assert list(rows(ledger.path)) == []


async def test_beside_a_live_hazard_the_state_is_written_each_minute(tmp_path: Path) -> None:
    clock = HeldClock()
    ledger = Ledger(tmp_path, clock, "v1")
    async with running(ledger):
        await ledger.until(ledger.offer(result(clock, event(1), brisk=True), remembering(1)))
        await until(lambda: ledger._wake_t < float("inf"))
        clock.advance(60.0)
        ledger.offer(result(clock, brisk=True), remembering(2))
        await until(lambda: ledger.counters.commits == 2)


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param("UPDATE memory SET text = replace(text, '7', '8')", id="altered"),
        pytest.param("DELETE FROM memory", id="deleted"),
        pytest.param("DROP TABLE memory", id="dropped"),
    ],
)
async def test_a_memory_that_was_there_is_never_taken_for_none(tmp_path: Path, spoil: str) -> None:
    await filled(tmp_path, 7)
    with plain(tmp_path) as db:
        db.execute(spoil)
    with pytest.raises(MemoryLostError):
        await Ledger(tmp_path, HeldClock(), "v1").recall()


@pytest.mark.parametrize("lose", [Path.unlink, lambda path: path.write_bytes(b"")])
async def test_a_ledger_that_is_gone_is_no_first_start(
    tmp_path: Path, lose: Callable[[Path], object]
) -> None:
    path = await filled(tmp_path, 7)
    lose(path)
    ledger = Ledger(tmp_path, HeldClock(), "v1")
    with pytest.raises(MemoryLostError):
        await ledger.recall()
    async with running(ledger):
        await until(lambda: ledger.status)
        assert "锚点不符" in ledger.status
        await ledger.until(1)
    (row,) = rows(path)
    assert row.subject == "anchor"
    assert str(row.body["expected"]).startswith("7:")


async def test_a_state_that_another_program_locks_is_given_up_within_its_time(
    tmp_path: Path,
) -> None:
    await filled(tmp_path, 3)
    with plain(tmp_path) as db:
        db.execute("PRAGMA journal_mode = DELETE")
        db.execute("BEGIN EXCLUSIVE")
        with pytest.raises(MemoryLostError):
            await Ledger(tmp_path, HeldClock(), "v1").recall()


async def test_a_state_that_is_read_slowly_is_not_given_up(tmp_path: Path) -> None:
    await filled(tmp_path, 3)
    with plain(tmp_path) as db:
        db.execute("PRAGMA journal_mode = DELETE")
        db.execute("BEGIN EXCLUSIVE")
        asyncio.get_running_loop().call_later(1.5, db.rollback)  # a worn card takes its time
        assert await Ledger(tmp_path, HeldClock(), "v1").recall() is not None


async def test_a_full_disk_loses_no_row(tmp_path: Path) -> None:
    clock = HeldClock()
    ledger = WatchedLedger(tmp_path, clock, "v1")
    assert ledger.sound
    async with running(ledger):
        await ledger.until(ledger.offer(result(clock, event(0)), remembering(0)))
        await ledger.limit_pages(1)  # SQLite raises it to what the file has now
        for number in range(1, 400):
            ledger.offer(result(clock, event(number)), remembering(number))
        await until(lambda: not ledger.sound)
        assert "磁盘已满" in ledger.status
        assert "台账" in ledger.status
        assert "the ledger waits in memory" in ledger.status
        with pytest.raises(LedgerUnavailableError, match="磁盘已满"):
            await ledger.until(400, within_s=0.01)
        await ledger.limit_pages(1 << 30)
        clock.advance(61.0)
        await ledger.until(400)
        await until(lambda: ledger.sound)
        assert not ledger.status
    assert [row.body["n"] for row in rows(ledger.path)] == list(range(400))
    assert not verified(ledger.path, ()).flaws


async def test_a_ledger_whose_task_ends_is_not_sound(tmp_path: Path) -> None:
    clock = HeldClock()
    ledger = Ledger(tmp_path, clock, "v1")
    ledger.offer(result(clock, event(1)), "no state at all")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="state"):
        await ledger.run()
    assert not ledger.sound


@pytest.fixture
def writes_fail_past() -> Iterator[Callable[[int], None]]:
    """Let writes past a size fail in the kernel, for every file of this process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_a_disk_that_fails_to_write_loses_and_doubles_no_row(
    tmp_path: Path, writes_fail_past: Callable[[int], None]
) -> None:
    clock = HeldClock()
    ledger = Ledger(tmp_path, clock, "v1")
    async with running(ledger):
        await ledger.until(ledger.offer(result(clock, event(0)), remembering(0)))
        writes_fail_past(40_000)
        for number in range(1, 400):
            ledger.offer(result(clock, event(number)), remembering(number))
        await until(lambda: not ledger.sound)
        assert "磁盘读写出错" in ledger.status
        writes_fail_past(resource.RLIM_INFINITY)
        clock.advance(61.0)
        await ledger.until(400)
    assert [row.body["n"] for row in rows(ledger.path)] == list(range(400))


async def test_a_directory_that_appears_later_is_used_then(tmp_path: Path) -> None:
    clock = HeldClock()
    place = tmp_path / "card"
    place.write_text("not a directory yet")
    ledger = Ledger(place, clock, "v1")
    async with running(ledger):
        number = ledger.offer(result(clock, event(1)), remembering(1))
        await until(lambda: not ledger.sound)
        place.unlink()
        clock.advance(61.0)
        await ledger.until(number)
    assert len(list(rows(ledger.path))) == 1


async def test_a_newer_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = await filled(tmp_path, 3)
    with plain(tmp_path) as db:
        db.execute("PRAGMA user_version = 99")
        db.execute("PRAGMA journal_mode = DELETE")
    before = path.read_bytes()
    clock = HeldClock()
    ledger = Ledger(tmp_path, clock, "v1")
    async with running(ledger):
        ledger.offer(result(clock, event(4)), remembering(4))
        await until(lambda: ledger.status)
        assert "99" in ledger.status
        assert not ledger.sound
    assert path.read_bytes() == before


async def test_a_commit_of_unknown_end_is_not_written_twice(tmp_path: Path) -> None:
    clock = HeldClock()

    class Interrupted(WatchedLedger):
        """Loses the good news of one commit."""

        lost = False

        def _settle(self, head: object, count: int) -> None:
            if count and not self.lost:
                self.lost = True
                raise sqlite3.OperationalError("disk I/O error")
            super()._settle(head, count)  # type: ignore[arg-type]

    ledger = Interrupted(tmp_path, clock, "v1")
    async with running(ledger):
        ledger.offer(result(clock, event(1), event(2)), remembering(1))
        await until(lambda: not ledger.sound)
        number = ledger.offer(result(clock, event(3)), remembering(3))
        clock.advance(61.0)
        await ledger.until(number)
    assert [row.body["n"] for row in rows(ledger.path)] == [1, 2, 3]


async def test_the_anchor_follows_the_head(tmp_path: Path) -> None:
    clock = HeldClock()
    ledger = Ledger(tmp_path, clock, "v1")
    async with running(ledger):
        await ledger.until(ledger.offer(result(clock, event(1)), remembering(1)))
        await until(lambda: read_anchor(ledger.path) is not None)
        first = read_anchor(ledger.path)
        assert first == ledger.counters.head
        await ledger.until(ledger.offer(result(clock, event(2)), remembering(2)))
        await until(lambda: ledger._wake_t < float("inf"))
        assert read_anchor(ledger.path) == first  # at most once a minute
        clock.advance(60.0)
        ledger.offer(result(clock), remembering(2))
        await until(lambda: read_anchor(ledger.path) == ledger.counters.head)
        await ledger.until(ledger.offer(result(clock, event(3)), remembering(3)))
    assert read_anchor(ledger.path) == ledger.counters.head  # and at the close
    assert ledger.counters.head.seq == 3


async def test_a_cut_ledger_says_so_in_its_next_row_and_goes_on(tmp_path: Path) -> None:
    path = await filled(tmp_path, 9)
    with unguarded(tmp_path) as db:
        db.execute("DELETE FROM ledger WHERE seq > 6")
    clock = HeldClock()
    ledger = Ledger(tmp_path, clock, "v1")
    async with running(ledger):
        await ledger.until(ledger.offer(result(clock, event(10)), remembering(10)))
        assert "第 9 行" in ledger.status
    subjects = [row.subject for row in rows(path)]
    assert sorted(subjects[6:]) == ["anchor", "dehumidifier-1"]


async def test_the_head_is_told_in_the_journal(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="daemon.store.ledger_anchor"):
        await filled(tmp_path, 2)
    assert any("the head is 1:" in message for message in caplog.messages)


async def test_many_waiting_rows_are_told(tmp_path: Path) -> None:
    clock = HeldClock()
    ledger = Ledger(tmp_path, clock, "v1")
    some = [event(number) for number in range(100_001)]
    ledger.offer(result(clock, *some), remembering(1))
    assert "100001 行在内存中" in ledger.status
    assert ledger.counters.waiting == 100_001
