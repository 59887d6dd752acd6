"""What the face says beside the values: where they go, where they stand, whether it is night."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from daemon.model import Band, Entry, Quality, Reading, RoomControl, Why
from daemon.ports import Bucket
from panel.bars import bars_of
from panel.face import is_night
from panel.moment import CLIMATE
from panel.presenters import Presenter
from panel.tendency import Tendency, tendency
from tests.browser.control_example import CONTROL_SITE, calm, shown
from tests.browser.example import climate

START = datetime(2026, 7, 1, tzinfo=UTC)
TWO_RISE = ((18.0, 0.1), (20.0, 0.1), (25.0, -0.5))  # and one falls by far more
BAND = Band(low_c=14, high_c=24, low_pct=45, high_pct=60)


def series(*means: float | None, coverage: float = 1.0) -> list[Bucket]:
    return [
        Bucket(
            start=START + timedelta(minutes=5 * n),
            mean=mean,
            low=mean,
            high=mean,
            coverage=0.0 if mean is None else coverage,
        )
        for n, mean in enumerate(means)
    ]


def limited(pct: float | None = None) -> RoomControl:
    return RoomControl(
        room="a",
        band=BAND,
        setpoint_c=None,
        setpoint_pct=pct,
        stopped=False,
        trips=(),
        entry=Entry.FREE,
    )


def reading(value: float, unit: str, quality: Quality = Quality.GOOD) -> Reading:
    return Reading(value=value, unit=unit, quality=quality, why=Why.NONE, t=0.0, at=START)


@pytest.mark.parametrize(
    ("means", "expected"),
    [
        ([50.0] * 15, Tendency.STEADY),
        ([50 + n / 14 for n in range(15)], Tendency.STEADY),  # not quite 1 % between the ends
        ([50 + n / 7 for n in range(15)], Tendency.RISING),
        ([50 - n / 7 for n in range(15)], Tendency.FALLING),
        ([None] * 12 + [50.0] * 3, Tendency.UNKNOWN),
        ([50.0] * 12 + [None] * 3, Tendency.UNKNOWN),
        ([50.0] + [None] * 13 + [55.0], Tendency.UNKNOWN),  # one bucket is no end
        ([50.0, None, 50.0] + [None] * 9 + [None, 55.0, 55.0], Tendency.RISING),
        ([50.0] * 12 + [55.0, 55.0, None], Tendency.UNKNOWN),  # silent by now
        ([50.0, 50.0, 55.0, 55.0, 55.0], Tendency.UNKNOWN),  # the ends would overlap
        ([], Tendency.UNKNOWN),
    ],
)
def test_a_tendency_compares_the_ends_of_an_hour(
    means: list[float | None], expected: Tendency
) -> None:
    assert tendency([series(*means)], still=1.0) is expected


def test_buckets_that_are_hardly_measured_have_no_tendency() -> None:
    rising = [50 + n / 7 for n in range(15)]
    assert tendency([series(*rising, coverage=0.01)], still=1.0) is Tendency.UNKNOWN
    assert tendency([series(*rising, coverage=0.5)], still=1.0) is Tendency.RISING


def test_a_sensor_that_falls_silent_is_no_change_of_the_room() -> None:
    steady, silent = series(*[18.0] * 15), series(*[22.0] * 7, *[None] * 8)
    assert tendency([steady, silent], still=0.2) is Tendency.STEADY
    assert tendency([silent], still=0.2) is Tendency.UNKNOWN


def test_of_several_sensors_the_middle_change_is_told() -> None:
    moves = [series(*(base + step * n for n in range(15))) for base, step in TWO_RISE]
    assert tendency(moves, still=0.2) is Tendency.RISING


@pytest.mark.parametrize(
    ("quality", "age_s", "expected"),
    [
        (Quality.GOOD, 0, "rising"),
        (Quality.UNCERTAIN, 0, "unknown"),
        (Quality.BAD, 0, "unknown"),
        (Quality.GOOD, 60, "unknown"),  # nobody scans any more
    ],
)
def test_an_arrow_stands_only_beside_a_good_value(
    quality: Quality, age_s: float, expected: str
) -> None:
    presenter = Presenter(CONTROL_SITE, "en", lambda text: text)
    damp = replace(climate(20.0, 50.0, 0.0), temperature=reading(20.0, "°C", quality))
    snapshot = shown(1, 0.0, calm(0.0), climates={"stack-1": damp})
    rising = {("stack-1", quantity): Tendency.RISING for quantity, _ in CLIMATE.values()}
    now = presenter.moment(snapshot, age_s, {}, rising)
    assert (
        presenter.face_page(now)["faces"]["stack-1"]["tendency"]["temperature"]["state"] == expected
    )


@pytest.mark.parametrize(
    ("pct", "at", "side", "beyond"),
    [
        (52.5, "50.0%", "in", "no"),
        (45.0, "27.3%", "in", "no"),
        (60.1, "73.0%", "above", "no"),
        (44.9, "27.0%", "below", "no"),
        (99.0, "100.0%", "above", "yes"),
        (10.0, "0.0%", "below", "yes"),
    ],
)
def test_a_bar_shows_a_value_between_the_limits(
    pct: float, at: str, side: str, beyond: str
) -> None:
    bar = bars_of(limited(52.5), {"humidity": reading(pct, "%RH")})["humidity"]
    assert (bar["at"], bar["side"], bar["beyond"]) == (at, side, beyond)
    assert (bar["band"], bar["width"], bar["setpoint"]) == ("27.3%", "45.5%", "50.0%")


def test_a_bar_without_a_value_shows_its_limits_only() -> None:
    bar = bars_of(limited(), {"temperature": reading(20, "°C", Quality.BAD)})["temperature"]
    assert (bar["at"], bar["side"], bar["setpoint"]) == ("", "unknown", "")
    assert bars_of(None, {"temperature": reading(20, "°C")}) == {}


@pytest.mark.parametrize(
    ("hour", "expected"), [(6, True), (7, False), (19, False), (20, True), (0, True)]
)
def test_night_is_that_of_the_site(hour: int, expected: bool) -> None:
    at = datetime(2026, 7, 1, hour, 59, tzinfo=UTC) - timedelta(hours=8)
    assert is_night(at, "Asia/Shanghai") is expected
