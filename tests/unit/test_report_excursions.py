"""Excursions and what came before them: doors, machines, the air outside; nothing is made up."""

from array import array
from collections.abc import Sequence
from math import nan

import pytest

from daemon.model import Band, Kind, OutputInfo, Verdict
from daemon.reports.asked import QUARTER_S
from daemon.reports.causes import Scene, traces
from daemon.reports.excursions import Beyond, Excursion, excursions
from daemon.reports.measures import Doubt, Machines, Span, hours, starts, while_alive, within
from daemon.reports.series import Climate, RoomReadings

PAPER = Band(low_c=14, high_c=24, low_pct=45, high_pct=60)
START = 1_790_000_100 // QUARTER_S * QUARTER_S
LONG = 40  # quarters


def climate(c: Sequence[float], pct: Sequence[float]) -> Climate:
    return Climate(since=START, temperature_c=array("d", c), humidity_pct=array("d", pct))


def humid(*pct: float) -> tuple[Excursion, ...]:
    return excursions(climate([20.0] * len(pct), pct), PAPER)


def test_an_excursion_has_its_worst_value_and_its_dose() -> None:
    (found,) = humid(55, 61, 64, 62, 55, 55, 55, 55)
    assert (found.beyond, found.since, found.until) == (
        Beyond.DAMP,
        START + QUARTER_S,
        START + 4 * QUARTER_S,
    )
    assert (found.worst, found.worst_at) == (64, START + 2 * QUARTER_S)
    assert found.dose == pytest.approx((1 + 4 + 2) / 4)
    assert not found.cut


def test_the_limit_itself_is_inside() -> None:
    assert humid(60, 60, 45, 45) == ()


def test_a_short_return_does_not_end_an_excursion_a_longer_one_does() -> None:
    assert len(humid(61, 59, 59, 61, 50, 50, 50)) == 1
    assert len(humid(61, 59, 59, 59, 61, 50, 50, 50)) == 2


@pytest.mark.parametrize("tail", [(nan, 50, 50), ()])
def test_an_excursion_that_ends_with_the_readings_says_so(tail: tuple[float, ...]) -> None:
    found = humid(50, 61, 62, *tail)
    assert [one.cut for one in found] == [True]
    assert found[0].until == START + 3 * QUARTER_S


def test_each_limit_has_its_own_name() -> None:
    found = excursions(climate([25, 13, 20, 20], [50, 50, 61, 44]), PAPER)
    assert [one.beyond for one in found] == [Beyond.WARM, Beyond.COLD, Beyond.DAMP, Beyond.DRY]


def scene(
    *,
    outside: tuple[float, float] = (20.0, 50.0),
    outside_before: tuple[float, float] | None = None,
    door_open: Sequence[int] = (),
    machines: Machines | None = None,
) -> Scene:
    """Return a room that became damp at its thirtieth quarter; `door_open` are quarters."""
    inside = climate([20.0] * LONG, [55.0] * 30 + [63.0] * 10)
    before = outside if outside_before is None else outside_before
    air = climate(
        [before[0]] * 10 + [outside[0]] * 30,
        [before[1]] * 10 + [outside[1]] * 30,
    )
    open_s = array("d", [120.0 if n in door_open else 0.0 for n in range(LONG)])
    (found,) = excursions(inside, PAPER)
    return Scene(
        excursion=found,
        readings=RoomReadings(
            inside=inside, outside=air, open_s=open_s, imported=array("b", bytes(LONG))
        ),
        outputs=tuple(
            OutputInfo(id=kind.value, room="r", kind=kind, name=kind.value, hazardous=False)
            for kind in (Kind.HUMIDIFIER, Kind.DEHUMIDIFIER, Kind.EXHAUST_FAN)
        ),
        machines=machines or Machines(spans={}),
    )


def codes(of: Scene) -> list[tuple[bool, str]]:
    return [(trace.fits, trace.told.code) for trace in traces(of)]


def at(quarter: float) -> float:
    return START + quarter * QUARTER_S


def test_a_door_to_damper_air_is_a_likely_cause() -> None:
    assert codes(scene(outside=(28.0, 80.0), door_open=[28])) == [(True, "cause_door")]


def test_a_door_to_drier_air_is_an_unlikely_one() -> None:
    assert codes(scene(outside=(5.0, 40.0), door_open=[28])) == [(False, "cause_door")]


def test_a_door_of_the_morning_is_no_cause_of_the_afternoon() -> None:
    assert codes(scene(outside=(28.0, 80.0), door_open=[5, 35])) == []


def test_a_machine_that_wets_or_one_that_stopped_drying_is_a_cause() -> None:
    ran = Machines(
        spans={
            "humidifier": (Span(at(27), at(33)),),
            "dehumidifier": (Span(at(10), at(29)),),
        }
    )
    assert codes(scene(machines=ran)) == [(True, "cause_stopped"), (True, "cause_started")]


def test_a_machine_that_did_not_obey_is_a_cause() -> None:
    doubt = Doubt(at(28), "dehumidifier", Verdict.NOT_RUNNING)
    assert codes(scene(machines=Machines(spans={}, doubts=(doubt,)))) == [(True, "cause_disobeyed")]


def test_a_fan_is_a_cause_only_where_the_air_outside_is_damper() -> None:
    ran = Machines(spans={"exhaust_fan": (Span(at(28), at(32)),)})
    assert codes(scene(outside=(28.0, 80.0), machines=ran)) == [(True, "cause_started")]
    assert codes(scene(outside=(5.0, 40.0), machines=ran)) == [(False, "cause_started")]


def test_weather_that_turned_damp_is_a_cause() -> None:
    wet = scene(outside=(28.0, 80.0), outside_before=(20.0, 50.0))
    assert codes(wet) == [(True, "cause_outside_damper")]


def test_without_anything_before_nothing_is_told() -> None:
    assert codes(scene()) == []


def test_what_is_likely_comes_first_and_three_are_enough() -> None:
    ran = Machines(
        spans={"humidifier": tuple(Span(at(24 + n), at(24.5 + n)) for n in range(5))},
    )
    found = traces(scene(outside=(5.0, 40.0), door_open=[29], machines=ran))
    assert [trace.fits for trace in found] == [True, True, True]
    assert [trace.at for trace in found] == sorted((t.at for t in found), reverse=True)


def test_hours_and_starts_are_those_inside_the_time() -> None:
    spans = (Span(0.0, 3600.0), Span(5400.0, 9000.0))
    inside = within(spans, 1800.0, 7200.0)
    assert (hours(inside), starts(inside)) == (1.0, 1)


def test_a_gap_in_the_readings_is_taken_out_of_what_a_machine_did() -> None:
    alive = [1, 0, 1, 1]
    found = list(while_alive([Span(START + 60.0, START + 3000.0)], alive, START))
    assert found == [
        Span(START + 60.0, START + 900.0, 1),
        Span(START + 1800.0, START + 3000.0, 0),
    ]
