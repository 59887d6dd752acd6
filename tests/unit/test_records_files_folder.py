"""A watched folder: only whole files, each once, in order; what is no plain file is left alone."""

import asyncio
import hashlib
import os
import shutil
from pathlib import Path

import pytest

from records_sync.model import Put, SourceError
from records_sync.sources.files import cursor as cursors
from records_sync.sources.files import spool
from records_sync.sources.files.folder import Folder, Look
from records_sync.sources.files.limits import Limits
from records_sync.sources.files.mapping import FolderRules, Mode, loaded
from records_sync.sources.files.names import is_catalogue, mode_of
from tests.records_files_kit import (
    HEADER,
    KEPT,
    ROWS,
    TITLE_HEADER,
    folder_of,
    pages_of,
    refusal_of,
    title_rows,
    write_csv,
    write_dbf,
)


def look(folder: Folder, cursor: str | None = None) -> Look:
    return asyncio.run(folder.look(cursor))


def read(folder: Folder, cursor: str | None = None) -> tuple[str, list[str], str | None]:
    """Take the next file: its name, its titles, the cursor after it."""
    source = look(folder, cursor).source
    if source is None:
        return "", [], cursor
    with source:
        pages = pages_of(source, cursor)
    items = [item for page in pages for item in page.items]
    titles = [item.record.title for item in items if isinstance(item, Put)]
    return source.file_name, titles, pages[-1].cursor


def write(path: Path, *titles: str) -> Path:
    return write_csv(path, [TITLE_HEADER, *title_rows(titles)])


def test_a_file_is_taken_once(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", "甲")
    name, titles, cursor = read(folder_of(tmp_path))
    assert (name, titles) == ("a.csv", ["甲"])
    assert look(folder_of(tmp_path), cursor) == Look()
    assert list((tmp_path / ".copies").iterdir()) == []


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_a_workbook_is_read_from_its_copy(suffix: str, tmp_path: Path) -> None:
    shutil.copy(KEPT / f"catalogue.{suffix}", tmp_path)
    assert read(folder_of(tmp_path))[1] == [row[6] for row in ROWS]


def test_a_table_of_foxpro_is_read_from_its_copy(tmp_path: Path) -> None:
    write_dbf(tmp_path / "A.DBF", [("L1", "甲")], ("LSBH", "TM"))
    assert read(folder_of(tmp_path))[:2] == ("A.DBF", ["甲"])


def test_a_second_copy_under_another_name_adds_nothing(tmp_path: Path) -> None:
    write(tmp_path / "全量.csv", "甲")
    _, _, cursor = read(folder_of(tmp_path))
    shutil.copy(tmp_path / "全量.csv", tmp_path / "全量(1).csv")
    source = look(folder_of(tmp_path), cursor).source
    assert source is not None
    assert not source.is_snapshot  # else an empty page would be everything that there is
    [page] = pages_of(source, cursor)
    assert page.items == ()
    assert look(folder_of(tmp_path), page.cursor) == Look()


def test_a_file_that_has_changed_is_taken_again(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", "甲")
    _, _, cursor = read(folder_of(tmp_path))
    write(tmp_path / "a.csv", "甲", "乙")
    assert read(folder_of(tmp_path), cursor)[1] == ["甲", "乙"]


def test_files_come_in_the_order_of_their_days(tmp_path: Path) -> None:
    for name in ("增量-2026-11-20.csv", "全量-20261101.csv", "增量_20261105.csv"):
        write(tmp_path / name, name)
    cursor, names, kinds = None, [], []
    for _ in range(3):
        source = look(folder_of(tmp_path), cursor).source
        assert source is not None
        kinds.append(source.is_snapshot)
        name, _, cursor = read(folder_of(tmp_path), cursor)
        names.append(name)
    assert names == ["全量-20261101.csv", "增量_20261105.csv", "增量-2026-11-20.csv"]
    assert kinds == [True, False, False]


def test_a_new_full_list_has_an_epoch_of_its_own_and_increments_keep_it(tmp_path: Path) -> None:
    write(tmp_path / "全量-20261101.csv", "甲")
    write(tmp_path / "增量-20261102.csv", "乙")
    write(tmp_path / "全量-20261103.csv", "丙")
    cursor, epochs = None, []
    for _ in range(3):
        source = look(folder_of(tmp_path), cursor).source
        assert source is not None
        with source:
            pages = pages_of(source, cursor)
        epochs.append(pages[-1].epoch)
        cursor = pages[-1].cursor
    assert epochs[0] == epochs[1] != epochs[2]
    assert all(epochs)


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        *(("全量.csv", Mode.FULL), ("full-2026.csv", Mode.FULL), ("a_snapshot.xml", Mode.FULL)),
        *(("增量.csv", Mode.INCREMENT), ("delta.csv", Mode.INCREMENT)),
        *(("目录.csv", Mode.INCREMENT), ("fully.csv", Mode.INCREMENT)),
    ],
)
def test_a_name_says_what_a_file_means(name: str, mode: Mode) -> None:
    assert mode_of(name, FolderRules()) is mode


