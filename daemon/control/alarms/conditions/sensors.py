"""Can the sensors be believed: silent, or out of calibration."""

from collections.abc import Iterator, Mapping

from daemon.control.alarms.found import Found
from daemon.control.alarms.groups import DeviceGroup
from daemon.control.situation import told
from daemon.control.view import Fact
from daemon.model import Condition, Priority, Quality, Reading, Reason, Why

from .edges import Told, about, is_told

STALE: Mapping[Why, str] = {
    Why.SENSOR_FAILURE: "alarm_sensor_stale_fault",
    Why.OUT_OF_RANGE: "alarm_sensor_stale_range",
}
BAD, WAITING = Quality.BAD, Why.WAITING_FOR_INITIAL_DATA  # looked up a thousand times a look


def conditions(found: Found) -> Iterator[Condition]:
    """Yield what is wrong with sensors; one alarm a device, however many points it has."""
    readings = found.view.image.readings
    for group in found.view.settings.alarm_groups.devices:
        active: Fact = False
        for tag in group.sensors:
            reading = readings.get(tag)
            if reading is None or reading.quality is not BAD:
                continue
            if reading.why is not WAITING:
                active = True
                break
            active = None
        if active or (group.sensors and is_told(found, "sensor_stale", group.id)):
            yield from _stale(found, group, active)
    yield from _calibration(found)


def _stale(found: Found, group: DeviceGroup, active: Fact) -> Told:
    """Tell of a device without values; it is graver where it leaves its room without any."""
    readings = found.view.image.readings
    lost = {tag: readings[tag] for tag in group.sensors if is_lost(readings.get(tag))}
    blind = {mode.room for mode in found.modes if mode.mode == "no_sensor"}
    speaks = {tag for tags in found.view.settings.climate_tags.get(group.room, ()) for tag in tags}
    return about(
        found,
        "sensor_stale",
        group.id,
        group.room,
        active,
        lambda: _of_lost(found, group, next(iter(lost.values())), len(lost)),
        parents=(group.silent, group.bus_down),
        priority=Priority.MEDIUM if group.room in blind and speaks & set(lost) else None,
    )


def is_lost(reading: Reading | None) -> bool:
    """Return whether a sensor that was asked has no value."""
    if reading is None or reading.quality is not BAD:
        return False
    return reading.why is not WAITING


def _of_lost(found: Found, group: DeviceGroup, reading: Reading, count: int) -> Reason:
    age_s = reading.age_s(found.t)
    if age_s is None:
        return told("alarm_sensor_stale_never", sensor=group.id, n=count)
    code = STALE.get(reading.why, "alarm_sensor_stale")
    return told(code, sensor=group.id, n=count, age_s=age_s)


def _calibration(found: Found) -> Iterator[Condition]:
    """Yield the devices whose certificates are over; of several the oldest counts."""
    left_s = found.view.inputs.watched.calibration_left_s
    worst: dict[str, float] = {}
    for tag, left in left_s.items():
        device = tag.partition(".")[0]
        worst[device] = min(left, worst.get(device, left))
    for device, left in worst.items():
        group = found.view.settings.alarm_groups.device_of.get(device)
        if group is not None:
            yield from _expired(found, group, left)


def _expired(found: Found, group: DeviceGroup, left_s: float) -> Told:
    return about(
        found,
        "calibration_expired",
        group.id,
        group.room,
        left_s < 0,
        lambda: told("alarm_calibration_expired", sensor=group.id, over_s=-left_s),
    )
