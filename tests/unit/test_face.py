"""What the face says beside the values: where they go, where they stand, whether it is night."""

from datetime import UTC, datetime, timedelta

import pytest

from daemon.model import Band, Entry, Quality, Reading, RoomControl, Why
from daemon.ports import Bucket
from panel.bars import bars_of
from panel.face import is_night
from panel.tendency import Tendency, tendency

START = datetime(2026, 7, 1, tzinfo=UTC)
BAND = Band(low_c=14, high_c=24, low_pct=45, high_pct=60)


def series(*means: float | None) -> list[Bucket]:
    return [
        Bucket(
            start=START + timedelta(minutes=5 * n),
            mean=mean,
            low=mean,
            high=mean,
            coverage=0.0 if mean is None else 1.0,
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
        ([50.0] + [None] * 13 + [55.0], Tendency.RISING),
        ([], Tendency.UNKNOWN),
    ],
)
def test_a_tendency_compares_the_ends_of_an_hour(
    means: list[float | None], expected: Tendency
) -> None:
    assert tendency(series(*means), still=1.0) is expected


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
