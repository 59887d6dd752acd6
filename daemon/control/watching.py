"""What a room must be watched for before a cycle may start or people may come back in."""

from dataclasses import replace

from daemon.model import Quality

from .dose import LONGEST_STEP_S, room_dose
from .facts import contact
from .settings import RoomSettings
from .state import RoomMemory
from .view import View


def watched(view: View, room: RoomSettings, memory: RoomMemory) -> RoomMemory:
    """Return the memory after a look at the room: door proof, quiet, clean air, ozone dose.

    The door is proven when every one of its contacts was seen open and all are closed again; an
    opening that not all of them saw takes the proof back, so a contact that sticks is found.

    Quiet and clean air hold only for an unbroken watch: a gap of more than `LONGEST_STEP_S`
    between two scans starts them anew.
    """
    facts = view.facts[room.id]
    unbroken = view.elapsed_s <= LONGEST_STEP_S
    is_quiet = facts.nobody is True and facts.door_closed is True
    contacts = room.safety.door_closed
    opened = tuple(c for c in contacts if c in memory.opened or contact(view.image, c) is False)
    proof_t = None if opened else memory.proof_t
    if opened == contacts and facts.door_closed is True:
        opened, proof_t = (), view.t
    quiet_t = _since(view, memory.quiet_t if unbroken else None, holds=is_quiet)
    clear_t = _since(view, memory.clear_t if unbroken else None, holds=_is_clear(view, room))
    seen = replace(memory, opened=opened, proof_t=proof_t, quiet_t=quiet_t, clear_t=clear_t)
    return room_dose(view, room, seen)


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
