"""One row of `roomd history export`: what its cells hold, and that no text becomes a formula."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from daemon.model import Quality
from daemon.model.spreadsheet import csv_text

CSV_HEADER = ("utc", "local", "tag", "value", "unit", "quality", "why", "clock", "source")
LOGGERS_CLOCK = "logger"  # nobody knows how right the clock of an imported logger was


class Source(StrEnum):
    """Who read a value."""

    OWN = "own"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedRow:
    """One change or heartbeat, or one imported reading. `value` is None where the quality is BAD.

    `clock` is `trusted`, `backdated` (dated later, by a trusted clock), `untrusted` or `logger`.
    """

    at: datetime
    local: datetime
    tag: str
    value: float | bool | None
    unit: str
    quality: Quality
    why: str
    clock: str
    source: Source

    def as_csv(self) -> list[str]:
        """Return the cells of `CSV_HEADER`; no text can become a formula."""
        value = "" if self.value is None else f"{self.value:g}" if self.is_fact else str(self.value)
        return [
            self.at.isoformat(timespec="milliseconds"),
            self.local.isoformat(timespec="milliseconds"),
            csv_text(self.tag),
            value,
            csv_text(self.unit),
            self.quality.name.lower(),
            self.why,
            self.clock,
            self.source.value,
        ]

    @property
    def is_fact(self) -> bool:
        """True where the value is on or off, exported as 1 or 0."""
        return isinstance(self.value, bool)
