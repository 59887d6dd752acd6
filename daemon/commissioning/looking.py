"""Registers as they are, in the gaps of the polls; and what the profile makes of them."""

import asyncio
from collections.abc import Iterator

from daemon.configuration.model import Device
from daemon.fieldbus_ports import (
    DecodedPoint,
    RegistersAsked,
    RegistersRead,
    Unread,
    UnreadError,
)
from drivers.bus import Bus
from drivers.codec import decode
from drivers.errors import (
    DriverError,
    LinkDownError,
    NoReplyError,
    NoSlackError,
    RefusedError,
    StaleRequestError,
)
from drivers.jobs import Rank
from drivers.profile import Point, Profile
from drivers.request import Read
from drivers.vocabulary import Space

from .rows import registers_read
from .wires import Wires

GAP_S = 8.0
LONGEST_S = 15.0  # for all pieces of one look
SAME_S = 600.0  # in which equal looks of a person are one row of the ledger
WHYS: tuple[tuple[type[DriverError], Unread], ...] = (
    (LinkDownError, Unread.BUS_DOWN),
    (NoSlackError, Unread.BUS_FULL),
    (StaleRequestError, Unread.HAZARD),
    (NoReplyError, Unread.NO_REPLY),
    (RefusedError, Unread.REFUSED),
)


class Looking:
    """Reads what a person asks for, one request after the other."""

    def __init__(self, wires: Wires) -> None:
        self._wires = wires
        self._busy = False
        self._told: dict[tuple[RegistersAsked, str], float] = {}  # when, monotonic

    async def registers(self, asked: RegistersAsked, who: str) -> RegistersRead:
        """Return what the unit answers; raises UnreadError."""
        device = self._wires.device_at(asked.bus, asked.unit_id)
        profile = None if device is None else self._wires.profiles[device.profile]
        self._check(asked, profile)
        self._note(asked, who)
        self._busy = True
        try:
            async with asyncio.timeout(LONGEST_S):
                words = await self._words(self._wires.buses[asked.bus], asked, profile)
        except DriverError as err:
            why = next((why for kind, why in WHYS if isinstance(err, kind)), Unread.BAD_REPLY)
            code = err.code if isinstance(err, RefusedError) else 0
            raise UnreadError(why, str(err), code) from err
        except TimeoutError as err:
            raise UnreadError(Unread.BUS_FULL) from err
        finally:
            self._busy = False
        return _read(asked, words, device, profile)

    def _check(self, asked: RegistersAsked, profile: Profile | None) -> None:
        if profile is not None and _is_forbidden(profile, asked):
            raise UnreadError(Unread.FORBIDDEN)
        if self._busy:
            raise UnreadError(Unread.BUSY)
        bus = self._wires.buses[asked.bus]
        if not bus.up:
            raise UnreadError(Unread.BUS_DOWN, str(bus.down))
        if not self._wires.are_free():
            raise UnreadError(Unread.HAZARD)

    def _note(self, asked: RegistersAsked, who: str) -> None:
        """Write into the ledger who looks at what, again only after a while."""
        t = self._wires.clock.monotonic()
        self._told = {look: told for look, told in self._told.items() if t - told < SAME_S}
        if (asked, who) not in self._told:
            self._told[asked, who] = t
            self._wires.record(registers_read(asked, who))

    async def _words(
        self, bus: Bus, asked: RegistersAsked, profile: Profile | None
    ) -> tuple[int, ...]:
        """Return the words, read in pieces that the device can give."""
        space, most = Space(asked.space.value), asked.count
        if profile is not None:
            most = profile.max_bits if space.is_bits else profile.max_registers
        words: list[int] = []
        for start in range(0, asked.count, most):
            request = Read(
                unit_id=asked.unit_id,
                space=space,
                address=asked.address + start,
                count=min(most, asked.count - start),
                only_while=self._wires.are_free,
            )
            words += await bus.read(request, Rank.LOOK, patience_s=GAP_S)
        return tuple(words)


def _is_forbidden(profile: Profile, asked: RegistersAsked) -> bool:
    return any(
        each.space.value == asked.space.value
        and each.address < asked.address + asked.count
        and asked.address < each.address + each.count
        for each in profile.forbidden
    )


def _read(
    asked: RegistersAsked, words: tuple[int, ...], device: Device | None, profile: Profile | None
) -> RegistersRead:
    points = () if profile is None else tuple(_decoded(profile.point, asked, words))
    return RegistersRead(
        asked=asked, words=words, device="" if device is None else device.id, points=points
    )


def _decoded(
    points: tuple[Point, ...], asked: RegistersAsked, words: tuple[int, ...]
) -> Iterator[DecodedPoint]:
    """Yield the points that lie wholly in what was read, in the order of their addresses."""
    for point in sorted(points, key=lambda each: each.address):
        start = point.address - asked.address
        if point.space.value != asked.space.value or start < 0 or start + point.words > len(words):
            continue
        sample = decode(point, words[start : start + point.words], 0.0)
        yield DecodedPoint(
            tag=point.tag,
            title={"zh": point.title.zh, "en": point.title.en},
            address=point.address,
            words=point.words,
            value=sample.value,
            unit=point.unit,
            fault="" if sample.fault is None else sample.fault.value,
        )
