"""From the configuration to what control is told: tags, seconds and bands (pure)."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations
from typing import TypeVar

from daemon.control import settings as told
from daemon.model import Kind
from drivers.profile import Profile
from drivers.vocabulary import Quantity

from .alarm_settings import alarm_settings, room_alarms
from .control_sections import Circulation, Output, Programme, Purifier, Setpoints, Ventilation
from .loading import Loaded
from .media import band_of
from .model import Config, Room
from .site import is_hazardous, site_info

S = TypeVar("S")
R = TypeVar("R")

MINUTE_S = 60.0
HOUR_S = 3600.0
VERSION_DIGITS = 12
OPPOSED = frozenset(
    {frozenset({Kind.HUMIDIFIER, Kind.DEHUMIDIFIER}), frozenset({Kind.HEATER, Kind.COOLER})}
)


def control_settings(loaded: Loaded) -> told.Settings:
    """Return what control is told by a sound configuration."""
    config, profiles = loaded.config, loaded.profiles
    return told.Settings(
        site=site_info(config, profiles),
        version=version_of(config, profiles),
        rooms={room.id: _room(room, config, profiles) for room in config.room},
        outputs={output.id: _output(output, config, profiles) for output in config.output},
        programmes={programme.id: _programme(programme) for programme in config.programme},
        pairs=tuple(dict.fromkeys(_pairs(config))),
        alarms=alarm_settings(config.alarms),
    )


def version_of(config: Config, profiles: Mapping[str, Profile]) -> str:
    """Return the name of a configuration: it changes with any value, not with comments or order.

    What stands at its default is left out: a program with more settings does not rename it.
    """
    used = sorted({device.profile for device in config.device})
    whole = {
        "config": config.model_dump(mode="json", by_alias=True, exclude_defaults=True),
        "profiles": {
            name: profiles[name].model_dump(mode="json", exclude_defaults=True) for name in used
        },
    }
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:VERSION_DIGITS]


def _room(room: Room, config: Config, profiles: Mapping[str, Profile]) -> told.RoomSettings:
    return told.RoomSettings(
        id=room.id,
        name=room.name,
        band=band_of(room.media),
        humidity=_maybe(room.humidity, lambda r: told.HumidityRule(**r.model_dump())),
        temperature=_maybe(room.temperature, lambda r: told.TemperatureRule(**r.model_dump())),
        ventilation=_maybe(room.ventilation, lambda r: _ventilation(r, config, profiles)),
        circulation=_maybe(room.circulation, _circulation),
        purifier=_maybe(room.purifier, _purifier),
        schedule=tuple(
            told.SetpointChange(at=each.at, **_setpoints(each)) for each in room.schedule
        ),
        exceptions=tuple(
            told.DatedException(first=each.first, last=each.last, **_setpoints(each))
            for each in room.exception
        ),
        seasons=tuple(
            told.Season(month=int(each.from_[:2]), day=int(each.from_[3:]), **_setpoints(each))
            for each in room.season
        ),
        safety=told.SafetyInputs(**room.safety.model_dump()),
        alarms=room_alarms(room),
    )


def _maybe(section: S | None, make: Callable[[S], R]) -> R | None:
    return None if section is None else make(section)


def _circulation(rule: Circulation) -> told.CirculationRule:
    return told.CirculationRule(
        fan=rule.fan,
        run_s=rule.run_min * MINUTE_S,
        every_s=rule.every_min * MINUTE_S,
        spread_pct=rule.spread_pct,
    )


def _setpoints(section: Setpoints) -> dict[str, float | None]:
    return {"setpoint_c": section.setpoint_c, "setpoint_pct": section.setpoint_pct}


def _ventilation(
    rule: Ventilation, config: Config, profiles: Mapping[str, Profile]
) -> told.VentilationRule:
    points = profiles[config.devices[rule.outside].profile].point

    def tag(quantity: Quantity) -> str:
        point = next(p for p in points if p.quantity is quantity and p.measures == "room")
        return f"{rule.outside}.{point.tag}"

    return told.VentilationRule(
        fan=rule.fan,
        temperature=tag(Quantity.TEMPERATURE),
        humidity=tag(Quantity.RELATIVE_HUMIDITY),
        margin_g_m3=rule.margin_g_m3,
    )


def _purifier(rule: Purifier) -> told.PurifierRule:
    return told.PurifierRule(
        output=rule.output,
        windows=tuple(
            told.Window(at=each.at, for_s=each.for_min * MINUTE_S) for each in rule.windows
        ),
        above=rule.above,
        limit=rule.limit or 0.0,
    )


def _output(output: Output, config: Config, profiles: Mapping[str, Profile]) -> told.OutputSettings:
    profile = profiles[config.devices[output.device].profile]
    point = profile.writables[output.write]
    timer = point.dead_man
    return told.OutputSettings(
        id=output.id,
        name=output.name,
        room=output.room,
        kind=output.kind,
        device=output.device,
        write=output.write,
        feedback=f"{output.device}.{point.verify}",
        hazardous=is_hazardous(output, profile),
        on_value=output.on_value,
        off_value=output.off_value,
        settle_s=point.settle_s,
        dead_man_s=timer.period_s if timer else None,
        renew_s=timer.renew_s if timer else 0.0,
        running=output.running,
        full=output.full,
        min_on_s=(output.min_on_min or 0.0) * MINUTE_S,
        min_off_s=(output.min_off_min or 0.0) * MINUTE_S,
        starts_per_hour=output.starts_per_hour or 60,
        change_over_s=output.change_over_min * MINUTE_S,
        daily_writes=point.daily_budget,
        on_sensor_loss=output.on_sensor_loss,
        hold_s=(output.hold_min or 2.0) * MINUTE_S,
        duty_pct=output.duty_pct or 0.0,
        effect_after_s=output.effect_after_min * MINUTE_S,
    )


def _programme(programme: Programme) -> told.Programme:
    same = programme.model_dump(
        exclude={name for name in Programme.model_fields if name.endswith(("_min", "_h"))}
    )
    minutes = {
        name.removesuffix("_min") + "_s": getattr(programme, name) * MINUTE_S
        for name in Programme.model_fields
        if name.endswith("_min")
    }
    return told.Programme(**same, **minutes, lamp_life_s=programme.lamp_life_h * HOUR_S)


def _pairs(config: Config) -> Iterator[tuple[str, str]]:
    """Yield the outputs that exclude each other: those that are written, and opposed machines."""
    for pair in config.pair:
        yield _sorted(pair.outputs)
    for one, other in combinations(config.output, 2):
        if one.room == other.room and frozenset({one.kind, other.kind}) in OPPOSED:
            yield _sorted((one.id, other.id))


def _sorted(names: Iterable[str]) -> tuple[str, str]:
    first, second = sorted(names)
    return first, second
