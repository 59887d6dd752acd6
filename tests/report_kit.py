"""Stores for the tests of reports: a site, a history of quarters, a ledger, written directly.

The climate is a formula, so a test knows every value: `temperature_c` and `humidity_pct`.
"""

import json
import random
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from math import cos, pi, sin
from pathlib import Path

from daemon.configuration.loading import load_config
from daemon.model.document import Cell, Document, Table
from daemon.model.render import Language
from daemon.reports.asked import Asked, ReportKind, period
from daemon.reports.build import built
from daemon.reports.making import stores_of
from daemon.store.history import FILE as HISTORY
from daemon.store.ledger import FILE as LEDGER
from daemon.store.ledger_chain import START, Head, Row, canonical, chained
from daemon.store.ledger_read import head
from daemon.store.schema import migrations

QUARTER_S = 900
YEAR_S = 365.25 * 86_400
BOOT = "3f2a9d3e-0000-4000-8000-000000000001"
VERSION = "0123456789ab"
WHOLE_MS = QUARTER_S * 1000

SITE = """\
[site]
id = "dangyang"
name = "当阳市编办档案室"
timezone = "{timezone}"

[storage]
directory = "{directory}"

[[bus]]
id = "gateway"
transport = "tcp"
host = "127.0.0.1"
tcp_port = 1502
"""
ROOM = """
[[room]]
id = "stack-{n}"
name = "{n} 号库房"
media = ["paper"]

[room.safety]
door_closed = ["io-{n}.input_1"]

[[device]]
id = "th-{n}-north"
profile = "xy-md02"
bus = "gateway"
unit_id = {a}
room = "stack-{n}"
zone = "north"

[[device]]
id = "th-{n}-south"
profile = "xy-md02"
bus = "gateway"
unit_id = {b}
room = "stack-{n}"
zone = "south"

[[device]]
id = "io-{n}"
profile = "waveshare-relay-d-8"
bus = "gateway"
unit_id = {c}
room = "stack-{n}"
interlock = true

[[output]]
id = "dehumidifier-{n}"
name = "除湿机"
kind = "dehumidifier"
room = "stack-{n}"
device = "io-{n}"
write = "relay_1"
min_on_min = 5
min_off_min = 3
starts_per_hour = 6

[[output]]
id = "humidifier-{n}"
name = "加湿器"
kind = "humidifier"
room = "stack-{n}"
device = "io-{n}"
write = "relay_2"

[[output]]
id = "exhaust-{n}"
name = "排风扇"
kind = "exhaust_fan"
room = "stack-{n}"
device = "io-{n}"
write = "relay_3"
"""
OUTSIDE = """
[[device]]
id = "th-outside"
profile = "xy-md02"
bus = "gateway"
unit_id = 100
room = "stack-1"
zone = "outside"
"""

Formula = Callable[[str, int], float | None]  # of a tag and a quarter's start; None: not measured


def write_site(
    folder: Path, rooms: int = 1, timezone: str = "Asia/Shanghai", more: str = ""
) -> Path:
    """Write a configuration whose stores lie in the same folder; return its path."""
    text = SITE.format(directory=folder, timezone=timezone) + "".join(
        ROOM.format(n=n, a=n * 3, b=n * 3 + 1, c=n * 3 + 2) for n in range(1, rooms + 1)
    )
    path = folder / "roomd.toml"
    path.write_text(text + OUTSIDE + more, encoding="utf-8")
    return path


