"""A site's local facts in a real file, and a process that adds to them until it is killed."""

import asyncio
import itertools
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from records_sync.holdings.acts import Lend, Move, MoveBox, TakeBack
from records_sync.holdings.database import FILE
from records_sync.holdings.model import Done, Fact, Key, Outcome, Place, Refused, Standing
from records_sync.holdings.reading import HoldingsReader
from records_sync.holdings.rows import FACT, STANDING, fact_of, standing_of
from records_sync.holdings.store import Holdings, open_holdings
from records_sync.holdings.views import View

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
A, B, C = Key("files", "0001"), Key("files", "档0002"), Key("feed", "x/3")
SHELF = Place(room="stack-1", rack="3", column="2", section="1", shelf="4")
OTHER = Place(room="stack-2", rack="1")


@dataclass
class Hands:
    """A clock that a test moves, and fresh ids for acts."""

    now: datetime = START
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def clock(self) -> datetime:
        return self.now

    def later(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now

    @property
    def id(self) -> str:
        return f"act-{next(self.numbers)}"


@asynccontextmanager
async def site(
    directory: Path, hands: Hands | None = None
) -> AsyncIterator[tuple[Holdings, HoldingsReader]]:
    clock = (hands or Hands()).clock
    async with open_holdings(directory, clock, ZONE) as holdings:
        yield holdings, HoldingsReader(directory)


def done(outcome: Outcome) -> Done:
    assert isinstance(outcome, Done), outcome
    return outcome


def refused(outcome: Outcome) -> str:
    assert isinstance(outcome, Refused), outcome
    return outcome.code


def stored(directory: Path) -> tuple[list[Fact], dict[Key, Standing]]:
    """Return the facts and the standings of a file that is sound."""
    uri = f"{(directory / FILE).as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        facts = [fact_of(row) for row in db.execute(f"SELECT {FACT} FROM fact ORDER BY seq")]  # noqa: S608
        rows = db.execute(f"SELECT {STANDING} FROM standing").fetchall()  # noqa: S608
    return facts, {standing.key: standing for standing in map(standing_of, rows)}


def folded(facts: list[Fact]) -> dict[Key, Standing]:
    """Return what all facts come to."""
    view = View()
    view.follow(facts)
    return view.standings


async def work(directory: Path, run: int) -> None:
    """Fill a box, lend and take back for ever, telling each act that was answered."""
    hands = Hands()
    keys = tuple(Key("files", f"{run}-{n}") for n in range(5))
    async with open_holdings(directory, hands.clock, ZONE) as holdings:
        await holdings.do(MoveBox(id=f"{run}-box", who="库管", box=f"盒{run}", to=SHELF))
        place = Place(box=f"盒{run}")
        await holdings.do(Move(id=f"{run}-in", who="库管", keys=keys, to=place))
        for n in itertools.count():
            name = f"{run}-{n}"
            act: Lend | TakeBack
            if n % 2:
                act = TakeBack(id=name, who="库管", keys=keys)
            else:
                act = Lend(id=name, who="库管", keys=keys, unit="财政局", until=TODAY)
            done(await holdings.do(act))
            print(name, flush=True)


if __name__ == "__main__":
    asyncio.run(work(Path(sys.argv[1]), int(sys.argv[2])))
