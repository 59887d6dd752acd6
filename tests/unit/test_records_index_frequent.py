"""What very many records have is counted ahead, and the counts are exact whatever happens."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from records_sync.index import frequent
from records_sync.index.guard import HeldError
from records_sync.index.writing import IndexWriter
from records_sync.model import Put

from .index_kit import Clock, check, filled, found, gone, increment, put, snapshot

MANY = 1200


def titled(first: int, last: int, title: str) -> Iterator[Put]:
    """Yield records of which each has a number of its own in its title."""
    return (put(str(n), f"{title}第{n}号") for n in range(first, last))


def kept(path: Path) -> dict[str, int]:
    """Return what is counted ahead."""
    with closing(sqlite3.connect(path)) as db:
        return dict(db.execute("SELECT phrase, count FROM frequent"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return an index of which half is of an archive, a hundredth of a school."""
    seldom = MANY // 100
    return filled(
        tmp_path,
        [
            *titled(0, MANY // 2, "市档案馆文件"),
            *titled(MANY // 2, MANY - seldom, "通知"),
            *titled(MANY - seldom, MANY, "学校来函"),
        ],
    )


def test_words_and_three_characters_of_many_are_counted_ahead(path: Path) -> None:
    counts = kept(path)
    assert counts[""] == MANY
    assert counts["市"] == counts["档案"] == counts["档案 案馆"] == MANY // 2
    assert not {"学", "学校", "学校 校来"} & counts.keys()
    check(path)


def test_the_count_of_a_question_is_that_of_the_records(path: Path) -> None:
    with IndexWriter(path, Clock()) as writer:
        increment(
            writer,
            gone("0"),
            gone("1"),
            put("2", "与别的无关"),
            put("new", "档案馆新来的"),
            put("700", "第700号通知 档案馆 再说一次档案馆"),
        )
    assert found(path, "档案馆").count == MANY // 2 - 3 + 2
    assert found(path, "档").count == MANY // 2 - 3 + 2
    assert found(path, "学校来").count == MANY // 100
    check(path)


def test_what_is_held_back_is_not_counted(path: Path) -> None:
    before = kept(path)
    with IndexWriter(path, Clock()) as writer, pytest.raises(HeldError):
        increment(writer, *(gone(str(n)) for n in range(300)))
    assert kept(path) == before
    check(path)


def test_a_snapshot_with_removals_counts_them_out(path: Path) -> None:
    with IndexWriter(path, Clock()) as writer:
        snapshot(writer, titled(0, MANY // 2, "市档案馆文件"), approved=True)
    assert kept(path) == kept(path) | {"": MANY, "市": MANY // 2}  # half as many: not looked anew
    assert found(path, "通知").count == 0
    check(path)


def test_it_is_looked_for_anew_when_a_quarter_has_come(path: Path) -> None:
    with IndexWriter(path, Clock()) as writer:
        increment(writer, *titled(MANY, MANY + 299, "学校来函"))
        assert "学校" not in kept(path)
        increment(writer, *titled(MANY + 299, MANY + 300, "学校来函"))
    assert kept(path)["学校"] == MANY // 100 + 300
    check(path)


def test_a_small_index_has_nothing_counted_ahead(tmp_path: Path) -> None:
    path = filled(tmp_path, titled(0, frequent.LEAST - 1, "通知"))
    assert kept(path) == {}
    assert found(path, "通知").count == frequent.LEAST - 1


def test_an_index_of_an_older_program_answers_and_is_brought_up_to_date(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.executescript(
            "DROP TABLE frequent; DROP TABLE looked; PRAGMA user_version = 1;"
            "ALTER TABLE source DROP COLUMN snapshot_unread;"
        )
    assert found(path, "档案馆").count == MANY // 2
    assert found(path, "市").count == MANY // 2
    with IndexWriter(path, Clock()) as writer:
        increment(writer, put("new", "新来的档案馆"))
    assert kept(path)["档案"] == MANY // 2 + 1
    check(path)


def test_a_word_that_is_also_initials_counts_no_record_twice(tmp_path: Path) -> None:
    both = [put(str(n), f"DAG与档案馆第{n}号") for n in range(MANY)]
    path = filled(tmp_path, both)
    assert found(path, "dag").count == MANY
