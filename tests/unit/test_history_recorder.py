"""What a scan leaves: a row for a change, a heartbeat for none, sums for GOOD time only."""

import math
from dataclasses import replace
from datetime import timedelta

import pytest

from daemon.model import ProcessImage, Quality, Reading, Why
from daemon.store.blocks import Row, unpacked
from daemon.store.recorder import Recorder
from daemon.store.ring import Batch, Ring
from daemon.store.series import series_key
from daemon.store.states import GOOD, state_of

from .history_kit import NOON, HeldClock, Scans, bad, good, point, uncertain

TAG = "th.temperature"
BAD = state_of(Quality.BAD, Why.COMM_FAILURE)


class Bench:
    """One series in a recorder, and a look at what it leaves."""

    def __init__(self, **changes: object) -> None:
        self.ring = Ring(10_000)
        self.clock = HeldClock()
        self.recorder = Recorder([series_key(point(TAG, **changes))], "boot-1", self.ring)
        self._scans = Scans(self.recorder.offer, self.clock)

    def hold(self, seconds: int, reading: Reading) -> None:
        self._scans.hold(seconds, {TAG: reading})

    @property
    def batches(self) -> tuple[Batch, ...]:
        self.recorder.close()
        return self.ring.batches

    @property
    def rows(self) -> list[Row]:
        return [
            row
            for batch in self.batches
            for packed in batch.packed
            for row in unpacked(packed.start_ms, packed.packed)
        ]


def test_only_a_change_is_a_row() -> None:
    bench = Bench()
    bench.hold(10, good(23.5))
    bench.hold(10, good(23.6))
    assert bench.rows == [Row(0, GOOD, 235), Row(10_000, GOOD, 236)]


def test_a_change_below_the_resolution_is_no_row() -> None:
    bench = Bench()
    bench.hold(10, good(23.5))
    bench.hold(10, good(23.52))
    assert bench.rows == [Row(0, GOOD, 235)]


def test_a_value_that_stays_is_written_again_after_five_minutes() -> None:
    bench = Bench()
    bench.hold(901, good(23.5))
    assert [row.offset_ms for row in bench.rows] == [0, 300_000, 600_000, 900_000]


def test_a_change_of_quality_is_a_row_though_the_value_stays() -> None:
    bench = Bench()
    bench.hold(5, good(23.5))
    bench.hold(5, uncertain(23.5))
    bench.hold(5, bad())
    bench.hold(5, good(23.5))
    assert bench.rows == [
        Row(0, GOOD, 235),
        Row(5_000, state_of(Quality.UNCERTAIN, Why.LAST_USABLE), 235),
        Row(10_000, BAD, None),
        Row(15_000, GOOD, 235),
    ]


def test_another_reason_is_a_row() -> None:
    bench = Bench()
    bench.hold(5, bad(Why.COMM_FAILURE))
    bench.hold(5, bad(Why.LINK_DOWN))
    assert [row.state for row in bench.rows] == [BAD, state_of(Quality.BAD, Why.LINK_DOWN)]


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_value_that_is_no_number_is_stored_as_none(value: float) -> None:
    bench = Bench()
    bench.hold(5, good(value))
    assert bench.rows == [Row(0, state_of(Quality.BAD, Why.SENSOR_FAILURE), None)]
    assert not any(batch.sums for batch in bench.batches)


def test_a_point_that_is_not_in_the_image_is_bad() -> None:
    bench = Bench()
    bench.recorder.offer(ProcessImage(t=1.0, at=NOON, clock_trusted=True, readings={}))
    assert bench.rows == [Row(0, state_of(Quality.BAD, Why.WAITING_FOR_INITIAL_DATA), None)]


def test_bits_are_counted_in_ones_and_floats_in_thousandths() -> None:
    contact = Bench(is_bit=True, unit="", resolution=0.0)
    contact.hold(5, good(value=True))
    ozone = Bench(resolution=0.0, unit="mg/m³")
    ozone.hold(5, good(0.1234))
    assert [row.steps for row in contact.rows + ozone.rows] == [1, 123]


def test_only_good_time_counts() -> None:
    bench = Bench()
    bench.hold(10, good(20.0))
    bench.hold(10, uncertain(99.0))
    bench.hold(10, bad())
    bench.hold(30, good(26.0))
    bench.hold(1, good(26.0))
    minute = bench.batches[0]
    assert minute.start == int(NOON.timestamp())
    assert minute.sums == ((0, 40_000, 200 * 10_000 + 260 * 30_000, 200, 260),)


