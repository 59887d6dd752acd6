"""The running site as commissioning sees it from the wires."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from daemon.clock import Clock
from daemon.configuration.model import Config, Device
from daemon.control.settings import OutputSettings
from daemon.model import DeviceHealth, Event
from daemon.ports import Live
from drivers.bus import Bus
from drivers.profile import Profile

from .calm import is_calm


@dataclass(frozen=True, slots=True, kw_only=True)
class Wires:
    """Buses and what is known of their devices; `record` takes a row for the ledger."""

    config: Config
    profiles: Mapping[str, Profile]
    buses: Mapping[str, Bus]
    outputs: Mapping[str, OutputSettings]
    live: Live
    clock: Clock
    record: Callable[[Event], object]

    def device_at(self, bus: str, unit_id: int) -> Device | None:
        """Return the configured device of a unit id, None without one."""
        devices = self.config.device
        return next((d for d in devices if (d.bus, d.unit_id) == (bus, unit_id)), None)

    def health(self, device: str) -> DeviceHealth | None:
        """Return how polling a device goes, None before the first scan."""
        snapshot = self.live.snapshot
        return None if snapshot is None else snapshot.devices.get(device)

    def are_free(self) -> bool:
        """Return whether the wires may be looked at now; asked again before each read is sent."""
        return is_calm(self.live.snapshot, self.outputs.values())
