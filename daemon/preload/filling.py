"""Puts the month into the stores: in a folder of its own, moved into place when it is whole."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from daemon.configuration.loading import Loaded
from daemon.store.control_memory import ControlMemory, as_text
from daemon.store.history import FILE as HISTORY
from daemon.store.ledger import BOOK
from daemon.store.ledger import FILE as LEDGER
from daemon.store.ledger_anchor import anchor_of, write_anchor
from daemon.store.ledger_chain import START, Head, chained
from daemon.store.ledger_queue import Entry
from daemon.store.ledger_rows import append
from daemon.store.opening import opened
from daemon.store.ring import Batch
from daemon.store.series import series_key
from daemon.store.writer import Writer
from drivers.simulator.scenario import Scenario

from .month import BOOT, Month

STEP_MIN = 1440  # between two commits, and two movements of a bar
UNFINISHED = "preloading"


def is_empty(directory: Path) -> bool:
    """Return whether no store is in a folder yet."""
    return not any((directory / name).exists() for name in (HISTORY, LEDGER))


async def preload(
    loaded: Loaded, scenario: Scenario, now: datetime, progress: Callable[[int], None]
) -> None:
    """Fill the empty storage directory with the month before `now`; `progress` hears of minutes.

    Raises sqlite3.Error or OSError.
    """
    directory = loaded.config.storage.directory
    place = directory / UNFINISHED
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    month = Month(loaded, scenario, now)
    entries: list[Entry] = []
    batches: list[Batch] = []
    async with opened(place / HISTORY, now, lambda _: None) as db:
        writer = Writer(db, month.settings.zone)
        await writer.start([series_key(shown.info) for shown in month.shown])
        for moment in month.moments():
            entries += [month.entry(moment.minute, event) for event in moment.events]
            if moment.batch is not None:
                batches.append(moment.batch)
            if moment.minute % STEP_MIN == STEP_MIN - 1:
                await writer.commit(batches)
                batches.clear()
                progress(STEP_MIN)
        if batches:
            await writer.commit(batches)
        await db.execute("DELETE FROM minute WHERE start < ?", (month.fine_from_s,))
        progress(month.minutes % STEP_MIN)
    head = await _ledger(place / LEDGER, entries, month)
    write_anchor(place / LEDGER, head)
    for name in (HISTORY, LEDGER, anchor_of(place / LEDGER).name):
        (place / name).replace(directory / name)
    shutil.rmtree(place)


async def _ledger(path: Path, entries: list[Entry], month: Month) -> Head:
    """Write the rows with a memory that holds the alarms only: no machine runs when it is read."""
    version, state = month.settings.version, month.remembered
    stored = list(chained(START, (entry.row(BOOT, version) for entry in entries)))
    at = datetime.fromtimestamp(month.start + (state.t or 0.0), UTC)
    memory = ControlMemory(boot=BOOT, at=at, clock_trusted=True, state=state)
    async with opened(path, entries[-1].at, lambda _: None, BOOK) as db:
        await append(db, stored, as_text(memory))
    return Head(stored[-1].row.seq, stored[-1].digest)
