"""The search: what was typed, tapped or scanned, answered as a page and as JSON."""

from collections.abc import Mapping, Sequence

from aiohttp import web

from daemon.record_ports import Answered, RecordsDesk
from panel.context import dumps
from panel.pages import Pages
from panel.reader import Reader
from panel.words import msgid
from records_sync.holdings.model import Key, Status
from records_sync.holdings.words import STATUS_WORDS
from records_sync.index.browse import Axis, Node
from records_sync.words import CARRIER, RETENTION

from .asked_search import AskedSearch, asked_search
from .desk import Desk
from .record_words import box_address, record_address, said
from .search_views import FoundView, found_view

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = "1234567890"
MOST_CHOICES = 500  # of a list that a finger goes through
TRIES = (  # for who finds nothing
    msgid("Use fewer or shorter words: two characters of the title are enough."),
    msgid("Type the first letters of the pinyin, such as BZGL for 编制管理."),
    msgid("Type only the year and the last number of a document number, such as 2014 15."),
    msgid("Take the filters away."),
)
Choice = tuple[str, str]  # value, words


class SearchPages:
    """Where a record is looked for."""

    def __init__(self, desk: Desk, pages: Pages) -> None:
        self._desk = desk
        self._pages = pages

    async def search(self, request: web.Request) -> web.Response:
        """Answer a page of what was found; a scanned code of ours goes on to its own page."""
        asked = self._asked(request)
        reader = self._desk.reader(request)
        async with self._desk.reading() as port:
            if scanned := await _scanned(port, asked):
                return web.Response(status=303, headers={"Location": scanned})
            units = await port.browse(Axis.UNIT)
            years = await port.browse(Axis.TIME)
            answered = await _answer(port, asked, units)
        found = None if answered is None else self._view(asked, answered, reader)
        return self._pages.still(
            request,
            "records_search.html",
            asked=asked,
            found=found,
            next=asked.address(found["next"]) if found and found["next"] else "",
            first=asked.address() if asked.after else "",
            fresh=self._desk.fresh(reader),
            total=sum(source.total for source in self._desk.port.standings().sources),
            choices=self._choices(asked, units, years, reader),
            tries=TRIES,
            letters=LETTERS,
            digits=DIGITS,
        )

    async def as_json(self, request: web.Request) -> web.Response:
        """Answer the same as JSON."""
        asked = self._asked(request)
        reader = self._desk.reader(request)
        async with self._desk.reading() as port:
            answered = await port.search(asked.question(_names(await port.browse(Axis.UNIT))))
        view = self._view(asked, answered, reader)
        fresh = self._desk.fresh(reader)
        return web.json_response(
            {"fresh": {"state": fresh.state, "text": fresh.text}, **view}, dumps=dumps
        )

    def _asked(self, request: web.Request) -> AskedSearch:
        query = {name: request.query.getall(name) for name in request.query}
        return asked_search(query, self._desk.rooms)

    def _view(self, asked: AskedSearch, answered: Answered, reader: Reader) -> FoundView:
        return found_view(asked.q, answered, self._desk.site, reader)

    def _choices(
        self, asked: AskedSearch, units: Sequence[Node], years: Sequence[Node], reader: Reader
    ) -> Sequence[tuple[str, str, str, list[Choice]]]:
        """Return each filter: its name, its words, what is chosen, what there is to choose."""
        known = [node.name for node in years if node.name]
        unit = next(iter(asked.unit), "")
        of_unit = next((n.name for n in units if unit in (n.name, *n.query.units)), unit)
        return [
            ("year", msgid("Year"), asked.year, _plain(known, asked.year)),
            ("until", msgid("to"), asked.until, _plain(known, asked.until)),
            ("unit", msgid("Unit"), of_unit, _plain([n.name for n in units if n.name], of_unit)),
            (
                "retention",
                msgid("Retention"),
                next(iter(asked.retention), ""),
                [(value.value, said(words, reader)) for value, words in RETENTION.items()],
            ),
            (
                "carrier",
                msgid("Carrier"),
                next(iter(asked.carrier), ""),
                [(value.value, said(words, reader)) for value, words in CARRIER.items()],
            ),
            (
                "status",
                msgid("Status"),
                next(iter(asked.status), ""),
                [(value.value, said(STATUS_WORDS[value], reader)) for value in Status],
            ),
            ("room", msgid("Room"), asked.room, list(self._desk.rooms.items())),
        ]


def _plain(names: Sequence[str], chosen: str) -> list[Choice]:
    known = list(names[:MOST_CHOICES])
    return [(name, name) for name in ([*known] if chosen in ("", *known) else [chosen, *known])]


def _names(units: Sequence[Node]) -> Mapping[str, Sequence[str]]:
    return {node.name: node.query.units for node in units}


async def _answer(port: RecordsDesk, asked: AskedSearch, units: Sequence[Node]) -> Answered | None:
    return None if asked.is_blank else await port.search(asked.question(_names(units)))


async def _scanned(port: RecordsDesk, asked: AskedSearch) -> str:
    """Return the page of a code of ours, "" for anything else."""
    if ":" not in asked.q and "：" not in asked.q and ";" not in asked.q:
        return ""  # no label of ours is without
    code = await port.read_code(asked.q)
    if isinstance(code, Key):
        return record_address(code)
    return box_address(code) if code else ""
