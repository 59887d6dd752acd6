"""The pages that explain: every word, one word, the first week, the sheet for the wall."""

from collections.abc import Mapping, Sequence
from typing import TypedDict

from aiohttp import web

from panel.context import Context
from panel.pages import Pages
from panel.problems import ProblemError
from panel.reader import Reader
from panel.words import msgid

from .guide import STEPS
from .topics import THEMES, TOPICS
from .wall import CHAPTERS

PLACES: Mapping[str, str] = {  # the pages that topics and steps name
    "/": msgid("Overview"),
    "/rooms": msgid("Rooms"),
    "/alarms": msgid("Alarms"),
    "/alarms/quality": msgid("Quality of the alarms"),
    "/reports": msgid("Reports"),
    "/records": msgid("Records"),
    "/records/missing": msgid("Missing records"),
    "/records/sync": msgid("Sync of the records"),
    "/people": msgid("People"),
    "/settings": msgid("What runs"),
    "/settings/files": msgid("Files"),
    "/settings/buses": msgid("Buses"),
    "/settings/outputs": msgid("Test outputs"),
    "/setup": msgid("The first administrator"),
    "/manual": msgid("Page for the wall"),
    "/help/door-wire": msgid("Door contact"),
}


class Told(TypedDict):
    """One topic in one language."""

    name: str
    title: str
    says: str
    do: str
    shown: str
    place: str
    see: list[tuple[str, str]]


class HelpPages:
    """What a person can read up; nothing here depends on the moment."""

    def __init__(self, context: Context, pages: Pages) -> None:
        self._context = context
        self._pages = pages

    async def all(self, request: web.Request) -> web.Response:
        """Answer every word, by theme."""
        reader = self._reader(request)
        themes = [
            (name, reader.word(title), [self._told(topic, reader) for topic in topics])
            for name, (title, topics) in THEMES.items()
        ]
        return self._pages.still(request, "help.html", themes=themes)

    async def topic(self, request: web.Request) -> web.Response:
        """Answer one word."""
        name = request.match_info["topic"]
        if name not in TOPICS:
            raise ProblemError(404, msgid("There is no explanation of this word."))
        told = self._told(name, self._reader(request))
        return self._pages.still(request, "help_topic.html", topic=told)

    async def guide(self, request: web.Request) -> web.Response:
        """Answer what to do in the first week."""
        reader = self._reader(request)
        steps = [
            {
                "title": reader.word(step.title),
                "says": reader.word(step.says),
                "shown": self._there(step.shown),
                "place": reader.tr(PLACES[step.shown]),
                "command": step.command,
            }
            for step in STEPS
        ]
        return self._pages.still(request, "guide.html", steps=steps)

    async def manual(self, request: web.Request) -> web.Response:
        """Answer the sheet for the wall, to be printed."""
        reader = self._reader(request)
        chapters = [
            {
                "title": reader.word(chapter.title),
                "rows": [(reader.word(word), reader.word(means)) for word, means in chapter.rows],
                "says": [reader.word(sentence) for sentence in chapter.says],
                "blanks": [reader.word(blank) for blank in chapter.blanks],
                "grave": chapter.grave,
            }
            for chapter in CHAPTERS
        ]
        return self._pages.still(request, "manual.html", chapters=chapters)

    def _reader(self, request: web.Request) -> Reader:
        return self._context.presenters[self._pages.language(request)].reader

    def _told(self, name: str, reader: Reader) -> Told:
        topic = TOPICS[name]
        return Told(
            name=name,
            title=reader.word(topic.title),
            says=reader.word(topic.says),
            do=reader.word(topic.do),
            shown=self._there(topic.shown),
            place=reader.tr(PLACES[topic.shown]),
            see=[(other, reader.word(TOPICS[other].title)) for other in topic.see],
        )

    def _there(self, address: str) -> str:
        """Return the address of a page, "" where this site has none of the kind."""
        extra = self._context.extra
        absent: Sequence[str] = [
            start
            for start, port in (("/records", extra.records), ("/reports", extra.reports))
            if port is None
        ]
        return "" if address.startswith(tuple(absent)) else address