def test_the_folder_says_what_other_files_mean() -> None:
    rules = FolderRules(mode=Mode.FULL)
    assert mode_of("目录.csv", rules) is Mode.FULL
    assert mode_of("增量.csv", rules) is Mode.INCREMENT


@pytest.mark.parametrize(
    "name",
    [
        "a.doc",
        "~$a.xlsx",
        ".a.csv",
        "a.csv.part",
        "a.csv.tmp",
        "a.csv.ok",
        "机构情况.csv",
        "units.csv",
    ],
)
def test_what_is_no_catalogue_is_not_looked_at(name: str) -> None:
    assert not is_catalogue(name)


def test_h16_a_file_that_still_grows_waits_and_so_do_those_after_it(tmp_path: Path) -> None:
    growing = write(tmp_path / "20261101.csv", "甲")
    write(tmp_path / "20261102.csv", "乙")

    async def grow(_seconds: float) -> None:
        with growing.open("ab") as file:
            file.write(b"L9,x\r\n")

    folder = Folder(name="目录", path=tmp_path, copies=tmp_path / ".copies", sleep=grow)
    assert look(folder) == Look(waiting=("20261101.csv", "20261102.csv"))
    assert read(folder_of(tmp_path))[1] == ["甲", "x"]


def test_h16_a_file_that_is_renamed_in_is_whole(tmp_path: Path) -> None:
    part = write(tmp_path / "a.csv.part", "甲")
    assert look(folder_of(tmp_path)) == Look()
    part.rename(tmp_path / "a.csv")
    assert read(folder_of(tmp_path))[1] == ["甲"]


@pytest.mark.parametrize("kind", ["ok", "sha256"])
def test_h16_a_folder_may_ask_for_a_sidecar(kind: str, tmp_path: Path) -> None:
    (tmp_path / "mapping.toml").write_text(f'complete = "{kind}"\n', encoding="utf-8")
    path = write(tmp_path / "a.csv", "甲")
    assert look(folder_of(tmp_path)) == Look(waiting=("a.csv",))
    told = f"{hashlib.sha256(path.read_bytes()).hexdigest()}  a.csv\n" if kind == "sha256" else ""
    (tmp_path / f"a.csv.{kind}").write_text(told, encoding="utf-8")
    assert read(folder_of(tmp_path))[1] == ["甲"]


def test_h16_a_sum_that_is_another_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", "甲")
    (tmp_path / "a.csv.sha256").write_text("0" * 64, encoding="utf-8")
    with pytest.raises(SourceError, match="file_digest"):
        look(folder_of(tmp_path))
    assert list((tmp_path / ".copies").iterdir()) == []


def test_h16_a_file_that_changes_while_it_is_copied_is_not_taken(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", *["甲"] * 100)
    looks = iter([False, True])

    def replaced() -> bool:
        next(looks)
        write(tmp_path / "b", "乙").replace(path)
        return False

    (tmp_path / "copies").mkdir()
    with pytest.raises(spool.ChangingError):
        spool.taken(tmp_path, "a.csv", tmp_path / "copies", Limits(), replaced)
    assert list((tmp_path / "copies").iterdir()) == []


def test_h16_a_file_that_is_replaced_while_it_is_read_is_read_as_it_was(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", *["甲"] * 3)
    source = look(folder_of(tmp_path, limits=Limits(page_rows=1))).source
    assert source is not None

    async def titles() -> list[str]:
        found = []
        async for page in source.changes(None):
            (tmp_path / "a.csv").write_bytes(b"gone")
            found += [item.record.title for item in page.items if isinstance(item, Put)]
        return found

    with source:
        assert asyncio.run(titles()) == ["甲"] * 3


def test_h16_reading_goes_on_only_in_the_same_content(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, limits=Limits(page_rows=2))
    write(tmp_path / "a.csv", *"甲乙丙丁戊")
    source = look(folder).source
    assert source is not None
    with source:
        half = pages_of(source)[0].cursor
    assert read(folder, half)[1] == list("丙丁戊")
    write(tmp_path / "a.csv", *"己庚辛")
    assert read(folder, half)[1] == list("己庚辛")


def test_links_devices_and_folders_are_left_alone_and_named(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    write(outside / "a.csv", "甲")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "link.csv").symlink_to(outside / "a.csv")
    os.mkfifo(folder / "pipe.csv")
    (folder / "folder.csv").mkdir()
    (folder / os.fsdecode(b"\xb5\xb1.csv")).write_bytes(b"x")
    assert look(folder_of(folder)).refused == (
        *("\\udcb5\\udcb1.csv", "folder.csv", "link.csv", "pipe.csv"),
    )


@pytest.mark.parametrize("name", ["link.csv", "pipe.csv", "../outside.csv", "..", "", "a\0.csv"])
def test_only_a_plain_file_of_the_folder_is_opened(name: str, tmp_path: Path) -> None:
    write(tmp_path / "outside.csv", "甲")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "link.csv").symlink_to(tmp_path / "outside.csv")
    os.mkfifo(folder / "pipe.csv")
    with pytest.raises(SourceError, match="file_"):
        spool.opened(folder, name)


def test_a_file_past_the_limit_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", "甲" * 100)
    with pytest.raises(SourceError, match=r"file_too_large: a\.csv"):
        look(folder_of(tmp_path, limits=Limits(file_bytes=50)))


def test_a_folder_of_too_many_files_is_refused(tmp_path: Path) -> None:
    for number in range(12):
        (tmp_path / f"{number}.txt").touch()
    with pytest.raises(SourceError, match="file_folder_full"):
        look(folder_of(tmp_path, limits=Limits(folder_entries=10)))


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="file_folder"):
        look(folder_of(tmp_path / "usb"))


