"""Buses that can't carry what is asked of them."""

from collections.abc import Mapping

from drivers.line import Line
from drivers.plan import load
from drivers.profile import Profile

from .model import Config, NetworkBus, SerialBus
from .problem import Finding


def line_of(bus: SerialBus | NetworkBus) -> Line:
    """Return the settings of a configured bus's wire."""
    if isinstance(bus, SerialBus):
        return Line(
            transport="rtu", baudrate=bus.baudrate, parity=bus.parity, stopbits=bus.stopbits
        )
    return Line(transport=bus.transport)


def bus_shares(config: Config, profiles: Mapping[str, Profile]) -> dict[str, float]:
    """Return the share of its wire time that each bus is asked for, device latency left out."""
    lines = {bus.id: line_of(bus) for bus in config.bus}
    shares = dict.fromkeys(lines, 0.0)
    for device in config.device:
        profile = profiles[device.profile]
        shares[device.bus] += load(device.id, profile, lines[device.bus], device.poll_s).share
    return shares


def overloaded_buses(config: Config, profiles: Mapping[str, Profile]) -> list[Finding]:
    """Return a finding for each bus whose devices ask for more than its wire time."""
    positions = {bus.id: index for index, bus in enumerate(config.bus)}
    return [
        Finding(
            path=("bus", positions[bus_id]),
            code="bus_overloaded",
            args={"busy_pct": round(share * 100)},
        )
        for bus_id, share in bus_shares(config, profiles).items()
        if share > 1.0
    ]
