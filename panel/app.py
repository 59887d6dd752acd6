"""The web application of the panel: one table of routes, built from ports."""

from collections.abc import Callable

from aiohttp import web

from daemon.model import SiteInfo
from daemon.ports import Live, Operator, Trends

from .actions import PATH as ACTS
from .actions import Actions
from .alarm_pages import AlarmPages
from .assets import digest, load_assets, templates_digest
from .context import CONTEXT, Context, Extra
from .events import Events
from .feed import Feed
from .guard import add_headers, admit, bracketed
from .health import Health
from .i18n import load_texts
from .local import LocalPanel
from .pages import Pages
from .plan_pages import PlanPages
from .presenters import Presenter
from .problems import answer_problems
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
    alarm_pages, plan_pages = AlarmPages(context, feed, pages), PlanPages(context, feed, pages)
    report_pages = ReportPages(context, pages)
    events, actions = Events(context, feed, limits), Actions(operator, local)
    seen = Seen(feed, local, extra.seen)

    app = web.Application(middlewares=[answer_problems, admit], client_max_size=64 * 1024)
    app[CONTEXT] = context
    app.on_response_prepare.append(add_headers)
    app.on_shutdown.append(events.end_all)
    app.add_routes(
        [
            web.get("/", pages.home),
            web.get("/alarms", alarm_pages.alarms),
            web.get("/alarms/quality", alarm_pages.quality),
            web.get("/alarms/kinds/{code}", alarm_pages.kind),
            web.get("/plan", plan_pages.plan),
            web.get("/reports", report_pages.reports),
            web.get(f"{PRINTED}{{kind}}/{{place}}/{{time}}", report_pages.page),
            web.get("/reports/files/{name}", report_pages.file),
            web.get("/events", events.events, allow_head=False),
            web.get("/local", local.enter, allow_head=False),
            web.post(ACTS, actions.act),
            web.post(SEEN, seen.seen),
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
