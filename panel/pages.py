"""The page of the rooms, its JSON twin, its files; and how every page is put together."""

from aiohttp import web

from .asked import LANGUAGE_COOKIE, language_of
from .context import Context
from .equipment import BUS_COUNTERS
from .feed import Feed
from .frames import Frame
from .i18n import LANGUAGE_TAGS
from .local import LocalPanel
from .moment import CLIMATE
from .preservation import DEW_POINT, DEW_POINT_ABOUT, DEW_POINT_TITLE, MEASURES
from .problems import ProblemError
from .settings import Language
from .shown import HeadView
from .words import msgid

YEAR_S = 365 * 24 * 3600
IMMUTABLE = f"public, max-age={YEAR_S}, immutable"  # the address changes with the content
LINES = {
    **{name: (line.title, line.about) for name, line in MEASURES.items()},
    DEW_POINT: (DEW_POINT_TITLE, DEW_POINT_ABOUT),
}


class Pages:
    """What a person opens in a browser."""

    def __init__(self, context: Context, feed: Feed, local: LocalPanel) -> None:
        self._context = context
        self._feed = feed
        self._local = local

    def language(self, request: web.Request) -> Language:
        """Return the language in which a request is answered."""
        return language_of(request, self._context.settings.language)

    def page(
        self, request: web.Request, template: str, frame: Frame, view: HeadView, **facts: object
    ) -> web.Response:
        """Return a page with the usual top; its events are those of `frame`."""
        context = self._context
        language = self.language(request)
        text = (
            context.texts[language]
            .pages.get_template(template)
            .render(
                asset=context.assets.url,
                build=context.build,
                site=context.site,
                presenter=context.presenters[language],
                frame=frame.value,
                path=request.path,
                view=view,
                local=self._local.holds(request),
                has_plan=bool(context.site.plans),
                has_reports=context.extra.reports is not None,
                **facts,
            )
        )
        response = web.Response(text=text, content_type="text/html")
        response.headers["Content-Language"] = LANGUAGE_TAGS[language]
        if "lang" in request.query:
            response.set_cookie(
                LANGUAGE_COOKIE, language, max_age=YEAR_S, httponly=True, samesite="Lax"
            )
        return response

    def still(self, request: web.Request, template: str, **facts: object) -> web.Response:
        """Return a page whose top alone is live."""
        language = self.language(request)
        head = self._context.presenters[language].head(self._feed.now(language))
        return self.page(request, template, Frame.HEAD, head, **facts)

    async def home(self, request: web.Request) -> web.Response:
        """Answer the page of all rooms; `?lang=` is remembered in a cookie."""
        language = self.language(request)
        view = self._context.presenters[language].rooms_page(self._feed.now(language))
        return self.page(
            request,
            "home.html",
            Frame.ROOMS,
            view,
            climate=CLIMATE,
            counters=BUS_COUNTERS,
            lines=LINES,
        )

    async def snapshot(self, request: web.Request) -> web.Response:
        """Answer the JSON that the events send."""
        return web.json_response(text=self._feed.text(self.language(request)))

    async def static(self, request: web.Request) -> web.Response:
        """Answer a file of this build; one of another build is gone."""
        assets, name = self._context.assets, request.match_info["name"]
        if request.match_info["version"] != assets.version or name not in assets.files:
            raise ProblemError(404, msgid("There is no such file in this version."))
        return web.Response(
            body=assets.files[name],
            content_type=assets.content_type(name),
            charset="utf-8",
            headers={"Cache-Control": IMMUTABLE},
        )
