"""What lies between an order and its relay: one frame at a time, and what can go wrong with it."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from daemon.model import Order, Written
from daemon.outputs import ON_LASTS_S
from tests.scenario.agenda import NEVER

LATENCY_S = 0.03
TIMEOUT_S = 0.3


class WireFault(StrEnum):
    """What becomes of one write."""

    LOST = "lost"  # the device never gets it
    ECHO_LOST = "echo_lost"  # the device obeys, its answer is lost
    ECHO_WRONG = "echo_wrong"  # the device obeys, its answer is garbled
    REFUSED = "refused"  # an exception


@dataclass(frozen=True, slots=True)
class Ended:
    """A write that ended at `t`; the daemon reads of it with its next scan."""

    output: str
    on: bool
    t: float
    error: str = ""
    refused: bool = False

    def written(self, shift_s: float) -> Written:
        """Return it in the daemon's time."""
        return Written(
            output=self.output,
            on=self.on,
            t=self.t + shift_s,
            error=self.error,
            refused=self.refused,
        )


class Wire:
    """The queue of writes of one bus. `latency_s` passes until the device obeys, and half of it
    again until its echo is there. An OFF for safety goes before everything that waits. Before a
    hazard is renewed its device is asked, and it is left alone where it is out."""

    def __init__(
        self,
        apply: Callable[[Order], None],
        echoed: Callable[[Order], None],
        deaf: Callable[[Order], bool],
        out: Callable[[Order], bool],
    ) -> None:
        self.latency_s = LATENCY_S
        self.renewable_t: dict[str, float] = {}  # until when a hazard that is on may be renewed
        self.bad_t = float("-inf")  # when a write went wrong last
        self.faults: deque[WireFault] = deque()
        self._ended: list[Ended] = []
        self._apply, self._echoed, self._deaf, self._out = apply, echoed, deaf, out
        self._waiting: list[tuple[Order, float]] = []  # with the latest time to send it
        self._flying: tuple[float, Order, WireFault | None] | None = None
        self._free_t = 0.0

    def send(self, orders: Iterable[Order], t: float) -> None:
        """Queue orders; a newer one for an output takes the place of one that still waits."""
        for order in orders:
            latest_t = t + ON_LASTS_S if order.on else NEVER
            latest_t = min(latest_t, self.renewable_t.get(order.output, NEVER))
            self._waiting = [w for w in self._waiting if w[0].output != order.output]
            self._waiting.append((order, latest_t))
        self._waiting.sort(key=lambda waiting: not waiting[0].safety)
        self._begin(t)

    def mend(self, t: float) -> None:
        """Be as fast as new from `t` on."""
        if self.latency_s > LATENCY_S:
            self.bad_t = t
        self.latency_s = LATENCY_S

    def forget(self) -> None:
        """Drop what the daemon had not sent yet; what is on the wire arrives."""
        self._waiting.clear()
        self.renewable_t.clear()
        self._ended.clear()

    def taken(self, t: float) -> list[Ended]:
        """Return what ended up to `t`, once."""
        ended = [end for end in self._ended if end.t <= t]
        self._ended = [end for end in self._ended if end.t > t]
        return ended

    @property
    def next_t(self) -> float:
        """When something happens on the wire."""
        if self._flying is not None:
            return self._flying[0]
        return self._free_t if self._waiting else NEVER

    @property
    def is_idle(self) -> bool:
        """Whether nothing waits, flies, or ended without the daemon knowing it."""
        return not (self._waiting or self._flying or self._ended)

    def run(self, t: float) -> None:
        """Let happen what is due at `t`."""
        if self._flying is not None and self._flying[0] <= t:
            _, order, fault = self._flying
            self._flying = None
            self._arrive(order, fault, t)
        self._begin(t)

    def _begin(self, t: float) -> None:
        while self._flying is None and self._waiting and self._free_t <= t:
            order, latest_t = self._waiting.pop(0)
            if t > latest_t:
                self._ended.append(Ended(order.output, order.on, t, "came too late"))
                continue
            if order.on and order.output in self.renewable_t and self._out(order):
                self._ended.append(Ended(order.output, order.on, t, "reads off"))
                continue
            fault = WireFault.LOST if self._deaf(order) else None
            if fault is None and self.faults:
                fault = self.faults.popleft()
            self._flying = (t + self.latency_s, order, fault)

    def _arrive(self, order: Order, fault: WireFault | None, t: float) -> None:
        if self._deaf(order):
            fault = WireFault.LOST
        if fault not in (WireFault.LOST, WireFault.REFUSED):
            self._apply(order)
        waits_s = TIMEOUT_S if fault in (WireFault.LOST, WireFault.ECHO_LOST) else 0.0
        self._free_t = t + self.latency_s / 2 + waits_s
        refused = fault is WireFault.REFUSED
        if fault is None:
            self._echoed(order)
        else:
            self.bad_t = self._free_t
        self._ended.append(Ended(order.output, order.on, self._free_t, ERRORS[fault], refused))


ERRORS: Mapping[WireFault | None, str] = {
    None: "",
    WireFault.LOST: "no reply",
    WireFault.ECHO_LOST: "no reply",
    WireFault.ECHO_WRONG: "bad reply",
    WireFault.REFUSED: "exception 4",
}
