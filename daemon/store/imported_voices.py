"""Which loggers speak for the air of a room: not outside, at the coldest wall only where alone."""

from collections.abc import Collection, Sequence
from pathlib import Path

from daemon.configuration.site import OUTSIDE
from daemon.control.suspicion import COLDEST

from .imported_read import reading


def speaks(zone: str, zones: Collection[str]) -> bool:
    """Return whether a logger at `zone` has a voice, as a sensor there; `zones` are those of all.

    The coldest wall has a voice only where nothing else measures, as in the room's own value.
    """
    usual = set(zones) - {OUTSIDE, COLDEST}
    return zone in usual or (zone == COLDEST and not usual)


def voices(directory: Path, room: str, quantity: str) -> Sequence[str]:
    """Return the tags of the imported series that speak for a room; raises sqlite3.Error."""
    with reading(directory) as db:
        rows = (
            []
            if db is None
            else db.execute(
                "SELECT zone, tag FROM series WHERE room = ? AND quantity = ? ORDER BY tag",
                (room, quantity),
            ).fetchall()
        )
    zones = {zone for zone, _ in rows}
    return [tag for zone, tag in rows if speaks(zone, zones)]
