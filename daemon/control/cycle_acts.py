"""What people do to a sterilisation cycle: each act checks its stage, or says why it is refused.

Where an act may be done, at the room's own panel or from anywhere, is decided before.
"""

from dataclasses import replace

from daemon.model import Act, Reason, Stage, Verb, reason

from .cycle_conditions import CONFIRM_WITHIN_S
from .decay import needs_sign_off
from .moment import Moment
from .prechecks import CHECKS
from .settings import Programme
from .state import Cycle
from .sterilisation import asked
from .view import View

LONGEST_DELAY_S = 12 * 3600.0
Result = tuple[Cycle, Reason | None]  # the cycle, and why the act is refused


def requested(view: View, programme: Programme, cycle: Cycle, act: Act) -> Result:
    """Take the first of the two steps; refused beside another cycle of the room."""
    moment = _moment(view, programme, cycle)
    if other := CHECKS["alone"].missing(moment):
        return cycle, other
    after = asked(moment, Verb.REQUEST, reason("cycle_asked", who=act.who))
    if after is None:
        return cycle, reason("refused_request")
    return replace(after.cycle, who=act.who, why=act.why), None


def confirmed(view: View, programme: Programme, cycle: Cycle, act: Act) -> Result:
    """Take the second step; `for_s` delays the start by so long."""
    moment = _moment(view, programme, cycle)
    after = asked(moment, Verb.CONFIRM, reason("cycle_confirmed", who=act.who))
    delay_s = 0.0 if act.for_s is None else act.for_s
    if after is None or moment.stage_s > CONFIRM_WITHIN_S:
        return cycle, reason("refused_confirm")
    if not 0 <= delay_s <= LONGEST_DELAY_S:
        return cycle, reason("refused_delay", most_s=LONGEST_DELAY_S)
    return replace(after.cycle, start_in_s=delay_s), None


def aborted(view: View, programme: Programme, cycle: Cycle, act: Act) -> Result:
    """Stop whatever has not stopped yet."""
    why = reason("cycle_aborted", who=act.who)
    after = asked(_moment(view, programme, cycle), Verb.ABORT, why)
    return (cycle, reason("refused_abort")) if after is None else (after.cycle, None)


def acknowledged(view: View, programme: Programme, cycle: Cycle, act: Act) -> Result:
    """End a lock-out: a person says why, and the hazard is off for certain."""
    if cycle.stage is not Stage.LOCKED_OUT:
        return cycle, reason("refused_acknowledge")
    if not act.why.strip():
        return cycle, reason("refused_no_why")
    why = reason("cycle_acknowledged", who=act.who, why=act.why)
    after = asked(_moment(view, programme, cycle), Verb.ACKNOWLEDGE, why)
    return (cycle, reason("refused_not_off")) if after is None else (after.cycle, None)


def signed_off(view: View, programme: Programme, cycle: Cycle, act: Act) -> Result:
    """Take a person's word on the air: where no sensor can tell, once the worst case is over."""
    is_asked = cycle.stage is Stage.DECAY and needs_sign_off(_moment(view, programme, cycle))
    if not is_asked:
        return cycle, reason("refused_sign_off")
    if not act.why.strip():
        return cycle, reason("refused_no_why")
    return replace(cycle, signed_off=True, checker=act.who), None


def _moment(view: View, programme: Programme, cycle: Cycle) -> Moment:
    return Moment(view=view, programme=programme, cycle=cycle, room=view.room(programme.room))
