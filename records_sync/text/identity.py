"""By what a record is known: the main system's id, else 档号 or the parts of one, else 临时编号.

Ids that are built here begin with `ref:` or `temp:`. They are for comparing: width, dashes, dots
and spaces do not count in them. Parts make an id only where they are enough to tell records apart.
"""

from records_sync.model import Retention
from records_sync.text.keys import ref_key

_CODES = {
    Retention.PERMANENT: "Y",
    Retention.LONG: "C",
    Retention.SHORT: "D",
    Retention.YEARS_30: "D30",
    Retention.YEARS_10: "D10",
}


def of_ref_code(ref_code: str) -> str:
    """Return the id of a 档号, "" where it has neither a letter nor a digit."""
    key = ref_key(ref_code)
    return f"ref:{key}" if key else ""


def of_temp_no(temp_no: str) -> str:
    """Return the id of a 临时编号, "" where it has neither a letter nor a digit."""
    key = ref_key(temp_no)
    return f"temp:{key}" if key else ""


def of_parts(
    *,
    fonds: str = "",
    category: str = "",
    year: int | None = None,
    retention: Retention | None = None,
    org: str = "",
    volume_no: str = "",
    item_no: str = "",
) -> str:
    """Return the id that the parts of a 档号 make, as DA/T 22-2015 puts them together.

    "" without year, term and a number: 件号 starts again in each year and each term.
    """
    if year is None or retention is None or not (item_no or volume_no):
        return ""
    place = f"{category}·{year}" if category else str(year)
    parts = (fonds, place, _CODES[retention], org, volume_no, item_no)
    return of_ref_code("-".join(part for part in parts if part))
