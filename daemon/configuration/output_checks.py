"""What may not be said about outputs: where they write, what proves them, what they need (pure)."""

from collections.abc import Iterator

from daemon.control.interlocks import HAZARDS_UNLESS_ALLOWED
from daemon.control.settings import OnLoss
from daemon.model import Kind
from drivers.profile import Point, Writable
from drivers.vocabulary import Quantity

from .control_plan import Part, Plan
from .control_sections import Output
from .problem import Finding, KeyPath, shown
from .validation import nearest

COMPRESSORS = frozenset({Kind.DEHUMIDIFIER, Kind.COOLER})
COMPRESSOR_KEYS = ("min_on_min", "min_off_min", "starts_per_hour")
MOST_STARTS = 6  # of a compressor in an hour
NEVER_BLIND = frozenset({Kind.HUMIDIFIER, Kind.HEATER})
HAZARD_BOARD_KINDS = frozenset({Kind.UV_LAMP, Kind.OZONE_GENERATOR})
ALLOWED_ON_HAZARD_BOARD = HAZARD_BOARD_KINDS | {Kind.PLASMA, Kind.CONTACTOR}
LIVE_SCAN_S = 0.2  # between two scans while a hazard is live, as `daemon.scanner` does it


def is_contact(point: Point) -> bool:
    """Return whether a point is a fact that something outside the board tells."""
    return point.is_bit and point.quantity in (Quantity.CONTACT, Quantity.FLAG)


def places(plan: Plan) -> Iterator[Finding]:
    """Refuse an output whose room, device or writable point does not exist."""
    for output in plan.outputs:
        value = output.value
        yield from plan.unknown(output.at("room"), "unknown_room", value.room, plan.room_of)
        yield from plan.unknown(output.at("device"), "unknown_device", value.device, plan.devices)
        profile = plan.profile(value.device)
        if profile and value.write not in profile.writables:
            args = {"profile": profile.id, **nearest(value.write, profile.writables)}
            yield output.refused("unknown_write", "write", value=shown(value.write), **args)


def values(plan: Plan) -> Iterator[Finding]:
    """Refuse values that the point does not take, and one value for both on and off."""
    for output in plan.outputs:
        value = output.value
        if value.on_value == value.off_value:
            yield output.refused("same_value", "on_value", value=shown(value.on_value))
        point = _writable(plan, output)
        for key in ("on_value", "off_value") if point else ():
            written = getattr(value, key)
            if point and not _takes(point, written):
                yield output.refused(
                    "value_not_taken", key, value=shown(written), allowed=_allowed(point)
                )


def timers(plan: Plan) -> Iterator[Finding]:
    """Refuse an output upside down on a timer: off would start it, and on would stay for ever."""
    for output in plan.outputs:
        point = _writable(plan, output)
        if point and point.dead_man and output.value.on_value < output.value.off_value:
            yield output.refused("inverted_timer", "on_value", value=shown(output.value.on_value))


def shared_writes(plan: Plan) -> Iterator[Finding]:
    """Refuse two outputs that write one point: each would undo the other."""
    seen: dict[tuple[str, str], KeyPath] = {}
    for output in plan.outputs:
        target = output.value.device, output.value.write
        first = seen.setdefault(target, output.at("write"))
        if first != output.at("write"):
            args = {"value": shown(".".join(target))}
            yield Finding(path=output.at("write"), code="shared_write", args=args, first=first)


def proofs(plan: Plan) -> Iterator[Finding]:
    """Refuse proofs that no contact gives: the board's own relay proves nothing."""
    for output in plan.outputs:
        for key in ("running", "full"):
            tag = getattr(output.value, key)
            if tag is not None:
                yield from plan.bad_tag(output.at(key), tag, is_contact, "tag_not_contact")


