"""The setpoints that people chose: which of them still hold, and what is said of them.

A choice holds until its time is over, until it is changed or cleared, and as long as the
configuration would allow it as a setpoint of its own.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from daemon.model import Arg, Event, Quantity, Reason, Setpoint

from .choice import UNITS, Change, Changes, Choice, choice_of, parts, undoable
from .events import plain
from .margins import ROUNDING, Limits
from .settings import RoomSettings
from .situation import told
from .targets import course_of, goal_of
from .view import View

NOT_KNOWN = "\N{EM DASH}"  # a time while the clock can't be trusted


class Span(NamedTuple):
    """The lowest and the highest setpoint that a person may choose, within the band."""

    least: float
    most: float
    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Return whether a person may choose this."""
        return self.least - ROUNDING <= value <= self.most + ROUNDING


def choosable(room: RoomSettings, quantity: Quantity) -> Span | None:
    """Return what a person may choose, None where no rule works to it.

    It is what the configuration could say, as far as the rule would work to it.
    """
    course = course_of(room, quantity)
    if course is None:
        return None
    limits = Limits(course.low, course.high, course.deadband, course.error)
    least, most = course.legal(limits.least), course.legal(limits.most)
    return Span(least, most, course.low, course.high)


def standing(view: View) -> tuple[Changes, tuple[Event, ...]]:
    """Return the changes that still hold or can be undone, and a row for each that ended."""
    kept: dict[str, Change] = {}
    events = []
    for name, change in view.state.changes.items():
        room, quantity = parts(name)
        if change.choice is None:
            if undoable(view.state.changes, room, quantity, view.t):
                kept[name] = change
        elif (why := ending(view, room, quantity, change.choice)) is None:
            kept[name] = change
        else:
            events.append(_ended(room, quantity, change.choice, why))
    return kept, tuple(events)


def ending(view: View, room: str, quantity: Quantity, choice: Choice) -> Reason | None:
    """Return why a choice holds no more, None while it does."""
    unit = UNITS[quantity]
    known: dict[str, Arg] = {"who": choice.who, f"setpoint_{unit}": choice.value}
    if room not in view.settings.rooms:
        return told(f"setpoint_room_gone_{unit}", **known)
    settings = view.settings.rooms[room]
    span = choosable(settings, quantity)
    if span is None:
        return told(f"setpoint_rule_gone_{unit}", **known)
    if not span.holds(choice.value):
        known |= {f"least_{unit}": span.least, f"most_{unit}": span.most}
        return told(f"setpoint_outside_{unit}", **known)
    if choice.until is not None and choice.until <= view.t:
        return told(f"setpoint_over_{unit}", **known)
    return None


def setpoints(view: View, room: RoomSettings) -> tuple[Setpoint, ...]:
    """Return both setpoints of a room, as far as it has rules for them."""
    return tuple(_setpoints(view, room))


def sources(view: View, room: RoomSettings) -> Mapping[str, Reason]:
    """Return by rule who chose the setpoint that it works to."""
    return {
        quantity.value: _said(view, quantity, choice)
        for quantity in Quantity
        if (choice := choice_of(view.state.changes, room.id, quantity)) is not None
    }


def _setpoints(view: View, room: RoomSettings) -> Iterator[Setpoint]:
    chosen = sources(view, room)
    for quantity in Quantity:
        span, goal = choosable(room, quantity), goal_of(view, room, quantity)
        if span is None or goal is None:
            continue
        choice = choice_of(view.state.changes, room.id, quantity)
        change = undoable(view.state.changes, room.id, quantity, view.t)
        yield Setpoint(
            quantity=quantity,
            goal=goal,
            least=span.least,
            most=span.most,
            chosen=chosen.get(quantity.value),
            until=None if choice is None else choice.until,
            undo="" if change is None else change.act,
        )


def _said(view: View, quantity: Quantity, choice: Choice) -> Reason:
    unit = UNITS[quantity]
    known: dict[str, Arg] = {
        "who": choice.who,
        "at": _clock(view, choice.at),
        f"setpoint_{unit}": choice.value,
    }
    if choice.until is None:
        return told(f"setpoint_chosen_open_{unit}", **known)
    end = view.image.at + timedelta(seconds=choice.until - view.t)
    known["end"] = _clock(view, end if view.image.clock_trusted else None)
    return told(f"setpoint_chosen_{unit}", **known)


def _clock(view: View, at: datetime | None) -> str:
    """Return a time of the site, to the nearest minute."""
    if at is None:
        return NOT_KNOWN
    nearest = at + timedelta(seconds=30)
    return nearest.astimezone(view.settings.zone).strftime("%m-%d %H:%M")


def _ended(room: str, quantity: Quantity, choice: Choice, why: Reason) -> Event:
    body: dict[str, object] = {
        "quantity": quantity.value,
        "value": choice.value,
        "who": choice.who,
        "reason": plain(why),
    }
    return Event(kind="setpoint", subject=room, body=body)
