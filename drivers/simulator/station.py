"""One device on a line: its registers, its faults, and what it sends back to a request."""

import random
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from drivers.profile import Point
from drivers.vocabulary import Space

from .device import ProfileDevice, SilentError
from .distort import distorted
from .faults import CONTACT, VALUE, WRITES, Active, FaultSpec, Kind
from .framing import Asked, Framing
from .mangle import Answer, Burst, mangled_answer, mangled_frame
from .pdu import DEVICE_FAILURE, READS, Bank, answer, values_in
from .scenario import DeviceSpec


@dataclass(frozen=True, slots=True)
class Sent:
    """What goes out for one request: bursts, at once or `late_s` later beside other replies."""

    bursts: tuple[Burst, ...] = ()
    late_s: float | None = None
    truth: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Conversation:
    """What one connection, or one serial line, remembers."""

    previous: bytes | None = None  # the good frame of the last request


class Distorted:
    """A bank that shows faulty values and still writes to the true one."""

    def __init__(self, device: ProfileDevice, faults: Sequence[Active], hour: float) -> None:
        self._device = device
        self._points: tuple[Point, ...] = device.profile.point
        self._faults = faults
        self._hour = hour
        self.write = device.write
        self.command = device.command

    def read(self, space: Space, address: int, count: int) -> Sequence[int]:
        """Return what the faulty device shows."""
        true = self._device.read(space, address, count)
        return distorted(self._points, self._faults, self._hour, space, address, true)


class Station:
    """A device with its unit id, latency and active faults; `lock` guards all of it."""

    def __init__(self, spec: DeviceSpec, bank: Bank, hour: Callable[[], float], seed: int) -> None:
        self.spec = spec
        self.bank = bank
        self.lock = threading.Lock()
        self.requests = 0
        self.hits: Counter[str] = Counter()
        self._faults: list[Active] = []
        self._hour = hour
        self._rng = random.Random(f"{seed} {spec.id}")

    @property
    def device(self) -> ProfileDevice:
        """The registers of a device with a profile. Raises ValueError for a bench device."""
        if not isinstance(self.bank, ProfileDevice):
            raise ValueError(f"{self.spec.id} has no profile")  # noqa: TRY004 - a wrong command
        return self.bank

    def add(self, spec: FaultSpec, now_ns: int) -> None:
        """Put a fault to work. Raises ValueError where the device can't have it."""
        if spec.kind in VALUE or spec.kind in CONTACT:
            known = {*self.device.profile.points, *self.device.outputs}
            if spec.tag is not None and spec.tag not in known:
                raise ValueError(f"{self.spec.id} has no tag {spec.tag}")
        with self.lock:
            self._faults.append(Active(spec, now_ns, self._hour(), self._rng))

    def clear(self) -> None:
        """End all faults and release pinned registers."""
        with self.lock:
            self._faults.clear()
            if isinstance(self.bank, ProfileDevice):
                self.bank.pinned.clear()

    def contact(self, tag: str, now_ns: int) -> float:
        """Return what the output `tag` truly does: its value, unless its contact is faulty."""
        for fault in self._faults:
            if fault.spec.kind in CONTACT and fault.spec.tag == tag and not fault.over(now_ns):
                return float(CONTACT[fault.spec.kind])
        return self.device.commanded(tag)

    def active(self, now_ns: int) -> list[str]:
        """Return the kinds of the faults at work."""
        return [fault.spec.kind for fault in self._faults if not fault.over(now_ns)]

    def serve(
        self,
        asked: Asked,
        framing: Framing,
        talk: Conversation,
        now_ns: int,
        *,
        truth: bool,
    ) -> Sent:
        """Return what goes out for one request; `truth` asks for the facts of the log as well."""
        with self.lock:
            self.requests += 1
            if isinstance(self.bank, ProfileDevice):
                self.bank.expire(now_ns)
            if not self._faults and not truth:
                return self._plain(asked, framing, talk)
            return self._faulty(asked, framing, talk, now_ns)

    def _plain(self, asked: Asked, framing: Framing, talk: Conversation) -> Sent:
        try:
            frame = framing.frame(asked.unit_id, asked.tid, answer(self.bank, asked.pdu))
        except SilentError:
            self.hits["forbidden"] += 1
            return Sent()
        talk.previous = frame
        return Sent((Burst(self.spec.latency_s, frame),))

    def _faulty(self, asked: Asked, framing: Framing, talk: Conversation, now_ns: int) -> Sent:
        function = asked.pdu[0]
        self._faults = [fault for fault in self._faults if not fault.over(now_ns)]
        firing = [fault for fault in self._faults if fault.fires(function)]
        kinds = {fault.spec.kind for fault in firing}
        self.hits.update(kinds)
        truth: dict[str, Any] = {"faults": sorted(kinds), "values": [], "executed": False}
        good, executed = self._executed(asked, firing, truth)
        truth["executed"] = executed
        if good is None:
            return Sent(truth=truth)
        frame = framing.frame(asked.unit_id, asked.tid, good)
        if Kind.MUTE in kinds:
            talk.previous = frame
            return Sent(truth=truth)
        lie = mangled_answer(Answer(asked.unit_id, asked.tid, good), firing)
        bursts = mangled_frame(framing.frame(lie.unit_id, lie.tid, lie.pdu), firing, talk.previous)
        talk.previous = frame
        delay_s = self.spec.latency_s + _seconds(firing, Kind.DELAY)
        late_s = _seconds(firing, Kind.LATE) if Kind.LATE in kinds else None
        bursts = (bursts[0]._replace(after_s=delay_s), *bursts[1:])
        return Sent(bursts, late_s, truth)

    def _executed(
        self, asked: Asked, firing: Sequence[Active], truth: dict[str, Any]
    ) -> tuple[bytes | None, bool]:
        """Return the device's own answer, as faulty values have it, and whether it acted."""
        function = asked.pdu[0]
        for fault in firing:
            match fault.spec.kind:
                case Kind.SILENCE:
                    return None, False
                case Kind.EXCEPTION | Kind.WRITE_REFUSED:
                    code = fault.spec.code or DEVICE_FAILURE
                    return bytes((function | 0x80, code)), False
                case Kind.WRITE_IGNORED:
                    return asked.pdu[:5], False
                case _:
                    pass
        try:
            good = answer(self.bank, asked.pdu)
        except SilentError as hang:
            self.hits["forbidden"] += 1
            truth["forbidden"] = str(hang)
            return None, False
        if function in READS and len(asked.pdu) == 5:  # noqa: PLR2004 - function, address, count
            truth["values"] = values_in(good, int.from_bytes(asked.pdu[3:5], "big"))
            lies = [fault for fault in firing if fault.spec.kind in VALUE]
            if lies:
                return answer(Distorted(self.device, lies, self._hour()), asked.pdu), True
        return good, function in READS or (function in WRITES and not good[0] & 0x80)


def _seconds(firing: Sequence[Active], kind: Kind) -> float:
    return sum(fault.spec.seconds or 0.0 for fault in firing if fault.spec.kind is kind)
