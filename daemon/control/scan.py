"""One scan: what a frozen image means and what is to be done about it (pure).

Everything that is decided follows from the inputs, the settings and the remembered state; a second
scan at the same time with the returned state decides the same and orders nothing.
"""

from collections.abc import Mapping
from dataclasses import replace

from daemon.model import ProcessImage, RoomClimate, ScanResult, Why

from .acts import acted, is_about_alarm
from .alarms.found import Found
from .alarms.look import looked
from .alarms.memory import standing
from .chosen import standing as choices_standing
from .commands import observed
from .cycle_record import turns_between
from .degraded import degraded
from .events import act_events, degraded_events, trip_events
from .facts import facts
from .feedback import Shown
from .fusion import climate
from .hands import lost
from .interlocks import is_hazard
from .outputs import decided
from .rooms import judged
from .settings import Settings
from .state import ControlState
from .suspicion import expired, lowered, suspect
from .trips import is_live, tripped
from .view import Inputs, View

__all__ = ["ControlState", "Inputs", "scan"]


def scan(
    inputs: Inputs, settings: Settings, state: ControlState
) -> tuple[ScanResult, ControlState]:
    """Return what is decided now, and the state for the next scan."""
    view, seen = _seen(inputs, settings, state)
    changes, endings = choices_standing(view)
    view = replace(view, state=replace(view.state, changes=changes))
    given_up, rows = lost(view)
    view = replace(view, state=replace(view.state, lost=given_up))
    after_acts, answers = acted(view, [a for a in inputs.acts if not is_about_alarm(a)])
    view = replace(view, state=after_acts)
    trips = tripped(view)
    view = replace(view, state=replace(view.state, trips=trips))
    rooms = {room.id: judged(view, room) for room in settings.rooms.values()}
    cycles = {name: cycle for room in rooms.values() for name, cycle in room.remembered.items()}
    memories = {name: room.memory for name, room in rooms.items()}
    view = replace(view, state=replace(view.state, rooms=memories, cycles=cycles))
    claims = [claim for room in rooms.values() for claim in room.claims]
    outcome = decided(view, seen, claims, state.outputs)
    modes = degraded(view)
    statuses = {name: status for room in rooms.values() for name, status in room.cycles.items()}
    controls = {name: room.control for name, room in rooms.items()}
    found = Found(
        view=view,
        outputs=outcome.decisions,
        cycles=statuses,
        rooms=controls,
        modes=modes,
        standing=standing(view.state.alarms),
    )
    look = looked(found, [a for a in inputs.acts if is_about_alarm(a)])
    view = replace(view, state=look.state)
    answers = (*answers, *look.answers)
    result = ScanResult(
        seq=state.seq + 1,
        image=view.image,
        climates=view.climates,
        outputs=outcome.decisions,
        rooms=controls,
        cycles=statuses,
        degraded=modes,
        alarms=look.alarms,
        orders=outcome.orders,
        events=(
            *endings,
            *rows,
            *act_events(answers),
            *turns_between(settings, state.cycles, after_acts.cycles),
            *trip_events(state.trips, trips),
            *(event for room in rooms.values() for event in room.events),
            *outcome.events,
            *degraded_events(state.degraded, modes),
            *look.events,
        ),
        answers=answers,
        brisk=any(is_live(view, room) for room in settings.rooms.values())
        or any(order.on and is_hazard(settings.outputs[order.output]) for order in outcome.orders),
    )
    after = replace(
        view.state,
        seq=result.seq,
        t=view.t,
        outputs=outcome.memories,
        degraded=tuple((mode.mode, mode.room) for mode in modes),
    )
    return result, after


def _seen(
    inputs: Inputs, settings: Settings, state: ControlState
) -> tuple[View, Mapping[str, Shown]]:
    """Return the view of this moment, outputs included, and what each output shows."""
    image = inputs.image
    suspicion = suspect(image, settings.site.points, state.suspicion)
    believed = lowered(
        lowered(image, suspicion.doubtful), expired(inputs.watched), Why.CALIBRATION_EXPIRED
    )
    started_t = image.t if state.started_t is None else state.started_t
    view = View(
        settings=settings,
        inputs=inputs,
        image=believed,
        climates={room.id: climate_of(believed, settings, room.id) for room in settings.site.rooms},
        facts={
            room.id: facts(room, image, hazard=any(map(is_hazard, settings.outputs_of[room.id])))
            for room in settings.rooms.values()
        },
        state=replace(state, suspicion=suspicion, started_t=started_t),
    )
    found = {output.id: observed(view, output) for output in settings.outputs.values()}
    memories = {name: memory for name, (memory, _) in found.items()}
    view = replace(view, state=replace(view.state, outputs=memories))
    return view, {name: shown for name, (_, shown) in found.items()}


def climate_of(image: ProcessImage, settings: Settings, room: str) -> RoomClimate:
    """Return what the sensors of a room say together."""
    temperatures, humidities = settings.climate_tags[room]
    return climate(
        (image.readings[tag] for tag in temperatures), (image.readings[tag] for tag in humidities)
    )
