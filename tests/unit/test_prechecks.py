"""Each condition of a start: what it misses, where its limit lies, and that doubt is a no."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from daemon.control.moment import Moment
from daemon.control.prechecks import CHECKS, missing
from daemon.control.state import ControlState, Cycle, RoomMemory
from daemon.model import Claim, Kind, Quality, Rank, Stage, reason
from daemon.model.render import sentence
from daemon.model.sentences import SENTENCES
from tests.control_kit import OUTPUTS, ROOM, SAFETY, T, seen
from tests.control_kit import output as relay
from tests.cycle_kit import OZONE, UV, moment, on_bus, site, trip, with_down

QUIET = RoomMemory(proof_t=T - 900, quiet_t=T - 600)


def codes(now: Moment) -> set[str]:
    return {why.code for why in missing(now)}


def hand(name: str, *, on: bool) -> ControlState:
    claim = Claim(output=name, on=on, rank=Rank.HAND, owner="张三", reason=reason("hand_off"))
    return ControlState(hands={name: claim})


def others(stage: Stage) -> ControlState:
    return ControlState(cycles={"uv-2": Cycle(stage=stage)})


TWO = site(UV, replace(UV, id="uv-2", name="二号程序"))
WAITED = Cycle(last_end=T - UV.rest_s)
DAY = Cycle(day="2026-07-01", day_run_s=UV.daily_run_s - UV.run_s)

CASES: tuple[tuple[str, Callable[[], Moment], set[str]], ...] = (
    ("a start misses nothing", moment, set()),
    ("open door", lambda: moment(values={"c.door_1": False}), {"check_door"}),
    ("silent door", lambda: moment(values={"c.door_1": None}), {"check_door_unknown"}),
    ("person", lambda: moment(values={"c.nobody": False}), {"check_person"}),
    ("silent detector", lambda: moment(values={"c.nobody": None}), {"check_person_unknown"}),
    ("pressed stop", lambda: moment(values={"c.e_stop": False}), {"check_e_stop"}),
    ("silent stop", lambda: moment(values={"c.e_stop": None}), {"check_e_stop_unknown"}),
    ("trip of the hazard", lambda: moment(trips=(trip("uv"),)), {"trip_door"}),
    ("trip of the contactor", lambda: moment(trips=(trip("contactor"),)), {"trip_door"}),
    ("trip of another output", lambda: moment(trips=(trip("dry"),)), set()),
    ("trip to be reset", lambda: moment(trips=(trip("uv", healthy=True),)), {"check_reset"}),
    (
        "local stop",
        lambda: moment(state=ControlState(stops={ROOM: reason("local_stop")})),
        {"check_local_stop"},
    ),
    (
        "local stop of another room",
        lambda: moment(state=ControlState(stops={"stack-2": reason("local_stop")})),
        set(),
    ),
    ("hazard forced off", lambda: moment(state=hand("uv", on=False)), {"check_mode_off"}),
    (
        "contactor forced off",
        lambda: moment(state=hand("contactor", on=False)),
        {"check_mode_off"},
    ),
    ("another output forced off", lambda: moment(state=hand("dry", on=False)), set()),
    ("contactor by hand", lambda: moment(state=hand("contactor", on=True)), set()),
    (
        "bus down",
        lambda: with_down(moment(to=on_bus(site(UV))), "rs485-1"),
        {"check_bus"},
    ),
    ("another bus down", lambda: with_down(moment(to=on_bus(site(UV))), "gateway"), set()),
    (
        "monitor only",
        lambda: moment(to=replace(site(UV), monitor_only=True)),
        {"check_monitor_only"},
    ),
    ("ledger", lambda: moment(ledger_sound=False), {"check_ledger"}),
    ("hazard on", lambda: moment(values={"b.uv": True}), {"check_hazard_on"}),
    ("hazard seen to burn", lambda: moment(values={"c.uv_lit": True}), {"check_hazard_on"}),
    ("silent relay", lambda: moment(values={"b.uv": None}), {"check_feedback_unknown"}),
    ("silent light sensor", lambda: moment(values={"c.uv_lit": None}), {"check_proof_unknown"}),
    (
        "no light sensor",
        lambda: moment(
            values={"c.uv_lit": None},
            to=replace(site(UV), outputs={**site(UV).outputs, "uv": relay("uv", Kind.UV_LAMP)}),
        ),
        set(),
    ),
    ("no door proof", lambda: moment(room=replace(QUIET, proof_t=None)), {"check_door_proof"}),
    (
        "a door contact that stuck",
        lambda: moment(room=replace(QUIET, proof_t=None, opened=("c.door_2",))),
        {"check_door_stuck"},
    ),
    (
        "not quiet",
        lambda: moment(room=replace(QUIET, quiet_t=None)),
        {"check_quiet"},
    ),
    (
        "not quiet for long enough",
        lambda: moment(room=replace(QUIET, quiet_t=T - 599.9)),
        {"check_quiet"},
    ),
    ("ozone below its limit", lambda: moment(values={"o3.ozone": 0.049}), set()),
    ("ozone at its limit", lambda: moment(values={"o3.ozone": 0.05}), {"check_ozone_high"}),
    ("ozone unknown", lambda: moment(values={"o3.ozone": None}), {"check_ozone_unknown"}),
    (
        "ozone doubtful",
        lambda: moment(values={"o3.ozone": seen(0.01, quality=Quality.UNCERTAIN)}),
        {"check_ozone_unknown"},
    ),
    (
        "no ozone sensor",
        lambda: moment(to=site(UV, sensor=False), values={"o3.ozone": None}),
        set(),
    ),
    ("humidity at its limit", lambda: moment(values={"th.rh": 60.0}), set()),
    ("damp", lambda: moment(values={"th.rh": 60.1}), {"check_damp"}),
    ("humidity unknown", lambda: moment(values={"th.rh": None}), {"check_humidity_unknown"}),
    ("as cold as may be", lambda: moment(values={"th.t": 14.0}), set()),
    ("cold", lambda: moment(values={"th.t": 13.9}), {"check_temperature"}),
    ("as warm as may be", lambda: moment(values={"th.t": 30.0}), set()),
    ("warm", lambda: moment(values={"th.t": 30.1}), {"check_temperature"}),
    ("temperature unknown", lambda: moment(values={"th.t": None}), {"check_temperature_unknown"}),
    (
        "temperature doubtful",
        lambda: moment(values={"th.t": seen(19.0, quality=Quality.UNCERTAIN)}),
        {"check_temperature_unknown"},
    ),
    ("rested", lambda: moment(WAITED), set()),
    (
        "not rested",
        lambda: moment(replace(WAITED, last_end=T - UV.rest_s + 0.1)),
        {"check_rest"},
    ),
    ("one run left today", lambda: moment(DAY), set()),
    (
        "less than a run left today",
        lambda: moment(replace(DAY, day_run_s=DAY.day_run_s + 0.1)),
        {"check_daily"},
    ),
    (
        "too much yesterday",
        lambda: moment(replace(DAY, day="2026-06-30", day_run_s=UV.daily_run_s)),
        set(),
    ),
    ("an old lamp", lambda: moment(Cycle(lamp_s=UV.lamp_life_s - 0.1)), set()),
    ("a worn lamp", lambda: moment(Cycle(lamp_s=UV.lamp_life_s)), {"check_lamp"}),
    (
        "lamps are only for light",
        lambda: moment(Cycle(lamp_s=UV.lamp_life_s), programme=OZONE),
        set(),
    ),
    (
        "dose below its cap",
        lambda: moment(programme=OZONE, room=replace(QUIET, dose_mg_h_m3=99.9)),
        set(),
    ),
    (
        "dose at its cap",
        lambda: moment(programme=OZONE, room=replace(QUIET, dose_mg_h_m3=100.0)),
        {"check_dose"},
    ),
    (
        "computed dose at its cap",
        lambda: moment(
            programme=OZONE,
            to=site(OZONE, sensor=False),
            room=replace(QUIET, dose_mg_h_m3=100.0),
        ),
        {"check_dose_computed"},
    ),
    (
        "a lamp makes no dose",
        lambda: moment(room=replace(QUIET, dose_mg_h_m3=100.0)),
        set(),
    ),
    *(
        (
            f"another programme {stage.value}",
            lambda stage=stage: moment(to=TWO, state=others(stage)),
            set() if stage in (Stage.IDLE, Stage.READY) else {"check_other_cycle"},
        )
        for stage in Stage
    ),
)


@pytest.mark.parametrize(
    ("now", "expected"), [(n, e) for _, n, e in CASES], ids=[name for name, _, _ in CASES]
)
def test_a_start_misses(now: Callable[[], Moment], expected: set[str]) -> None:
    assert codes(now()) == expected


def test_every_row_of_the_table_is_broken_by_a_case() -> None:
    broken = {
        name
        for _, now, _ in CASES
        for name, check in CHECKS.items()
        if check.missing(now()) is not None
    }
    assert broken == set(CHECKS)


def test_a_lamp_change_counts_for_every_programme_of_the_lamp() -> None:
    used = ControlState(cycles={"uv-2": Cycle(lamp_s=UV.lamp_life_s - 10)})
    assert "check_lamp" not in codes(moment(Cycle(lamp_s=9.0), to=TWO, state=used))
    assert "check_lamp" in codes(moment(Cycle(lamp_s=10.0), to=TWO, state=used))


def test_rest_and_daily_cap_are_of_the_hazard_not_of_the_programme() -> None:
    tired = ControlState(
        cycles={"uv-2": Cycle(last_end=T - 1, day="2026-07-01", day_run_s=UV.daily_run_s)}
    )
    assert codes(moment(to=TWO, state=tired)) == {"check_rest", "check_daily"}


def test_the_latest_end_of_all_programmes_counts_for_the_rest() -> None:
    earlier = ControlState(cycles={"uv-2": Cycle(last_end=T - 2 * UV.rest_s)})
    now = moment(Cycle(last_end=T - 600), to=TWO, state=earlier)
    assert missing(now) == (reason("check_rest", left_s=3000.0),)


def test_an_unknown_day_counts_as_today() -> None:
    spent = Cycle(day="2026-06-30", day_run_s=UV.daily_run_s)
    assert "check_daily" in codes(moment(spent, trusted=False))
    assert "check_daily" in codes(moment(replace(spent, day="")))


EXACT = {
    reason("check_quiet", left_s=200.0): lambda: moment(room=replace(QUIET, quiet_t=T - 400)),
    reason("check_quiet", left_s=600.0): lambda: moment(room=replace(QUIET, quiet_t=None)),
    reason("check_ozone_high", ozone_mg_m3=0.3, limit_mg_m3=0.05): lambda: moment(
        values={"o3.ozone": 0.3}
    ),
    reason("check_damp", rh_pct=63.0, most_pct=60.0): lambda: moment(values={"th.rh": 63.0}),
    reason("check_temperature", now_c=31.0, least_c=14.0, most_c=30.0): lambda: moment(
        values={"th.t": 31.0}
    ),
    reason("check_rest", left_s=3000.0): lambda: moment(Cycle(last_end=T - 600)),
    reason("check_daily", left_s=1200.0, run_s=1800.0): lambda: moment(
        Cycle(day="2026-07-01", day_run_s=6000.0)
    ),
    reason("check_daily", left_s=0.0, run_s=1800.0): lambda: moment(
        Cycle(day="2026-07-01", day_run_s=9000.0)
    ),
    reason("check_lamp", burnt_h=1001.0, life_h=1000.0): lambda: moment(
        Cycle(lamp_s=1001 * 3600.0)
    ),
    reason("check_dose", dose_mg_h_m3=120.0, cap_mg_h_m3=100.0): lambda: moment(
        programme=OZONE, room=replace(QUIET, dose_mg_h_m3=120.0)
    ),
    reason("check_bus", bus="rs485-1"): lambda: with_down(
        moment(to=on_bus(site(UV))), "rs485-1", "z"
    ),
    reason("check_other_cycle", other="二号程序"): lambda: moment(to=TWO, state=others(Stage.RUN)),
}


@pytest.mark.parametrize("why", EXACT, ids=lambda why: str(why.code))
def test_what_is_missing_comes_with_its_numbers(why: object) -> None:
    assert why in missing(EXACT[why]())  # type: ignore[index]


def test_every_contact_that_did_not_show_the_open_door_is_named_and_no_other() -> None:
    doors = replace(SAFETY, door_closed=("c.door_1", "c.door_2", "c.door_3"))
    to = site(UV)
    three = replace(to, rooms={ROOM: replace(to.rooms[ROOM], safety=doors)})
    opened = replace(QUIET, proof_t=None, opened=("c.door_2",))
    (why,) = missing(moment(values={"c.door_3": True}, to=three, room=opened))
    assert why == reason("check_door_stuck", contacts="c.door_1, c.door_3")


@pytest.mark.parametrize("output", ["uv", "contactor", "exhaust", "sounder"])
def test_every_output_of_the_programme_needs_its_bus(output: str) -> None:
    moved = {o.id: replace(o, device="b2") if o.id == output else o for o in (*OUTPUTS,)}
    to = on_bus(site(UV), outputs=moved)
    first = to.site.devices[0]
    two = (first, replace(first, id="b2", bus="rs485-2"))
    to = replace(to, site=replace(to.site, devices=two))
    assert codes(with_down(moment(to=to), "rs485-2")) == {"check_bus"}


def test_a_programme_without_the_lesser_outputs_can_start() -> None:
    bare = replace(UV, exhaust=None, sounder=None, contactor=None)
    assert codes(moment(programme=bare)) == set()


def test_what_is_missing_is_said_in_both_languages_with_what_to_do() -> None:
    for _, now, _ in CASES:
        for why in missing(now()):
            assert why.code in SENTENCES
            zh, en = sentence(why, "zh"), sentence(why, "en")
            assert zh != en
            assert "?" not in zh
            assert "?" not in en
            if why.code.startswith("check_"):
                assert "：" in zh or "还需" in zh, zh
