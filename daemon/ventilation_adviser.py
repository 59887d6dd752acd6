"""Keeps the ventilation advice of every room: the usual day outside from the history, and now.

Control never waits for it; the fan has its own rule. A site without a sensor outside is told so.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from itertools import chain
from pathlib import Path

from .clock import Clock
from .control.settings import COLDEST, RoomSettings, Settings
from .control.situation import told, usable_c, usable_pct
from .control.ventilation import AWAITED, Exchange, advice, unknown
from .control.ventilation_advice import (
    DAYS,
    USUAL_MARGIN_G_M3,
    Advice,
    UsualAir,
    advised,
    usual_day,
)
from .model import Reason, ScanResult
from .ports import Live
from .store.database import FAILURES
from .store.room_samples import room_samples

OUTSIDE = "outside"  # the zone of a sensor in the open air
DAY_S = 86_400
READ_S = 900.0
TELL_S = 60.0
SOON_S = 5.0  # while the first readings are awaited
HELPS = "ventilation_helps"

Sensor = tuple[str, str]  # the tags of its temperature and its humidity


class Adviser:
    """Answers for every room; `run` is its only task. `history` is the file."""

    def __init__(self, settings: Settings, history: Path, live: Live, clock: Clock) -> None:
        self._settings = settings
        self._history = history
        self._live = live
        self._clock = clock
        self._sensors = {room.id: outside(settings, room) for room in settings.rooms.values()}
        self._usual: Mapping[Sensor, Mapping[int, UsualAir]] = {}
        self._told: Mapping[str, Advice] = {}

    def advice(self) -> Mapping[str, Advice]:
        """Return the advice of each room by its id; empty before the first scan."""
        return self._told

    async def run(self) -> None:
        """Answer every minute until cancelled, sooner at the start; raise only on a bug."""
        read_t = self._clock.monotonic()
        while True:
            now = self._clock.monotonic()
            if now >= read_t:
                self._usual = await asyncio.to_thread(self._read)
                read_t = now + READ_S
            if (snapshot := self._live.snapshot) is not None:
                self._told = {
                    room.id: self._answer(room, snapshot.result)
                    for room in self._settings.rooms.values()
                }
            await self._clock.sleep_until(now + (SOON_S if self._is_early() else TELL_S))

    def _is_early(self) -> bool:
        told = self._told.values()
        return not told or any(AWAITED in (a.reason.code, a.best_reason.code) for a in told)

    def _read(self) -> Mapping[Sensor, Mapping[int, UsualAir]]:
        """Return the usual day at each sensor; nothing where the history can't be read."""
        sensors = {sensor for sensor in self._sensors.values() if sensor is not None}
        names = {"|".join(sensor): sensor for sensor in sensors}
        tags = {name: ((c,), (pct,)) for name, (c, pct) in names.items()}
        until = int(self._clock.utc().timestamp())
        try:
            read = room_samples(self._history, tags, until - DAYS * DAY_S, until, DAY_S)
            stretches = [found for _, found in read]
        except FAILURES:
            return {}
        zone = self._settings.zone
        return {
            sensor: usual_day(chain.from_iterable(s[name] for s in stretches), zone)
            for name, sensor in names.items()
        }

    def _answer(self, room: RoomSettings, seen: ScanResult) -> Advice:
        sensor = self._sensors[room.id]
        indoors = _indoors(self._settings, room, seen)
        now = _now(room, sensor, indoors, seen)
        hour = self._clock.utc().astimezone(self._settings.zone).hour
        usual = None if sensor is None else self._usual.get(sensor, {})
        return advised(now, indoors, usual, hour)


def outside(settings: Settings, room: RoomSettings) -> Sensor | None:
    """Return the sensor that speaks for the air outside of a room, None where there is none.

    That of its ventilation rule, else one of its own in the zone `outside`, else any such.
    """
    if room.ventilation is not None:
        return room.ventilation.temperature, room.ventilation.humidity
    found: dict[tuple[bool, str], dict[str, str]] = {}
    for point in settings.site.points:
        if point.zone == OUTSIDE:
            by_quantity = found.setdefault((point.room != room.id, point.device), {})
            by_quantity.setdefault(point.quantity, point.tag)
    for _, tags in sorted(found.items()):
        if {"temperature", "relative_humidity"} <= tags.keys():
            return tags["temperature"], tags["relative_humidity"]
    return None


def _now(
    room: RoomSettings, sensor: Sensor | None, indoors: Exchange | Reason, seen: ScanResult
) -> tuple[bool, Reason]:
    """Return the answer of this moment: that of the room's rule, so that there is but one."""
    control = seen.rooms.get(room.id)
    if control is not None and control.ventilation is not None:
        return control.ventilation.code == HELPS, control.ventilation
    if sensor is None:
        return False, told("window_no_sensor_outside")
    if isinstance(indoors, Reason):
        return advice(indoors)
    measured = seen.image.readings[sensor[0]], seen.image.readings[sensor[1]]
    c, pct = usable_c(measured[0]), usable_pct(measured[1])
    if c is None or pct is None:
        return advice(unknown("outside", *measured))
    return advice(replace(indoors, outside_c=c, outside_pct=pct))


def _indoors(settings: Settings, room: RoomSettings, seen: ScanResult) -> Exchange | Reason:
    """Return the room with its own air for that outside, or why it is not known."""
    climate = seen.climates[room.id]
    c, pct = usable_c(climate.temperature), usable_pct(climate.humidity)
    if c is None or pct is None:
        return unknown("inside", climate.temperature, climate.humidity)
    points = settings.points_of.get((room.id, "temperature"), ())
    walls = [p.tag for p in points if p.zone == COLDEST]
    shown = [seen.image.readings[tag] for tag in walls]
    known = [s for reading in shown if (s := usable_c(reading)) is not None]
    if walls and not known:
        return unknown("surface", *shown)
    rule = room.ventilation
    return Exchange(
        band=room.band,
        margin_g_m3=USUAL_MARGIN_G_M3 if rule is None else rule.margin_g_m3,
        going=False,
        inside_c=c,
        inside_pct=pct,
        surface_c=min(known, default=c),
        outside_c=c,
        outside_pct=pct,
    )
