"""Ozone dose, lamp hours and today's run: what counts, what does not, and what a gap is worth."""

from dataclasses import replace
from math import log

import pytest

from daemon.control import dose
from daemon.control.dose import counted, noted, room_dose
from daemon.control.state import ControlState, Cycle, RoomMemory
from daemon.control.view import View
from daemon.control.watching import watched
from daemon.model import Quality, Stage
from tests.control_kit import ROOM, T, seen, view
from tests.cycle_kit import OZONE, UV, Value, moment, site

BURNT = Cycle(stage=Stage.RUN, since=T - 100, decayed=False, day="2026-07-01")
YEAR = 2026


def look(
    values: dict[str, Value] | None = None,
    *,
    after_s: float = 1.0,
    trusted: bool = True,
    sensor: bool = True,
) -> View:
    return view(
        dict(values or {}),
        to=site(OZONE, sensor=sensor),
        state=ControlState(t=T - after_s),
        trusted=trusted,
    )


def dosed(now: View, memory: RoomMemory | None = None) -> RoomMemory:
    return room_dose(now, now.settings.rooms[ROOM], memory or RoomMemory(dose_year=YEAR))


def after(cycle: Cycle, now: View) -> Cycle:
    now_ozone = replace(moment(cycle, programme=OZONE), view=now)
    return noted(replace(now_ozone, cycle=counted(now_ozone)))


def test_half_an_hour_at_20_mg_is_a_dose_of_10() -> None:
    memory = RoomMemory(dose_year=YEAR)
    for _ in range(1800):
        memory = dosed(look({"o3.ozone": 20.0}), memory)
    assert memory.dose_mg_h_m3 == pytest.approx(10.0)


def test_a_gap_is_not_filled_in() -> None:
    assert dosed(look({"o3.ozone": 36.0}, after_s=10.0)).dose_mg_h_m3 == pytest.approx(0.1)
    assert dosed(look({"o3.ozone": 36.0}, after_s=600.0)).dose_mg_h_m3 == pytest.approx(0.1)


def test_no_time_no_dose() -> None:
    first = replace(look({"o3.ozone": 36.0}), state=ControlState())
    assert dosed(first).dose_mg_h_m3 == 0
    assert dosed(look({"o3.ozone": 36.0}, after_s=0.0)).dose_mg_h_m3 == 0


def test_what_does_not_matter_for_a_start_is_the_sensors_zero() -> None:
    assert dosed(look({"o3.ozone": 0.049})).dose_mg_h_m3 == 0
    assert dosed(look({"o3.ozone": 0.05})).dose_mg_h_m3 == pytest.approx(0.05 / 3600)
    assert dosed(look({"o3.ozone": 0.0})).dose_mg_h_m3 == 0


def test_only_a_good_reading_counts() -> None:
    doubtful = seen(20.0, quality=Quality.UNCERTAIN)
    assert dosed(look({"o3.ozone": doubtful})).dose_mg_h_m3 == 0
    assert dosed(look({"o3.ozone": None})).dose_mg_h_m3 == 0
    assert dosed(look({"o3.ozone": 20.0}, sensor=False)).dose_mg_h_m3 == 0


BURNING = ControlState(t=T - 1, cycles={OZONE.id: Cycle(stage=Stage.RUN)})


def test_without_a_sensor_a_run_counts_the_most_that_its_programme_may_reach() -> None:
    memory = RoomMemory(dose_year=YEAR)
    for _ in range(1800):
        memory = dosed(replace(look(sensor=False), state=BURNING), memory)
    assert memory.dose_mg_h_m3 == pytest.approx(OZONE.most_ozone_mg_m3 / 2)
    assert memory.ozone_mg_m3 == OZONE.most_ozone_mg_m3


def test_without_a_sensor_what_was_made_halves_each_half_hour_until_it_matters_no_more() -> None:
    memory = RoomMemory(dose_year=YEAR)
    cycle = Cycle(stage=Stage.DECAY, run_to=T)
    for second in range(0, 40_000, 10):
        state = ControlState(t=T + second, cycles={OZONE.id: cycle})
        now = view(t=T + second + 10.0, to=site(OZONE, sensor=False), state=state)
        memory = dosed(now, memory)
        if second == 1790:
            assert memory.ozone_mg_m3 == pytest.approx(OZONE.most_ozone_mg_m3 / 2)
    assert memory.ozone_mg_m3 == 0.0
    assert memory.dose_mg_h_m3 == pytest.approx(OZONE.most_ozone_mg_m3 * 0.5 / log(2), rel=0.01)


