"""What is remembered of the setpoints that people chose.

Times are monotonic seconds of one boot; `carried` takes them to the next one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from daemon.model import Quantity

UNDO_S = 600.0  # how long a change can be undone: what is older is chosen anew
UNITS: Mapping[Quantity, str] = {Quantity.TEMPERATURE: "c", Quantity.HUMIDITY: "pct"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A setpoint (°C or %RH) that `who` chose; `at` is None where the clock was not trusted."""

    value: float
    who: str
    at: datetime | None = None
    until: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The newest change of one setpoint: what holds since, and what held before.

    None is the configuration. `act` is the id of the act that made it, "" once it was undone.
    """

    act: str
    since: float
    choice: Choice | None
    before: Choice | None = None


Changes = Mapping[str, Change]  # key: "room/quantity"


def key(room: str, quantity: Quantity) -> str:
    """Return under which key a change is kept."""
    return f"{room}/{quantity.value}"


def parts(name: str) -> tuple[str, Quantity]:
    """Return the room and the quantity of a key."""
    room, _, quantity = name.rpartition("/")
    return room, Quantity(quantity)


def choice_of(changes: Changes, room: str, quantity: Quantity) -> Choice | None:
    """Return what a person chose, None where the configuration holds."""
    change = changes.get(key(room, quantity))
    return None if change is None else change.choice


def undoable(changes: Changes, room: str, quantity: Quantity, t: float) -> Change | None:
    """Return the change that can be undone at `t`, if there is one."""
    change = changes.get(key(room, quantity))
    if change is None or not change.act or t - change.since >= UNDO_S:
        return None
    return change


def carried(changes: Changes, t: float, shift_s: float, *, is_known: bool) -> Changes:
    """Return the changes on the clock of another boot, which began before `t`.

    Where it `is_known` for how long we were away a time goes on; where not it is over, and nothing
    can be undone.
    """

    def moved(choice: Choice | None) -> Choice | None:
        if choice is None or choice.until is None:
            return choice
        return replace(choice, until=choice.until + shift_s if is_known else t)

    return {
        name: Change(
            act=change.act if is_known else "",
            since=change.since + shift_s,
            choice=moved(change.choice),
            before=moved(change.before),
        )
        for name, change in changes.items()
    }
