"""When the air of a room is clean again, so that people may go in.

| the ozone sensor | the room opens |
|---|---|
| is there and can be trusted | after `decay_s`, once below the limit of entry for `clear_s` |
| is there, can't be trusted | after the worst case, once a person has signed the air off |
| is not there, ozone or plasma | after the worst case |
| is not there, UV lamp | after `decay_s`; after the worst case where the run's end is not known |

A fixed wait of an hour is not enough for ozone: from 20 to 0.16 mg/m³ takes 3.5 h at a half-life
of 30 min. After ozone was made, only a sensor that has seen it can be trusted: however the run
ended, and however short it was, one that stayed below the limit of entry may be blind.
"""

from dataclasses import dataclass

from daemon.model import Reason, reason

from .moment import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Air:
    """What is known of the air: `left_s` until it is clean, None where that is not known."""

    clean: bool
    left_s: float | None
    reason: Reason


def air(moment: Moment) -> Air:
    """Return whether the air is clean, and if not, what is waited for."""
    if moment.facts.ozone is None:
        return _without_sensor(moment)
    ozone = moment.high_ozone_mg_m3
    if ozone is not None and is_foul(moment):
        return _high(moment, ozone)
    ozone = trusted_ozone_mg_m3(moment)
    return _untrusted(moment) if ozone is None else _measured(moment, ozone)


def is_foul(moment: Moment) -> bool:
    """Return whether any sensor reads ozone that nobody may breathe, wherever it came from."""
    ozone = moment.high_ozone_mg_m3
    return ozone is not None and ozone >= moment.programme.entry_ozone_mg_m3


def trusted_ozone_mg_m3(moment: Moment) -> float | None:
    """Return the measured ozone, None where the sensor can't be read or has missed the ozone."""
    is_blind = moment.makes_ozone and not has_seen_ozone(moment)
    return None if is_blind else moment.ozone_mg_m3


def has_seen_ozone(moment: Moment) -> bool:
    """Return whether the ozone of this cycle was measured at the limit of entry or above."""
    return moment.cycle.peak_ozone_mg_m3 >= moment.programme.entry_ozone_mg_m3


def needs_sign_off(moment: Moment) -> bool:
    """Return whether only a person's word on the air is missing."""
    is_blind = moment.facts.ozone is not None and trusted_ozone_mg_m3(moment) is None
    return is_blind and not moment.cycle.signed_off and _worst_left_s(moment) <= 0


def _measured(moment: Moment, ozone: float) -> Air:
    clear_t = moment.room.clear_t
    if clear_t is None:
        return _high(moment, ozone)
    clear_left_s = clear_t + moment.programme.clear_s - moment.t
    left_s = max(0.0, clear_left_s, moment.programme.decay_s - moment.stage_s)
    why = reason("decay_clearing", ozone_mg_m3=ozone, left_s=left_s)
    return Air(clean=left_s <= 0, left_s=left_s, reason=why)


def _high(moment: Moment, ozone: float) -> Air:
    limit = moment.programme.entry_ozone_mg_m3
    why = reason("decay_high", ozone_mg_m3=ozone, limit_mg_m3=limit)
    return Air(clean=False, left_s=None, reason=why)


def _untrusted(moment: Moment) -> Air:
    left_s = _worst_left_s(moment)
    if left_s > 0:
        return Air(clean=False, left_s=left_s, reason=reason("decay_blind", left_s=left_s))
    left = 0.0 if moment.cycle.signed_off else None
    return Air(clean=moment.cycle.signed_off, left_s=left, reason=reason("decay_sign_off"))


def _without_sensor(moment: Moment) -> Air:
    by_worst_case = moment.makes_ozone or moment.cycle.unmeasured
    short_left_s = max(0.0, moment.programme.decay_s - moment.stage_s)
    left_s = _worst_left_s(moment) if by_worst_case else short_left_s
    why = reason("decay_waiting", left_s=left_s)
    return Air(clean=left_s <= 0, left_s=left_s, reason=why)


def _worst_left_s(moment: Moment) -> float:
    longest_s = max(moment.programme.worst_case_s, moment.programme.decay_s)
    return max(0.0, longest_s - moment.stage_s)
