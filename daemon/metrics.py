"""`/metrics`: one collector over the newest snapshot, rendered at most once a second.

Control code knows nothing of Prometheus. A service adds its own counters by a function that yields
families.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import Metric
from prometheus_client.registry import Collector

from .clock import Clock
from .metric_control import control_families, output_info
from .metric_families import (
    bus_families,
    device_families,
    room_families,
    site_families,
)
from .metric_points import PointText
from .metric_services import Families, disk_families, info_families
from .model import SiteInfo
from .ports import Live

CACHED_S = 1.0


def make_metrics(
    info: SiteInfo, live: Live, clock: Clock, extra: Sequence[Families] = ()
) -> Callable[[], bytes]:
    """Return the function that renders all metrics as Prometheus text; it never waits."""
    registry = CollectorRegistry()
    registry.register(_SiteCollector(info, live, clock, extra))
    ProcessCollector(registry=registry)
    points = PointText(info)
    text, rendered_t = b"", float("-inf")

    def metrics() -> bytes:
        nonlocal text, rendered_t
        t = clock.monotonic()
        if t - rendered_t >= CACHED_S:
            shown = live.snapshot
            readings = "" if shown is None else points.text(shown, t)
            text = readings.encode() + generate_latest(registry)
            rendered_t = t
        return text

    return metrics


class _SiteCollector(Collector):
    """Everything of ours; asks nobody, reads what the last scan left."""

    def __init__(self, info: SiteInfo, live: Live, clock: Clock, extra: Sequence[Families]) -> None:
        self._info = info
        self._live = live
        self._clock = clock
        self._extra = extra
        self._fixed = (*info_families(info), output_info(info))

    def describe(self) -> Iterable[Metric]:
        """Announce nothing: what is there depends on the snapshot."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Yield all families."""
        yield from self._fixed
        if (snapshot := self._live.snapshot) is not None:
            t = self._clock.monotonic()
            yield from room_families(self._info, snapshot)
            yield from device_families(self._info, snapshot)
            yield from bus_families(self._info, snapshot, t)
            yield from site_families(self._info, snapshot, t)
            yield from control_families(self._info, snapshot)
        yield from disk_families(self._info)
        for families in self._extra:
            yield from families()