def test_a_minute_without_good_time_leaves_no_sum() -> None:
    bench = Bench()
    bench.hold(61, bad())
    assert [batch.sums for batch in bench.batches] == [()]


def test_a_minute_is_cut_at_the_minute_even_between_two_scans() -> None:
    bench = Bench()
    bench.clock.advance(0.4)
    bench.hold(119, good(20.0))
    assert [batch.sums[0].covered_ms for batch in bench.batches] == [59_600, 58_400]


def test_the_same_scan_twice_counts_once() -> None:
    bench = Bench()
    image = ProcessImage(t=5.0, at=NOON, clock_trusted=True, readings={TAG: good(20.0)})
    bench.recorder.offer(image)
    bench.recorder.offer(replace(image, readings={TAG: good(30.0)}))
    bench.recorder.offer(replace(image, t=4.0))
    assert bench.rows == [Row(0, GOOD, 200)]


def test_a_scan_that_comes_late_leaves_a_gap() -> None:
    bench = Bench()
    bench.hold(10, good(20.0))
    bench.clock.advance(20.0)
    bench.hold(10, good(20.0))
    batches = bench.batches
    assert [batch.sums[0].covered_ms for batch in batches] == [9_000, 9_000]
    assert batches[0].segment != batches[1].segment


@pytest.mark.parametrize("jump_s", [-86_400.0, -2.0, 2.0, 86_400.0])
def test_a_moved_wall_clock_starts_a_segment(jump_s: float) -> None:
    bench = Bench()
    bench.hold(10, good(20.0))
    bench.clock.step_wall(jump_s)
    bench.hold(10, good(20.0))
    first, second = (batch.segment for batch in bench.batches)
    assert second.mono_ms - first.mono_ms == 10_000
    assert second.utc_ms - first.utc_ms == 10_000 + jump_s * 1000
    assert sum(batch.sums[0].covered_ms for batch in bench.batches) == 9_000 + 9_000


def test_a_wall_clock_that_is_slewed_by_less_than_a_second_starts_none() -> None:
    bench = Bench()
    for _ in range(30):
        bench.hold(1, good(20.0))
        bench.clock.step_wall(0.02)
    assert len({batch.segment for batch in bench.batches}) == 1


def test_a_clock_that_becomes_trusted_starts_a_segment() -> None:
    bench = Bench()
    bench.clock.set_trusted(False)
    bench.hold(10, good(20.0))
    bench.clock.set_trusted(True)
    bench.hold(10, good(20.0))
    assert [batch.segment.trusted for batch in bench.batches] == [False, True]


def test_every_segment_begins_with_a_row() -> None:
    bench = Bench()
    bench.hold(10, good(20.0))
    bench.clock.step_wall(100.0)
    bench.hold(10, good(20.0))
    assert bench.rows == [Row(0, GOOD, 200), Row(0, GOOD, 200)]


def test_rows_never_go_back_in_time_within_a_segment() -> None:
    bench = Bench()
    for step, value in enumerate((20.0, 21.0, 22.0, 23.0)):
        bench.hold(70, good(value))
        bench.clock.step_wall((-1) ** step * 3600.0)
    seen: dict[int, int] = {}
    for batch in bench.batches:
        for packed in batch.packed:
            for row in unpacked(packed.start_ms, packed.packed):
                assert row.offset_ms >= seen.get(batch.segment.mono_ms, 0)
                seen[batch.segment.mono_ms] = row.offset_ms
    assert len(seen) == 4


def test_a_full_ring_drops_the_oldest_and_counts_its_rows() -> None:
    bench = Bench()
    bench.ring = Ring(4)
    bench.recorder = Recorder([series_key(point(TAG))], "boot-1", bench.ring)
    scans = Scans(bench.recorder.offer, bench.clock)
    for minute in range(6):
        for second in range(60):
            scans.offer({TAG: good(20.0 + minute + second / 10)})
    assert bench.ring.dropped == 180
    assert [batch.start for batch in bench.ring.batches] == [
        int((NOON + timedelta(minutes=minute)).timestamp()) for minute in (3, 4)
    ]
