"""The pages of the rooms, their JSON twin, its files; and how every page is put together."""

from urllib.parse import urlencode

from aiohttp import web

from .acting import asker_of, knows_names
from .asked import LANGUAGE_COOKIE, frame_of, language_of
from .context import Context
from .equipment import BUS_COUNTERS
from .feed import Feed
from .frames import Frame
from .i18n import LANGUAGE_TAGS
from .local import LocalPanel
from .may import may_work, offered
from .moment import CLIMATE, Moment
from .page_token import TOKEN
from .people.words import ROLES
from .preservation import DEW_POINT, DEW_POINT_ABOUT, DEW_POINT_TITLE, MEASURES
from .problems import ProblemError
from .setpoints import scales_of
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

    def now(self, request: web.Request) -> Moment:
        """Return the newest snapshot as who asks may see it."""
        return self._feed.now(self.language(request), named=knows_names(asker_of(request)))

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
                wall_inch=context.wall_inch(request),
                build=context.build,
                site=context.site,
                presenter=context.presenters[language],
                frame=frame.value,
                usual=context.settings.language,
                path=request.path,
                here=request.path_qs,
                elsewhere=_without_language(request),
                view=view,
                local=self._local.holds(request),
                asker=asker_of(request),
                token=request[TOKEN],
                may=offered(asker_of(request)),
                works=may_work(asker_of(request)),
                role_words=ROLES,
                has_plan=bool(context.site.plans),
                has_reports=context.extra.reports is not None,
                has_records=context.extra.records is not None,
                has_settings=context.extra.commissioning is not None,
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
        head = self._context.presenters[self.language(request)].head(self.now(request))
        return self.page(request, template, Frame.HEAD, head, **facts)

    async def face(self, request: web.Request) -> web.Response:
        """Answer what is read from three metres; `?lang=` is remembered in a cookie."""
        await self._feed.refresh()
        view = self._context.presenters[self.language(request)].face_page(self.now(request))
        return self.page(request, "face.html", Frame.FACE, view)

    async def rooms(self, request: web.Request) -> web.Response:
        """Answer all about every room, or about the one that the address names."""
        presenter = self._context.presenters[self.language(request)]
        room = request.match_info.get("room")
        cards = [card for card in presenter.cards if room in (None, card.room.id)]
        if not cards:
            raise ProblemError(404, msgid("There is no room of this name."))
        view = presenter.rooms_page(self.now(request))
        return self.page(
            request,
            "rooms.html",
            Frame.ROOMS,
            view,
            cards=cards,
            alone=room is not None,
            climate=CLIMATE,
            counters=BUS_COUNTERS,
            lines=LINES,
            scales_of=scales_of,
        )

    async def snapshot(self, request: web.Request) -> web.Response:
        """Answer the JSON that the events send to the page that is asked for."""
        named, frame = knows_names(asker_of(request)), frame_of(request)
        if frame is Frame.FACE:
            await self._feed.refresh()
        return web.json_response(text=self._feed.text(self.language(request), frame, named=named))

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


def _without_language(request: web.Request) -> str:
    """Return the address of this page up to the name of the language that it is asked in."""
    asked = [(name, value) for name, value in request.query.items() if name != "lang"]
    told = urlencode(asked, errors="replace")
    return f"{request.path}?{told}&lang=" if told else f"{request.path}?lang="
