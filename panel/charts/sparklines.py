"""The small lines beside all values, in one answer: a page with fifty values asks once a minute."""

import asyncio
from collections.abc import Iterator
from typing import TypedDict
from zoneinfo import ZoneInfo

from aiohttp import web

from daemon.ports import HistoryUnavailableError
from panel.context import Context, dumps
from panel.pages import Pages
from panel.problems import ProblemError
from panel.sparkline import sparkline
from panel.words import NO_VALUE, Translate, msgid, number_text

from .series import Steps, read
from .spans import DAY_S, Span, pieces
from .subjects import TITLES, Subject, point_subject, room_subject

DAY = Span(name="day", title="", length_s=DAY_S, step_s=900, steps_a_row=1, refresh_s=60)
FRESH_S = 50.0  # a page asks each minute
HOURS = 24


class SparkView(TypedDict):
    """One small line; `text` says it in words."""

    line: str
    band: str
    low: str
    high: str
    text: str


def spark_name(subject: Subject) -> str:
    """Return the name under which a page finds the line."""
    if subject.point is not None:
        return f"point/{subject.point.tag}"
    return f"room/{subject.room}/{subject.quantity}"


class Sparklines:
    """The last day of every number of the site; read once for all who look."""

    def __init__(self, context: Context, pages: Pages) -> None:
        self._context = context
        self._pages = pages
        self._subjects = list(_subjects(context))
        self._zone = ZoneInfo(context.site.timezone)
        self._turn = asyncio.Lock()
        self._read_t: float | None = None
        self._steps: dict[str, Steps] = {}

    async def as_json(self, request: web.Request) -> web.Response:
        """Answer all lines by the names of their subjects."""
        tr = self._context.texts[self._pages.language(request)].tr
        async with self._turn:
            await self._refresh()
        shown = {
            spark_name(subject): spark_view(subject, self._steps[spark_name(subject)], tr)
            for subject in self._subjects
        }
        return web.json_response(shown, dumps=dumps)

    async def _refresh(self) -> None:
        context = self._context
        now = context.monotonic()
        if self._read_t is not None and now - self._read_t < FRESH_S:
            return
        if context.live.snapshot is None:
            raise ProblemError(503, msgid("Nothing has been read yet."), {"Retry-After": "2"})
        asked = pieces(DAY, context.live.snapshot.result.image.at, self._zone)
        try:
            self._steps = {
                spark_name(subject): await read(context.trends, subject, asked)
                for subject in self._subjects
            }
        except HistoryUnavailableError as error:
            raise ProblemError(
                503, msgid("The history can't be read now."), {"Retry-After": "60"}
            ) from error
        self._read_t = now


def _subjects(context: Context) -> Iterator[Subject]:
    site = context.site
    for room in site.rooms:
        for quantity in TITLES:
            if (subject := room_subject(site, room.id, quantity)) is not None:
                yield subject
    yield from (point_subject(point) for point in site.points if not point.is_bit)


def spark_view(subject: Subject, steps: Steps, tr: Translate) -> SparkView:
    """Return the line of one subject."""
    drawn = sparkline(steps.buckets, subject.quantity)
    if drawn.low is None or drawn.high is None:
        text = tr(msgid("nothing recorded in {hours} h")).format(hours=HOURS)
        return SparkView(line="", band="", low=NO_VALUE, high=NO_VALUE, text=text)
    low, high = (number_text(value, subject.quantity) for value in (drawn.low, drawn.high))
    text = tr(msgid("in {hours} h from {low} to {high} {unit}"))
    return SparkView(
        line=drawn.line,
        band=drawn.band,
        low=low,
        high=high,
        text=text.format(hours=HOURS, low=low, high=high, unit=subject.unit),
    )
