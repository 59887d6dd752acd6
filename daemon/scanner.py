"""The scan loop: freeze the image, decide, show; the watchdog is fed by nothing else."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from .clock import Clock
from .control.scan import ControlState, scan
from .image import ImageWriter
from .live import LatestSnapshot
from .model import BusHealth, DeviceHealth, ProcessImage, SiteInfo, Snapshot
from .notify import Notifier
from .poller import next_due

log = logging.getLogger(__name__)

STALLED_S = 10.0  # a bus task that did not go round for so long starves the watchdog


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """Where the scan looks beside the image; every one answers at once."""

    devices: Callable[[], Mapping[str, DeviceHealth]]
    buses: Callable[[], Mapping[str, BusHealth]]
    services: Callable[[], Mapping[str, str]]
    listeners: Iterable[Callable[[ProcessImage], None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanTiming:
    """How punctual the scan is. Seconds; `slips` counts scan times that were left out."""

    scans: int = 0
    slips: int = 0
    duration_s: float = 0.0
    lag_s: float = 0.0
    worst_lag_s: float = 0.0


class Scanner:
    """Runs one scan a period on an absolute schedule."""

    def __init__(
        self,
        image: ImageWriter,
        site: SiteInfo,
        live: LatestSnapshot,
        observed: Observed,
        notifier: Notifier,
        clock: Clock,
    ) -> None:
        self.timing = ScanTiming()
        self._image = image
        self._site = site
        self._live = live
        self._observed = observed
        self._notifier = notifier
        self._clock = clock
        self._state = ControlState()

    async def run(self, period_s: float) -> None:
        """Scan until cancelled; raise only on a bug."""
        origin = due = self._clock.monotonic()
        while True:
            await self._clock.sleep_until(due)
            started = self._clock.monotonic()
            self._scan_once()
            now = self._clock.monotonic()
            following = next_due(origin, period_s, max(now, due))
            self._time(started - due, now - started, round((following - due) / period_s) - 1)
            due = following

    def _scan_once(self) -> None:
        image = self._image.freeze()
        result, self._state = scan(image, self._site, self._state)
        buses = self._observed.buses()
        self._live.swap(
            Snapshot(
                result=result,
                devices=self._observed.devices(),
                buses=buses,
                services=self._observed.services(),
            )
        )
        for listener in self._observed.listeners:
            listener(image)
        if result.seq == 1:
            self._notifier.ready()
        if all(image.t - bus.progress_t < STALLED_S for bus in buses.values()):
            self._notifier.watchdog()

    def _time(self, lag_s: float, duration_s: float, slips: int) -> None:
        if slips and not self.timing.slips:
            log.warning("a scan came late and %d scan times were left out", slips)
        self.timing = replace(
            self.timing,
            scans=self.timing.scans + 1,
            slips=self.timing.slips + slips,
            duration_s=duration_s,
            lag_s=lag_s,
            worst_lag_s=max(self.timing.worst_lag_s, lag_s),
        )
