"""Since when each machine has run or stood, and why it stood, as the ledger's rows tell.

What stood when the time began is followed back to its beginning, however long ago that was.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from daemon.model import Rank, Reason, Verdict
from daemon.model.recorded import recorded_reason
from daemon.reports.measures import Rest
from daemon.store.ledger_chain import Head
from daemon.store.ledger_read import reading

BUSY_TIMEOUT_S = 5.0
MOST_BACK = 10_000  # rows of one output before the time
HINDERS = frozenset({Rank.HAND, Rank.GUARD, Rank.LOCAL_STOP, Rank.INTERLOCK})
_SEEN = (
    "at, json_extract(body, '$.running'), json_extract(body, '$.feedback'),"
    " json_extract(body, '$.command'), json_extract(body, '$.verdict'),"
    " json_extract(body, '$.degraded'), json_extract(body, '$.trouble'),"
    " json_extract(body, '$.winner.rank'), json_extract(body, '$.winner.reason')"
)


class _Seen(NamedTuple):
    at_ms: int
    running: int | None
    feedback: int | None
    command: int | None
    verdict: str | None
    degraded: int | None
    trouble: str | None
    rank: str
    reason: str

    def rest(self) -> Rest:
        """Return how the output was from this row on; its end is not known yet."""
        on = next(
            (bool(shown) for shown in (self.running, self.feedback) if shown is not None), None
        )
        if on is None and self.verdict == Verdict.CONFIRMED:
            on = bool(self.command)
        is_held = bool(self.degraded) or Rank[self.rank.upper()] in HINDERS
        hindered = self.trouble is not None or (not on and is_held)
        why: Reason = recorded_reason(json.loads(self.trouble or self.reason))
        at = self.at_ms / 1000
        return Rest(since=at, until=at, on=on, hindered=hindered, why=why)


def rests(path: Path, head: Head, since: int, until: int) -> Mapping[str, tuple[Rest, ...]]:
    """Return by output how it was in `[since, until)`, UTC seconds, as rows up to `head` tell.

    Raises sqlite3.Error, ValueError, KeyError where the file, or a row, cannot be read.
    """
    with reading(path, BUSY_TIMEOUT_S) as db:
        outputs = db.execute("SELECT DISTINCT subject FROM ledger WHERE kind = 'output'").fetchall()
        return {
            output: tuple(_joined(_rows(db, head, output, since, until), until))
            for (output,) in outputs
        }


def _rows(
    db: sqlite3.Connection, head: Head, output: str, since: int, until: int
) -> Iterator[Rest]:
    sql = f"SELECT {_SEEN} FROM ledger WHERE kind = 'output' AND subject = ? AND seq <= ?"  # noqa: S608
    asked = (output, head.seq)
    back: list[Rest] = []
    earlier = db.execute(
        f"{sql} AND at < ? ORDER BY seq DESC LIMIT {MOST_BACK}", (*asked, since * 1000)
    )
    for row in earlier:
        rest = _Seen(*row).rest()
        if back and rest.alike != back[-1].alike:
            break
        back.append(rest)
    earlier.close()
    yield from reversed(back)
    within = f"{sql} AND at >= ? AND at < ? ORDER BY seq"
    for row in db.execute(within, (*asked, since * 1000, until * 1000)):
        yield _Seen(*row).rest()


def _joined(found: Iterable[Rest], until: int) -> Iterator[Rest]:
    """Yield stretches of one kind; the newest row of each tells why."""
    current: Rest | None = None
    for rest in found:
        if current is not None and rest.alike != current.alike:
            yield current._replace(until=rest.since)
            current = None
        current = rest if current is None else rest._replace(since=current.since)
    if current is not None:
        yield current._replace(until=float(until))
