"""The running measures of every room: begun from the history, then followed look by look.

Control never waits for it. A look takes the newest snapshot and counts what the history counts:
the median of the sensors that are GOOD, or only are due for calibration.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from statistics import median

from .clock import Clock
from .control.climate import absolute_humidity_g_m3, mixing_ratio_g_kg
from .control.preservation.pi import pi_y
from .control.settings import Settings
from .control.situation import usable_c, usable_pct
from .measures_past import nothing, past
from .model import ProcessImage, Quality, Reading, RoomMeasures, ScanResult, Why
from .ports import HistoryUnavailableError, Live, Trends
from .store.database import FAILURES

LOOK_S = 5.0
HELD_S = 15.0  # a look stands for no longer time than this
TELL_S = 60.0
CLOCK_JUMP_S = 1.0
SETTLE_S = 240.0  # after a jump of the clock the history takes as long to date its rows anew


class Measures:
    """Keeps `RoomMeasures` of every room; `run` is its only task. `history` is the file."""

    def __init__(
        self, settings: Settings, history: Path, trends: Trends, live: Live, clock: Clock
    ) -> None:
        self._settings = settings
        self._history = history
        self._trends = trends
        self._live = live
        self._clock = clock
        self._rooms = nothing(settings)
        self._told: Mapping[str, RoomMeasures] = {}
        self._looked: ScanResult | None = None
        self._read_t: float | None = float("-inf")  # when the history is to be read (again)
        self._failed = False
        self._trouble = ""

    def measures(self) -> Mapping[str, RoomMeasures]:
        """Return what is known of each room, by its id; empty at first."""
        return self._told

    def status(self) -> str:
        """Return what is wrong, "" when well."""
        return self._trouble

    async def run(self) -> None:
        """Follow the rooms until cancelled; raise only on a bug."""
        tell_t = self._clock.monotonic()
        while True:
            now = self._clock.monotonic()
            if now >= tell_t:
                if self._read_t is not None and now >= self._read_t:
                    await self._begin()
                await self._tell()
                tell_t = now + TELL_S
            await self._clock.sleep_until(now + LOOK_S)
            self._look()

    async def _begin(self) -> None:
        """Begin anew with what the history knows; go on without where it can't be read."""
        try:
            rooms = await past(self._settings, self._history, self._trends, self._clock.utc())
        except (*FAILURES, HistoryUnavailableError) as err:
            if self._failed:  # the first time it may only be young
                self._trouble = f"历史数据读不出来，长期指标从现在算起 / without the history: {err}"
            self._failed = True
            return
        self._rooms, self._looked = rooms, None
        self._read_t, self._failed, self._trouble = None, False, ""
        self._look()

    def _look(self) -> None:
        """Give the time since the last look to what was seen then."""
        if (snapshot := self._live.snapshot) is None:
            return
        before, seen = self._looked, snapshot.result
        if before is not None and seen.image.t <= before.image.t:
            return
        self._looked = seen
        if before is None:
            return
        lasted = seen.image.t - before.image.t
        if abs((seen.image.at - before.image.at).total_seconds() - lasted) > CLOCK_JUMP_S:
            self._read_t = seen.image.t + SETTLE_S
        elif lasted <= HELD_S:
            start = int(before.image.at.timestamp())
            for name, room in self._rooms.items():
                if (values := air(self._settings, before.image, name)) is not None:
                    surface_c = surface(self._settings, before.image, name)
                    room.add((start, lasted, *values), surface_c)

    async def _tell(self) -> None:
        now_s = self._clock.utc().timestamp()
        told: dict[str, RoomMeasures] = {}
        for name, room in self._rooms.items():
            await asyncio.sleep(0)  # one room at a time: a scan may come between
            snapshot = self._live.snapshot
            measures = room.measures(now_s)
            if snapshot is not None:
                values = air(self._settings, snapshot.result.image, name)
                measures = measures if values is None else _with_air(measures, *values)
            told[name] = measures
        self._told = told


def air(settings: Settings, image: ProcessImage, room: str) -> tuple[float, float] | None:
    """Return °C and %RH of a room as the history counts them, None where one is not measured."""
    warm, damp = settings.climate_tags[room]
    c, pct = list(_counted(image, warm, usable_c)), list(_counted(image, damp, usable_pct))
    return (median(c), median(pct)) if c and pct else None


def surface(settings: Settings, image: ProcessImage, room: str) -> float | None:
    """Return the °C of the coldest surface of a room, None where none is measured."""
    return min(_counted(image, settings.surface_tags[room], usable_c), default=None)


def _counted(
    image: ProcessImage, tags: Iterable[str], number: Callable[[Reading], float | None]
) -> Iterator[float]:
    """Yield the plausible numbers that count.

    The history has never heard of certificates, so one that is over takes no value from here. It
    does not count the last good value of a sensor that does not answer.
    """
    for tag in tags:
        reading = image.readings.get(tag)
        if reading is None:
            continue
        if reading.quality is Quality.GOOD or reading.why is Why.CALIBRATION_EXPIRED:
            value = number(reading)
            if value is not None:
                yield value


def _with_air(told: RoomMeasures, c: float, pct: float) -> RoomMeasures:
    """Return the measures with those of the air as it is now."""
    return replace(
        told,
        absolute_g_m3=absolute_humidity_g_m3(c, pct),
        mixing_g_kg=mixing_ratio_g_kg(c, pct),
        pi_y=pi_y(c, pct),
    )
