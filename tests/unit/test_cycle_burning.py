"""A hazard that burns without a cycle: whoever asks for what meanwhile, the room is locked."""

from dataclasses import replace

import pytest

from daemon.control.state import Cycle, OutputMemory
from daemon.control.sterilisation import due
from daemon.model import Stage, Verb
from tests.control_kit import T
from tests.cycle_kit import OZONE, UV, Room, moment, site, trip

OFF = OutputMemory(command=False, commanded_t=T - 60, echoed_t=T - 60)
NO_CYCLE = (Stage.IDLE, Stage.REQUESTED, Stage.PRECHECK, Stage.READY)


def found(stage: Stage, *, told: OutputMemory = OFF, others: Stage = Stage.IDLE) -> str | None:
    """Return to which stage a cycle that began this second goes beside a burning lamp."""
    twin = replace(UV, id="uv-2")
    now = moment(
        Cycle(stage=stage, since=T - 1),
        values={"b.uv": True},
        to=site(UV, twin),
        outputs={"uv": told},
    )
    state = replace(now.view.state, cycles={twin.id: Cycle(stage=others, since=T - 1)})
    turn = due(replace(now, view=replace(now.view, state=state)))
    return None if turn is None else turn[0].when


@pytest.mark.parametrize("stage", NO_CYCLE)
def test_a_lamp_that_burns_beside_no_cycle_locks_the_room_at_once(stage: Stage) -> None:
    assert found(stage) == "burning"


@pytest.mark.parametrize("stage", NO_CYCLE)
def test_a_lamp_that_was_told_off_just_now_may_still_burn_by_its_timer(stage: Stage) -> None:
    told = replace(OFF, commanded_t=T - 5.0)
    assert found(stage, told=told) is None
    assert found(stage, told=replace(told, commanded_t=T - 5.1)) == "burning"


@pytest.mark.parametrize("other", NO_CYCLE)
def test_two_programmes_of_one_lamp_do_not_leave_it_to_each_other(other: Stage) -> None:
    assert found(Stage.REQUESTED, others=other) == "burning"


@pytest.mark.parametrize(
    "other", [Stage.WARNING, Stage.RUN, Stage.STOPPING, Stage.DECAY, Stage.LOCKED_OUT]
)
def test_a_lamp_is_left_to_the_programme_that_runs_it(other: Stage) -> None:
    if other is Stage.LOCKED_OUT:
        assert found(Stage.REQUESTED, others=other) == "burning"  # with clean air
    else:
        assert found(Stage.REQUESTED, others=other) is None


@pytest.mark.parametrize("shown", [{"b.uv": True}, {"c.uv_lit": True}])
@pytest.mark.parametrize("confirms", [False, True])
def test_a_lamp_that_comes_on_by_itself_after_a_request_is_cut_off_upstream(
    shown: dict[str, bool], confirms: bool
) -> None:
    room = Room()
    room.prove()
    assert room.ask(Verb.REQUEST, for_s=600.0) is None
    room.scan()
    if confirms:
        assert room.ask(Verb.CONFIRM) is None
        room.values |= {"c.nobody": False}  # it waits for its conditions
        room.scan()
    assert room.stage() is (Stage.PRECHECK if confirms else Stage.REQUESTED)
    room.shows, room.works = False, False
    room.scan(1.0, **{name.replace(".", "__"): value for name, value in shown.items()})
    assert room.stage() is Stage.LOCKED_OUT
    claim = room.claim("contactor")
    assert claim is not None
    assert not claim.on
    assert room.last.status.reason.code == "cycle_burning"


def lit_contactor(room: Room) -> bool | None:
    claim = room.claim("contactor")
    return None if claim is None else claim.on


def test_a_contactor_that_a_trip_has_cut_is_not_switched_on_again_by_a_quick_reset() -> None:
    room = Room(OZONE)
    room.start()
    room.ask(Verb.ABORT)
    room.works = False  # the end is not proven yet
    room.scan()
    assert (room.stage(), lit_contactor(room)) == (Stage.STOPPING, True)
    room.trips = (trip("ozone", "contactor"),)
    assert [claim.on for claim in room.again().claims if claim.output == "contactor"] == []
    room.trips = ()
    cut = replace(room.state.outputs["contactor"], command=False)
    room.state = replace(room.state, outputs={**room.state.outputs, "contactor": cut})
    room.scan()
    assert (room.stage(), lit_contactor(room)) == (Stage.STOPPING, None)
