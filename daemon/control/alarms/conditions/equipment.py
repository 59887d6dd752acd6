"""Do buses and devices answer, and does a machine ask for a person: filters, tanks."""

from collections.abc import Callable, Iterator
from functools import partial

from daemon.control.alarms.found import Found
from daemon.control.alarms.groups import DeviceGroup, FilterGroup
from daemon.control.facts import contact
from daemon.control.situation import told
from daemon.control.view import Fact, View
from daemon.model import BusHealth, Condition, DeviceHealth, Reason

from .edges import Told, about, any_of

UNTOLD = "unknown"  # of `TROUBLE_WORDS`


def conditions(found: Found) -> Iterator[Condition]:
    """Yield what is wrong with buses, devices and their consumables."""
    groups = found.view.settings.alarm_groups
    for bus, room in groups.buses.items():
        yield from _bus(found, bus, room)
    for device in groups.devices:
        yield from _device(found, device)
    for filter_ in groups.filters:
        yield from _filter(found, filter_)
    yield from _tanks(found)


def _bus(found: Found, bus: str, room: str) -> Told:
    health = found.view.inputs.watched.buses.get(bus)
    known = None if health is None else not health.up
    return about(
        found,
        "bus_down",
        bus,
        room,
        True if bus in found.view.inputs.down else known,
        lambda: told("alarm_bus_down_by", bus=bus, of_trouble=_trouble(health)),
    )


def _device(found: Found, device: DeviceGroup) -> Told:
    health = found.view.inputs.watched.devices.get(device.id)
    return about(
        found,
        "device_silent",
        device.id,
        device.room,
        None if health is None or not health.polls else not health.online,
        lambda: told("alarm_device_silent_by", device=device.id, of_trouble=_trouble(health)),
        parents=(device.bus_down,),
    )


def _trouble(health: BusHealth | DeviceHealth | None) -> str:
    return (health and health.trouble) or UNTOLD


def _filter(found: Found, group: FilterGroup) -> Told:
    """Tell of a filter by its own flag, or by the hours that its machine allows it."""
    view = found.view
    by_flag = False if group.dirty is None else contact(view.image, group.dirty)
    by_hours = _is_due(view, group)
    return about(
        found,
        "filter_due",
        group.device,
        group.room,
        any_of(by_flag, by_hours),
        lambda: (
            told("alarm_filter_due", device=group.device)
            if by_flag
            else told(
                "alarm_filter_due_hours",
                device=group.device,
                run_h=_hours(view, group.hours) or 0.0,
                due_h=_hours(view, group.due_hours) or 0.0,
            )
        ),
    )


def _is_due(view: View, group: FilterGroup) -> Fact:
    """Return whether a filter has run its hours; a limit of 0 means that none is set."""
    if group.hours is None or group.due_hours is None:
        return False
    hours, due_hours = _hours(view, group.hours), _hours(view, group.due_hours)
    return None if hours is None or due_hours is None else 0 < due_hours <= hours


def _hours(view: View, tag: str | None) -> float | None:
    return None if tag is None else view.reading(tag).number


def _tanks(found: Found) -> Iterator[Condition]:
    """Yield the full tanks, of outputs and of devices that nobody named as an output's."""
    settings = found.view.settings
    named = set()
    for output in settings.outputs.values():
        if output.full is not None:
            named.add(output.full)
            full = partial(told, "alarm_tank_full", output=output.name)
            yield from _tank(found, output.id, output.room, output.full, full)
    for group in settings.alarm_groups.tanks:
        if group.full not in named:
            full = partial(told, "alarm_tank_full_reported", device=group.device)
            yield from _tank(found, group.device, group.room, group.full, full)


def _tank(found: Found, subject: str, room: str, tag: str, full: Callable[[], Reason]) -> Told:
    return about(found, "tank_full", subject, room, contact(found.view.image, tag), full)
