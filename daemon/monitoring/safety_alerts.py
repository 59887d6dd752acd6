"""The alerts about what endangers people and records at once: a rule for each room (pure).

They look at contacts, ozone and lamps themselves: they hold though the alarms are out of order.
"""

from collections.abc import Iterable, Iterator

from daemon.control.alarms.conditions.safety import KEEPS_CLOSED, OZONE_DEADBAND
from daemon.control.alarms.conditions.sterilisation import LATE_S
from daemon.control.cycle_conditions import OFF_WITHIN_S
from daemon.control.settings import OutputSettings, Programme, RoomSettings, Settings
from daemon.model import Stage

from .alerts import Example, Rule, Sample
from .drawing import OUTPUT, Subject, of_room, rule, standing
from .examples import Place, info_samples, machine_labels
from .promql import beyond, number, points, series, with_machine

MG_IN_G = 1e-3
PROGRAMME = Subject(who="{programme}", label="programme")


def alerts(settings: Settings) -> Iterator[Rule]:
    """Yield the rules that this site needs."""
    for room in settings.rooms.values():
        safety = room.safety
        for code, tags in (
            ("fire", safety.no_fire),
            ("water_leak", safety.floor_dry),
            ("door_open", safety.door_closed),
        ):
            if tags:
                yield _contact(settings, room, code, tags)
        if safety.ozone:
            yield _ozone(settings, room)
    if settings.programmes:
        yield _locked_out(settings)
    by_output: dict[str, list[Programme]] = {}
    for programme in settings.programmes.values():
        by_output.setdefault(programme.output, []).append(programme)
    for name, programmes in by_output.items():
        if name in settings.outputs:
            yield _overrun(settings, settings.outputs[name], programmes)


def _contact(settings: Settings, room: RoomSettings, code: str, tags: tuple[str, ...]) -> Rule:
    """Return the rule of a fact of a room: closed contacts mean well, one open one does not."""
    site = settings.site.id
    return rule(
        settings,
        code,
        of_room(room),
        _opened(site, tags),
        Example(
            samples=tuple(
                Sample(series=points("roomd_point_state", site, [tag]), well=1.0, ill=0.0)
                for tag in tags
            ),
            labels={"site": site},
            value=0.0,
        ),
    )


def _opened(site: str, tags: Iterable[str]) -> str:
    return f"min by (site) ({points('roomd_point_state', site, tags)}) == 0"


def _ozone(settings: Settings, room: RoomSettings) -> Rule:
    """Return the rule of ozone where people may be; in a closed room under a cycle it is meant."""
    site, limit = settings.site.id, room.alarms.ozone_mg_m3 * MG_IN_G
    measured = points("roomd_zone_ozone_grams_per_cubic_meter", site, room.safety.ozone)
    alerting = standing(settings, "ozone_high", room=room.id)
    high = beyond(
        f"max by (site) ({measured})",
        ">",
        limit,
        limit * (1 - OZONE_DEADBAND),
        alerting,
        "site",
    )
    meant = _meant(settings, room)
    return rule(
        settings,
        "ozone_high",
        of_room(room),
        f"({high})\nunless on (site) ({meant})" if meant else high,
        Example(
            samples=tuple(
                Sample(
                    series=points("roomd_zone_ozone_grams_per_cubic_meter", site, [tag]),
                    well=limit / 2,
                    ill=limit * 2,
                )
                for tag in room.safety.ozone
            ),
            labels={"site": site},
            value=limit * 2,
        ),
        unit="ozone",
        limit=f"{limit:.5f} g/m³",
    )


def _meant(settings: Settings, room: RoomSettings) -> str:
    """Return what holds while a programme keeps the room closed and nobody is seen in it."""
    site, programmes = settings.site.id, settings.programmes_of[room.id]
    if not programmes:
        return ""
    stages = tuple(sorted(stage.value for stage in KEEPS_CLOSED))
    kept = series(
        "roomd_cycle_stage", site, programme=tuple(p.id for p in programmes), stage=stages
    )
    closed = f"max by (site) ({kept}) == 1"
    contacts = (*room.safety.door_closed, *room.safety.nobody)
    return f"{closed}\nunless on (site) {_opened(site, contacts)}" if contacts else closed


def _locked_out(settings: Settings) -> Rule:
    site, first = settings.site.id, next(iter(settings.programmes.values()))
    stage = series("roomd_cycle_stage", site, stage=Stage.LOCKED_OUT.value)
    own = {"room": first.room, "programme": first.id}
    one = series("roomd_cycle_stage", site, **own, stage=Stage.LOCKED_OUT.value)
    return rule(
        settings,
        "sterilisation_locked_out",
        PROGRAMME,
        f"max by (site, room, programme) ({stage}) == 1",
        Example(samples=(Sample(series=one, well=0.0, ill=1.0),), labels={"site": site, **own}),
    )


def _overrun(settings: Settings, output: OutputSettings, programmes: list[Programme]) -> Rule:
    """Return the rule of a hazard that burns though no programme lets it."""
    site = settings.site.id
    own = {"room": output.room, "output": output.id}
    shown = (series(f"roomd_output_{word}", site, output=output.id) for word in _SHOWS)
    burns = " or ".join(f"{one} == 1" for one in shown)
    lets = "\nor ".join(_lets(site, programme) for programme in programmes)
    machine = machine_labels(settings, output)
    place = Place(room=output.room, device=machine["device"], bus=machine["bus"])
    return rule(
        settings,
        "sterilisation_overrun",
        OUTPUT,
        with_machine(
            f"max by (site, room, output) ({burns})\nunless on (site) (\n{lets}\n)",
            site,
        ),
        Example(
            samples=(
                Sample(series=series("roomd_output_feedback", site, **own), well=0.0, ill=1.0),
                *info_samples(settings, place, output),
            ),
            labels={"site": site, **own, **machine, "name": output.name},
        ),
    )


_SHOWS = ("feedback", "running")


def _lets(site: str, programme: Programme) -> str:
    """Return what holds while a programme lets its hazard burn: in time, or just being stopped."""
    lasted = f"max by (site) ({series('roomd_cycle_stage_seconds', site, programme=programme.id)})"
    terms = []
    for stage, most_s in ((Stage.RUN, programme.run_s + LATE_S), (Stage.STOPPING, OFF_WITHIN_S)):
        now = series("roomd_cycle_stage", site, programme=programme.id, stage=stage.value)
        terms.append(f"({lasted} <= {number(most_s)} and on (site) {now} == 1)")
    return "\nor ".join(terms)
