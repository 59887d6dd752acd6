"""The view of a scan: what was never read or remembered is told apart from nothing."""

from daemon.control.state import ControlState, OutputMemory, RoomMemory
from daemon.model import Quality, Why
from tests.control_kit import ROOM, T, view


def test_what_nobody_reads_waits_for_its_first_reading() -> None:
    unread = view().reading("c.none")
    assert (unread.value, unread.unit, unread.quality) == (None, "", Quality.BAD)
    assert unread.why is Why.WAITING_FOR_INITIAL_DATA
    assert view({"b.dry": True}).reading("b.dry").value is True


def test_what_is_remembered_is_found_and_the_rest_is_new() -> None:
    state = ControlState(
        outputs={"dry": OutputMemory(on=True)}, rooms={ROOM: RoomMemory(proof_t=T)}
    )
    now = view(state=state)
    assert (now.output("dry").on, now.room(ROOM).proof_t) == (True, T)
    assert (now.output("damp"), now.room("stack-2")) == (OutputMemory(), RoomMemory())


def test_the_first_scan_is_the_start_and_no_time_has_passed() -> None:
    first = view(state=ControlState())
    assert (first.started_t, first.elapsed_s) == (T, 0.0)
    later = view(state=ControlState(started_t=T - 60, t=T - 1))
    assert (later.started_t, later.elapsed_s) == (T - 60, 1.0)
    assert view(state=ControlState(t=T + 1)).elapsed_s == 0.0
