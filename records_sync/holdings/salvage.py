"""A damaged holdings.db is moved aside; every fact that can be read, here or in the copy, is kept.

What the tables beside the facts held is made anew from the facts. Nothing is ever deleted, and a
file that can't be read at all ends in the copy of the day before, said so, never in silence.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from .backup import copy_of
from .database import is_damaged, made, read_only
from .model import Change, Fact, Subject
from .rows import FACT, PUT_FACT, fact_of, fact_row
from .views import View

SALVAGED = "salvaged"
_FAILURES = (sqlite3.Error, UnicodeDecodeError, ValueError)  # ValueError: a row that is no fact
_CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Salvage:
    """Where the damaged file is, how many facts were kept of it and taken from the copy, lost.

    `lost` counts the gaps between the facts; what came after the last one can't be counted.
    """

    aside: Path
    kept: int
    from_copy: int
    lost: int


def prepared(path: Path, now: datetime) -> Salvage | None:
    """Make the file ready to be opened, from what there is; raises sqlite3.Error, OSError.

    A crash in between leaves the damaged file in place or the finished new one beside its name.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.salvage")
    if new.exists() and not path.exists():
        _swap(path, new, _aside_of(path, now))
    there = path.exists() and path.stat().st_size > 0
    salvage = _salvaged(path, new, now) if there and is_damaged(path) else None
    if not there and copy_of(path).exists():
        salvage = _salvaged(path, new, now)
    made(path).close()
    return salvage


def _salvaged(path: Path, new: Path, now: datetime) -> Salvage:
    for suffix in ("", "-wal", "-shm"):
        new.with_name(new.name + suffix).unlink(missing_ok=True)
    kept = {fact.seq: fact for fact in _facts(path)} if path.exists() else {}
    copied = {fact.seq: fact for fact in _facts(copy_of(path))}
    ids = {fact.id for fact in kept.values()}
    added = [f for seq, f in copied.items() if seq not in kept and f.id not in ids]
    facts = sorted([*kept.values(), *added], key=lambda fact: fact.seq)
    sent = {**_sent(copy_of(path)), **_sent(path)}
    parked = {**_parked(copy_of(path)), **_parked(path)}
    last = max([fact.seq for fact in facts] + [seq for seq, *_ in sent.values()], default=0)
    aside = _aside_of(path, now)
    salvage = Salvage(
        aside=aside,
        kept=len(kept),
        from_copy=len(added),
        lost=(facts[-1].seq if facts else 0) - len(facts),
    )
    with closing(made(new)) as db:
        db.execute("BEGIN")
        told = _told(salvage, last + 1, now)
        db.executemany(PUT_FACT, [fact_row(fact) for fact in [*facts, told]])
        for sql, values in View().follow(facts):
            db.execute(sql, values)
        acts = [(act, "", "done_before", "{}") for act in {fact.act for fact in facts}]
        db.executemany("INSERT INTO act VALUES (?, ?, ?, ?)", acts)
        rows = [(name, *state) for name, state in sent.items()]
        db.executemany("INSERT INTO sender VALUES (?, ?, ?, ?, ?)", rows)
        marks = [(name, *row) for name, rows in parked.items() for row in rows]
        db.executemany("INSERT OR IGNORE INTO parked VALUES (?, ?, ?, ?)", marks)
        db.execute("COMMIT")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    _swap(path, new, aside)
    return salvage


def _aside_of(path: Path, now: datetime) -> Path:
    name = f"{path.name}.corrupt-{now.strftime('%Y%m%dT%H%M%SZ')}"
    count = sum(1 for _ in path.parent.glob(f"{name}*"))
    return path.with_name(f"{name}-{count}" if count else name)


def _swap(path: Path, new: Path, aside: Path) -> None:
    """Move the damaged file aside, its log too, and put the whole new one in its place.

    Left beside a new file, the old log would be played back into it: so the new one comes last.
    """
    for suffix in ("", "-wal", "-shm"):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(aside.with_name(aside.name + suffix))
    new.rename(path)


def _told(salvage: Salvage, seq: int, now: datetime) -> Fact:
    change = Change(
        subject=Subject.BOOK,
        source="",
        name=salvage.aside.name,
        kind=SALVAGED,
        was=None,
        now={"kept": salvage.kept, "from_copy": salvage.from_copy, "lost": salvage.lost},
    )
    act = f"salvage-{seq}"
    return Fact(seq=seq, id=f"{act}.1", act=act, at=now, who="roomd", why="", change=change)


def _sent(path: Path) -> dict[str, tuple[int, int | None, int | None, str]]:
    try:
        with closing(read_only(path)) as db:
            sql = "SELECT name, seq, batch_first, batch_last, folder FROM sender"
            return {name: (seq, a, b, folder) for name, seq, a, b, folder in db.execute(sql)}
    except _FAILURES:
        return {}


def _parked(path: Path) -> dict[str, list[tuple[int, str, int]]]:
    found: dict[str, list[tuple[int, str, int]]] = {}
    try:
        with closing(read_only(path)) as db:
            for name, *row in db.execute("SELECT sender, seq, error, again FROM parked"):
                found.setdefault(name, []).append((row[0], row[1], row[2]))
    except _FAILURES:
        return found
    return found


def _facts(path: Path) -> Iterator[Fact]:
    """Yield the facts that can be read: up to the first damage, and from the end back to it."""
    seen: set[int] = set()
    try:
        with closing(read_only(path)) as db:
            for beyond, order in ((">", "ASC"), ("<", "DESC")):
                for fact in _run(db, beyond, order):
                    if fact.seq in seen:
                        return
                    seen.add(fact.seq)
                    yield fact
    except _FAILURES:
        return


def _run(db: sqlite3.Connection, beyond: str, order: str) -> Iterator[Fact]:
    last = -1 if order == "ASC" else 2**62
    size = _CHUNK
    while size:
        sql = f"SELECT {FACT} FROM fact WHERE seq {beyond} ? ORDER BY seq {order} LIMIT {size}"  # noqa: S608
        try:
            rows = db.execute(sql, (last,)).fetchall()
            facts = [fact_of(row) for row in rows]
        except _FAILURES:
            size //= 2  # closer to the damage, row by row at last
            continue
        yield from facts
        if len(facts) < size:
            return
        last = facts[-1].seq
