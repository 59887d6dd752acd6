"""A process that was cut off in a run: the seconds that it had not stored count at the restart."""

from dataclasses import replace

import pytest

from daemon.control.dose import UNSAVED_MOST_S
from daemon.control.restart import restored
from daemon.control.state import ControlState, Cycle, RoomMemory
from daemon.model import Stage
from tests.control_kit import ROOM, T
from tests.cycle_kit import OZONE, Room

SAVED = Cycle(stage=Stage.RUN, since=T - 100, day="2026-07-01", day_run_s=100.0, lamp_s=900.0)
CAPPED = replace(OZONE, daily_run_s=OZONE.run_s + 30.0, rest_s=0.0)


def back(cycle: Cycle, away_s: float, *, same_boot: bool = True) -> Cycle:
    state = ControlState(t=T, cycles={"uv": cycle})
    t = T + away_s if same_boot else 50.0
    return restored(state, t, same_boot=same_boot, away_s=away_s).cycles["uv"]


@pytest.mark.parametrize("stage", [Stage.WARNING, Stage.RUN, Stage.STOPPING])
def test_the_time_since_the_last_save_counts_as_run(stage: Stage) -> None:
    cycle = back(replace(SAVED, stage=stage), 42.0)
    assert (cycle.day_run_s, cycle.lamp_s) == (142.0, 942.0)


def test_a_restart_in_no_time_counts_nothing() -> None:
    assert back(SAVED, 0.0).lamp_s == 900.0


def test_no_more_counts_than_can_be_unsaved() -> None:
    assert back(SAVED, 86_400.0).day_run_s == 100.0 + UNSAVED_MOST_S


def test_after_another_boot_the_most_counts_for_its_clock_tells_nothing() -> None:
    assert back(SAVED, 1.0, same_boot=False).day_run_s == 100.0 + UNSAVED_MOST_S


@pytest.mark.parametrize(
    "stage", [s for s in Stage if s not in (Stage.WARNING, Stage.RUN, Stage.STOPPING)]
)
def test_a_hazard_that_was_off_has_not_run(stage: Stage) -> None:
    cycle = back(replace(SAVED, stage=stage), 42.0)
    assert (cycle.day_run_s, cycle.lamp_s) == (100.0, 900.0)


def test_the_ozone_that_was_last_measured_counts_for_the_same_time() -> None:
    room = RoomMemory(dose_mg_h_m3=5.0, dose_year=2026, ozone_mg_m3=20.0)
    state = ControlState(t=T, rooms={ROOM: room})
    after = restored(state, T + 36.0, same_boot=True, away_s=36.0).rooms[ROOM]
    assert after.dose_mg_h_m3 == pytest.approx(5.2)
    again = replace(state, t=T + 36.0, rooms={ROOM: after})
    assert restored(again, T + 72.0, same_boot=True, away_s=36.0).rooms[ROOM] == after


def test_what_a_scan_counts_is_what_a_cut_off_is_charged_with() -> None:
    room = Room(OZONE)
    room.scan(o3__ozone=12.0)
    assert room.memory.ozone_mg_m3 == 12.0
    room.scan(o3__ozone=0.04)  # the sensor's own zero
    assert room.memory.ozone_mg_m3 == 0.0
    room.scan(o3__ozone=None)
    assert room.memory.ozone_mg_m3 == 0.0


def test_kills_in_the_middle_of_runs_do_not_stretch_the_cap_of_the_day() -> None:
    room = Room(CAPPED)
    room.start()
    saved = room.state
    room.run(40)
    killed = restored(saved, room.t, same_boot=True, away_s=None)
    assert killed.cycles[CAPPED.id].day_run_s >= room.cycle.day_run_s
