"""What all transports share: the devices of one line, its counters, its part of the truth log."""

import threading
import time
from collections.abc import Mapping
from typing import Any, Protocol

from .framing import Asked, Framing, Mbap, Rtu
from .scenario import LineSpec
from .station import Conversation, Sent, Station
from .truth import Truth, TruthKind


class Line(Protocol):
    """One bus that can be pulled out and put back."""

    service: "Service"

    def plug(self) -> None:
        """Begin to serve. Raises OSError."""

    def unplug(self) -> None:
        """Take the line away; nothing is served until `plug`."""

    def inject(self, frame: bytes) -> None:
        """Put bytes on the line that nobody asked for."""

    def place(self) -> dict[str, Any]:
        """Return where a master finds the line, as plain JSON values."""


class Service:
    """Answers the requests of one line."""

    def __init__(self, spec: LineSpec, stations: Mapping[int, Station], truth: Truth) -> None:
        self.spec = spec
        self.stations = stations
        self.framing: Framing = (
            Mbap(zero_tid=spec.tid == "zero") if spec.transport == "tcp" else Rtu()
        )
        self.early = 0  # requests that came before the silence was over
        self.unknown = 0  # requests to a unit id that nobody has
        self.unreadable = 0  # frames with a bad CRC or header
        self._counting = threading.Lock()  # connections share the counters
        self._truth = truth
        self._logged = truth.wants(TruthKind.REQUEST)

    def serve(self, asked: Asked, talk: Conversation, now_ns: int, *, early: bool = False) -> Sent:
        """Return what goes out for one request; a broadcast is obeyed and never answered."""
        if early:
            with self._counting:
                self.early += 1
        station = self.stations.get(asked.unit_id)
        if station is not None:
            if early and station.spec.strict_gap:
                return Sent(truth={"ignored": True})
            return station.serve(asked, self.framing, talk, now_ns, truth=self._logged)
        if asked.unit_id == 0 and self.framing.has_crc:
            for each in self.stations.values():
                each.serve(asked, self.framing, Conversation(), now_ns, truth=False)
            return Sent(truth={"broadcast": True})
        with self._counting:
            self.unknown += 1
        return Sent(truth={"unknown": True})

    def note(
        self, asked: Asked, sent: Sent, first_ns: int, last_ns: int | None, **more: Any
    ) -> None:
        """Log one request once it is answered; `last_ns` is the moment of the last reply byte."""
        if not self._logged:
            return
        station = self.stations.get(asked.unit_id)
        self._truth.log(
            TruthKind.REQUEST,
            first_ns,
            line=self.spec.id,
            device=None if station is None else station.spec.id,
            unit_id=asked.unit_id,
            tid=asked.tid,
            function=asked.pdu[0],
            address=int.from_bytes(asked.pdu[1:3], "big"),
            count=int.from_bytes(asked.pdu[3:5], "big"),
            request=asked.pdu.hex(),
            sent=[burst.frame.hex() for burst in sent.bursts],
            late_s=sent.late_s,
            last_ns=last_ns,
            **sent.truth,
            **more,
        )

    def event(self, what: str, **facts: Any) -> None:
        """Log something about the line itself."""
        self._truth.log(TruthKind.LINE, time.monotonic_ns(), line=self.spec.id, event=what, **facts)

    def misread(self, frame: bytes) -> None:
        """Count a frame that nobody can read."""
        with self._counting:
            self.unreadable += 1
        self.event("unreadable", frame=frame.hex())

    def stats(self) -> dict[str, Any]:
        """Return the counters of the line and its devices."""
        now_ns = time.monotonic_ns()
        devices = {
            station.spec.id: {
                "requests": station.requests,
                "hits": dict(station.hits),
                "faults": station.active(now_ns),
            }
            for station in self.stations.values()
        }
        return {
            "requests": self.unknown + sum(each.requests for each in self.stations.values()),
            "early": self.early,
            "unknown": self.unknown,
            "unreadable": self.unreadable,
            "devices": devices,
        }
