"""From the configuration to the parts of the drivers."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager

from drivers.bus import Bus
from drivers.device import Device
from drivers.link import Endpoint
from drivers.plan import SLOW_POLLS
from drivers.profile import Profile

from .clock import Clock
from .configuration.bus_load import line_of
from .configuration.model import Config, NetworkBus, SerialBus
from .control.interlocks import is_hazard
from .control.settings import Settings
from .image import ImageWriter, Source
from .model import SiteInfo
from .poller import Pace, Poller
from .way import Way


def endpoint_of(bus: SerialBus | NetworkBus) -> Endpoint:
    """Return where a configured bus goes."""
    if isinstance(bus, SerialBus):
        return Endpoint(line=line_of(bus), port=bus.port)
    return Endpoint(line=line_of(bus), host=bus.host, tcp_port=bus.tcp_port)


def make_bus(
    bus: SerialBus | NetworkBus,
    config: Config,
    profiles: Mapping[str, Profile],
    *,
    expects_silence: bool = False,
) -> Bus:
    """Return the engine of one configured bus; nothing is opened yet."""
    return Bus(
        endpoint_of(bus),
        {d.unit_id: profiles[d.profile] for d in config.device if d.bus == bus.id},
        echo=isinstance(bus, SerialBus) and bus.echo,
        worst_latency_s=bus.worst_latency_s or 0.0,
        expects_silence=expects_silence,
    )


@asynccontextmanager
async def serving(bus: Bus) -> AsyncIterator[None]:
    """Run the engine of a bus during the block; a bug in it ends the block, and no other bus."""
    async with asyncio.TaskGroup() as group:
        engine = group.create_task(bus.run(), name=f"bus {bus.endpoint.name}")
        try:
            yield
        finally:
            engine.cancel()


def make_sources(
    config: Config, profiles: Mapping[str, Profile], site: SiteInfo
) -> Iterable[Source]:
    """Return how every point is read, in the order of the site's points."""
    for info in site.points:
        device = config.devices[info.device]
        name = info.tag.removeprefix(f"{info.device}.")
        point = profiles[device.profile].points[name]
        yield Source(
            info=info,
            point=point,
            poll_s=device.poll_s * (SLOW_POLLS if point.poll == "slow" else 1),
            offset=device.calibration.get(name, 0.0),
        )


def make_pollers(
    config: Config,
    profiles: Mapping[str, Profile],
    buses: Mapping[str, Bus],
    image: ImageWriter,
    clock: Clock,
) -> list[Poller]:
    """Return one poller per configured device."""
    return [
        Poller(
            device.id,
            Device(buses[device.bus], device.unit_id, profiles[device.profile]),
            Pace(poll_s=device.poll_s, interlock=device.interlock),
            image,
            clock,
        )
        for device in config.device
    ]


def make_ways(
    settings: Settings,
    config: Config,
    profiles: Mapping[str, Profile],
    buses: Mapping[str, Bus],
    pollers: Iterable[Poller],
) -> Iterator[Way]:
    """Yield how every output is reached, in the order of the configuration."""
    polled = {poller.name: poller for poller in pollers}
    for output in settings.outputs.values():
        device = config.devices[output.device]
        profile = profiles[device.profile]
        written = next(each for each in profile.write if each.tag == output.write)
        yield Way(
            settings=output,
            bus=buses[device.bus],
            unit_id=device.unit_id,
            verify=profile.points[written.verify],
            opening=polled[output.device].opening,
        )


def urgent_tags(settings: Settings, config: Config) -> frozenset[str]:
    """Return the tags of which a change is looked at without waiting for the next scan time.

    The feedback of a hazard is one: an "off" between two scans is not lost.
    """
    facts = {
        tag
        for room in settings.rooms.values()
        for tags in (
            room.safety.door_closed,
            room.safety.nobody,
            room.safety.e_stop_released,
            room.safety.floor_dry,
            room.safety.no_fire,
            room.safety.ozone,
        )
        for tag in tags
    }
    lamps = {output.feedback for output in settings.outputs.values() if is_hazard(output)}
    interlocked = {device.id for device in config.device if device.interlock}
    return frozenset(
        facts | lamps | {p.tag for p in settings.site.points if p.device in interlocked}
    )
