"""How one output is reached on its bus, and how its device is asked what came of a command."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from drivers.bus import Bus
from drivers.codec import Sample, decode
from drivers.jobs import Rank
from drivers.profile import Point
from drivers.request import Read

from .control.settings import OutputSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One output on its bus.

    `verify` is the point of its device that shows the command. `opening` tells in which opening of
    the link the device was identified; one that is in doubt has a negative one.
    """

    settings: OutputSettings
    bus: Bus
    unit_id: int
    verify: Point
    opening: Callable[[], int]

    async def feedback(self, due: float, rank: Rank = Rank.VERIFY) -> Sample:
        """Return what the device shows at the monotonic time `due` or later; raises DriverError."""
        request = Read(
            unit_id=self.unit_id,
            space=self.verify.space,
            address=self.verify.address,
            count=self.verify.words,
        )
        words = await self.bus.read(request, rank, due, opening=self.opening())
        return decode(self.verify, words, asyncio.get_running_loop().time())
