"""The list of units (机构) that a main system exports beside its catalogue: numbers, no persons."""

import re
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from records_sync.model import Flagged, Rejected, SourceError, UnitSummary
from records_sync.sources.files import formats
from records_sync.sources.files.limits import Limits
from records_sync.sources.files.mapping import FolderRules
from records_sync.sources.files.table import Table, table_of
from records_sync.text import clean, dates, numbers
from records_sync.text.headers import UNIT_HEADINGS
from records_sync.text.numbers import Cell

FIGURES = ("posts", "leaders", "staff", "offices")
NO_NAME = "row_no_name"
FIGURE = "doubt_figure"
MOST = 100_000  # rows
_BETWEEN = re.compile(r"[;；、,，/\n]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """The units of a file, and the rows that couldn't be taken or are in doubt."""

    units: tuple[UnitSummary, ...]
    rejected: tuple[Rejected, ...] = ()
    flagged: tuple[Flagged, ...] = ()


def read_units(
    path: Path, suffix: str, rules: FolderRules | None = None, limits: Limits | None = None
) -> Units:
    """Return the units of a file, each once, the last row of a code wins; raises SourceError."""
    limits = limits or Limits()
    rules = rules or FolderRules()
    units: dict[str, UnitSummary] = {}
    rejected: list[Rejected] = []
    flagged: list[Flagged] = []
    found, told = False, 0
    with closing(formats.parts(path, suffix, limits)) as parts:
        for part in parts:
            table = table_of(part, rules, limits, UNIT_HEADINGS, needs="name")
            if not isinstance(table, Table):
                continue
            found = True
            for number, cells in table.rows:
                values = _values(table, cells)
                if not values:
                    continue
                told += 1
                if told > MOST:
                    raise SourceError("file_rows", str(MOST))
                if "name" not in values:
                    rejected.append(Rejected(row=number, code=NO_NAME))
                    continue
                unit, doubts = _unit(values)
                flagged += [Flagged(row=number, code=FIGURE, detail=doubt) for doubt in doubts]
                units[unit.code] = unit
    if not found:
        raise SourceError("file_no_header")
    return Units(units=tuple(units.values()), rejected=tuple(rejected), flagged=tuple(flagged))


def _values(table: Table, cells: Sequence[Cell]) -> dict[str, str]:
    """Return the filled fields of a row, cleaned and capped."""
    row = numbers.texts(cells).cells
    told = {
        name: clean.capped(clean.plain(row[index])[0], clean.LONGEST)[0]
        for name, index in table.layout.columns
        if index < len(row)
    }
    return {name: text for name, text in told.items() if text}


def _unit(values: dict[str, str]) -> tuple[UnitSummary, list[str]]:
    """Return a unit, and the figures that are none."""
    figures = {name: numbers.whole(values[name]) for name in FIGURES if name in values}
    doubts = [f"{name}={values[name][:60]}" for name, value in figures.items() if value is None]
    return UnitSummary(
        code=values.get("code", values["name"]),
        name=values["name"],
        former_names=tuple(filter(None, _BETWEEN.split(values.get("former_names", "")))),
        kind=values.get("kind", ""),
        as_of=dates.parsed(values.get("as_of", ""))[0],
        **figures,
    ), doubts
