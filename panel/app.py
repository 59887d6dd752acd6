"""The web application of the panel: one table of routes, built from ports."""

from collections.abc import Callable

from aiohttp import web

from daemon.model import SiteInfo
from daemon.ports import Live, Operator, Trends

from .access import enforce
from .actions import PATH as ACTS
from .actions import Actions
from .alarm_pages import AlarmPages
from .assets import digest, load_assets, templates_digest
from .charts.routes import chart_routes
from .context import CONTEXT, Context, Extra
from .document import PATH as DOCUMENT
from .document import Document
from .door import turnstile
from .events import Events
from .feed import Feed
from .guard import MOST_BODY_BYTES, add_headers, admit, bracketed
from .health import Health
from .help.pages import HelpPages
from .i18n import load_texts
from .local import LocalPanel
from .pages import Pages
from .people.doorman import DOORMAN, Doorman
from .people.routes import people_routes
from .plan_pages import PlanPages
from .presenters import Presenter
from .problems import answer_problems
from .records.acts import PATH as RECORD_ACTS
from .records.acts import RecordActs
from .records.box_pages import BoxPages
from .records.browse_pages import BrowsePages
from .records.desk import Desk
from .records.labels import LabelPages
from .records.missing_pages import MissingPages
from .records.record_pages import RecordPages
from .records.record_words import BOX, LABELS, RECORD
from .records.search_pages import SearchPages
from .records.sync_acts import PATH as SYNC
from .records.sync_acts import SyncActs
from .records.sync_pages import SyncPages
from .report_pages import PRINTED, ReportPages
from .seen import PATH as SEEN
from .seen import Seen
from .settings import PanelSettings, StreamLimits
from .trends import TrendPages

__all__ = ["Extra", "PanelSettings", "StreamLimits", "make_app"]

LIMITS = StreamLimits()
NO_EXTRA = Extra()


def make_app(
    settings: PanelSettings,
    info: SiteInfo,
    live: Live,
    trends: Trends,
    metrics: Callable[[], bytes],
    monotonic: Callable[[], float],
    operator: Operator | None = None,
    limits: StreamLimits = LIMITS,
    *,
    extra: Extra = NO_EXTRA,
) -> web.Application:
    """Return the panel of one site. `monotonic` is the scale of the readings' `t`, in seconds.

    Without an `operator` nothing can be asked of control.
    """
    texts, assets = load_texts(), load_assets()
    context = Context(
        settings=settings,
        site=info,
        live=live,
        trends=trends,
        metrics=metrics,
        monotonic=monotonic,
        texts=texts,
        presenters={
            language: Presenter(info, language, words.tr, extra.brief)
            for language, words in texts.items()
        },
        assets=assets,
        build=digest(assets.version.encode(), templates_digest().encode(), repr(info).encode()),
        hosts=frozenset(
            name.lower() for name in (*settings.allowed_hosts, bracketed(settings.host))
        ),
        extra=extra,
    )
    feed = Feed(context)
    local = LocalPanel(settings.local_key, monotonic)
    pages, trend_pages, health = Pages(context, feed, local), TrendPages(context), Health(context)
    alarm_pages, plan_pages = AlarmPages(context, pages), PlanPages(context, pages)
    report_pages, help_pages = ReportPages(context, pages), HelpPages(context, pages)
    events, actions = Events(context, feed, limits), Actions(operator)
    seen = Seen(feed, local, extra.seen)
    desk = Desk(context, pages)
    searching, labels = SearchPages(desk, pages), LabelPages(desk)
    records, boxes = RecordPages(desk, pages), BoxPages(desk, pages)
    record_acts = RecordActs(desk)
    browsing, missing = BrowsePages(desk, pages), MissingPages(context, desk, pages)
    syncing, sync_acts = SyncPages(desk, pages), SyncActs(desk)

    app = web.Application(
        middlewares=[turnstile(), answer_problems, admit, enforce], client_max_size=MOST_BODY_BYTES
    )
    app[CONTEXT] = context
    app[DOORMAN] = doorman = Doorman(settings, extra.people, local, monotonic)
    app.on_response_prepare.append(add_headers)
    app.on_shutdown.append(events.end_all)
    app.add_routes(
        [
            web.get("/", pages.face),
            web.get("/rooms", pages.rooms),
            web.get("/rooms/{room}", pages.rooms),
            web.get("/alarms", alarm_pages.alarms),
            web.get("/alarms/quality", alarm_pages.quality),
            web.get("/alarms/kinds/{code}", alarm_pages.kind),
            web.get("/plan", plan_pages.plan),
            web.get("/help", help_pages.all),
            web.get("/help/{topic}", help_pages.topic),
            web.get("/guide", help_pages.guide),
            web.get("/manual", help_pages.manual),
            web.get("/reports", report_pages.reports),
            web.get(f"{PRINTED}{{kind}}/{{place}}/{{time}}", report_pages.page),
            web.get("/reports/files/{name}", report_pages.file),
            web.get("/records", searching.search),
            web.get(RECORD, records.record),
            web.get(BOX, boxes.box),
            web.get(LABELS, labels.labels),
            web.get("/api/v1/records", searching.as_json),
            web.get("/api/v1/records/record", records.as_json),
            web.get("/api/v1/records/box", boxes.as_json),
            web.post(RECORD_ACTS, record_acts.act),
            web.get("/records/browse", browsing.browse),
            web.get("/records/statistics", browsing.statistics),
            web.get("/records/statistics.xlsx", browsing.statistics_file),
            web.get("/records/missing", missing.missing),
            web.get("/records/stood", missing.stood),
            web.get("/records/sync", syncing.sync),
            web.get("/records/reports/{number}", syncing.report),
            web.get("/api/v1/records/browse", browsing.browse_json),
            web.get("/api/v1/records/statistics", browsing.statistics_json),
            web.get("/api/v1/records/missing", missing.missing_json),
            web.get("/api/v1/records/reports", syncing.reports_json),
            web.get(SYNC, syncing.sync_json),
            web.post(SYNC, sync_acts.act),
            *chart_routes(context, feed, pages),
            web.get("/events", events.events, allow_head=False),
            web.get("/local", local.enter, allow_head=False),
            web.post(ACTS, actions.act),
            web.post(SEEN, seen.seen),
            *people_routes(context, pages, doorman),
            web.get(DOCUMENT, Document().document),
            web.get("/api/v1/snapshot", pages.snapshot),
            web.get("/api/v1/alarms", alarm_pages.as_json),
            web.get("/api/v1/trend", trend_pages.trend),
            web.get("/livez", health.livez),
            web.get("/readyz", health.readyz),
            web.get("/metrics", health.metrics),
            web.get("/static/{version}/{name}", pages.static),
        ]
    )
    return app
