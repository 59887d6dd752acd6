"""What a room must be watched for before a cycle may start or people may come back in."""

from dataclasses import replace

from daemon.model import Quality

from .dose import LONGEST_STEP_S, room_dose
from .settings import RoomSettings
from .state import RoomMemory
from .view import View


def watched(view: View, room: RoomSettings, memory: RoomMemory) -> RoomMemory:
    """Return the memory after a look at the room: door proof, quiet, clean air, ozone dose.

    Quiet and clean air hold only for an unbroken watch: a gap of more than `LONGEST_STEP_S`
    between two scans starts them anew.
    """
    facts = view.facts[room.id]
    unbroken = view.elapsed_s <= LONGEST_STEP_S
    is_quiet = facts.nobody is True and facts.door_closed is True
    proved = memory.door_was_open and facts.door_closed is True
    was_open = facts.door_closed is False or (memory.door_was_open and not proved)
    proof_t = view.t if proved else memory.proof_t
    quiet_t = _since(view, memory.quiet_t if unbroken else None, holds=is_quiet)
    clear_t = _since(view, memory.clear_t if unbroken else None, holds=_is_clear(view, room))
    known = (memory.door_was_open, memory.proof_t, memory.quiet_t, memory.clear_t)
    if known != (was_open, proof_t, quiet_t, clear_t):
        memory = replace(
            memory, door_was_open=was_open, proof_t=proof_t, quiet_t=quiet_t, clear_t=clear_t
        )
    return room_dose(view, room, memory)


def _since(view: View, before: float | None, *, holds: bool) -> float | None:
    if not holds:
        return None
    return view.t if before is None else before


def _is_clear(view: View, room: RoomSettings) -> bool:
    """Return whether the ozone is known to be below the strictest limit of entry of the room."""
    reading = view.facts[room.id].ozone
    limits = [p.entry_ozone_mg_m3 for p in view.settings.programmes_of[room.id]]
    if reading is None or reading.quality is not Quality.GOOD or not limits:
        return False
    return reading.number is not None and reading.number < min(limits)
