"""What people may ask of control, and what becomes of it: one table, one row a verb.

A hazard is started at the room's own panel only, by a person, in two steps; from anywhere else it
can be stopped. An act is done once: its id is remembered for a day.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from daemon.model import Act, Answer, Claim, Origin, Quantity, Rank, Reason, Verb, reason

from .alarms.acts import asked
from .cycle_acts import aborted, acknowledged, confirmed, requested, signed_off
from .feedback import may_be_on
from .interlocks import INTERLOCKS, is_hazard
from .setpoint_acts import Result as Changed
from .setpoint_acts import changed, cleared, undone
from .settings import OutputSettings, Programme
from .state import ControlState, Cycle
from .trips import is_healthy
from .view import View

HAND_S = 2 * 3600.0  # how long a person's wish holds where no time is given
LONGEST_S = 7 * 86_400.0
SHORTEST_S = 30.0  # long enough to see a machine start, while somebody stands beside it
SHORTEST_CHOICE_S = 60.0  # of a setpoint
REMEMBERED_S = 86_400.0  # how long the id of an act that was done is known
MOST_REMEMBERED = 4096
Result = tuple[ControlState, Reason]


class RefusedActError(Exception):
    """The act can't be done; `reason` says why."""

    def __init__(self, why: Reason) -> None:
        super().__init__(why.code)
        self.reason = why


