"""What people do to the setpoints of a room: change one, undo that, go back to the configuration.

Each returns the changes after it, None where it is refused, and the sentence. The setpoint in use
glides to a new goal as to any other: nothing jumps.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace

from daemon.model import Act, Quantity, Reason, reason
from daemon.model.render import plain_number

from .choice import UNDO_S, UNITS, Change, Changes, Choice, choice_of, key, undoable
from .chosen import choosable, ending
from .situation import told
from .targets import goal_of
from .view import View

Result = tuple[Changes | None, Reason]
SIGNS = {"c": "°C", "pct": "%"}


def changed(view: View, act: Act, quantity: Quantity) -> Result:
    """Take the value of an act for a setpoint, for its time or until it is changed again."""
    room, unit = view.settings.rooms[act.subject], UNITS[quantity]
    span, goal = choosable(room, quantity), goal_of(view, room, quantity)
    if span is None or goal is None:
        return None, reason(f"act_setpoint_no_rule_{unit}")
    if act.value is None or not math.isfinite(act.value):
        return None, reason("act_setpoint_no_number")
    if not span.holds(act.value):
        ends = {f"{name}_{unit}": value for name, value in span._asdict().items()}
        return None, told(f"act_setpoint_outside_{unit}", **ends)
    choice = Choice(
        value=act.value,
        who=act.who,
        at=view.image.at if view.image.clock_trusted else None,
        until=None if act.for_s is None else view.t + act.for_s,
    )
    moves = {f"from_{unit}": goal, f"to_{unit}": act.value}
    if act.for_s is None:
        why = told(f"act_setpoint_open_{unit}", **moves)
    else:
        why = told(f"act_setpoint_{unit}", lasts_s=act.for_s, **moves)
    return _after(view, act, {quantity: choice}), why


def undone(view: View, act: Act) -> Result:
    """Bring back what held before one change; a change is undone once, and no undoing is."""
    changes = view.state.changes
    found = {q: undoable(changes, act.subject, q, view.t) for q in Quantity}
    known = {q: change for q, change in found.items() if change is not None}
    newest = max(known.values(), key=lambda change: change.since, default=None)
    wanted = act.undoes or ("" if newest is None else newest.act)
    ours = {q: change for q, change in known.items() if change.act == wanted}
    if not ours:
        return None, reason("act_setpoint_not_undone", most_s=UNDO_S)
    after = dict(changes)
    for quantity, change in ours.items():
        before = change.before
        if before is not None and ending(view, act.subject, quantity, before) is not None:
            before = None
        after[key(act.subject, quantity)] = Change(act="", since=view.t, choice=before)
    return after, _moved("act_setpoint_undone", view, after, act.subject, ours)


def cleared(view: View, act: Act) -> Result:
    """Let the configuration say both setpoints again."""
    mine = [q for q in Quantity if choice_of(view.state.changes, act.subject, q) is not None]
    if not mine:
        return None, reason("act_setpoint_not_chosen")
    after = _after(view, act, dict.fromkeys(mine))
    return after, _moved("act_setpoint_cleared", view, after, act.subject, mine)


def _after(view: View, act: Act, choices: Mapping[Quantity, Choice | None]) -> Changes:
    changes = view.state.changes
    made = {
        key(act.subject, quantity): Change(
            act=act.id,
            since=view.t,
            choice=choice,
            before=choice_of(changes, act.subject, quantity),
        )
        for quantity, choice in choices.items()
    }
    return {**changes, **made}


def _moved(
    code: str, view: View, after: Changes, room: str, quantities: Iterable[Quantity]
) -> Reason:
    """Return the sentence with the goals before and after, which need no words."""
    mine = list(quantities)
    now = replace(view, state=replace(view.state, changes=after))
    return reason(code, was=_goals(view, room, mine), now=_goals(now, room, mine))


def _goals(view: View, room: str, quantities: Iterable[Quantity]) -> str:
    settings = view.settings.rooms[room]
    goals = ((UNITS[q], goal_of(view, settings, q)) for q in quantities)
    return " · ".join(f"{plain_number(goal or 0.0, 1)} {SIGNS[unit]}" for unit, goal in goals)
