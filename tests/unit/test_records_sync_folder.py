"""A watched folder, synced into an index: what is kept, held, told, and how fresh it makes it."""

import asyncio
import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from records_sync.index.database import reading
from records_sync.index.reading import Index
from records_sync.index.writing import IndexWriter
from records_sync.sources.files.folder import Folder
from records_sync.sync.codes import NOT_READ
from records_sync.sync.origin import Means, imported, rejected, synced
from records_sync.sync.report import Approval, Hold, Outcome, Report
from records_sync.text.repeats import Repeats
from tests.records_files_kit import folder_of, write_csv
from tests.unit.records_sync_kit import ids, one, titles

HEADER = ("档号", "临时编号", "题名", "密级")
ZONE = ZoneInfo("Asia/Shanghai")
NOW = int(datetime(2026, 11, 26, 8, tzinfo=ZONE).timestamp())
Line = tuple[str, str, str, str]


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    folder = tmp_path / "drop"
    folder.mkdir()
    return folder


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "records.db"


def lines(count: int, grade: str = "") -> list[Line]:
    return [(f"J1-{number:04}", "", f"题名{number}", grade) for number in range(count)]


def listed(path: Path, rows: Sequence[Line]) -> Path:
    return write_csv(path, [HEADER, *rows])


def reports(index: Path, folder: Folder) -> list[Report]:
    """Sync once, as the process of a sync does."""

    async def run() -> list[Report]:
        with IndexWriter(index, lambda: NOW) as writer:
            return [report async for report in synced(folder, Means(writer=writer))]

    return asyncio.run(run())


def as_of(index: Path) -> tuple[str, str]:
    """Return until when the index knows, and when it was looked at, by the clock of the site."""
    with closing(reading(index)) as db:
        [found] = db.execute(
            "SELECT as_of, looked.at FROM source JOIN looked ON looked.source = number"
        ).fetchall()
    known, looked = (datetime.fromtimestamp(at, ZONE).strftime("%Y-%m-%d %H:%M") for at in found)
    return known, looked


def written(path: Path, at: str) -> Path:
    """Let a file be as it was left at a minute."""
    os.utime(
        path, (seconds := datetime.fromisoformat(at).replace(tzinfo=ZONE).timestamp(), seconds)
    )
    return path


def hold_of(report: Report) -> Hold:
    assert report.outcome is Outcome.HELD
    assert report.hold is not None
    return report.hold


def test_a_record_that_is_graded_after_it_was_filed_leaves_the_index(
    index: Path, drop: Path
) -> None:
    folder = folder_of(drop)
    listed(drop / "20261101.csv", [("", "L1", "甲", ""), ("", "L2", "乙", "")])
    reports(index, folder)
    listed(drop / "20261102.csv", [("J1-0001", "L1", "甲", "机密★20年")])
    [taken, *_] = reports(index, folder)
    assert (taken.removed, taken.secret) == (1, 1)
    assert ids(index) == ["temp:l2"]


@pytest.mark.parametrize("first", [("", "L1", "甲", ""), ("J1-1", "L1", "甲", "")])
def test_a_record_is_taken_away_by_the_number_that_it_had_before_its_own(
    index: Path, drop: Path, first: Line
) -> None:
    folder = folder_of(drop)
    listed(drop / "20261101.csv", [first, ("J1-2", "L2", "乙", "")])
    reports(index, folder)
    listed(drop / "20261102.csv", [("J1-1", "L1", "甲", "")])
    reports(index, folder)
    assert ids(index) == ["ref:j1-1", "ref:j1-2"]
    listed(drop / "20261103.csv", [("", "L1", "甲", "机密"), ("", "L9", "丙", "机密")])
    assert reports(index, folder)[0].removed == 1
    assert ids(index) == ["ref:j1-2"]


def test_a_row_that_was_not_taken_keeps_its_record_in_a_full_list(index: Path, drop: Path) -> None:
    folder = folder_of(drop)
    listed(drop / "全量20261101.csv", lines(41))
    reports(index, folder)
    listed(drop / "全量20261102.csv", [*lines(1), *lines(41, "普通件")[1:]])
    [taken, *_] = reports(index, folder)
    assert (taken.outcome, taken.rejected_count, taken.removed) == (Outcome.DONE, 40, 0)
    assert len(ids(index)) == 41


def test_the_old_record_stays_where_only_the_new_row_is_spoilt(index: Path, drop: Path) -> None:
    folder = folder_of(drop)
    listed(drop / "全量20261101.csv", [*lines(3), ("", "L9", "旧", "")])
    reports(index, folder)
    listed(
        drop / "全量20261102.csv", [*lines(2), ("J1-0002", "", "\ufffd", ""), ("", "L9", "", "")]
    )
    [taken, *_] = reports(index, folder)
    assert (taken.rejected_count, taken.removed) == (2, 0)
    assert titles(index)["ref:j1-0002"] == "题名2"
    assert titles(index)["temp:l9"] == "旧"


