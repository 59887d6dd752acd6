"""The conditions that move a sterilisation cycle on, by name; `sterilisation.TABLE` uses them.

Each returns why it holds, or None. Times are seconds in the stage.
"""

from collections.abc import Callable, Mapping

from daemon.model import Quality, Reason, Stage, reason

from . import dose, prechecks
from .decay import air, has_seen_ozone
from .moment import Moment
from .state import Cycle

CONFIRM_WITHIN_S = 60.0
WAIT_S = 30 * 60.0  # for the conditions of a start
STARTS_WITHIN_S = 10.0  # by then the hazard must be seen to burn
SWITCHED_WITHIN_S = 30.0  # by then it must have been told to
LOST_S = 3.0  # a proof or a feedback that is gone for longer ends the run
LEAST_OFF_S = 0.5
OFF_WITHIN_S = 5.0
READY_S = 24 * 3600.0

Condition = Callable[[Moment], Reason | None]


def is_proven_off(moment: Moment) -> bool:
    """Return whether the hazard was seen to be off since the stage began.

    A light sensor or contact of the machine decides where there is one, else the relay's feedback;
    a relay that says that it is on always counts.
    """
    seen, since = moment.shown, moment.cycle.since
    feedback = seen.feedback if seen.t is not None and seen.t > since else None
    if moment.stage_s < LEAST_OFF_S or feedback is True:
        return False
    if moment.hazard.running is None:
        return feedback is False
    read_t = moment.view.reading(moment.hazard.running).t
    return seen.running is False and read_t is not None and read_t > since


def _unconfirmed(moment: Moment) -> Reason | None:
    return reason("cycle_unconfirmed") if moment.stage_s > CONFIRM_WITHIN_S else None


def _checked(moment: Moment) -> Reason | None:
    if moment.stage_s < moment.cycle.start_in_s or prechecks.missing(moment):
        return None
    return reason("cycle_counting_down", warning_s=moment.programme.warning_s)


def _latched(moment: Moment) -> Reason | None:
    """Hold where something tripped that a person must reset: nothing starts by that reset."""
    return next((trip.reason for trip in moment.blocking if trip.latched), None)


def _waited(moment: Moment) -> Reason | None:
    is_over = moment.stage_s > moment.cycle.start_in_s + WAIT_S
    return reason("cycle_gave_up", wait_s=WAIT_S) if is_over else None


def _missing(moment: Moment) -> Reason | None:
    return next(iter(prechecks.missing(moment)), None)


def _counted_down(moment: Moment) -> Reason | None:
    is_over = moment.stage_s > 0 and moment.stage_s >= moment.programme.warning_s
    return reason("cycle_started", who=moment.cycle.who) if is_over else None


def _tripped(moment: Moment) -> Reason | None:
    return next((trip.reason for trip in moment.blocking), None)


def _ozone_high(moment: Moment) -> Reason | None:
    ozone, most = moment.high_ozone_mg_m3, moment.programme.most_ozone_mg_m3
    if ozone is None or ozone <= most:
        return None
    return reason("run_ozone_high", ozone_mg_m3=ozone, most_mg_m3=most)


def _feedback_lost(moment: Moment) -> Reason | None:
    reading = moment.view.reading(moment.hazard.feedback)
    age_s = reading.age_s(moment.t)
    if reading.quality is Quality.GOOD or (age_s is not None and age_s <= LOST_S):
        return None
    return reason("run_feedback_lost")


def _not_started(moment: Moment) -> Reason | None:
    memory = moment.view.output(moment.programme.output)
    is_told = memory.command is True and memory.echoed_t is not None
    is_late = moment.stage_s > SWITCHED_WITHIN_S and not is_told
    return reason("run_not_started") if is_late else None


def _dark(moment: Moment) -> Reason | None:
    """Hold where the proof that the hazard burns never came, or has gone: nothing is sterilised."""
    memory = moment.view.output(moment.programme.output)
    if moment.hazard.running is None or memory.command is not True:
        return None
    told_t = moment.cycle.since if memory.commanded_t is None else memory.commanded_t
    started_t = max(told_t, moment.cycle.since)
    lit_t = started_t if moment.cycle.lit_t is None else moment.cycle.lit_t
    is_dark = moment.t > max(started_t + STARTS_WITHIN_S, lit_t + LOST_S)
    return reason("run_dark") if is_dark else None


