"""Does a machine that is on do its work? After a while the room must show it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from daemon.model import Kind, Quality, Reason, RoomClimate

from .deadband import edges_to_lower, edges_to_raise
from .settings import OutputSettings, RoomSettings
from .situation import told, usable_c, usable_pct
from .state import OutputMemory, RoomMemory
from .view import View

LEAST_PCT = 0.5
LEAST_C = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a machine must move: by how much, which way (-1 down, 1 up), and where it stops."""

    value: Callable[[RoomClimate], float | None]
    stop: Callable[[RoomSettings, RoomMemory, int], float | None]
    direction: int
    least: float
    code: str
    unit: str


def _humidity(climate: RoomClimate) -> float | None:
    return usable_pct(climate.humidity)


def _temperature(climate: RoomClimate) -> float | None:
    return usable_c(climate.temperature)


def _stop_pct(room: RoomSettings, memory: RoomMemory, direction: int) -> float | None:
    rule, setpoint = room.humidity, memory.setpoint_pct
    if rule is None or setpoint is None:
        return None
    return _stop(setpoint, rule.deadband_pct, direction, (rule.lower, rule.raise_))


def _stop_c(room: RoomSettings, memory: RoomMemory, direction: int) -> float | None:
    rule, setpoint = room.temperature, memory.setpoint_c
    if rule is None or setpoint is None:
        return None
    return _stop(setpoint, rule.deadband_c, direction, (rule.lower, rule.raise_))


def _stop(
    setpoint: float, deadband: float, direction: int, machines: tuple[str | None, ...]
) -> float:
    opposed = None not in machines
    if direction < 0:
        return edges_to_lower(setpoint, deadband, opposed=opposed).low
    return edges_to_raise(setpoint, deadband, opposed=opposed).high


def _of_humidity(direction: int, code: str) -> Effect:
    return Effect(
        value=_humidity,
        stop=_stop_pct,
        direction=direction,
        least=LEAST_PCT,
        code=code,
        unit="pct",
    )


def _of_temperature(direction: int, code: str) -> Effect:
    return Effect(
        value=_temperature,
        stop=_stop_c,
        direction=direction,
        least=LEAST_C,
        code=code,
        unit="c",
    )


EFFECTS: Mapping[Kind, Effect] = {
    Kind.DEHUMIDIFIER: _of_humidity(-1, "no_effect_drying"),
    Kind.HUMIDIFIER: _of_humidity(1, "no_effect_humidifying"),
    Kind.COOLER: _of_temperature(-1, "no_effect_cooling"),
    Kind.HEATER: _of_temperature(1, "no_effect_heating"),
}


def start_value(view: View, output: OutputSettings) -> float | None:
    """Return what the machine's effect is measured against, None where it is not known."""
    effect = EFFECTS.get(output.kind)
    return None if effect is None else effect.value(view.climates[output.room])


def trouble(view: View, output: OutputSettings, memory: OutputMemory) -> Reason | None:
    """Return why a machine does not do its work, None where it does or where it can't be told."""
    if output.full is not None:
        full = view.reading(output.full)
        if full.value is True and full.quality is not Quality.BAD:
            return told("tank_full")
    effect = EFFECTS.get(output.kind)
    if effect is None or memory.on is not True or memory.on_t is None:
        return None
    value, start = effect.value(view.climates[output.room]), memory.effect_from
    on_s = view.t - memory.on_t
    if value is None or start is None or on_s < output.effect_after_s:
        return None
    if (value - start) * effect.direction >= effect.least or _is_done(view, output, effect, value):
        return None
    return told(
        effect.code, **{"on_s": on_s, f"from_{effect.unit}": start, f"value_{effect.unit}": value}
    )


def _is_done(view: View, output: OutputSettings, effect: Effect, value: float) -> bool:
    """Return whether the value is where the rule stops the machine: nothing is left to do."""
    room = view.settings.rooms[output.room]
    stop = effect.stop(room, view.room(room.id), effect.direction)
    return stop is not None and (value - stop) * effect.direction >= 0
