"""What the examples of alerts have in common: a place of the site, and the names behind ids."""

from collections.abc import Iterator
from dataclasses import dataclass

from daemon.control.settings import OutputSettings, Settings

from .alerts import Sample
from .promql import series

STEP_S = 15  # between two looks of a test, as between two looks of Prometheus
STEPS_A_MINUTE = 60 // STEP_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A device with its room and its bus."""

    room: str
    device: str
    bus: str


def speaking(settings: Settings) -> frozenset[str]:
    """Return the devices whose values speak for a room."""
    rooms = settings.climate_tags.values()
    return frozenset(tag.partition(".")[0] for tags in rooms for of in tags for tag in of)


def first_place(settings: Settings) -> Place:
    """Return a device whose values speak for its room, where the site has one."""
    devices, voices = settings.site.devices, speaking(settings)
    device = next((d for d in devices if d.id in voices), devices[0])
    return Place(room=device.room, device=device.id, bus=device.bus)


def machine_labels(settings: Settings, output: OutputSettings) -> dict[str, str]:
    """Return the device of an output, and its bus."""
    bus = next((d.bus for d in settings.site.devices if d.id == output.device), "")
    return {"device": output.device, "bus": bus}


def info_samples(
    settings: Settings, place: Place, output: OutputSettings | None = None
) -> Iterator[Sample]:
    """Yield the series of names that an expression joins to."""
    site = settings.site.id
    device = series("roomd_device_info", site, device=place.device, bus=place.bus)
    yield Sample(series=device, well=1.0, ill=1.0)
    if output is not None:
        machine = series(
            "roomd_output_info", site, output=output.id, device=place.device, name=output.name
        )
        yield Sample(series=machine, well=1.0, ill=1.0)
