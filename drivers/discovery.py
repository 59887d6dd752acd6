"""Finding devices on a bus by asking only; nothing is ever written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .bus import Bus
from .device import check_identity
from .errors import DriverError, LinkDownError, NoReplyError, RefusedError
from .jobs import Rank
from .profile import Profile
from .request import Read
from .vocabulary import Space

KNOCKS = (  # reads that some devices answer and the others at least refuse
    (Space.INPUT, 0x0001),
    (Space.HOLDING, 0x0000),
    (Space.COIL, 0x0000),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A unit id that answers, and the profiles whose identity it meets."""

    unit_id: int
    profiles: tuple[str, ...]


async def discover(bus: Bus, unit_id: int, profiles: Mapping[str, Profile]) -> Found | None:
    """Return what answers at `unit_id`, or None for silence.

    Raises LinkDownError when the bus itself is unusable.
    """
    if not await _answers(bus, unit_id):
        return None
    matching = [name for name, p in profiles.items() if await _is(bus, unit_id, p)]
    return Found(unit_id=unit_id, profiles=tuple(_closest(matching, profiles)))


async def _answers(bus: Bus, unit_id: int) -> bool:
    for space, address in KNOCKS:
        try:
            await bus.read(Read(unit_id=unit_id, space=space, address=address, count=1), Rank.PROBE)
        except NoReplyError:
            continue
        except RefusedError:
            return True
        except LinkDownError:
            raise
        except DriverError:
            return True  # something is there, if garbled: two devices on one unit id, perhaps
        return True
    return False


async def _is(bus: Bus, unit_id: int, profile: Profile) -> bool:
    try:
        for check in profile.identity:
            await check_identity(bus, unit_id, check, Rank.PROBE)
    except LinkDownError:
        raise
    except DriverError:
        return False
    return True


def _closest(matching: Iterable[str], profiles: Mapping[str, Profile]) -> list[str]:
    """Return the profiles with the most identity checks; of equals, harmless ones first."""
    names = list(matching)
    most = max((len(profiles[name].identity) for name in names), default=0)
    best = [name for name in names if len(profiles[name].identity) == most]
    return sorted(best, key=lambda name: profiles[name].occupancy == "forbidden")
