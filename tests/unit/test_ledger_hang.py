"""A disk that hangs fails nothing: the ledger says by itself that it can't be written."""

from pathlib import Path

from daemon.control.state import ControlState
from daemon.store.ledger import HANGS_S, Ledger
from tests.waiting import until

from .history_kit import HeldClock
from .ledger_kit import event, filled, plain, result, running


async def test_a_commit_that_hangs_makes_the_ledger_unsound_and_its_end_sound_again(
    tmp_path: Path,
) -> None:
    await filled(tmp_path, 1)
    clock = HeldClock()
    ledger = Ledger(tmp_path, clock, "v1")
    async with running(ledger):
        await ledger.until(ledger.offer(result(clock, event(1)), ControlState()))
        with plain(tmp_path) as other:
            other.execute("BEGIN IMMEDIATE")  # the commit now waits, as for a disk
            ledger.offer(result(clock, event(2)), ControlState())
            clock.advance(HANGS_S)
            assert ledger.sound
            assert ledger.status == ""
            clock.advance(0.1)
            assert not ledger.sound
            assert "10 s" in ledger.status
            assert ledger.counters.failures == 0
        await until(lambda: ledger.sound)
        assert ledger.status == ""


async def test_a_memory_that_does_not_reach_the_disk_counts_like_a_row(tmp_path: Path) -> None:
    clock = HeldClock()
    ledger = Ledger(tmp_path, clock, "v1")
    async with running(ledger):
        await ledger.until(ledger.offer(result(clock, event(1)), ControlState()))
        clock.advance(700.0)

        def hangs() -> bool:
            clock.advance(0.5)
            ledger.offer(result(clock), ControlState())
            return not ledger.sound

        with plain(tmp_path) as other:
            other.execute("BEGIN IMMEDIATE")
            await until(hangs)
            assert ledger.counters.failures == 0
        await until(lambda: ledger.sound)


async def test_a_ledger_in_which_nothing_waits_is_sound_for_ever(tmp_path: Path) -> None:
    clock = HeldClock()
    ledger = Ledger(tmp_path, clock, "v1")
    async with running(ledger):
        await ledger.until(ledger.offer(result(clock, event(1)), ControlState()))
        clock.advance(300.0)
        ledger.offer(result(clock), ControlState())
        assert ledger.sound


async def test_a_file_that_can_not_be_opened_in_time_is_a_hang_too(tmp_path: Path) -> None:
    clock = HeldClock()
    ledger = Ledger(tmp_path, clock, "v1")
    ledger.offer(result(clock, event(1)), ControlState())  # its task does not get on
    clock.advance(HANGS_S + 0.1)
    assert not ledger.sound
