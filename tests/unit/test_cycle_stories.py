"""A sterilisation cycle from the request to the open door, and what calls it off."""

from dataclasses import replace

import pytest

from daemon.control.scan import scan
from daemon.control.state import ControlState, Cycle, RoomMemory
from daemon.control.view import Inputs
from daemon.model import Entry, Stage, Verb, reason
from daemon.model.recorded import recorded_decision
from tests.control_kit import ROOM, T, image
from tests.cycle_kit import OZONE, UV, WELL, Room, site, trip


def test_a_whole_cycle_of_a_lamp() -> None:
    room = Room()
    room.prove()
    assert room.ask(Verb.REQUEST) is None
    assert room.scan().status.reason == reason("cycle_requested", who="张三", left_s=59.0)
    assert room.ask(Verb.CONFIRM) is None
    room.scan()
    assert room.stage() is Stage.WARNING
    assert room.entry() is Entry.LEAVE
    assert room.until(Stage.RUN) == 90.0
    assert room.cycle.reason == reason("cycle_started", who="张三")
    assert (room.cycle.decayed, room.cycle.start_c, room.cycle.start_pct) == (False, 19.0, 52.0)
    started = room.t
    assert room.last.memory.proof_t is None
    assert room.until(Stage.STOPPING) == UV.run_s
    assert room.cycle.clean
    assert room.cycle.stop == reason("run_done", ran_s=1800.0)
    assert room.until(Stage.DECAY) <= 2.0
    assert room.cycle.reason == reason("cycle_off")
    assert room.entry() is Entry.FORBIDDEN
    assert room.until(Stage.READY) == UV.decay_s
    assert room.entry() is Entry.FREE
    assert room.last.status.reason == reason("cycle_ready")
    assert (room.cycle.run_from, room.cycle.run_to) == (started, started + UV.run_s)
    assert room.cycle.lamp_s == UV.run_s + 1
    assert room.cycle.cycles == 1
    room.scan(c__door_1=False)
    assert room.stage() is Stage.IDLE
    assert room.cycle.reason == reason("cycle_entered")
    assert [e.body["to"] for e in room.events] == [
        *("warning", "run", "stopping", "decay", "ready", "idle"),
    ]


def test_a_whole_cycle_of_ozone_opens_by_measurement() -> None:
    room = Room(OZONE)
    room.start()
    room.scan(o3__ozone=20.0)
    room.until(Stage.DECAY)
    assert room.last.status.reason.code == "decay_high"
    assert room.last.status.left_s is None
    room.run(10_000, dt=10.0)
    assert room.stage() is Stage.DECAY
    room.scan(o3__ozone=0.15)
    assert room.until(Stage.READY) == OZONE.clear_s
    assert room.cycle.peak_ozone_mg_m3 == 20.0
    # Half an hour at 20 mg/m³ is 10; the decay at the same height adds 10 000 s of it.
    assert room.cycle.cycle_dose_mg_h_m3 == pytest.approx(20 * (1800 + 10_000) / 3600, rel=0.01)


def test_a_request_lasts_one_minute() -> None:
    room = Room()
    room.ask(Verb.REQUEST)
    room.run(60)
    assert room.stage() is Stage.REQUESTED
    room.scan()
    assert room.stage() is Stage.IDLE
    assert room.cycle.reason == reason("cycle_unconfirmed")


def test_the_precheck_waits_half_an_hour_and_says_for_what() -> None:
    room = Room()
    room.scan(th__rh=61.0)
    room.prove()
    room.ask(Verb.REQUEST)
    room.ask(Verb.CONFIRM)
    room.run(1800, dt=10.0)
    assert room.stage() is Stage.PRECHECK
    assert room.last.status.checks == (reason("check_damp", rh_pct=61.0, most_pct=60.0),)
    assert room.entry() is Entry.LEAVE
    assert room.last.status.left_s is None
    assert room.last.status.reason == reason("cycle_checking")
    room.scan()
    assert room.stage() is Stage.IDLE
    assert room.cycle.reason == reason("cycle_gave_up", wait_s=1800.0)
    assert room.events[-1].body["missing"] == [
        {"code": "check_damp", "args": {"rh_pct": 61.0, "most_pct": 60.0}}
    ]
    assert room.last.status.checks


