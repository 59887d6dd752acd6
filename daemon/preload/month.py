"""The month before now, minute by minute: what was read, and what the ledger is told (pure)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from random import Random

from daemon.configuration.control_settings import control_settings
from daemon.configuration.loading import Loaded
from daemon.control.state import ControlState
from daemon.model import Event, Why
from daemon.store.ledger_queue import Entry
from daemon.store.ring import Batch
from drivers.simulator.scenario import Scenario
from drivers.simulator.signals import RoomView

from .alarms import AlarmWatch
from .certificates import certificates
from .machines import rules_of
from .points import Shown, shown_points
from .recorded import Packing, Value
from .room import Room, Seen
from .rows import bus_row, calibration_row, output_row, service_row
from .story import DAY_MIN, DAYS, EMPTIED, story, visits, weather_at

BOOT = "preloaded"
MINUTE_S = 60
COARSE_MIN = 5  # between two readings of a sensor, save those of the newest days
FINE_MIN = 2 * DAY_MIN
SEEN_MIN = 5  # after the door was opened somebody looks at the panel
NOT_READ: Value = None, Why.WAITING_FOR_INITIAL_DATA
ENTERED_MIN = 600  # of the first day: when the certificates were entered


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One minute of the month: what was read, and what the ledger is told."""

    minute: int
    batch: Batch | None
    events: tuple[Event, ...]


class Month:
    """The month before `now`, from a local midnight on."""

    def __init__(self, loaded: Loaded, scenario: Scenario, now: datetime) -> None:
        self.settings = control_settings(loaded)
        zone = self.settings.zone
        today = now.astimezone(zone).date()
        first = datetime.combine(today - timedelta(days=DAYS), time(), zone)
        self.start = round(first.timestamp())
        self.minutes = (round(now.timestamp()) - self.start) // MINUTE_S - 1
        self._weekday = first.weekday()
        self._weather = scenario.weather
        specs = {room.id: room for room in scenario.room}
        self._rooms = [
            Room(
                settings=room,
                spec=specs[room.id],
                rules=tuple(rules_of(room, self.settings.outputs)),
            )
            for room in self.settings.rooms.values()
            if room.id in specs
        ]
        applied = {
            f"{device.id}.{name}": offset
            for device in loaded.config.device
            for name, offset in device.calibration.items()
        }
        chance = Random(scenario.seed)
        self.shown: Sequence[Shown] = list(shown_points(self.settings, scenario, applied, chance))
        self._story = story(self.minutes)
        self._doors = [self._door(n) for n in range(len(self._rooms))]
        self._certificates = certificates([shown.info for shown in self.shown], applied, today)
        first_of = {shown.info.room: shown for shown in reversed(self.shown)}
        sensors = [first_of[room.settings.id] for room in self._rooms]
        self._dead_device = sensors[0].info.device
        self._cut_bus, self._cut_room = sensors[-1].bus, sensors[-1].info.room
        self._alarms = AlarmWatch(self.settings, self.shown, self._certificates, self.start)
        self._looked_at = frozenset(
            window.since + SEEN_MIN
            for window in visits(0, self._weekday, self.minutes // DAY_MIN + 1)
        )

    def moments(self) -> Iterator[Moment]:
        """Yield the minutes in their order."""
        packing = Packing([shown.info for shown in self.shown], BOOT)
        known = self._story
        read, values = self._read_minutes(), [NOT_READ] * len(self.shown)
        for minute in range(self.minutes):
            air, of_day = weather_at(self._weather, minute), minute % DAY_MIN
            events, views = list(self._incidents(minute)), {}
            for n, room in enumerate(self._rooms):
                seen = Seen(
                    outside=air,
                    door_open=minute in self._doors[n],
                    serviced=minute in known.serviced,
                    powered=minute not in known.away,
                    emptied=of_day in EMPTIED and not (n == 0 and minute in known.forgotten),
                )
                if minute in read:
                    views[room.settings.id] = room.view(seen)
                events += [output_row(turn) for turn in room.live(minute, seen)]
            batch = None
            if views:
                at_ms = (self.start + minute * MINUTE_S) * 1000
                values = [self._value(each, views[each.info.room], minute) for each in self.shown]
                batch = packing.add(at_ms, minute * MINUTE_S * 1000, read[minute], values)
            if minute not in known.away:
                events += self._alarms_at(minute, values)
            yield Moment(minute=minute, batch=batch, events=tuple(events))

    def _read_minutes(self) -> Mapping[int, int]:
        """Return when the sensors are read, and for how many minutes each time.

        Doors are seen to the minute; the newest days are as fine as those of a real site.
        """
        turned = {edge for door in self._doors for minute in door for edge in (minute, minute + 1)}
        wanted = [
            minute
            for minute in range(self.minutes + 1)
            if minute % COARSE_MIN == 0 or minute in turned or minute >= self.fine_from
        ]
        away = self._story.away
        return {a: b - a for a, b in pairwise(wanted) if a not in away}

    def entry(self, minute: int, event: Event) -> Entry:
        """Return an event as the ledger takes it."""
        at = datetime.fromtimestamp(self.start + minute * MINUTE_S, UTC)
        return Entry(event=event, t=float(minute * MINUTE_S), at=at, clock_trusted=True)

    @property
    def remembered(self) -> ControlState:
        """What control remembers in the end: the alarms."""
        state = self._alarms.state
        return ControlState(alarms=state.alarms, t=state.t)

    @property
    def fine_from(self) -> int:
        """The minute from which every minute is kept."""
        return self.minutes - FINE_MIN

    @property
    def fine_from_s(self) -> int:
        """The same in UTC seconds."""
        return self.start + self.fine_from * MINUTE_S

    def _door(self, room: int) -> frozenset[int]:
        windows = list(visits(room, self._weekday, self.minutes // DAY_MIN + 1))
        if room == 0:
            windows.append(self._story.left_open)
        return frozenset(minute for w in windows for minute in range(w.since, w.until))

    def _incidents(self, minute: int) -> Iterator[Event]:
        """Yield what the ledger is told beside the machines."""
        known = self._story
        if minute == ENTERED_MIN:
            for number, certificate in enumerate(self._certificates, 1):
                yield calibration_row(certificate, number)
        if minute in (known.cut.since, known.cut.until):
            yield bus_row(self._cut_room, self._cut_bus, holds=minute == known.cut.since)
        if minute == known.serviced.since:
            outputs = [rule.output for room in self._rooms for rule in room.rules]
            for number, output in enumerate(outputs, 1):
                yield service_row(output, number)

    def _alarms_at(self, minute: int, values: Sequence[Value]) -> Iterator[Event]:
        known = self._story
        return self._alarms.look(
            minute,
            values,
            silent=(self._dead_device,) if minute in known.dead else (),
            down=(self._cut_bus,) if minute in known.cut else (),
            is_registered=minute > ENTERED_MIN,
            is_visited=minute in self._looked_at,
        )

    def _value(self, shown: Shown, view: RoomView, minute: int) -> Value:
        if shown.bus == self._cut_bus and minute in self._story.cut:
            return None, Why.LINK_DOWN
        if shown.info.device == self._dead_device and minute in self._story.dead:
            return None, Why.COMM_FAILURE
        return shown.value(view), Why.NONE
