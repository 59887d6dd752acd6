"""What a snapshot says about the air of a room, its coldest surface and the air outside; pure."""

from collections.abc import Iterable, Sequence

from daemon.model import Kind, PointInfo, Reading, RoomInfo, SiteInfo
from panel.moment import Moment

from .air import pressure_pa, ratio_g_kg
from .air_chart import AirFacts, Machine
from .air_effects import Air
from .subjects import COLDEST, FACE, OUTSIDE

UNTOLD = frozenset({Kind.SOUNDER, Kind.CONTACTOR, Kind.UV_LAMP, Kind.OZONE_GENERATOR, Kind.PLASMA})


def air_facts(
    site: SiteInfo, room: RoomInfo, now: Moment, trail: Sequence[Air | None] = ()
) -> AirFacts:
    """Return the facts of a room; the humidity ratios are those at the site's air pressure."""
    pa = pressure_pa(site.altitude_m)
    climate = now.snapshot.result.climates.get(room.id) if now.snapshot else None
    control = now.controls.get(room.id)
    return AirFacts(
        pa=pa,
        now=None if climate is None else _air(climate.temperature, climate.humidity, pa),
        band=None if control is None else control.band,
        setpoint_c=None if control is None else control.setpoint_c,
        setpoint_pct=None if control is None else control.setpoint_pct,
        deadband_c=room.deadband_c,
        deadband_pct=room.deadband_pct,
        surface_c=_surface(site.points, room.id, now),
        outside=_outside(site.points, room.id, now, pa),
        trail=tuple(trail),
        machines=tuple(_machines(site, room.id, now)),
    )


def _air(temperature: Reading | None, humidity: Reading | None, pa: float) -> Air | None:
    c = None if temperature is None else temperature.number
    pct = None if humidity is None else humidity.number
    return None if c is None or pct is None else Air(c=c, g_kg=ratio_g_kg(c, pct, pa))


def _surface(points: Iterable[PointInfo], room: str, now: Moment) -> float | None:
    found = [
        now.readings[p.tag].number
        for p in points
        if p.room == room and p.zone == COLDEST and p.of_room and p.quantity == FACE[0]
    ]
    return min((c for c in found if c is not None), default=None)


def _outside(points: Iterable[PointInfo], room: str, now: Moment, pa: float) -> Air | None:
    """Return the air outside; the room's own sensor there comes before any other of the site."""
    outer = [p for p in points if p.zone == OUTSIDE]
    readings: list[Reading | None] = []
    for quantity in FACE:
        fitting = [p for p in outer if p.quantity == quantity]
        nearest = sorted(fitting, key=lambda p: p.room != room)
        readings.append(now.readings[nearest[0].tag] if nearest else None)
    return _air(readings[0], readings[1], pa)


def _machines(site: SiteInfo, room: str, now: Moment) -> Iterable[Machine]:
    for output in site.outputs:
        if output.room == room and output.kind not in UNTOLD:
            decision = now.decisions.get(output.id)
            seen = None if decision is None else decision.running
            shown = None if decision is None else decision.feedback
            yield Machine(id=output.id, kind=output.kind, is_on=shown if seen is None else seen)
