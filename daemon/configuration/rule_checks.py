"""What may not be said about the rules of a room: machines, sensors, times (pure)."""

from collections.abc import Iterator

from daemon.model import Kind
from drivers.profile import Point
from drivers.vocabulary import Quantity

from .control_plan import Plan
from .control_sections import Humidity, Temperature
from .problem import Finding, shown
from .site import OUTSIDE

KINDS: dict[tuple[str, str], tuple[Kind, ...]] = {
    ("humidity", "lower"): (Kind.DEHUMIDIFIER, Kind.COOLER),
    ("humidity", "raise"): (Kind.HUMIDIFIER,),
    ("temperature", "lower"): (Kind.COOLER,),
    ("temperature", "raise"): (Kind.HEATER,),
    ("ventilation", "fan"): (Kind.EXHAUST_FAN,),
    ("circulation", "fan"): (Kind.CIRCULATION_FAN,),
    ("purifier", "output"): (Kind.PURIFIER, Kind.PLASMA),
}


def machines(plan: Plan) -> Iterator[Finding]:
    """Refuse a rule whose machine does not exist, is elsewhere, is another kind or a hazard."""
    for room in plan.rooms:
        used: dict[str, tuple[str, str]] = {}
        for (rule, key), kinds in KINDS.items():
            table = getattr(room.value, rule)
            name = getattr(table, "raise_" if key == "raise" else key) if table else None
            if name is None:
                continue
            path = room.at(rule, key)
            yield from plan.unknown(path, "unknown_output", name, plan.output_of)
            output = plan.output_of.get(name)
            args = {"value": shown(name)}
            if output is None:
                continue
            if output.value.kind not in kinds:
                choices = tuple(kind.value for kind in kinds)
                kind = output.value.kind.value
                yield room.refused("wrong_kind", rule, key, kind=kind, choices=choices, **args)
            elif plan.is_hazard(output):
                yield room.refused("hazard_in_rule", rule, key, **args)
            if output.value.room != room.value.id:
                yield room.refused("output_elsewhere", rule, key, room=output.value.room, **args)
            if name in used:
                first = room.at(*used[name])
                yield Finding(path=path, code="output_in_two_rules", args=args, first=first)
            used.setdefault(name, (rule, key))


def idle_rules(plan: Plan) -> Iterator[Finding]:
    """Refuse a rule that can do nothing: without a machine, or without a sensor in the room."""
    measured = {
        (device.value.room, point.quantity)
        for device in plan.devices.values()
        if device.value.zone != OUTSIDE
        for point in plan.profiles[device.value.profile].point
        if point.measures == "room"
    }
    wanted = (
        ("temperature", Quantity.TEMPERATURE, "unmeasured_c"),
        ("humidity", Quantity.RELATIVE_HUMIDITY, "unmeasured_pct"),
    )
    for room in plan.rooms:
        for rule, quantity, code in wanted:
            table = getattr(room.value, rule)
            if isinstance(table, Temperature | Humidity):
                if table.lower is None and table.raise_ is None:
                    yield room.refused("rule_idle", rule)
                if (room.value.id, quantity) not in measured and not plan.unsure:
                    yield room.refused(code, rule)


def outside(plan: Plan) -> Iterator[Finding]:
    """Refuse to ventilate by a sensor that is not outside or lacks a value."""
    for room in plan.rooms:
        rule = room.value.ventilation
        if rule is None:
            continue
        path, args = room.at("ventilation", "outside"), {"value": shown(rule.outside)}
        yield from plan.unknown(path, "unknown_device", rule.outside, plan.devices)
        device, profile = plan.devices.get(rule.outside), plan.profile(rule.outside)
        if device is None or profile is None:
            continue
        if device.value.zone != OUTSIDE:
            yield Finding(path=path, code="not_outside", args=args)
        measured = {point.quantity for point in profile.point if point.measures == "room"}
        if not {Quantity.TEMPERATURE, Quantity.RELATIVE_HUMIDITY} <= measured:
            yield Finding(path=path, code="half_outside", args=args)


def times(plan: Plan) -> Iterator[Finding]:
    """Refuse times that can't be meant: ends before beginnings, two seasons on one day."""
    for room in plan.rooms:
        for index, days in enumerate(room.value.exception):
            if days.first > days.last:
                args = {"value": shown(days.last)}
                yield room.refused("last_before_first", "exception", index, "last", **args)
        begun: dict[str, int] = {}
        for index, season in enumerate(room.value.season):
            first = begun.setdefault(season.from_, index)
            if first != index:
                path = room.at("season", index, "from")
                args = {"value": shown(season.from_)}
                there = room.at("season", first, "from")
                yield Finding(path=path, code="same_season", args=args, first=there)
        air = room.value.circulation
        if air and air.run_min > air.every_min:
            args = {"value": shown(air.run_min), "every_min": f"{air.every_min:g}"}
            yield room.refused("run_over_every", "circulation", "run_min", **args)


def purifiers(plan: Plan) -> Iterator[Finding]:
    """Refuse a purifier that never runs, and a limit of nothing."""
    for room in plan.rooms:
        rule = room.value.purifier
        if rule is None:
            continue
        if not rule.windows and rule.above is None:
            yield room.refused("purifier_idle", "purifier")
        if (rule.above is None) != (rule.limit is None):
            yield room.refused("limit_alone", "purifier", "above" if rule.above else "limit")
        if rule.above is not None:
            path = room.at("purifier", "above")
            yield from plan.bad_tag(path, rule.above, _is_number, "tag_not_number")


ROOM_RULES = (machines, idle_rules, outside, times, purifiers)


def _is_number(point: Point) -> bool:
    return not point.is_bit