def test_a_lamp_without_a_sensor_makes_no_dose() -> None:
    now = view(
        to=site(UV, sensor=False),
        state=ControlState(t=T - 1, cycles={UV.id: Cycle(stage=Stage.RUN)}),
    )
    assert dosed(now).dose_mg_h_m3 == 0.0


def test_a_new_year_starts_from_nothing() -> None:
    before = RoomMemory(dose_mg_h_m3=80.0, dose_year=YEAR - 1)
    assert dosed(look(), before) == RoomMemory(dose_year=YEAR)


@pytest.mark.parametrize("year", [0, YEAR, YEAR + 1])
def test_the_same_an_unknown_and_a_later_year_go_on(year: int) -> None:
    before = RoomMemory(dose_mg_h_m3=80.0, dose_year=year)
    assert dosed(look(), before) == replace(before, dose_year=max(year, YEAR))


def test_a_doubtful_clock_ends_no_year() -> None:
    before = RoomMemory(dose_mg_h_m3=80.0, dose_year=YEAR - 1)
    assert dosed(look(trusted=False), before) == before


def test_a_dose_by_a_doubtful_clock_counts_for_whatever_year_follows() -> None:
    undated = dosed(look({"o3.ozone": 36.0}, after_s=10.0, trusted=False), RoomMemory())
    known = dosed(look(), undated)
    assert known.dose_year == YEAR
    assert known.dose_mg_h_m3 == pytest.approx(0.1)


def test_a_year_ends_at_the_sites_midnight() -> None:
    new_year = look()
    # 2025-12-31 16:00 UTC is midnight in Shanghai.
    at = new_year.image.at.replace(year=2025, month=12, day=31, hour=16, minute=0, second=0)
    before = RoomMemory(dose_mg_h_m3=80.0, dose_year=2025)
    turned = replace(new_year, image=replace(new_year.image, at=at))
    assert dosed(turned, before).dose_year == 2026
    still = replace(new_year, image=replace(new_year.image, at=at.replace(hour=15, minute=59)))
    assert dosed(still, before).dose_year == 2025


@pytest.mark.parametrize("sensor", [True, False])
def test_a_room_without_programmes_has_no_dose(*, sensor: bool) -> None:
    now = look({"o3.ozone": 20.0}, sensor=sensor)
    bare = replace(now, settings=replace(now.settings, programmes={}))
    assert dosed(bare).dose_mg_h_m3 == 0


@pytest.mark.parametrize("stage", list(Stage))
def test_a_lamp_burns_from_the_start_until_it_is_proven_off(stage: Stage) -> None:
    cycle = after(replace(BURNT, stage=stage), look())
    burns = stage in (Stage.RUN, Stage.STOPPING)
    assert (cycle.lamp_s, cycle.day_run_s) == ((1.0, 1.0) if burns else (0.0, 0.0))


def test_lamp_hours_count_a_gap_in_full() -> None:
    cycle = after(replace(BURNT, lamp_s=10.0, day_run_s=5.0), look(after_s=600.0))
    assert (cycle.lamp_s, cycle.day_run_s) == (610.0, 605.0)


def test_a_second_look_at_the_same_moment_counts_nothing() -> None:
    late = replace(BURNT, day="2026-06-30", day_run_s=500.0, lamp_s=900.0)
    assert after(late, look(after_s=0.0)) == replace(late, peak_ozone_mg_m3=0.01)


def test_a_new_day_starts_from_nothing_but_the_step() -> None:
    cycle = after(replace(BURNT, day="2026-06-30", day_run_s=500.0), look())
    assert (cycle.day, cycle.day_run_s) == ("2026-07-01", 1.0)


def test_a_run_by_a_doubtful_clock_counts_for_whatever_day_follows() -> None:
    cycle = after(replace(BURNT, day="2026-06-30", day_run_s=500.0), look(trusted=False))
    assert (cycle.day, cycle.day_run_s) == ("", 501.0)
    assert dose.run_of_day_s(look(), cycle) == 501.0
    assert after(cycle, look()).day == "2026-07-01"


