"""What may not be said about hazards: the contacts that guard people, programmes (pure)."""

from collections.abc import Iterator
from itertools import chain

from daemon.model import Kind
from drivers.profile import Point
from drivers.vocabulary import Quantity

from .control_plan import Part, Plan
from .control_sections import Programme
from .output_checks import is_contact
from .problem import Finding, KeyPath, shown

CONTACTS = ("door_closed", "nobody", "e_stop_released", "floor_dry", "no_fire")
GUARDS = ("door_closed", "nobody", "e_stop_released")  # asked for beside a hazard
SLOWEST_POLL_S = 0.2  # of a contact beside a hazard
OZONE_MAKERS = frozenset({Kind.OZONE_GENERATOR, Kind.PLASMA})
LONG_DECAY_MIN = 240.0  # without a fan: 20 to 0.16 mg/m³ takes 3.5 h at a half-life of 30 min
PARTS = {
    "exhaust": Kind.EXHAUST_FAN,
    "sounder": Kind.SOUNDER,
    "contactor": Kind.CONTACTOR,
}
ORDERED = (  # the first must lie below the second
    ("least_c", "most_c"),
    ("entry_ozone_mg_m3", "most_ozone_mg_m3"),
)


def safety_tags(plan: Plan) -> Iterator[Finding]:
    """Refuse tags that no contact or ozone sensor stands behind, and one contact for two facts."""
    for room in plan.rooms:
        seen: dict[str, KeyPath] = {}
        for key in (*CONTACTS, "ozone"):
            fits, code = (
                (_is_ozone, "tag_not_ozone") if key == "ozone" else (is_contact, "tag_not_contact")
            )
            for index, tag in enumerate(getattr(room.value.safety, key)):
                path = room.at("safety", key, index)
                yield from plan.bad_tag(path, tag, fits, code)
                first = seen.setdefault(tag, path)
                if first != path:
                    args = {"value": shown(tag)}
                    yield Finding(path=path, code="contact_twice", args=args, first=first)


def unguarded(plan: Plan) -> Iterator[Finding]:
    """Refuse a hazard in a room without the contacts that guard people."""
    for room in plan.rooms:
        hazards = plan.hazards_in(room.value.id)
        if not hazards:
            continue
        lacking = tuple(key for key in GUARDS if not getattr(room.value.safety, key))
        if lacking:
            yield room.refused("unguarded", "safety", hazard=hazards[0].value.id, lacking=lacking)


def slow_guards(plan: Plan) -> Iterator[Finding]:
    """Refuse guarding contacts on a device that is backed off, or read too seldom."""
    told = set[str]()
    for room in plan.rooms:
        if not plan.hazards_in(room.value.id):
            continue
        for tag in chain.from_iterable(getattr(room.value.safety, key) for key in GUARDS):
            name = tag.partition(".")[0]
            device = plan.devices.get(name)
            if device is None or name in told:
                continue
            told.add(name)
            if not device.value.interlock:
                yield device.refused("guard_backed_off", "interlock", room=room.value.id)
            if device.value.poll_s > SLOWEST_POLL_S:
                args = {"value": shown(device.value.poll_s), "limit": f"{SLOWEST_POLL_S:g}"}
                yield device.refused("guard_slow", "poll_s", room=room.value.id, **args)


def programme_parts(plan: Plan) -> Iterator[Finding]:
    """Refuse a programme without its room or hazard, or with parts of another kind or room."""
    for programme in plan.programmes:
        value = programme.value
        yield from plan.unknown(programme.at("room"), "unknown_room", value.room, plan.room_of)
        for key in ("output", *PARTS):
            name = getattr(value, key)
            if name is None:
                continue
            path, args = programme.at(key), {"value": shown(name)}
            yield from plan.unknown(path, "unknown_output", name, plan.output_of)
            output = plan.output_of.get(name)
            if output is None:
                continue
            kind = output.value.kind
            if key == "output":
                profile = plan.profile(output.value.device)
                if kind is Kind.CONTACTOR or (profile and not plan.is_hazard(output)):
                    yield Finding(path=path, code="not_a_hazard", args={**args, "kind": kind.value})
            elif kind is not PARTS[key]:
                choices = (PARTS[key].value,)
                yield programme.refused(
                    "wrong_kind", key, kind=kind.value, choices=choices, value=shown(name)
                )
            if output.value.room != value.room:
                room = output.value.room
                yield Finding(path=path, code="output_elsewhere", args={**args, "room": room})


def programme_times(plan: Plan) -> Iterator[Finding]:
    """Refuse numbers of a programme that don't fit together."""
    for programme in plan.programmes:
        value = programme.value
        if value.run_min > value.daily_run_min:
            args = {"value": shown(value.run_min), "cap_min": f"{value.daily_run_min:g}"}
            yield programme.refused("run_over_day", "run_min", **args)
        for low, high in ORDERED:
            if getattr(value, low) >= getattr(value, high):
                args = {"value": shown(getattr(value, low)), "other": high}
                yield programme.refused("not_below", low, **args)
        if value.start_ozone_mg_m3 > value.entry_ozone_mg_m3:
            args = {"value": shown(value.start_ozone_mg_m3), "other": "entry_ozone_mg_m3"}
            yield programme.refused("above_other", "start_ozone_mg_m3", **args)
        if value.worst_case_min < value.decay_min:
            args = {"value": shown(value.worst_case_min), "other": "decay_min"}
            yield programme.refused("below_other", "worst_case_min", **args)
        unvented = _makes_ozone(plan, programme) and value.exhaust is None
        if unvented and value.worst_case_min < LONG_DECAY_MIN:
            args = {"value": shown(value.worst_case_min), "limit": f"{LONG_DECAY_MIN:g}"}
            yield programme.refused("worst_case_short", "worst_case_min", **args)


def idle_hazards(plan: Plan) -> Iterator[Finding]:
    """Refuse a hazard or contactor that no programme uses: nothing else may switch it."""
    if plan.unsure & {programme.value.id for programme in plan.programmes}:
        return
    used = {p.value.output for p in plan.programmes} | {p.value.contactor for p in plan.programmes}
    for output in plan.outputs:
        if plan.is_hazard(output) and output.value.id not in used:
            contactor = output.value.kind is Kind.CONTACTOR
            yield output.refused("contactor_idle" if contactor else "hazard_idle")


HAZARD_RULES = (
    safety_tags,
    unguarded,
    slow_guards,
    programme_parts,
    programme_times,
    idle_hazards,
)


def _makes_ozone(plan: Plan, programme: Part[Programme]) -> bool:
    output = plan.output_of.get(programme.value.output)
    return output is not None and output.value.kind in OZONE_MAKERS


def _is_ozone(point: Point) -> bool:
    return point.quantity is Quantity.OZONE
