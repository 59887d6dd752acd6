"""A reading is as good as its last good read, and never better."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.control.climate import dew_point_c
from daemon.control.fusion import climate, fused
from daemon.image import ImageWriter, Source, aged
from daemon.model import Quality, Reading, Why
from drivers.codec import Fault, Sample
from tests.devices import registers, sensor
from tests.fakes import StillClock, point_info, reading

TAG = "th.temperature"
SOURCE = Source(info=point_info(TAG), point=sensor().points["temperature"], poll_s=1.0, offset=0.0)


def sample(value: float, t: float) -> Sample:
    return Sample(tag="temperature", value=value, fault=None, raw=(0,), t=t)


def writer(offset: float = 0.0) -> tuple[ImageWriter, StillClock]:
    clock = StillClock()
    source = Source(info=SOURCE.info, point=SOURCE.point, poll_s=1.0, offset=offset)
    return ImageWriter([source], clock), clock


def now(image: ImageWriter) -> Reading:
    return image.freeze().readings[TAG]


def test_a_point_that_was_never_read_waits_without_a_number() -> None:
    image, _ = writer()
    assert now(image).quality is Quality.BAD
    assert now(image).why is Why.WAITING_FOR_INITIAL_DATA
    assert now(image).number is None


def test_a_good_sample_is_a_good_reading_with_its_time() -> None:
    image, clock = writer(offset=-0.5)
    image.accept("th", [sample(21.0, clock.t)])
    assert now(image).value == 20.5
    assert now(image).quality is Quality.GOOD
    assert now(image).age_s(clock.t + 3) == 3


@pytest.mark.parametrize(
    ("age_s", "quality", "why", "shown"),
    [
        pytest.param(2.4, Quality.GOOD, Why.NONE, 20.0, id="current"),
        pytest.param(2.6, Quality.UNCERTAIN, Why.LAST_USABLE, 20.0, id="coasting"),
        pytest.param(5.1, Quality.BAD, Why.COMM_FAILURE, None, id="too old to show"),
    ],
)
def test_quality_falls_with_age(
    age_s: float, quality: Quality, why: Why, shown: float | None
) -> None:
    old = aged(reading(20.0), 1000.0 + age_s, SOURCE)
    assert (old.quality, old.why, old.value) == (quality, why, shown)
    assert old.t == 1000.0


def test_one_failed_read_makes_doubtful_and_the_second_withdraws() -> None:
    image, clock = writer()
    image.accept("th", [sample(20.0, clock.t)])
    image.doubt("th", ["temperature"], Why.COMM_FAILURE, sure=False)
    assert (now(image).quality, now(image).value) == (Quality.UNCERTAIN, 20.0)
    image.doubt("th", ["temperature"], Why.COMM_FAILURE, sure=True)
    assert (now(image).quality, now(image).value) == (Quality.BAD, None)
    assert now(image).t == clock.t


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (Fault.SENTINEL, Why.SENSOR_FAILURE),
        (Fault.NOT_A_NUMBER, Why.SENSOR_FAILURE),
        (Fault.OUT_OF_RANGE, Why.OUT_OF_RANGE),
    ],
)
def test_a_rejected_value_is_bad_at_once(fault: Fault, why: Why) -> None:
    image, clock = writer()
    image.accept("th", [sample(20.0, clock.t)])
    image.accept(
        "th", [Sample(tag="temperature", value=None, fault=fault, raw=(0x8000,), t=clock.t)]
    )
    assert (now(image).quality, now(image).why, now(image).value) == (Quality.BAD, why, None)


def test_a_jump_is_held_back_until_it_is_confirmed() -> None:
    image, clock = writer()
    image.accept("th", [sample(20.0, clock.t)])
    clock.t += 1
    image.accept("th", [sample(31.0, clock.t)])
    assert (now(image).value, now(image).why) == (20.0, Why.UNCONFIRMED_JUMP)
    clock.t += 1
    image.accept("th", [sample(31.1, clock.t)])
    assert (now(image).value, now(image).quality) == (31.1, Quality.GOOD)


def test_a_single_spike_never_shows() -> None:
    image, clock = writer()
    for value in (20.0, 85.0, 20.1, 20.0):
        clock.t += 1
        image.accept("th", [sample(value, clock.t)])
        assert now(image).value != 85.0
    assert now(image).quality is Quality.GOOD


def test_the_first_value_after_an_outage_is_judged_by_the_last_before_it() -> None:
    image, clock = writer()
    image.accept("th", [sample(20.0, clock.t)])
    image.doubt("th", ["temperature"], Why.COMM_FAILURE, sure=True)
    clock.t += 60
    image.accept("th", [sample(75.0, clock.t)])
    assert (now(image).quality, now(image).why) == (Quality.BAD, Why.UNCONFIRMED_JUMP)
    clock.t += 1
    image.accept("th", [sample(20.3, clock.t)])
    assert (now(image).quality, now(image).value) == (Quality.GOOD, 20.3)


def test_two_different_spikes_do_not_confirm_each_other() -> None:
    image, clock = writer()
    for value in (20.0, 85.0, 60.0):
        clock.t += 1
        image.accept("th", [sample(value, clock.t)])
        assert now(image).value == 20.0


def test_the_room_shows_the_median_of_what_can_be_trusted() -> None:
    votes = [reading(20.0), reading(20.4, t=990.0), reading(35.0)]
    assert fused(votes, "°C").value == 20.4
    doubtful = reading(50.0, Quality.UNCERTAIN, why=Why.LAST_USABLE)
    assert fused([reading(20.0, t=990.0), doubtful], "°C").value == 20.0


def test_a_room_without_trusted_values_has_no_number() -> None:
    dead = reading(None, Quality.BAD, why=Why.COMM_FAILURE, t=900.0)
    assert fused([dead], "°C").number is None
    assert fused([], "°C").why is Why.WAITING_FOR_INITIAL_DATA
    assert climate([reading(20.0)], [dead]).dew_point.number is None
    assert climate([reading(20.0)], [dead]).dew_point.why is Why.COMM_FAILURE


def test_the_dew_point_is_only_as_good_as_its_worse_input() -> None:
    doubtful = reading(50.0, Quality.UNCERTAIN, why=Why.LAST_USABLE, t=995.0)
    dew = climate([reading(20.0)], [doubtful]).dew_point
    assert (dew.quality, dew.why, dew.t) == (Quality.UNCERTAIN, Why.LAST_USABLE, 995.0)


@pytest.mark.parametrize(
    ("temperature_c", "humidity_pct", "expected_c"),
    [
        (14, 45, 2.25),
        (18, 50, 7.42),
        (20, 50, 9.26),
        (24, 60, 15.76),
        (30, 80, 26.17),
        (14.35, 76.88, 10.3113),
        (19.57, 70.97, 14.1316),
    ],
)
def test_dew_points_agree_with_published_ones(
    temperature_c: float, humidity_pct: float, expected_c: float
) -> None:
    assert dew_point_c(temperature_c, humidity_pct) == pytest.approx(expected_c, abs=0.05)


@given(st.floats(-30, 60), st.floats(0, 100))
def test_the_dew_point_is_never_above_the_air(temperature_c: float, humidity_pct: float) -> None:
    dew = dew_point_c(temperature_c, humidity_pct)
    assert dew is not None
    assert math.isfinite(dew)
    assert dew <= temperature_c + 0.01


@pytest.mark.parametrize("temperature_c", [-120.0, 201.0, 850.0])
def test_beyond_the_formulas_there_is_no_dew_point(temperature_c: float) -> None:
    assert dew_point_c(temperature_c, 0.2) is None
    dew = climate([reading(temperature_c)], [reading(0.2)]).dew_point
    assert (dew.quality, dew.why, dew.value) == (Quality.BAD, Why.OUT_OF_RANGE, None)


@given(st.lists(st.tuples(st.sampled_from(list(Quality)), st.floats(-40, 80)), max_size=6))
def test_a_bad_input_never_becomes_a_number(votes: list[tuple[Quality, float]]) -> None:
    readings = [
        reading(None if quality is Quality.BAD else value, quality) for quality, value in votes
    ]
    result = fused(readings, "°C")
    best = max((quality for quality, _ in votes), default=Quality.BAD)
    assert result.quality is best
    trusted = [value for quality, value in votes if quality is best is not Quality.BAD]
    assert (result.number is None) == (not trusted)
    if result.number is not None:
        assert min(trusted) - 0.01 <= result.number <= max(trusted) + 0.01


def test_a_watched_fact_is_told_when_it_changes_or_is_doubted_and_not_when_it_stays() -> None:
    clock, told = StillClock(), []
    door = Source(
        info=point_info("di.coil_0", "contact"),
        point=registers({"coil": [0]}).points["coil_0"],
        poll_s=0.1,
        offset=0.0,
    )
    image = ImageWriter([SOURCE, door], clock)
    image.watch(["di.coil_0", TAG], lambda: told.append(clock.t))

    def read(value: bool) -> None:
        clock.t += 1
        image.accept("di", [Sample(tag="coil_0", value=value, fault=None, raw=(0,), t=clock.t)])

    start = clock.t
    for value in (True, True, False, False, True):
        read(value)
    assert told == [start + 1, start + 3, start + 5]
    image.doubt("di", ["coil_0"], Why.COMM_FAILURE, sure=False)
    image.doubt("di", ["coil_0"], Why.COMM_FAILURE, sure=True)
    assert len(told) == 5
    image.accept("th", [sample(20.0, clock.t)])
    image.accept("th", [sample(20.1, clock.t)])
    assert len(told) == 6  # good at last; a number that moves can wait for the next scan


def test_a_door_that_was_open_between_two_scans_is_seen_open_once() -> None:
    clock = StillClock()
    door = Source(
        info=point_info("di.coil_0", "contact"),
        point=registers({"coil": [0]}).points["coil_0"],
        poll_s=0.1,
        offset=0.0,
    )
    image = ImageWriter([door], clock)
    image.watch(["di.coil_0"], lambda: None)
    for value in (True, False, True):
        clock.t += 0.1
        image.accept("di", [Sample(tag="coil_0", value=value, fault=None, raw=(0,), t=clock.t)])
    assert image.freeze().readings["di.coil_0"].value is False
    assert image.freeze().readings["di.coil_0"].value is True
