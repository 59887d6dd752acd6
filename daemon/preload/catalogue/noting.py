"""Has the acts of the month done by the real keeper of local facts, with a clock of those days.

The file is written in a folder of its own and moved into place when it is whole.
"""

import shutil
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from records_sync.holdings.database import FILE
from records_sync.holdings.model import Refused
from records_sync.holdings.store import open_holdings

from .facts import noted
from .laying import Catalogue

UNFINISHED = "noting"
OPENS = time(9)
BETWEEN = timedelta(seconds=20)


def is_noted(directory: Path) -> bool:
    """Return whether a storage directory has local facts."""
    return (directory / FILE).exists()


async def note(directory: Path, made: Catalogue, zone: ZoneInfo) -> list[Refused]:
    """Write the local facts of a catalogue into a storage directory; return what was refused.

    Raises sqlite3.Error or OSError.
    """
    place = directory / UNFINISHED
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    clock, refused = _Clock(zone), []
    async with open_holdings(place, clock, zone) as holdings:
        for each in noted(made):
            clock.go_on(made.today - timedelta(days=each.days_ago))
            done = await holdings.do(each.act)
            if isinstance(done, Refused):
                refused.append(done)
    (place / FILE).replace(directory / FILE)
    shutil.rmtree(place)
    return refused


class _Clock:
    """Tells the time of the act at hand: one after the other, from nine o'clock of its day on."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._now = datetime.min.replace(tzinfo=UTC)

    def __call__(self) -> datetime:
        return self._now

    def go_on(self, day: date) -> None:
        """Go to the next act, of a day that is not before the last one's."""
        opened = datetime.combine(day, OPENS, self._zone).astimezone(UTC)
        self._now = max(opened, self._now + BETWEEN)
