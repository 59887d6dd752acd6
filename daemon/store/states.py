"""The numbers that stand for a quality and its reason in the file; never renumbered."""

from collections.abc import Mapping

from daemon.model import Quality, Why

WHY_CODES: Mapping[Why, int] = {
    Why.NONE: 0,
    Why.WAITING_FOR_INITIAL_DATA: 1,
    Why.LAST_USABLE: 2,
    Why.COMM_FAILURE: 3,
    Why.LINK_DOWN: 4,
    Why.BAD_REPLY: 5,
    Why.REFUSED: 6,
    Why.SENSOR_FAILURE: 7,
    Why.OUT_OF_RANGE: 8,
    Why.UNCONFIRMED_JUMP: 9,
    Why.SENSOR_NOT_ACCURATE: 10,
    Why.CONFIGURATION_ERROR: 11,
    Why.LOCAL_OVERRIDE: 12,
    Why.CALIBRATION_EXPIRED: 13,
}
_WHY_NAMES = {code: why.value for why, code in WHY_CODES.items()}
_QUALITY_BITS = 2
_QUALITY_MASK = (1 << _QUALITY_BITS) - 1


def state_of(quality: Quality, why: Why) -> int:
    """Return the state number of a quality with its reason."""
    return WHY_CODES[why] << _QUALITY_BITS | quality


def quality_of(state: int) -> Quality:
    """Return the quality in a state number; raises ValueError for no such quality."""
    return Quality(state & _QUALITY_MASK)


def why_of(state: int) -> str:
    """Return the reason in a state number, as its word; a newer file may know more than we do."""
    code = state >> _QUALITY_BITS
    return _WHY_NAMES.get(code, f"why_{code}")


GOOD = state_of(Quality.GOOD, Why.NONE)
