"""Where a walk through a source stands, as the opaque text that the index keeps (pure)."""

import json
from dataclasses import asdict, fields
from typing import Any, TypeVar

from records_sync.model import SourceError
from records_sync.sources import troubles

P = TypeVar("P")


def packed(place: Any) -> str:
    """Return a place, a dataclass of texts and whole numbers with defaults, as a cursor."""
    return json.dumps(asdict(place))


def unpacked(kind: type[P], cursor: str | None) -> P:
    """Return the place that a cursor names, the start for None. Raises SourceError(RESTART)."""
    if cursor is None:
        return kind()
    try:
        kept = json.loads(cursor)
        found = {field.name: kept[field.name] for field in fields(kind)}  # type: ignore[arg-type]
        right = all(
            type(found[field.name]) is type(field.default)
            for field in fields(kind)  # type: ignore[arg-type]
        )
    except (ValueError, TypeError, KeyError):
        right = False
    if not right:
        raise SourceError(troubles.RESTART, "cursor")
    return kind(**found)
