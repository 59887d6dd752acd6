"""Every step of the schema runs whole or not at all."""

import sqlite3
from pathlib import Path

import pytest

from daemon.store.database import writer
from daemon.store.schema import NewerSchemaError, migrate, migrations, version_of

TABLES = {
    0: set[str](),
    1: {"series", "why", "segment", "raw", "minute", "quarter", "day", "rolled"},
}


async def tables(path: Path) -> tuple[int, set[str]]:
    async with writer(path) as db:
        rows = await db.execute_fetchall("SELECT name FROM sqlite_master WHERE type = 'table'")
        return await version_of(db), {name for (name,) in rows}


def test_steps_are_numbered_without_a_gap() -> None:
    assert list(migrations("history")) == list(range(1, max(TABLES) + 1))


@pytest.mark.parametrize("step", migrations("history"))
async def test_a_step_leads_from_the_one_before(tmp_path: Path, step: int) -> None:
    path = tmp_path / "history.db"
    known = migrations("history")
    for reached in (step - 1, step):
        async with writer(path) as db:
            await migrate(db, {number: known[number] for number in range(1, reached + 1)})
        assert await tables(path) == (reached, TABLES[reached])


@pytest.mark.parametrize("step", migrations("history"))
async def test_a_step_that_fails_half_way_leaves_the_file_as_it_was(
    tmp_path: Path, step: int
) -> None:
    path = tmp_path / "history.db"
    known = migrations("history")
    broken = {number: known[number] for number in range(1, step + 1)}
    broken[step] += "\nINSERT INTO nowhere VALUES (1);"
    async with writer(path) as db:
        with pytest.raises(sqlite3.OperationalError, match="nowhere"):
            await migrate(db, broken)
    assert await tables(path) == (step - 1, TABLES[step - 1])
    async with writer(path) as db:
        await migrate(db, known)
    assert await tables(path) == (max(TABLES), TABLES[max(TABLES)])


async def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    async with writer(tmp_path / "history.db") as db:
        await db.execute("PRAGMA user_version = 7")
        with pytest.raises(NewerSchemaError, match="schema 7 is newer than 1"):
            await migrate(db, migrations("history"))


async def test_a_new_file_has_the_settings_that_spare_the_card(tmp_path: Path) -> None:
    async with writer(tmp_path / "history.db") as db:
        found = {
            name: next(iter(await db.execute_fetchall(f"PRAGMA {name}")))[0]
            for name in (
                "journal_mode",
                "synchronous",
                "wal_autocheckpoint",
                "temp_store",
                "auto_vacuum",
                "page_size",
            )
        }
    assert found == {
        "journal_mode": "wal",
        "synchronous": 1,
        "wal_autocheckpoint": 0,
        "temp_store": 2,
        "auto_vacuum": 2,
        "page_size": 2048,
    }
