"""Where the pages about all records are; every value is quoted, whatever it holds."""

from collections.abc import Mapping
from urllib.parse import urlencode

from .asked_search import FIRST_YEAR, LAST_YEAR
from .asked_search import PATH as SEARCH

BROWSE = "/records/browse"
STATISTICS = "/records/statistics"
MISSING = "/records/missing"
SYNC = "/records/sync"
REPORTS = "/records/reports"
STOOD = "/records/stood"


def link(path: str, **parameters: object) -> str:
    """Return an address with those parameters that say something."""
    told = {name: str(value) for name, value in parameters.items() if value not in ("", None)}
    return f"{path}?{urlencode(told)}" if told else path


def of_search(filters: Mapping[str, object]) -> str:
    """Return where the records with these filters are.

    It is "" where one of them says nothing or is no year: an empty filter lets everything through.
    """
    year = filters.get("year", FIRST_YEAR)
    if not all(filters.values()) or not (isinstance(year, int) and FIRST_YEAR <= year <= LAST_YEAR):
        return ""
    return link(SEARCH, **filters)


def of_year(year: int | None) -> Mapping[str, object]:
    """Return the filters of one year."""
    return {"year": year or 0, "until": year or 0}
