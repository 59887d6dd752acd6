"""What may not be said about a floor plan: rooms on one another, things outside them (pure)."""

from collections.abc import Iterator
from itertools import combinations

from .control_plan import Part, Plan
from .model import Room
from .plan_section import FloorPlan
from .problem import Finding, shown
from .site import OUTSIDE
from .validation import nearest


def overlaps(plan: Plan) -> Iterator[Finding]:
    """Refuse two rooms that lie on one another."""
    for (one, a), (other, b) in combinations(_drawn(plan), 2):
        apart = (
            a.x_m + a.width_m <= b.x_m
            or b.x_m + b.width_m <= a.x_m
            or a.y_m + a.depth_m <= b.y_m
            or b.y_m + b.depth_m <= a.y_m
        )
        if not apart:
            yield other.refused("plan_overlaps", "plan", value=shown(one.value.id))


def zones(plan: Plan) -> Iterator[Finding]:
    """Refuse a zone twice, without a device, outside the walls, or in the open air."""
    for room, floor in _drawn(plan):
        devices = [d.value for d in plan.devices.values() if d.value.room == room.value.id]
        known = {device.zone for device in devices if device.zone}
        seen = set[str]()
        for n, zone in enumerate(floor.zone):
            at = ("plan", "zone", n)
            if zone.id == OUTSIDE:
                yield room.refused("plan_open_air", *at, "id", value=shown(zone.id))
            elif zone.id in seen:
                yield room.refused("plan_zone_twice", *at, "id", value=shown(zone.id))
            elif zone.id not in known and not plan.unsure:
                args = {"value": shown(zone.id), **nearest(zone.id, known)}
                yield Finding(path=room.at(*at, "id"), code="plan_zone_empty", args=args)
            seen.add(zone.id)
            for key, value, limit in (
                ("x_m", zone.x_m, floor.width_m),
                ("y_m", zone.y_m, floor.depth_m),
            ):
                if value > limit:
                    args = {"value": shown(value), "limit": f"{limit:g}"}
                    yield room.refused("plan_zone_outside", *at, key, **args)


def doors(plan: Plan) -> Iterator[Finding]:
    """Refuse a door that reaches past the end of its wall."""
    for room, floor in _drawn(plan):
        for n, door in enumerate(floor.door):
            wall_m = floor.width_m if door.wall in ("north", "south") else floor.depth_m
            if door.at_m + door.width_m > wall_m:
                args = {"end": f"{door.at_m + door.width_m:g}", "limit": f"{wall_m:g}"}
                yield room.refused("plan_door_outside", "plan", "door", n, "at_m", **args)


def _drawn(plan: Plan) -> list[tuple[Part[Room], FloorPlan]]:
    return [(room, room.value.plan) for room in plan.rooms if room.value.plan is not None]


PLAN_RULES = (overlaps, zones, doors)
