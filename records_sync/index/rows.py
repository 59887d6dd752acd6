"""A record as a row of the index, and the words and keys that it is found by. Pure.

The words of a record are one text for FTS5, written so that one expression says everything:
the grams of title, creators, subjects and 发文字号, the initials of the title, single units, and a
word for each filter. Words of filters stand between the fields: a phrase can't cross them.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from records_sync.model import Carrier, Record, Retention
from records_sync.text import keys
from records_sync.text.bulk import Titles
from records_sync.text.folding import is_storable, storable, units
from records_sync.text.grams import grams

FORM = 2  # grows when words or keys are made in another way: the index is then made anew
FIELDS = Record._fields
COLUMNS = ", ".join(FIELDS)


class Row(NamedTuple):
    """The fields of a record as they are stored."""

    id: str
    title: str
    temp_no: str
    ref_code: str
    fonds: str
    category: str
    year: int | None
    retention: str | None
    org: str
    volume_no: str
    item_no: str
    doc_no: str
    creator: str
    subjects: str
    date: str
    secret: str
    pages: int | None
    copies: int | None
    carrier: str | None
    box: str
    unit: str
    place: str
    scan: str
    remark: str


NOTHING = Row._make(["" if Row.__annotations__[name] is str else None for name in FIELDS])
_TEXTS: Callable[[Row], tuple[str, ...]] = itemgetter(
    *(at for at, name in enumerate(FIELDS) if Record.__annotations__[name] is str)
)


class Numbers(NamedTuple):
    """The small numbers of a row's unit and office, and its month; 0 is none."""

    unit: int
    org: int
    month: int


def row_of(record: Record) -> Row:
    """Return a record as it is stored."""
    row = Row._make(record)
    if is_storable("".join(_TEXTS(row))):
        return row
    return Row._make(storable(value) if isinstance(value, str) else value for value in row)


def record_of(row: Iterable[Any]) -> Record:
    """Return the record of a stored row."""
    found = Record._make(row)
    return found._replace(
        retention=None if found.retention is None else Retention(found.retention),
        carrier=None if found.carrier is None else Carrier(found.carrier),
    )


def month_of(row: Row) -> int:
    """Return the month of a row's date where it lies in its year, else 0."""
    date = row.date
    if len(date) >= 6 and date[:6].isascii() and date[:6].isdigit() and date[:4] == str(row.year):  # noqa: PLR2004
        month = int(date[4:6])
        return month if month <= 12 else 0  # noqa: PLR2004
    return 0


def searched(row: Row) -> tuple[str, str, str, str]:
    """Return the fields whose text is searched."""
    return row.title, row.creator, row.subjects, row.doc_no


def words(rows: Sequence[tuple[Row, Numbers]], source: int) -> list[str]:
    """Return the words of each row of a source, separated by spaces."""
    titles = Titles([row.title for row, _ in rows])
    found = []
    for at, (row, numbers) in enumerate(rows):
        title = titles[at]
        creator, creator_units = _of_often(row.creator)
        subjects, subject_units = _of_often(row.subjects)
        doc_no = units(row.doc_no) if row.doc_no else []
        found.append(
            " ".join(
                (
                    title.grams,
                    facet("y", row.year or 0),
                    creator,
                    facet("u", numbers.unit),
                    subjects,
                    facet("o", numbers.org),
                    " ".join(grams(doc_no)),
                    facet("r", row.retention or ""),
                    title.triples,
                    facet("c", row.carrier or ""),
                    title.pairs,
                    facet("m", numbers.month),
                    title.units,
                    " ".join(doc_no),
                    creator_units,
                    subject_units,
                    facet("s", source),
                )
            )
        )
    return found


@lru_cache(maxsize=1024)
def _of_often(text: str) -> tuple[str, str]:
    """Return grams and units of a text that many records have."""
    found = units(text)
    return " ".join(grams(found)), " ".join(dict.fromkeys(found))


@lru_cache(maxsize=4096)
def facet(kind: str, value: str | int) -> str:
    """Return the word of a filter: no text has one that starts with a digit and goes on so."""
    return f"2{kind}{value}".replace("_", "").replace("-", "minus")


def entries(row: Row, former_temp_nos: Iterable[str] = ()) -> list[str]:
    """Return the entries of a row's numbers, those of the past included."""
    return keys.entries(row.ref_code, (row.temp_no, *former_temp_nos), row.doc_no)
