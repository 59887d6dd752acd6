"""Keeps one device's readings fresh, and a dead device from costing the others their pace."""

import logging
import math
from collections import Counter
from dataclasses import dataclass

from drivers.device import Asking, Device
from drivers.errors import BadReplyError, DriverError, LinkDownError, NoReplyError
from drivers.jobs import PATIENCE_S, Rank

from .clock import Clock
from .image import ImageWriter, why_of
from .model import DeviceHealth, Why

log = logging.getLogger(__name__)

DEAD_SHARE = 0.05  # of the bus time that one dead device may take
BACKOFF_MOST_S = 60.0
SURE_FAILURES = 2  # so many in a row withdraw the values
PASSING = (NoReplyError, BadReplyError)  # what a single disturbance of the wire can cause


def backoff_s(failures: int, cost_s: float) -> float:
    """Return how long to leave a device alone after so many failures in a row.

    The first failure is repeated at once; then the wait doubles from 2 s to 60 s, and is never so
    short that the device takes more than its share of the bus.
    """
    if failures < SURE_FAILURES:
        return 0.0
    return min(BACKOFF_MOST_S, max(2.0 ** min(failures - 1, 6), cost_s / DEAD_SHARE))


def next_due(origin: float, poll_s: float, now: float) -> float:
    """Return the first time after `now` on the absolute schedule; missed ones are left out."""
    return origin + (math.floor((now - origin) / poll_s) + 1) * poll_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How one device is polled. Interlock inputs are never backed off."""

    poll_s: float
    interlock: bool


class Poller:
    """Polls one device for ever on an absolute schedule."""

    def __init__(
        self, name: str, device: Device, pace: Pace, image: ImageWriter, clock: Clock
    ) -> None:
        self.name = name
        self.slips = 0
        self._device = device
        self._pace = pace
        self._image = image
        self._clock = clock
        self._polls = 0
        self._failed_polls = 0
        self._failures = 0  # in a row, not counting times when the link was down
        self._opening = -1  # the opening of the link in which the identity was checked
        self._error: DriverError | None = None
        self._told = ""  # what was logged and is not over
        self._tags = tuple(device.profile.points)
        self._brisk = tuple(p.tag for p in device.profile.point if p.poll == "normal")
        self._doubted: Counter[str] = Counter()  # failures in a row of single points
        self._due = 0.0

    async def run(self) -> None:
        """Poll until cancelled; raise only on a bug."""
        origin = self._due = self._clock.monotonic()
        while True:
            error = await self._attempt()
            now = self._clock.monotonic()
            self._polls += 1
            self._note(error)
            if error is None or isinstance(error, LinkDownError) or self._pace.interlock:
                planned = self._due + self._pace.poll_s
                self._due = next_due(origin, self._pace.poll_s, max(now, self._due))
                self.slips += max(0, round((self._due - planned) / self._pace.poll_s))
            else:
                cost_s = self._device.bus.failure_cost_s(self._device.unit_id)
                self._due = now + backoff_s(self._failures, cost_s)

    def opening(self) -> int:
        """Return in which opening of the link the device was identified; negative in doubt."""
        return self._opening if self._failures < SURE_FAILURES else -1

    @property
    def health(self) -> DeviceHealth:
        """How polling goes now."""
        latency = self._device.bus.units.of(self._device.unit_id).latency
        waits = self._failures >= SURE_FAILURES and not self._pace.interlock
        return DeviceHealth(
            online=self._error is None and self._polls > 0,
            why=Why.WAITING_FOR_INITIAL_DATA if not self._polls else self._why,
            trouble="" if self._error is None else self._error.trouble.value,
            polls=self._polls,
            failures=self._failed_polls,
            latency_s=latency.filtered_s,
            next_try_s=max(0.0, self._due - self._clock.monotonic()) if waits else None,
        )

    @property
    def _why(self) -> Why:
        return Why.NONE if self._error is None else why_of(self._error)

    @property
    def _asking(self) -> Asking:
        """How the next request is asked.

        A failed poll is repeated in the slack before the next one, else with it. A dead interlock
        input keeps its period but shares the bus with the other polls.
        """
        if self._pace.interlock:
            rank = Rank.POLL if self._failures >= SURE_FAILURES else Rank.INTERLOCK
            return Asking(rank=rank, due=self._due, opening=self._opening)
        if not self._failures:
            return Asking(rank=Rank.POLL, due=self._due, opening=self._opening)
        patience_s = PATIENCE_S if self._failures >= SURE_FAILURES else self._pace.poll_s
        return Asking(
            rank=Rank.PROBE,
            due=self._due,
            patience_s=min(PATIENCE_S, patience_s),
            opening=self._opening,
        )

    async def _attempt(self) -> DriverError | None:
        """Check the identity where it is in doubt, then read; return what failed."""
        try:
            await self._identify()
        except DriverError as err:
            return err
        found = await self._device.poll(self._asking)
        self._image.accept(self.name, found.samples)
        for sample in found.samples:
            self._doubted.pop(sample.tag, None)
        for tag, error in found.errors.items():
            self._doubted[tag] += 1
            sure = self._doubted[tag] >= SURE_FAILURES or not isinstance(error, PASSING)
            self._image.doubt(self.name, (tag,), why_of(error), sure=sure)
        return found.failure

    async def _identify(self) -> None:
        """Check the identity after the link was opened and after failures; raises DriverError."""
        opens = self._device.bus.counters
        again = self._failures >= SURE_FAILURES
        while again or self._opening != opens.opens:
            before = max(1, opens.opens)  # before the first opening nothing is answered
            await self._device.identify(self._asking.rank, self._due)
            again = False
            if opens.opens == before:
                self._opening = before

    def _note(self, error: DriverError | None) -> None:
        """Count, lower the readings' quality, and log the transition."""
        self._error = error
        if error is None:
            if self._told:
                log.info("%s: answers again after %d failed tries", self.name, self._failures)
            self._failures, self._told = 0, ""
            return
        self._failed_polls += 1
        if isinstance(error, LinkDownError):  # the bus says it once for all its devices
            self._image.doubt(self.name, self._tags, self._why, sure=True)
            return
        self._failures += 1
        sure = self._failures >= SURE_FAILURES or not isinstance(error, PASSING)
        self._image.doubt(self.name, self._tags if sure else self._brisk, self._why, sure=sure)
        if sure and str(error) != self._told:
            self._told = str(error)
            log.warning("%s (unit %d): %s", self.name, self._device.unit_id, error)
