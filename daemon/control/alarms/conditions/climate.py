"""Is the climate of a room what its records need: limits, swings, drift, wet walls, mould."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from daemon.control.alarms.found import Found
from daemon.control.settings import RoomSettings
from daemon.control.situation import air_of, told, usable
from daemon.control.view import View
from daemon.model import Arg, Band, Condition, Priority, Reason, RoomMeasures

from .edges import Beyond, Told, about, above, any_of, below, end_of, stands

MOULD_DEADBAND = 0.9  # of its limits

Zones = Sequence[tuple[float, str]]  # value and who measured it


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One end of a climate: its alarm, its limit, and which zone is worst off."""

    code: str
    unit: str
    limit: Callable[[Band], float]
    beyond: Beyond
    worst: Callable[[Zones], tuple[float, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """One quantity's range within 24 h."""

    code: str
    unit: str
    range_of: Callable[[RoomMeasures], float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """How far one quantity has left its usual level, and the ending of the words for less."""

    code: str
    unit: str
    fallen: str
    of: Callable[[RoomMeasures], float | None]


SIDES: tuple[tuple[Side, Side], tuple[Side, Side]] = (
    (
        Side(code="temperature_high", unit="c", limit=lambda b: b.high_c, beyond=above, worst=max),
        Side(code="temperature_low", unit="c", limit=lambda b: b.low_c, beyond=below, worst=min),
    ),
    (
        Side(code="humidity_high", unit="pct", limit=lambda b: b.high_pct, beyond=above, worst=max),
        Side(code="humidity_low", unit="pct", limit=lambda b: b.low_pct, beyond=below, worst=min),
    ),
)
SWINGS = (
    Swing(code="swing_temperature", unit="c", range_of=lambda m: m.swing_24h_c),
    Swing(code="swing_humidity", unit="pct", range_of=lambda m: m.swing_24h_pct),
)

DRIFTS = (
    Drift(code="drift_temperature", unit="c", fallen="_colder", of=lambda m: m.drift_c),
    Drift(code="drift_humidity", unit="pct", fallen="_drier", of=lambda m: m.drift_pct),
)


def conditions(found: Found) -> Iterator[Condition]:
    """Yield what the climate of each room gives cause for."""
    measured = found.view.inputs.watched.rooms
    for room in found.view.settings.rooms.values():
        for quantity, sides in enumerate(SIDES):
            zones = zones_of(found.view, room, quantity)
            for side in sides:
                yield from _limit(found, room, side, zones)
        yield from _dew_point(found, room)
        measures = measured.get(room.id)
        if measures is not None:
            for swing in SWINGS:
                yield from _swing(found, room, swing, swing.range_of(measures))
            for drift in DRIFTS:
                yield from _drift(found, room, drift, drift.of(measures))
            yield from _mould(found, room, measures)


def zones_of(view: View, room: RoomSettings, quantity: int) -> Zones:
    """Return what each sensor says that is believed; of the doubtful ones only their median."""
    readings = view.image.readings
    zones = [
        (value, tag)
        for tag in view.settings.climate_tags[room.id][quantity]
        if (reading := readings.get(tag)) is not None and (value := usable(reading)) is not None
    ]
    if zones:
        return zones
    climate = view.climates[room.id]
    doubtful = (climate.humidity if quantity else climate.temperature).number
    return () if doubtful is None else ((doubtful, ""),)


def _limit(found: Found, room: RoomSettings, side: Side, zones: Zones) -> Told:
    """Tell of a limit: it holds in every zone, so the one that is worst off decides."""
    value, tag = side.worst(zones) if zones else (None, "")
    limit = side.limit(room.alarms.band or room.band)
    deadband: float = getattr(room.alarms, f"deadband_{side.unit}")
    standing = stands(found, side.code, room.id)
    return about(
        found,
        side.code,
        room.id,
        room.id,
        side.beyond(value, limit, deadband, standing=standing),
        lambda: _told_of(
            f"alarm_{side.code}",
            {f"value_{side.unit}": value or 0.0},
            limit,
            end_of(side.beyond, value, limit, deadband),
            sensor=tag.partition(".")[0] or room.name,
        ),
    )


def _told_of(
    code: str, measured: Mapping[str, float], limit: float, end: float | None, **more: Arg
) -> Reason:
    """Return what is told of a value and its limit; inside its deadband an alarm names its end."""
    unit = next(iter(measured)).rpartition("_")[2]
    marks = {f"limit_{unit}": limit}
    if end is None:
        return told(code, **measured, **marks, **more)
    return told(f"{code}_easing", **measured, **marks, **{f"end_{unit}": end}, **more)


def _swing(found: Found, room: RoomSettings, swing: Swing, value: float | None) -> Told:
    """Tell of a swing; one of twice the range is graver: "±2 °C a day" can be read either way."""
    limit: float = getattr(room.alarms, f"swing_{swing.unit}")
    most: float = getattr(room.alarms, f"swing_most_{swing.unit}")
    deadband: float = getattr(room.alarms, f"deadband_{swing.unit}")
    standing = stands(found, swing.code, room.id)
    return about(
        found,
        swing.code,
        room.id,
        room.id,
        above(value, limit, deadband, standing=standing),
        lambda: _told_of(
            f"alarm_{swing.code}",
            {f"swing_{swing.unit}": value or 0.0},
            limit,
            end_of(above, value, limit, deadband),
        ),
        priority=Priority.MEDIUM if value is not None and value > most else None,
    )


def _drift(found: Found, room: RoomSettings, drift: Drift, measured: float | None) -> Told:
    """Tell of a drift to either side."""
    size = None if measured is None else abs(measured)
    limit: float = getattr(room.alarms, f"drift_{drift.unit}")
    deadband: float = getattr(room.alarms, f"deadband_{drift.unit}")
    standing = stands(found, drift.code, room.id)
    return about(
        found,
        drift.code,
        room.id,
        room.id,
        above(size, limit, deadband, standing=standing),
        lambda: _told_of(
            f"alarm_{drift.code}{drift.fallen if measured and measured < 0 else ''}",
            {f"drift_{drift.unit}": size or 0.0},
            limit,
            end_of(above, size, limit, deadband),
        ),
    )


def _dew_point(found: Found, room: RoomSettings) -> Told:
    """Tell of a surface nearly as cold as the dew point: there water condenses (domain.md 2.6)."""
    air, alarms = air_of(found.view, room), room.alarms
    standing = stands(found, "dew_point_near_surface", room.id)
    end_c = end_of(below, air.margin_k, alarms.surface_margin_c, alarms.deadband_c)
    return about(
        found,
        "dew_point_near_surface",
        room.id,
        room.id,
        below(air.margin_k, alarms.surface_margin_c, alarms.deadband_c, standing=standing),
        lambda: (
            told(
                "alarm_dew_point_near_surface",
                surface_c=air.surface_c or 0.0,
                dew_point_c=air.dew_point_c or 0.0,
                limit_c=alarms.surface_margin_c,
            )
            if end_c is None
            else told(
                "alarm_dew_point_near_surface_easing",
                margin_c=air.margin_k or 0.0,
                limit_c=alarms.surface_margin_c,
                end_c=end_c,
            )
        ),
    )


def _mould(found: Found, room: RoomSettings, measures: RoomMeasures) -> Told:
    """Tell of mould: it grows by the index (VTT), or most of a germination is over (IPI)."""
    alarms = room.alarms
    share = MOULD_DEADBAND if stands(found, "mould_risk", room.id) else 1.0
    index, risk = measures.mould_index, measures.mould_risk
    return about(
        found,
        "mould_risk",
        room.id,
        room.id,
        any_of(
            None if index is None else index >= alarms.mould_index * share,
            None if risk is None else risk > alarms.mould_risk * share,
        ),
        lambda: _of_mould(index or 0.0, risk or 0.0),
    )


def _of_mould(index: float, risk: float) -> Reason:
    """Return what is told of mould; more than one germination is no progress of one."""
    if risk >= 1.0:
        return told("alarm_mould_risk_germinated", index=index)
    return told("alarm_mould_risk", index=index, risk_pct=100 * risk)
