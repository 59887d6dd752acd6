"""How long to wait before a source is asked again, and what it says itself of that (pure)."""

import random
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

LONGEST_S = 900.0  # 15 minutes


def pause_s(
    failures: int, *, first_s: float, longest_s: float = LONGEST_S, rng: random.Random
) -> float:
    """Return seconds to wait after `failures` failures in a row, from 1: full jitter.

    Drawn evenly from 0 to a ceiling that doubles, so that several sites don't come back at once.
    """
    ceiling = min(longest_s, first_s * 2 ** min(failures - 1, 30))
    return rng.uniform(0.0, ceiling)


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that Retry-After asks for, None where it says nothing readable.

    A moment is counted from the answer's own Date: the two clocks need not agree.
    """
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        until = parsedate_to_datetime(text)
        now = parsedate_to_datetime(headers.get("Date", ""))
        return max(0.0, (until - now).total_seconds())
    except (TypeError, ValueError):
        return None
