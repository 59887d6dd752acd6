"""The last day of a room's air as the rows of a file: each quarter of an hour as it is; pure."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from panel.words import Translate, msgid

from .air import dew_c
from .air_chart import trail_of
from .csv_text import Cell
from .series import Steps

_DIGITS = 3


def air_rows(
    warm: Steps, damp: Steps, pa: float, zone: ZoneInfo, tr: Translate
) -> Iterator[Sequence[Cell]]:
    """Yield a heading and the steps, times with the site's offset; nothing where one is missing."""
    yield (
        tr(msgid("from")),
        f"{tr(msgid('Temperature'))} (°C)",
        f"{tr(msgid('Relative humidity'))} (%)",
        tr(msgid("water, g/kg of dry air")),
        f"{tr(msgid('Dew point'))} (°C)",
    )
    for bucket, air in zip(warm.buckets, trail_of(warm, damp, pa), strict=True):
        values = () if air is None else (air.c, air.pct(pa), air.g_kg, dew_c(air.g_kg, pa))
        yield (
            bucket.start.astimezone(zone).isoformat(),
            *(round(value, _DIGITS) for value in values),
        )
