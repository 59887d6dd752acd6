"""The alerts that only the panel can know of: they mirror its own alarm (pure).

Its delays are over already, so none is added. `WHY` says for each why its cause is not measured.
"""

from collections.abc import Iterator, Mapping

from daemon.control.settings import Settings

from .alerts import Example, Rule, Sample
from .drawing import DEVICE, OUTPUT, Subject, of_site, rule
from .examples import Place, first_place, info_samples, machine_labels
from .promql import reachable, renamed, series, with_bus, with_machine

WHY: Mapping[str, str] = {
    "sensor_stuck": "what the sensor and its neighbours did within six hours is remembered by the"
    " controller only",
    "sensors_disagree": "who stands apart from whom, and for how long, is judged by the controller"
    " between sensors that it believes",
    "output_without_effect": "whether a machine moved its value since it started depends on what"
    " the controller remembers of that start",
    "alarm_flood": "it is about the panel's own alarms",
}
ROOM = Subject(who="{room}", label="room")


def alerts(settings: Settings) -> Iterator[Rule]:
    """Yield the rules that this site needs."""
    yield _flood(settings)
    if settings.site.devices:
        yield _stuck(settings)
    if settings.site.rooms:
        yield _disagree(settings)
    if settings.outputs:
        yield _without_effect(settings)


def _active(settings: Settings, code: str, by: str) -> str:
    """Return the panel's active alarms of a kind, with their subject in the label `by`."""
    active = series("roomd_alarm_active", settings.site.id, alarm=code)
    kept = "site, room" if by == "room" else f"site, room, {by}"
    return f"max by ({kept}) ({renamed(active, by, 'subject')}) == 1"


def _sample(settings: Settings, code: str, room: str, subject: str) -> Sample:
    labels = {"room": room, "alarm": code, "subject": subject}
    one = series("roomd_alarm_active", settings.site.id, **labels)
    return Sample(series=one, ill=1.0)


def _flood(settings: Settings) -> Rule:
    site, code = settings.site.id, "alarm_flood"
    active = series("roomd_alarm_active", site, alarm=code)
    return rule(
        settings,
        code,
        of_site(settings),
        f"max by (site) ({active}) == 1",
        Example(samples=(_sample(settings, code, "", site),), labels={"site": site}),
        waited=True,
    )


def _stuck(settings: Settings) -> Rule:
    site, code, place = settings.site.id, "sensor_stuck", first_place(settings)
    return rule(
        settings,
        code,
        DEVICE,
        reachable(with_bus(_active(settings, code, "device"), site), site),
        Example(
            samples=(
                _sample(settings, code, place.room, place.device),
                *info_samples(settings, place),
            ),
            labels={"site": site, "room": place.room, "device": place.device, "bus": place.bus},
        ),
        waited=True,
    )


def _disagree(settings: Settings) -> Rule:
    code, room = "sensors_disagree", settings.site.rooms[0].id
    return rule(
        settings,
        code,
        ROOM,
        _active(settings, code, "room"),
        Example(
            samples=(_sample(settings, code, room, room),),
            labels={"site": settings.site.id, "room": room},
        ),
        waited=True,
    )


def _without_effect(settings: Settings) -> Rule:
    site, code = settings.site.id, "output_without_effect"
    output = next(iter(settings.outputs.values()))
    machine = machine_labels(settings, output)
    place = Place(room=output.room, device=machine["device"], bus=machine["bus"])
    return rule(
        settings,
        code,
        OUTPUT,
        reachable(with_machine(_active(settings, code, "output"), site), site),
        Example(
            samples=(
                _sample(settings, code, output.room, output.id),
                *info_samples(settings, place, output),
            ),
            labels={
                "site": site,
                "room": output.room,
                "output": output.id,
                **machine,
                "name": output.name,
            },
        ),
        waited=True,
    )
