"""What the rules want of each machine: the deadband, the loss of a sensor, and who gives way."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.control.arbitration import unopposed
from daemon.control.deadband import inside
from daemon.control.rules import RoomRules, is_degraded
from daemon.control.settings import OnLoss, OutputSettings, Settings
from daemon.control.state import RoomMemory
from daemon.model import Band, Claim, Kind, Quality, Rank, Why, reason
from daemon.model.render import sentence
from daemon.model.sentences import SENTENCES
from tests.control_kit import T, output, seen
from tests.rules_kit import (
    FULL,
    HUMIDITY,
    INSIDE,
    MACHINES,
    SETPOINTS,
    TEMPERATURE,
    WALL,
    again,
    claims,
    moment,
    point,
    rules,
    said,
    told,
)

LOST = dict.fromkeys(("th.t", "th.rh", "out.t", "out.rh", "o3.ozone", "wall.t"))


DRY_ONLY = told(replace(FULL, humidity=replace(HUMIDITY, raise_=None)))
DAMP_ONLY = told(replace(FULL, humidity=replace(HUMIDITY, lower=None)))
BOTH = told()
WALLED = told(points=(*INSIDE, WALL))


@pytest.mark.parametrize(
    ("to", "value", "running", "wanted"),
    [
        (DRY_ONLY, 54.0, False, True),
        (DRY_ONLY, 53.99, False, False),
        (DRY_ONLY, 53.99, True, True),
        (DRY_ONLY, 50.01, True, True),
        (DRY_ONLY, 50.0, True, False),
        (DRY_ONLY, 50.01, False, False),
        (BOTH, 54.0, False, True),
        (BOTH, 53.99, False, False),
        (BOTH, 52.01, True, True),
        (BOTH, 52.0, True, False),
    ],
)
def test_the_dehumidifier_starts_and_stops_at_its_edges(
    to: Settings, value: float, running: bool, wanted: bool
) -> None:
    going = ("dry",) if running else ()
    on, code = said(moment({"th.rh": value}, to=to, running=going), "dry")
    assert (on, code) == (wanted, "humidity_above" if wanted else "humidity_not_above")


@pytest.mark.parametrize(
    ("to", "value", "running", "wanted"),
    [
        (DAMP_ONLY, 50.0, False, True),
        (DAMP_ONLY, 50.01, False, False),
        (DAMP_ONLY, 53.99, True, True),
        (DAMP_ONLY, 54.0, True, False),
        (BOTH, 50.0, False, True),
        (BOTH, 50.01, False, False),
        (BOTH, 51.99, True, True),
        (BOTH, 52.0, True, False),
    ],
)
def test_the_humidifier_mirrors_the_dehumidifier(
    to: Settings, value: float, running: bool, wanted: bool
) -> None:
    going = ("damp",) if running else ()
    on, code = said(moment({"th.rh": value}, to=to, running=going), "damp")
    assert (on, code) == (wanted, "humidity_below" if wanted else "humidity_not_below")


@pytest.mark.parametrize(
    ("value", "running", "cool", "heat"),
    [
        (20.5, (), True, False),
        (20.49, (), False, False),
        (20.01, ("cool",), True, False),
        (20.0, ("cool",), False, False),
        (19.5, (), False, True),
        (19.51, (), False, False),
        (19.99, ("heat",), False, True),
        (20.0, ("heat",), False, False),
    ],
)
def test_temperature_has_its_own_deadband(
    value: float, running: tuple[str, ...], cool: bool, heat: bool
) -> None:
    now = claims(moment({"th.t": value}, running=running))
    assert (now["cool"].on, now["heat"].on) == (cool, heat)


@settings(deadline=None)
@given(start=st.floats(48, 56), wall=st.floats(5, 20), first=st.sampled_from(["dry", "damp"]))
def test_where_one_machine_stops_the_other_does_not_start(
    start: float, wall: float, first: str
) -> None:
    value, running = start, (first,)
    for _ in range(400):
        found = claims(moment({"th.rh": value, "wall.t": wall}, to=WALLED, running=running))
        if not found[first].on:
            other = "damp" if first == "dry" else "dry"
            stopped_by_itself = value != start
            assert not (stopped_by_itself and found[other].on)
            return
        value += -0.1 if first == "dry" else 0.1
    pytest.fail("the machine never stopped")


def test_a_reason_carries_the_value_and_both_edges() -> None:
    dry = claims(moment({"th.rh": 61.23}))["dry"]
    assert dict(dry.reason.args) == {"rh_pct": 61.23, "low_pct": 52.0, "high_pct": 54.0}
    assert (dry.rank, dry.owner) == (Rank.RULE, "humidity")
    assert sentence(dry.reason, "zh") == "湿度 61.2 %，到 54 % 开始除湿，降到 52 % 停"


def test_every_machine_of_a_rule_has_a_claim_with_a_sentence_at_every_moment() -> None:
    for values in ({}, {"th.rh": 70.0, "th.t": 26.0}, LOST):
        now = claims(moment(values))
        assert set(now) == {machine.id for machine in MACHINES}
        assert all(claim.reason.code in SENTENCES for claim in now.values())


@pytest.mark.parametrize("why", [Why.LAST_USABLE, Why.UNCONFIRMED_JUMP])
def test_the_last_good_value_counts_for_as_long_as_it_holds(why: Why) -> None:
    held = seen(58.0, quality=Quality.UNCERTAIN, why=why)
    assert said(moment({"th.rh": held}), "dry") == (True, "humidity_above")


def test_a_sensor_that_is_not_believed_is_lost() -> None:
    odd = seen(58.0, quality=Quality.UNCERTAIN, why=Why.SENSOR_NOT_ACCURATE)
    assert said(moment({"th.rh": odd}), "dry") == (False, "humidity_lost_off_degraded")


@pytest.mark.parametrize("value", [-0.1, 100.1, float("nan"), float("inf")])
def test_a_humidity_that_can_not_be_is_lost(value: float) -> None:
    on, code = said(moment({"th.rh": value}), "dry")
    assert not on
    assert code.endswith("_degraded")


def on_loss(way: OnLoss, **more: float) -> tuple[OutputSettings, ...]:
    return (output("dry", Kind.DEHUMIDIFIER, on_sensor_loss=way, **more), *MACHINES[1:])


def test_off_on_loss_stops_a_machine_at_once_and_says_that_it_is_blind() -> None:
    now = claims(moment({"th.rh": None}, running=("dry", "damp")))
    assert not now["dry"].on
    assert not now["damp"].on
    assert is_degraded(now["dry"].reason)
    assert not is_degraded(claims(moment())["dry"].reason)


@pytest.mark.parametrize(
    ("lost_s", "running", "wanted", "code"),
    [
        (0.0, True, True, "humidity_lost_hold_degraded"),
        (119.9, True, True, "humidity_lost_hold_degraded"),
        (119.9, False, False, "humidity_lost_hold_degraded"),
        (120.0, True, False, "humidity_lost_hold_over_degraded"),
    ],
)
def test_hold_on_loss_keeps_what_is_and_then_stops(
    lost_s: float, running: bool, wanted: bool, code: str
) -> None:
    memory = replace(SETPOINTS, loss_t={"humidity": T - lost_s})
    now = moment(
        {"th.rh": None},
        to=told(machines=on_loss(OnLoss.HOLD, hold_s=120)),
        running=("dry",) if running else (),
        memory=memory,
    )
    assert said(now, "dry") == (wanted, code)
    assert claims(now)["dry"].until == (T - lost_s + 120 if lost_s < 120 else None)


def test_duty_on_loss_runs_its_share_of_each_hour_and_rests_first() -> None:
    to = told(machines=on_loss(OnLoss.DUTY, duty_pct=25.0))
    memory = replace(SETPOINTS, loss_t={"humidity": T})
    on = [
        claims(moment({"th.rh": None}, to=to, memory=memory, t=T + s))["dry"].on
        for s in range(0, 7200, 10)
    ]
    assert sum(on[:360]) == sum(on[360:]) == 90
    assert not any(on[:270])
    assert all(on[270:360])
    for phase_s, code in ((0, "duty_off"), (2700, "duty_on")):
        now = moment({"th.rh": None}, to=to, memory=memory, t=T + phase_s)
        assert said(now, "dry")[1] == f"humidity_lost_{code}_degraded"
    assert claims(moment({"th.rh": None}, to=to, memory=memory))["dry"].until == T + 2700


@settings(deadline=None)
@given(duty=st.floats(0, 100), since=st.floats(0, 1e6))
def test_duty_is_never_more_than_its_share(duty: float, since: float) -> None:
    to = told(machines=on_loss(OnLoss.DUTY, duty_pct=duty))
    memory = replace(SETPOINTS, loss_t={"humidity": since})
    on = [
        claims(moment({"th.rh": None}, to=to, memory=memory, t=since + 36.0 * n))["dry"].on
        for n in range(100)
    ]
    assert abs(sum(on) - duty) <= 1


def test_a_loss_counts_from_its_start_and_ends_with_the_first_good_value() -> None:
    lost = rules(moment({"th.rh": None})).memory
    assert lost.loss_t["humidity"] == T
    later = rules(moment({"th.rh": None}, memory=lost, t=T + 50)).memory
    assert later.loss_t["humidity"] == T
    assert not rules(moment(memory=later, t=T + 60)).memory.loss_t


def test_an_unmeasured_temperature_leaves_drying_alone() -> None:
    now = claims(moment({"th.t": None, "th.rh": 58.0}))
    assert now["dry"].on
    assert (now["cool"].on, now["heat"].on) == (False, False)
    assert is_degraded(now["cool"].reason)


def test_without_humidity_nobody_knows_what_cooling_does_to_the_room() -> None:
    assert said(moment({"th.t": 22.0, "th.rh": None}), "cool") == (
        False,
        "temperature_lost_off_degraded",
    )


def test_a_room_without_humidity_sensors_is_cooled_by_its_temperature() -> None:
    bare = replace(FULL, humidity=None, ventilation=None)
    to = told(bare, points=(point("th.t", "temperature"),))
    assert said(moment({"th.t": 22.0, "th.rh": None}, to=to), "cool")[0]


def test_cooling_waits_while_it_would_make_the_room_too_damp() -> None:
    # 60 % at 20.5 °C is 56.4 % one kelvin warmer
    assert said(moment({"th.t": 21.5, "th.rh": 56.5}), "cool") == (False, "cooling_waits_humidity")
    assert said(moment({"th.t": 21.5, "th.rh": 56.3}), "cool") == (True, "temperature_above")


def test_a_running_cooler_goes_on_up_to_the_band() -> None:
    assert said(moment({"th.t": 21.5, "th.rh": 59.9}, running=("cool",)), "cool")[0]
    assert not said(moment({"th.t": 21.5, "th.rh": 60.1}, running=("cool",)), "cool")[0]


def test_a_room_too_warm_for_its_band_is_cooled_however_damp() -> None:
    assert said(moment({"th.t": 24.0, "th.rh": 62.0}), "cool")[0] is False
    assert said(moment({"th.t": 24.1, "th.rh": 62.0}), "cool") == (True, "temperature_above")


def test_while_the_cooler_waits_the_dehumidifier_goes_first() -> None:
    memory = replace(SETPOINTS, setpoint_pct=57.0)
    now = moment({"th.t": 21.5, "th.rh": 57.5}, memory=memory)
    assert said(now, "cool") == (False, "cooling_waits_humidity")
    assert said(now, "dry") == (True, "humidity_above_for_cooling")
    assert "drying_for_cooling" in {note.code for note in rules(now).notes}


def test_in_a_warm_room_cooling_goes_first_because_a_dehumidifier_heats() -> None:
    now = moment({"th.t": 25.0, "th.rh": 58.0})
    assert said(now, "cool")[0]
    assert said(now, "dry") == (False, "humidity_not_above_cooling_first")
    assert said(moment({"th.t": 25.0, "th.rh": 60.0}), "dry")[0]
    assert said(moment({"th.t": 20.0, "th.rh": 58.0}), "dry")[0]


def test_a_dehumidifier_that_rests_for_the_cooler_comes_back_half_a_deadband_colder() -> None:
    for warm, resting, running in ((23.5, True, True), (23.6, False, True), (24.1, False, False)):
        values = {"th.t": warm, "th.rh": 55.9}
        assert said(moment(values, running=("cool",)), "dry")[0] is resting
        assert said(moment(values, running=("cool", "dry")), "dry")[0] is running


def test_a_warm_room_without_a_cooler_is_dried_as_ever() -> None:
    warm = replace(FULL, temperature=replace(TEMPERATURE, lower=None))
    assert said(moment({"th.t": 25.0, "th.rh": 58.0}, to=told(warm)), "dry")[0]


WALLED_DRY = told(replace(FULL, humidity=replace(HUMIDITY, raise_=None)), points=(*INSIDE, WALL))


def test_nothing_cools_a_room_whose_coldest_surface_is_near_the_dew_point() -> None:
    # the dew point of 22 °C, 52 % is 11.7 °C
    assert said(moment({"th.t": 22.0, "wall.t": 14.8}, to=WALLED), "cool")[0]
    near = moment({"th.t": 22.0, "wall.t": 14.5}, to=WALLED)
    assert said(near, "cool") == (False, "cooling_waits_surface")
    args = dict(claims(near)["cool"].reason.args)
    assert args == {"surface_c": 14.5, "dew_c": pytest.approx(11.7, abs=0.1)}
    going = moment({"th.t": 22.0, "wall.t": 14.5}, to=WALLED, running=("cool",))
    assert said(going, "cool")[0]
    wet = moment({"th.t": 26.0, "wall.t": 13.5}, to=WALLED, running=("cool",))
    assert said(wet, "cool") == (False, "cooling_waits_surface")


def test_near_a_cold_surface_the_room_is_dried_harder_within_its_band() -> None:
    # 12 °C is 3 K above the dew point of 20 °C, 49.2 %
    values = {"th.rh": 49.0, "wall.t": 12.0}
    assert said(moment(values, to=WALLED), "dry") == (False, "humidity_not_above")
    values["th.rh"] = 49.5
    now = moment(values, to=WALLED)
    assert said(now, "dry") == (True, "humidity_above_for_surface")
    assert not claims(now)["damp"].on
    ice = claims(moment({"th.rh": 46.0, "wall.t": 0.0}, to=WALLED_DRY, running=("dry",)))["dry"]
    assert ice.on
    assert dict(ice.reason.args)["low_pct"] == 45.0


def test_a_wall_sensor_that_is_lost_stops_cooling_but_not_heating() -> None:
    assert said(moment({"th.t": 22.0, "wall.t": None}, to=WALLED), "cool") == (
        False,
        "temperature_lost_off_degraded",
    )
    assert said(moment({"th.t": 18.0, "wall.t": None}, to=WALLED), "heat")[0]


def test_heating_waits_while_it_would_make_the_room_too_dry() -> None:
    # 45 % at 19 °C is 47.9 % one kelvin colder
    assert said(moment({"th.t": 18.0, "th.rh": 47.8}), "heat") == (False, "heating_waits_humidity")
    assert said(moment({"th.t": 18.0, "th.rh": 48.0}), "heat") == (True, "temperature_below")
    assert said(moment({"th.t": 18.0, "th.rh": 45.1}, running=("heat",)), "heat")[0]
    assert not said(moment({"th.t": 18.0, "th.rh": 44.9}, running=("heat",)), "heat")[0]
    assert said(moment({"th.t": 13.9, "th.rh": 44.0}), "heat")[0]


DUTIES = tuple(replace(m, on_sensor_loss=OnLoss.DUTY, duty_pct=50.0) for m in MACHINES)
LONG_LOST = replace(SETPOINTS, loss_t={"humidity": T, "temperature": T, "ventilation": T})


def test_of_two_that_both_run_blind_the_raising_one_gives_way() -> None:
    to = told(machines=DUTIES)
    now = claims(moment({"th.t": None, "th.rh": None}, to=to, t=T + 3599, memory=LONG_LOST))
    assert (now["dry"].on, now["damp"].on) == (True, False)
    assert (now["cool"].on, now["heat"].on) == (True, False)
    assert now["damp"].reason == reason("rule_gives_way", other="dry")


def test_a_locked_pair_is_never_wanted_together() -> None:
    now = moment({"th.t": 22.0, "th.rh": 55.0}, to=told(pairs=(("dry", "cool"),)))
    both = claims(moment({"th.t": 22.0, "th.rh": 55.0}))
    assert both["dry"].on
    assert both["cool"].on
    assert [claims(now)[name].on for name in ("dry", "cool")].count(True) == 1


def test_the_fan_and_the_humidifier_are_never_wanted_together() -> None:
    both = [
        Claim(output=name, on=True, rank=Rank.RULE, owner="x", reason=reason("default_off"))
        for name in ("damp", "fan")
    ]
    kept = unopposed(moment(), FULL, both)
    assert {claim.output: claim.on for claim in kept} == {"fan": True, "damp": False}


def test_circulation_runs_its_part_of_each_period() -> None:
    on = [claims(moment(t=7200.0 + s))["mix"].on for s in range(0, 7200, 60)]
    assert on == [*[True] * 10, *[False] * 50] * 2
    assert claims(moment(t=7260.0))["mix"].until == 7800.0
    assert claims(moment(t=7860.0))["mix"].until == 10_800.0
    assert said(moment(t=7200.0), "mix") == (True, "circulation_due")
    assert said(moment(t=7860.0), "mix") == (False, "circulation_rests")


SECOND = point("b.rh", "relative_humidity")
COLD = point("wall.rh", "relative_humidity", "coldest")


@pytest.mark.parametrize(
    ("other", "running", "wanted"),
    [(56.1, (), True), (55.9, (), False), (55.7, ("mix",), True), (55.5, ("mix",), False)],
)
def test_circulation_runs_while_the_room_is_uneven(
    other: float, running: tuple[str, ...], wanted: bool
) -> None:
    to = told(points=(*INSIDE, SECOND, COLD))
    values = {"b.rh": other, "wall.rh": 80.0}
    assert claims(moment(values, to=to, t=9000.0, running=running))["mix"].on is wanted


def test_only_trusted_sensors_make_a_room_uneven() -> None:
    to = told(points=(*INSIDE, SECOND))
    odd = seen(70.0, quality=Quality.UNCERTAIN, why=Why.SENSOR_NOT_ACCURATE)
    assert not claims(moment({"b.rh": odd}, to=to, t=9000.0))["mix"].on


VALUES = st.one_of(st.none(), st.floats(-30, 60), st.floats(17, 25), st.floats(8, 15))
PERCENT = st.one_of(st.none(), st.floats(0, 100), st.floats(44, 62), st.floats(49, 55))
MOMENTS = st.fixed_dictionaries(
    {
        "th.t": VALUES,
        "th.rh": PERCENT,
        "out.t": VALUES,
        "out.rh": PERCENT,
        "wall.t": VALUES,
        "o3.ozone": st.one_of(st.none(), st.floats(0, 5), st.floats(0.08, 0.11)),
        "b.rh": PERCENT,
    }
)
RUNNING = st.lists(st.sampled_from([m.id for m in MACHINES]), unique=True).map(tuple)
MEMORIES = st.builds(
    RoomMemory,
    setpoint_c=st.floats(14.5, 23.5),
    setpoint_pct=st.floats(47, 58),
    ventilating=st.booleans(),
)
EXCLUSIVE = (("dry", "damp"), ("cool", "heat"), ("fan", "damp"))


@settings(deadline=None)
@given(values=MOMENTS, running=RUNNING, memory=MEMORIES)
def test_machines_that_work_against_each_other_are_never_wanted_together(
    values: dict[str, float | None], running: tuple[str, ...], memory: RoomMemory
) -> None:
    now = claims(moment(values, to=WALLED, running=running, memory=memory))
    for one, other in EXCLUSIVE:
        assert not (now[one].on and now[other].on)


def told_by(found: RoomRules) -> dict[str, tuple[bool, str]]:
    return {claim.output: (claim.on, claim.reason.code) for claim in found.claims}


@settings(deadline=None, max_examples=300)
@given(values=MOMENTS, running=RUNNING, memory=MEMORIES, t=st.floats(0, 1e6))
def test_looking_again_at_the_same_moment_decides_the_same(
    values: dict[str, float | None], running: tuple[str, ...], memory: RoomMemory, t: float
) -> None:
    to = told(points=(*INSIDE, WALL, SECOND))
    now = moment(values, to=to, running=running, memory=memory, t=t)
    first, second = rules(now), rules(again(now))
    assert told_by(first) == told_by(second)
    assert first.memory == second.memory


@settings(deadline=None)
@given(running=RUNNING, memory=MEMORIES, gone=st.sets(st.sampled_from(sorted(LOST)), min_size=1))
def test_an_input_that_is_gone_turns_nothing_on_that_needs_it(
    running: tuple[str, ...], memory: RoomMemory, gone: set[str]
) -> None:
    needs = {
        "dry": {"th.rh"},
        "damp": {"th.rh"},
        "cool": {"th.t", "th.rh", "wall.t"},
        "heat": {"th.t", "th.rh"},
        "fan": {"th.t", "th.rh", "wall.t", "out.t", "out.rh"},
    }
    night = 18 * 3600.0  # no window, no circulation
    now = claims(
        moment(dict.fromkeys(gone), to=WALLED, running=running, memory=memory, t=night + 1800)
    )
    for machine, tags in needs.items():
        assert not (now[machine].on and tags & gone)
    if "o3.ozone" in gone:
        assert not now["clean"].on


@settings(deadline=None)
@given(values=MOMENTS, running=RUNNING, memory=MEMORIES)
def test_the_edges_of_drying_stay_inside_the_band(
    values: dict[str, float | None], running: tuple[str, ...], memory: RoomMemory
) -> None:
    dry = claims(moment(values, to=WALLED, running=running, memory=memory))["dry"]
    if not is_degraded(dry.reason):
        args = dict(dry.reason.args)
        assert 45.0 <= float(args["low_pct"]) < float(args["high_pct"]) <= 60.0


@settings(deadline=None)
@given(setpoint=st.floats(-50, 150), low=st.floats(0, 50), width=st.floats(0, 40))
def test_a_setpoint_and_its_deadband_fit_in_the_band_where_they_can(
    setpoint: float, low: float, width: float
) -> None:
    band = Band(low_c=0, high_c=1, low_pct=low, high_pct=low + width)
    found = inside(setpoint, band.low_pct, band.high_pct, 4.0)
    if width >= 4:
        assert band.low_pct + 2 - 1e-9 <= found <= band.high_pct - 2 + 1e-9
    else:
        assert found == pytest.approx(low + width / 2)
