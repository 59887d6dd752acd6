"""What is exported for Prometheus: pure functions from a snapshot to metric families.

A reading that is BAD is absent, while its age and its quality are there. Labels are configured
names only, so nothing grows with time. Units are base units; %RH is a ratio.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from .model import Reading, RoomClimate, SiteInfo, Snapshot

DEVICE_LABELS = ("site", "room", "device")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A metric of readings: `scale` turns the reading's unit into the metric's."""

    name: str
    text: str
    scale: float = 1.0


POINT_METRICS: Mapping[str, Unit] = {
    "temperature": Unit(name="roomd_zone_temperature_celsius", text="Temperature."),
    "relative_humidity": Unit(
        name="roomd_zone_relative_humidity_ratio", text="Relative humidity, 0 to 1.", scale=0.01
    ),
    "dew_point": Unit(name="roomd_zone_dew_point_celsius", text="Dew point."),
    "absolute_humidity": Unit(
        name="roomd_zone_absolute_humidity_grams_per_cubic_meter", text="Water in the air."
    ),
    "mixing_ratio": Unit(
        name="roomd_zone_mixing_ratio", text="Water to dry air by mass.", scale=0.001
    ),
    "ozone": Unit(
        name="roomd_zone_ozone_grams_per_cubic_meter", text="Ozone in the air.", scale=0.001
    ),
    "temperature_setpoint": Unit(
        name="roomd_zone_temperature_setpoint_celsius", text="Setpoint that the device shows."
    ),
    "humidity_setpoint": Unit(
        name="roomd_zone_relative_humidity_setpoint_ratio",
        text="Setpoint that the device shows, 0 to 1.",
        scale=0.01,
    ),
    "runtime": Unit(
        name="roomd_point_runtime_seconds", text="Run time that the device shows.", scale=3600.0
    ),
    "mode": Unit(name="roomd_point_mode", text="Mode of the device, as its profile numbers it."),
    "contact": Unit(name="roomd_point_state", text="Contact, relay or flag: 1 on, 0 off."),
    "relay": Unit(name="roomd_point_state", text="Contact, relay or flag: 1 on, 0 off."),
    "flag": Unit(name="roomd_point_state", text="Contact, relay or flag: 1 on, 0 off."),
}

ROOM_METRICS: tuple[tuple[Unit, str, Callable[[RoomClimate], Reading]], ...] = (
    (
        Unit(name="roomd_room_temperature_celsius", text="Median of the room's sensors."),
        "temperature",
        lambda climate: climate.temperature,
    ),
    (
        Unit(
            name="roomd_room_relative_humidity_ratio",
            text="Median of the room's sensors, 0 to 1.",
            scale=0.01,
        ),
        "relative_humidity",
        lambda climate: climate.humidity,
    ),
    (
        Unit(name="roomd_room_dew_point_celsius", text="Dew point of the room's medians."),
        "dew_point",
        lambda climate: climate.dew_point,
    ),
)

QUALITY_WORDS = "0 bad, 1 uncertain, 2 good."


def exported(reading: Reading, scale: float) -> float | None:
    """Return the value to export, None where there is none to trust."""
    value = reading.value if isinstance(reading.value, bool) else reading.number
    return exported_number(value, scale)


def exported_number(value: float | None, scale: float = 1.0) -> float | None:
    """Return a number to export, None where there is none, or none that is finite."""
    if value is None or not math.isfinite(value):
        return None
    # A decimal scale, so that 45.6 %RH is 0.456 and not 0.45600000000000002.
    return float(f"{value * scale:.12g}")


def room_families(info: SiteInfo, snapshot: Snapshot) -> Iterator[Metric]:
    """Yield the climate of every room."""
    qualities = GaugeMetricFamily(
        "roomd_room_reading_quality",
        f"Quality of what the room's sensors say together: {QUALITY_WORDS}",
        labels=("site", "room", "quantity"),
    )
    for unit, quantity, of in ROOM_METRICS:
        family = GaugeMetricFamily(unit.name, unit.text, labels=("site", "room"))
        for room, climate in snapshot.result.climates.items():
            reading = of(climate)
            qualities.add_metric((info.id, room, quantity), reading.quality)
            value = exported(reading, unit.scale)
            if value is not None:
                family.add_metric((info.id, room), value)
        if family.samples:
            yield family
    yield qualities


