"""Finding devices on a bus by asking only; nothing is ever written."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from .bus import Bus
from .device import check_identity
from .errors import (
    DriverError,
    LinkDownError,
    NoReplyError,
    NoSlackError,
    RefusedError,
    StaleRequestError,
)
from .jobs import PATIENCE_S, Rank
from .profile import Profile
from .request import Read, always
from .vocabulary import Space

KNOCKS = (  # reads that some devices answer and the others at least refuse
    (Space.INPUT, 0x0001),
    (Space.HOLDING, 0x0000),
    (Space.COIL, 0x0000),
)
UNASKED = (LinkDownError, NoSlackError, StaleRequestError)  # they say nothing about the device


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A unit id that answers, and the profiles whose identity it meets."""

    unit_id: int
    profiles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """How a bus is searched: the rank of each read, and how long it waits for slack.

    Nothing is sent once `only_while` says no.
    """

    rank: Rank = Rank.PROBE
    patience_s: float = PATIENCE_S
    only_while: Callable[[], bool] = always


ALONE = Search()


async def discover(
    bus: Bus, unit_id: int, profiles: Mapping[str, Profile], search: Search = ALONE
) -> Found | None:
    """Return what answers at `unit_id`, or None for silence.

    Raises LinkDownError when the bus itself is unusable, for looks NoSlackError when it is full,
    StaleRequestError once `only_while` says no.
    """
    if not await _answers(bus, unit_id, search):
        return None
    matching = [name for name, p in profiles.items() if await _is(bus, unit_id, p, search)]
    return Found(unit_id=unit_id, profiles=tuple(_closest(matching, profiles)))


async def _answers(bus: Bus, unit_id: int, search: Search) -> bool:
    for space, address in KNOCKS:
        knock = Read(
            unit_id=unit_id, space=space, address=address, count=1, only_while=search.only_while
        )
        try:
            await bus.read(knock, search.rank, patience_s=search.patience_s)
        except NoReplyError:
            continue
        except RefusedError:
            return True
        except UNASKED:
            raise
        except DriverError:
            return True  # something is there, if garbled: two devices on one unit id, perhaps
        return True
    return False


async def _is(bus: Bus, unit_id: int, profile: Profile, search: Search) -> bool:
    try:
        for check in profile.identity:
            await check_identity(
                bus,
                unit_id,
                check,
                search.rank,
                patience_s=search.patience_s,
                only_while=search.only_while,
            )
    except UNASKED:
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
