"""The composition root: one configuration becomes one running controller."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial

from panel.app import Extra, make_app
from panel.server import serve
from panel.settings import PanelSettings

from .alarm_log import LedgerAlarms
from .calibration.standing import Calibrations
from .clock import Clock
from .configuration.control_settings import control_settings
from .configuration.loading import Loaded
from .configuration.model import Panel
from .control.alarms.acts import SAFETY
from .control.restart import adopted, forgotten
from .control.settings import Settings
from .control.state import ControlState
from .core import Core
from .inbox import Inbox
from .local_key import LocalKey, new_key
from .measures import Measures
from .metric_alarms import Raised, alarm_families, rules_family
from .metric_limits import limit_families
from .metric_preservation import preservation_families
from .metric_records import record_families
from .metric_services import history_families, restart_families, scan_families
from .metric_shadow import shadow_families
from .metric_system import calibration_families, fact_families, ledger_families
from .metrics import make_metrics
from .monitoring.rules import version_of as rules_version
from .notices import Notices
from .notify import Notifier
from .panel_watch import PanelWatch, panel_families
from .ports import MemoryLostError
from .publishing import publish
from .records import Records
from .reports.by_itself import MonthlyReports
from .reports.library import Library
from .restarts import Restarts
from .scanner import Scanner
from .shadow import Shadow
from .store.history import History
from .store.ledger import Ledger
from .supervision import Services
from .ventilation_adviser import Adviser
from .watching_self import WatchingSelf

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edges:
    """What the outside gives and hears: the clock, systemd, and who waits for the address."""

    clock: Clock
    notifier: Notifier
    on_listening: Callable[[str, LocalKey], None]  # the panel's address, the local panel's key


async def run(loaded: Loaded, edges: Edges, candidate: Loaded | None = None) -> None:
    """Build the site and run it until cancelled; leave its outputs in their safe state.

    A candidate configuration runs in its shadow and acts on nothing.
    Raises BusTakenError when another process owns a bus, before any traffic on any bus.
    """
    config, clock = loaded.config, edges.clock
    settings = control_settings(loaded)
    info, storage, services = settings.site, config.storage, Services()
    history = History(storage.directory, info, clock, storage.history_max_mib, storage.raw_days)
    ledger = Ledger(storage.directory, clock, settings.version)
    shadows = [
        Shadow(control_settings(other), settings, lambda: core.live.snapshot, clock)
        for other in (candidate,)
        if other is not None
    ]
    calibrations = Calibrations(ledger.path, clock, settings.zone)
    itself, raised = WatchingSelf(storage.directory, clock), Raised(settings.alarms.kinds)
    records = Records(loaded, clock)
    seen = PanelWatch(clock, kiosk=config.panel.kiosk)
    core = Core(
        loaded,
        settings,
        await _state(ledger, settings, clock),
        ledger=ledger,
        clock=clock,
        notifier=edges.notifier,
        services=services.status,
        listeners=(
            history.offer,
            *(shadow.offer for shadow in shadows),
            lambda _image: raised.see(core.live.snapshot),
        ),
        facts=lambda: {**itself.facts(), **seen.facts(), **records.facts()},
        measures=lambda: measures.measures(),  # noqa: PLW0108 - it comes after the core
        calibration=calibrations.left_s,
    )
    inbox = Inbox(ledger, core.live, clock, calibrations.taken)
    services.report("history", lambda: history.status)
    services.report("ledger", lambda: ledger.status)
    services.report("inbox", lambda: inbox.status)
    services.report("calibration", lambda: calibrations.status)
    for shadow in shadows:
        services.report("shadow", shadow.status)
    notices = Notices(config, info, core.live, clock)
    if config.notify:
        services.report("notices", lambda: notices.status)
    measures = Measures(settings, history.path, history, core.live, clock)
    services.report("measures", measures.status)
    registers = MonthlyReports(loaded, clock)
    if config.reports.monthly:
        services.report("reports", lambda: registers.status)
    services.report("records", lambda: records.status)
    adviser = Adviser(settings, history.path, core.live, clock)
    counted = (
        scan_families(info, lambda: core.scanner.timing),
        history_families(info, history),
        restart_families(info, lambda: services.restarts),
        preservation_families(info, measures.measures),
        limit_families(settings, core.live),
        alarm_families(info, core.live, raised),
        rules_family(info, rules_version(settings)),
        fact_families(info, lambda: {**itself.facts(), **seen.facts(), **records.facts()}),
        calibration_families(info, calibrations.left_s),
        ledger_families(info, ledger),
        *((notices.families,) if config.notify else ()),
        record_families(info, records.sources.values),
        panel_families(info, seen),
        *(shadow_families(info, shadow) for shadow in shadows),
    )
    metrics = make_metrics(info, core.live, clock, counted)
    key = new_key(storage.directory)
    panel = _panel_settings(config.panel, key.key)
    extra = Extra(
        alarm_log=LedgerAlarms(ledger.path, clock),
        ventilation=adviser,
        reports=Library(loaded, clock),
        brief=SAFETY,
        seen=seen.seen,
    )
    web = make_app(
        panel, info, core.live, history, metrics, clock.monotonic, core.desk, extra=extra
    )

    def listening(url: str) -> None:
        edges.on_listening(url, key)

    best_effort: dict[str, Callable[[], Awaitable[None]]] = {
        "ledger": ledger.run,
        "history": history.run,
        "inbox": inbox.run,
        "calibration": calibrations.run,
        "measures": measures.run,
        "ventilation": adviser.run,
        "records": records.run,
        "panel": partial(serve, web, panel.host, panel.port, listening),
    }
    if config.reports.monthly:
        best_effort["reports"] = registers.run
    if config.notify:
        best_effort["notices"] = notices.run
    if config.mqtt is not None:
        best_effort["mqtt"] = partial(
            publish, config.mqtt, info, core.live, clock, services, core.desk
        )
    # On the way out: control ends and leaves the outputs safe, services close, buses end.
    async with core.served(), Restarts(storage.directory, clock) as restarts:
        core.scanner.settings = replace(settings, monitor_only=restarts.monitor_only)
        async with asyncio.TaskGroup() as group:
            for name, service in best_effort.items():
                group.create_task(services.keep_running(name, service), name=name)
            group.create_task(_trust(core.scanner, restarts), name="restarts")
            await core.run()


async def _state(ledger: Ledger, settings: Settings, clock: Clock) -> ControlState:
    try:
        state = await ledger.recall() or ControlState()
    except MemoryLostError as err:
        log.error("what control remembered is lost: %s", err)  # noqa: TRY400 - no bug of ours
        return forgotten(settings, clock.monotonic())
    return adopted(state, settings.programmes, clock.monotonic())


async def _trust(scanner: Scanner, restarts: Restarts) -> None:
    """Let a program that only looked act again, after a good run."""
    await restarts.proved()
    scanner.settings = replace(scanner.settings, monitor_only=False)


def _panel_settings(panel: Panel, local_key: str) -> PanelSettings:
    return PanelSettings(
        local_key=local_key,
        host=panel.host,
        port=panel.port,
        allowed_hosts=panel.allowed_hosts,
        language=panel.language,
    )
