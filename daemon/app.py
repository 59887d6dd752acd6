"""The composition root: one configuration becomes one running controller."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial

from panel.app import make_app
from panel.server import serve
from panel.settings import PanelSettings

from .clock import Clock
from .configuration.loading import Loaded
from .configuration.model import Panel
from .configuration.site import site_info
from .health import BusWatch
from .image import ImageWriter
from .live import LatestSnapshot
from .metric_services import history_families, restart_families, scan_families
from .metrics import make_metrics
from .notify import Notifier
from .parts import make_bus, make_pollers, make_sources
from .publishing import publish
from .scanner import Observed, Scanner
from .store.history import History
from .supervision import Services


@dataclass(frozen=True, slots=True, kw_only=True)
class Edges:
    """What the outside gives and hears: the clock, systemd, and who waits for the address."""

    clock: Clock
    notifier: Notifier
    on_listening: Callable[[str], None]


async def run(loaded: Loaded, edges: Edges) -> None:
    """Build the site and run it until cancelled.

    Raises BusTakenError when another process owns a bus, before any traffic on any bus.
    """
    config, profiles, clock = loaded.config, loaded.profiles, edges.clock
    info = site_info(config, profiles)
    live, services = LatestSnapshot(), Services()
    storage = config.storage
    history = History(storage.directory, info, clock, storage.history_max_mib, storage.raw_days)
    image = ImageWriter(make_sources(config, profiles, info), clock)
    async with AsyncExitStack() as stack:
        buses = {
            bus.id: await stack.enter_async_context(make_bus(bus, config, profiles))
            for bus in config.bus
        }
        pollers = make_pollers(config, profiles, buses, image, clock)
        watches = {bus_id: BusWatch(bus) for bus_id, bus in buses.items()}
        observed = Observed(
            devices=lambda: {poller.name: poller.health for poller in pollers},
            buses=lambda: {name: w.health(clock.monotonic()) for name, w in watches.items()},
            services=services.status,
            listeners=(history.offer,),
        )
        scanner = Scanner(image, info, live, observed, edges.notifier, clock)
        services.report("history", lambda: history.status)
        counted = (
            scan_families(info, lambda: scanner.timing),
            history_families(info, history),
            restart_families(info, lambda: services.restarts),
        )
        metrics = make_metrics(info, live, clock, counted)
        settings = _panel_settings(config.panel)
        web = make_app(settings, info, live, history, metrics, clock.monotonic)
        best_effort: dict[str, Callable[[], Awaitable[None]]] = {
            "history": history.run,
            "panel": partial(serve, web, settings.host, settings.port, edges.on_listening),
        }
        if config.mqtt is not None:
            best_effort["mqtt"] = partial(publish, config.mqtt, info, live, clock, services)
        async with asyncio.TaskGroup() as group:
            for bus_id, bus in buses.items():
                group.create_task(bus.run(), name=f"bus {bus_id}")
            for poller in pollers:
                group.create_task(poller.run(), name=f"poll {poller.name}")
            group.create_task(scanner.run(config.scan.period_s), name="scan")
            for name, service in best_effort.items():
                group.create_task(services.keep_running(name, service), name=name)


def _panel_settings(panel: Panel) -> PanelSettings:
    return PanelSettings(
        host=panel.host,
        port=panel.port,
        allowed_hosts=panel.allowed_hosts,
        language=panel.language,
    )
