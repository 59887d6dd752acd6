"""No edit, deletion, swap or cut goes unseen, and the row that is wrong is named."""

# ruff: noqa: S608 - the statements of a forger

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from daemon.store.database import writer
from daemon.store.ledger_anchor import read_anchor
from daemon.store.ledger_chain import (
    START,
    Fault,
    Flaw,
    Head,
    Row,
    canonical,
    chained,
    digest,
    flaws_in,
    parsed_head,
)
from daemon.store.ledger_read import rows
from daemon.store.ledger_salvage import STEPS
from daemon.store.ledger_verify import verified
from daemon.store.schema import migrate, version_of

from .ledger_kit import filled, plain, unguarded

ROWS = 30


def row(**changes: object) -> Row:
    fields = {
        "seq": 1,
        "boot": "b",
        "t": 1.5,
        "at_ms": 2,
        "clock_trusted": 1,
        "version": "v",
        "kind": "k",
        "subject": "s",
        "body": "{}",
    }
    return Row(**(fields | changes))  # type: ignore[arg-type]


def faults(path: Path, *anchors: Head) -> list[tuple[Fault, int, int]]:
    return [(flaw.fault, flaw.seq, flaw.last) for flaw in verified(path, anchors).flaws]


@pytest.mark.parametrize("field", Row._fields)
def test_the_hash_covers_every_column(field: str) -> None:
    other = {"seq": 2, "t": 1.25, "at_ms": 3, "clock_trusted": 0}.get(field, "other")
    assert digest(START.digest, row(**{field: other})) != digest(START.digest, row())


def test_no_two_rows_share_a_text() -> None:
    ours = digest(START.digest, row(kind="a", subject="bc"))
    assert ours != digest(START.digest, row(kind="ab", subject="c"))


def test_the_hash_covers_the_row_before() -> None:
    assert digest(b"\1" * 32, row()) != digest(START.digest, row())


def test_the_text_of_a_body_does_not_depend_on_its_order() -> None:
    assert canonical({"b": 1, "a": [True, None, "湿"]}) == '{"a":[true,null,"湿"],"b":1}'
    assert canonical({"a": 1, "b": 2}) == canonical({"b": 2, "a": 1})


def test_a_head_is_read_as_it_is_written() -> None:
    head = Head(12, bytes(range(32)))
    assert parsed_head(f" {head}\n") == head
    for wrong in ("", "12", "12:ab", "-1:" + "00" * 32, "x:" + "00" * 32, "1:" + "zz" * 32):
        with pytest.raises(ValueError, match=r".*"):
            parsed_head(wrong)


def test_a_chain_goes_on_from_its_head() -> None:
    whole = list(chained(START, [row(seq=0), row(seq=0, kind="x"), row(seq=0, kind="y")]))
    assert [stored.row.seq for stored in whole] == [1, 2, 3]
    head = Head(whole[0].row.seq, whole[0].digest)
    assert list(chained(head, [row(kind="x"), row(kind="y")])) == whole[1:]
    assert list(flaws_in(whole)) == []


async def test_a_whole_ledger_has_no_flaw(tmp_path: Path) -> None:
    path = await filled(tmp_path, ROWS)
    anchor = read_anchor(path)
    assert anchor is not None
    found = verified(path, [anchor, START])
    assert (found.rows, found.head, found.flaws) == (ROWS, anchor, ())


@pytest.mark.parametrize(
    "column",
    ["boot", "t", "at", "clock_trusted", "version", "kind", "subject", "body"],
)
async def test_an_edited_row_is_named(tmp_path: Path, column: str) -> None:
    path = await filled(tmp_path, ROWS)
    value = 0 if column in ("t", "at", "clock_trusted") else "forged"
    with unguarded(tmp_path) as db:
        db.execute(f"UPDATE ledger SET {column} = ? WHERE seq = 17", (value,))
    assert faults(path) == [(Fault.ALTERED, 17, 17)]


async def test_an_edited_hash_names_its_own_row_only(tmp_path: Path) -> None:
    path = await filled(tmp_path, ROWS)
    with unguarded(tmp_path) as db:
        db.execute("UPDATE ledger SET hash = zeroblob(32) WHERE seq = 17")
    assert faults(path) == [(Fault.ALTERED, 17, 17)]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("seq = 1", (Fault.MISSING, 1, 1)),
        ("seq = 17", (Fault.MISSING, 17, 17)),
        ("seq BETWEEN 5 AND 9", (Fault.MISSING, 5, 9)),
    ],
)
async def test_deleted_rows_are_named(
    tmp_path: Path, where: str, expected: tuple[Fault, int, int]
) -> None:
    path = await filled(tmp_path, ROWS)
    with unguarded(tmp_path) as db:
        db.execute(f"DELETE FROM ledger WHERE {where}")
    assert faults(path) == [expected]


