"""A hazard that took its ON and reads off is out: given up at once, never told ON again."""

from dataclasses import replace

import pytest

from daemon.control.commands import observed, ordered
from daemon.control.feedback import said
from daemon.control.settings import OutputSettings
from daemon.control.state import ControlState, OutputMemory
from daemon.control.trips import tripped
from daemon.model import Verdict
from tests.control_kit import OUTPUTS, ROOM, T, view

UV = next(o for o in OUTPUTS if o.id == "uv")
CONTACTOR = next(o for o in OUTPUTS if o.id == "contactor")
HEAT = next(o for o in OUTPUTS if o.id == "heat")
LIT = OutputMemory(
    command=True, commanded_t=T - 1.5, echoed_t=T - 1.4, written_t=T - 1.4, asked_t=T - 1.5, on=True
)


def seen_off(output: OutputSettings, *, ago_s: float = 1.4) -> OutputMemory:
    """Return what is remembered of an output that was told ON and reads off."""
    memory = replace(LIT, echoed_t=T - ago_s)
    state = ControlState(t=T - 0.2, started_t=0.0, outputs={output.id: memory})
    return observed(view({f"b.{output.id}": False}, state=state), output)[0]


@pytest.mark.parametrize("hazard", [UV, CONTACTOR])
def test_a_hazard_that_went_out_before_it_was_ever_seen_on_is_overridden(
    hazard: OutputSettings,
) -> None:
    assert seen_off(hazard).verdict is Verdict.OVERRIDDEN
    assert seen_off(hazard, ago_s=0.1).verdict is Verdict.PENDING  # it has not settled
    assert seen_off(HEAT).verdict is Verdict.PENDING


@pytest.mark.parametrize("hazard", [UV, CONTACTOR])
def test_it_trips_the_room_and_nothing_is_ordered_for_it(hazard: OutputSettings) -> None:
    memory = seen_off(hazard)
    state = ControlState(t=T, started_t=0.0, outputs={hazard.id: memory})
    now = view({f"b.{hazard.id}": False}, state=state)
    assert tripped(now)[f"{ROOM}/dropped"].latched
    assert ordered(now, hazard, memory, urgent=False)[1] is None


def test_a_feedback_says_on_or_off_or_neither() -> None:
    modes = replace(HEAT, on_value=3.0, off_value=1.0)
    values = (True, False, None, 3.0, 1.0, 2.0)
    assert [said(modes, value) for value in values] == [True, False, None, True, False, None]
