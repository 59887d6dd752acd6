"""What each stage of a sterilisation cycle does to the outputs, and what it tells people."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from daemon.model import Claim, CycleStatus, Entry, Quality, Rank, Reason, Stage, reason

from . import dose, prechecks
from .cycle_conditions import CONFIRM_WITHIN_S, OFF_WITHIN_S
from .decay import air, is_foul, trusted_ozone_mg_m3
from .guards import is_adopting
from .moment import Moment

OZONE_TESTED_PCT = 70.0  # GB 28232-2020 tests ozone from here on
UV_STRONG_PCT = 60.0  # above it UV kills less


class Part(NamedTuple):
    """What is claimed of one output of the programme in a stage, while what is `given` holds."""

    output: str  # the programme's field that names it
    on: bool
    rank: Rank
    given: str = ""


def _is_air_unclear(moment: Moment) -> bool:
    """Return whether the air is foul or not known; a start waits for its first look at it."""
    is_unknown = trusted_ozone_mg_m3(moment) is None and not is_adopting(moment.view)
    return is_unknown or is_foul(moment)


def _is_contactor_left_on(moment: Moment) -> bool:
    """Return whether the contactor is told on and nobody cuts it off now."""
    contactor, state = moment.programme.contactor, moment.view.state
    if contactor is None or moment.programme.room in state.stops or contactor in state.hands:
        return False
    is_cut = any(contactor in trip.outputs for trip in moment.trips)
    return not is_cut and moment.view.output(contactor).command is True


GIVEN: Mapping[str, Callable[[Moment], bool]] = {
    "": lambda _: True,
    "makes ozone": lambda moment: moment.makes_ozone,
    "told on already": _is_contactor_left_on,
    "ozone high or unknown": _is_air_unclear,
    "not decayed": lambda moment: not moment.cycle.decayed,
    "not decayed, ozone high or unknown": lambda moment: (
        not moment.cycle.decayed and _is_air_unclear(moment)
    ),
}


PARTS: Mapping[Stage, tuple[Part, ...]] = {
    Stage.WARNING: (Part("sounder", True, Rank.INTERLOCK),),
    Stage.RUN: (
        Part("output", True, Rank.RULE),
        Part("contactor", True, Rank.RULE),
        Part("exhaust", False, Rank.INTERLOCK, "makes ozone"),
    ),
    Stage.STOPPING: (
        Part("output", False, Rank.INTERLOCK),
        # A relay opens once before the power behind it goes; what a trip cut stays cut.
        Part("contactor", True, Rank.RULE, "told on already"),
        Part("exhaust", True, Rank.INTERLOCK, "ozone high or unknown"),
    ),
    Stage.DECAY: (
        Part("output", False, Rank.INTERLOCK),
        Part("contactor", False, Rank.INTERLOCK),
        Part("exhaust", True, Rank.INTERLOCK, "ozone high or unknown"),
    ),
    Stage.LOCKED_OUT: (
        Part("output", False, Rank.INTERLOCK),
        Part("contactor", False, Rank.INTERLOCK),
        Part("exhaust", True, Rank.INTERLOCK, "not decayed, ozone high or unknown"),
        Part("sounder", True, Rank.INTERLOCK, "not decayed"),
    ),
}


def claims(moment: Moment) -> Iterator[Claim]:
    """Yield what the cycle wants of its outputs now."""
    why = told(moment)
    for part in PARTS.get(moment.cycle.stage, ()):
        output = getattr(moment.programme, part.output)
        if output is not None and GIVEN[part.given](moment):
            yield Claim(
                output=output,
                on=part.on,
                rank=part.rank,
                owner=moment.programme.id,
                reason=why,
            )


def entry(moment: Moment) -> Entry:
    """Return whether a person may go in."""
    cycle = moment.cycle
    if not cycle.decayed or is_foul(moment):
        return Entry.FORBIDDEN
    leaves = cycle.stage is Stage.PRECHECK and moment.stage_s >= cycle.start_in_s
    return Entry.LEAVE if leaves or cycle.stage is Stage.WARNING else Entry.FREE


def left_s(moment: Moment) -> float | None:
    """Return the seconds until the stage can end, None where that is not known."""
    cycle, programme = moment.cycle, moment.programme
    if cycle.stage is Stage.DECAY:
        found = air(moment)
        return None if found.clean else found.left_s
    lasts_s = {
        Stage.REQUESTED: CONFIRM_WITHIN_S,
        Stage.PRECHECK: cycle.start_in_s,
        Stage.WARNING: programme.warning_s,
        Stage.RUN: programme.run_s,
        Stage.STOPPING: OFF_WITHIN_S,
    }.get(cycle.stage)
    if lasts_s is None or (cycle.stage is Stage.PRECHECK and lasts_s <= moment.stage_s):
        return None
    return max(0.0, lasts_s - moment.stage_s)


def told(moment: Moment) -> Reason:
    """Return the sentence of the stage with the numbers of now."""
    cycle, left = moment.cycle, left_s(moment)
    if cycle.stage is Stage.DECAY:
        found = air(moment)
        return reason("decay_not_off") if found.clean else found.reason
    if cycle.decayed and cycle.stage in RESTING and is_foul(moment):
        return air(moment).reason
    if cycle.stage is Stage.REQUESTED:
        return reason("cycle_requested", who=cycle.who, left_s=left or 0.0)
    if cycle.stage is Stage.PRECHECK:
        return reason("cycle_checking") if left is None else reason("cycle_delayed", left_s=left)
    if cycle.stage in COUNTED:
        return reason(COUNTED[cycle.stage], left_s=left or 0.0)
    return cycle.reason


RESTING = frozenset({Stage.IDLE, Stage.READY, Stage.LOCKED_OUT})
COUNTED: Mapping[Stage, str] = {
    Stage.WARNING: "cycle_warning",
    Stage.RUN: "cycle_running",
    Stage.STOPPING: "cycle_stopping",
}


def caution(moment: Moment) -> Reason | None:
    """Return why the cycle would do little; the room is never made damp for it."""
    reading = moment.view.climates[moment.programme.room].humidity
    rh_pct = reading.number if reading.quality is Quality.GOOD else None
    if rh_pct is None:
        return None
    if moment.makes_ozone and rh_pct < OZONE_TESTED_PCT:
        return reason("caution_dry", rh_pct=rh_pct, tested_pct=OZONE_TESTED_PCT)
    if not moment.makes_ozone and rh_pct > UV_STRONG_PCT:
        return reason("caution_damp", rh_pct=rh_pct, strong_pct=UV_STRONG_PCT)
    return None


def status(moment: Moment) -> CycleStatus:
    """Return what people are told. `checks`: what a start misses, or what ended the run."""
    cycle, programme = moment.cycle, moment.programme
    checks: tuple[Reason, ...] = ()
    if cycle.stage in (Stage.IDLE, Stage.REQUESTED, Stage.PRECHECK):
        checks = prechecks.missing(moment)
    elif cycle.stop is not None and not cycle.clean:
        checks = (cycle.stop,)
    return CycleStatus(
        programme=programme.id,
        room=programme.room,
        output=programme.output,
        stage=cycle.stage,
        since=cycle.since,
        left_s=left_s(moment),
        entry=entry(moment),
        reason=told(moment),
        checks=checks,
        who=cycle.who,
        caution=caution(moment),
        dose_mg_h_m3=moment.room.dose_mg_h_m3,
        dose_computed=moment.facts.ozone is None,
        lamp_h=dose.lamp_s(moment) / dose.HOUR_S,
    )
