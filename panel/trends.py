"""Trends as JSON: the numbers for programs and the drawing for the page."""

from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from daemon.model import PointInfo
from daemon.ports import Bucket, HistoryUnavailableError

from .asked import TrendQuery, language_of, trend_query
from .context import Context, dumps
from .problems import ProblemError
from .sparkline import combined, sparkline
from .words import NO_VALUE, Translate, msgid, number_text


class TrendPages:
    """Read access to the history for browsers."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._points = {point.tag: point for point in context.site.points}

    async def trend(self, request: web.Request) -> web.Response:
        """Answer the buckets of one point, or of several of one quantity as one series."""
        context = self._context
        tr = context.texts[language_of(request, context.settings.language)].tr
        query = trend_query(request, self._points)
        points = [self._points[tag] for tag in query.tags]
        if len({point.quantity for point in points}) > 1:
            raise ProblemError(400, msgid("All tags must measure the same quantity."))
        if context.live.snapshot is None:
            raise ProblemError(503, msgid("Nothing has been read yet."), {"Retry-After": "2"})
        buckets = await self._buckets(query, context.live.snapshot.result.image.at)
        shown = trend_view(query, points[0], buckets, tr)
        return web.json_response(shown, dumps=dumps)

    async def _buckets(self, query: TrendQuery, at: datetime) -> list[Bucket]:
        since, until = window(query, at)
        trends = self._context.trends
        try:
            found = [await trends.trend(tag, since, until, query.step_s) for tag in query.tags]
        except HistoryUnavailableError as error:
            raise ProblemError(
                503, msgid("The history can't be read now."), {"Retry-After": "60"}
            ) from error
        return combined(found)


def window(query: TrendQuery, at: datetime) -> tuple[datetime, datetime]:
    """Return the asked time span on whole steps of UTC; the running step is the last."""
    step = timedelta(seconds=query.step_s)
    until = at - timedelta(seconds=at.timestamp() % query.step_s) + step
    steps = -(-query.hours * 3600 // query.step_s)
    return until - steps * step, until


def trend_view(
    query: TrendQuery, point: PointInfo, buckets: list[Bucket], tr: Translate
) -> dict[str, Any]:
    """Return the JSON of a trend; `text` says the drawing in words."""
    drawing = sparkline(buckets, point.quantity)
    if drawing.low is None or drawing.high is None:
        low = high = NO_VALUE
        text = tr(msgid("nothing recorded in {hours} h")).format(hours=query.hours)
    else:
        low, high = (number_text(value, point.quantity) for value in (drawing.low, drawing.high))
        text = tr(msgid("in {hours} h from {low} to {high} {unit}")).format(
            hours=query.hours, low=low, high=high, unit=point.unit
        )
    return {
        "tags": query.tags,
        "quantity": point.quantity,
        "unit": point.unit,
        "hours": query.hours,
        "step_s": query.step_s,
        "sparkline": {"line": drawing.line, "band": drawing.band},
        "low": low,
        "high": high,
        "text": text,
        "buckets": [
            {
                "start": bucket.start.isoformat(),
                "mean": bucket.mean,
                "low": bucket.low,
                "high": bucket.high,
                "coverage": round(bucket.coverage, 3),
            }
            for bucket in buckets
        ],
    }