class Subject(Enum):
    """What a verb acts on."""

    OUTPUT = "output"
    ROOM = "room"
    OUTPUT_OR_ROOM = "output or room"
    PROGRAMME = "programme"
    ALARM = "alarm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One verb: what it acts on, whether it needs the room's own panel, what it does.

    `safety`: who is responsible for safety may ask for it from elsewhere too.
    """

    subject: Subject
    local: bool
    does: Callable[[View, Act], Result]
    safety: bool = False


def acted(view: View, acts: Iterable[Act]) -> tuple[ControlState, tuple[Answer, ...]]:
    """Return the state after the acts, in their order, with an answer to each."""
    answers = []
    state = _expired(view)
    for act in acts:
        try:
            _check(view, state, act)
            state, why = VERBS[act.verb].does(replace(view, state=state), act)
            state = replace(state, acted=_remembered(view, state, act))
            answers.append(Answer(act=act, accepted=True, reason=why))
        except RefusedActError as refused:
            answers.append(Answer(act=act, accepted=False, reason=refused.reason))
    return state, tuple(answers)


def _remembered(view: View, state: ControlState, act: Act) -> tuple[tuple[str, float], ...]:
    """Return the ids that count as done, with that of `act`, oldest first."""
    known = tuple((name, t) for name, t in state.acted if view.t - t < REMEMBERED_S)
    return (*known, (act.id, view.t))[-MOST_REMEMBERED:]


def _expired(view: View) -> ControlState:
    """Return the state without the wishes of people whose time is over."""
    state = view.state
    over = [o for o, hand in state.hands.items() if hand.until is None or hand.until <= view.t]
    if not over:
        return state
    return replace(state, hands={o: h for o, h in state.hands.items() if o not in over})


def _check(view: View, state: ControlState, act: Act) -> None:
    row = VERBS[act.verb]
    if any(known == act.id for known, _ in state.acted):
        raise RefusedActError(reason("act_repeated"))
    if not act.who.strip():
        raise RefusedActError(reason("act_nameless"))
    if not any(act.subject in known for known in _known(view, row.subject)):
        raise RefusedActError(reason("act_unknown_subject", subject=act.subject))
    near_enough = {Origin.LOCAL, Origin.SAFETY} if row.safety else {Origin.LOCAL}
    if row.local and act.origin not in near_enough:
        raise RefusedActError(reason("act_needs_local_panel"))


def _known(view: View, subject: Subject) -> tuple[Mapping[str, object], ...]:
    settings = view.settings
    return {
        Subject.OUTPUT: (settings.outputs,),
        Subject.ROOM: (settings.rooms,),
        Subject.OUTPUT_OR_ROOM: (settings.outputs, settings.rooms),
        Subject.PROGRAMME: (settings.programmes,),
        Subject.ALARM: (view.conditions, view.state.alarms.kept),
    }[subject]


def _outputs(view: View, act: Act) -> tuple[OutputSettings, ...]:
    """Return the output that an act names, or the machines of the room that it names."""
    if act.subject in view.settings.outputs:
        return (view.settings.outputs[act.subject],)
    return tuple(o for o in view.settings.outputs_of[act.subject] if not is_hazard(o))


def _auto(view: View, act: Act) -> Result:
    names = {output.id for output in _outputs(view, act)}
    hands = {o: claim for o, claim in view.state.hands.items() if o not in names}
    lost = {o: claim for o, claim in view.state.lost.items() if o not in names}
    return replace(view.state, hands=hands, lost=lost), reason("act_auto")


def _hand(view: View, act: Act) -> Result:
    if any(is_hazard(output) for output in _outputs(view, act)):
        raise RefusedActError(reason("act_hazard_by_hand"))
    return _claimed(view, act, on=True)


def _off(view: View, act: Act) -> Result:
    """Force machines off; a cycle whose hazard is forced off is over."""
    programmes = [p for p in view.settings.programmes.values() if p.output == act.subject]
    state = replace(view.state, cycles=_ended(view, act, programmes))
    return _claimed(replace(view, state=state), act, on=False)


def _ended(view: View, act: Act, programmes: Iterable[Programme]) -> Mapping[str, Cycle]:
    cycles = dict(view.state.cycles)
    for programme in programmes:
        before = cycles.get(programme.id, Cycle())
        cycle, refused = aborted(view, programme, before, act)
        if refused is None:
            cycles[programme.id] = cycle
    return cycles


def _claimed(view: View, act: Act, *, on: bool) -> Result:
    asked_s = HAND_S if act.for_s is None else act.for_s
    _check_time(asked_s, SHORTEST_S)
    code = ("hand_on" if on else "hand_off") + ("" if act.why else "_unsaid")
    claims = {
        output.id: Claim(
            output=output.id,
            on=on,
            rank=Rank.HAND,
            owner=act.who,
            reason=reason(code, who=act.who, why=act.why),
            until=view.t + asked_s,
        )
        for output in _outputs(view, act)
    }
    state = replace(view.state, hands={**view.state.hands, **claims})
    return state, reason("act_hand", lasts_s=asked_s)


def _check_time(asked_s: float, least_s: float) -> None:
    if not least_s <= asked_s <= LONGEST_S:
        raise RefusedActError(reason("act_duration", least_s=least_s, most_s=LONGEST_S))


def _stop(view: View, act: Act) -> Result:
    """Stop a room; only what is seen to be off is said to be off."""
    stops = {**view.state.stops, act.subject: reason("local_stop", who=act.who)}
    ended = _ended(view, act, view.settings.programmes_of[act.subject])
    outputs = view.settings.outputs_of[act.subject]
    unseen = ", ".join(o.name for o in outputs if may_be_on(view.output(o.id)))
    why = reason("act_stopping", names=unseen) if unseen else reason("act_stopped")
    return replace(view.state, stops=stops, cycles=ended), why


def _release(view: View, act: Act) -> Result:
    if act.subject not in view.state.stops:
        raise RefusedActError(reason("act_not_stopped"))
    stops = {room: why for room, why in view.state.stops.items() if room != act.subject}
    return replace(view.state, stops=stops), reason("act_released")


def _reset(view: View, act: Act) -> Result:
    """Clear the latched trips of a room whose input is well; refuse where none is."""
    room = view.settings.rooms[act.subject]
    well = {f"{room.id}/{row.id}" for row in INTERLOCKS if is_healthy(view, room, row)} & set(
        view.state.trips
    )
    if not well:
        raise RefusedActError(reason("act_nothing_to_reset"))
    trips = {key: trip for key, trip in view.state.trips.items() if key not in well}
    return replace(view.state, trips=trips), reason("act_reset")


def _lamp_changed(view: View, act: Act) -> Result:
    fitted = {p.id for p in view.settings.programmes.values() if p.output == act.subject}
    if not fitted:
        raise RefusedActError(reason("act_no_lamp"))
    cycles = {
        name: replace(cycle, lamp_s=0.0) if name in fitted else cycle
        for name, cycle in view.state.cycles.items()
    }
    return replace(view.state, cycles=cycles), reason("act_lamp_changed")


def _of_cycle(
    step: Callable[[View, Programme, Cycle, Act], tuple[Cycle, Reason | None]], code: str
) -> Callable[[View, Act], Result]:
    def does(view: View, act: Act) -> Result:
        programme = view.settings.programmes[act.subject]
        before = view.state.cycles.get(programme.id, Cycle())
        cycle, refused = step(view, programme, before, act)
        if refused is not None:
            raise RefusedActError(refused)
        state = replace(view.state, cycles={**view.state.cycles, programme.id: cycle})
        return state, reason(code)

    return does


def _of_setpoint(step: Callable[[View, Act], Changed]) -> Callable[[View, Act], Result]:
    def does(view: View, act: Act) -> Result:
        if act.for_s is not None:
            _check_time(act.for_s, SHORTEST_CHOICE_S)
        changes, why = step(view, act)
        if changes is None:
            raise RefusedActError(why)
        return replace(view.state, changes=changes), why

    return does


def _set(quantity: Quantity) -> Callable[[View, Act], Result]:
    return _of_setpoint(lambda view, act: changed(view, act, quantity))


def _of_alarm(code: str) -> Callable[[View, Act], Result]:
    def does(view: View, act: Act) -> Result:
        alarms, refused = asked(view, act)
        if refused is not None:
            raise RefusedActError(refused)
        return replace(view.state, alarms=alarms), reason(code)

    return does


VERBS: Mapping[Verb, Row] = {
    Verb.AUTO: Row(subject=Subject.OUTPUT_OR_ROOM, local=False, does=_auto),
    Verb.HAND: Row(subject=Subject.OUTPUT, local=False, does=_hand),
    Verb.OFF: Row(subject=Subject.OUTPUT_OR_ROOM, local=False, does=_off),
    Verb.STOP: Row(subject=Subject.ROOM, local=False, does=_stop),
    Verb.RELEASE: Row(subject=Subject.ROOM, local=True, does=_release),
    Verb.RESET: Row(subject=Subject.ROOM, local=True, does=_reset, safety=True),
    **{
        verb: Row(subject=Subject.PROGRAMME, local=local, does=_of_cycle(step, code))
        for verb, local, step, code in (
            (Verb.REQUEST, True, requested, "act_requested"),
            (Verb.CONFIRM, True, confirmed, "act_confirmed"),
            (Verb.ABORT, False, aborted, "act_aborted"),
            (Verb.ACKNOWLEDGE, True, acknowledged, "act_acknowledged"),
            (Verb.SIGN_OFF, True, signed_off, "act_signed_off"),
        )
    },
    Verb.LAMP_CHANGED: Row(subject=Subject.OUTPUT, local=True, does=_lamp_changed),
    Verb.SET_TEMPERATURE: Row(subject=Subject.ROOM, local=False, does=_set(Quantity.TEMPERATURE)),
    Verb.SET_HUMIDITY: Row(subject=Subject.ROOM, local=False, does=_set(Quantity.HUMIDITY)),
    Verb.UNDO_SETPOINT: Row(subject=Subject.ROOM, local=False, does=_of_setpoint(undone)),
    Verb.CLEAR_SETPOINT: Row(subject=Subject.ROOM, local=False, does=_of_setpoint(cleared)),
    **{
        verb: Row(subject=Subject.ALARM, local=local, does=_of_alarm(code), safety=True)
        for verb, local, code in (
            (Verb.ALARM_ACKNOWLEDGE, False, "act_alarm_acknowledged"),
            (Verb.ALARM_RESET, True, "act_alarm_reset"),  # by whoever has looked at the room
            (Verb.ALARM_SHELVE, False, "act_alarm_shelved"),
            (Verb.ALARM_UNSHELVE, False, "act_alarm_unshelved"),
            (Verb.ALARM_OUT_OF_SERVICE, False, "act_alarm_taken_out"),
            (Verb.ALARM_IN_SERVICE, False, "act_alarm_put_back"),
        )
    },
}


def is_about_alarm(act: Act) -> bool:
    """Return whether an act is about an alarm: it is answered after the decisions."""
    return VERBS[act.verb].subject is Subject.ALARM