@pytest.mark.parametrize("stage", [Stage.IDLE, Stage.DECAY, Stage.READY, Stage.LOCKED_OUT])
def test_a_run_by_a_doubtful_clock_counts_for_the_first_known_day_then_it_is_over(
    stage: Stage,
) -> None:
    spent = Cycle(stage=stage, day="", day_run_s=UV.daily_run_s)
    assert after(spent, look(trusted=False)) == spent
    known = after(spent, look())
    assert (known.day, known.day_run_s) == ("2026-07-01", UV.daily_run_s)
    now = look()
    next_day = replace(now, image=replace(now.image, at=now.image.at.replace(day=2)))
    assert dose.run_of_day_s(next_day, known) == 0
    assert after(Cycle(stage=stage), look()).day == ""


def test_a_day_ends_at_the_sites_midnight() -> None:
    now = look()
    late = now.image.at.replace(hour=15, minute=59)
    assert dose.today(replace(now, image=replace(now.image, at=late))) == "2026-07-01"
    after_midnight = late.replace(hour=16, minute=0)
    assert dose.today(replace(now, image=replace(now.image, at=after_midnight))) == "2026-07-02"


def test_a_clock_set_back_gives_no_second_day() -> None:
    cycle = after(replace(BURNT, day="2026-07-02", day_run_s=500.0), look())
    assert (cycle.day, cycle.day_run_s) == ("2026-07-02", 501.0)


def test_peak_and_dose_of_the_cycle_last_until_the_air_is_clean() -> None:
    cycle = after(BURNT, look({"o3.ozone": 36.0}))
    assert cycle.peak_ozone_mg_m3 == 36.0
    assert cycle.cycle_dose_mg_h_m3 == pytest.approx(0.01)
    lower = after(replace(cycle, stage=Stage.DECAY), look({"o3.ozone": 18.0}))
    assert lower.peak_ozone_mg_m3 == 36.0
    assert lower.cycle_dose_mg_h_m3 == pytest.approx(0.015)
    assert not lower.unmeasured


def test_the_sensors_zero_is_no_dose_of_a_cycle_either() -> None:
    assert after(BURNT, look({"o3.ozone": 0.049})).cycle_dose_mg_h_m3 == 0
    assert after(BURNT, look({"o3.ozone": 0.05})).cycle_dose_mg_h_m3 == pytest.approx(0.05 / 3600)


def test_clean_air_is_no_part_of_a_cycle() -> None:
    cycle = Cycle(stage=Stage.READY, decayed=True)
    assert after(cycle, look({"o3.ozone": 36.0})) == cycle
    assert after(cycle, look({"o3.ozone": None})) == cycle


def test_a_cycle_remembers_that_its_ozone_was_not_measured() -> None:
    blind = after(BURNT, look({"o3.ozone": None}))
    assert (blind.unmeasured, blind.cycle_dose_mg_h_m3) == (True, 0.0)
    assert after(replace(BURNT, unmeasured=True), look()).unmeasured
    assert not after(BURNT, look(sensor=False)).unmeasured


def test_the_light_sensor_is_remembered_while_the_lamp_burns() -> None:
    def lit(cycle: Cycle, value: Value) -> float | None:
        now = moment(cycle, values={"c.uv_lit": value})
        return noted(now).lit_t

    assert lit(BURNT, True) == T
    assert lit(replace(BURNT, lit_t=T - 5), False) == T - 5
    assert lit(replace(BURNT, lit_t=T - 5), None) == T - 5
    assert lit(replace(BURNT, stage=Stage.DECAY), True) is None


def test_hours_add_up_over_the_programmes_of_a_lamp() -> None:
    two = site(UV, replace(UV, id="uv-2"), replace(OZONE, id="other"))
    state = ControlState(
        cycles={
            "uv-1": Cycle(lamp_s=5000.0),
            "uv-2": Cycle(lamp_s=20.0, day="2026-07-01", day_run_s=7.0),
            "other": Cycle(lamp_s=300.0, day="2026-07-01", day_run_s=300.0),
        }
    )
    now = moment(Cycle(lamp_s=1.0, day="2026-07-01", day_run_s=2.0), to=two, state=state)
    assert dose.lamp_s(now) == 21.0
    assert dose.day_run_s(now) == 9.0


# What the room is watched for.


