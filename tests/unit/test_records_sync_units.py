"""The list of units beside a catalogue: the newest whole one, once, and never half of one."""

import asyncio
import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from records_sync.index.database import reading
from records_sync.index.units import summaries
from records_sync.index.writing import IndexWriter
from records_sync.sources.files.folder import Folder
from records_sync.sync.origin import Means, synced
from records_sync.sync.report import LISTED, Outcome, Report, Task
from records_sync.sync.standing import keep
from records_sync.sync.unit_files import units_of
from tests.records_files_kit import folder_of, write_csv

HEADER = ("机构代码", "机构名称", "编制数")
NEWEST = "机构情况-20261101.csv"


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    folder = tmp_path / "drop"
    folder.mkdir()
    return folder


def listed(path: Path, *units: tuple[str, str]) -> Path:
    return write_csv(path, [HEADER, *((code, f"{code}局", posts) for code, posts in units)])


def taken(index: Path, folder: Folder) -> Report | None:
    """Look for units as a sync does, and keep what it reports."""
    with IndexWriter(index) as writer:
        report = asyncio.run(units_of(folder, writer))
        if report is not None:
            keep(writer, report)
        return report


def there(index: Path) -> dict[str, int | None]:
    """Return the codes and posts of the units in an index."""
    with closing(reading(index)) as db:
        return {unit.code: unit.posts for unit in summaries(db)}


def while_settling(folder: Folder, happens: Callable[[], object]) -> Folder:
    """Return a folder in which something happens between the two looks."""

    async def sleep(_: float) -> None:
        happens()

    return replace(folder, sleep=sleep)


def test_a_list_is_taken_once_and_again_when_it_has_changed(tmp_path: Path, drop: Path) -> None:
    index, path = tmp_path / "records.db", listed(drop / NEWEST, ("A1", "12"), ("A2", "7"))
    report = taken(index, folder_of(drop))
    assert report is not None
    assert (report.task, report.outcome, report.file) == (Task.UNITS, Outcome.DONE, NEWEST)
    assert (report.rows, report.rejected_count) == (2, 0)
    assert there(index) == {"A1": 12, "A2": 7}
    assert taken(index, folder_of(drop)) is None
    listed(path, ("A2", "9"))
    assert taken(index, folder_of(drop)) is not None
    assert there(index) == {"A2": 9}
    assert list((drop / ".copies").iterdir()) == []


def test_the_newest_by_the_day_in_its_name_is_taken_whenever_it_was_copied(
    tmp_path: Path, drop: Path
) -> None:
    index = tmp_path / "records.db"
    listed(drop / NEWEST, ("A1", "12"))
    older = listed(drop / "机构情况-20261001.csv", ("A0", "5"))
    os.utime(older, (2_000_000_000, 2_000_000_000))
    assert taken(index, folder_of(drop)) is not None
    assert there(index) == {"A1": 12}
    assert taken(index, folder_of(drop)) is None


@pytest.mark.parametrize("name", ["机构情况.docx", "unitsold.csv", "~$机构情况.xlsx", "目录.csv"])
def test_what_is_no_list_of_units_is_left_alone(tmp_path: Path, drop: Path, name: str) -> None:
    listed(drop / name, ("A1", "12"))
    assert taken(tmp_path / "records.db", folder_of(drop)) is None


def test_h16_a_list_that_still_grows_waits(tmp_path: Path, drop: Path) -> None:
    index, path = tmp_path / "records.db", listed(drop / NEWEST, ("A1", "12"))
    growing = while_settling(folder_of(drop), lambda: listed(path, ("A1", "12"), ("A2", "7")))
    assert taken(index, growing) is None
    assert there(index) == {}
    assert taken(index, folder_of(drop)) is not None
    assert there(index) == {"A1": 12, "A2": 7}


def test_h16_a_folder_that_asks_for_a_sidecar_asks_for_it_here_too(
    tmp_path: Path, drop: Path
) -> None:
    index = tmp_path / "records.db"
    (drop / "mapping.toml").write_text('complete = "ok"\n', encoding="utf-8")
    listed(drop / NEWEST, ("A1", "12"))
    assert taken(index, folder_of(drop)) is None
    (drop / f"{NEWEST}.ok").touch()
    assert taken(index, folder_of(drop)) is not None


def test_a_link_is_not_followed_and_hides_no_list(tmp_path: Path, drop: Path) -> None:
    index = tmp_path / "records.db"
    listed(tmp_path / "elsewhere.csv", ("B1", "1"))
    (drop / "机构情况-20261201.csv").symlink_to(tmp_path / "elsewhere.csv")
    (drop / "机构情况-20261202.csv").symlink_to(tmp_path / "nowhere.csv")
    listed(drop / NEWEST, ("A1", "12"))
    assert taken(index, folder_of(drop)) is not None
    assert there(index) == {"A1": 12}


def test_a_list_that_is_refused_changes_nothing_and_is_told_once(
    tmp_path: Path, drop: Path
) -> None:
    index, path = tmp_path / "records.db", listed(drop / NEWEST, ("A1", "12"))
    taken(index, folder_of(drop))
    write_csv(path, [(*HEADER, "负责人"), ("A1", "甲局", "12", "某某")])
    report = taken(index, folder_of(drop))
    assert report is not None
    assert (report.outcome, report.code, report.file) == (Outcome.FAILED, "file_personal", NEWEST)
    assert "某某" not in repr(report)
    assert there(index) == {"A1": 12}
    assert taken(index, folder_of(drop)) is None


def test_rows_without_a_name_are_counted_and_the_first_of_them_named(
    tmp_path: Path, drop: Path
) -> None:
    nameless = [(f"A{n}", "", "1") for n in range(LISTED + 5)]
    write_csv(drop / NEWEST, [HEADER, ("B1", "甲局", "很多"), *nameless])
    report = taken(tmp_path / "records.db", folder_of(drop))
    assert report is not None
    assert (report.rows, report.rejected_count, report.flagged_count) == (1, LISTED + 5, 1)
    assert len(report.rejected) == LISTED
    assert (report.rejected[0].row, report.rejected[0].code) == (3, "row_no_name")
    assert (report.flagged[0].row, report.flagged[0].code) == (2, "doubt_figure")


def test_a_folder_that_is_away_leaves_the_units_and_is_reported_once(tmp_path: Path) -> None:
    index = tmp_path / "records.db"
    with IndexWriter(index) as writer:
        for _ in range(3):
            report = asyncio.run(units_of(folder_of(tmp_path / "away"), writer))
            assert report is not None
            assert (report.outcome, report.code) == (Outcome.FAILED, "file_folder")
            keep(writer, report)
        assert len(writer.reports("目录")) == 1


async def test_a_sync_takes_the_units_after_the_catalogue(tmp_path: Path, drop: Path) -> None:
    write_csv(drop / "目录.csv", [("档号", "题名"), ("J1-1", "关于机构编制的通知")])
    listed(drop / NEWEST, ("A1", "12"))
    with IndexWriter(tmp_path / "records.db") as writer:
        for tasks in ([Task.SYNC, Task.SYNC, Task.UNITS], [Task.SYNC]):
            reports = [each async for each in synced(folder_of(drop), Means(writer=writer))]
            assert [each.task for each in reports] == tasks
    assert there(tmp_path / "records.db") == {"A1": 12}