def test_what_a_row_without_a_number_might_be_is_not_taken_away_without_a_person(
    index: Path, drop: Path
) -> None:
    folder = folder_of(drop)
    listed(drop / "全量20261101.csv", lines(200))
    reports(index, folder)
    listed(drop / "全量20261102.csv", [*lines(199), ("", "", "题名199", "")])
    [held, *_] = reports(index, folder)
    assert (hold_of(held).removed, hold_of(held).unread) == (1, 1)
    assert len(ids(index)) == 200
    listed(drop / "全量20261103.csv", [*lines(200), ("", "", "制表", "")])
    assert reports(index, folder)[0].outcome is Outcome.DONE, "nothing is missing"


@pytest.mark.parametrize(
    ("name", "left", "known"),
    [
        ("目录.csv", "2023-05-04 10:30", "2023-05-04 10:30"),
        ("目录 20231122.csv", "2023-11-22 18:05", "2023-11-22 18:05"),
        ("目录 20231122.csv", "2024-02-01 09:00", "2023-11-22 23:59"),
        ("目录 2023-11-22_0830.csv", "2024-02-01 09:00", "2023-11-22 08:30"),
        ("目录 20231122.csv", "2023-11-20 09:00", "2023-11-20 09:00"),
        ("目录 20231399.csv", "2023-11-20 09:00", "2023-11-20 09:00"),
    ],
)
def test_a_folder_makes_the_index_as_fresh_as_its_newest_file(
    index: Path, drop: Path, name: str, left: str, known: str
) -> None:
    folder = folder_of(drop, zone=ZONE)
    written(listed(drop / name, lines(3)), left)
    for _ in range(2):
        reports(index, folder)
        found, looked = as_of(index)
        assert (found, looked) == (known, "2026-11-26 08:00"), "a look makes nothing fresher"


def test_an_older_file_that_comes_late_makes_nothing_older(index: Path, drop: Path) -> None:
    folder = folder_of(drop, zone=ZONE)
    for day in ("2023-11-22", "2023-11-01"):
        written(listed(drop / f"{day}.csv", lines(int(day[-2:]))), f"{day} 10:00")
        reports(index, folder)
    assert as_of(index)[0] == "2023-11-22 10:00"


def test_a_folder_that_was_filled_and_is_bare_is_a_trouble(index: Path, drop: Path) -> None:
    folder = folder_of(drop, zone=ZONE)
    file = written(listed(drop / "20231122.csv", lines(3)), "2023-11-22 10:00")
    assert reports(index, folder_of(drop.with_name("drop")))[0].outcome is Outcome.DONE
    (drop / "已读").mkdir()
    file.rename(drop / "已读" / file.name)
    assert reports(index, folder)[0].outcome is Outcome.UNCHANGED, (
        "put away, and the folder is there"
    )
    drop.rename(drop.with_name("away"))
    drop.mkdir()
    [bare] = reports(index, folder)
    assert (bare.outcome, bare.code, bare.detail) == (
        Outcome.FAILED,
        "file_folder_bare",
        str(drop),
    )
    assert len(ids(index)) == 3
    assert as_of(index)[0] == "2023-11-22 10:00"


def test_a_folder_that_never_held_anything_is_no_trouble(index: Path, drop: Path) -> None:
    assert [each.outcome for each in reports(index, folder_of(drop))] == [Outcome.UNCHANGED]


def reject(index: Path, folder: Folder, hold: Hold) -> Report:
    """Turn a held list down, as a person does."""
    approval = Approval(who="王工", why="范围不对", digest=hold.digest)
    with IndexWriter(index, lambda: NOW) as writer:
        return rejected(writer, folder, approval)


def test_a_list_that_a_person_turned_down_is_not_read_again(index: Path, drop: Path) -> None:
    folder = folder_of(drop, zone=ZONE)
    listed(drop / "全量20231101.csv", lines(200))
    reports(index, folder)
    listed(drop / "全量20231102.csv", lines(50))
    [held] = reports(index, folder)
    assert reject(index, folder, hold_of(held)).outcome is Outcome.UNCHANGED
    assert [each.outcome for each in reports(index, folder)] == [Outcome.UNCHANGED]
    listed(drop / "同一份全量20231103.csv", lines(50))
    assert reports(index, folder)[0].removed == 0, "nor is it under another name"
    assert as_of(index)[0] == "2023-11-01 23:59", "what was not wanted makes nothing fresher"
    listed(drop / "增量20231104.csv", [("J2-1", "", "新", "")])
    assert reports(index, folder)[0].added == 1
    listed(drop / "全量20231105.csv", [*lines(199), ("J2-1", "", "新", "")])
    assert reports(index, folder)[0].removed == 1
    assert as_of(index)[0] == "2023-11-05 23:59"


def test_a_first_list_that_a_person_turned_down_is_not_read_again(index: Path, drop: Path) -> None:
    folder = folder_of(drop)
    listed(drop / "全量20231101.csv", [])
    [held] = reports(index, folder)
    reject(index, folder, hold_of(held))
    assert [each.outcome for each in reports(index, folder)] == [Outcome.UNCHANGED]
    listed(drop / "20231102.csv", lines(3))
    assert reports(index, folder)[0].added == 3