def watch(now: View, memory: RoomMemory | None = None) -> RoomMemory:
    return watched(now, now.settings.rooms[ROOM], memory or RoomMemory(dose_year=YEAR))


OPEN: dict[str, Value] = {"c.door_1": False, "c.door_2": False}


def test_a_door_that_opens_and_closes_is_proven() -> None:
    opened = watch(look(OPEN))
    assert opened.opened == tuple(OPEN)
    assert opened.proof_t is None
    closed = watch(look(), opened)
    assert not closed.opened
    assert closed.proof_t == T
    later = replace(look(), image=replace(look().image, t=T + 9))
    assert watch(later, closed).proof_t == T


def test_a_door_that_was_only_ever_closed_proves_nothing() -> None:
    assert watch(look()).proof_t is None


def test_a_silent_door_is_neither_opened_nor_closed() -> None:
    silent: dict[str, Value] = {"c.door_1": None}
    assert not watch(look(silent)).opened
    opened = watch(look(silent), watch(look(OPEN)))
    assert opened.opened == tuple(OPEN)
    assert opened.proof_t is None
    assert watch(look(), opened).proof_t == T


@pytest.mark.parametrize("stuck", OPEN)
def test_a_contact_that_sticks_while_the_other_opens_proves_nothing(stuck: str) -> None:
    opened = watch(look({**OPEN, stuck: True}), RoomMemory(proof_t=T - 50))
    assert stuck not in opened.opened
    closed = watch(look(), opened)
    assert closed.proof_t is None
    assert watch(look(), watch(look(OPEN), closed)).proof_t == T


def test_doors_may_be_proven_one_after_the_other() -> None:
    first = watch(look(), watch(look({"c.door_1": False})))
    second = watch(look(), watch(look({"c.door_2": False}), first))
    assert (first.proof_t, second.proof_t) == (None, T)


def test_quiet_counts_from_the_moment_that_nobody_is_seen_behind_a_closed_door() -> None:
    quiet = watch(look())
    assert quiet.quiet_t == T
    assert watch(look(), replace(quiet, quiet_t=T - 50)).quiet_t == T - 50


@pytest.mark.parametrize(
    "values",
    [{"c.nobody": False}, {"c.nobody": None}, {"c.door_1": False}, {"c.door_2": None}],
)
def test_quiet_ends_by_a_person_by_the_door_and_by_doubt(values: dict[str, Value]) -> None:
    assert watch(look(values), RoomMemory(quiet_t=T - 50)).quiet_t is None


def test_clean_air_counts_from_the_first_reading_below_the_limit() -> None:
    assert watch(look({"o3.ozone": 0.159})).clear_t == T
    assert watch(look(), RoomMemory(clear_t=T - 50)).clear_t == T - 50
    assert watch(look({"o3.ozone": 0.16}), RoomMemory(clear_t=T - 50)).clear_t is None


def test_clean_air_needs_a_good_reading() -> None:
    doubtful = seen(0.0, quality=Quality.UNCERTAIN)
    for value in (doubtful, None):
        assert watch(look({"o3.ozone": value}), RoomMemory(clear_t=T - 50)).clear_t is None
    assert watch(look(sensor=False), RoomMemory(clear_t=T - 50)).clear_t is None


def test_the_strictest_limit_of_the_room_counts() -> None:
    now = look({"o3.ozone": 0.12})
    strict = replace(UV, entry_ozone_mg_m3=0.1)
    two = replace(now, settings=site(OZONE, strict))
    assert watch(now).clear_t == T
    assert watch(two).clear_t is None


def test_a_room_without_programmes_is_never_called_clear() -> None:
    now = look()
    assert watch(replace(now, settings=replace(now.settings, programmes={}))).clear_t is None


def test_a_gap_breaks_quiet_and_clean_air_but_not_the_proof() -> None:
    memory = RoomMemory(quiet_t=T - 50, clear_t=T - 50, proof_t=T - 50)
    kept = watch(look(after_s=10.0), memory)
    assert (kept.quiet_t, kept.clear_t) == (T - 50, T - 50)
    broken = watch(look(after_s=10.1), memory)
    assert (broken.quiet_t, broken.clear_t, broken.proof_t) == (T, T, T - 50)


def test_watching_adds_the_dose() -> None:
    assert watch(look({"o3.ozone": 36.0})).dose_mg_h_m3 == pytest.approx(0.01)
