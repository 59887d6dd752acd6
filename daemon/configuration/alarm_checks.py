"""What may not be said about alarms: unknown kinds, crossing limits, patience in danger (pure)."""

from collections.abc import Iterator

from daemon.control.alarms.catalogue import CATALOGUE
from daemon.model import Priority

from .alarm_settings import limits_of
from .control_plan import Plan
from .problem import Finding, shown
from .validation import nearest

MOST_PATIENCE_S = 60.0  # with what endangers people or records now
IN_DANGER = frozenset(code for code, kind in CATALOGUE.items() if kind.priority is Priority.HIGH)
SWINGS = (("swing_c", "swing_most_c"), ("swing_pct", "swing_most_pct"))


def kinds(plan: Plan) -> Iterator[Finding]:
    """Refuse alarms that do not exist, and to wait with those that can't wait."""
    for part in plan.alarms:
        for code, kind in part.value.kind.items():
            if code not in CATALOGUE:
                args = {"value": shown(code), **nearest(code, CATALOGUE)}
                yield Finding(path=part.at("kind", code), code="unknown_alarm", args=args)
            elif code in IN_DANGER:
                if (kind.on_delay_s or 0.0) > MOST_PATIENCE_S:
                    args = {"value": shown(kind.on_delay_s), "limit": f"{MOST_PATIENCE_S:g}"}
                    yield part.refused("alarm_waits", "kind", code, "on_delay_s", **args)
                if kind.priority in ("low", "medium"):
                    args = {"value": shown(kind.priority)}
                    yield part.refused("alarm_lowered", "kind", code, "priority", **args)


def limits(plan: Plan) -> Iterator[Finding]:
    """Refuse limits of a climate that cross, or that their deadbands fill."""
    for room in plan.rooms:
        alarms, band = room.value.alarms, limits_of(room.value)
        if not alarms.model_fields_set:
            continue
        for low, high, unit, deadband in (
            (band.low_c, band.high_c, "c", alarms.deadband_c),
            (band.low_pct, band.high_pct, "pct", alarms.deadband_pct),
        ):
            args = {"low": f"{low:g}", "high": f"{high:g}", "deadband": f"{deadband:g}"}
            given = (f"{end}_{unit}" for end in ("high", "low", "deadband"))
            key = next((key for key in given if key in alarms.model_fields_set), None)
            if key is not None and high - low <= 2 * deadband:
                yield room.refused("alarm_limits_close", "alarms", key, **args)


def swings(plan: Plan) -> Iterator[Finding]:
    """Refuse a grave swing below the one that is told."""
    for room in plan.rooms:
        alarms = room.value.alarms
        for told, grave in SWINGS:
            least, most = getattr(alarms, told), getattr(alarms, grave)
            if least >= most:
                key = grave if grave in alarms.model_fields_set else told
                args = {"told": told, "least": f"{least:g}", "grave": grave, "most": f"{most:g}"}
                yield room.refused("alarm_swings", "alarms", key, **args)


def idle_limits(plan: Plan) -> Iterator[Finding]:
    """Refuse a limit of ozone where nothing measures it."""
    for room in plan.rooms:
        if "ozone_mg_m3" in room.value.alarms.model_fields_set and not room.value.safety.ozone:
            yield room.refused("alarm_unmeasured", "alarms", "ozone_mg_m3")


ALARM_RULES = (kinds, limits, swings, idle_limits)
