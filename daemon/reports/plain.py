"""A report as JSON and back, always the same text for the same report (pure)."""

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from daemon.model.document import Cell, Column, Document, Figure, Origin, Section, Table


def plain_text(document: Document) -> str:
    """Return a report as one line of JSON."""
    return json.dumps(
        asdict(document), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain
    )


def parsed(text: str) -> Document:
    """Return the report in a text; raises ValueError, KeyError or TypeError for no report."""
    found = json.loads(text)
    origin = found.pop("origin")
    sections = found.pop("sections")
    return Document(
        **{
            **found,
            "lines": tuple((str(label), str(value)) for label, value in found["lines"]),
            "signatures": tuple(found["signatures"]),
        },
        sections=tuple(_section(section) for section in sections),
        origin=None if origin is None else _origin(origin),
    )


def _section(found: dict[str, Any]) -> Section:
    return Section(
        title=found["title"],
        notes=tuple(found["notes"]),
        tables=tuple(_table(table) for table in found["tables"]),
        figures=tuple(Figure(**figure) for figure in found["figures"]),
    )


def _table(found: dict[str, Any]) -> Table:
    return Table(
        columns=tuple(Column(**column) for column in found["columns"]),
        rows=tuple(tuple(_cell(cell) for cell in row) for row in found["rows"]),
        footer=tuple(tuple(_cell(cell) for cell in row) for row in found["footer"]),
    )


def _origin(found: dict[str, Any]) -> Origin:
    return Origin(**{**found, "history_until": datetime.fromisoformat(found["history_until"])})


def _cell(found: Any) -> Cell:
    return date.fromisoformat(found["date"]) if isinstance(found, dict) else found


def _plain(value: object) -> object:
    match value:
        case datetime():
            return value.isoformat()
        case date():
            return {"date": value.isoformat()}
    raise TypeError(f"not a part of a report: {value!r}")
