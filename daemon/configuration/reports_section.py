"""The table `[reports]`: when the register reads, what is written by itself."""

from typing import Annotated, Literal

from pydantic import Field

from .fields import CLOCK_PATTERN, DISTINCT
from .section import LISTED, Section

ClockTime = Annotated[str, Field(pattern=CLOCK_PATTERN)]
Format = Literal["xlsx", "html", "csv"]  # no pdf: the sandbox of the service lets no browser run


class Reports(Section):
    """The reports. `readings` are the two local times of the register's readings.

    `monthly`: last month's registers are written by themselves, in `language` and `formats`.
    """

    readings: Annotated[tuple[ClockTime, ...], LISTED, Field(min_length=2, max_length=2)] = (
        "08:30",
        "15:30",
    )
    monthly: bool = True
    formats: Annotated[tuple[Format, ...], LISTED, Field(min_length=1), DISTINCT] = (
        "xlsx",
        "html",
    )
    language: Literal["zh", "en"] = "zh"
