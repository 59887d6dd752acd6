"""A program that keeps failing only looks, until it has run well for ten minutes."""

import asyncio
import contextlib
from pathlib import Path

from daemon import restarts
from daemon.control.degraded import GOOD_RUN_S
from daemon.restarts import FILE, MOST_STARTS, WITHIN_S, Restarts, Starts
from tests.fakes import StillClock


async def run(folder: Path, clock: StillClock, end: BaseException) -> bool:
    """Start, and end in a certain way; return whether that start could only look."""
    started = Restarts(folder, clock)
    with contextlib.suppress(type(end)):
        async with started:
            only_looks = started.monitor_only
            raise end
    return only_looks


async def crashed(folder: Path, clock: StillClock) -> bool:
    return await run(folder, clock, ZeroDivisionError())


async def stopped(folder: Path, clock: StillClock) -> bool:
    return await run(folder, clock, asyncio.CancelledError())


async def test_the_fifth_start_in_ten_minutes_only_looks(tmp_path: Path) -> None:
    clock, seen = StillClock(), []
    for _ in range(MOST_STARTS + 1):
        seen.append(await crashed(tmp_path, clock))
        clock.t += 60
    assert seen == [False] * (MOST_STARTS - 1) + [True, True]


async def test_failures_that_lie_further_apart_do_not_count_together(tmp_path: Path) -> None:
    clock = StillClock()
    for _ in range(2 * MOST_STARTS):
        assert not await crashed(tmp_path, clock)
        clock.t += WITHIN_S / (MOST_STARTS - 1)


async def test_a_stop_that_people_want_is_no_failure(tmp_path: Path) -> None:
    clock = StillClock()
    for _ in range(2 * MOST_STARTS):
        assert not await stopped(tmp_path, clock)
        clock.t += 1


async def test_a_kill_is_a_failure_for_it_leaves_its_start_behind(tmp_path: Path) -> None:
    clock = StillClock()
    for _ in range(MOST_STARTS):
        killed = Restarts(tmp_path, clock)
        await killed.__aenter__()
    assert killed.monitor_only


async def test_only_a_good_run_ends_it_not_waiting_and_not_another_boot(tmp_path: Path) -> None:
    clock = StillClock()
    for _ in range(MOST_STARTS):
        await crashed(tmp_path, clock)
    clock.t += 2 * WITHIN_S
    assert await crashed(tmp_path, clock)
    assert restarts.read(tmp_path).started("another boot", 5.0).monitor_only
    async with Restarts(tmp_path, clock) as started:
        before = clock.t
        await started.proved()
        assert clock.t - before >= GOOD_RUN_S
    assert not await crashed(tmp_path, clock)


def test_starts_of_another_boot_are_not_counted() -> None:
    starts = Starts(boot="a", times=(10.0, 11.0, 12.0, 13.0))
    assert starts.started("a", 14.0).monitor_only
    assert not starts.started("b", 14.0).monitor_only


async def test_a_file_that_makes_no_sense_or_cannot_be_written_stops_nothing(
    tmp_path: Path,
) -> None:
    for text in ("", "[]", '{"boot": 1, "times": 3}', '{"times": ["x"]}'):
        (tmp_path / FILE).write_text(text, encoding="utf-8")
        assert restarts.read(tmp_path) == Starts()
    nowhere = tmp_path / "file"
    nowhere.write_text("", encoding="utf-8")
    assert not await crashed(nowhere / "below", StillClock())