def usual(tag: str, start: int) -> float | None:
    """Return a believable climate: a year's and a day's wave, and a damp week in each month."""
    year, day = 2 * pi * start / YEAR_S, 2 * pi * (start % 86_400) / 86_400
    noise = _noise(tag, start // 7200)
    if tag.startswith("th-outside"):
        if tag.endswith("temperature"):
            return 17 - 11 * cos(year) - 4 * cos(day - 0.6) + 2 * noise
        return 70 + 12 * cos(day) + 8 * noise
    if tag.endswith("temperature"):
        return 19.5 - 2.5 * cos(year) - 0.4 * cos(day) + 0.3 * noise
    if tag.endswith("humidity"):
        damp = 14.0 if (start // 86_400) % 30 in (5, 6) else 0.0
        return 52 + 4 * sin(year) + 1.5 * cos(day) + damp + noise
    if tag.endswith("input_1"):  # the door: closed but for a few minutes in the morning
        return 0.6 if (start + 8 * 3600) % 86_400 == 34_200 else 1.0
    return 0.0


@cache
def _noise(tag: str, number: int) -> float:
    return random.Random(f"{tag}{number}").random() - 0.5


def tags(rooms: int) -> list[tuple[str, str, float, int]]:
    """Return tag, unit, step and whether it is a bit, of the points that the tests write."""
    found = [("th-outside.temperature", "°C", 0.1, 0), ("th-outside.humidity", "%RH", 0.1, 0)]
    for n in range(1, rooms + 1):
        for place in ("north", "south"):
            found += [
                (f"th-{n}-{place}.temperature", "°C", 0.1, 0),
                (f"th-{n}-{place}.humidity", "%RH", 0.1, 0),
            ]
        found += [(f"io-{n}.input_1", "", 1.0, 1)]
    return found


def write_history(
    folder: Path,
    since: datetime,
    until: datetime,
    *,
    rooms: int = 1,
    formula: Formula = usual,
    covered_ms: int = WHOLE_MS,
) -> None:
    """Write the quarters of `[since, until)` as if the daemon had run; it may be called again."""
    with closing(sqlite3.connect(folder / HISTORY, isolation_level=None)) as db:
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'quarter'").fetchone():
            for script in migrations("history").values():
                db.executescript(script)
            db.execute("PRAGMA user_version = 1")
        db.execute("BEGIN")
        for tag, unit, step, is_bit in tags(rooms):
            db.execute(
                "INSERT OR IGNORE INTO series (tag, unit, step, is_bit) VALUES (?, ?, ?, ?)",
                (tag, unit, step, is_bit),
            )
            (number,) = db.execute("SELECT id FROM series WHERE tag = ?", (tag,)).fetchone()
            db.executemany(
                "INSERT OR REPLACE INTO quarter VALUES (?, ?, ?, ?, ?, ?)",
                _quarters(number, tag, step, since, until, formula, covered_ms),
            )
        db.execute("INSERT OR REPLACE INTO rolled VALUES (0, ?)", (int(until.timestamp()),))
        db.execute("COMMIT")


def _quarters(
    number: int,
    tag: str,
    step: float,
    since: datetime,
    until: datetime,
    formula: Formula,
    covered_ms: int,
) -> Iterator[tuple[int, ...]]:
    for start in range(int(since.timestamp()), int(until.timestamp()), QUARTER_S):
        value = formula(tag, start)
        if value is not None:
            integral = round(value / step * covered_ms)
            steps = round(value / step)
            yield start, number, covered_ms, integral, steps, steps


def forget(folder: Path, since: datetime, until: datetime) -> None:
    """Take quarters out, as if the daemon had been away."""
    with closing(sqlite3.connect(folder / HISTORY)) as db, db:
        db.execute(
            "DELETE FROM quarter WHERE start >= ? AND start < ?",
            (since.timestamp(), until.timestamp()),
        )


def output(
    at: datetime, name: str, on: bool, *, room: str = "stack-1", kind: str = "dehumidifier"
) -> tuple[datetime, str, str, Mapping[str, object]]:
    """Return the row of an output that went on or off."""
    reason = {"code": "default", "args": {}}
    claim = {"on": on, "rank": "rule", "owner": "humidity", "reason": reason, "left_s": None}
    body = {
        "name": name,
        "room": room,
        "kind": kind,
        "hazardous": False,
        "mode": "auto",
        "want": on,
        "allowed": on,
        "command": on,
        "feedback": on,
        "running": None,
        "verdict": "confirmed",
        "trouble": None,
        "degraded": False,
        "winner": claim,
        "losers": [],
        "inputs": {},
    }
    return at, "output", name, body


def write_ledger(
    folder: Path, rows: Iterable[tuple[datetime, str, str, Mapping[str, object]]]
) -> Head:
    """Append rows, chained as the daemon does; return the new head."""
    path = folder / LEDGER
    is_new = not path.exists()
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        if is_new:
            for number, step in migrations("ledger").items():
                db.executescript(step)
                db.execute(f"PRAGMA user_version = {number}")
        last = START if is_new else head(path)
        plain = (
            Row(
                seq=0,
                boot=BOOT,
                t=float(n),
                at_ms=round(at.timestamp() * 1000),
                clock_trusted=1,
                version=VERSION,
                kind=kind,
                subject=subject,
                body=canonical(body),
            )
            for n, (at, kind, subject, body) in enumerate(rows, last.seq + 1)
        )
        db.execute("BEGIN")
        for row, kept in chained(last, plain):
            db.execute("INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*row, kept))
        if is_new:
            db.execute("INSERT INTO memory VALUES (1, ?, ?)", _memory())
        db.execute("COMMIT")
    return head(path)


def _memory() -> tuple[str, bytes]:
    text = json.dumps({})
    return text, sha256(text.encode()).digest()


def utc(*parts: int) -> datetime:
    """Return a time in UTC."""
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


def document_of(
    folder: Path,
    kind: ReportKind = ReportKind.MONTHLY,
    name: str = "2026-10",
    place: str = "stack-1",
    language: Language = "zh",
) -> Document:
    """Return a report as the stores in a folder tell it, sealed."""
    stores = stores_of(load_config(folder / "roomd.toml"))
    asked = Asked(kind=kind, place=place, period=period(name), language=language)
    return built(asked, stores.facts(kind, asked.period), "roomd test")


def table_under(document: Document, title: str = "") -> Table:
    """Return the first table of the section with this title."""
    return next(s for s in document.sections if s.title == title and s.tables).tables[0]


def row_of(table: Table, first: object) -> dict[str, Cell]:
    """Return the row with this first cell, by the headings of its columns."""
    row = next(row for row in (*table.rows, *table.footer) if row[0] == first)
    names = [f"{column.group} {column.title}".strip() for column in table.columns]
    return dict(zip(names, row, strict=True))
