"""The engine of one link: one task, one request in flight, every reply checked.

Writes go first, then verification, interlock inputs, polls by due time, probes in the slack. After
a timeout or a wrong reply on a wire that can mix replies up, the bus keeps quiet for as long as
the slowest device may take, throws away what arrives, and drops that unit's next reply.
"""

import asyncio
import logging
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from .errors import BadReplyError, DriverError, LinkDownError, NoReplyError, RefusedError
from .gate import WriteGate
from .jobs import Job, JobQueue, Rank
from .latency import Latency
from .line import data_bytes
from .link import Endpoint, claim, open_link
from .profile import Profile
from .request import Read, Request
from .wire import Wire, WireCounters

HEARTBEAT_S = 1.0
REOPEN_FIRST_S = 1.0
REOPEN_MOST_S = 30.0
SILENT_REQUESTS = 4  # so many in a row unanswered on TCP: the connection is half open
DEFAULT_WORST_S = 0.3

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class BusCounters:
    """Counts since start. `busy_s` includes the quiet time after a failure."""

    no_replies: int = 0
    bad_replies: int = 0
    refusals: int = 0
    dropped_samples: int = 0
    opens: int = 0
    busy_s: float = 0.0


@dataclass(slots=True, kw_only=True)
class Unit:
    """What the bus remembers of one unit id. Times in monotonic seconds."""

    latency: Latency
    min_gap_s: float = 0.0
    last_t: float = 0.0
    doubtful: bool = False  # its next reply may belong to an earlier request
    busy_s: float = 0.0


