"""What a cycle claims in each stage, and what people read meanwhile."""

from dataclasses import replace

import pytest

from daemon.control.cycle_claims import claims, told
from daemon.control.state import ControlState, Cycle, OutputMemory
from daemon.model import Claim, Entry, Quality, Rank, Stage, Verb, reason
from tests.control_kit import ROOM, SAFETY, T, seen
from tests.cycle_kit import OZONE, UV, Room, moment


def claimed(room: Room) -> dict[str, tuple[bool, Rank]]:
    found: dict[str, Claim | None] = {c.output: room.claim(c.output) for c in room.last.claims}
    return {name: (claim.on, claim.rank) for name, claim in found.items() if claim}


def test_claims_of_an_ozone_cycle() -> None:
    room = Room(OZONE)
    room.prove()
    room.ask(Verb.REQUEST)
    room.scan()
    assert claimed(room) == {}
    room.ask(Verb.CONFIRM)
    room.scan()
    assert claimed(room) == {"sounder": (True, Rank.INTERLOCK)}
    room.until(Stage.RUN)
    assert claimed(room) == {
        "ozone": (True, Rank.RULE),
        "contactor": (True, Rank.RULE),
        "exhaust": (False, Rank.INTERLOCK),
    }
    assert {c.owner for c in room.last.claims} == {OZONE.id}
    assert {c.reason.code for c in room.last.claims} == {"cycle_running"}
    room.scan(o3__ozone=20.0)
    room.until(Stage.STOPPING)
    off = {"ozone": (False, Rank.INTERLOCK)}
    vent = {"exhaust": (True, Rank.INTERLOCK)}
    assert claimed(room) == {**off, **vent, "contactor": (True, Rank.RULE)}
    room.until(Stage.DECAY)
    cut = {**off, "contactor": (False, Rank.INTERLOCK)}
    assert claimed(room) == {**cut, **vent}
    room.scan(o3__ozone=0.16)
    assert claimed(room) == {**cut, **vent}
    room.scan(o3__ozone=0.159)
    assert claimed(room) == cut
    room.scan(o3__ozone=None)
    assert claimed(room) == {**cut, **vent}
    room.scan(o3__ozone=0.0)
    room.until(Stage.READY)
    assert claimed(room) == {}


def test_a_contactor_that_a_person_has_stopped_is_not_kept_on_for_the_relay_to_open_first() -> None:
    def kept(state: ControlState) -> bool:
        stopping = Cycle(stage=Stage.STOPPING, since=T - 1, decayed=False)
        lit = {"contactor": OutputMemory(command=True)}
        now = moment(stopping, state=state, outputs=lit)
        return any(claim.output == "contactor" for claim in claims(now))

    why = reason("local_stop", who="李工")
    hand = Claim(output="contactor", on=False, rank=Rank.HAND, owner="李工", reason=why)
    assert kept(ControlState())
    assert not kept(ControlState(stops={ROOM: why}))
    assert not kept(ControlState(hands={"contactor": hand}))


def test_a_countdown_ends_at_zero() -> None:
    over = moment(Cycle(stage=Stage.WARNING, since=T - UV.warning_s - 1))
    assert told(over) == reason("cycle_warning", left_s=0.0)


def test_a_lamp_leaves_the_exhaust_to_the_rules_while_it_burns() -> None:
    room = Room()
    room.start()
    assert set(claimed(room)) == {"uv", "contactor"}


def test_claims_of_a_lock_out() -> None:
    room = Room(sensor=False)
    room.start()
    room.run(20)
    room.works = False
    room.ask(Verb.ABORT)
    room.until(Stage.LOCKED_OUT)
    cut = {"uv": (False, Rank.INTERLOCK), "contactor": (False, Rank.INTERLOCK)}
    loud = {"sounder": (True, Rank.INTERLOCK), "exhaust": (True, Rank.INTERLOCK)}
    assert claimed(room) == {**cut, **loud}
    room.works = True
    room.run(2)
    room.ask(Verb.ACKNOWLEDGE, why="已断电")
    room.until(Stage.LOCKED_OUT)
    assert claimed(room) == cut


def test_a_lock_out_ventilates_until_the_air_is_known_to_be_clean() -> None:
    room = Room()
    room.start()
    room.run(20)
    room.works = False
    room.ask(Verb.ABORT)
    room.until(Stage.LOCKED_OUT)
    assert "exhaust" not in claimed(room)
    room.scan(o3__ozone=0.2)
    assert claimed(room)["exhaust"] == (True, Rank.INTERLOCK)


def test_a_programme_without_the_lesser_outputs_claims_only_its_hazard() -> None:
    room = Room(replace(UV, exhaust=None, sounder=None, contactor=None))
    room.start()
    assert set(claimed(room)) == {"uv"}
    room.until(Stage.DECAY)
    assert set(claimed(room)) == {"uv"}


def test_humidity_is_never_claimed() -> None:
    room = Room(OZONE)
    room.start()
    room.scan(o3__ozone=20.0)
    ours = {"ozone", "contactor", "exhaust", "sounder"}
    for _ in range(400):
        assert {c.output for c in room.scan(10.0).claims} <= ours