def _day_spent(moment: Moment) -> Reason | None:
    is_spent = dose.day_run_s(moment) >= moment.programme.daily_run_s
    return reason("run_day_spent", cap_s=moment.programme.daily_run_s) if is_spent else None


def _ozone_missed(moment: Moment) -> Reason | None:
    """Hold where a whole run raised no ozone: none was made, or the sensor does not see it."""
    if _done(moment) is None or not moment.makes_ozone or moment.facts.ozone is None:
        return None
    if has_seen_ozone(moment):
        return None
    return reason("run_no_ozone", ozone_mg_m3=moment.cycle.peak_ozone_mg_m3)


def _done(moment: Moment) -> Reason | None:
    is_over = moment.stage_s >= moment.programme.run_s
    return reason("run_done", ran_s=moment.stage_s) if is_over else None


def _proven_off(moment: Moment) -> Reason | None:
    return reason("cycle_off") if is_proven_off(moment) else None


def _not_proven_off(moment: Moment) -> Reason | None:
    is_late = moment.stage_s > OFF_WITHIN_S
    return reason("cycle_not_off") if is_late else None


def _burning(moment: Moment) -> Reason | None:
    """Hold while the hazard is on though no cycle wants it, past the time of its dead-man.

    That time counts from the stage, and no person gains any by asking for a cycle: where none is
    under way it counts from the OFF if that was earlier.
    """
    mine, *others = moment.lamp_cycles
    is_on = moment.shown.feedback is True or moment.shown.running is True
    memory = moment.view.output(moment.programme.output)
    told_off_t = None if memory.command or mine.stage not in NO_HAZARD else memory.commanded_t
    since = mine.since if told_off_t is None else min(mine.since, told_off_t)
    if not is_on or moment.t - since <= OFF_WITHIN_S or any(map(_minds_the_hazard, others)):
        return None
    return reason("cycle_burning")


def _minds_the_hazard(cycle: Cycle) -> bool:
    rests = cycle.stage is Stage.LOCKED_OUT and cycle.decayed
    return not rests and cycle.stage not in NO_HAZARD


NO_HAZARD = frozenset({Stage.IDLE, Stage.REQUESTED, Stage.PRECHECK, Stage.READY})


def _air_clean(moment: Moment) -> Reason | None:
    """Hold where nothing is left to wait for; after a restart the off was not proven before."""
    if not air(moment).clean or not is_proven_off(moment):
        return None
    return reason("cycle_ready" if moment.cycle.clean else "cycle_locked")


def _ran_clean(moment: Moment) -> Reason | None:
    return moment.cycle.stop if moment.cycle.clean else None


def _decayed(moment: Moment) -> Reason | None:
    return moment.cycle.reason if moment.cycle.decayed else None


def _entered(moment: Moment) -> Reason | None:
    return reason("cycle_entered") if moment.facts.door_closed is False else None


def _forgotten(moment: Moment) -> Reason | None:
    return reason("cycle_idle") if moment.stage_s > READY_S else None


CONDITIONS: Mapping[str, Condition] = {
    "unconfirmed": _unconfirmed,
    "checked": _checked,
    "latched": _latched,
    "waited": _waited,
    "missing": _missing,
    "counted_down": _counted_down,
    "tripped": _tripped,
    "broken": prechecks.broken_in_run,
    "ozone_high": _ozone_high,
    "feedback_lost": _feedback_lost,
    "not_started": _not_started,
    "dark": _dark,
    "day_spent": _day_spent,
    "ozone_missed": _ozone_missed,
    "done": _done,
    "proven_off": _proven_off,
    "not_proven_off": _not_proven_off,
    "burning": _burning,
    "air_clean": _air_clean,
    "ran_clean": _ran_clean,
    "decayed": _decayed,
    "entered": _entered,
    "forgotten": _forgotten,
}