def test_a_list_that_was_turned_down_can_be_imported_by_name(index: Path, drop: Path) -> None:
    folder = folder_of(drop)
    listed(drop / "全量20231101.csv", lines(200))
    reports(index, folder)
    listed(drop / "全量20231102.csv", lines(50))
    reject(index, folder, hold_of(reports(index, folder)[0]))

    async def run() -> list[Report]:
        with IndexWriter(index) as writer:
            taking = imported(folder, "全量20231102.csv", None, Means(writer=writer))
            return [report async for report in taking]

    assert hold_of(asyncio.run(run())[0]).removed == 150


def test_what_waits_behind_a_refused_file_is_counted_and_not_lost(index: Path, drop: Path) -> None:
    folder = folder_of(drop)
    listed(drop / "20231101.csv", lines(3))
    reports(index, folder)
    (drop / "20231102.csv").write_text("")
    listed(drop / "20231103.csv", lines(5))
    listed(drop / "20231104.csv", lines(7))
    [refused] = reports(index, folder)
    assert (refused.outcome, refused.code, refused.behind) == (Outcome.FAILED, "file_empty", 2)
    assert len(ids(index)) == 3, "changes do not overtake each other"
    (drop / "20231102.csv").rename(drop / "20231102.csv.bad")
    assert [each.added for each in reports(index, folder)] == [2, 2, 0]


def test_a_full_list_behind_a_refused_file_is_taken_for_it_has_all(index: Path, drop: Path) -> None:
    folder = folder_of(drop)
    listed(drop / "20231101.csv", lines(3))
    reports(index, folder)
    (drop / "20231102.csv").write_text("")
    listed(drop / "20231103.csv", lines(5))
    listed(drop / "全量20231104.csv", lines(9))
    listed(drop / "20231105.csv", [("J2-1", "", "新", "")])
    refused, full, last, _ = reports(index, folder)
    assert (refused.outcome, refused.file, refused.behind) == (Outcome.FAILED, "20231102.csv", 3)
    assert (full.outcome, full.file, full.added) == (Outcome.DONE, "全量20231104.csv", 6)
    assert (last.file, last.added) == ("20231105.csv", 1)
    assert [each.outcome for each in reports(index, folder)] == [Outcome.UNCHANGED]


def test_files_that_nobody_can_read_are_told(index: Path, drop: Path) -> None:
    folder = folder_of(drop)
    for name in ("目录.et", "目录.rar", "mapping.toml", "甲.csv.part", ".x.et", "~$目录.et"):
        (drop / name).write_text("")
    (drop / "旧").mkdir()
    [told] = reports(index, folder)
    assert (told.outcome, told.code, told.detail) == (
        Outcome.UNCHANGED,
        NOT_READ,
        "目录.et、目录.rar",
    )
    with IndexWriter(index) as writer:
        assert len(writer.reports(folder.name)) == 1
    reports(index, folder)
    with IndexWriter(index) as writer:
        assert len(writer.reports(folder.name)) == 1, "told once"


def test_h5_two_documents_with_one_number_are_told_by_their_rows(index: Path, drop: Path) -> None:
    told = [*lines(3), ("J1-0001", "", "另一份", ""), ("J1－0002", "", "题名2", "")]
    listed(drop / "20231101.csv", told)
    [taken, *_] = reports(index, folder_of(drop))
    assert (taken.added, taken.flagged_count) == (3, 2)
    assert [(row.row, row.code, row.detail) for row in taken.flagged] == [
        (5, "doubt_same_number", "20231101.csv 档号=J1-0001 (3)"),
        (6, "row_again", "20231101.csv 档号=J1－0002 (4)"),
    ]
    assert titles(index)["ref:j1-0001"] == "另一份"


def test_of_a_long_table_the_last_rows_are_compared() -> None:
    repeats = Repeats()
    for row in range(500_000):
        assert repeats.note(row + 2, str(row), "甲") == ("", 0)
    assert repeats.note(7, "499999", "乙") == ("doubt_same_number", 500_001)
    assert repeats.note(7, "300000", "甲") == ("row_again", 300_002)
    assert repeats.note(7, "0", "甲") == ("", 0)


def test_an_index_of_an_older_program_tells_when_it_was_looked_at_once_it_is_written(
    index: Path, drop: Path
) -> None:
    listed(drop / "20231101.csv", lines(3))
    reports(index, folder_of(drop, zone=ZONE))
    with closing(sqlite3.connect(index)) as db:
        db.executescript(
            "DROP TABLE looked; ALTER TABLE source DROP COLUMN snapshot_unread;"
            "PRAGMA user_version = 2;"
        )
    assert asyncio.run(looked_at(index)) == [None]
    with IndexWriter(index):
        pass
    assert asyncio.run(looked_at(index)) == [one(index, "SELECT as_of FROM source")]


async def looked_at(path: Path) -> list[int | None]:
    async with Index(path) as opened:
        return [each.looked_at for each in await opened.freshness()]
