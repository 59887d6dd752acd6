"""The page, its JSON twin and its files."""

from aiohttp import web

from .asked import LANGUAGE_COOKIE, language_of
from .context import Context
from .equipment import BUS_COUNTERS
from .feed import Feed
from .i18n import LANGUAGE_TAGS
from .local import LocalPanel
from .moment import CLIMATE
from .problems import ProblemError
from .words import msgid

YEAR_S = 365 * 24 * 3600
IMMUTABLE = f"public, max-age={YEAR_S}, immutable"  # the address changes with the content


class Pages:
    """What a person opens in a browser."""

    def __init__(self, context: Context, feed: Feed, local: LocalPanel) -> None:
        self._context = context
        self._feed = feed
        self._local = local

    async def home(self, request: web.Request) -> web.Response:
        """Answer the page of all rooms; `?lang=` is remembered in a cookie."""
        context = self._context
        language = language_of(request, context.settings.language)
        presenter = context.presenters[language]
        text = (
            context.texts[language]
            .pages.get_template("home.html")
            .render(
                asset=context.assets.url,
                build=context.build,
                site=context.site,
                presenter=presenter,
                climate=CLIMATE,
                counters=BUS_COUNTERS,
                view=self._feed.view(language),
                local=self._local.holds(request),
            )
        )
        response = web.Response(text=text, content_type="text/html")
        response.headers["Content-Language"] = LANGUAGE_TAGS[language]
        if "lang" in request.query:
            response.set_cookie(
                LANGUAGE_COOKIE, language, max_age=YEAR_S, httponly=True, samesite="Lax"
            )
        return response

    async def snapshot(self, request: web.Request) -> web.Response:
        """Answer the JSON that the events send."""
        language = language_of(request, self._context.settings.language)
        return web.json_response(text=self._feed.text(language))

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
