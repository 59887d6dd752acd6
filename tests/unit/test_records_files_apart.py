"""A large file comes from a program of its own as it would from ours, and that program ends."""

import os
import signal
from contextlib import closing
from pathlib import Path

import pytest

from records_sync.model import SourceError
from records_sync.sources.files import apart
from records_sync.sources.files.cursor import Cursor
from records_sync.sources.files.limits import Limits
from records_sync.sources.files.mapping import FolderRules
from records_sync.sources.files.reading import Reading
from tests.records_files_kit import (
    TITLE_HEADER,
    pages_of,
    refusal_of,
    source_of,
    title_rows,
    write_csv,
)

APART = Limits(page_rows=10, apart_bytes=0)
HERE = Limits(page_rows=10)


def programs() -> set[int]:
    """Return the programs that this process has begun and not ended."""
    tasks = Path("/proc/self/task").iterdir()
    return {int(pid) for task in tasks for pid in (task / "children").read_text().split()}


def reading_of(path: Path) -> Reading:
    """Return the reading of a whole file."""
    copy = source_of(path).copy
    assert copy is not None
    return Reading(copy=copy, before=Cursor(), start=None, rules=FolderRules(), limits=APART)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    rows = [TITLE_HEADER, *title_rows([f"第{n}件" for n in range(9_995)])]
    return write_csv(tmp_path / "a.csv", rows)


def test_its_pages_are_those_of_the_file_from_every_place_on(path: Path) -> None:
    here, there = (source_of(path, limits=limits) for limits in (HERE, APART))
    pages = pages_of(there)
    assert len(pages) == 1000
    assert pages == pages_of(here)
    cursor = pages[700].cursor
    assert pages_of(there, cursor) == pages[701:]


def test_what_is_wrong_with_a_file_is_told_as_ever(path: Path) -> None:
    assert refusal_of(path, limits=Limits(rows=5000, apart_bytes=0)) == ("file_rows", "5000")


def test_what_nobody_foresaw_is_raised_as_ever(path: Path) -> None:
    source = source_of(path, limits=APART)
    path.unlink()
    with pytest.raises(FileNotFoundError):
        pages_of(source)


def test_a_program_that_dies_is_a_sentence_and_no_end_of_the_file(path: Path) -> None:
    before = programs()
    with closing(apart.pages(reading_of(path))) as pages:
        next(pages)
        (program,) = programs() - before
        os.kill(program, signal.SIGKILL)
        with pytest.raises(SourceError, match=apart.ENDED):
            list(pages)


def test_reading_that_is_left_half_way_leaves_no_program(path: Path) -> None:
    before = programs()
    with closing(apart.pages(reading_of(path))) as pages:
        next(pages)
        assert programs() > before
    assert programs() == before
