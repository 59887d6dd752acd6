"""The alarms of one scan: at most one look a second, and one at once where a person acts on one."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from daemon.control.acts import acted
from daemon.control.state import ControlState
from daemon.control.view import View
from daemon.model import Act, Alarm, Answer, Event

from .acts import STEPS, alarm_of
from .conditions import conditions
from .engine import stepped
from .events import alarm_event
from .flood import flood_condition
from .found import Found
from .memory import listed

EVERY_S = 0.9  # a little below one period of the scan, so that none falls out by a jitter


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What a look changed: the state, the alarms, the answers, the rows for the ledger."""

    state: ControlState
    alarms: tuple[Alarm, ...]
    answers: tuple[Answer, ...] = ()
    events: tuple[Event, ...] = ()


def looked(found: Found, acts: Iterable[Act]) -> Looked:
    """Return the alarms of this scan, after what people asked of them."""
    view, asked = found.view, tuple(acts)
    state = view.state
    last_t = state.alarms.t
    if not asked and last_t is not None and view.t - last_t < EVERY_S:
        return Looked(state=state, alarms=listed(state.alarms))
    site, kinds = view.settings.site.id, view.settings.alarms.kinds
    whole = replace(found, whole=bool(asked))
    seen = {condition.key: condition for condition in conditions(whole)}
    answers: list[Answer] = []
    events: list[Event] = []
    flood = flood_condition(site, (), flooding=False)
    known = {**seen, flood.key: flood} if asked else seen
    at_ms = int(view.image.at.timestamp() * 1000)
    if asked:  # their calls, too, use no number twice
        number = max(state.alarms.number, at_ms)
        state = replace(state, alarms=replace(state.alarms, number=number))
    for act in asked:
        before = replace(view, state=state, conditions=known)
        state, given = acted(before, (act,))
        answers += given
        events += (_event(before, state, act) for answer in given if answer.accepted)
    after = stepped(seen, state.alarms, kinds, view.t, site=site, at_ms=at_ms)
    return Looked(
        state=replace(state, alarms=after.memory),
        alarms=after.alarms,
        answers=tuple(answers),
        events=(*events, *after.events),
    )


def _event(before: View, after: ControlState, act: Act) -> Event:
    """Return the row of a step that a person took."""
    was, now = alarm_of(before, act.subject), after.alarms.kept[act.subject].alarm
    return alarm_event(STEPS[act.verb], was, now, before.t, who=act.who, why=act.why)
