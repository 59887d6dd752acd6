"""The sterilisation cycle: a state table and the steps through it. Only RUN claims the hazard.

A row says: in this stage, when this holds (and what is `given`), go there. The rows of a stage are
looked at in their order, so what is about safety comes first. `when` is a condition of
`cycle_conditions`, the verb of a person, or "restart" of the program.

RUN is reached only through the countdown, the countdown only with every precheck well, and a
restart never leads back to it. Every way out of RUN leads through STOPPING, or, where the end was
not seen, straight into the longest wait. Interlocks block the hazard whatever is written here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from daemon.model import Claim, CycleStatus, Event, Reason, Stage, Trip, reason

from .cycle_claims import claims, status
from .cycle_conditions import CONDITIONS
from .cycle_record import turn
from .dose import counted, noted
from .moment import Moment
from .settings import Programme
from .state import Cycle, RoomMemory
from .view import View
from .watching import watched

__all__ = ["TABLE", "Row", "Stepped", "asked", "restarted", "row_for", "stepped", "watched"]

RESTART = "restart"


class Row(NamedTuple):
    """One transition."""

    stage: Stage
    when: str
    to: Stage
    given: str = ""


Found = tuple[Row, Reason]  # a transition, and why it is due


TABLE = (
    Row(Stage.IDLE, "request", Stage.REQUESTED),
    Row(Stage.IDLE, "burning", Stage.LOCKED_OUT),
    Row(Stage.REQUESTED, "restart", Stage.IDLE),
    Row(Stage.REQUESTED, "burning", Stage.LOCKED_OUT),
    Row(Stage.REQUESTED, "abort", Stage.IDLE),
    Row(Stage.REQUESTED, "unconfirmed", Stage.IDLE),
    Row(Stage.REQUESTED, "confirm", Stage.PRECHECK),
    Row(Stage.PRECHECK, "restart", Stage.IDLE),
    Row(Stage.PRECHECK, "burning", Stage.LOCKED_OUT),
    Row(Stage.PRECHECK, "abort", Stage.IDLE),
    Row(Stage.PRECHECK, "latched", Stage.IDLE),
    Row(Stage.PRECHECK, "checked", Stage.WARNING),
    Row(Stage.PRECHECK, "waited", Stage.IDLE),
    Row(Stage.WARNING, "restart", Stage.DECAY),  # it may have run before that could be stored
    Row(Stage.WARNING, "abort", Stage.IDLE),
    Row(Stage.WARNING, "tripped", Stage.IDLE),
    Row(Stage.WARNING, "missing", Stage.IDLE),
    Row(Stage.WARNING, "counted_down", Stage.RUN),
    Row(Stage.RUN, "restart", Stage.DECAY),
    Row(Stage.RUN, "abort", Stage.STOPPING),
    Row(Stage.RUN, "tripped", Stage.STOPPING),
    Row(Stage.RUN, "broken", Stage.STOPPING),
    Row(Stage.RUN, "ozone_high", Stage.STOPPING),
    Row(Stage.RUN, "feedback_lost", Stage.STOPPING),
    Row(Stage.RUN, "not_started", Stage.STOPPING),
    Row(Stage.RUN, "dark", Stage.STOPPING),
    Row(Stage.RUN, "ozone_missed", Stage.STOPPING),
    Row(Stage.RUN, "done", Stage.STOPPING),
    Row(Stage.RUN, "day_spent", Stage.STOPPING),
    Row(Stage.STOPPING, "restart", Stage.DECAY),
    Row(Stage.STOPPING, "proven_off", Stage.DECAY),
    Row(Stage.STOPPING, "not_proven_off", Stage.LOCKED_OUT),
    Row(Stage.DECAY, "restart", Stage.DECAY),
    Row(Stage.DECAY, "burning", Stage.LOCKED_OUT),
    Row(Stage.DECAY, "air_clean", Stage.READY, given="ran_clean"),
    Row(Stage.DECAY, "air_clean", Stage.LOCKED_OUT),
    Row(Stage.READY, "burning", Stage.LOCKED_OUT),
    Row(Stage.READY, "entered", Stage.IDLE),
    Row(Stage.READY, "forgotten", Stage.IDLE),
    Row(Stage.LOCKED_OUT, "burning", Stage.LOCKED_OUT, given="decayed"),
    Row(Stage.LOCKED_OUT, "acknowledge", Stage.IDLE, given="decayed"),
    Row(Stage.LOCKED_OUT, "acknowledge", Stage.DECAY, given="proven_off"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stepped:
    """What one scan made of one programme."""

    cycle: Cycle
    memory: RoomMemory
    claims: tuple[Claim, ...]
    status: CycleStatus
    events: tuple[Event, ...]


def stepped(
    view: View, programme: Programme, memory: RoomMemory, trips: tuple[Trip, ...]
) -> Stepped:
    """Return the cycle after this scan, with what it claims and what people are told."""
    cycle = view.state.cycles.get(programme.id, Cycle())
    moment = Moment(view=view, programme=programme, cycle=cycle, room=memory, trips=trips)
    moment = replace(moment, cycle=counted(moment))
    moment = replace(moment, cycle=noted(moment))
    events = []
    while (found := due(moment)) is not None:
        after = turned(moment, *found)
        events.append(turn(moment, after))
        moment = replace(after, cycle=noted(after))
    return Stepped(
        cycle=moment.cycle,
        memory=moment.room,
        claims=tuple(claims(moment)),
        status=status(moment),
        events=tuple(events),
    )


def due(moment: Moment) -> Found | None:
    """Return the transition that is due by itself, if any."""

    def cause(name: str) -> Reason | None:
        condition = CONDITIONS.get(name)
        return None if condition is None else condition(moment)

    return row_for(moment.cycle.stage, cause, given=moment)


def asked(moment: Moment, verb: str, why: Reason) -> Moment | None:
    """Return the moment after what a person asks, None where the stage does not allow it."""
    found = row_for(moment.cycle.stage, lambda name: why if name == verb else None, given=moment)
    return None if found is None else turned(moment, *found)


def row_for(
    stage: Stage, cause: Callable[[str], Reason | None], *, given: Moment | None
) -> Found | None:
    """Return the first row of a stage that has a cause and whose guard holds, with that cause."""
    for row in TABLE:
        if row.stage is not stage or (why := cause(row.when)) is None:
            continue
        if not row.given or (given is not None and CONDITIONS[row.given](given) is not None):
            return row, why
    return None


def turned(moment: Moment, row: Row, cause: Reason) -> Moment:
    """Return the moment after a transition: the new stage, and what entering it writes down."""
    enter = ENTER.get(row.to)
    cycle = moment.cycle if enter is None else enter(moment, row, cause)
    cycle = replace(cycle, stage=row.to, since=moment.t, reason=cause)
    # The next run needs a new proof of the door, whichever programme of the room it is.
    room = replace(moment.room, proof_t=None) if row.to is Stage.RUN else moment.room
    return replace(moment, cycle=cycle, room=room)


def restarted(cycle: Cycle, t: float) -> Cycle:
    """Return the cycle with which a new process starts at `t`: it is never running.

    A cycle that was under way, or about to be, waits the whole worst case from now on, unless the
    air is measured, and then for a person.
    """
    why = reason("cycle_restarted")
    found = row_for(cycle.stage, lambda name: why if name == RESTART else None, given=None)
    if found is None:
        return cycle
    cycle = replace(cycle, stage=found[0].to, since=t, reason=why)
    return cycle if cycle.stage is Stage.IDLE else _unseen(cycle, t, why)


def locked(cycle: Cycle, t: float, why: Reason) -> Cycle:
    """Return the cycle closed at `t`: whether its hazard burned a moment ago is not known."""
    kept = fresh(cycle) if cycle.decayed else cycle
    return _unseen(replace(kept, stage=Stage.LOCKED_OUT, since=t, reason=why), t, why)


def _unseen(cycle: Cycle, t: float, why: Reason) -> Cycle:
    """Return a cycle that nobody watched until `t`: unclean, unmeasured, not signed off."""
    return replace(
        cycle,
        run_to=t if cycle.run_to is None else cycle.run_to,
        last_end=t,
        stop=why if cycle.stop is None or cycle.clean else cycle.stop,
        clean=False,
        unmeasured=True,
        signed_off=False,
        checker="",
        decayed=False,
    )


def fresh(cycle: Cycle) -> Cycle:
    """Return a cycle without the record of the last one; what is counted over cycles stays."""
    return Cycle(
        day=cycle.day,
        day_run_s=cycle.day_run_s,
        last_end=cycle.last_end,
        lamp_s=cycle.lamp_s,
        cycles=cycle.cycles,
    )


def _run(moment: Moment, _row: Row, _cause: Reason) -> Cycle:
    climate = moment.view.climates[moment.programme.room]
    return replace(
        moment.cycle,
        run_from=moment.t,
        decayed=False,
        start_c=climate.temperature.number,
        start_pct=climate.humidity.number,
        cycles=moment.cycle.cycles + 1,
    )


def _stop(moment: Moment, row: Row, cause: Reason) -> Cycle:
    return replace(
        moment.cycle,
        run_to=moment.t,
        last_end=moment.t,
        stop=cause,
        clean=row.when == "done",
    )


def _lock(moment: Moment, row: Row, cause: Reason) -> Cycle:
    """Lock out: with clean air after a failed run, else as long as the hazard may be on."""
    cycle = moment.cycle
    if row.when == "air_clean":
        return replace(cycle, decayed=True)
    kept = fresh(cycle) if cycle.decayed else cycle
    stop = cause if kept.clean or kept.stop is None else kept.stop
    return replace(kept, stop=stop, clean=False, decayed=False)


ENTER: Mapping[Stage, Callable[[Moment, Row, Reason], Cycle]] = {
    Stage.REQUESTED: lambda moment, _row, _cause: fresh(moment.cycle),
    Stage.RUN: _run,
    Stage.STOPPING: _stop,
    Stage.LOCKED_OUT: _lock,
    Stage.READY: lambda moment, _row, _cause: replace(moment.cycle, decayed=True),
}
