"""Do sensors contradict each other: one stands still while the others move, or lies far off.

The suspicion itself takes hours (`daemon.control.suspicion`). An alarm of it is over once a sensor
is seen to be well, also after a restart: a stuck one when it has moved, far ones when they agree.
"""

from collections.abc import Iterator, Mapping, Sequence

from daemon.control.alarms.found import Found
from daemon.control.alarms.groups import DeviceGroup
from daemon.control.settings import COLDEST, RoomSettings
from daemon.control.situation import told
from daemon.control.suspicion import APART_S, CHECK_S, STUCK_S, Watch
from daemon.control.view import Fact
from daemon.model import Condition, PointInfo, Reason, alarm_key

from .edges import Told, about, any_of, is_quiet, stands

UNITS: Mapping[str, str] = {"temperature": "c", "relative_humidity": "pct"}


def conditions(found: Found) -> Iterator[Condition]:
    """Yield the sensors that others contradict."""
    if not found.view.state.suspicion.doubtful and not _is_remembered(found):
        return
    for group in found.view.settings.alarm_groups.devices:
        if group.sensors:
            yield from _stuck(found, group)
    for room in found.view.settings.rooms.values():
        yield from _apart(found, room)


def _is_remembered(found: Found) -> bool:
    if is_quiet(found) or found.whole:
        return found.whole
    keys = (*found.view.state.alarms.kept, *found.standing)
    return any(key.startswith(("sensor_stuck:", "sensors_disagree:")) for key in keys)


def _stuck(found: Found, group: DeviceGroup) -> Told:
    suspicion = found.view.state.suspicion
    watches = {tag: w for tag in group.sensors if (w := suspicion.watches.get(tag)) is not None}
    stuck = [
        watch
        for tag, watch in watches.items()
        if tag in suspicion.doubtful and not _is_apart(watch, found.t)
    ]
    doubts = [None if _is_still(found, watch) else False for watch in watches.values()]
    return about(
        found,
        "sensor_stuck",
        group.id,
        group.room,
        True if stuck else any_of(*doubts) if doubts else None,
        lambda: told(
            "alarm_sensor_stuck",
            sensor=group.id,
            for_s=found.t - min(watch.since for watch in stuck),
        ),
        parents=(group.silent, group.bus_down),
    )


def _is_apart(watch: Watch, t: float) -> bool:
    return watch.apart_since is not None and t - watch.apart_since >= APART_S


def _is_still(found: Found, watch: Watch) -> bool:
    """Return whether a sensor was not seen to move: for long, or never since this start."""
    if found.t - watch.since >= STUCK_S:
        return True
    return watch.since - found.view.started_t < 2 * CHECK_S


def _apart(found: Found, room: RoomSettings) -> Told:
    standing = stands(found, "sensors_disagree", room.id)
    points = {
        quantity: found.view.settings.points_of.get((room.id, quantity), ()) for quantity in UNITS
    }
    far = {quantity: _far(found, of, standing) for quantity, of in points.items()}
    odd = sorted({point.device for of in far.values() for point in of})
    return about(
        found,
        "sensors_disagree",
        room.id,
        room.id,
        True if odd else any_of(*(_disagree(found, of) for of in points.values())),
        lambda: _told_apart(found, points, far, odd),
        parents=tuple(alarm_key("sensor_stuck", sensor) for sensor in odd),
    )


def _far(found: Found, points: Sequence[PointInfo], standing: bool) -> list[PointInfo]:
    """Return the sensors that stand apart; beside a standing alarm for however short a time."""
    suspicion = found.view.state.suspicion
    return [
        point
        for point in points
        if (watch := suspicion.watches.get(point.tag)) is not None
        and watch.apart_since is not None
        and (standing or (point.tag in suspicion.doubtful and _is_apart(watch, found.t)))
    ]


def _disagree(found: Found, points: Sequence[PointInfo]) -> Fact:
    """Return False where no sensor stands apart, None where they can't be compared now."""
    voters = [point.tag for point in points if point.zone != COLDEST]
    watches = found.view.state.suspicion.watches
    spoken = [t for t in voters if t in watches and found.view.reading(t).number is not None]
    return False if len(voters) < 2 or len(spoken) > 1 else None  # noqa: PLR2004 - a pair


def _told_apart(
    found: Found,
    points: Mapping[str, Sequence[PointInfo]],
    far: Mapping[str, Sequence[PointInfo]],
    odd: Sequence[str],
) -> Reason:
    quantity = next(quantity for quantity in UNITS if far[quantity])
    readings = (found.view.reading(p.tag) for p in points[quantity] if p.zone != COLDEST)
    numbers = [reading.number for reading in readings if reading.number is not None]
    spread = max(numbers) - min(numbers) if numbers else 0.0
    unit = UNITS[quantity]
    return told(
        f"alarm_sensors_disagree_{unit}", sensors=", ".join(odd), **{f"spread_{unit}": spread}
    )