class Bus:
    """Owns one link inside `async with`; `run` must be running for answers to come.

    `units` says which profile answers at which unit id; `worst_latency_s` raises the profiles'
    own worst latency, for a slow gateway. `echo`: the adapter hears its own bytes.
    `expects_silence`: unanswered requests are normal, as when looking for devices, and no reason
    to connect anew.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        units: Mapping[int, Profile],
        *,
        echo: bool = False,
        worst_latency_s: float = 0.0,
        expects_silence: bool = False,
    ) -> None:
        self.endpoint = endpoint
        self.counters = BusCounters()
        self.wire_counters = WireCounters()
        self.progress_t = 0.0
        self.down_reason = "not opened yet"
        self._echo = echo
        self._expects_silence = expects_silence
        self._gate = WriteGate(units)
        self._units = {
            unit_id: Unit(
                latency=Latency(worst_s=max(p.worst_latency_s, worst_latency_s)),
                min_gap_s=p.min_gap_s,
            )
            for unit_id, p in units.items()
        }
        self._jobs = JobQueue()
        self._wire: Wire | None = None
        self._bell: asyncio.Future[None] | None = None
        self._silent = 0
        self._pause_s = REOPEN_FIRST_S
        self._reopen_t = 0.0

    async def __aenter__(self) -> Self:
        """Take the link for this process, without traffic. Raises BusTakenError."""
        self._token = claim(self.endpoint)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the link and give it back."""
        if self._wire is not None:
            self._wire.close()
            self._wire = None
        self._token.close()

    @property
    def up(self) -> bool:
        """True while the link is open."""
        return self._wire is not None

    def unit(self, unit_id: int) -> Unit:
        """Return what is known of `unit_id`; a unit without a profile gets default latency."""
        if unit_id not in self._units:
            self._units[unit_id] = Unit(latency=Latency(worst_s=DEFAULT_WORST_S))
        return self._units[unit_id]

    async def read(
        self, request: Read, rank: Rank = Rank.POLL, due: float | None = None
    ) -> tuple[int, ...]:
        """Return the registers, or bits, once the bus has served the read.

        `due` is the monotonic time before which it must not start. Raises LinkDownError,
        NoReplyError, BadReplyError, RefusedError.
        """
        return await self._submit(request, rank, due)

    async def write(self, unit_id: int, tag: str, value: float, rank: Rank) -> None:
        """Set a writable point, by the gate's leave; the device's echo is checked.

        Raises WriteForbiddenError and what `read` raises.
        """
        await self._submit(self._gate.command(unit_id, tag, value), rank, None)

    async def run(self) -> None:
        """Serve requests until cancelled. Raises BusTakenError when the port has another owner."""
        loop = asyncio.get_running_loop()
        self._reopen_t = loop.time()
        while True:
            now = self.progress_t = loop.time()
            if self._wire is None and now >= self._reopen_t:
                await self._open()
            if self._wire is None:
                self._fail_due(loop.time())
                await self._rest(self._reopen_t)
                continue
            await self._wire.silence(self.endpoint.line.silence_s)
            job = self._jobs.take(loop.time())
            if job is None:
                await self._rest(self._jobs.next_due(loop.time()))
            else:
                await self._serve(job, self._wire)
            if self._wire is not None and self._wire.lost:
                self._close(self._wire.lost)

    async def _submit(self, request: Request, rank: Rank, due: float | None) -> tuple[int, ...]:
        now = asyncio.get_running_loop().time()
        cost_s = self.failure_cost_s(request.unit_id)
        answer = self._jobs.put(request, rank, now if due is None else due, cost_s)
        _ring(self._bell)
        return await answer

    async def _open(self) -> None:
        try:
            link = await open_link(self.endpoint)
        except LinkDownError as err:
            self._close(str(err))
            return
        self._wire = Wire(link, self.endpoint.line, self.wire_counters, echo=self._echo)
        log.info("bus %s: open", self.endpoint.name)
        self.down_reason = ""
        self.counters.opens += 1
        self._silent = 0
        for unit in self._units.values():
            unit.doubtful = False

    def _close(self, reason: str) -> None:
        """Let go of the link and set the time of the next try."""
        if self._wire is not None:
            self._wire.close()
            self._wire = None
        if reason != self.down_reason:
            log.warning("bus %s: down: %s", self.endpoint.name, reason)
        self.down_reason = reason
        now = asyncio.get_running_loop().time()
        self._reopen_t = now + self._pause_s * random.uniform(0.75, 1.25)
        self._pause_s = min(REOPEN_MOST_S, self._pause_s * 2)

    def _fail_due(self, t: float) -> None:
        for job in self._jobs.drain(t):
            if not job.answer.done():
                job.answer.set_exception(LinkDownError(self.down_reason))

    async def _rest(self, until: float | None) -> None:
        """Wait for a new job, `until`, or the heartbeat."""
        loop = asyncio.get_running_loop()
        latest = loop.time() + HEARTBEAT_S
        self._bell = loop.create_future()
        timer = loop.call_at(min(latest, until or latest), _ring, self._bell)
        try:
            await self._bell
        finally:
            timer.cancel()
            self._bell = None

    async def _serve(self, job: Job, wire: Wire) -> None:
        loop = asyncio.get_running_loop()
        unit = self.unit(job.request.unit_id)
        started = loop.time()
        try:
            answer = await self._asked(job.request, wire, unit)
        except DriverError as err:
            if not job.answer.done():
                job.answer.set_exception(err)
            await self._recover(err, wire, unit)
        else:
            self._silent, self._pause_s = 0, REOPEN_FIRST_S
            if not job.answer.done():
                job.answer.set_result(answer)
        spent = loop.time() - started
        unit.busy_s += spent
        self.counters.busy_s += spent

    async def _asked(self, request: Request, wire: Wire, unit: Unit) -> tuple[int, ...]:
        answer = await self._once(request, wire, unit)
        if unit.doubtful and isinstance(request, Read):
            unit.doubtful = False
            self.counters.dropped_samples += 1
            answer = await self._once(request, wire, unit)
        return answer

    async def _once(self, request: Request, wire: Wire, unit: Unit) -> tuple[int, ...]:
        if unit.min_gap_s:
            gap_s = unit.last_t + unit.min_gap_s - asyncio.get_running_loop().time()
            await asyncio.sleep(max(0.0, gap_s))
        try:
            answer, latency_s = await wire.ask(request, self._limit_s(request))
        finally:
            unit.last_t = wire.idle_t
        unit.latency = unit.latency.observed(latency_s)
        return answer

    async def _recover(self, err: DriverError, wire: Wire, unit: Unit) -> None:
        """Count the failure and bring the wire back to a state where replies can be trusted."""
        if isinstance(err, RefusedError):
            self.counters.refusals += 1
            self._silent = 0
            return
        if isinstance(err, LinkDownError):
            self._close(str(err))
            return
        if isinstance(err, BadReplyError):
            self.counters.bad_replies += 1
        if isinstance(err, NoReplyError):
            self.counters.no_replies += 1
            self._silent += 1
        if self._is_half_open:
            self._close("connected, but nothing answers: reconnecting")
        elif wire.mixes_replies:
            unit.doubtful = True
            try:
                await wire.drain(self._quiet_s)
            except LinkDownError as lost:
                self._close(str(lost))

    @property
    def _is_half_open(self) -> bool:
        over_tcp = self.endpoint.line.transport != "rtu"
        return over_tcp and not self._expects_silence and self._silent >= SILENT_REQUESTS

    def failure_cost_s(self, unit_id: int) -> float:
        """Return the seconds that one unanswered request to `unit_id` takes from the others."""
        quiet_s = 0.0 if self._wire and not self._wire.mixes_replies else self._quiet_s
        return self.unit(unit_id).latency.allowed_s + quiet_s

    @property
    def _quiet_s(self) -> float:
        """The longest that any device of this link may take to answer."""
        return max((unit.latency.worst_s for unit in self._units.values()), default=DEFAULT_WORST_S)

    def _limit_s(self, request: Request) -> float:
        """Return the seconds from sending to giving up: both frames on the wire and the wait."""
        payload = data_bytes(request.space, request.count) if isinstance(request, Read) else 3
        frames_s = (8 + 5 + payload) * self.endpoint.line.char_s
        return self.unit(request.unit_id).latency.allowed_s + frames_s


def _ring(bell: "asyncio.Future[None] | None") -> None:
    if bell is not None and not bell.done():
        bell.set_result(None)
