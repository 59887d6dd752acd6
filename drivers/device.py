"""One configured device: its identity, its planned reads, its decoded samples."""

import asyncio
from dataclasses import dataclass, field

from .bus import Bus
from .codec import Sample, decode, mismatch
from .errors import DriverError, LinkDownError, NoReplyError, RefusedError, WrongDeviceError
from .jobs import Rank
from .plan import SLOW_POLLS, Block, plan, split
from .profile import Identity, Profile
from .request import Read

BUSY_RETRIES = 3
BUSY_PAUSE_S = 0.5


@dataclass(slots=True, kw_only=True)
class Round:
    """What one poll brought: samples, errors of single points, and what ended it early."""

    samples: list[Sample] = field(default_factory=list)
    errors: dict[str, DriverError] = field(default_factory=dict)
    failure: DriverError | None = None


class Device:
    """A unit on a bus, read as its profile says; remembers which addresses it refused."""

    def __init__(self, bus: Bus, unit_id: int, profile: Profile) -> None:
        self.bus = bus
        self.unit_id = unit_id
        self.profile = profile
        self._blocks = plan(profile, bus.endpoint.line)
        self._refused: dict[str, DriverError] = {}

    async def identify(self, rank: Rank, due: float | None = None) -> None:
        """Return if the device is what its profile says; forget earlier refusals.

        Raises WrongDeviceError, and what `Bus.read` raises.
        """
        for check in self.profile.identity:
            await check_identity(self.bus, self.unit_id, check, rank, due)
        self._blocks = plan(self.profile, self.bus.endpoint.line)
        self._refused = {}

    async def poll(self, rank: Rank, due: float, ordinal: int) -> Round:
        """Read all points that are due in the poll number `ordinal`; never raises DriverError."""
        found = Round(errors=dict(self._refused))
        waiting = [b for b in self._blocks if not b.slow or ordinal % SLOW_POLLS == 0]
        while waiting:
            block = waiting.pop(0)
            try:
                found.samples += await self._read(block, rank, due)
            except (LinkDownError, NoReplyError) as err:
                found.failure = err
                return found
            except RefusedError as err:
                waiting = self._smaller(block, err, found) + waiting
            except DriverError as err:
                found.errors |= {point.tag: err for point in block.points}
        if found.errors and not found.samples:
            found.failure = next(iter(found.errors.values()))
        return found

    async def _read(self, block: Block, rank: Rank, due: float) -> list[Sample]:
        request = Read(
            unit_id=self.unit_id, space=block.space, address=block.address, count=block.count
        )
        words = await self._patiently(request, rank, due)
        t = asyncio.get_running_loop().time()
        return [
            decode(point, words[start : start + point.words], t)
            for point in block.points
            for start in [point.address - block.address]
        ]

    async def _patiently(self, request: Read, rank: Rank, due: float) -> tuple[int, ...]:
        """Ask a busy device again, a few times."""
        for _ in range(BUSY_RETRIES):
            try:
                return await self.bus.read(request, rank, due)
            except RefusedError as err:
                if err.code not in RefusedError.BUSY:
                    raise
            due = asyncio.get_running_loop().time() + BUSY_PAUSE_S
        return await self.bus.read(request, rank, due)

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
    bus: Bus, unit_id: int, check: Identity, rank: Rank, due: float | None = None
) -> None:
    """Return if the registers hold what `check` expects of `unit_id`.

    Raises WrongDeviceError also when the device refuses the read, and what `Bus.read` raises.
    """
    request = Read(unit_id=unit_id, space=check.space, address=check.address, count=check.words)
    place = f"{check.space} 0x{check.address:04X}"
    try:
        words = await bus.read(request, rank, due)
    except RefusedError as err:
        if err.code in RefusedError.CONFIGURATION:
            raise WrongDeviceError(f"{place}: {err}") from err
        raise
    if wrong := mismatch(check, words, unit_id):
        raise WrongDeviceError(f"{place} {wrong}")
