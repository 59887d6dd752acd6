"""The readings as they come in, and the frozen snapshot of them that one scan works on."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from drivers.codec import Fault, Sample
from drivers.errors import (
    BadReplyError,
    DriverError,
    LinkDownError,
    RefusedError,
    WrongDeviceError,
)
from drivers.profile import Point

from .clock import Clock
from .model import PointInfo, ProcessImage, Quality, Reading, Why, waiting

WHY_FAULT: Mapping[Fault, Why] = {
    Fault.SENTINEL: Why.SENSOR_FAILURE,
    Fault.NOT_A_NUMBER: Why.SENSOR_FAILURE,
    Fault.OUT_OF_RANGE: Why.OUT_OF_RANGE,
}
WHY_ERROR: tuple[tuple[type[DriverError], Why], ...] = (
    (LinkDownError, Why.LINK_DOWN),
    (RefusedError, Why.REFUSED),
    (BadReplyError, Why.BAD_REPLY),
    (WrongDeviceError, Why.CONFIGURATION_ERROR),
)


def why_of(error: DriverError) -> Why:
    """Return the reason that a reading gets from a driver error."""
    return next((why for kind, why in WHY_ERROR if isinstance(error, kind)), Why.COMM_FAILURE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """How one point is read: its place in the profile, its pace and its calibration offset."""

    info: PointInfo
    point: Point
    poll_s: float
    offset: float

    @property
    def fresh_s(self) -> float:
        """Age up to which a good reading counts as current."""
        return 1.5 * self.poll_s + 1.0

    @property
    def usable_s(self) -> float:
        """Age past which the last good value is not shown any more."""
        return 3.0 * self.poll_s + 2.0


def _nobody() -> None:
    """Nobody watches yet."""


class ImageWriter:
    """Collects samples and doubts between scans; the only place where readings change."""

    def __init__(self, sources: Iterable[Source], clock: Clock) -> None:
        self._clock = clock
        self._sources = {source.info.tag: source for source in sources}
        self._fresh_s = {tag: source.fresh_s for tag, source in self._sources.items()}
        self._readings = {tag: waiting(s.info.unit) for tag, s in self._sources.items()}
        self._good_numbers: dict[str, tuple[float, float]] = {}  # the last one and its time
        self._jumps: dict[str, float] = {}
        self._watched: frozenset[str] = frozenset()
        self._changed: Callable[[], None] = _nobody
        self._stirred: Callable[[], None] = _nobody
        self._unseen: dict[str, Reading] = {}

    def watch(
        self,
        tags: Iterable[str],
        changed: Callable[[], None],
        stirred: Callable[[], None] = _nobody,
    ) -> None:
        """Call `changed` whenever a fact among `tags`, or the quality of one of them, changes.

        `stirred` is called for any other change that people would see.
        """
        self._watched, self._changed, self._stirred = frozenset(tags), changed, stirred

    def accept(self, device: str, samples: Iterable[Sample]) -> None:
        """Take the samples of one device."""
        for sample in samples:
            tag = f"{device}.{sample.tag}"
            self._put(tag, self._judged(tag, sample))

    def doubt(self, device: str, tags: Iterable[str], why: Why, *, sure: bool) -> None:
        """Lower the quality of points that could not be read; `sure` withdraws the value."""
        for tag in (f"{device}.{name}" for name in tags):
            last = self._readings[tag]
            if sure:
                self._put(tag, _withdrawn(last, why))
            elif last.quality is not Quality.BAD:
                self._put(tag, replace(last, quality=Quality.UNCERTAIN, why=Why.LAST_USABLE))

    def freeze(self) -> ProcessImage:
        """Return the snapshot for one scan, every reading aged to now.

        A watched fact that was not well since the last one is shown so once, well again or not.
        """
        t = self._clock.monotonic()
        fresh_s = self._fresh_s
        readings = {
            tag: reading
            if reading.t is None or t - reading.t <= fresh_s[tag]  # most of them, most of the time
            else aged(reading, t, self._sources[tag])
            for tag, reading in self._readings.items()
        }
        readings.update(self._unseen)
        self._unseen.clear()
        return ProcessImage(
            t=t, at=self._clock.utc(), clock_trusted=self._clock.trusted(), readings=readings
        )

    def _put(self, tag: str, reading: Reading) -> None:
        last, self._readings[tag] = self._readings[tag], reading
        if tag in self._watched and _told(reading) != _told(last):
            if reading.value is False or reading.quality is Quality.BAD:
                self._unseen[tag] = reading
            self._changed()
        elif _shown(reading) != _shown(last):
            self._stirred()

    def _judged(self, tag: str, sample: Sample) -> Reading:
        source, last = self._sources[tag], self._readings[tag]
        held = self._jumps.pop(tag, None)
        if sample.fault is not None or sample.value is None:
            why = Why.SENSOR_FAILURE if sample.fault is None else WHY_FAULT[sample.fault]
            return _withdrawn(last, why)
        if isinstance(sample.value, bool):
            return self._good(sample, sample.value, source)
        value = round(sample.value + source.offset, 6)
        number, t = self._good_numbers.get(tag, (value, sample.t))
        reach = reach_of(source.point, sample.t - t)
        if abs(value - number) > reach and (held is None or abs(value - held) > reach):
            self._jumps[tag] = value
            if last.quality is Quality.BAD:
                return _withdrawn(last, Why.UNCONFIRMED_JUMP)
            return replace(last, quality=Quality.UNCERTAIN, why=Why.UNCONFIRMED_JUMP)
        self._good_numbers[tag] = (value, sample.t)
        return self._good(sample, value, source)

    def _good(self, sample: Sample, value: float | bool, source: Source) -> Reading:
        return Reading(
            value=value,
            unit=source.info.unit,
            quality=Quality.GOOD,
            why=Why.NONE,
            t=sample.t,
            at=self._clock.utc(),
        )


def _told(reading: Reading) -> tuple[Quality, bool]:
    """Return what of a reading a scan must look at, at once when it changes."""
    return reading.quality, reading.value is True


def _shown(reading: Reading) -> tuple[Quality, float | None]:
    """Return what of a reading people see, as finely as it is ever written."""
    return reading.quality, None if reading.value is None else round(float(reading.value), 2)


def reach_of(point: Point, elapsed_s: float) -> float:
    """Return how far a believable value can move in `elapsed_s`; endless without a rate."""
    if point.max_rate_per_min is None:
        return float("inf")
    return point.max_rate_per_min * max(elapsed_s, 1.0) / 60 + 2 * abs(point.scale)


def aged(reading: Reading, t: float, source: Source) -> Reading:
    """Return the reading with its quality lowered by its age."""
    age_s = reading.age_s(t)
    if reading.quality is Quality.BAD or age_s is None:
        return reading
    if age_s > source.usable_s:
        return _withdrawn(reading, Why.COMM_FAILURE)
    if reading.quality is Quality.GOOD and age_s > source.fresh_s:
        return replace(reading, quality=Quality.UNCERTAIN, why=Why.LAST_USABLE)
    return reading


def _withdrawn(reading: Reading, why: Why) -> Reading:
    """Return the reading without its value; when it was last good stays known."""
    return replace(reading, value=None, quality=Quality.BAD, why=why)
