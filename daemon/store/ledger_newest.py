"""The newest rows of one kind that fit, read from the end: a year of a ledger is long."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from .ledger_read import reading

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Found(NamedTuple):
    """When a row was written, about what, and what it says."""

    at: datetime
    subject: str
    body: Mapping[str, Any]


def newest(
    path: Path,
    kind: str,
    since: datetime,
    until: datetime,
    most: int,
    *,
    subjects: Sequence[str] | None = None,
    fields: Mapping[str, Sequence[object]] | None = None,
) -> list[Found]:
    """Return the newest `most` rows of a kind in `[since, until)`, the newest first.

    Only those about `subjects`, and whose body has one of the values in each of `fields`. Raises
    sqlite3.Error where the ledger can't be read, ValueError for a body that is no JSON.
    """
    asked: list[object] = [kind, _ms(since), _ms(until)]
    where = "kind = ? AND +at >= ? AND +at < ?"  # by kind: most rows are of outputs
    if subjects is not None:
        where += f" AND subject IN ({_marks(subjects)})"
        asked += subjects
    for name, values in (fields or {}).items():
        where += f" AND json_extract(body, ?) IN ({_marks(values)})"
        asked += [f"$.{name}", *values]
    sql = f"SELECT at, subject, body FROM ledger WHERE {where} ORDER BY seq DESC LIMIT ?"  # noqa: S608
    with reading(path) as db:
        rows = db.execute(sql, (*asked, most)).fetchall()
    return [Found(EPOCH + timedelta(milliseconds=at), s, json.loads(body)) for at, s, body in rows]


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