def test_the_precheck_goes_on_as_soon_as_all_is_well() -> None:
    room = Room()
    room.scan(th__rh=61.0)
    room.prove()
    room.ask(Verb.REQUEST)
    room.ask(Verb.CONFIRM)
    room.run(1000)
    room.scan(th__rh=60.0)
    assert room.stage() is Stage.WARNING
    assert room.cycle.reason == reason("cycle_counting_down", warning_s=90.0)


def test_a_planned_start_waits_for_its_hour_and_half_an_hour_more() -> None:
    room = Room()
    room.prove()
    room.ask(Verb.REQUEST)
    assert room.ask(Verb.CONFIRM, for_s=3600.0) is None
    room.run(3595, dt=5.0)
    room.run(4)
    assert room.stage() is Stage.PRECHECK
    assert room.last.status.reason == reason("cycle_delayed", left_s=1.0)
    assert room.last.status.left_s == 1.0
    assert room.entry() is Entry.FREE
    room.scan(th__rh=61.0)
    assert room.entry() is Entry.LEAVE
    assert room.last.status.left_s is None
    room.run(1800, dt=10.0)
    assert room.stage() is Stage.PRECHECK
    room.scan()
    assert room.stage() is Stage.IDLE


def test_a_planned_start_begins_at_its_hour() -> None:
    room = Room()
    room.prove()
    room.ask(Verb.REQUEST)
    room.ask(Verb.CONFIRM, for_s=600.0)
    assert room.until(Stage.WARNING) == 600.0


