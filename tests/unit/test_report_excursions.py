"""Excursions and what came before them: doors, machines, the air outside; nothing is made up."""

from array import array
from collections.abc import Sequence
from math import nan

import pytest

from daemon.model import Band, Kind, OutputInfo, Verdict, reason
from daemon.reports.asked import QUARTER_S
from daemon.reports.causes import Scene, traces
from daemon.reports.excursions import Beyond, Edge, Excursion, excursions
from daemon.reports.measures import (
    Doubt,
    Machines,
    Rest,
    Span,
    hours,
    starts,
    while_alive,
    within,
)
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
    assert (found.beginning, found.ending) == (Edge.PASSED, Edge.PASSED)


def test_the_limit_itself_is_inside() -> None:
    assert humid(60, 60, 45, 45) == ()


def test_a_short_return_does_not_end_an_excursion_a_longer_one_does() -> None:
    assert len(humid(61, 59, 59, 61, 50, 50, 50)) == 1
    assert len(humid(61, 59, 59, 59, 61, 50, 50, 50)) == 2


@pytest.mark.parametrize(
    ("tail", "ending"), [((nan, 50, 50), Edge.GAP), ((), Edge.GOES_ON), ((50,), Edge.PASSED)]
)
def test_an_excursion_says_how_it_ended(tail: tuple[float, ...], ending: Edge) -> None:
    (found,) = humid(50, 61, 62, *tail)
    assert found.ending is ending
    assert found.until == START + 3 * QUARTER_S


def test_an_excursion_after_a_gap_says_so() -> None:
    (found,) = humid(50, nan, 61, 50, 50, 50)
    assert found.beginning is Edge.GAP


def test_an_excursion_over_the_end_of_a_month_goes_on_in_both() -> None:
    pct = [50.0] * 80 + [70.0] * 40 + [50.0] * 72
    whole = climate([20.0] * len(pct), pct)
    month = whole.since + 96 * QUARTER_S
    (first,) = excursions(whole, PAPER, whole.since, month)
    (second,) = excursions(whole, PAPER, month, whole.until)
    assert (first.beginning, first.ending, first.until) == (Edge.PASSED, Edge.GOES_ON, month)
    assert (second.beginning, second.ending) == (Edge.GOES_ON, Edge.PASSED)
    assert (second.since, second.began) == (month, first.since)
    assert first.dose + second.dose == pytest.approx(10 * 10)


def test_an_excursion_that_ended_before_the_month_is_not_in_it() -> None:
    pct = [50.0] * 80 + [70.0] * 16 + [50.0] * 96
    whole = climate([20.0] * len(pct), pct)
    assert excursions(whole, PAPER, whole.since + 96 * QUARTER_S, whole.until) == ()


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


def rest(since: float, until: float, *, on: bool | None, why: str, hindered: bool) -> Rest:
    return Rest(at(since), at(until), on, hindered, reason(why))


def dryer(*rests: Rest, spans: tuple[Span, ...] = ()) -> Machines:
    return Machines(spans={"dehumidifier": spans}, rests={"dehumidifier": rests})


def test_a_machine_that_stands_since_long_is_a_cause_with_its_reason() -> None:
    machines = dryer(rest(-100, 40, on=False, why="tank_full", hindered=True))
    (found,) = traces(scene(machines=machines))
    assert (found.fits, found.at, found.told.code) == (True, at(-100), "cause_standing")
    assert found.why == reason("tank_full")


def test_a_machine_that_stands_comes_before_what_is_nearer() -> None:
    machines = dryer(rest(-100, 40, on=False, why="tank_full", hindered=True))
    wets = Machines(
        spans={"humidifier": tuple(Span(at(26 + n), at(26.5 + n)) for n in range(4))},
        rests=machines.rests,
    )
    assert codes(scene(machines=wets))[0] == (True, "cause_standing")


def test_a_machine_that_nobody_called_for_is_a_cause() -> None:
    machines = dryer(rest(-100, 40, on=False, why="humidity_not_above", hindered=False))
    assert codes(scene(machines=machines)) == [(True, "cause_resting")]


def test_a_machine_that_started_in_time_is_none() -> None:
    machines = dryer(
        rest(-100, 30.5, on=False, why="humidity_not_above", hindered=False),
        rest(30.5, 40, on=True, why="humidity_above", hindered=False),
    )
    assert codes(scene(machines=machines)) == []


def test_the_normal_end_of_a_cycle_is_an_unlikely_cause() -> None:
    machines = dryer(
        rest(10, 29, on=True, why="humidity_above", hindered=False),
        rest(29, 30.5, on=False, why="humidity_not_above", hindered=False),
        rest(30.5, 40, on=True, why="humidity_above", hindered=False),
        spans=(Span(at(10), at(29)), Span(at(30.5), at(40))),
    )
    assert codes(scene(machines=machines)) == [(False, "cause_stopped")]


@pytest.mark.parametrize(
    ("on", "why", "code"),
    [(None, "output_unseen", "cause_unseen"), (True, "output_without_effect", "cause_ran_badly")],
)
def test_a_machine_in_doubt_is_a_cause(on: bool | None, why: str, code: str) -> None:
    machines = dryer(rest(-100, 40, on=on, why=why, hindered=True))
    assert codes(scene(machines=machines)) == [(True, code)]


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
