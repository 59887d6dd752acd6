"""What the running measures begin with: a year of the history, because mould has a long memory.

Roll-ups are read in a thread, by stretches; the newest day comes through the port `Trends`, which
also knows what is not merged, or not on the disk, yet.
"""

import asyncio
import threading
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from .control.preservation.rolling import DAY_S, QUARTER_S, Rolling
from .control.preservation.sample import Mean, Sample, sample_of
from .control.settings import Settings
from .ports import Trends
from .store.room_samples import room_samples

YEAR_S = 365 * DAY_S
STRETCH_S = 2 * DAY_S


def nothing(settings: Settings) -> dict[str, Rolling]:
    """Return the rooms as if nothing had ever been measured."""
    return {room.id: Rolling(room.id, room.band) for room in settings.rooms.values()}


async def past(
    settings: Settings, history: Path, trends: Trends, now: datetime
) -> dict[str, Rolling]:
    """Return the rooms as the history knows them.

    Raises sqlite3.Error or HistoryUnavailableError where it can't be read.
    """
    rooms, stop = nothing(settings), threading.Event()
    recent = int(now.timestamp()) // QUARTER_S * QUARTER_S - DAY_S
    try:
        await asyncio.to_thread(_add_year, rooms, settings, history, recent, stop)
    finally:
        stop.set()
    for name, room in rooms.items():
        kinds = [
            [await _means(trends, tag, recent, now) for tag in tags]
            for tags in (*settings.climate_tags[name], settings.surface_tags[name])
        ]
        _add_quarters(room, recent, *kinds)
    return rooms


def _add_year(
    rooms: Mapping[str, Rolling],
    settings: Settings,
    history: Path,
    until: int,
    stop: threading.Event,
) -> None:
    tags = {room: settings.climate_tags[room] for room in rooms}
    walls = {tag: ((tag,), (tag,)) for room in rooms for tag in settings.surface_tags[room]}
    since = until - YEAR_S
    for start, found in room_samples(history, {**tags, **walls}, since, until, STRETCH_S):
        if stop.is_set():
            return
        for name, room in rooms.items():
            surfaces = _coldest(found[tag] for tag in settings.surface_tags[name])
            for sample in found[name]:
                room.add(sample, surfaces.get(sample[0]))
            room.settle(start)


def _coldest(walls: Iterable[Iterable[Sample]]) -> Mapping[int, float]:
    """Return the °C of the coldest wall by the start of its quarter."""
    found: dict[int, float] = {}
    for start, _, c, _ in chain.from_iterable(walls):
        found[start] = min(c, found.get(start, c))
    return found


async def _means(trends: Trends, tag: str, since: int, now: datetime) -> Sequence[Mean]:
    """Return a sensor's quarters, the one that holds `now` last."""
    first = datetime.fromtimestamp(since, UTC)
    found = await trends.trend(tag, first, now, QUARTER_S)
    return [(bucket.mean or 0.0, bucket.coverage) for bucket in found]


def _add_quarters(
    room: Rolling,
    since: int,
    temperatures: Sequence[Sequence[Mean]],
    humidities: Sequence[Sequence[Mean]],
    walls: Sequence[Sequence[Mean]],
) -> None:
    quarters = zip(zip(*temperatures, strict=False), zip(*humidities, strict=False), strict=False)
    for number, (warm, damp) in enumerate(quarters):
        sample = sample_of(since + number * QUARTER_S, QUARTER_S, warm, damp)
        if sample is not None:
            known = [wall[number] for wall in walls if number < len(wall)]
            room.add(sample, min((c for c, share in known if share > 0), default=None))
