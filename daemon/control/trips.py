"""Which interlocks have tripped, what they block, and how long they hold."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from daemon.model import Claim, Kind, Rank, Stage, Trip, reason

from .facts import contact
from .guards import is_adopting
from .interlocks import INTERLOCKS, Interlock, Latch, is_hazard
from .settings import RoomSettings
from .state import TripMemory
from .view import Fact, View

TANK = "tank"  # who claims OFF for a full tank
STEADY_S = 2.0  # an input must be well for so long before its trip ends
LIVE_STAGES = frozenset({Stage.WARNING, Stage.RUN, Stage.STOPPING})


def tripped(view: View) -> Mapping[str, TripMemory]:
    """Return the trips that hold now, by "room/interlock": new ones, lasting ones, latched ones."""
    found, adopting = {}, is_adopting(view)
    for room, row in _rows(view):
        key = f"{room.id}/{row.id}"
        fact, before = row.sees(view, room), view.state.trips.get(key)
        # Not read yet, and nothing burns: the first polls are awaited.
        awaited = before is None and adopting and not is_live(view, room)
        failing = fact is False or (fact is None and row.unknown_trips and not awaited)
        after = _failing(view, room, row, fact, before) if failing else _well(view, before)
        if after is not None:
            found[key] = after
    return found


def _failing(
    view: View, room: RoomSettings, row: Interlock, fact: Fact, before: TripMemory | None
) -> TripMemory:
    why = reason(f"trip_{row.id}_unknown" if fact is None else f"trip_{row.id}")
    if before is None:
        before = TripMemory(since=view.t, latched=False, reason=why)
    if before.latched:  # it keeps its first cause
        return before
    latched = _latches(view, room, row, fact)
    if (before.reason, before.well_t, latched) == (why, None, False):
        return before
    return replace(before, reason=why, well_t=None, latched=latched)


def _well(view: View, before: TripMemory | None) -> TripMemory | None:
    """Return what is left of a trip whose input is well: a bouncing contact ends nothing."""
    if before is None or before.latched:
        return before
    well_t = view.t if before.well_t is None else before.well_t
    return replace(before, well_t=well_t) if view.t - well_t < STEADY_S else None


def trips_of(view: View, room: RoomSettings, holding: Mapping[str, TripMemory]) -> tuple[Trip, ...]:
    """Return the trips of one room with the outputs that each blocks."""
    trips = []
    for row in INTERLOCKS:
        memory = holding.get(f"{room.id}/{row.id}")
        if memory is None:
            continue
        blocked = tuple(o.id for o in view.settings.outputs_of[room.id] if row.blocks(o))
        if not blocked:
            continue
        trips.append(
            Trip(
                room=room.id,
                interlock=row.id,
                since=memory.since,
                latched=memory.latched,
                healthy=is_healthy(view, room, row),
                reason=memory.reason,
                outputs=blocked,
            )
        )
    return tuple(trips)


def blocks(trips: tuple[Trip, ...]) -> Iterator[Claim]:
    """Yield the OFF claims of the trips of one room."""
    for trip in trips:
        for output in trip.outputs:
            yield Claim(
                output=output,
                on=False,
                rank=Rank.INTERLOCK,
                owner=trip.interlock,
                reason=trip.reason,
            )


def full_tanks(view: View) -> Iterator[Claim]:
    """Yield OFF for every output whose tank says that it is full."""
    for output in view.settings.outputs.values():
        if output.full is not None and contact(view.image, output.full) is True:
            yield Claim(
                output=output.id,
                on=False,
                rank=Rank.INTERLOCK,
                owner=TANK,
                reason=reason("trip_tank"),
            )


def sirens(view: View, room: RoomSettings, trips: tuple[Trip, ...]) -> Iterator[Claim]:
    """Yield ON for the sounders of a room where a trip beside a live hazard calls people out."""
    lasts_s = {row.id: row.siren_s for row in INTERLOCKS}
    for trip in trips:
        if not trip.latched or view.t - trip.since >= lasts_s[trip.interlock]:
            continue
        for output in view.settings.outputs_of[room.id]:
            if output.kind is Kind.SOUNDER:
                yield Claim(
                    output=output.id,
                    on=True,
                    rank=Rank.INTERLOCK,
                    owner=trip.interlock,
                    reason=trip.reason,
                )


def is_healthy(view: View, room: RoomSettings, row: Interlock) -> bool:
    """Return whether the input of a row is well, so that a person may reset it."""
    fact = row.sees(view, room)
    return fact is True or (fact is None and not row.unknown_trips)


def is_live(view: View, room: RoomSettings) -> bool:
    """Return whether a hazard of the room is about to burn, burns, or is told to."""
    return any(
        (cycle := view.state.cycles.get(programme.id)) is not None and cycle.stage in LIVE_STAGES
        for programme in view.settings.programmes_of[room.id]
    ) or any(
        view.output(output.id).command
        for output in view.settings.outputs_of[room.id]
        if is_hazard(output)
    )


def _rows(view: View) -> Iterator[tuple[RoomSettings, Interlock]]:
    for room in view.settings.rooms.values():
        for row in INTERLOCKS:
            if row.fits(room):
                yield room, row


def _latches(view: View, room: RoomSettings, row: Interlock, fact: Fact) -> bool:
    if row.latches is Latch.ALWAYS and fact is False:
        return True
    return row.latches is not Latch.NEVER and is_live(view, room)
