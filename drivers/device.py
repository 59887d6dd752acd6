"""One configured device: its identity, its planned reads, its decoded samples."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from .bus import Bus
from .codec import Sample, decode, mismatch
from .errors import DriverError, LinkDownError, NoReplyError, RefusedError, WrongDeviceError
from .jobs import PATIENCE_S, Rank
from .plan import SLOW_POLLS, Block, plan, split
from .profile import Identity, Profile
from .request import Read, always

BUSY_RETRIES = 3
BUSY_PAUSE_S = 0.5
LONGEST_PAUSE = 60  # polls that a mute block is left out


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """How a poll is to be asked: see `Bus.read`."""

    rank: Rank
    due: float
    patience_s: float = PATIENCE_S
    opening: int | None = None


@dataclass(slots=True, kw_only=True)
class Round:
    """What one poll brought: samples, errors of single points, and what ended it early."""

    samples: list[Sample] = field(default_factory=list)
    errors: dict[str, DriverError] = field(default_factory=dict)
    failure: DriverError | None = None


@dataclass(slots=True, kw_only=True)
class _Trouble:
    """A block that does not answer while others do; it is left out until poll `until`."""

    error: DriverError
    failures: int
    until: int


class Device:
    """A unit on a bus, read as its profile says.

    Remembers which addresses it refused and which blocks stay mute, so that neither is asked for
    at every poll.
    """

    def __init__(self, bus: Bus, unit_id: int, profile: Profile) -> None:
        self.bus = bus
        self.unit_id = unit_id
        self.profile = profile
        self._blocks = plan(profile, bus.endpoint.line)
        self._refused: dict[str, DriverError] = {}
        self._troubles: dict[Block, _Trouble] = {}
        self._polls = 0
        self._slow_age = SLOW_POLLS  # polls since the slow points were read

    async def identify(self, rank: Rank, due: float | None = None) -> None:
        """Return if the device is what its profile says; forget earlier refusals.

        Raises WrongDeviceError, and what `Bus.read` raises.
        """
        for check in self.profile.identity:
            await check_identity(self.bus, self.unit_id, check, rank, due)
        self._forget()

    async def poll(self, asking: Asking) -> Round:
        """Read all points that are due; never raises DriverError."""
        found = Round(errors=dict(self._refused))
        self._polls += 1
        self._slow_age += 1
        with_slow = self._slow_age >= SLOW_POLLS
        waiting = [block for block in self._blocks if with_slow or not block.slow]
        while waiting and found.failure is None:
            block = waiting.pop(0)
            trouble = self._troubles.get(block)
            if trouble is not None and self._polls < trouble.until:
                found.errors |= {point.tag: trouble.error for point in block.points}
                continue
            waiting = await self._try(block, asking, found) + waiting
        if found.failure is None and found.errors and not found.samples:
            found.failure = next(iter(found.errors.values()))
        if found.failure is None and with_slow:
            self._slow_age = 0
        return found

    async def _try(self, block: Block, asking: Asking, found: Round) -> list[Block]:
        """Read one block into `found`; return what to read instead where it was refused."""
        try:
            found.samples += await self._read(block, asking)
        except LinkDownError as err:
            found.failure = err
        except RefusedError as err:
            return self._smaller(block, err, found)
        except DriverError as err:
            if isinstance(err, NoReplyError) and not found.samples:
                found.failure = err  # the device, not the block
            else:
                self._note(block, err, found)
        else:
            self._troubles.pop(block, None)
        return []

    def _note(self, block: Block, err: DriverError, found: Round) -> None:
        """Leave a block out for longer and longer while it fails."""
        before = self._troubles.get(block)
        failures = before.failures + 1 if before else 1
        pause = min(LONGEST_PAUSE, 2 ** (failures - 1))
        self._troubles[block] = _Trouble(error=err, failures=failures, until=self._polls + pause)
        found.errors |= {point.tag: err for point in block.points}

    def _forget(self) -> None:
        self._blocks = plan(self.profile, self.bus.endpoint.line)
        self._refused, self._troubles = {}, {}
        self._slow_age = SLOW_POLLS

    async def _read(self, block: Block, asking: Asking) -> list[Sample]:
        request = Read(
            unit_id=self.unit_id, space=block.space, address=block.address, count=block.count
        )
        words = await self._patiently(request, asking)
        t = asyncio.get_running_loop().time()
        return [
            decode(point, words[start : start + point.words], t)
            for point in block.points
            for start in [point.address - block.address]
        ]

    async def _patiently(self, request: Read, asking: Asking) -> tuple[int, ...]:
        """Ask a busy device again, a few times."""
        due = asking.due
        for tries_left in reversed(range(BUSY_RETRIES + 1)):
            try:
                return await self.bus.read(
                    request,
                    asking.rank,
                    due,
                    patience_s=asking.patience_s,
                    opening=asking.opening,
                )
            except RefusedError as err:
                if err.code not in RefusedError.BUSY or not tries_left:
                    raise
            due = asyncio.get_running_loop().time() + BUSY_PAUSE_S
        raise AssertionError("the last try returns or raises")

    def _smaller(self, block: Block, err: RefusedError, found: Round) -> list[Block]:
        """Return what to read instead of a refused block, and remember it."""
        if err.code in RefusedError.BUSY or err.code not in RefusedError.CONFIGURATION:
            found.errors |= {point.tag: err for point in block.points}
            return []
        pieces = list(split(block)) if len(block.points) > 1 else []
        if not pieces:
            self._refused[block.points[0].tag] = found.errors[block.points[0].tag] = err
        place = self._blocks.index(block)
        self._blocks = (*self._blocks[:place], *pieces, *self._blocks[place + 1 :])
        return pieces


async def check_identity(
    bus: Bus,
    unit_id: int,
    check: Identity,
    rank: Rank,
    due: float | None = None,
    *,
    patience_s: float = PATIENCE_S,
    only_while: Callable[[], bool] = always,
) -> None:
    """Return if the registers hold what `check` expects of `unit_id`.

    Raises WrongDeviceError also when the device refuses the read, and what `Bus.read` raises.
    """
    request = Read(
        unit_id=unit_id,
        space=check.space,
        address=check.address,
        count=check.words,
        only_while=only_while,
    )
    place = f"{check.space} 0x{check.address:04X}"
    try:
        words = await bus.read(request, rank, due, patience_s=patience_s)
    except RefusedError as err:
        if err.code in RefusedError.CONFIGURATION:
            raise WrongDeviceError(f"{place}: {err}") from err
        raise
    if wrong := mismatch(check, words, unit_id):
        raise WrongDeviceError(f"{place} {wrong}")
