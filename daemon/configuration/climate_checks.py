"""What may not be said about the climate of a room: carriers, setpoints, deadbands (pure).

How far setpoints keep off the limits says `daemon.control.margins`, as for people at the panel.
"""

from collections.abc import Iterator
from typing import NamedTuple

from daemon.control.margins import ERROR_C, ERROR_PCT, Limits

from .control_plan import Part, Plan
from .control_sections import Humidity, Setpoints, Temperature
from .media import band_of
from .model import Room
from .problem import Finding, shown

LEAST_BOTH_PCT = 3.0  # deadband between a machine that raises and one that lowers
LEAST_BOTH_C = 1.0


class Scale(NamedTuple):
    """One of the two values of a climate: its keys, its band, its deadband."""

    rule: str
    key: str
    unit: str
    low: float
    high: float
    deadband: float | None
    error: float

    @property
    def limits(self) -> Limits:
        """What bounds a setpoint."""
        return Limits(self.low, self.high, self.deadband or 0.0, self.error)


def scales(room: Room) -> tuple[Scale, Scale]:
    """Return temperature and humidity of a room."""
    band = band_of(room.media)
    warmth = room.temperature.deadband_c if room.temperature else None
    damp = room.humidity.deadband_pct if room.humidity else None
    return (
        Scale("temperature", "setpoint_c", "°C", band.low_c, band.high_c, warmth, ERROR_C),
        Scale("humidity", "setpoint_pct", "%RH", band.low_pct, band.high_pct, damp, ERROR_PCT),
    )


def media(plan: Plan) -> Iterator[Finding]:
    """Refuse carriers in one room that have no climate, or only one value, in common."""
    for room in plan.rooms:
        for scale in scales(room.value):
            args = {"low": f"{scale.low:g} {scale.unit}", "high": f"{scale.high:g} {scale.unit}"}
            if scale.low >= scale.high:
                yield room.refused("media_apart", "media", **args)


def setpoints(plan: Plan) -> Iterator[Finding]:
    """Refuse setpoints outside the band, near its limits, or that no rule works to."""
    for room in plan.rooms:
        for part in _moments(room):
            for scale in scales(room.value):
                value = getattr(part.value, scale.key, None)
                if value is not None:
                    yield from _setpoint(part, scale, value)


def corners(plan: Plan) -> Iterator[Finding]:
    """Refuse warm with damp and cold with dry: both setpoints at the same end."""
    for room in plan.rooms:
        own = [getattr(room.value, scale.rule) for scale in scales(room.value)]
        for part in _moments(room):
            if isinstance(part.value, Humidity) and room.value.temperature:
                continue  # told at the temperature, which it goes with
            ends = {
                _end(scale, _either(part.value, rule, scale.key))
                for scale, rule in zip(scales(room.value), own, strict=True)
            }
            if ends == {"high"}:
                yield part.refused("corner_high")
            elif ends == {"low"}:
                yield part.refused("corner_low")


def deadbands(plan: Plan) -> Iterator[Finding]:
    """Refuse a deadband wider than its band, or too narrow for two machines against each other."""
    least = {"temperature": LEAST_BOTH_C, "humidity": LEAST_BOTH_PCT}
    for room in plan.rooms:
        for scale in scales(room.value):
            rule = getattr(room.value, scale.rule)
            if rule is None or scale.deadband is None or _width(scale) <= 0:
                continue
            key = "deadband_c" if scale.rule == "temperature" else "deadband_pct"
            args = {"value": shown(scale.deadband)}
            if scale.deadband > _width(scale):
                band = f"{scale.low:g}..{scale.high:g} {scale.unit}"
                yield room.refused("deadband_wide", scale.rule, key, band=band, **args)
            elif rule.lower and rule.raise_ and scale.deadband < least[scale.rule]:
                limit = f"{least[scale.rule]:g} {scale.unit}"
                yield room.refused("deadband_opposed", scale.rule, key, limit=limit, **args)


CLIMATE_RULES = (media, setpoints, corners, deadbands)


def _moments(room: Part[Room]) -> Iterator[Part[Setpoints | Humidity | Temperature]]:
    """Yield every table of a room that holds a setpoint."""
    for rule in ("temperature", "humidity"):
        table = getattr(room.value, rule)
        if table is not None:
            yield Part(path=room.at(rule), value=table)
    for kind in ("schedule", "exception", "season"):
        for index, table in enumerate(getattr(room.value, kind)):
            yield Part(path=room.at(kind, index), value=table)


def _setpoint(
    part: Part[Setpoints | Humidity | Temperature], scale: Scale, value: float
) -> Iterator[Finding]:
    limits = scale.limits
    args = {
        "value": shown(value),
        "unit": scale.unit,
        "low": f"{scale.low:g}",
        "high": f"{scale.high:g}",
        "least": f"{limits.least:g}",
        "most": f"{limits.most:g}",
    }
    if scale.deadband is None:
        yield part.refused("setpoint_without_rule", scale.key, rule=scale.rule)
    elif _width(scale) <= 0:
        return
    elif not scale.low <= value <= scale.high:
        yield part.refused("setpoint_outside", scale.key, **args)
    elif _end(scale, value):
        code = "setpoint_on_limit_narrow" if limits.is_narrow else "setpoint_on_limit"
        yield part.refused(code, scale.key, **args)


def _either(part: object, rule: object, key: str) -> float | None:
    """Return the setpoint of a table, else that of the rule."""
    written: float | None = getattr(part, key, None)
    own: float | None = getattr(rule, key, None)
    return own if written is None else written


def _end(scale: Scale, value: float | None) -> str:
    """Return which limit a setpoint is too near to, "" where none."""
    if value is None or _width(scale) <= 0:
        return ""
    return scale.limits.end(value)


def _width(scale: Scale) -> float:
    return scale.high - scale.low
