"""What endangers people and records at once: fire, water, ozone, an open door."""

from collections.abc import Iterator

from daemon.control.alarms.found import Found
from daemon.control.settings import RoomSettings
from daemon.control.situation import told
from daemon.control.view import Fact, Facts
from daemon.model import Condition, Stage, alarm_key

from .edges import Told, about, above, inverted, stands

OZONE_DEADBAND = 0.2  # of the limit
KEEPS_CLOSED = frozenset({Stage.RUN, Stage.STOPPING, Stage.DECAY, Stage.LOCKED_OUT})


def conditions(found: Found) -> Iterator[Condition]:
    """Yield what is unsafe in each room, as far as something there tells."""
    for room in found.view.settings.rooms.values():
        facts, safety = found.view.facts[room.id], room.safety
        if safety.no_fire:
            yield from _contact(found, room, "fire", inverted(facts.no_fire))
        if safety.floor_dry:
            yield from _contact(found, room, "water_leak", inverted(facts.floor_dry))
        if safety.door_closed:
            fire = (alarm_key("fire", room.id),)
            yield from _contact(found, room, "door_open", inverted(facts.door_closed), fire)
        if safety.ozone:
            yield from _ozone(found, room, facts)


def _contact(
    found: Found, room: RoomSettings, code: str, active: Fact, parents: tuple[str, ...] = ()
) -> Told:
    return about(
        found,
        code,
        room.id,
        room.id,
        active,
        lambda: told(f"alarm_{code}", room=room.name),
        parents=parents,
    )


def _ozone(found: Found, room: RoomSettings, facts: Facts) -> Told:
    """Tell of ozone where people may be; in a closed room under a programme it is meant."""
    limit = room.alarms.ozone_mg_m3
    standing = stands(found, "ozone_high", room.id)
    value = None if facts.ozone_high is None else facts.ozone_high.number
    high = above(value, limit, OZONE_DEADBAND * limit, standing=standing)
    return about(
        found,
        "ozone_high",
        room.id,
        room.id,
        False if high and _is_meant(found, room, facts) else high,
        lambda: told("alarm_ozone_high", ozone_mg_m3=value or 0.0, limit_mg_m3=limit),
    )


def _is_meant(found: Found, room: RoomSettings, facts: Facts) -> bool:
    """Return whether a programme keeps the room closed, and nobody is in it as far as is seen."""
    if facts.door_closed is False or facts.nobody is False:
        return False
    statuses = (found.cycles.get(p.id) for p in found.view.settings.programmes_of[room.id])
    return any(status is not None and status.stage in KEEPS_CLOSED for status in statuses)
