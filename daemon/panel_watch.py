"""When the room's own panel last showed that it draws: for the alarms and for Prometheus."""

from collections.abc import Iterable, Mapping

from prometheus_client.core import GaugeMetricFamily, Metric

from .clock import Clock
from .metric_services import Families
from .model import SiteInfo


class PanelWatch:
    """Keeps the last sign of life. `kiosk`: the site has a panel, so its absence counts at once.

    Without a kiosk nothing is expected until a panel was seen once since the start.
    """

    def __init__(self, clock: Clock, *, kiosk: bool) -> None:
        self._clock = clock
        self._since_t = clock.monotonic() if kiosk else None
        self._seen_s: float | None = None

    def seen(self) -> None:
        """Hear that the panel has drawn a frame just now."""
        self._since_t = self._clock.monotonic()
        self._seen_s = self._clock.utc().timestamp()

    def facts(self) -> Mapping[str, float]:
        """Return for how long no panel was seen, as a fact of `Watched`."""
        if self._since_t is None:
            return {}
        return {"panel_age_s": max(0.0, self._clock.monotonic() - self._since_t)}

    @property
    def seen_s(self) -> float | None:
        """When it was last seen, UTC seconds; None where it never was since the start."""
        return self._seen_s


def panel_families(info: SiteInfo, watch: PanelWatch) -> Families:
    """Return the family of the last sign of life."""

    def families() -> Iterable[Metric]:
        if watch.seen_s is None:
            return
        family = GaugeMetricFamily(
            "roomd_panel_last_seen_timestamp_seconds",
            "When the room's own panel last drew a frame.",
            labels=("site",),
        )
        family.add_metric((info.id,), watch.seen_s)
        yield family

    return families
