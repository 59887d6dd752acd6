"""Two configurations side by side: what each switched, and where they differed (pure sums).

What was blocked for want of something that the record can't have, a value of an input or the reset
by a person, is summed up besides: there two configurations are alike whatever they say.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from itertools import chain
from typing import NamedTuple

from daemon.control.interlocks import INTERLOCKS
from daemon.control.settings import Settings
from daemon.model import Band, Decision, OutputInfo, Reading, ScanResult

from .replay import Trial

HOUR_S = 3600.0
UNKNOWN = frozenset(f"trip_{row.id}_unknown" for row in INTERLOCKS)
MOSTLY = 0.5  # of the time without a value: the record lacks the point


@dataclass(slots=True)
class Switching:
    """What one output did: seconds on, starts, and the most switchings within any hour.

    `blind_s`: blocked by an interlock whose input is not known, or that a person would have reset.
    """

    on: bool | None = None
    on_s: float = 0.0
    blind_s: float = 0.0
    starts: int = 0
    most_per_hour: int = 0
    _recent: deque[float] = field(default_factory=deque)

    def see(self, t: float, on: bool, lasts_s: float) -> None:
        """Take what the output does at `t` and for `lasts_s` from then on."""
        if self.on is None:
            self.on = on  # it began so: nobody switched
        elif on is not self.on:
            self.on = on
            self.starts += on
            self._recent.append(t)
            while self._recent[0] <= t - HOUR_S:
                self._recent.popleft()
            self.most_per_hour = max(self.most_per_hour, len(self._recent))
        if on:
            self.on_s += lasts_s


@dataclass(slots=True)
class Climate:
    """Seconds of one room: with a known climate, in its band, inside each deadband."""

    known_s: float = 0.0
    band_s: float = 0.0
    deadband_c_s: float | None = None
    deadband_pct_s: float | None = None


class Side(NamedTuple):
    """One configuration in a difference: what it does, and why."""

    on: bool
    decision: Decision
    info: OutputInfo


@dataclass(slots=True)
class Difference:
    """A stretch in which an output differs; the two sides are as it began."""

    output: str
    at: datetime
    t: float
    old: Side
    new: Side
    lasts_s: float = 0.0


class Course:
    """What one configuration did so far, by output and by room; hazards are left out."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.infos: Mapping[str, OutputInfo] = {
            output.id: output for output in settings.site.outputs if not output.hazardous
        }
        self.outputs: Mapping[str, Switching] = {name: Switching() for name in self.infos}
        self.rooms: Mapping[str, Climate] = {room: Climate() for room in settings.rooms}
        self.silent_s = dict.fromkeys(_decisive(settings), 0.0)

    def see(self, trial: Trial, result: ScanResult, lasts_s: float) -> None:
        """Take one scan; what it found holds for `lasts_s`."""
        for name, switching in self.outputs.items():
            switching.see(result.image.t, trial.machines.on[name], lasts_s)
        for name in _blind(result):
            if name in self.outputs:
                self.outputs[name].blind_s += lasts_s
        for tag in self.silent_s:
            if result.image.readings[tag].value is None:
                self.silent_s[tag] += lasts_s
        for name, climate in self.rooms.items():
            self._see_room(name, climate, result, lasts_s)

    def _see_room(self, name: str, climate: Climate, result: ScanResult, lasts_s: float) -> None:
        room, control, found = self._settings.rooms[name], result.rooms[name], result.climates[name]
        value_c, value_pct = found.temperature.number, found.humidity.number
        if value_c is not None and value_pct is not None:
            climate.known_s += lasts_s
            climate.band_s += lasts_s * _is_within(control.band, value_c, value_pct)
        if room.temperature is not None:
            width = room.temperature.deadband_c
            near = _is_near(found.temperature, control.setpoint_c, width)
            climate.deadband_c_s = (climate.deadband_c_s or 0.0) + lasts_s * near
        if room.humidity is not None:
            width = room.humidity.deadband_pct
            near = _is_near(found.humidity, control.setpoint_pct, width)
            climate.deadband_pct_s = (climate.deadband_pct_s or 0.0) + lasts_s * near