def compressors(plan: Plan) -> Iterator[Finding]:
    """Refuse a compressor without its least times, or that may start too often."""
    for output in plan.outputs:
        if output.value.kind not in COMPRESSORS:
            continue
        lacking = tuple(key for key in COMPRESSOR_KEYS if not getattr(output.value, key))
        if lacking:
            kind = output.value.kind.value
            yield output.refused("compressor_times", kind=kind, lacking=lacking)
        elif (output.value.starts_per_hour or 0) > MOST_STARTS:
            value = shown(output.value.starts_per_hour)
            yield output.refused(
                "compressor_starts", "starts_per_hour", value=value, limit=MOST_STARTS
            )


def losses(plan: Plan) -> Iterator[Finding]:
    """Refuse a behaviour without its numbers, numbers without it, and machines that run blind."""
    needed = {OnLoss.DUTY: "duty_pct"}
    owners = {"duty_pct": OnLoss.DUTY, "hold_min": OnLoss.HOLD}
    for output in plan.outputs:
        does = output.value.on_sensor_loss
        key = needed.get(does)
        if key and getattr(output.value, key) is None:
            yield output.refused("duty_missing", "on_sensor_loss")
        for key, owner in owners.items():
            if getattr(output.value, key) is not None and does is not owner:
                yield output.refused("loss_key_idle", key, owner=owner.value)
        if output.value.kind in NEVER_BLIND and does is not OnLoss.OFF:
            yield output.refused("never_blind", "on_sensor_loss", kind=output.value.kind.value)


def boards(plan: Plan) -> Iterator[Finding]:
    """Refuse a hazard on a board that does not drop it, and anything harmless on one that does."""
    for output in plan.outputs:
        profile, kind = plan.profile(output.value.device), output.value.kind
        if profile is None:
            continue
        args = {"kind": kind.value, "profile": profile.id}
        if profile.occupancy != "forbidden" and kind in HAZARD_BOARD_KINDS:
            yield output.refused("hazard_board", "device", **args)
        if profile.occupancy is None and kind in HAZARDS_UNLESS_ALLOWED:
            yield output.refused("occupancy_unsaid", "device", **args)
        if profile.occupancy == "forbidden" and kind not in ALLOWED_ON_HAZARD_BOARD:
            yield output.refused("harmless_on_hazard_board", "device", **args)


def renewals(plan: Plan) -> Iterator[Finding]:
    """Refuse a timer that can't be renewed twice within its period at the rate of scans."""
    for output in plan.outputs:
        point = _writable(plan, output)
        if point is None or point.dead_man is None:
            continue
        scan_s = min(plan.scan_s, LIVE_SCAN_S) if plan.is_hazard(output) else plan.scan_s
        if 2 * (point.dead_man.renew_s + scan_s) > point.dead_man.period_s:
            yield output.refused(
                "renewed_seldom",
                "write",
                period_s=f"{point.dead_man.period_s:g}",
                renew_s=f"{point.dead_man.renew_s:g}",
                scan_s=f"{scan_s:g}",
            )


def pairs(plan: Plan) -> Iterator[Finding]:
    """Refuse a pair of outputs that do not exist."""
    for pair in plan.pairs:
        for index, name in enumerate(pair.value.outputs):
            yield from plan.unknown(
                pair.at("outputs", index), "unknown_output", name, plan.output_of
            )


OUTPUT_RULES = (
    places,
    values,
    timers,
    shared_writes,
    proofs,
    compressors,
    losses,
    boards,
    renewals,
    pairs,
)


def _writable(plan: Plan, output: Part[Output]) -> Writable | None:
    profile = plan.profile(output.value.device)
    return profile.writables.get(output.value.write) if profile else None


def _takes(point: Writable, value: float) -> bool:
    if point.values:
        return value in point.values
    return point.low is not None and point.high is not None and point.low <= value <= point.high


def _allowed(point: Writable) -> str:
    if point.values:
        return " / ".join(f"{value:g}" for value in point.values)
    return f"{point.low:g}..{point.high:g}"
