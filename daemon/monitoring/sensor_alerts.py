"""The alerts about sensors: without a value, or out of calibration (pure)."""

from collections.abc import Iterator

from daemon.control.settings import Settings
from daemon.model import Priority

from .alerts import Example, Rule, Sample
from .drawing import DEVICE, rule
from .examples import Place, first_place, info_samples, speaking
from .promql import reachable, series, with_bus


def alerts(settings: Settings) -> Iterator[Rule]:
    """Yield the rules that this site needs."""
    if settings.site.devices:
        place = first_place(settings)
        yield from _stale(settings, place)
        yield _expired(settings, place)


def _stale(settings: Settings, place: Place) -> Iterator[Rule]:
    """Yield the rule of silent sensors, and its graver form where they leave a room without any."""
    site = settings.site.id
    labels = {"room": place.room, "device": place.device}
    found = {"site": site, **labels, "bus": place.bus}
    lost = series("roomd_device_sensors_lost", site, **labels)
    blind = series("roomd_degraded", site, room=place.room, mode="no_sensor")
    samples = (Sample(series=lost, well=0.0, ill=2.0), *info_samples(settings, place))
    any_lost = f"{series('roomd_device_sensors_lost', site)} > 0"
    drawn = rule(
        settings,
        "sensor_stale",
        DEVICE,
        reachable(with_bus(any_lost, site), site),
        Example(samples=samples, labels=found, value=2.0),
    )
    yield drawn
    voices = speaking(settings)
    if place.device in voices:
        speak = series("roomd_device_sensors_lost", site, device=tuple(sorted(voices)))
        no_sensor = series("roomd_degraded", site, mode="no_sensor")
        yield rule(
            settings,
            "sensor_stale",
            DEVICE,
            reachable(with_bus(f"{speak} > 0 and on (site, room) {no_sensor} == 1", site), site),
            Example(
                samples=(*samples, Sample(series=blind, well=0.0, ill=1.0)),
                labels=found,
                value=2.0,
            ),
            priority=Priority.MEDIUM,
            milder=drawn,
        )


def _expired(settings: Settings, place: Place) -> Rule:
    """Return the rule of certificates; of several of one device the oldest counts."""
    site = settings.site.id
    labels = {"room": place.room, "device": place.device}
    found = {"site": site, **labels, "bus": place.bus}
    left = series("roomd_calibration_left_seconds", site)
    one = series("roomd_calibration_left_seconds", site, **labels, point="temperature")
    return rule(
        settings,
        "calibration_expired",
        DEVICE,
        with_bus(f"min by (site, room, device) ({left}) < 0", site),
        Example(
            samples=(
                Sample(series=one, well=86_400.0, ill=-3600.0),
                *info_samples(settings, place),
            ),
            labels=found,
            value=-3600.0,
        ),
    )