class Comparison:
    """The courses of two configurations, and the stretches in which an output differs."""

    def __init__(self, old: Settings, new: Settings, most: int) -> None:
        self.old, self.new = Course(old), Course(new)
        self.common = tuple(name for name in self.old.infos if name in self.new.infos)
        self.only_old = tuple(name for name in self.old.infos if name not in self.new.infos)
        self.only_new = tuple(name for name in self.new.infos if name not in self.old.infos)
        self.differences: list[Difference] = []  # the first `most`
        self.count = 0
        self.differing_s = dict.fromkeys(self.common, 0.0)
        self.seen_s = 0.0
        self._most = most
        self._open: dict[str, Difference | None] = {}

    @property
    def unread(self) -> tuple[str, ...]:
        """The points that the new configuration decides by and that mostly had no value."""
        silent_s = self.new.silent_s.items()
        return tuple(tag for tag, each_s in silent_s if each_s > MOSTLY * self.seen_s)

    @property
    def blind_s(self) -> float:
        """For how long at most an output could not switch, whatever its configuration says."""
        courses = self.old, self.new
        return max((did.blind_s for c in courses for did in c.outputs.values()), default=0.0)

    def see(
        self,
        old: tuple[ScanResult, Trial],
        new: tuple[ScanResult, Trial],
        lasts_s: float,
    ) -> None:
        """Take the scans of both configurations at one moment."""
        (old_result, old_trial), (new_result, new_trial) = old, new
        self.seen_s += lasts_s
        self.old.see(old_trial, old_result, lasts_s)
        self.new.see(new_trial, new_result, lasts_s)
        for name in self.common:
            old_on, new_on = old_trial.machines.on[name], new_trial.machines.on[name]
            if old_on is new_on:
                self._open.pop(name, None)
                continue
            self.differing_s[name] += lasts_s
            if name not in self._open:
                self._open[name] = self._begun(
                    name,
                    old_result,
                    Side(old_on, old_result.outputs[name], self.old.infos[name]),
                    Side(new_on, new_result.outputs[name], self.new.infos[name]),
                )
            if (difference := self._open[name]) is not None:
                difference.lasts_s += lasts_s

    def _begun(self, name: str, result: ScanResult, old: Side, new: Side) -> Difference | None:
        self.count += 1
        if len(self.differences) >= self._most:
            return None
        difference = Difference(output=name, at=result.image.at, t=result.image.t, old=old, new=new)
        self.differences.append(difference)
        return difference


def _decisive(settings: Settings) -> Iterator[str]:
    """Yield the tags that decide, other than what the machines show."""
    for room in settings.rooms.values():
        yield from chain.from_iterable(settings.climate_tags[room.id])
        yield from settings.surface_tags[room.id]
        yield from chain.from_iterable(
            getattr(room.safety, key.name) for key in fields(room.safety)
        )
        if room.ventilation is not None:
            yield from (room.ventilation.temperature, room.ventilation.humidity)
        if room.purifier is not None and room.purifier.above is not None:
            yield room.purifier.above
    yield from (output.full for output in settings.outputs.values() if output.full is not None)


def _blind(result: ScanResult) -> set[str]:
    trips = (trip for room in result.rooms.values() for trip in room.trips)
    return {
        output
        for trip in trips
        if trip.latched or trip.reason.code in UNKNOWN
        for output in trip.outputs
    }


def _is_within(band: Band, value_c: float, value_pct: float) -> bool:
    return band.low_c <= value_c <= band.high_c and band.low_pct <= value_pct <= band.high_pct


def _is_near(reading: Reading, setpoint: float | None, width: float) -> bool:
    value = reading.number
    return value is not None and setpoint is not None and abs(value - setpoint) <= width / 2
