"""Brings a database to the schema of this program: numbered .sql files, each in one transaction."""

import re
import sqlite3
from collections.abc import Mapping
from importlib import resources

import aiosqlite


class NewerSchemaError(Exception):
    """The file was written by a newer program; it was not touched."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(f"schema {found} is newer than {known}")
        self.found = found
        self.known = known


def migrations(name: str) -> Mapping[int, str]:
    """Return the steps of database `name` by number: the files `name_0001.sql`, `name_0002.sql`."""
    pattern = re.compile(rf"{name}_(\d{{4}})\.sql")
    found = {}
    for file in resources.files(__package__).joinpath("migrations").iterdir():
        if match := pattern.fullmatch(file.name):
            found[int(match[1])] = file.read_text("utf-8")
    return dict(sorted(found.items()))


async def version_of(db: aiosqlite.Connection) -> int:
    """Return the number of the newest step that the file has seen."""
    rows = list(await db.execute_fetchall("PRAGMA user_version"))
    return int(rows[0][0])


async def migrate(db: aiosqlite.Connection, steps: Mapping[int, str]) -> None:
    """Run the steps that the file has not seen.

    Raises NewerSchemaError, or sqlite3.Error with the file as the last whole step left it.
    """
    version = await version_of(db)
    known = max(steps, default=0)
    if version > known:
        raise NewerSchemaError(version, known)
    for number in (n for n in sorted(steps) if n > version):
        try:
            await db.executescript(
                f"BEGIN IMMEDIATE;\n{steps[number]}\nPRAGMA user_version = {number};\nCOMMIT;"
            )
        except sqlite3.Error:
            await db.rollback()
            raise
