"""The addresses of the charts."""

from aiohttp import web

from panel.context import Context
from panel.feed import Feed
from panel.pages import Pages

from .air_pages import AirCharts
from .sparklines import Sparklines
from .trend_pages import TrendCharts


def chart_routes(context: Context, feed: Feed, pages: Pages) -> list[web.RouteDef]:
    """Return the routes of all charts of a panel."""
    trends = TrendCharts(context, pages, context.extra.happenings)
    air = AirCharts(context, feed, pages, trends.desk)
    sparklines = Sparklines(context, pages)
    return [
        web.get("/trend", trends.page),
        web.get("/trend.csv", trends.as_csv),
        web.get("/psychrometrics", air.page),
        web.get("/psychrometrics.csv", air.as_csv),
        web.get("/parts/trend", trends.page),  # asked by an open page: nobody is using it then
        web.get("/parts/psychrometrics", air.page),
        web.get("/api/v1/chart", trends.as_json),
        web.get("/api/v1/psychrometrics", air.as_json),
        web.get("/api/v1/sparklines", sparklines.as_json),
    ]
