"""The readings of every point as Prometheus text, written line by line.

A thousand points are three thousand lines of which only the numbers ever change: the library writes
names and labels once at start, and a scrape takes a tenth of its time.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from prometheus_client.utils import floatToGoString

from .metric_families import POINT_METRICS, QUALITY_WORDS, Unit, exported
from .model import PointInfo, SiteInfo, Snapshot

POINT_LABELS = ("site", "room", "zone", "device", "point")
NEVER = "+Inf\n"
AGE = Unit(
    name="roomd_reading_age_seconds", text="Time since the last good read, +Inf before the first."
)
QUALITY = Unit(name="roomd_reading_quality", text=f"Quality of the reading: {QUALITY_WORDS}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One point: its three lines up to their numbers."""

    tag: str
    metric: str
    scale: float
    value: str
    age: str
    quality: str


class PointText:
    """The readings of every point; names and labels are made once."""

    def __init__(self, info: SiteInfo) -> None:
        points = info.points
        units = {unit.name: unit for unit in POINT_METRICS.values()}
        self._heads: dict[str, str] = {}
        values = dict.fromkeys(range(len(points)), "")
        for unit in units.values():
            own = [n for n, point in enumerate(points) if _unit(point).name == unit.name]
            values.update(
                zip(own, self._written(info, unit, [points[n] for n in own]), strict=True)
            )
        rest = (self._written(info, unit, points) for unit in (AGE, QUALITY))
        self._lines = [
            _Line(
                tag=point.tag,
                metric=_unit(point).name,
                scale=_unit(point).scale,
                value=value,
                age=age,
                quality=quality,
            )
            for point, value, age, quality in zip(points, values.values(), *rest, strict=True)
        ]

    def text(self, snapshot: Snapshot, t: float) -> str:
        """Return value, age and quality of the points at the monotonic time `t`."""
        readings = snapshot.result.image.readings
        found: dict[str, list[str]] = {}
        ages, qualities = [self._heads[AGE.name]], [self._heads[QUALITY.name]]
        for line in self._lines:
            reading = readings[line.tag]
            age_s = reading.age_s(t)
            ages.append(line.age + (NEVER if age_s is None else _number(age_s)))
            qualities.append(f"{line.quality}{reading.quality:d}.0\n")
            value = exported(reading, line.scale)
            if value is not None:
                found.setdefault(line.metric, [self._heads[line.metric]]).append(
                    line.value + _number(value)
                )
        return "".join(text for family in (*found.values(), ages, qualities) for text in family)

    def _written(self, info: SiteInfo, unit: Unit, points: Sequence[PointInfo]) -> list[str]:
        """Keep the head of a family, and return its lines up to their numbers."""
        family = GaugeMetricFamily(unit.name, unit.text, labels=POINT_LABELS)
        for point in points:
            family.add_metric(_labels(info, point), 0)
        registry = CollectorRegistry()
        registry.register(_Once(lambda: family))
        helped, typed, *lines = generate_latest(registry).decode().removesuffix("\n").split("\n")
        self._heads[unit.name] = f"{helped}\n{typed}\n"
        return [line.removesuffix("0.0") for line in lines]


class _Once(Collector):
    """A registry takes nothing but a collector."""

    def __init__(self, family: Callable[[], Metric]) -> None:
        self._family = family

    def collect(self) -> Iterator[Metric]:
        """Yield the one family."""
        yield self._family()


def _unit(point: PointInfo) -> Unit:
    return POINT_METRICS[point.quantity]


def _labels(info: SiteInfo, point: PointInfo) -> tuple[str, ...]:
    name = point.tag.removeprefix(f"{point.device}.")
    return (info.id, point.room, point.zone, point.device, name)


def _number(value: float) -> str:
    return f"{floatToGoString(value)}\n"  # type: ignore[no-untyped-call]
