"""The scan loop: freeze the image, decide, carry out, show; the watchdog is fed by nothing else."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from .clock import Clock
from .control.scan import scan
from .control.settings import Settings
from .control.state import ControlState
from .control.view import Inputs
from .image import ImageWriter
from .live import LatestSnapshot
from .model import BusHealth, DeviceHealth, ProcessImage, RoomMeasures, Snapshot, Watched
from .notify import Notifier
from .operator import Desk
from .outputs import Outputs
from .poller import next_due
from .store.ledger import Ledger

log = logging.getLogger(__name__)

BRISK_S = 0.2  # the most between two scans while a hazard is live, or something has changed
STALLED_S = 10.0  # a bus or output that did not get on for so long starves the watchdog


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """What a scan acts upon."""

    outputs: Outputs
    desk: Desk
    ledger: Ledger
    live: LatestSnapshot
    notifier: Notifier


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """Where the scan looks beside the image; every one answers at once.

    `facts`, `measures` (by room) and `calibration` (seconds left, by tag) are as in `Watched`.
    """

    devices: Callable[[], Mapping[str, DeviceHealth]]
    buses: Callable[[], Mapping[str, BusHealth]]
    services: Callable[[], Mapping[str, str]]
    listeners: Iterable[Callable[[ProcessImage], None]]
    facts: Callable[[], Mapping[str, float]] = dict
    measures: Callable[[], Mapping[str, RoomMeasures]] = dict
    calibration: Callable[[], Mapping[str, float]] = dict

    def watched(self, buses: Mapping[str, BusHealth]) -> Watched:
        """Return how all goes now, given how the buses go."""
        return Watched(
            devices=self.devices(),
            buses=buses,
            services=self.services(),
            facts=self.facts(),
            calibration_left_s=self.calibration(),
            rooms=self.measures(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanTiming:
    """How punctual the scan is. Seconds; `slips` counts scan times that were left out."""

    scans: int = 0
    slips: int = 0
    duration_s: float = 0.0
    lag_s: float = 0.0
    worst_lag_s: float = 0.0


class Scanner:
    """Runs one scan a period on an absolute schedule, and one at once when it is woken.

    Whoever sets `woken` wakes it; what only changes brings the next scan forward, to BRISK_S after
    the one before. `settings` may be replaced between two scans.
    """

    def __init__(
        self,
        image: ImageWriter,
        settings: Settings,
        state: ControlState,
        ends: Ends,
        observed: Observed,
        woken: asyncio.Event,
        clock: Clock,
    ) -> None:
        self.timing = ScanTiming()
        self.settings = settings
        self._image = image
        self._state = state
        self._ends = ends
        self._observed = observed
        self._clock = clock
        self._woken = woken
        self._nudge: asyncio.TimerHandle | None = None
        self._scanned_t = clock.monotonic()

    def stir(self) -> None:
        """Bring the next scan forward: there is something new to show."""
        if self._nudge is None:
            soon = self._scanned_t + BRISK_S
            self._nudge = asyncio.get_running_loop().call_at(soon, self._woken.set)

    async def run(self, period_s: float) -> None:
        """Scan until cancelled; raise only on a bug."""
        origin = due = self._clock.monotonic()
        while True:
            woken = await self._woken_before(due)
            started = self._scanned_t = self._clock.monotonic()
            self._calm()
            brisk = self._scan_once()
            now = self._clock.monotonic()
            every_s = min(period_s, BRISK_S) if brisk else period_s
            following = next_due(origin, every_s, now if woken else max(now, due))
            if not woken or started >= due:
                self._time(started - due, now - started, round((following - due) / every_s) - 1)
            due = following

    async def _woken_before(self, due: float) -> bool:
        """Return at `due`, or as soon as somebody wakes the scan, and whether so."""
        try:
            async with asyncio.timeout_at(due):
                await self._woken.wait()
        except TimeoutError:
            return False
        self._woken.clear()
        return True

    def _calm(self) -> None:
        if self._nudge is not None:
            self._nudge.cancel()
            self._nudge = None

    def _scan_once(self) -> bool:
        """Scan, and carry the orders out before anything else; return whether a hazard is live."""
        ends, observed = self._ends, self._observed
        image, buses = self._image.freeze(), observed.buses()
        watched = observed.watched(buses)
        inputs = Inputs(
            image=image,
            acts=ends.desk.taken(),
            written=ends.outputs.taken(),
            ledger_sound=ends.ledger.sound,
            down=frozenset(name for name, bus in buses.items() if not bus.up),
            watched=watched,
        )
        result, self._state = scan(inputs, self.settings, self._state)
        ends.outputs.carry(result.orders)
        number = ends.ledger.offer(result, self._state)
        snapshot = Snapshot(
            result=result,
            devices=watched.devices,
            buses=buses,
            services=watched.services,
            measures=watched.rooms,
        )
        ends.live.swap(snapshot)
        for listener in observed.listeners:
            listener(image)
        ends.desk.answer(result.answers, number)
        if result.seq == 1:
            ends.notifier.ready()
        going = all(image.t - bus.progress_t < STALLED_S for bus in buses.values())
        if going and ends.outputs.waits_s() < STALLED_S:
            ends.notifier.watchdog()
        return result.brisk

    def _time(self, lag_s: float, duration_s: float, slips: int) -> None:
        if slips > 0 and not self.timing.slips:
            log.warning("a scan came late and %d scan times were left out", slips)
        self.timing = replace(
            self.timing,
            scans=self.timing.scans + 1,
            slips=self.timing.slips + max(0, slips),
            duration_s=duration_s,
            lag_s=lag_s,
            worst_lag_s=max(self.timing.worst_lag_s, lag_s),
        )
