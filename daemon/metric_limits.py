"""What is exported of the limits of rooms, and of what is measured against them (pure).

The same functions judge it as for the panel's alarms, so that a reading which the panel does not
believe is not believed here either. What is not known is absent.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from prometheus_client.core import GaugeMetricFamily, Metric

from .control.alarms.conditions.climate import zones_of
from .control.alarms.conditions.sensors import is_lost
from .control.settings import RoomSettings, Settings
from .control.situation import air_of
from .control.state import ControlState
from .control.view import Inputs, View
from .metric_families import DEVICE_LABELS, exported_number
from .metric_services import Families
from .ports import Live

ROOM_LABELS = ("site", "room")
BOUND_LABELS = (*ROOM_LABELS, "bound")
PER_CENT = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Climate:
    """One quantity of a room's climate: its place among the tags, its names and its unit."""

    place: int
    name: str
    text: str
    ending: str
    scale: float
    low: Callable[[RoomSettings], float]
    high: Callable[[RoomSettings], float]


CLIMATE = (
    Climate(
        place=0,
        name="temperature",
        text="temperature",
        ending="celsius",
        scale=1.0,
        low=lambda room: (room.alarms.band or room.band).low_c,
        high=lambda room: (room.alarms.band or room.band).high_c,
    ),
    Climate(
        place=1,
        name="relative_humidity",
        text="relative humidity, 0 to 1",
        ending="ratio",
        scale=PER_CENT,
        low=lambda room: (room.alarms.band or room.band).low_pct,
        high=lambda room: (room.alarms.band or room.band).high_pct,
    ),
)


def limit_families(settings: Settings, live: Live) -> Families:
    """Return the families of limits, and of what the newest scan measured against them."""
    limits = tuple(_limit(settings, climate) for climate in CLIMATE)

    def families() -> Iterable[Metric]:
        yield from limits
        if (snapshot := live.snapshot) is not None:
            result = snapshot.result
            view = View(
                settings=settings,
                inputs=Inputs(image=result.image),
                image=result.image,
                climates=result.climates,
                facts={},
                state=ControlState(),
            )
            for climate in CLIMATE:
                yield from _extremes(view, climate)
            yield _margin(view)
            yield _lost(view)

    return families


def _limit(settings: Settings, climate: Climate) -> Metric:
    family = GaugeMetricFamily(
        f"roomd_room_{climate.name}_limit_{climate.ending}",
        f"Limits of the room's alarms: {climate.text}.",
        labels=BOUND_LABELS,
    )
    for room in settings.rooms.values():
        for bound, limit in (("low", climate.low(room)), ("high", climate.high(room))):
            value = exported_number(limit, climate.scale)
            if value is not None:
                family.add_metric((settings.site.id, room.id, bound), value)
    return family


def _extremes(view: View, climate: Climate) -> Iterator[Metric]:
    for word, worst in (("lowest", min), ("highest", max)):
        family = GaugeMetricFamily(
            f"roomd_room_{climate.name}_{word}_{climate.ending}",
            f"The {word} of the room's sensors that are believed: {climate.text}.",
            labels=ROOM_LABELS,
        )
        for room in view.settings.rooms.values():
            zones = zones_of(view, room, climate.place) if room.id in view.climates else ()
            value = exported_number(worst(zones)[0], climate.scale) if zones else None
            if value is not None:
                family.add_metric((view.settings.site.id, room.id), value)
        yield family


def _margin(view: View) -> Metric:
    family = GaugeMetricFamily(
        "roomd_room_surface_margin_celsius",
        "The coldest surface minus the dew point: at 0 water condenses on it.",
        labels=ROOM_LABELS,
    )
    for room in view.settings.rooms.values():
        if room.id in view.climates:
            value = exported_number(air_of(view, room).margin_k)
            if value is not None:
                family.add_metric((view.settings.site.id, room.id), value)
    return family


def _lost(view: View) -> Metric:
    family = GaugeMetricFamily(
        "roomd_device_sensors_lost",
        "Sensors of the device without a value; those that were never asked do not count.",
        labels=DEVICE_LABELS,
    )
    readings = view.image.readings
    for group in view.settings.alarm_groups.devices:
        if group.sensors:
            lost = sum(is_lost(readings.get(tag)) for tag in group.sensors)
            family.add_metric((view.settings.site.id, group.room, group.id), lost)
    return family
