"""One room in one scan: its targets, rules, cycles and interlocks become claims on its outputs."""

from collections.abc import Mapping
from dataclasses import dataclass

from daemon.model import Claim, CycleStatus, Entry, Event, Kind, Rank, RoomControl

from . import hands
from .alarms.sounding import alarm_sounds
from .chosen import setpoints
from .feedback import may_be_on
from .interlocks import is_hazard
from .rules import room_claims
from .settings import OutputSettings, RoomSettings
from .state import Cycle, RoomMemory
from .sterilisation import stepped, watched
from .targets import glided
from .trips import blocks, sirens, trips_of
from .view import View

WORST_FIRST = (Entry.FORBIDDEN, Entry.LEAVE, Entry.FREE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What one room comes to: claims, status for people, memory, rows for the ledger."""

    claims: tuple[Claim, ...]
    control: RoomControl
    cycles: Mapping[str, CycleStatus]
    memory: RoomMemory
    remembered: Mapping[str, Cycle]
    events: tuple[Event, ...]


def judged(view: View, room: RoomSettings) -> Judged:
    """Return what rules, people, cycles and interlocks claim in a room."""
    rules = room_claims(view, room, glided(view, room))
    memory = watched(view, room, rules.memory)
    trips = trips_of(view, room, view.state.trips)
    claims: list[Claim] = list(view.settings.defaults[room.id])
    claims += rules.claims
    claims += _people(view, room)
    claims += blocks(trips)
    claims += sirens(view, room, trips)
    claims += alarm_sounds(view, room)
    steps = {}
    for programme in view.settings.programmes_of[room.id]:
        step = steps[programme.id] = stepped(view, programme, memory, trips)
        memory = step.memory
        claims += step.claims
    statuses = {name: step.status for name, step in steps.items()}
    entries = {status.entry for status in statuses.values()} | {Entry.FREE}
    if any(may_be_on(view.output(o.id)) for o in _hazards(view, room)):
        entries.add(Entry.FORBIDDEN)  # whatever a cycle says
    return Judged(
        claims=tuple(claims),
        control=RoomControl(
            room=room.id,
            band=room.band,
            setpoint_c=memory.setpoint_c,
            setpoint_pct=memory.setpoint_pct,
            stopped=room.id in view.state.stops,
            trips=trips,
            entry=next(entry for entry in WORST_FIRST if entry in entries),
            ventilation=rules.ventilation,
            notes=(*hands.notes(view, room), *rules.notes),
            setpoints=setpoints(view, room),
        ),
        cycles=statuses,
        memory=memory,
        remembered={name: step.cycle for name, step in steps.items()},
        events=tuple(event for step in steps.values() for event in step.events),
    )


def _hazards(view: View, room: RoomSettings) -> list[OutputSettings]:
    """Return what burns or makes ozone; a contactor alone hurts nobody."""
    outputs = view.settings.outputs_of[room.id]
    return [o for o in outputs if is_hazard(o) and o.kind is not Kind.CONTACTOR]


def _people(view: View, room: RoomSettings) -> list[Claim]:
    """Return the wishes of people for a room's outputs, and its local stop.

    No hand switches a hazard on: such an act is refused, and a stored one counts for nothing.
    """
    outputs = view.settings.outputs_of[room.id]
    known = [(o, hand) for o in outputs if (hand := view.state.hands.get(o.id)) is not None]
    wishes = [hand for o, hand in known if not (hand.on and is_hazard(o))]
    stop = view.state.stops.get(room.id)
    if stop is None:
        return wishes
    return wishes + [
        Claim(output=o.id, on=False, rank=Rank.LOCAL_STOP, owner="local_stop", reason=stop)
        for o in outputs
    ]
