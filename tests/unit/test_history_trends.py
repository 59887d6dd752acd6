"""What a trend shows: consecutive buckets, gaps as gaps, the minute that is still open."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from daemon.ports import HistoryUnavailableError
from daemon.store.trends import Source, Span, sources

from .history_kit import (
    NOON,
    HeldClock,
    Scans,
    bad,
    good,
    history_in,
    plain,
    point,
    running,
    site,
    written,
)

TAG = "th.temperature"


async def test_buckets_follow_each_other_and_a_gap_stays_a_gap(tmp_path: Path) -> None:
    clock = HeldClock()
    history = history_in(tmp_path, clock, site())
    scans = Scans(history.offer, clock)
    async with running(history):
        scans.hold(60, {TAG: good(20.0)})
        scans.hold(60, {TAG: bad()})
        scans.hold(30, {TAG: good(24.0)})
        scans.hold(31, {TAG: good(25.0)})
        await written(history, clock)
        found = await history.trend(TAG, NOON, NOON + timedelta(minutes=4), 60)
    assert [bucket.start for bucket in found] == [NOON + timedelta(minutes=n) for n in range(4)]
    assert [(b.mean, b.low, b.high, b.coverage) for b in found] == [
        (20.0, 20.0, 20.0, 1.0),
        (None, None, None, 0.0),
        (24.5, 24.0, 25.0, 1.0),
        (None, None, None, 0.0),
    ]


async def test_the_open_minute_is_shown(tmp_path: Path) -> None:
    clock = HeldClock()
    history = history_in(tmp_path, clock, site())
    scans = Scans(history.offer, clock)
    async with running(history):
        scans.hold(91, {TAG: good(20.0)})
        await written(history, clock)
        found = await history.trend(TAG, NOON, NOON + timedelta(minutes=2), 60)
    assert [bucket.coverage for bucket in found] == [1.0, 0.5]


@pytest.mark.parametrize("step_s", [60, 300, 900, 3600, 86_400])
async def test_every_step_shows_the_same_whole(tmp_path: Path, step_s: int) -> None:
    clock = HeldClock(at=NOON - timedelta(hours=13))
    start = clock.utc()
    history = history_in(tmp_path, clock, site())
    scans = Scans(history.offer, clock)
    async with running(history):
        for minute in range(15 * 60):
            scans.hold(60, {TAG: good(15.0 + minute % 13)})
        await written(history, clock)
        found = await history.trend(TAG, start - timedelta(hours=11), clock.utc(), step_s)
    covered = sum(bucket.coverage * step_s for bucket in found)
    assert covered == pytest.approx(15 * 3600 - 1)
    integral = sum((b.mean or 0.0) * b.coverage * step_s for b in found)
    expected = sum(60 * (15.0 + minute % 13) for minute in range(15 * 60)) - (15.0 + 899 % 13)
    assert integral == pytest.approx(expected, rel=1e-9)
    assert min(b.low for b in found if b.low is not None) == 15.0
    assert max(b.high for b in found if b.high is not None) == 27.0


async def test_an_unknown_tag_is_all_gap(tmp_path: Path) -> None:
    clock = HeldClock()
    history = history_in(tmp_path, clock, site())
    async with running(history):
        Scans(history.offer, clock).hold(61, {TAG: good(20.0)})
        await written(history, clock)
        found = await history.trend("nobody.home", NOON, NOON + timedelta(minutes=1), 60)
    assert [bucket.mean for bucket in found] == [None]


async def test_values_of_another_unit_are_left_out(tmp_path: Path) -> None:
    clock = HeldClock()
    for unit, value in (("%RH", 50.0), ("°C", 20.0)):
        history = history_in(tmp_path, clock, site(point(TAG, unit=unit)))
        async with running(history):
            Scans(history.offer, clock).hold(61, {TAG: good(value)})
            await written(history, clock)
            found = await history.trend(TAG, NOON, NOON + timedelta(minutes=2), 120)
    assert [(bucket.low, bucket.high) for bucket in found] == [(20.0, 20.0)]


async def test_values_of_another_resolution_go_together(tmp_path: Path) -> None:
    clock = HeldClock()
    for resolution in (0.1, 0.01):
        history = history_in(tmp_path, clock, site(point(TAG, resolution=resolution)))
        async with running(history):
            Scans(history.offer, clock).hold(61, {TAG: good(20.5)})
            await written(history, clock)
            found = await history.trend(TAG, NOON, NOON + timedelta(minutes=2), 120)
    assert [(bucket.mean, bucket.low, bucket.high) for bucket in found] == [(20.5, 20.5, 20.5)]


async def test_a_history_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    history = history_in(tmp_path / "nowhere", HeldClock(), site())
    with pytest.raises(HistoryUnavailableError, match="/ "):
        await history.trend(TAG, NOON, NOON + timedelta(hours=1), 60)


@pytest.mark.parametrize("step_s", [0, 59, 90])
async def test_a_step_must_be_made_of_minutes(tmp_path: Path, step_s: int) -> None:
    history = history_in(tmp_path, HeldClock(), site())
    with pytest.raises(ValueError, match="multiple"):
        await history.trend(TAG, NOON, NOON + timedelta(hours=1), step_s)


async def test_a_trend_without_end_is_refused(tmp_path: Path) -> None:
    history = history_in(tmp_path, HeldClock(), site())
    with pytest.raises(ValueError, match="at most"):
        await history.trend(TAG, datetime(1990, 1, 1, tzinfo=UTC), NOON, 60)


def test_the_coarsest_roll_up_that_fits_is_read() -> None:
    shanghai = ZoneInfo("Asia/Shanghai")
    midnight = int(datetime(2026, 2, 28, 16, tzinfo=UTC).timestamp())
    rolled = midnight + 2 * 86_400 + 900
    day, quarter = midnight + 2 * 86_400, rolled

    def read(step_s: int, since: int = midnight, length: int = 3) -> list[Source]:
        found = sources(Span(since, step_s, length), rolled, shanghai)
        return [source for source in found if source.since < source.until]

    end = midnight + 3 * 86_400
    assert read(86_400) == [
        Source("day", midnight, day),
        Source("quarter", day, quarter),
        Source("minute", quarter, end),
    ]
    assert [source.table for source in read(86_400, midnight + 3600)] == ["quarter", "minute"]
    assert [source.table for source in read(3600)] == ["quarter"]
    assert [source.table for source in read(300)] == ["minute"]


async def test_minutes_that_were_pruned_are_shown_by_their_quarters(tmp_path: Path) -> None:
    clock = HeldClock()
    history = history_in(tmp_path, clock, site())
    async with running(history):
        Scans(history.offer, clock).hold(1000, {TAG: good(20.0)})
        await written(history, clock)
        with plain(tmp_path) as db, db:
            db.execute("DELETE FROM minute WHERE start < ?", (int(NOON.timestamp()) + 900,))
        found = await history.trend(TAG, NOON, NOON + timedelta(minutes=15), 900)
    assert [(bucket.mean, bucket.coverage) for bucket in found] == [(20.0, 1.0)]
