"""The wishes of people that a restart had to give up: nobody knows how long they would still hold.

A machine is never started on such a wish. It gets a row, and a note in its room until a person
says anew what the machine should do, at most for a day.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from daemon.model import Claim, Event, Reason, reason

from .events import plain
from .settings import RoomSettings
from .view import View

TOLD_S = 86_400.0


def lost(view: View) -> tuple[Mapping[str, Claim], tuple[Event, ...]]:
    """Return the wishes to be told of, each until the end of that, and a row for each new one."""
    known = {
        name: claim
        for name, claim in view.state.lost.items()
        if name in view.settings.outputs and name not in view.state.hands
    }
    events = tuple(
        Event(
            kind="hand",
            subject=name,
            body={"who": claim.owner, "reason": plain(_told(view, claim))},
        )
        for name, claim in known.items()
        if claim.until is None
    )
    ends = {name: view.t + TOLD_S if c.until is None else c.until for name, c in known.items()}
    kept = {n: replace(c, until=ends[n]) for n, c in known.items() if ends[n] > view.t}
    return kept, events


def notes(view: View, room: RoomSettings) -> Iterator[Reason]:
    """Yield what was given up in a room."""
    for name, claim in view.state.lost.items():
        if view.settings.outputs[name].room == room.id:
            yield _told(view, claim)


def _told(view: View, claim: Claim) -> Reason:
    return reason("hand_lost", who=claim.owner, name=view.settings.outputs[claim.output].name)