def test_copies_of_an_ended_program_are_removed(tmp_path: Path) -> None:
    (tmp_path / ".copies").mkdir()
    (tmp_path / ".copies" / "taken-1-2").write_bytes(b"x")
    write(tmp_path / "a.csv", "甲")
    read(folder_of(tmp_path))
    assert list((tmp_path / ".copies").iterdir()) == []


def test_a_file_can_be_taken_by_name_again(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", "甲")
    _, _, cursor = read(folder_of(tmp_path))
    source = asyncio.run(folder_of(tmp_path).take("a.csv", cursor))
    with source:
        assert len(pages_of(source, cursor)[0].items) == 1


def test_a_cursor_goes_through_its_text() -> None:
    seen = cursors.Seen(name="目录 1.csv", size=7, mtime_ns=9, digest="ab")
    cursor = (
        cursors.Cursor(epoch="e").with_taken(seen).at(cursors.Place(digest="cd", part=1, row=7))
    )
    assert cursors.loaded(cursor.dumped()) == cursor


def test_a_cursor_forgets_the_oldest_files() -> None:
    cursor = cursors.Cursor()
    for number in range(cursors.REMEMBERED + 5):
        seen = cursors.Seen(name=str(number), size=0, mtime_ns=0, digest=str(number))
        cursor = cursor.with_taken(seen)
    assert len(cursor.taken) == cursors.REMEMBERED
    assert not cursor.knows_digest("4")
    assert cursor.knows_digest("5")


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"taken":[[1]],"reading":null,"epoch":""}', "\ud800"]
)
def test_a_cursor_of_something_else_is_a_sentence(text: str) -> None:
    with pytest.raises(SourceError, match="file_cursor"):
        cursors.loaded(text)


MAPPING = """
mode = "full"
complete = "stable"
ignore = ["录入人"]
[columns]
"卷内文件名" = "title"
[pad]
item_no = 5
[secrecy]
open = ["0"]
secret = ["1"]
"""


def test_a_mapping_file_says_what_odd_columns_are(tmp_path: Path) -> None:
    (tmp_path / "mapping.toml").write_text(MAPPING, encoding="utf-8-sig")
    write_csv(
        tmp_path / "a.csv",
        [
            ("卷内文件名", "临时编号", "录入人", "件号", "密级"),
            ("甲", "L1", "某某", "7", "0"),
            ("乙", "L2", "", "", "1"),
        ],
    )
    source = look(folder_of(tmp_path)).source
    assert source is not None
    assert source.is_snapshot
    with source:
        [page] = pages_of(source)
    assert page.secret == 1
    [put] = [item for item in page.items if isinstance(item, Put)]
    assert (put.record.title, put.record.item_no) == ("甲", "00007")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        *(("modus = 1", "modus"), ('mode = "all"', "mode = all"), ('complete = "x"', "complete")),
        *(('[columns]\n"甲" = "titel"', "titel"), ("columns = 3", "columns")),
        *(("[pad]\nitem_no = 99", "99"), ("[pad]\ntitle = 3", "title"), ("ignore = [1]", "ignore")),
        *(('[secrecy]\nclosed = ["1"]', "closed"), ("[secrecy]\nopen = [0]", "open")),
        *(("a = [", ""), ("x" * 70_000, "64000")),
    ],
)
def test_a_mistake_in_a_mapping_file_is_named(text: str, named: str) -> None:
    with pytest.raises(SourceError, match="file_mapping") as caught:
        loaded(text.encode())
    assert named in caught.value.detail


def test_secret_rows_come_in_where_the_site_has_asked_for_them(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", [("题名", "临时编号", "密级"), ("甲", "L1", "秘密")])
    for keep, count in ((False, 0), (True, 1)):
        source = look(folder_of(tmp_path, keep_secret=keep)).source
        assert source is not None
        with source:
            [page] = pages_of(source)
        puts = [item for item in page.items if isinstance(item, Put)]
        assert (len(puts), page.secret) == (count, 1 - count)


def test_the_whole_header_of_the_office_is_understood(tmp_path: Path) -> None:
    assert refusal_of(write_csv(tmp_path / "a.csv", [HEADER, *ROWS])) == ("", "")
