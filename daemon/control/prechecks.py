"""What must hold before a hazard may start, and what must go on holding: one table.

Each row looks at one thing and returns what is missing, or None. All rows must be well from the
check before the start to the end of the countdown; those with `in_run` end a run as well. What is
not known is missing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from daemon.model import Quality, Reading, Reason, Stage, reason

from . import dose
from .moment import Moment
from .view import Fact

Missing = Callable[[Moment], Reason | None]
FREE_STAGES = frozenset({Stage.IDLE, Stage.READY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One condition of a start: `missing` returns what is not well, mostly the sentence `code`."""

    code: str
    missing: Missing
    in_run: bool = False


def missing(moment: Moment) -> tuple[Reason, ...]:
    """Return everything that a start still misses, in the order of the table."""
    return tuple(why for check in CHECKS.values() if (why := check.missing(moment)) is not None)


def broken_in_run(moment: Moment) -> Reason | None:
    """Return the first condition of a run that does not hold any more."""
    rows = (check.missing(moment) for check in CHECKS.values() if check.in_run)
    return next((why for why in rows if why is not None), None)


def _well(fact: Fact, code: str) -> Reason | None:
    """Return None for a fact that is so, else `code`, or `code`_unknown in doubt."""
    if fact is True:
        return None
    return reason(code if fact is False else f"{code}_unknown")


def _door(moment: Moment) -> Reason | None:
    return _well(moment.facts.door_closed, "check_door")


def _person(moment: Moment) -> Reason | None:
    return _well(moment.facts.nobody, "check_person")


def _e_stop(moment: Moment) -> Reason | None:
    return _well(moment.facts.e_stop_released, "check_e_stop")


def _door_proof(moment: Moment) -> Reason | None:
    if moment.room.proof_t is not None:
        return None
    opened = moment.room.opened
    contacts = moment.view.settings.rooms[moment.programme.room].safety.door_closed
    stuck = [tag for tag in contacts if tag not in opened]
    if not opened or not stuck:
        return reason("check_door_proof")
    return reason("check_door_stuck", contacts=", ".join(stuck))


def _quiet(moment: Moment) -> Reason | None:
    quiet_t, quiet_s = moment.room.quiet_t, moment.programme.quiet_s
    left_s = quiet_s if quiet_t is None else quiet_s - (moment.t - quiet_t)
    return reason("check_quiet", left_s=left_s) if left_s > 0 else None


def _trips(moment: Moment) -> Reason | None:
    for trip in moment.blocking:
        return reason("check_reset") if trip.healthy else trip.reason
    return None


def _ozone(moment: Moment) -> Reason | None:
    limit = moment.programme.start_ozone_mg_m3
    ozone = moment.ozone_mg_m3
    if moment.facts.ozone is None:
        return None
    if ozone is None:
        return reason("check_ozone_unknown")
    if ozone < limit:
        return None
    return reason("check_ozone_high", ozone_mg_m3=ozone, limit_mg_m3=limit)


def _trusted(reading: Reading) -> float | None:
    return reading.number if reading.quality is Quality.GOOD else None


def _humidity(moment: Moment) -> Reason | None:
    rh_pct = _trusted(moment.view.climates[moment.programme.room].humidity)
    most = moment.programme.most_pct
    if rh_pct is None:
        return reason("check_humidity_unknown")
    return None if rh_pct <= most else reason("check_damp", rh_pct=rh_pct, most_pct=most)


def _temperature(moment: Moment) -> Reason | None:
    now_c = _trusted(moment.view.climates[moment.programme.room].temperature)
    least, most = moment.programme.least_c, moment.programme.most_c
    if now_c is None:
        return reason("check_temperature_unknown")
    if least <= now_c <= most:
        return None
    return reason("check_temperature", now_c=now_c, least_c=least, most_c=most)


def _rest(moment: Moment) -> Reason | None:
    ends = [cycle.last_end for cycle in moment.lamp_cycles if cycle.last_end is not None]
    left_s = max(ends) + moment.programme.rest_s - moment.t if ends else 0.0
    return reason("check_rest", left_s=left_s) if left_s > 0 else None


def _daily(moment: Moment) -> Reason | None:
    left_s = moment.programme.daily_run_s - dose.day_run_s(moment)
    if moment.programme.run_s <= left_s:
        return None
    return reason("check_daily", left_s=max(0.0, left_s), run_s=moment.programme.run_s)


