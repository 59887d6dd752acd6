"""The alerts about buses, devices and their filters; each carries the bus of its device (pure)."""

from collections.abc import Iterator

from daemon.control.settings import Settings

from .alerts import Example, Rule, Sample
from .drawing import DEVICE, Subject, rule
from .examples import Place, first_place, info_samples
from .promql import points, reachable, series, with_bus

BUS = Subject(who="{bus}", label="bus")
HOUR_S = 3600.0


def alerts(settings: Settings) -> Iterator[Rule]:
    """Yield the rules that this site needs."""
    site = settings.site
    if not site.devices:
        return
    place = first_place(settings)
    yield _bus_down(settings, place)
    yield _device_silent(settings, place)
    yield from _filters(settings)


def _bus_down(settings: Settings, place: Place) -> Rule:
    up = series("roomd_bus_up", settings.site.id)
    one = series("roomd_bus_up", settings.site.id, bus=place.bus)
    return rule(
        settings,
        "bus_down",
        BUS,
        f"{up} == 0",
        Example(
            samples=(Sample(series=one, well=1.0, ill=0.0),),
            labels={"site": settings.site.id, "bus": place.bus},
            value=0.0,
        ),
    )


def _device_silent(settings: Settings, place: Place) -> Rule:
    site = settings.site.id
    labels = {"room": place.room, "device": place.device}
    one = series("roomd_device_online", site, **labels)
    return rule(
        settings,
        "device_silent",
        DEVICE,
        reachable(
            with_bus(f"{series('roomd_device_online', site)} == 0", site), site, device=False
        ),
        Example(
            samples=(Sample(series=one, well=1.0, ill=0.0), *info_samples(settings, place)),
            labels={"site": site, **labels, "bus": place.bus},
            value=0.0,
        ),
    )


def _filters(settings: Settings) -> Iterator[Rule]:
    """Yield one rule for all filters: by their own flag, or by the hours that they may run."""
    site, groups = settings.site.id, settings.alarm_groups.filters
    tests: list[str] = []
    dirty = [group.dirty for group in groups if group.dirty is not None]
    if dirty:
        tests.append(
            f"max by (site, room, device) ({points('roomd_point_state', site, dirty)}) == 1"
        )
    timed = [g for g in groups if g.hours is not None and g.due_hours is not None]
    for group in timed:
        hours = points("roomd_point_runtime_seconds", site, [group.hours or ""])
        due = points("roomd_point_runtime_seconds", site, [group.due_hours or ""])
        keep = "site, room, device"
        tests.append(f"max by ({keep}) ({hours}) >= (max by ({keep}) ({due}) > 0)")
    if not tests:
        return
    first = next(d for d in settings.site.devices if d.id == groups[0].device)
    place = Place(room=first.room, device=first.id, bus=first.bus)
    yield rule(
        settings,
        "filter_due",
        DEVICE,
        with_bus("\nor\n".join(tests), site),
        Example(
            samples=(*_filter_samples(settings, place), *info_samples(settings, place)),
            labels={"site": site, "room": place.room, "device": place.device, "bus": place.bus},
            value=1.0 if groups[0].dirty else 500 * HOUR_S,
        ),
    )


def _filter_samples(settings: Settings, place: Place) -> Iterator[Sample]:
    group, site = settings.alarm_groups.filters[0], settings.site.id

    def at(metric: str, tag: str) -> str:
        name = tag.partition(".")[2]
        return series(metric, site, room=place.room, device=place.device, point=name)

    if group.dirty is not None:
        yield Sample(series=at("roomd_point_state", group.dirty), well=0.0, ill=1.0)
    elif group.hours is not None and group.due_hours is not None:
        runtime = "roomd_point_runtime_seconds"
        yield Sample(series=at(runtime, group.hours), well=100 * HOUR_S, ill=500 * HOUR_S)
        yield Sample(series=at(runtime, group.due_hours), well=500 * HOUR_S, ill=500 * HOUR_S)
