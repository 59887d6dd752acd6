"""The engine of one link: one task, one request in flight, every reply checked.

Writes go first, then verification, interlock inputs, polls by due time, probes in the slack. After
a timeout or a wrong reply on a wire that can mix replies up, the bus keeps quiet for as long as
the slowest device may take, throws away what arrives, and drops that unit's next reply.
"""

import asyncio
import logging
import math
import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Self

from .errors import (
    BadReplyError,
    BusTakenError,
    DriverError,
    LinkDownError,
    NoReplyError,
    RefusedError,
    StaleRequestError,
    Trouble,
)
from .gate import WriteGate
from .jobs import PATIENCE_S, Job, JobQueue, Rank
from .link import Endpoint, claim, open_link
from .profile import Profile
from .request import Read, Request
from .unit import BusCounters, Silence, Unit, Units
from .wire import Wire, WireCounters

HEARTBEAT_S = 1.0
REOPEN_FIRST_S = 1.0
REOPEN_MOST_S = 30.0

log = logging.getLogger(__name__)


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
        self.down = LinkDownError("not opened yet", Trouble.NOT_OPEN)  # without text while it is up
        self._echo = echo
        self._gate = WriteGate(units)
        self.units = Units(units, endpoint.line, worst_latency_s)
        self._jobs = JobQueue()
        self._wire: Wire | None = None
        self._bell: asyncio.Future[None] | None = None
        self._silence = Silence(matters=endpoint.line.transport != "rtu" and not expects_silence)
        self._mixed = endpoint.line.transport != "tcp"  # may late replies cross a reopening?
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

    async def read(
        self,
        request: Read,
        rank: Rank = Rank.POLL,
        due: float | None = None,
        *,
        patience_s: float = PATIENCE_S,
        opening: int | None = None,
    ) -> tuple[int, ...]:
        """Return the registers, or bits, once the bus has served the read.

        `due` is the monotonic time before which it must not start; probes and looks wait for slack
        for `patience_s`. `opening` is the value of `counters.opens` at which the device was
        identified: on a link opened since, nothing is asked. Raises LinkDownError, NoReplyError,
        BadReplyError, RefusedError, StaleRequestError, for a look NoSlackError.
        """
        return await self._submit(request, rank, due, patience_s, opening)

    async def write(
        self,
        unit_id: int,
        tag: str,
        value: float,
        rank: Rank,
        *,
        opening: int | None = None,
        latest: float = math.inf,
    ) -> None:
        """Set a writable point, by the gate's leave; the device's echo is checked.

        Past the monotonic time `latest` it is not sent any more. Raises WriteForbiddenError,
        StaleRequestError and what `read` raises.
        """
        command = self._gate.command(unit_id, tag, value)
        await self._submit(replace(command, latest=latest), rank, None, opening=opening)

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
                await asyncio.sleep(0)  # who got an answer asks on: the slack shows
            if self._wire is not None and (lost := self._wire.lost):
                self._close(lost)

    async def _submit(
        self,
        request: Request,
        rank: Rank,
        due: float | None,
        patience_s: float = PATIENCE_S,
        opening: int | None = None,
    ) -> tuple[int, ...]:
        now = asyncio.get_running_loop().time()
        answer = self._jobs.put(
            request,
            rank,
            now if due is None else due,
            cost_s=self.units.frames_s(request) + self.failure_cost_s(request.unit_id),
            patience_s=patience_s,
            opening=opening,
        )
        _ring(self._bell)
        return await answer

    async def _open(self) -> None:
        """Open the link, and let replies to requests of an earlier opening run out."""
        loop = asyncio.get_running_loop()
        try:
            link = await open_link(self.endpoint)
            self._wire = Wire(link, self.endpoint.line, self.wire_counters, echo=self._echo)
            if self._mixed:
                await self._wire.drain(self.units.quiet_s)
        except LinkDownError as err:
            self._close(err)
            return
        except BusTakenError as err:
            if not self.counters.opens:
                raise
            self._close(LinkDownError(str(err), Trouble.TAKEN))  # the other buses go on
            return
        log.info("bus %s: open", self.endpoint.name)
        self.down = LinkDownError()
        self.counters.opens += 1
        self._silence.heard(loop.time())
        self.units.trust()

    def _close(self, down: LinkDownError) -> None:
        """Let go of the link and set the time of the next try."""
        if self._wire is not None:
            self._mixed = self._wire.mixes_replies
            self._wire.close()
            self._wire = None
        if str(down) != str(self.down):
            log.warning("bus %s: down: %s", self.endpoint.name, down)
        self.down = down
        now = asyncio.get_running_loop().time()
        self._reopen_t = now + self._pause_s * random.uniform(0.75, 1.25)
        self._pause_s = min(REOPEN_MOST_S, self._pause_s * 2)

    def _fail_due(self, t: float) -> None:
        for job in self._jobs.drain(t):
            if not job.answer.done():
                job.answer.set_exception(self.down.again())

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
        unit = self.units.of(job.request.unit_id)
        if job.opening not in (None, self.counters.opens):
            job.answer.set_exception(LinkDownError("opened anew", Trouble.REOPENED))
            return
        started = loop.time()
        try:
            answer = await self._asked(job.request, wire, unit)
        except DriverError as err:
            if not job.answer.done():
                job.answer.set_exception(err)
            await self._recover(err, wire, unit)
        else:
            self._pause_s = REOPEN_FIRST_S
            self._silence.heard(loop.time())
            unit.answered_in = self.counters.opens
            if not job.answer.done():
                job.answer.set_result(answer)
        self.counters.busy_s += loop.time() - started

    async def _asked(self, request: Request, wire: Wire, unit: Unit) -> tuple[int, ...]:
        answer = await self._once(request, wire, unit)
        if unit.doubtful and wire.mixes_replies and isinstance(request, Read):
            unit.doubtful = False
            self.counters.dropped_samples += 1
            await wire.drain(unit.latency.allowed_s)  # the true reply, if that was a late one
            answer = await self._once(request, wire, unit)
        return answer

    async def _once(self, request: Request, wire: Wire, unit: Unit) -> tuple[int, ...]:
        now = self.progress_t = asyncio.get_running_loop().time()
        if unit.min_gap_s:
            await asyncio.sleep(max(0.0, unit.last_t + unit.min_gap_s - now))
        try:
            answer, latency_s = await wire.ask(request, self.units.limit_s(request))
        finally:
            unit.last_t = wire.idle_t
        unit.latency = unit.latency.observed(latency_s)
        return answer

    async def _recover(self, err: DriverError, wire: Wire, unit: Unit) -> None:
        """Count the failure and bring the wire back to a state where replies can be trusted."""
        if isinstance(err, StaleRequestError):
            return
        if isinstance(err, RefusedError):
            self.counters.refusals += 1
            self._silence.heard(asyncio.get_running_loop().time())
            unit.answered_in = self.counters.opens
            return
        if isinstance(err, LinkDownError):
            self._close(err)
            return
        if isinstance(err, BadReplyError):
            self.counters.bad_replies += 1
        if isinstance(err, NoReplyError):
            self.counters.no_replies += 1
            if unit.expected and unit.answered_in == self.counters.opens:
                self._silence.missed()
            unit.latency = unit.latency.missed()
        if self._silence.is_half_open(asyncio.get_running_loop().time()):
            self._close(LinkDownError("nothing answers: reconnecting", Trouble.SILENT))
        elif wire.mixes_replies:
            unit.doubtful = True
            self.progress_t = asyncio.get_running_loop().time()
            try:
                await wire.drain(self.units.quiet_s)
            except LinkDownError as lost:
                self._close(lost)

    def failure_cost_s(self, unit_id: int) -> float:
        """Return the seconds that one unanswered request to `unit_id` takes from the others."""
        mixes = self._wire is None or self._wire.mixes_replies
        return self.units.of(unit_id).latency.allowed_s + (self.units.quiet_s if mixes else 0.0)


def _ring(bell: "asyncio.Future[None] | None") -> None:
    if bell is not None and not bell.done():
        bell.set_result(None)