def test_a_second_scan_at_the_same_time_changes_nothing() -> None:
    room = Room()
    room.start()
    for stage in (Stage.RUN, Stage.STOPPING, Stage.DECAY, Stage.READY):
        room.until(stage)
        first, again = room.last, room.again()
        assert (again.cycle, again.memory) == (first.cycle, first.memory)
        assert (again.claims, again.status, again.events) == (first.claims, first.status, ())


@pytest.mark.parametrize(
    ("programme", "rh", "code"),
    [
        (OZONE, 69.9, "caution_dry"),
        (OZONE, 70.0, None),
        (UV, 60.0, None),
        (UV, 60.1, "caution_damp"),
        (UV, None, None),
        (OZONE, seen(50.0, quality=Quality.UNCERTAIN), None),
    ],
)
def test_a_caution_tells_what_the_humidity_does(
    programme: object, rh: object, code: str | None
) -> None:
    room = Room(programme)  # type: ignore[arg-type]
    found = room.scan(th__rh=rh).status.caution  # type: ignore[arg-type]
    assert (found.code if found else None) == code


def test_a_caution_comes_with_its_numbers() -> None:
    dry = reason("caution_dry", rh_pct=52.0, tested_pct=70.0)
    assert Room(OZONE).scan().status.caution == dry
    damp = reason("caution_damp", rh_pct=63.0, strong_pct=60.0)
    assert Room().scan(th__rh=63.0).status.caution == damp


def test_the_status_names_what_it_is_about() -> None:
    room = Room()
    room.ask(Verb.REQUEST)
    asked_t = room.t
    found = room.scan().status
    assert (found.programme, found.room, found.output) == (UV.id, UV.room, UV.output)
    assert (found.stage, found.since) == (Stage.REQUESTED, asked_t)


def test_what_is_left_ends_at_nothing() -> None:
    room = Room()
    room.ask(Verb.REQUEST)
    found = room.scan(60.0).status
    assert found.left_s == 0.0
    assert found.reason == reason("cycle_requested", who="张三", left_s=0.0)


def test_the_status_tells_what_is_left_in_every_stage() -> None:
    room = Room()
    assert room.scan().status.left_s is None
    assert room.last.status.reason == reason("cycle_idle")
    assert {why.code for why in room.last.status.checks} == {"check_door_proof", "check_quiet"}
    room.prove()
    room.ask(Verb.REQUEST)
    assert room.scan(10.0).status.left_s == 50.0
    room.ask(Verb.CONFIRM)
    room.scan()
    assert room.scan(10.0).status.reason == reason("cycle_warning", left_s=80.0)
    assert room.last.status.checks == ()
    room.until(Stage.RUN)
    assert room.scan(10.0).status.reason == reason("cycle_running", left_s=1790.0)
    room.ask(Verb.ABORT)
    assert room.scan(0.25).status.left_s == 4.75
    assert room.last.status.reason == reason("cycle_stopping", left_s=4.75)
    room.until(Stage.DECAY)
    assert room.scan(10.0).status.left_s == pytest.approx(1790.0)
    assert room.last.status.who == "张三"
    assert room.last.status.lamp_h == pytest.approx(room.cycle.lamp_s / 3600)


def test_the_year_dose_is_in_the_status() -> None:
    room = Room(OZONE)
    room.scan(o3__ozone=20.0)
    assert room.scan(1.0).status.dose_mg_h_m3 == pytest.approx(40 / 3600)


@pytest.mark.parametrize("sensor", [True, False])
def test_the_status_tells_a_computed_dose_from_a_measured_one(*, sensor: bool) -> None:
    assert Room(OZONE, sensor=sensor).scan().status.dose_computed is (not sensor)


@pytest.mark.parametrize("stage", [Stage.IDLE, Stage.READY, Stage.LOCKED_OUT])
def test_ozone_that_nobody_may_breathe_shuts_a_room_in_peace_too(stage: Stage) -> None:
    room = Room()
    room.state = replace(room.state, cycles={UV.id: Cycle(stage=stage, since=T)})
    assert room.scan(o3__ozone=0.159).status.entry is Entry.FREE
    foul = room.scan(o3__ozone=0.16).status
    assert foul.entry is Entry.FORBIDDEN
    assert foul.reason == reason("decay_high", ozone_mg_m3=0.16, limit_mg_m3=0.16)


def test_a_dead_sensor_does_not_open_a_room_that_another_one_shuts() -> None:
    room = Room()
    ours = room.settings.rooms[ROOM]
    safety = replace(SAFETY, ozone=("o3.ozone", "o3.dead"))
    room.settings = replace(room.settings, rooms={ROOM: replace(ours, safety=safety)})
    assert room.scan(o3__ozone=5.0, o3__dead=0.0).status.entry is Entry.FORBIDDEN
    foul = room.scan(o3__dead=None).status
    assert foul.entry is Entry.FORBIDDEN
    assert foul.reason == reason("decay_high", ozone_mg_m3=5.0, limit_mg_m3=0.16)
    assert reason("check_ozone_unknown") in foul.checks
    assert room.scan(o3__ozone=0.1).status.entry is Entry.FREE


def test_ozone_in_a_room_shuts_it_before_a_start_but_leaves_the_stage_its_words() -> None:
    room = Room()
    room.ask(Verb.REQUEST)
    found = room.scan(o3__ozone=0.2).status
    assert found.entry is Entry.FORBIDDEN
    assert found.reason.code == "cycle_requested"
