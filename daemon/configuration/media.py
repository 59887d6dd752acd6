"""What records are made of, and the climate that each carrier allows.

The numbers are those of the 1987 rules for archive rooms, JGJ 25-2010, DA/T 87-2021 and GB/T 11821,
as read in reprints. For photographic prints and discs the lower temperature is ours: a room that
people work in.
"""

from collections.abc import Iterable, Mapping
from typing import Literal

from daemon.model import Band

Media = Literal[
    "paper", "special", "photo_print", "film_copy", "film_master", "magnetic", "optical"
]

BANDS: Mapping[Media, Band] = {
    "paper": Band(low_c=14, high_c=24, low_pct=45, high_pct=60),
    "special": Band(low_c=14, high_c=20, low_pct=45, high_pct=55),
    "photo_print": Band(low_c=12, high_c=18, low_pct=30, high_pct=50),
    "film_copy": Band(low_c=14, high_c=24, low_pct=40, high_pct=60),
    "film_master": Band(low_c=13, high_c=15, low_pct=35, high_pct=45),
    "magnetic": Band(low_c=14, high_c=24, low_pct=40, high_pct=60),
    "optical": Band(low_c=15, high_c=20, low_pct=25, high_pct=45),
}


def band_of(media: Iterable[Media]) -> Band:
    """Return the climate that all `media` allow; its ends cross where there is none."""
    bands = [BANDS[carrier] for carrier in media]
    return Band(
        low_c=max(band.low_c for band in bands),
        high_c=min(band.high_c for band in bands),
        low_pct=max(band.low_pct for band in bands),
        high_pct=min(band.high_pct for band in bands),
    )
