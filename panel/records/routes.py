"""All addresses of the pages about records."""

from aiohttp import web

from panel.context import Context
from panel.pages import Pages

from .acts import PATH as ACTS
from .acts import RecordActs
from .box_pages import BoxPages
from .browse_pages import BrowsePages
from .desk import Desk
from .labels import LabelPages
from .links import BROWSE, MISSING, REPORTS, STATISTICS, STOOD
from .links import SYNC as SYNC_PAGE
from .missing_pages import MissingPages
from .record_pages import RecordPages
from .record_words import BOX, LABELS, RECORD, SHELF
from .search_pages import SearchPages
from .shelf_pages import ShelfPages
from .sync_acts import PATH as SYNC
from .sync_acts import SyncActs
from .sync_pages import SyncPages


def record_routes(context: Context, pages: Pages) -> list[web.RouteDef]:
    """Return the routes of the records of a panel."""
    desk = Desk(context, pages)
    searching, labels = SearchPages(desk, pages), LabelPages(desk)
    records, boxes = RecordPages(desk, pages), BoxPages(desk, pages)
    shelves = ShelfPages(desk, pages)
    browsing, missing = BrowsePages(desk, pages), MissingPages(context, desk, pages)
    syncing = SyncPages(desk, pages)
    return [
        web.get("/records", searching.search),
        web.get(RECORD, records.record),
        web.get(BOX, boxes.box),
        web.get(SHELF, shelves.shelf),
        web.get(LABELS, labels.labels),
        web.get(BROWSE, browsing.browse),
        web.get(STATISTICS, browsing.statistics),
        web.get(f"{STATISTICS}.xlsx", browsing.statistics_file),
        web.get(MISSING, missing.missing),
        web.get(STOOD, missing.stood),
        web.get(SYNC_PAGE, syncing.sync),
        web.get(f"{REPORTS}/{{number}}", syncing.report),
        web.get("/api/v1/records", searching.as_json),
        web.get("/api/v1/records/record", records.as_json),
        web.get("/api/v1/records/box", boxes.as_json),
        web.get("/api/v1/records/shelf", shelves.as_json),
        web.get("/api/v1/records/browse", browsing.browse_json),
        web.get("/api/v1/records/statistics", browsing.statistics_json),
        web.get("/api/v1/records/missing", missing.missing_json),
        web.get("/api/v1/records/reports", syncing.reports_json),
        web.get(SYNC, syncing.sync_json),
        web.post(SYNC, SyncActs(desk).act),
        web.post(ACTS, RecordActs(desk).act),
    ]
