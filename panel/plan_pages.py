"""The page of the floor plan."""

from aiohttp import web

from .context import Context, dumps
from .frames import Frame
from .pages import Pages
from .plan import drawing


class PlanPages:
    """The plan of one site: drawn once, its values follow the snapshot."""

    def __init__(self, context: Context, pages: Pages) -> None:
        self._context = context
        self._pages = pages
        self._drawing = drawing(context.site.plans)
        self._names = {room.id: room.name for room in context.site.rooms}

    async def plan(self, request: web.Request) -> web.Response:
        """Answer the plan, live."""
        language = self._pages.language(request)
        view = self._context.presenters[language].plan_page(self._pages.now(request))
        return self._pages.page(
            request,
            "plan.html",
            Frame.PLAN,
            view,
            drawing=self._drawing,
            names=self._names,
            missing=[name for room, name in self._names.items() if room not in view["plan"]],
        )

    async def as_json(self, request: web.Request) -> web.Response:
        """Answer what the plan shows as JSON."""
        language = self._pages.language(request)
        view = self._context.presenters[language].plan_page(self._pages.now(request))
        return web.json_response(view, dumps=dumps)
