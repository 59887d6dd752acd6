"""What is found in two halves is that of one snapshot, whoever commits meanwhile."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from records_sync.index.database import reading, transaction
from records_sync.index.halves import Halves
from records_sync.index.writing import IndexWriter

from .index_kit import Clock, filled, put, snapshot

MANY = 41
WORD = '"档案"'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return filled(tmp_path, [put(str(n), f"第{n}号档案") for n in range(MANY)])


@pytest.fixture
def halves(path: Path) -> Iterator[Halves]:
    with closing(Halves(reading(path))) as one:
        yield one


def more(path: Path, many: int) -> None:
    """Let another process's writer take a longer list."""
    with IndexWriter(path, Clock()) as writer:
        snapshot(writer, [put(str(n), f"第{n}号档案") for n in range(many)])


def test_both_halves_make_the_whole(path: Path, halves: Halves) -> None:
    with closing(reading(path)) as db:
        halves.watch()
        with transaction(db, "DEFERRED"):
            assert halves.count(db, WORD) == MANY
            assert halves.count(db, '"没有"') == 0
            assert halves.numbers(db, WORD, 100) == list(range(1, MANY + 1))
            assert halves.numbers(db, WORD, 30) == list(range(1, 31))


def test_a_commit_before_the_second_half_is_not_counted(path: Path, halves: Halves) -> None:
    with closing(reading(path)) as db:
        halves.watch()
        with transaction(db, "DEFERRED"):
            db.execute("SELECT COUNT(*) FROM record").fetchone()  # the snapshot begins here
            more(path, MANY + 30)
            assert halves.count(db, WORD) == MANY
            assert halves.numbers(db, WORD, 100) == list(range(1, MANY + 1))
        halves.watch()
        with transaction(db, "DEFERRED"):
            assert halves.count(db, WORD) == MANY + 30


def test_a_commit_before_the_search_begins_is_counted(path: Path, halves: Halves) -> None:
    with closing(reading(path)) as db:
        halves.watch()
        more(path, MANY + 30)
        with transaction(db, "DEFERRED"):
            assert halves.count(db, WORD) == MANY + 30