async def test_rows_behind_a_deleted_one_cannot_be_moved_up(tmp_path: Path) -> None:
    path = await filled(tmp_path, ROWS)
    with unguarded(tmp_path) as db:
        db.execute("DELETE FROM ledger WHERE seq = 17")
        for seq in range(18, ROWS + 1):
            db.execute("UPDATE ledger SET seq = ? WHERE seq = ?", (seq - 1, seq))
    assert (Fault.ALTERED, 17, 17) in faults(path)


@pytest.mark.parametrize("with_hashes", [True, False])
async def test_swapped_rows_are_named(tmp_path: Path, with_hashes: bool) -> None:
    path = await filled(tmp_path, ROWS)
    columns = "boot, t, at, clock_trusted, version, kind, subject, body"
    columns += ", hash" if with_hashes else ""
    marks = ", ".join("?" * len(columns.split(",")))
    with unguarded(tmp_path) as db:
        one, other = (
            db.execute(f"SELECT {columns} FROM ledger WHERE seq = {seq}").fetchone()
            for seq in (8, 9)
        )
        db.execute(f"UPDATE ledger SET ({columns}) = ({marks}) WHERE seq = 8", other)
        db.execute(f"UPDATE ledger SET ({columns}) = ({marks}) WHERE seq = 9", one)
    assert (Fault.ALTERED, 8, 8) in faults(path)
    assert (Fault.ALTERED, 9, 9) in faults(path)


async def test_a_cut_end_is_seen_by_the_anchor_only(tmp_path: Path) -> None:
    path = await filled(tmp_path, ROWS)
    anchor = read_anchor(path)
    assert anchor is not None
    with unguarded(tmp_path) as db:
        db.execute("DELETE FROM ledger WHERE seq > 21")
    assert faults(path) == []
    assert faults(path, anchor) == [(Fault.TRUNCATED, 22, 30)]


async def test_a_forged_chain_is_seen_by_a_head_that_was_noted(tmp_path: Path) -> None:
    path = await filled(tmp_path, ROWS)
    noted = verified(path, ()).head
    with unguarded(tmp_path) as db:
        read = db.execute("SELECT * FROM ledger ORDER BY seq").fetchall()
        forged = [Row(*columns[:-1]) for columns in read]
        forged[4] = forged[4]._replace(body="{}")
        db.execute("DELETE FROM ledger")
        marks = ", ".join("?" * 10)
        db.executemany(
            f"INSERT INTO ledger VALUES ({marks})",
            [(*stored.row, stored.digest) for stored in chained(START, forged)],
        )
    assert faults(path) == []
    assert faults(path, noted) == [(Fault.REWRITTEN, 30, 30)]


async def test_a_dropped_trigger_is_seen(tmp_path: Path) -> None:
    path = await filled(tmp_path, 3)
    with plain(tmp_path) as db:
        db.execute("DROP TRIGGER ledger_loses_no_row")
    assert faults(path) == [(Fault.SCHEMA, 0, 0)]


async def test_a_changed_memory_is_seen(tmp_path: Path) -> None:
    path = await filled(tmp_path, 3)
    with plain(tmp_path) as db:
        db.execute("UPDATE memory SET text = replace(text, 'false', 'true')")
    assert faults(path) == [(Fault.MEMORY, 0, 0)]


def content(path: Path) -> object:
    """Return all that the file means."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        memory = db.execute("SELECT * FROM memory").fetchall()
    db.close()
    return list(rows(path)), memory


async def test_flipped_bits_are_found_or_harmless(tmp_path: Path) -> None:
    path = await filled(tmp_path / "sound", 300)
    with plain(path.parent) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    sound, meant = path.read_bytes(), content(path)
    chance = random.Random(5)
    found = 0
    for round_ in range(100):
        data = bytearray(sound)
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        place = tmp_path / f"{round_}.db"
        place.write_bytes(data)
        try:
            flaws = verified(place, ()).flaws
        except sqlite3.Error as error:
            flaws = (Flaw(fault=Fault.UNREADABLE, detail=str(error)),)
        found += bool(flaws)
        assert flaws or content(place) == meant, f"byte flipped in round {round_}"
    print(f"{found} of 100 single flips found, the others changed nothing that is read")
    assert found > 50


def test_the_steps_of_the_schema_have_no_gap() -> None:
    assert list(STEPS) == list(range(1, len(STEPS) + 1))


@pytest.mark.parametrize("step", STEPS)
async def test_a_step_leads_from_the_one_before(tmp_path: Path, step: int) -> None:
    async with writer(tmp_path / "ledger.db", "FULL") as db:
        await migrate(db, {number: sql for number, sql in STEPS.items() if number < step})
        assert await version_of(db) == step - 1
        await migrate(db, {number: sql for number, sql in STEPS.items() if number <= step})
        assert await version_of(db) == step
        found = await db.execute_fetchall("SELECT name FROM sqlite_master WHERE type = 'table'")
        assert {name for (name,) in found} == {"ledger", "memory"}
        assert list(await db.execute_fetchall("PRAGMA synchronous")) == [(2,)]
