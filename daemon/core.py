"""What must not stop: buses, pollers, scan and outputs of one site, and their safe end."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from .clock import Clock
from .configuration.loading import Loaded
from .control.settings import Settings
from .control.state import ControlState
from .health import BusWatch
from .image import ImageWriter
from .live import LatestSnapshot
from .model import ProcessImage, RoomMeasures
from .notify import Notifier
from .operator import Desk
from .outputs import Outputs
from .parts import make_bus, make_pollers, make_sources, make_ways, serving, urgent_tags
from .scanner import Ends, Observed, Scanner
from .store.ledger import Ledger


class Core:
    """One site under control; `run` inside `served`.

    `services` tells what is wrong with whom, `listeners` hear of every image; `facts`, `measures`
    and `calibration` are for the alarms (`daemon.model.Watched`).
    """

    def __init__(
        self,
        loaded: Loaded,
        settings: Settings,
        state: ControlState,
        *,
        ledger: Ledger,
        clock: Clock,
        notifier: Notifier,
        services: Callable[[], Mapping[str, str]],
        listeners: Iterable[Callable[[ProcessImage], None]],
        facts: Callable[[], Mapping[str, float]] = dict,
        measures: Callable[[], Mapping[str, RoomMeasures]] = dict,
        calibration: Callable[[], Mapping[str, float]] = dict,
    ) -> None:
        config, profiles, woken = loaded.config, loaded.profiles, asyncio.Event()
        self._period_s = config.scan.period_s
        self.buses = {bus.id: make_bus(bus, config, profiles) for bus in config.bus}
        image = ImageWriter(make_sources(config, profiles, settings.site), clock)
        pollers = make_pollers(config, profiles, self.buses, image, clock)
        watches = {name: BusWatch(bus) for name, bus in self.buses.items()}
        ways = make_ways(settings, config, profiles, self.buses, pollers)
        self._pollers = pollers
        self._outputs = Outputs(ways, image, clock)
        self.live = LatestSnapshot()
        self.desk = Desk(ledger, woken.set)
        self.scanner = Scanner(
            image,
            settings,
            state,
            Ends(
                outputs=self._outputs,
                desk=self.desk,
                ledger=ledger,
                live=self.live,
                notifier=notifier,
            ),
            Observed(
                devices=lambda: {poller.name: poller.health for poller in pollers},
                buses=lambda: {name: w.health(clock.monotonic()) for name, w in watches.items()},
                services=services,
                listeners=tuple(listeners),
                facts=facts,
                measures=measures,
                calibration=calibration,
            ),
            woken,
            clock,
        )
        image.watch(urgent_tags(settings, config), woken.set, self.scanner.stir)

    @asynccontextmanager
    async def served(self) -> AsyncIterator[None]:
        """Own and run the buses. Raises BusTakenError before any traffic on any of them."""
        async with AsyncExitStack() as stack:
            for bus in self.buses.values():
                await stack.enter_async_context(bus)
            for bus in self.buses.values():
                await stack.enter_async_context(serving(bus))
            yield

    async def run(self) -> None:
        """Control until cancelled, or until a bug; in any case leave the outputs safe."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._outputs.run(), name="outputs")
                for poller in self._pollers:
                    group.create_task(poller.run(), name=f"poll {poller.name}")
                group.create_task(self.scanner.run(self._period_s), name="scan")
        finally:
            await self._outputs.drive_safe()
