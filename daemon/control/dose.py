"""What sterilisation costs the records: ozone dose, and the hours that a lamp has burnt.

A dose is concentration over time in mg·h/m³, as 20 mg/m³ for half an hour is 10. Where there is a
sensor only what was measured counts, and a step is at most `LONGEST_STEP_S` long: a gap is never
filled in. One thing is not a gap: what a process that was cut off had counted and not stored. It is
counted again at a restart, rather too much than too little, for the caps protect lamps, records and
people. Without a sensor the room counts the worst case: as much as the programme may reach while it
makes ozone, then half as much each `HALF_LIFE_S`, as still air has it.
"""

from dataclasses import replace
from math import exp2

from daemon.model import Kind, Quality, Stage

from .moment import Moment
from .settings import Programme, RoomSettings
from .state import Cycle, RoomMemory
from .view import View

LONGEST_STEP_S = 10.0
SAVED_EVERY_S = 60.0  # beside a live hazard the memory is stored at least so often
UNSAVED_MOST_S = SAVED_EVERY_S + 15.0  # a disk that hangs for longer ends the run
BURNING = frozenset({Stage.RUN, Stage.STOPPING})
HOUR_S = 3600.0
HALF_LIFE_S = 1800.0  # of ozone in a room that nobody ventilates


def room_dose(view: View, room: RoomSettings, memory: RoomMemory) -> RoomMemory:
    """Return the memory with the room's dose of this calendar year.

    What is too little to matter for a start is taken for the sensor's own zero. A new year counts
    from nothing only when the clock can be trusted, and years never go back.
    """
    year = view.image.at.astimezone(view.settings.zone).year if view.image.clock_trusted else 0
    begins = 0 < memory.dose_year < year
    zero = min(
        (p.start_ozone_mg_m3 for p in view.settings.programmes_of[room.id]), default=float("inf")
    )
    found = _ozone_mg_m3(view, room)
    ozone = found if found >= zero else 0.0
    return replace(
        memory,
        dose_year=max(year, memory.dose_year),
        dose_mg_h_m3=(0.0 if begins else memory.dose_mg_h_m3) + step_mg_h_m3(view, ozone),
        ozone_mg_m3=ozone,
    )


def _ozone_mg_m3(view: View, room: RoomSettings) -> float:
    """Return the ozone that counts now: measured, 0 in doubt, computed without a sensor."""
    reading = view.facts[room.id].ozone
    if reading is None:
        programmes = view.settings.programmes_of[room.id]
        return max((_computed_mg_m3(view, each) for each in programmes), default=0.0)
    return (reading.number or 0.0) if reading.quality is Quality.GOOD else 0.0


def _computed_mg_m3(view: View, programme: Programme) -> float:
    cycle = view.state.cycles.get(programme.id, Cycle())
    if view.settings.outputs[programme.output].kind is Kind.UV_LAMP:
        return 0.0
    if cycle.stage in BURNING:
        return programme.most_ozone_mg_m3
    if cycle.run_to is None:
        return 0.0
    return programme.most_ozone_mg_m3 * exp2((cycle.run_to - view.t) / HALF_LIFE_S)


def unsaved_dose(memory: RoomMemory, unsaved_s: float) -> RoomMemory:
    """Return the memory with the dose of the seconds that were cut off before they were stored."""
    added = memory.ozone_mg_m3 * unsaved_s / HOUR_S
    return replace(memory, dose_mg_h_m3=memory.dose_mg_h_m3 + added, ozone_mg_m3=0.0)


def unsaved_run(cycle: Cycle, unsaved_s: float) -> Cycle:
    """Return the cycle with the run that was cut off before it was stored.

    One that was about to run may have done so.
    """
    if cycle.stage not in BURNING | {Stage.WARNING}:
        return cycle
    return replace(cycle, lamp_s=cycle.lamp_s + unsaved_s, day_run_s=cycle.day_run_s + unsaved_s)


def counted(moment: Moment) -> Cycle:
    """Return the cycle with what the time since the last scan has added."""
    cycle, elapsed_s = _dated(moment.view, moment.cycle), moment.view.elapsed_s
    if cycle.stage in BURNING and elapsed_s > 0:
        cycle = replace(
            cycle,
            lamp_s=cycle.lamp_s + elapsed_s,
            day_run_s=run_of_day_s(moment.view, cycle) + elapsed_s,
            day=_day_of_run(moment.view, cycle),
        )
    if cycle.decayed:
        return cycle
    ozone = moment.ozone_mg_m3 or 0.0
    is_zero = ozone < moment.programme.start_ozone_mg_m3
    added = 0.0 if is_zero else step_mg_h_m3(moment.view, ozone)
    return replace(cycle, cycle_dose_mg_h_m3=cycle.cycle_dose_mg_h_m3 + added)


def noted(moment: Moment) -> Cycle:
    """Return the cycle with what is seen now: the burning hazard, the highest ozone, or none."""
    cycle = moment.cycle
    if cycle.stage in BURNING and moment.shown.running is True:
        cycle = replace(cycle, lit_t=moment.t)
    if cycle.decayed:
        return cycle
    ozone = moment.ozone_mg_m3
    if ozone is None:
        return replace(cycle, unmeasured=cycle.unmeasured or moment.facts.ozone is not None)
    return replace(cycle, peak_ozone_mg_m3=max(cycle.peak_ozone_mg_m3, ozone))


def step_mg_h_m3(view: View, ozone_mg_m3: float) -> float:
    """Return the dose since the last scan at this concentration."""
    return ozone_mg_m3 * min(view.elapsed_s, LONGEST_STEP_S) / HOUR_S


def run_of_day_s(view: View, cycle: Cycle) -> float:
    """Return the seconds that a programme ran today; a day that is not known counts as today."""
    is_over = bool(cycle.day) and today(view) > cycle.day
    return 0.0 if is_over else cycle.day_run_s


def today(view: View) -> str:
    """Return the day at the site, "" while the clock can't be trusted."""
    if not view.image.clock_trusted:
        return ""
    return view.image.at.astimezone(view.settings.zone).date().isoformat()


def _dated(view: View, cycle: Cycle) -> Cycle:
    """Return the cycle with the day of a run by a doubtful clock: the first that is known."""
    return replace(cycle, day=today(view)) if cycle.day_run_s and not cycle.day else cycle


def _day_of_run(view: View, cycle: Cycle) -> str:
    day = today(view)
    return max(day, cycle.day) if day else ""


def lamp_s(moment: Moment) -> float:
    """Return the seconds that the hazard has burnt since its lamp was changed."""
    return sum(cycle.lamp_s for cycle in moment.lamp_cycles)


def day_run_s(moment: Moment) -> float:
    """Return the seconds that the hazard has burnt today, whatever the programme."""
    return sum(run_of_day_s(moment.view, cycle) for cycle in moment.lamp_cycles)
