"""A feedback that comes and goes fills no disk, and hides nothing that anybody is safe by."""

from dataclasses import replace

import pytest

from daemon.control.scan import scan
from daemon.control.state import ControlState, OutputMemory
from daemon.control.unsteady import MOST, is_flicker, steadied, trouble
from daemon.control.view import Inputs
from daemon.model import Event, Verdict, reason
from tests.control_kit import T, image, settings

TOLD = settings()
WELL = OutputMemory(command=True, feedback=True, running=True, verdict=Verdict.CONFIRMED)
GONE = replace(WELL, feedback=None, verdict=Verdict.UNKNOWN)
HOUR_S = 3600.0


def flickering(
    seconds: int, state: ControlState, every_s: int = 3, begin: float = T
) -> tuple[list[Event], ControlState]:
    """Let the feedback of the heater come and go; return its rows."""
    rows: list[Event] = []
    for second in range(0, seconds, every_s):
        shown = {f"b.{name}": False for name in TOLD.outputs}
        seen = {**shown, "b.heat": None if second // every_s % 2 else False}
        taken = Inputs(image=image(seen, t=begin + second))
        result, state = scan(taken, TOLD, state)
        rows += [event for event in result.events if event.subject == "heat"]
    return rows, state


def test_a_day_of_flickers_leaves_a_handful_of_rows_and_then_one_an_hour() -> None:
    hours = 2
    rows, _ = flickering(int(hours * HOUR_S), ControlState(started_t=0.0, booted=False))
    assert MOST <= len(rows) <= MOST + 4 + hours
    told = [row.body["trouble"] for row in rows]
    assert {"code": "output_unsteady", "args": {}} in told


def test_a_few_flickers_are_rows_like_any_change() -> None:
    t, before, rows = T, WELL, 0
    for _ in range(MOST - 1):
        after = replace(before, feedback=GONE.feedback, verdict=GONE.verdict)
        if before.feedback is None:
            after = replace(before, feedback=True, verdict=Verdict.CONFIRMED)
        before, is_row = steadied(before, after, t, changed=True)
        rows += is_row
        t += 60
    assert rows == MOST - 1
    assert trouble(before) is None


def unsteady(told_t: float = T) -> OutputMemory:
    return replace(WELL, flickers=(T,) * MOST, unsteady_t=told_t)


def test_an_unsteady_feedback_is_told_again_after_an_hour() -> None:
    gone = replace(unsteady(), feedback=None, verdict=Verdict.UNKNOWN)
    late = replace(gone, flickers=(T + 3000,) * MOST)
    assert steadied(unsteady(), gone, T + 10, changed=True)[1] is False
    again, is_row = steadied(
        replace(unsteady(), flickers=late.flickers), late, T + 3600, changed=True
    )
    assert is_row
    assert again.unsteady_t == T + 3600


def test_the_end_of_it_is_a_row_that_tells_what_holds_since() -> None:
    memory, is_row = steadied(unsteady(), unsteady(), T + HOUR_S, changed=False)
    assert is_row
    assert (memory.unsteady_t, trouble(memory)) == (None, None)
    assert steadied(memory, memory, T + HOUR_S + 1, changed=False) == (memory, False)
    assert steadied(unsteady(), unsteady(), T + HOUR_S - 1, changed=False)[1] is False


CHANGES = {
    "told off": {"command": False, "verdict": Verdict.PENDING},
    "not allowed": {"allowed": True},
    "wanted": {"want": True},
    "seen off": {"feedback": False, "verdict": Verdict.OVERRIDDEN},
    "seen off before the verdict": {"feedback": False, "verdict": Verdict.PENDING},
    "stands": {"running": False, "verdict": Verdict.NOT_RUNNING},
    "welded": {"verdict": Verdict.WELDED},
    "refused": {"verdict": Verdict.REFUSED},
    "another winner": {"winner": "door:trip_door"},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_safety_hangs_on_is_a_row_at_once_however_unsteady_it_is(
    change: dict[str, object],
) -> None:
    before = unsteady()
    after = replace(before, **change)  # type: ignore[arg-type]
    assert not is_flicker(before, after)
    memory, is_row = steadied(before, after, T + 1, changed=True)
    assert is_row
    assert memory.flickers == before.flickers


def test_worse_trouble_is_told_before_unsteadiness() -> None:
    assert trouble(unsteady()) == reason("output_unsteady")
    assert trouble(replace(unsteady(), verdict=Verdict.WELDED)) is None


def test_only_known_and_unknown_are_flickers() -> None:
    assert is_flicker(WELL, GONE)
    assert is_flicker(GONE, WELL)
    assert is_flicker(WELL, replace(WELL, running=None))
    assert not is_flicker(WELL, replace(WELL, feedback=False, verdict=Verdict.PENDING))


def test_a_command_that_settles_is_no_flicker() -> None:
    settling = replace(WELL, verdict=Verdict.PENDING)
    assert not is_flicker(settling, WELL)
    assert is_flicker(settling, replace(WELL, feedback=None, verdict=Verdict.UNKNOWN))
