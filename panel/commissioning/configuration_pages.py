"""The pages of the configuration: what runs, its files, its values."""

from aiohttp import web

from daemon.commissioning_ports import (
    NEW_FILE,
    ConfigurationText,
    ConfigurationTexts,
    RefusedTextError,
)
from panel.context import Context
from panel.pages import Pages
from panel.problems import ProblemError
from panel.reader import Reader

from .configuration_desk import ConfigurationDesk
from .configuration_views import group_views, state_view
from .configuration_words import NO_FILE, REASONS

NEW = "conf.d/new.toml"


class ConfigurationPages:
    """What an administrator opens."""

    def __init__(self, context: Context, pages: Pages) -> None:
        self._context = context
        self._pages = pages
        self._desk = ConfigurationDesk(context)

    async def state(self, request: web.Request) -> web.Response:
        """Answer what runs since when, what is saved and not in use, and what is doubtful."""
        async with self._desk.asking() as port:
            texts, findings = await port.texts(), await port.findings()
        return self._page(request, "settings_state.html", texts, findings=findings)

    async def files(self, request: web.Request) -> web.Response:
        """Answer one file to be edited; the main one where none is named."""
        async with self._desk.asking() as port:
            texts = await port.texts()
        known = {each.name: each for each in texts.files}
        chosen = request.query.get("file", texts.files[0].name)
        if chosen not in known and not NEW_FILE.fullmatch(chosen):
            raise ProblemError(404, NO_FILE)
        file = known.get(chosen, ConfigurationText(name=chosen, text=""))
        return self._page(
            request, "settings_files.html", texts, file=file, names=tuple(known), new=NEW
        )

    async def values(self, request: web.Request) -> web.Response:
        """Answer the values that staff change."""
        async with self._desk.asking() as port:
            texts = await port.texts()
            try:
                groups = group_views(await port.values(), self._reader(request))
            except RefusedTextError:
                groups = ()
        return self._page(request, "settings_values.html", texts, groups=groups)

    def _page(
        self, request: web.Request, template: str, texts: ConfigurationTexts, **facts: object
    ) -> web.Response:
        state = state_view(texts, self._desk.zone, self._reader(request))
        return self._pages.still(request, template, state=state, reasons=REASONS, **facts)

    def _reader(self, request: web.Request) -> Reader:
        return self._context.presenters[self._pages.language(request)].reader
