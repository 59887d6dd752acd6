"""The demonstration's catalogue laid out, noted by people, and synced by the real commands."""

import asyncio
import json
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from daemon.commands.demo import CATALOGUE, lay_out
from daemon.configuration.loading import load_config
from daemon.preload.catalogue import laying
from daemon.preload.catalogue.facts import FAILED_BOX, LOANS, MONTH_DAYS, PHOTO_BOX
from daemon.preload.catalogue.laying import Catalogue
from daemon.preload.catalogue.noting import is_noted, note
from records_sync.holdings.missing import Limits, counted
from records_sync.holdings.model import Key, Place, Status
from records_sync.holdings.reading import HoldingsReader
from records_sync.index.browse import Axis
from records_sync.index.database import FILE as INDEX
from records_sync.index.query import MOST_HITS, Query
from records_sync.index.reading import Index
from records_sync.model import Record

from .test_cli import EN, ZH, roomd

TODAY = date(2026, 11, 26)
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture(scope="module", name="made")
def _made() -> Catalogue:
    return laying.catalogue(TODAY)


@pytest.fixture(scope="module", name="demo")
def _demo(made: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a demonstration that was laid out and has synced once."""
    folder = tmp_path_factory.mktemp("demo")
    directory = load_config(lay_out(folder)).config.storage.directory
    assert not is_noted(directory)
    assert asyncio.run(note(directory, made, ZONE)) == []
    laying.lay_out(folder / CATALOGUE, made)
    for path in folder.glob(f"{CATALOGUE}/*/*.*"):
        path.with_name(f"{path.name}.ok").touch()  # so that nobody waits whether it grows
    done = roomd("records", "sync", "--config", folder / "roomd.toml", env=EN)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(name="holdings")
def _holdings(demo: Path) -> HoldingsReader:
    return HoldingsReader(demo / "data")


async def found(demo: Path, words: str) -> dict[str, Record]:
    """Return what answers a question, by its number."""
    async with Index(demo / "data" / INDEX) as index:
        hits = (await index.search(Query(text=words, size=MOST_HITS))).hits
    return {hit.entry.record.ref_code: hit.entry.record for hit in hits}


def test_every_source_is_whole_and_says_that_it_is_made_up(demo: Path, made: Catalogue) -> None:
    sources = load_config(demo / "roomd.toml").config.records.source
    assert all(source.name and source.name.startswith("模拟目录") for source in sources)
    told = roomd("records", "status", "--json", "--config", demo / "roomd.toml", env=EN).stdout
    totals = {each["source"]: each["total"] for each in json.loads(told)["standing"]}
    assert totals == {source: len(records) for source, records in made.by_source().items()}
    assert {source.id for source in sources} == totals.keys()


def test_nothing_was_rejected_and_nothing_needed_a_repair(demo: Path) -> None:
    config = ("--config", demo / "roomd.toml")
    told = roomd("records", "report", "--json", "--last", "50", *config, env=EN).stdout
    reports = [json.loads(line) for line in told.splitlines()]
    assert len(reports) == 6  # five lists of records and one of units
    for report in reports:
        assert (report["rejected"], report["flagged"], report["secret"]) == ([], [], 0), report
        assert report["outcome"] == "done"


async def test_a_record_is_found_by_two_characters_a_sloppy_number_and_initials(
    demo: Path, made: Catalogue
) -> None:
    (wanted,) = (each for each in made.documents.now if "编办发〔2021〕3号" in each.doc_no)
    for words in ("当编办发2021 3", "当编办发[2021]3号", wanted.ref_code.replace("·", ".")):
        assert wanted.ref_code in await found(demo, words)
    for words, title in (("防疫", "防疫"), ("jgbz", "机构编制"), ("sdgd", "“三定”规定")):
        hits = await found(demo, words)
        assert any(title in record.title for record in hits.values())
    done = roomd("records", "search", "当编办发2021 3", "--config", demo / "roomd.toml", env=ZH)
    assert wanted.title in done.stdout


async def test_a_document_that_was_just_filed_is_still_found_by_its_temporary_number(
    demo: Path, made: Catalogue
) -> None:
    filed = next(record for record in made.documents.increment if record.ref_code)
    assert await found(demo, filed.temp_no) == {filed.ref_code: filed}


async def test_the_trees_lead_through_offices_and_institutions_under_their_present_names(
    demo: Path,
) -> None:
    async with Index(demo / "data" / INDEX) as index:
        years = await index.browse(Axis.TIME)
        institutions = {node.name: node for node in await index.browse(Axis.INSTITUTION)}
    assert [node.name for node in years] == [str(year) for year in range(2026, 1983, -1)]
    assert "当阳市卫生防疫站" in institutions["当阳市疾病预防控制中心"].former_names
    assert not [name for name in institutions if name.startswith("当阳县")]


def test_every_local_fact_is_of_a_record_that_the_index_has(demo: Path) -> None:
    with closing(sqlite3.connect(demo / "data" / "holdings.db")) as db:
        noted = set(db.execute("SELECT source, id FROM standing"))
    with closing(sqlite3.connect(demo / "data" / "records.db")) as db:
        known = set(
            db.execute(
                "SELECT name, id FROM record JOIN source ON source.number = source"
                " WHERE deleted_at IS NULL"
            )
        )
    assert noted == known


async def test_paper_is_in_the_first_room_and_other_media_are_in_the_second(
    holdings: HoldingsReader, made: Catalogue
) -> None:
    for source, records in made.by_source().items():
        keys = [Key(source, record.id) for record in records if record.box][::50]
        rooms = Counter(s.place.room for s in (await holdings.standings(keys)).values())
        assert rooms == {"stack-2" if source == "media" else "stack-1": len(keys)}


async def test_each_box_has_a_whole_place_with_few_others_on_its_shelf(
    demo: Path, holdings: HoldingsReader
) -> None:
    with closing(sqlite3.connect(demo / "data" / "holdings.db")) as db:
        codes = [code for (code,) in db.execute("SELECT code FROM box")]
    assert len(codes) > 500
    places = [await holdings.box(code) for code in codes[::40]]
    assert all(place and all(place.parts[:-1]) for place in places)
    assert places[0]
    assert len((await holdings.on_shelf(places[0]))[0]) <= 10


async def test_one_loan_is_overdue_one_ends_today_and_one_next_week(
    holdings: HoldingsReader,
) -> None:
    lent = await holdings.keys_with([Status.LENT])
    loans = [standing.loan for standing in (await holdings.standings(lent)).values()]
    dues = Counter((loan.due - TODAY).days for loan in loans if loan)
    assert dues == {left: many for _, many, _, left in LOANS}
    assert {left < 0 for left in dues} == {True, False}
    assert 0 in dues
    missing = counted(await holdings.sought([], TODAY, Limits()))
    assert (missing.records_overdue, missing.records_missing) == (2, 1)


async def test_one_check_passed_and_one_failed(holdings: HoldingsReader) -> None:
    checks = {each.box: each for each in await holdings.checks("")}
    assert {box: each.ended_as for box, each in checks.items()} == {
        PHOTO_BOX: "passed",
        FAILED_BOX: "failed",
    }
    assert checks[FAILED_BOX].missing == 1


async def test_a_box_of_photographs_has_lived_in_both_rooms_for_the_whole_month(
    holdings: HoldingsReader,
) -> None:
    where = await holdings.whereabouts_of_box(PHOTO_BOX)
    noon = datetime(2026, 11, 26, 12, tzinfo=ZONE)
    stays = where.stays(noon - timedelta(days=MONTH_DAYS - 1), noon)
    rooms = [stay.place.room for stay in stays if isinstance(stay.place, Place)]
    assert rooms == ["stack-1", "stack-2"]


async def test_a_correction_is_taken_and_a_list_that_is_much_shorter_is_held(demo: Path) -> None:
    config = ("--config", demo / "roomd.toml")
    place = demo / CATALOGUE
    for kind in ("增量", "全量"):
        (path,) = (place / laying.TRY).glob(f"*{kind}*.csv")
        (place / laying.DOCUMENTS / path.name).write_bytes(path.read_bytes())
        (place / laying.DOCUMENTS / f"{path.name}.ok").touch()
        roomd("records", "sync", "--source", laying.DOCUMENTS, *config, env=EN)
    told = json.loads(roomd("records", "status", "--json", *config, env=EN).stdout)["standing"]
    holds = {each["source"]: each["hold"] for each in told}
    assert holds.pop(laying.DOCUMENTS)["removed"] == laying.LEFT_OUT
    assert not any(holds.values())
    assert len(await found(demo, "更正")) == 3
