"""What the index knows of the records that a page speaks of, before and after it."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from records_sync.index.rows import COLUMNS, Row

FORMER_ID, FORMER_TEMP_NO = 1, 2
_STATE = f"SELECT number, rev, deleted_at, {COLUMNS} FROM record"  # noqa: S608 - our own words


@dataclass(slots=True, kw_only=True, eq=False)
class State:
    """One record: as it stands in the file (`was`, None where it does not), and as it will."""

    number: int | None
    rev: int | None
    row: Row
    is_gone: bool
    was: Row | None = None
    was_rev: int | None = None
    was_gone: bool = True
    had: tuple[str, ...] = ()  # the 临时编号 that it once had, as they stand in the file
    temp_nos: tuple[str, ...] = ()  # the same, as they will
    former_ids: tuple[str, ...] = ()  # that it loses now

    @property
    def is_live(self) -> bool:
        """Whether it will be there."""
        return not self.is_gone

    @property
    def was_live(self) -> bool:
        """Whether it is there now."""
        return not self.was_gone

    @property
    def is_content_other(self) -> bool:
        """Whether its words and keys change."""
        return self.is_gone != self.was_gone or (self.is_live and self.row != self.was)

    @property
    def is_other(self) -> bool:
        """Whether anything of it has to be written."""
        return self.number is None or self.is_content_other or self.rev != self.was_rev


class Known:
    """The states of one page by id; ids of before a record got its 档号 lead to it too."""

    def __init__(
        self,
        db: sqlite3.Connection,
        source: int,
        ids: Iterable[str],
        rows: Iterable[Row],
        aliases: Iterable[str] = (),
    ) -> None:
        self._db = db
        self._source = source
        self._by_id: dict[str, State] = {}
        self._by_number: dict[int, State] = {}
        wanted = set(ids)
        self._load("id", wanted)
        former = dict(self._former(wanted - self._by_id.keys()))
        former = dict(self._aliased(set(aliases) - self._by_id.keys())) | former
        waiting = dict(self._waiting({row.temp_no for row in rows if row.ref_code}))
        self._load("number", {*former.values(), *waiting.values()} - self._by_number.keys())
        self._by_id |= {
            name: self._by_number[number]
            for name, number in former.items()
            if number in self._by_number
        }
        self._unfiled = {name: self._by_number[number] for name, number in waiting.items()}
        self._load_temp_nos()

    def __contains__(self, name: str) -> bool:
        return name in self._by_id

    def get(self, name: str) -> State | None:
        """Return the state of a record by its id or a former one."""
        return self._by_id.get(name)

    def unfiled(self, row: Row) -> State | None:
        """Return the record that had no 档号 yet and is known by the 临时编号 of this row."""
        state = self._unfiled.get(row.temp_no) if self._unfiled and row.ref_code else None
        return state if state is not None and not state.row.ref_code else None

    def add(self, name: str, state: State) -> State:
        """Take a state in under an id."""
        self._by_id[name] = state
        return state

    def all(self) -> Iterator[State]:
        """Yield each state once."""
        yield from dict.fromkeys(self._by_id.values())

    def _load(self, column: str, values: Collection[str | int]) -> None:
        if not values:
            return
        # The plus keeps SQLite from going through all records of the source for a few numbers.
        source = "+source" if column == "number" else "source"
        rows = self._db.execute(
            f"{_STATE} WHERE {source} = ? AND {column} IN (SELECT value FROM json_each(?))",  # noqa: S608
            (self._source, json.dumps(list(values))),
        )
        for number, rev, deleted_at, *fields in rows:
            row, gone = Row._make(fields), deleted_at is not None
            state = State(
                number=number,
                rev=rev,
                row=row,
                is_gone=gone,
                was=row,
                was_rev=rev,
                was_gone=gone,
            )
            self._by_number[number] = self._by_id[row.id] = state

    def _former(self, names: Iterable[str]) -> Iterator[tuple[str, int]]:
        return self._db.execute(
            "SELECT name, record FROM former WHERE source = ? AND kind = ?"
            " AND name IN (SELECT value FROM json_each(?))",
            (self._source, FORMER_ID, json.dumps(list(names))),
        )

    def _aliased(self, names: Collection[str]) -> Iterator[tuple[str, int]]:
        """Yield the records of the ids of 临时编号 by that number, whatever their id is."""
        keys = {f"t{name.removeprefix('temp:')}": name for name in names}
        for key, number in self._db.execute(
            "SELECT key, record FROM key WHERE key IN (SELECT value FROM json_each(?))",
            (json.dumps(list(keys)),),
        ):
            yield keys[key], number

    def _waiting(self, temp_nos: Iterable[str]) -> Iterator[tuple[str, int]]:
        """Yield the records without a 档号 by these numbers, those that are there last."""
        return self._db.execute(
            "SELECT temp_no, number FROM record WHERE source = ? AND ref_code = ''"
            " AND temp_no <> '' AND temp_no IN (SELECT value FROM json_each(?))"
            " ORDER BY deleted_at IS NULL, number DESC",
            (self._source, json.dumps(list(temp_nos))),
        )

    def _load_temp_nos(self) -> None:
        rows = self._db.execute(
            "SELECT record, name FROM former WHERE kind = ?"
            " AND record IN (SELECT value FROM json_each(?))",
            (FORMER_TEMP_NO, json.dumps(list(self._by_number))),
        )
        for number, name in rows:
            state = self._by_number[number]
            state.had = state.temp_nos = (*state.had, name)
