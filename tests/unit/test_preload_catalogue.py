"""The generated catalogue: plausible, without persons, read by our own import without a doubt."""

import csv
import io
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from daemon.preload.catalogue import tables
from daemon.preload.catalogue.facts import noted
from daemon.preload.catalogue.laying import (
    DOCUMENTS,
    LEFT_OUT,
    TRY,
    Catalogue,
    catalogue,
    files,
    lay_out,
)
from daemon.preload.catalogue.units import LAST_COUNTY_YEAR, Kind, summaries, units
from records_sync.model import Carrier, Flagged, Put, Record, Rejected, Retention
from records_sync.sources.files.folder import Folder
from records_sync.sources.files.names import is_catalogue
from records_sync.sources.files.units import read_units
from records_sync.text.personal import holds_identity_number

TODAY = date(2026, 11, 26)
FORMATS = {".csv", ".xlsx", ".zip"}


@pytest.fixture(scope="module", name="made")
def _made() -> Catalogue:
    return catalogue(TODAY)


@pytest.fixture(scope="module", name="everything")
def _everything(made: Catalogue) -> tuple[Record, ...]:
    return tuple(record for records in made.by_source().values() for record in records)


@pytest.fixture(scope="module", name="folder")
def _folder(made: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "catalogue"
    lay_out(folder, made)
    return folder


def watched(folder: Path, source: str) -> Folder:
    async def no_pause(_: float) -> None:
        """Nobody writes into these files."""

    return Folder(name=source, path=folder / source, copies=folder.parent / source, sleep=no_pause)


def test_there_are_some_twenty_thousand_records_each_with_its_own_id(
    everything: tuple[Record, ...],
) -> None:
    assert 19_000 < len(everything) < 22_000
    assert len({record.id for record in everything}) == len(everything)
    assert {record.year for record in everything} == set(range(1984, 2027))
    assert {record.carrier for record in everything} == set(Carrier)
    assert {record.retention for record in everything} == {*Retention, None}
    assert len({record.title for record in everything}) > len(everything) // 3


def test_the_same_day_and_seed_give_the_same_bytes(made: Catalogue, folder: Path) -> None:
    again = files(catalogue(TODAY))
    assert set(again) == {
        str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()
    }
    assert all((folder / name).read_bytes() == content for name, content in again.items())
    assert catalogue(TODAY, seed=8).by_source() != made.by_source()


@pytest.mark.parametrize("day", [date(2027, 1, 1), date(2028, 2, 29)])
def test_later_days_have_a_catalogue_too(day: date) -> None:
    found = catalogue(day)
    ids = [record.id for records in found.by_source().values() for record in records]
    assert len(set(ids)) == len(ids)
    assert max(record.date for record in found.documents.now) <= f"{day:%Y%m%d}"
    assert sum(not record.ref_code for record in found.documents.now) > 12


def test_a_few_dozen_of_the_last_month_have_only_a_temporary_number(made: Catalogue) -> None:
    waiting = [record for record in made.documents.now if not record.ref_code]
    assert 24 < len(waiting) < 100
    assert all(record.temp_no.startswith("LS2026-") for record in waiting)
    assert min(record.date for record in waiting) > "20261020"
    assert not any(record.box or record.item_no or record.retention for record in waiting)


def test_what_was_filed_in_the_last_week_keeps_its_temporary_number(made: Catalogue) -> None:
    before = {record.temp_no: record for record in made.documents.full if record.temp_no}
    filed = [record for record in made.documents.increment if record.ref_code]
    assert len(filed) == 3
    assert not any(before[record.temp_no].ref_code for record in filed)


def test_item_numbers_have_no_gap(made: Catalogue) -> None:
    parts = Counter((r.year, r.retention, r.org) for r in made.documents.now if r.ref_code)
    last: dict[object, int] = {}
    for record in made.documents.now:
        key = record.year, record.retention, record.org
        last[key] = max(last.get(key, 0), int(record.item_no or 0))
    assert {key: last[key] for key in parts} == parts


def test_a_unit_is_called_as_it_was_then(everything: tuple[Record, ...]) -> None:
    for record in everything:
        assert ("当阳市" if (record.year or 0) <= LAST_COUNTY_YEAR else "当阳县") not in record.unit
    known = {name for unit in units() for name in unit.all_names()}
    assert {record.unit for record in everything} <= known


def test_every_name_is_of_one_unit_only_and_has_figures() -> None:
    names = Counter(name for unit in units() for name in unit.all_names())
    assert set(names.values()) == {1}
    for told in summaries(7, "20261119"):
        assert told.posts
        assert told.leaders
        assert told.offices
        assert told.staff is not None
        assert told.staff <= told.posts
    assert {told.kind for told in summaries(7, "20261119")} == set(Kind)


def test_our_own_numbers_of_a_year_are_given_once(made: Catalogue) -> None:
    numbers = Counter(
        re.sub(r"\D+", "-", record.doc_no)
        for record in made.documents.now
        if record.doc_no.startswith("当编") and not record.doc_no.startswith("当编办")
    )
    assert max(numbers.values()) == 1


@pytest.mark.parametrize("source", ["documents", "volumes", "institutions", "media"])
async def test_what_is_read_is_what_was_made_without_a_single_doubt(
    folder: Path, made: Catalogue, source: str
) -> None:
    found: dict[str, Record] = {}
    cursor = None
    while (source_file := (await watched(folder, source).look(cursor)).source) is not None:
        with source_file:
            assert source_file.is_snapshot == ("增量" not in source_file.file_name)
            async for page in source_file.changes(cursor):
                cursor = page.cursor
                assert not page.secret
                for item in page.items:
                    assert not isinstance(item, Rejected | Flagged), item
                    assert isinstance(item, Put)
                    if item.record.temp_no:
                        found.pop(f"temp:{item.record.temp_no.lower()}", None)
                    found[item.record.id] = item.record
    assert found == {record.id: record for record in made.by_source()[source]}


def test_the_list_of_units_is_read_whole(folder: Path) -> None:
    (path,) = (folder / DOCUMENTS).glob("机构情况*")
    found = read_units(path, path.suffix)
    assert found.units == summaries(7, "20261119")
    assert not found.rejected
    assert not found.flagged


def test_several_formats_are_watched_and_the_shorter_list_is_shorter(
    folder: Path, made: Catalogue
) -> None:
    lists = [path for path in folder.glob("*/*") if is_catalogue(path.name)]
    assert {path.suffix for path in lists} == FORMATS
    assert {path.parent.name for path in lists} == {
        *("documents", "volumes", "institutions", "media", TRY)
    }
    (shorter,) = (folder / TRY).glob("*全量*")
    rows = list(csv.reader(io.StringIO(shorter.read_bytes().decode("gbk"))))
    assert len(rows) == 1 + len(made.documents.now) - LEFT_OUT


def test_no_identity_number_and_no_column_of_persons_is_in_any_file(
    everything: tuple[Record, ...],
) -> None:
    for record in everything:
        assert not holds_identity_number(f"{record.title} {record.doc_no} {record.ref_code}")
    names = {
        column.name
        for columns in (tables.DOCUMENTS, tables.REGISTER, tables.MEDIA, tables.VOLUMES)
        for column in columns
    }
    assert not {name for name in names if "人" in name or "姓名" in name}


def test_the_folder_says_in_both_languages_that_it_is_made_up(folder: Path) -> None:
    told = (folder / "README.txt").read_text(encoding="utf-8")
    assert "全部由程序生成" in told
    assert "made up by a program" in told


def test_acts_come_in_the_order_of_their_days_and_none_today(made: Catalogue) -> None:
    days = [each.days_ago for each in noted(made)]
    assert days == sorted(days, reverse=True)
    assert days[-1] > 0
    assert len({each.act.id for each in noted(made)}) == len(days)
