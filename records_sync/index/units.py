"""Units (机构) and what they were once called, from the summaries that the main system exports."""

import json
import sqlite3
from dataclasses import dataclass
from typing import Self

from records_sync.model import UnitSummary


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Which unit a name or code in the records means today."""

    units: dict[str, UnitSummary]  # by today's name
    today: dict[str, str]  # by code, former and present name

    @classmethod
    def read(cls, db: sqlite3.Connection) -> Self:
        """Return what the index knows of units."""
        units = summaries(db)
        today = {name: unit.name for unit in units for name in (unit.code, *unit.former_names)}
        return cls(
            units={unit.name: unit for unit in units},
            today=today | {unit.name: unit.name for unit in units},
        )

    def now(self, name: str) -> str:
        """Return today's name, or the name itself where nothing is known of it."""
        return self.today.get(name, name)

    def former(self, name: str) -> tuple[str, ...]:
        """Return what a unit was once called."""
        unit = self.units.get(name)
        return unit.former_names if unit else ()

    def kind(self, name: str) -> str:
        """Return the kind of a unit, "" where it is not known."""
        unit = self.units.get(name)
        return unit.kind if unit else ""


def summaries(db: sqlite3.Connection) -> tuple[UnitSummary, ...]:
    """Return the summary figures of all units by code."""
    return tuple(_summary(body) for (body,) in db.execute("SELECT body FROM unit ORDER BY code"))


def _summary(body: str) -> UnitSummary:
    fields = json.loads(body)
    return UnitSummary(**(fields | {"former_names": tuple(fields["former_names"])}))
