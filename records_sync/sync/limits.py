"""How much of one run is borne before it ends with a sentence; the next goes on where it stood."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one run; seconds, and counts.

    `attempts` in a row without a page taken end it; pauses between them are full jitter.
    """

    pages: int = 20_000
    rows: int = 2_000_000
    page_rows: int = 50_000
    page_s: float = 900.0
    run_s: float = 6 * 3600.0
    attempts: int = 3
    first_pause_s: float = 2.0
    longest_pause_s: float = 60.0