BREAKS = {
    "door": ({"c__door_1": False, "c__door_2": False}, "check_door"),
    "silent door": ({"c__door_2": None}, "check_door_unknown"),
    "person": ({"c__nobody": False}, "check_person"),
    "silent detector": ({"c__nobody": None}, "check_person_unknown"),
    "stop": ({"c__e_stop": False}, "check_e_stop"),
    "silent stop": ({"c__e_stop": None}, "check_e_stop_unknown"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_the_countdown_is_called_off_by_anything_and_starts_anew_by_a_request(name: str) -> None:
    values, why = BREAKS[name]
    room = Room()
    room.prove()
    room.ask(Verb.REQUEST)
    room.ask(Verb.CONFIRM)
    room.scan()
    room.run(85)
    room.scan(**values)  # type: ignore[arg-type]
    assert room.stage() is Stage.IDLE
    assert room.cycle.reason.code == why
    assert room.last.claims == ()
    room.scan(c__door_1=True, c__door_2=True, c__nobody=True, c__e_stop=True)
    room.run(1000)
    assert room.stage() is Stage.IDLE
    room.ask(Verb.REQUEST)
    room.ask(Verb.CONFIRM)
    assert room.until(Stage.WARNING) == 1.0
    assert room.until(Stage.RUN) == 90.0


def test_a_condition_of_the_climate_calls_the_countdown_off() -> None:
    room = Room()
    room.prove()
    room.ask(Verb.REQUEST)
    room.ask(Verb.CONFIRM)
    room.run(5)
    room.scan(th__rh=60.5)
    assert room.stage() is Stage.IDLE


def test_a_trip_calls_the_countdown_off() -> None:
    room = Room()
    room.prove()
    room.ask(Verb.REQUEST)
    room.ask(Verb.CONFIRM)
    room.run(5)
    room.trips = (trip("uv", healthy=True),)
    room.scan()
    assert room.stage() is Stage.IDLE
    assert room.cycle.reason == reason("trip_door")


@pytest.mark.parametrize("name", BREAKS)
def test_a_run_ends_at_once_by_any_fact_in_doubt(name: str) -> None:
    values, why = BREAKS[name]
    room = Room()
    room.start()
    room.run(50)
    room.scan(0.1, **values)  # type: ignore[arg-type]
    assert room.stage() is Stage.STOPPING
    assert not room.lamp
    assert room.cycle.stop is not None
    assert room.cycle.stop.code == why
    assert not room.cycle.clean
    assert room.last.status.checks == (room.cycle.stop,)


@pytest.mark.parametrize("output", ["uv", "contactor"])
def test_a_run_ends_by_a_trip_that_blocks_it(output: str) -> None:
    room = Room()
    room.start()
    room.trips = (trip("dry"),)
    room.scan()
    assert room.stage() is Stage.RUN
    room.trips = (trip("dry"), trip(output, healthy=True))
    room.scan()
    assert room.stage() is Stage.STOPPING
    assert room.cycle.stop == reason("trip_door")


def test_an_aborted_run_waits_for_clean_air_and_then_for_a_person() -> None:
    room = Room()
    room.start()
    room.scan()
    assert room.ask(Verb.ABORT, who="李四") is None
    assert room.stage() is Stage.STOPPING
    assert room.scan().claims
    assert not room.lamp
    room.until(Stage.DECAY)
    assert room.until(Stage.LOCKED_OUT) == UV.decay_s
    assert room.cycle.decayed
    assert room.entry() is Entry.FREE
    assert room.last.status.reason == reason("cycle_locked")
    assert room.last.status.checks == (reason("cycle_aborted", who="李四"),)
    room.run(90_000, dt=600.0)
    assert room.stage() is Stage.LOCKED_OUT
    assert room.ask(Verb.REQUEST) == reason("refused_request")
    assert room.ask(Verb.ACKNOWLEDGE, who="王五", why="已检查") is None
    assert room.stage() is Stage.IDLE
    assert room.cycle.reason == reason("cycle_acknowledged", who="王五", why="已检查")


def test_a_countdown_takes_time_even_where_none_is_asked_for() -> None:
    room = Room(replace(UV, warning_s=0.0))
    room.prove()
    room.ask(Verb.REQUEST)
    room.ask(Verb.CONFIRM)
    room.scan()
    assert room.stage() is Stage.WARNING
    room.scan(0.5)
    assert room.stage() is Stage.RUN


# What the ledger is told of why the hazard is off.


class Rows:
    """Real scans of the whole room, with the newest row of its lamp."""

    def __init__(self, stage: Stage) -> None:
        cycle = Cycle(stage=stage, since=T, run_from=T, decayed=stage is Stage.IDLE)
        self.t = T
        room = RoomMemory(proof_t=T - 900, quiet_t=T - 900)
        self.state = ControlState(started_t=0.0, t=T, cycles={UV.id: cycle}, rooms={ROOM: room})
        self.counted = 0
        self.winner = self.decided = ""

    def scan(self, seconds: int = 1, **values: bool) -> None:
        told = {name.replace("__", "."): value for name, value in values.items()}
        relays = {f"b.{name}": False for name in site(UV).outputs}
        for _ in range(seconds):
            self.t += 1.0
            shown = image({**WELL, **relays, **told}, t=self.t)
            result, self.state = scan(Inputs(image=shown), site(UV), self.state)
            self.decided = result.outputs["uv"].winner.reason.code
            for event in result.events:
                if (event.kind, event.subject) == ("output", "uv"):
                    self.counted += 1
                    decision = recorded_decision("uv", event.body, t=self.t, since=self.t)
                    self.winner = decision.winner.reason.code


def test_the_newest_row_says_what_a_stage_or_a_latched_trip_holds_off() -> None:
    rows = Rows(Stage.WARNING)
    rows.scan(3)
    rows.scan(40, c__door_1=False, c__door_2=False)
    assert rows.winner == rows.decided == "trip_door"
    rows.scan(5)
    assert rows.winner == rows.decided == "trip_door"
    rows.state = replace(rows.state, trips={})  # as a person resets it
    rows.scan()
    assert rows.winner == rows.decided == "default_off"


def test_the_newest_row_follows_the_stages_after_a_run() -> None:
    rows = Rows(Stage.DECAY)
    rows.scan(3)
    assert rows.winner == rows.decided == "decay_clearing"
    ready = Cycle(stage=Stage.READY, since=rows.t)
    rows.state = replace(rows.state, cycles={UV.id: ready})  # as after the whole wait
    rows.scan()
    assert rows.winner == rows.decided == "default_off"


def test_a_door_that_people_use_all_day_is_no_row_of_the_hazard() -> None:
    rows = Rows(Stage.IDLE)
    rows.scan(10)
    before = rows.counted
    for _ in range(5):
        rows.scan(5, c__door_1=False, c__door_2=False, c__nobody=False)
        rows.scan(5)
    assert rows.counted == before
