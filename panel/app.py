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
from .commissioning.configuration_routes import configuration_routes
from .commissioning.fieldbus_routes import fieldbus_routes
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
from .local_sessions import LocalSessions
from .pages import Pages
from .people.doorman import DOORMAN, Doorman
from .people.routes import people_routes
from .plan_pages import PlanPages
from .presenters import Presenter
from .problems import answer_problems
from .records.routes import record_routes
from .report_pages import PRINTED, SHOWN, ReportPages
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
        build=digest(
            assets.version.encode(),
            templates_digest().encode(),
            repr((info, settings.diagonal_inch)).encode(),
        ),
        hosts=frozenset(
            name.lower() for name in (*settings.allowed_hosts, bracketed(settings.host))
        ),
        extra=extra,
    )
    feed = Feed(context)
    local = LocalPanel(settings.local_key, monotonic, extra.wall or LocalSessions())
    pages, trend_pages, health = Pages(context, feed, local), TrendPages(context), Health(context)
    alarm_pages, plan_pages = AlarmPages(context, pages), PlanPages(context, pages)
    report_pages, help_pages = ReportPages(context, pages), HelpPages(context, pages)
    events, actions = Events(context, feed, limits), Actions(operator)
    seen = Seen(feed, extra.seen)

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
            web.get(f"{PRINTED}{{code}}", report_pages.kept),
            web.get(f"{SHOWN}{{kind}}/{{place}}/{{time}}", report_pages.shown),
            web.get(f"{SHOWN}{{code}}", report_pages.shown),
            web.get("/reports/files/{name}", report_pages.file),
            *record_routes(context, pages),
            *chart_routes(context, feed, pages),
            web.get("/events", events.events, allow_head=False),
            web.get("/local", local.enter, allow_head=False),
            web.post(ACTS, actions.act),
            web.post(SEEN, seen.seen),
            *people_routes(context, pages, doorman),
            *configuration_routes(context, pages),
            *fieldbus_routes(context, pages),
            web.get(DOCUMENT, Document().document),
            web.get("/api/v1/snapshot", pages.snapshot),
            web.get("/api/v1/alarms", alarm_pages.as_json),
            web.get("/api/v1/alarms/quality", alarm_pages.quality_as_json),
            web.get("/api/v1/plan", plan_pages.as_json),
            web.get("/api/v1/reports", report_pages.as_json),
            web.get("/api/v1/trend", trend_pages.trend),
            web.get("/livez", health.livez),
            web.get("/readyz", health.readyz),
            web.get("/metrics", health.metrics),
            web.get("/static/{version}/{name}", pages.static),
        ]
    )
    return app