def _dose(moment: Moment) -> Reason | None:
    spent, cap = moment.room.dose_mg_h_m3, moment.programme.yearly_dose_mg_h_m3
    if not moment.makes_ozone or spent < cap:
        return None
    code = "check_dose" if moment.facts.ozone is not None else "check_dose_computed"
    return reason(code, dose_mg_h_m3=spent, cap_mg_h_m3=cap)


def _lamp(moment: Moment) -> Reason | None:
    burnt_s, life_s = dose.lamp_s(moment), moment.programme.lamp_life_s
    if moment.makes_ozone or burnt_s < life_s:
        return None
    return reason("check_lamp", burnt_h=burnt_s / dose.HOUR_S, life_h=life_s / dose.HOUR_S)


def _ledger(moment: Moment) -> Reason | None:
    return None if moment.view.inputs.ledger_sound else reason("check_ledger")


def _hazard_off(moment: Moment) -> Reason | None:
    seen = moment.shown
    if seen.feedback or seen.running:
        return reason("check_hazard_on")
    if seen.feedback is None:
        return reason("check_feedback_unknown")
    if moment.hazard.running is not None and seen.running is None:
        return reason("check_proof_unknown")
    return None


def _local_stop(moment: Moment) -> Reason | None:
    is_stopped = moment.programme.room in moment.view.state.stops
    return reason("check_local_stop") if is_stopped else None


def _mode(moment: Moment) -> Reason | None:
    hands = moment.view.state.hands
    ours = (moment.programme.output, moment.programme.contactor)
    is_off = any(name in hands and not hands[name].on for name in ours if name)
    return reason("check_mode_off") if is_off else None


def _bus(moment: Moment) -> Reason | None:
    view, ours = moment.view, moment.programme
    used = (ours.output, ours.contactor, ours.exhaust, ours.sounder)
    devices = {view.settings.outputs[name].device for name in used if name}
    buses = {device.bus for device in view.settings.site.devices if device.id in devices}
    down = sorted(buses & view.inputs.down)
    return reason("check_bus", bus=down[0]) if down else None


def _monitor_only(moment: Moment) -> Reason | None:
    return reason("check_monitor_only") if moment.view.settings.monitor_only else None


def _alone(moment: Moment) -> Reason | None:
    """Only one cycle at a time in a room, and none beside one that waits for a person."""
    settings, cycles = moment.view.settings, moment.view.state.cycles
    for other in settings.programmes_of[moment.programme.room]:
        is_other = other.id != moment.programme.id
        if is_other and other.id in cycles and cycles[other.id].stage not in FREE_STAGES:
            return reason("check_other_cycle", other=other.name)
    return None


CHECKS: Mapping[str, Check] = {
    "door": Check(code="check_door", missing=_door, in_run=True),
    "person": Check(code="check_person", missing=_person, in_run=True),
    "e_stop": Check(code="check_e_stop", missing=_e_stop, in_run=True),
    "local_stop": Check(code="check_local_stop", missing=_local_stop, in_run=True),
    "mode": Check(code="check_mode_off", missing=_mode, in_run=True),
    "bus": Check(code="check_bus", missing=_bus, in_run=True),
    "monitor_only": Check(code="check_monitor_only", missing=_monitor_only, in_run=True),
    "alone": Check(code="check_other_cycle", missing=_alone, in_run=True),
    "dose": Check(code="check_dose", missing=_dose, in_run=True),
    "ledger": Check(code="check_ledger", missing=_ledger, in_run=True),
    "trips": Check(code="check_reset", missing=_trips, in_run=True),
    "hazard_off": Check(code="check_hazard_on", missing=_hazard_off),
    "door_proof": Check(code="check_door_proof", missing=_door_proof),
    "quiet": Check(code="check_quiet", missing=_quiet),
    "ozone": Check(code="check_ozone_high", missing=_ozone),
    "humidity": Check(code="check_damp", missing=_humidity),
    "temperature": Check(code="check_temperature", missing=_temperature),
    "rest": Check(code="check_rest", missing=_rest),
    "daily": Check(code="check_daily", missing=_daily),
    "lamp": Check(code="check_lamp", missing=_lamp),
}
