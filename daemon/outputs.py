"""The only way from a decision to a wire; with `control/interlocks.py` it is the safety argument.

Hazard: a lamp or an ozone generator burns while somebody is inside, because an OFF came late or
because this program, its machine or its cable is gone. What is done about it:

1. No hazard is latched. Its ON starts the timer of the device itself (`drivers.gate`), and only a
   scan that decides ON again renews it: whatever ends the scans ends the hazard.
2. An OFF waits for nothing of ours. It takes back an ON that still waits for the bus, and goes
   before everything else there.
3. An ON is worth something for `ON_LASTS_S` only, and only for a device that was identified since
   the link was opened. A process that was held up does not send what it had decided before. A
   renewal is not sent once the device's timer may have run out: what went out stays out.
4. Before each renewal the device is asked, and renewed only if it says ON right then. A board that
   lost its supply for a moment, too short for a poll to notice, is not lit again, unless it lost
   and regained it within the few hundredths of a second from its answer to our renewal.
5. `drive_safe` is the last thing that happens to a bus. It trusts nothing of what is written here:
   it tells every hazard OFF, whatever it believes of it.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterable

from drivers.errors import DriverError, RefusedError, Trouble, WriteForbiddenError
from drivers.jobs import Rank

from .clock import Clock
from .control.feedback import said
from .control.interlocks import is_hazard
from .image import ImageWriter
from .model import Order, Written
from .way import Way

ON_LASTS_S = 1.0
TIMER_MARGIN_S = 0.7  # a renewal that comes later could find the hazard out, and light it again
SAFE_S = 0.9  # for all that is told on the way out
SAFE_TRIES = 2

log = logging.getLogger(__name__)


class WentOutError(DriverError):
    """A hazard that was told ON does not read ON: it is not renewed."""

    kind = Trouble.WENT_OUT


class Outputs:
    """Carries orders out, one small driver an output; `run` must be running."""

    def __init__(self, ways: Iterable[Way], image: ImageWriter, clock: Clock) -> None:
        self._clock = clock
        self._written: list[Written] = []
        self._drivers = {
            way.settings.id: _Driver(way, image, clock, self._written.append) for way in ways
        }

    def carry(self, orders: Iterable[Order]) -> None:
        """Take orders; never waits. A newer order takes the place of one that waits."""
        for order in orders:
            self._drivers[order.output].carry(order)

    def taken(self) -> tuple[Written, ...]:
        """Return how orders ended since this was asked last; one that was replaced has no end."""
        written = tuple(self._written)
        self._written.clear()
        return written

    def waits_s(self) -> float:
        """Return for how long the oldest order has been on its way."""
        t = self._clock.monotonic()
        return max((t - d.since for d in self._drivers.values() if d.since is not None), default=0)

    async def run(self) -> None:
        """Carry until cancelled; raise only on a bug."""
        async with asyncio.TaskGroup() as group:
            for name, driver in self._drivers.items():
                group.create_task(driver.write(), name=f"write {name}")
                group.create_task(driver.verify(), name=f"verify {name}")

    async def drive_safe(self) -> None:
        """Tell every hazard OFF, and every output that would not fall off by itself.

        Ends within `SAFE_S`; the buses must be running. A climate output with a timer of its own
        is left to it, so that a restart makes no edge.
        """
        async with asyncio.TaskGroup() as group:
            for driver in self._drivers.values():
                output = driver.way.settings
                if is_hazard(output) or output.dead_man_s is None:
                    group.create_task(driver.drive_off())


class _Driver:
    """Brings the newest order of one output to its device, and looks what came of it."""

    def __init__(
        self, way: Way, image: ImageWriter, clock: Clock, ended: Callable[[Written], None]
    ) -> None:
        self.way = way
        self.since: float | None = None  # since when an order is on its way
        self._image = image
        self._clock = clock
        self._ended = ended
        self._waiting: Order | None = None
        self._sending: Order | None = None
        self._hold: asyncio.Timeout | None = None  # on what is being sent
        self._ordered = asyncio.Event()
        self._changed = asyncio.Event()
        self._echoed: bool | None = None  # the command that the device echoed last
        self._echoed_t = 0.0
        self._told = ""  # what was logged and is not over
        self._settled_t = 0.0  # from then on the feedback tells of that command

    def carry(self, order: Order) -> None:
        """Take an order; an OFF does not wait for what this output still sends."""
        self._waiting = order
        self.since = self._clock.monotonic() if self.since is None else self.since
        self._ordered.set()
        if self._hold and self._sending and _overtakes(order, self._sending):
            self._hold.reschedule(asyncio.get_running_loop().time())
            self._hold = None

    async def write(self) -> None:
        """Write one order after the other until cancelled."""
        while True:
            await self._ordered.wait()
            self._ordered.clear()
            self._sending, self._waiting = self._waiting, None
            if self._sending:
                await self._send(self._sending)
            self.since = self._clock.monotonic() if self._waiting else None

    async def _send(self, order: Order) -> None:
        try:
            async with asyncio.timeout(None) as self._hold:
                await (self._on() if order.on else self._off(safety=order.safety))
        except DriverError as err:
            self._end(order, err)
        except TimeoutError:
            pass  # overtaken: taken back, or on the wire before what comes now
        else:
            self._end(order, None)
            self._echoed_t = self._clock.monotonic()
            if self._echoed is not order.on:
                self._echoed = order.on
                self._settled_t = self._echoed_t + self.way.settings.settle_s
                self._changed.set()
        finally:
            self._hold = self._sending = None

    async def _on(self) -> None:
        way = self.way
        latest = self._clock.monotonic() + ON_LASTS_S
        if self._echoed and is_hazard(way.settings) and way.settings.dead_man_s is not None:
            latest = min(latest, self._echoed_t + way.settings.dead_man_s - TIMER_MARGIN_S)
            await self._burns_still()
        await way.bus.write(
            way.unit_id,
            way.settings.write,
            way.settings.on_value,
            Rank.OPERATOR_WRITE,
            opening=way.opening(),
            latest=latest,
        )

    async def _burns_still(self) -> None:
        """Return if the device says right now that a hazard is ON.

        Raises WentOutError, and what `Way.feedback` raises: no answer is no leave to renew.
        """
        due = max(self._settled_t, self._clock.monotonic())
        sample = await self.way.feedback(due, Rank.INTERLOCK)  # a door that is due goes first
        self._image.accept(self.way.settings.device, (sample,))
        if said(self.way.settings, sample.value) is not True:
            raise WentOutError("reads off, or neither on nor off: not renewed")

    async def _off(self, *, safety: bool) -> None:
        way, rank = self.way, Rank.SAFETY_WRITE if safety else Rank.OPERATOR_WRITE
        await way.bus.write(way.unit_id, way.settings.write, way.settings.off_value, rank)

    def _end(self, order: Order, err: DriverError | None) -> None:
        if err is not None and str(err) != self._told:
            log.warning("%s: not written: %s", order.output, err)
        self._told = str(err or "")
        self._ended(
            Written(
                output=order.output,
                on=order.on,
                t=self._clock.monotonic(),
                error="" if err is None else err.trouble.value,
                refused=isinstance(err, WriteForbiddenError)
                or (isinstance(err, RefusedError) and err.code in RefusedError.CONFIGURATION),
            )
        )

    async def verify(self) -> None:
        """Read the feedback after every change of the command; the poll says what is wrong."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            with contextlib.suppress(DriverError):
                self._image.accept(
                    self.way.settings.device, (await self.way.feedback(self._settled_t),)
                )

    async def drive_off(self) -> None:
        """Tell the device OFF, whatever is believed of it; never raises DriverError."""
        output, failure = self.way.settings, "no time left"
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SAFE_S):
                for _ in range(SAFE_TRIES):
                    try:
                        await self._off(safety=is_hazard(output))
                    except DriverError as err:
                        failure = str(err)
                    else:
                        return
        log.warning("%s: not told off on the way out: %s", output.id, failure)


def _overtakes(order: Order, sending: Order) -> bool:
    """Return whether `order` need not wait for the end of `sending` of the same output."""
    return not order.on and (sending.on or (order.safety and not sending.safety))
