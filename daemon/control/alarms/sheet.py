"""The work sheet of one look: what is kept so far, and the rows of its steps. It ends with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from daemon.model import SHOWN, Alarm, AlarmKind, AlarmState, Condition, Event, Priority

from . import chatter
from .events import alarm_event
from .flood import CODE, counted, floods
from .machine import Step
from .memory import AlarmMemory, Kept, Storm
from .suppression import about_to_explain, explaining
from .turning import called, calls, calm, raised, turned

STORM_S = 60.0  # alarms of one room within this time of its first belong together
PATIENT = frozenset({Priority.LOW, Priority.MEDIUM})  # may wait until a flood is over
Due = tuple[float, str]  # since when its condition holds, and the alarm


@dataclass(slots=True, kw_only=True)
class Sheet:
    """One look in the making. `kept` is changed in place and belongs to this look alone."""

    t: float
    flood_key: str
    conditions: Mapping[str, Condition]
    kinds: Mapping[str, AlarmKind]
    kept: dict[str, Kept]
    storms: dict[str, Storm]
    recent: tuple[float, ...]
    flooding: bool
    came_t: dict[str, tuple[float, ...]]
    number: int
    at_ms: int
    events: list[Event] = field(default_factory=list)

    def alarm(self, key: str) -> Alarm:
        """Return an alarm as it is so far."""
        return self.kept[key].alarm

    def note(self, key: str, alarm: Alarm) -> None:
        """Replace what is kept of an alarm, without a step."""
        self.kept[key] = replace(self.kept[key], alarm=alarm)

    def turn(self, key: str, step: Step, *, first_out: str = "") -> Alarm:
        """Take a step of the table, and keep its row."""
        before = self.alarm(key)
        kind = self.kinds.get(before.code)
        after = turned(before, step, self.t, latches=kind is not None and kind.latches)
        if calls(before, after, step):
            number = before.number if step is Step.RAISE else self.next_number()
            after = called(before, after, self.t, number)
        self.events.append(alarm_event(step, before, after, self.t, first_out=first_out))
        self.note(key, calm(after) if after.state is AlarmState.NORMAL else after)
        return after

    def put_under(self, key: str, under: str, *, until: float | None = None) -> None:
        """Suppress an alarm under another one; without it, it is due at `until`."""
        self.note(key, replace(self.alarm(key), under=under, until=until))
        self.turn(key, Step.SUPPRESS)

    def came(self, key: str) -> None:
        """Note that the condition of an alarm is there, before its step."""
        self.came_t[key] = times = chatter.kept((*self.came_t.get(key, ()), self.t), self.t)
        alarm = raised(
            self.alarm(key), self.t, self.next_number(), chattering=chatter.hold_s(times) > 0
        )
        self.kept[key] = Kept(alarm=alarm)

    def next_number(self) -> int:
        """Return a number that no raise and no call had, also where the memory went back."""
        self.number = max(self.number + 1, self.at_ms)
        return self.number

    def worsen(self, key: str) -> None:
        """Call people anew: what they know, or were told, has grown graver."""
        self.note(key, replace(self.alarm(key), who="", why=""))
        self.count()
        self.turn(key, Step.WORSEN)

    def off_delay_s(self, key: str) -> float:
        """Return how long the condition of an alarm that came must be gone (s)."""
        alarm = self.alarm(key)
        off_s = self.kinds[alarm.code].off_delay_s
        return max(off_s, chatter.hold_s(self.came_t.get(key, ()))) if alarm.chattering else off_s

    def come(self, due: Due) -> None:
        """Raise an alarm: shown, or at once under what explains it, or under the flood."""
        _, key = due
        before = self.alarm(key)
        self.came(key)
        if before.state in (AlarmState.SHELVED, AlarmState.OUT_OF_SERVICE):
            self.turn(key, Step.RAISE)
        elif under := self.explained(key):
            self.put_under(key, under)
        elif under := self.soon_explained(key):  # has waited: due at once if that never comes
            self.put_under(key, under, until=self.t)
        elif before.state is AlarmState.RETURNED:  # on the list already: counted, never hidden
            self.count()
            self.turn(key, Step.RAISE)
        else:
            self.show(key, Step.RAISE)

    def show(self, key: str, step: Step) -> None:
        """Show one more alarm to people, unless there are too many already."""
        self.count()
        if self.flooding and self.alarm(key).priority in PATIENT and self.flood_counts:
            self.put_under(key, self.flood_key)
        else:
            self.turn(key, step, first_out=self._first_of_storm(key))

    def count(self) -> None:
        """Count one more call for the flood limit."""
        self.recent = counted((*self.recent, self.t), self.t)
        self.flooding = self.limited and floods(self.recent, flooding=self.flooding)

    @property
    def limited(self) -> bool:
        """Whether the catalogue knows a flood."""
        return CODE in self.kinds

    @property
    def flood_counts(self) -> bool:
        """Whether the flood limit is in service."""
        entry = self.kept.get(self.flood_key)
        return entry is None or entry.alarm.state is not AlarmState.OUT_OF_SERVICE

    def explained(self, key: str) -> str:
        """Return the alarm under which this one belongs by design, "" where there is none."""
        return explaining(key, self.conditions, self.kept)

    def soon_explained(self, key: str) -> str:
        """Return the alarm under which this one is about to belong, "" where there is none."""
        return about_to_explain(key, self.conditions, self.kept, self.kinds, self.t)

    def _first_of_storm(self, key: str) -> str:
        """Return the alarm of the room that came first within a minute, and mark it; else ""."""
        room = self.alarm(key).room
        storm = self.storms.get(room)
        if not room or (storm is not None and storm.first == key):
            return ""
        first = None if storm is None else self.kept.get(storm.first)
        if storm is None or first is None or not self._leads(storm, first):
            self.storms[room] = Storm(first=key, t=self.t)
            return ""
        self.note(storm.first, replace(first.alarm, first_out=True))
        return storm.first

    def _leads(self, storm: Storm, first: Kept) -> bool:
        return self.t - storm.t <= STORM_S and first.alarm.state in SHOWN


def sheet_of(
    memory: AlarmMemory,
    conditions: Mapping[str, Condition],
    kinds: Mapping[str, AlarmKind],
    t: float,
    flood_key: str,
    at_ms: int,
) -> Sheet:
    """Return the sheet of a look at `t`, UTC `at_ms`."""
    recent = counted(memory.recent, t)
    return Sheet(
        t=t,
        flood_key=flood_key,
        conditions=conditions,
        kinds=kinds,
        kept=dict(memory.kept),
        storms={room: s for room, s in memory.storms.items() if t - s.t <= STORM_S},
        recent=recent,
        flooding=memory.flooding and floods(recent, flooding=True),
        came_t={
            key: times
            for key, times in memory.came.items()
            if chatter.kept(times, t) or (key in memory.kept and memory.kept[key].alarm.chattering)
        },
        number=memory.number,
        at_ms=at_ms,
    )