def device_families(info: SiteInfo, snapshot: Snapshot) -> Iterator[Metric]:
    """Yield how polling every device goes."""
    online = GaugeMetricFamily(
        "roomd_device_online", "1 while the device answers.", labels=DEVICE_LABELS
    )
    polls = CounterMetricFamily("roomd_poll", "Polls of the device.", labels=DEVICE_LABELS)
    failures = CounterMetricFamily(
        "roomd_poll_failures", "Polls without a usable answer.", labels=DEVICE_LABELS
    )
    durations = GaugeMetricFamily(
        "roomd_poll_duration_seconds", "Latency of the device.", labels=DEVICE_LABELS
    )
    for device in info.devices:
        if (health := snapshot.devices.get(device.id)) is None:
            continue
        labels = (info.id, device.room, device.id)
        online.add_metric(labels, health.online)
        polls.add_metric(labels, health.polls)
        failures.add_metric(labels, health.failures)
        if health.latency_s is not None:
            durations.add_metric(labels, health.latency_s)
    return iter((online, polls, failures, durations))


def bus_families(info: SiteInfo, snapshot: Snapshot, t: float) -> Iterator[Metric]:
    """Yield how every bus goes at the monotonic time `t`."""
    labels = ("site", "bus")
    up = GaugeMetricFamily("roomd_bus_up", "1 while the link is usable.", labels=labels)
    busy = GaugeMetricFamily(
        "roomd_bus_busy_ratio", "Share of the last minute on the wire, 0 to 1.", labels=labels
    )
    progress = GaugeMetricFamily(
        "roomd_bus_progress_age_seconds", "Time since the bus task last went round.", labels=labels
    )
    requests = CounterMetricFamily("roomd_bus_requests", "Requests sent.", labels=labels)
    reopens = CounterMetricFamily("roomd_bus_reopens", "Times the link came back.", labels=labels)
    failures = CounterMetricFamily(
        "roomd_bus_failures", "Requests without a usable answer.", labels=(*labels, "kind")
    )
    for bus, health in snapshot.buses.items():
        named = (info.id, bus)
        up.add_metric(named, health.up)
        busy.add_metric(named, health.busy)
        progress.add_metric(named, max(0.0, t - health.progress_t))
        requests.add_metric(named, health.requests)
        reopens.add_metric(named, health.reopens)
        failures.add_metric((*named, "no_reply"), health.no_replies)
        failures.add_metric((*named, "bad_reply"), health.bad_replies)
        failures.add_metric((*named, "refusal"), health.refusals)
    return iter((up, busy, progress, requests, reopens, failures))


def site_families(info: SiteInfo, snapshot: Snapshot, t: float) -> Iterable[Metric]:
    """Return what concerns the site as a whole at the monotonic time `t`."""
    site = (info.id,)
    scans = CounterMetricFamily("roomd_scan", "Scans since start.", labels=("site",))
    scans.add_metric(site, snapshot.result.seq)
    age = GaugeMetricFamily("roomd_scan_age_seconds", "Age of the newest scan.", labels=("site",))
    age.add_metric(site, max(0.0, t - snapshot.result.image.t))
    clock = GaugeMetricFamily(
        "roomd_clock_synchronized", "1 while the wall clock can be trusted.", labels=("site",)
    )
    clock.add_metric(site, snapshot.result.image.clock_trusted)
    services = GaugeMetricFamily(
        "roomd_service_up", "1 while the service is well.", labels=("site", "service")
    )
    for service, trouble in snapshot.services.items():
        services.add_metric((info.id, service), not trouble)
    return scans, age, clock, services
