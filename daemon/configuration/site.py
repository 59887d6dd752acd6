"""The fixed facts of the site for everything that shows or stores readings (pure)."""

from collections.abc import Mapping

from daemon.control.interlocks import HAZARDS, HAZARDS_UNLESS_ALLOWED
from daemon.model import (
    DeviceInfo,
    OutputInfo,
    PlanDoor,
    PlanZone,
    PointInfo,
    ProgrammeInfo,
    RoomInfo,
    RoomPlan,
    SiteInfo,
)
from drivers.profile import Point, Profile

from .control_sections import Output
from .model import Config, Device, Room
from .plan_section import FloorPlan

OUTSIDE = "outside"  # the zone of sensors that stand outside the room


def site_info(config: Config, profiles: Mapping[str, Profile]) -> SiteInfo:
    """Return everything that is fixed, in the order of the configuration and the profiles."""
    return SiteInfo(
        id=config.site.id,
        name=config.site.name,
        timezone=config.site.timezone,
        rooms=tuple(_room(room) for room in config.room),
        devices=tuple(_device(device, profiles[device.profile]) for device in config.device),
        points=tuple(
            _point(device, point)
            for device in config.device
            for point in profiles[device.profile].point
        ),
        buses=tuple(bus.id for bus in config.bus),
        simulated=config.site.simulated,
        outputs=tuple(
            _output(output, profiles[config.devices[output.device].profile])
            for output in config.output
        ),
        programmes=tuple(
            ProgrammeInfo(
                id=programme.id,
                room=programme.room,
                name=programme.name,
                output=programme.output,
            )
            for programme in config.programme
        ),
        plans=tuple(_plan(room.id, room.plan) for room in config.room if room.plan is not None),
        altitude_m=config.site.altitude_m,
    )


def is_hazardous(output: Output, profile: Profile) -> bool:
    """Return whether an output can hurt a person who is inside; what nobody said may hurt."""
    if output.kind in HAZARDS_UNLESS_ALLOWED:
        return profile.occupancy != "allowed"
    return profile.occupancy == "forbidden" or output.kind in HAZARDS


def _room(room: Room) -> RoomInfo:
    return RoomInfo(
        id=room.id,
        name=room.name,
        doors=room.safety.door_closed,
        deadband_c=None if room.temperature is None else room.temperature.deadband_c,
        deadband_pct=None if room.humidity is None else room.humidity.deadband_pct,
    )


def _output(output: Output, profile: Profile) -> OutputInfo:
    return OutputInfo(
        id=output.id,
        room=output.room,
        kind=output.kind,
        name=output.name,
        hazardous=is_hazardous(output, profile),
        device=output.device,
        feedback=f"{output.device}.{profile.writables[output.write].verify}",
        on_value=output.on_value,
        off_value=output.off_value,
    )


def _plan(room: str, plan: FloorPlan) -> RoomPlan:
    return RoomPlan(
        room=room,
        x_m=plan.x_m,
        y_m=plan.y_m,
        width_m=plan.width_m,
        depth_m=plan.depth_m,
        zones=tuple(PlanZone(zone=z.id, x_m=z.x_m, y_m=z.y_m) for z in plan.zone),
        doors=tuple(PlanDoor(wall=d.wall, at_m=d.at_m, width_m=d.width_m) for d in plan.door),
    )


def _device(device: Device, profile: Profile) -> DeviceInfo:
    return DeviceInfo(
        id=device.id,
        bus=device.bus,
        unit_id=device.unit_id,
        profile=profile.id,
        room=device.room,
        zone=device.zone,
        poll_s=device.poll_s,
        title_zh=profile.title.zh,
        title_en=profile.title.en,
        verified=profile.verified,
    )


def _point(device: Device, point: Point) -> PointInfo:
    name = device.names.get(point.tag)
    return PointInfo(
        tag=f"{device.id}.{point.tag}",
        device=device.id,
        room=device.room,
        zone=device.zone,
        quantity=point.quantity,
        unit=point.unit,
        title_zh=name or point.title.zh,
        title_en=name or point.title.en,
        resolution=point.resolution,
        is_bit=point.is_bit,
        of_room=point.measures == "room" and device.zone != OUTSIDE,
    )
