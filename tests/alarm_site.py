"""A small alarm system to build tests of: kinds, conditions, and looks one after another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from daemon.control.alarms.acts import asked
from daemon.control.alarms.engine import stepped
from daemon.control.alarms.flood import flood_condition
from daemon.control.alarms.memory import AlarmMemory, carried
from daemon.control.alarms.settings import AlarmSettings
from daemon.model import (
    Act,
    Alarm,
    AlarmKind,
    AlarmState,
    Condition,
    Event,
    Priority,
    Reason,
    Verb,
    reason,
)
from tests.control_kit import settings, view

SITE = "site"
ROOM = "stack-1"
ON_S, OFF_S = 10.0, 5.0


def kind(
    code: str,
    priority: Priority = Priority.MEDIUM,
    *,
    on_s: float = ON_S,
    off_s: float = OFF_S,
    latches: bool = False,
) -> AlarmKind:
    """Return a kind of alarm."""
    return AlarmKind(
        code=code, priority=priority, on_delay_s=on_s, off_delay_s=off_s, latches=latches
    )


KINDS: Mapping[str, AlarmKind] = {
    each.code: each
    for each in (
        kind("humidity_high"),
        kind("humidity_low", Priority.LOW),
        kind("fire", Priority.HIGH, on_s=0.0, latches=True),
        kind("water_leak", Priority.HIGH, on_s=0.0, latches=True),
        kind("bus_down", on_s=15.0),
        kind("device_silent", on_s=20.0),
        kind("sensor_stale", Priority.LOW),
        kind("alarm_flood", on_s=0.0),
    )
}


def condition(
    key: str,
    active: bool | None = True,
    *,
    parents: tuple[str, ...] = (),
    room: str = ROOM,
    why: Reason | None = None,
) -> Condition:
    """Return what a look found about an alarm."""
    code, _, subject = key.partition(":")
    told = why or reason("told", key=key)
    return Condition(
        code=code, subject=subject, room=room, active=active, reason=told, parents=parents
    )


@dataclass(slots=True)
class Alarms:
    """The alarms of a site, looked at again and again."""

    t: float = 1000.0
    memory: AlarmMemory = field(default_factory=AlarmMemory)
    kinds: Mapping[str, AlarmKind] = field(default_factory=lambda: KINDS)
    alarms: tuple[Alarm, ...] = ()
    rows: list[Event] = field(default_factory=list)
    seen: dict[str, Condition] = field(default_factory=dict)

    def look(self, *conditions: Condition, after_s: float = 0.0) -> tuple[Alarm, ...]:
        """Look at all conditions so long after the last look."""
        self.t += after_s
        self.seen = {each.key: each for each in conditions}
        done = stepped(self.seen, self.memory, self.kinds, self.t, site=SITE)
        self.memory, self.alarms = done.memory, done.alarms
        self.rows += done.events
        return self.alarms

    def watch(self, *conditions: Condition, for_s: float) -> tuple[Alarm, ...]:
        """Look once a second for so long."""
        for _ in range(round(for_s)):
            self.look(*conditions, after_s=1.0)
        return self.alarms

    def ask(
        self,
        verb: Verb,
        key: str,
        *,
        who: str = "李工",
        why: str = "检修",
        for_s: float | None = None,
    ) -> str:
        """Ask for an act; return the code of the refusal, "" where it was done."""
        told = settings(alarms=AlarmSettings(kinds=self.kinds))
        flood = flood_condition(SITE, (), flooding=False)
        now = replace(view(t=self.t, to=told), conditions={**self.seen, flood.key: flood})
        now = replace(now, state=replace(now.state, alarms=self.memory))
        act = Act(id="act", verb=verb, subject=key, who=who, why=why, for_s=for_s)
        self.memory, refused = asked(now, act)
        return "" if refused is None else refused.code

    def restart(self, shift_s: float | None = None) -> None:
        """Start anew, in the same boot or on the clock of another one."""
        self.memory = carried(self.memory, shift_s)
        self.t += shift_s or 0.0

    def of(self, key: str) -> Alarm | None:
        """Return a listed alarm."""
        return next((alarm for alarm in self.alarms if alarm.key == key), None)

    def listed(self, key: str) -> Alarm:
        """Return an alarm that must be listed."""
        return {alarm.key: alarm for alarm in self.alarms}[key]

    def until(self, key: str) -> float:
        """Return when an alarm that is set aside comes back."""
        until = self.listed(key).until
        assert until is not None
        return until

    def state(self, key: str) -> AlarmState:
        """Return the state of an alarm."""
        alarm = self.of(key)
        return AlarmState.NORMAL if alarm is None else alarm.state

    def steps(self, key: str) -> list[str]:
        """Return the steps of an alarm by the rows."""
        return [str(row.body["step"]) for row in self.rows if row.subject == key]


def keys(alarms: Iterable[Alarm]) -> list[str]:
    """Return the keys of alarms in their order."""
    return [alarm.key for alarm in alarms]
