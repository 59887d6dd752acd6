"""The sentences with which `drivers.profile` refuses a profile, as codes that can be translated."""

import re

from .problem import Arg

RULES = tuple(
    (re.compile(pattern), code)
    for pattern, code in (
        (r"encoding (?P<encoding>\S+) does not fit space (?P<space>\S+)", "encoding_space"),
        (r"bit belongs to encoding flag, and flag needs it", "flag_bit"),
        (r"low (?P<low>\S+) is not below high (?P<high>\S+)", "low_high"),
        (r"a number needs its physical range: low and high", "range_missing"),
        (r"the (value|identity read) ends past address 0xFFFF", "past_last_address"),
        (r"sentinels are raw words: write 0x8000, not -32768", "sentinel_signed"),
        (r"equals and equals_unit_id exclude each other", "equals_twice"),
        (r"renew_s must be at most half of period_s", "renewed_late"),
        (r"period_s must be 1\.\.65535 times unit_s", "period_units"),
        (r"dead_man is a timer of coils", "dead_man_space"),
        (r"dead_man needs values = \[0, 1\]: only 1 starts its timer", "dead_man_values"),
        (r"a writable point needs values, or low and high", "write_unbounded"),
        (r"two (points|writes) have the same tag", "same_tag"),
        (r"write (?P<tag>\S+): verify names no point: (?P<verify>\S+)", "verify_unknown"),
        (r"write (?P<tag>\S+): occupancy = forbidden needs dead_man", "dead_man_missing"),
        (r"point (?P<tag>\S+) lies in a forbidden range", "point_forbidden"),
        (r"repeat = (?P<value>\S+): must be 1\.\.64", "repeat_range"),
    )
)


def rule(sentence: str) -> tuple[str, dict[str, Arg]]:
    """Return the code and arguments of a refusal by `drivers.profile`."""
    for pattern, code in RULES:
        if found := pattern.fullmatch(sentence):
            return code, dict(found.groupdict())
    return "invalid", {}
