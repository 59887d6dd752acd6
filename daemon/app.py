"""The composition root: one configuration becomes one running controller."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from panel.app import Extra, make_app
from panel.local_sessions import LocalSessions
from panel.server import serve
from panel.settings import PanelSettings
from panel.tls import Certificate

from .alarm_log import LedgerAlarms
from .archive.desk import Desk
from .backup.watch import BackupWatch
from .calibration.standing import Calibrations
from .certificate_watch import CertificateWatch, certificate_families
from .clock import Clock
from .commissioning.fieldbus import fieldbus_of
from .commissioning.files import ConfigurationFiles, Ends
from .commissioning_ports import Commissioning, Texts
from .configuration.control_settings import control_settings
from .configuration.loading import Loaded
from .configuration.model import Panel
from .control.alarms.acts import SAFETY
from .core import Core
from .credentials import metrics_token
from .happenings import LedgerHappenings
from .inbox import Inbox
from .local_key import LocalKey, kept_key
from .measures import Measures
from .metric_alarms import Raised, alarm_families, rules_family
from .metric_limits import limit_families
from .metric_people import people_families
from .metric_preservation import preservation_families
from .metric_records import outbox_families, record_families
from .metric_services import history_families, restart_families, scan_families
from .metric_shadow import shadow_families
from .metric_system import calibration_families, fact_families, ledger_families
from .metrics import make_metrics
from .monitoring.rules import version_of as rules_version
from .notices import Notices
from .notify import Notifier
from .panel_watch import PanelWatch, panel_families
from .people.accounts import Accounts
from .publishing import publish
from .records import Records
from .remembering import remembered
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


@dataclass(slots=True, kw_only=True)
class Wall:
    """What the room's own panel keeps when the site begins again: its key and its sessions."""

    key: str = ""
    sessions: LocalSessions = field(default_factory=LocalSessions)

    def kept(self, directory: Path) -> LocalKey:
        """Return the key, a new one the first time, as it is kept in `directory`."""
        found = kept_key(directory, self.key)
        self.key = found.key
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Edges:
    """What the outside gives and hears: the clock, systemd, and who waits for the address.

    `restart` asks that the run be cancelled and another one begun with the files as they then are;
    `trouble` is why the last one went on with the former ones.
    """

    clock: Clock
    notifier: Notifier
    on_listening: Callable[[str, LocalKey, str | None], None]
    """Hears the panel's address, the local panel's key, the code for the first admin if any."""
    restart: Callable[[], None] = lambda: None
    trouble: Texts | None = None
    wall: Wall = field(default_factory=Wall)


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
    calibrations, raised = (
        Calibrations(ledger.path, clock, settings.zone),
        Raised(settings.alarms.kinds),
    )
    itself, backup = WatchingSelf(storage.directory, clock), BackupWatch(config, clock)
    records = Records(loaded, clock)
    archive = Desk(loaded, settings, records, clock)
    seen, starts = PanelWatch(clock, kiosk=config.panel.kiosk), Restarts(storage.directory, clock)
    certificate, watch = _encryption(config.panel, clock)
    facts = partial(
        _together, itself.facts, backup.facts, seen.facts, records.facts, archive.upkeep.facts
    )
    core = Core(
        loaded,
        settings,
        await remembered(ledger, settings, clock),
        ledger=ledger,
        clock=clock,
        notifier=edges.notifier,
        services=services.status,
        listeners=(
            history.offer,
            *(shadow.offer for shadow in shadows),
            lambda _image: raised.see(core.live.snapshot),
        ),
        facts=facts,
        measures=lambda: measures.measures(),  # noqa: PLW0108 - it comes after the core
        calibration=calibrations.left_s,
    )
    inbox = Inbox(ledger, core.live, clock, calibrations.taken)
    for shadow in shadows:
        services.report("shadow", shadow.status)
    notices = Notices(config, info, core.live, clock)
    if config.notify:
        services.report("notices", lambda: notices.status)
    measures = Measures(settings, history.path, history, core.live, clock)
    registers = MonthlyReports(loaded, clock)
    if config.reports.monthly:
        services.report("reports", lambda: registers.status)
    adviser = Adviser(settings, history.path, core.live, clock)
    counted = (
        scan_families(info, lambda: core.scanner.timing),
        history_families(info, history),
        restart_families(info, lambda: services.restarts),
        preservation_families(info, measures.measures),
        limit_families(settings, core.live),
        alarm_families(info, core.live, raised),
        rules_family(info, rules_version(settings)),
        fact_families(info, facts),
        calibration_families(info, calibrations.left_s),
        ledger_families(info, ledger),
        *((notices.families,) if config.notify else ()),
        record_families(info, records.sources.values),
        outbox_families(info, lambda: archive.upkeep.told.outboxes),
        panel_families(info, seen),
        people_families(info, lambda: people.counts),
        certificate_families(info, lambda: watch.ends_s if watch else None),
        *(shadow_families(info, shadow) for shadow in shadows),
    )
    files = ConfigurationFiles(
        loaded,
        core.live,
        clock,
        Ends(record=ledger.record, restart=edges.restart, trouble=edges.trouble),
    )
    key = edges.wall.kept(storage.directory)
    people = Accounts(storage.directory, core.live, clock, ledger.record)
    first = await people.begin()
    for name, status in {
        "history": lambda: history.status,
        "ledger": lambda: ledger.status,
        "inbox": lambda: inbox.status,
        "calibration": lambda: calibrations.status,
        "records": lambda: records.status,
        "people": lambda: people.status,
        "configuration": lambda: files.status,
        "holdings": archive.local.status,
        "measures": measures.status,
    }.items():
        services.report(name, status)
    panel = _panel_settings(config.panel, key.key)
    fieldbus = fieldbus_of(loaded, core, settings.outputs, clock, ledger.record)
    extra = Extra(
        alarm_log=LedgerAlarms(ledger.path, clock),
        happenings=LedgerHappenings(ledger.path, info),
        ventilation=adviser,
        reports=Library(loaded, clock),
        records=archive if config.records.source else None,
        brief=SAFETY,
        people=people,
        commissioning=Commissioning(configuration=files, fieldbus=fieldbus),
        wall=edges.wall.sessions,
        seen=seen.seen,
    )
    web = make_app(
        panel,
        info,
        core.live,
        history,
        make_metrics(info, core.live, clock, counted),
        clock.monotonic,
        core.desk,
        extra=extra,
    )

    def listening(url: str) -> None:
        edges.on_listening(url, key, first)

    best_effort: dict[str, Callable[[], Awaitable[None]]] = {
        "ledger": ledger.run,
        "history": history.run,
        "inbox": inbox.run,
        "calibration": calibrations.run,
        "measures": measures.run,
        "ventilation": adviser.run,
        "records": records.run,
        "people": people.run,
        "backup": backup.run,
        "holdings": archive.run,
        "fieldbus": fieldbus.run,
        **_watched(watch, services),
        "panel": partial(serve, web, panel.host, panel.port, listening, certificate=certificate),
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
    async with aclosing(people), aclosing(files), archive, core.served(), starts as restarts:
        core.scanner.settings = replace(settings, monitor_only=restarts.monitor_only)
        async with asyncio.TaskGroup() as group:
            for name, service in best_effort.items():
                group.create_task(services.keep_running(name, service), name=name)
            group.create_task(_trust(core.scanner, restarts), name="restarts")
            await core.run()


def _together(*watchers: Callable[[], Mapping[str, float]]) -> Mapping[str, float]:
    """Return the numbers of all watchers."""
    return {name: number for watcher in watchers for name, number in watcher().items()}


async def _trust(scanner: Scanner, restarts: Restarts) -> None:
    """Let a program that only looked act again, after a good run."""
    await restarts.proved()
    scanner.settings = replace(scanner.settings, monitor_only=False)


def _encryption(
    panel: Panel, clock: Clock
) -> tuple[Certificate, CertificateWatch] | tuple[None, None]:
    if panel.tls_certificate is None or panel.tls_key is None:
        return None, None
    certificate = Certificate(panel.tls_certificate, panel.tls_key)
    return certificate, CertificateWatch(panel.tls_certificate, clock, lambda: certificate.trouble)


def _watched(
    watch: CertificateWatch | None, services: Services
) -> Mapping[str, Callable[[], Awaitable[None]]]:
    if watch is None:
        return {}
    services.report("tls", lambda: watch.status)
    return {"tls": watch.run}


def _panel_settings(panel: Panel, local_key: str) -> PanelSettings:
    return PanelSettings(
        local_key=local_key,
        host=panel.host,
        port=panel.port,
        allowed_hosts=panel.allowed_hosts,
        language=panel.language,
        guests=panel.guests,
        wall_pin=panel.wall_pin,
        diagonal_inch=panel.diagonal_inch,
        metrics_token=metrics_token(panel.metrics_credential),
    )
