"""Which points of the site the month has, and what each of them shows at a moment (pure)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random

from daemon.control.settings import Settings
from daemon.model import PointInfo
from drivers.simulator.air import Air
from drivers.simulator.scenario import DeviceSpec, Scenario
from drivers.simulator.signals import FACTS, NOISE, QUANTITIES, RoomView

CLIMATE = ("temperature", "relative_humidity")
UNKNOWN_STEP = 0.001


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One point of the month: `value` says what it shows of its room."""

    info: PointInfo
    bus: str
    value: Callable[[RoomView], float | bool]


def shown_points(
    settings: Settings, scenario: Scenario, applied: Mapping[str, float], chance: Random
) -> Iterator[Shown]:
    """Yield the climate of every sensor and every contact, in the site's order."""
    specs = {device.id: device for device in scenario.device}
    buses = {device.id: device.bus for device in settings.site.devices}
    for info in settings.site.points:
        spec = specs.get(info.device)
        if spec is None:
            continue
        name = info.tag.partition(".")[2]
        signal = spec.bind.get(name)
        value: Callable[[RoomView], float | bool] | None = None
        if info.is_bit and signal in FACTS:
            value = FACTS[signal]
        elif info.quantity in CLIMATE and (info.of_room or spec.place == "outside"):
            value = _measured(info, spec, applied.get(info.tag, 0.0), chance)
        if value is not None:
            yield Shown(info=info, bus=buses[info.device], value=value)


def _measured(
    info: PointInfo, spec: DeviceSpec, applied: float, chance: Random
) -> Callable[[RoomView], float]:
    """Return what a probe of the simulator shows; its errors are those of the scenario."""
    read, spread = QUANTITIES[info.quantity], NOISE[info.quantity] * spec.noise
    error = applied + (spec.offset_c if info.quantity == "temperature" else spec.offset_pct)
    step, gauss = info.resolution or UNKNOWN_STEP, chance.gauss

    def value(view: RoomView) -> float:
        exact = read(_air(spec, view), view) + error + gauss(0.0, spread)
        return round(exact / step) * step

    return value


def _air(spec: DeviceSpec, view: RoomView) -> Air:
    if spec.place == "outside":
        return view.outside
    inside = view.state.air
    if spec.place == "wall":
        return inside.at(view.wall_c)
    return inside.at(inside.temperature_c + spec.zone_offset_c)
