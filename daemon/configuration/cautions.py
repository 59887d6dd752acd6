"""What is allowed but probably not meant: shown as warnings, refused by nobody (pure)."""

import re
from collections.abc import Iterator, Mapping

from drivers.profile import Profile, Serial

from .checks import HERE
from .control_cautions import control_warnings
from .model import Config, SerialBus
from .problem import Finding

Profiles = Mapping[str, Profile]

UNSTABLE_PORT = re.compile(r"/dev/tty(USB|ACM)\d+")


def warnings(config: Config, profiles: Profiles) -> list[Finding]:
    """Return everything in a sound configuration that deserves a second look."""
    return [
        *line_settings(config, profiles),
        *unstable_ports(config),
        *idle_parts(config),
        *open_panels(config),
        *control_warnings(config, profiles),
    ]


def line_settings(config: Config, profiles: Profiles) -> Iterator[Finding]:
    """Doubt a device whose factory setting is not the speed that the others on its line speak."""
    lines: dict[str, str] = {bus.id: _line(bus) for bus in config.bus if isinstance(bus, SerialBus)}
    for index, device in enumerate(config.device):
        if config.buses[device.bus].transport == "tcp":
            continue  # the gateway, or the device, sees to it
        factory = _line(profiles[device.profile].serial)
        line = lines.setdefault(device.bus, factory)
        if factory != line:
            args = {"profile": device.profile, "factory": factory, "line": line}
            yield Finding(path=("device", index, "bus"), code="line_settings", args=args)


def unstable_ports(config: Config) -> Iterator[Finding]:
    """Doubt port names that the kernel deals out in the order of plugging in."""
    for index, bus in enumerate(config.bus):
        if isinstance(bus, SerialBus) and UNSTABLE_PORT.fullmatch(bus.port):
            yield Finding(path=("bus", index, "port"), code="unstable_port")


def idle_parts(config: Config) -> Iterator[Finding]:
    """Doubt a bus or room without a device: it shows nothing."""
    if not config.device:
        yield Finding(path=(), code="no_devices")
        return
    used = {name for device in config.device for name in (device.bus, device.room)}
    for index, bus in enumerate(config.bus):
        if bus.id not in used:
            yield Finding(path=("bus", index), code="idle_bus")
    for index, room in enumerate(config.room):
        if room.id not in used:
            yield Finding(path=("room", index), code="idle_room")


def open_panels(config: Config) -> Iterator[Finding]:
    """Doubt a panel whose passwords can be read on the way, or whose wall asks nobody for a PIN."""
    if config.panel.host not in HERE and not config.panel.tls:
        yield Finding(path=("panel", "host"), code="readable_passwords")
    if not config.panel.wall_pin and not config.site.simulated:
        yield Finding(path=("panel", "wall_pin"), code="wall_pin_off")


def _line(settings: SerialBus | Serial) -> str:
    return f"{settings.baudrate} 8{settings.parity}{settings.stopbits}"
