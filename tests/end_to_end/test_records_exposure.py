"""`roomd records exposure` and `stood` over real files, beside no daemon at all."""

import asyncio
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from records_sync.holdings.acts import Lend, Move, MoveBox
from records_sync.holdings.model import Place
from records_sync.holdings.store import open_holdings
from tests.archive_kit import RECORDS, SHELF, SOURCE, act_id, index_of, key, site_with_records
from tests.report_kit import write_history
from tests.unit.index_kit import put

from .test_cli import EN, ZH, roomd

ZONE = ZoneInfo("Asia/Shanghai")
SINCE = datetime(2025, 3, 1, tzinfo=ZONE)
UNTIL = datetime(2025, 4, 1, tzinfo=ZONE)
SPAN = ("--from", "2025-03-01", "--until", "2025-04-01")


async def told(folder: Path) -> None:
    now = [SINCE]
    async with open_holdings(folder, lambda: now[0].astimezone(UTC), ZONE) as holdings:
        await holdings.do(MoveBox(id=act_id(), who="库管", box="2019-001", to=SHELF))
        box = Place(box="2019-001")
        await holdings.do(Move(id=act_id(), who="库管", keys=(key("1"),), to=box))
        now[0] += timedelta(days=21)
        due = (now[0] + timedelta(days=30)).date()
        await holdings.do(Lend(id=act_id(), who="库管", keys=(key("1"),), unit="财政局", until=due))


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    config = site_with_records(folder)
    write_history(folder, SINCE, UNTIL)
    index_of(folder, [put("1", "关于编制核定的批复")])
    asyncio.run(told(folder))
    return config


def records(*args: str | Path, site: Path, zh: bool = False) -> subprocess.CompletedProcess[str]:
    return roomd("records", *args, "--config", site, env=ZH if zh else EN)


def test_a_record_tells_where_it_lived_and_that_it_was_away(config: Path) -> None:
    done = records("exposure", "--record", "main:1", *SPAN, site=config)
    assert done.returncode == 0, done.stderr
    assert "31.0 days, 21.0 of them measured (67.7 %), 10.0 away" in done.stdout
    assert "stack-1/3/2/1/4/2019-001" in done.stdout
    assert done.stdout.splitlines()[-1].endswith("lent")
    zh = records("exposure", "--record", "main:1", *SPAN, site=config, zh=True).stdout
    assert "共 31.0 天，其中测到 21.0 天（覆盖率 67.7%），不在库 10.0 天" in zh
    assert "霉菌风险" in zh


def test_a_box_and_a_place_have_their_climate_and_a_place_without_a_history_has_none(
    config: Path,
) -> None:
    box = records("exposure", "--box", "2019-001", *SPAN, site=config)
    assert "31.0 of them measured (100.0 %)" in box.stdout
    place = records("exposure", "--place", "stack-1/3/2", *SPAN, site=config)
    assert "time in band" in place.stdout
    before = ("--from", "2020-01-01", "--until", "2020-02-01")
    none = records("exposure", "--place", "stack-1", *before, site=config)
    assert none.returncode == 0
    assert "not measured" in none.stdout


def test_the_records_that_stood_in_a_room_are_listed(config: Path) -> None:
    done = records("stood", "stack-1", *SPAN, site=config)
    assert done.returncode == 0, done.stderr
    assert "关于编制核定的批复" in done.stdout
    assert "main:1" in done.stdout
    assert "2025-03-22 00:00" in done.stdout, "until it was lent"
    assert "1 records are known" in done.stdout


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("exposure",), 2, "name one of"),
        (("exposure", "--box", "1", "--place", "stack-1"), 2, "name one of"),
        (("exposure", "--record", "nothing"), 2, "SOURCE:ID"),
        (("exposure", "--place", "stack-7"), 2, "stack-1"),
        (("exposure", "--place", "stack-1/a/b/c/d/e"), 2, "ROOM/RACK"),
        (("exposure", "--place", "stack-1", "--from", "soon"), 2, "no time"),
        (("stood", "stack-1", "--from", "2025-03-02", "--until", "2025-03-01"), 2, "before"),
        (("stood", "stack-7"), 2, "stack-1"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(
    config: Path, args: tuple[str, ...], code: int, said: str
) -> None:
    done = records(*args, site=config)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False)
    assert said in done.stderr


def test_without_local_facts_it_is_said_so(tmp_path: Path) -> None:
    site = site_with_records(tmp_path)
    done = records("exposure", "--record", "main:1", site=site, zh=True)
    assert (done.returncode, "holdings.db" in done.stderr) == (1, True)
    assert "Traceback" not in done.stderr


def test_a_record_or_box_that_nobody_knows_is_said_to_be_none(config: Path) -> None:
    for words, said in (
        (("--record", "main:NOPE"), "there is no record main:NOPE"),
        (("--record", "nope:1"), "there is no record nope:1"),
        (("--box", "NOPE"), "there is no box NOPE"),
    ):
        done = records("exposure", *words, *SPAN, site=config)
        assert (done.returncode, done.stdout) == (1, "")
        assert said in done.stderr


def test_records_are_found_by_how_and_where_they_stand_here(config: Path, tmp_path: Path) -> None:
    lent = records("search", "--status", "lent", site=config)
    assert "关于编制核定的批复" in lent.stdout
    assert "1 found" in records("search", "--room", "stack-1", site=config).stdout
    assert "0 found" in records("search", "编制", "--status", "held", site=config).stdout
    none = records("search", "--room", "nope", site=config)
    assert (none.returncode, "there is no room nope" in none.stderr) == (1, True)
    file = tmp_path / "out.csv"
    assert "1 records" in records("export", file, "--status", "lent", site=config).stdout
    assert "0 records" in records("export", file, "--status", "held", site=config).stdout


def test_a_source_that_is_none_is_said_to_be_none(config: Path, tmp_path: Path) -> None:
    for words in (("search",), ("export", tmp_path / "out.csv"), ("stats",)):
        done = records(*words, "--source", "nope", site=config)
        assert done.returncode == 1
        assert "no source is called nope; there are main" in done.stderr


def test_the_statistics_count_by_status_too(config: Path, tmp_path: Path) -> None:
    assert "lent" in records("stats", site=config).stdout
    file = tmp_path / "out.xlsx"
    assert records("stats", "--xlsx", file, site=config).returncode == 0
    assert openpyxl.load_workbook(file)["status"]["A2"].value == "lent"


def test_a_source_that_was_never_read_is_told_beside_the_others(config: Path) -> None:
    more = config.with_name("more.toml")
    other = RECORDS.format(folder=config.parent / "other").replace(SOURCE, "other")
    more.write_text(config.read_text(encoding="utf-8") + other, encoding="utf-8")
    told = records("search", "编制", site=more).stdout.splitlines()[-1]
    assert told.startswith("index as of: main 20")
    assert told.endswith(", other never whole yet")
