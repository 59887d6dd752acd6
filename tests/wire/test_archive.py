"""The desk of the records, as the daemon runs it: real files, real index, facts that last."""

import asyncio
import math
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from daemon.archive.desk import Desk
from daemon.archive.renaming import rename_act
from daemon.archive.troubles import asking_facts
from daemon.record_ports import Question, RecordsUnavailableError, Span
from daemon.supervision import Services
from records_sync.holdings.acts import Lend, Move, MoveBox, OpenCheck, See, SetStatus, TakeBack
from records_sync.holdings.backup import BACKUP
from records_sync.holdings.codes import box_code, record_code
from records_sync.holdings.database import FILE
from records_sync.holdings.model import Done, Key, Place, Refused, Status
from records_sync.holdings.words import told
from records_sync.index.query import Query
from tests.archive_kit import (
    SHELF,
    SOURCE,
    SiteClock,
    act_id,
    change_index,
    desk_at,
    fresh_desk,
    index_of,
    key,
    seen,
    site_with_records,
)
from tests.unit.index_kit import gone, put
from tests.unit.records_holdings_kit import site, stored

WHO = "库管"
FILED = "J012-WS-2019-Y-0001"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return site_with_records(tmp_path)


def catalogue(folder: Path) -> None:
    index_of(
        folder,
        [
            put("1", "关于编制核定的批复", ref_code=FILED, box="2019-001", year=2019),
            put("2", "关于机构设置的通知", ref_code="J012-WS-2019-Y-0002", box="2019-001"),
            put("LS7", "尚未归档的请示", temp_no="LS7"),
        ],
    )


def numbers(desk: Desk) -> tuple[float, float]:
    facts = desk.upkeep.facts()
    return facts["records_missing"], facts["records_overdue"]


async def moved(desk: Desk, names: Sequence[str], to: Place) -> None:
    keys = tuple(map(key, names))
    done = await desk.act(Move(id=act_id(), who=WHO, keys=keys, to=to))
    assert isinstance(done, Done), done


async def found(desk: Desk, text: str = "", **of: object) -> list[str]:
    answer = await desk.search(Question(query=Query(text=text), **of))  # type: ignore[arg-type]
    assert answer.found.count == len(answer.found.hits)
    return sorted(hit.entry.record.id for hit in answer.found.hits)


async def test_a_search_is_narrowed_by_what_only_the_local_facts_know(tmp_path: Path) -> None:
    config = site_with_records(tmp_path, rooms=2)
    catalogue(tmp_path)
    async with desk_at(config) as desk:
        await desk.act(MoveBox(id=act_id(), who=WHO, box="2019-001", to=SHELF))
        await moved(desk, ["1", "2"], Place(box="2019-001"))
        await moved(desk, ["LS7"], Place(room="stack-2"))
        due = desk.today() + timedelta(days=9)
        lend = Lend(id=act_id(), who=WHO, keys=(key("1"),), unit="财政局", until=due)
        assert isinstance(await desk.act(lend), Done)
        assert await found(desk) == ["1", "2", "LS7"]
        assert await found(desk, room="stack-1") == ["1", "2"]
        assert await found(desk, statuses=(Status.LENT, Status.MISSING)) == ["1"]
        assert await found(desk, statuses=(Status.LENT,), room="stack-2") == []
        assert await found(desk, "机构", room="stack-1") == ["2"]
        answer = await desk.search(Question(query=Query(text="编制")))
        standing = answer.standings[key("1")]
        assert (standing.status, standing.place.rack) == (Status.LENT, "3")


async def test_an_act_is_answered_when_it_is_on_the_disk_and_survives_a_kill(
    tmp_path: Path,
) -> None:
    config = site_with_records(tmp_path)
    catalogue(tmp_path)
    told = 0
    for run in range(3):
        child = subprocess.Popen(  # noqa: ASYNC220 - it is killed at once
            [sys.executable, "-m", "tests.wire.test_archive", str(config), str(run)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdout is not None
        answered = [await asyncio.to_thread(child.stdout.readline) for _ in range(5)]
        child.send_signal(signal.SIGKILL)
        answered += child.stdout.read().rpartition("\n")[0].split()
        child.stdout.close()
        child.wait()
        facts, _ = stored(tmp_path)
        names = {line.strip() for line in answered} - {""}
        assert len(names) >= 5
        assert names <= {fact.act for fact in facts}
        told += len(names)
    async with desk_at(config) as desk:
        sheet = await desk.record(key("1"))
        assert sheet is not None
        assert sheet.standing is not None
        assert len(sheet.facts) >= min(told, 200)
        assert desk.local.status() == ""


async def test_after_a_restart_the_facts_are_there_and_an_act_is_not_done_twice(
    config: Path, tmp_path: Path
) -> None:
    catalogue(tmp_path)
    see = See(id=act_id(), who=WHO, keys=(key("1"),), at=SHELF)
    async with desk_at(config) as desk:
        assert isinstance(await desk.act(see), Done)
    async with desk_at(config) as desk:
        assert isinstance(await desk.act(see), Done)
        sheet = await desk.record(key("1"))
        assert sheet is not None
        assert [fact.who for fact in sheet.facts] == [WHO]


async def test_a_refused_act_changes_nothing_and_says_why(config: Path, tmp_path: Path) -> None:
    catalogue(tmp_path)
    async with desk_at(config) as desk:
        outcome = await desk.act(TakeBack(id=act_id(), who=WHO, keys=(key("1"),)))
        assert isinstance(outcome, Refused)
        assert outcome.code == "is_not_out"


async def test_a_damaged_file_is_salvaged_and_that_is_said(config: Path, tmp_path: Path) -> None:
    catalogue(tmp_path)
    async with desk_at(config) as desk:
        await moved(desk, ["1"], SHELF)
        await seen((tmp_path / BACKUP).exists)
        of_yesterday = (tmp_path / BACKUP).stat().st_mtime_ns
    clock = SiteClock()
    clock.ahead = timedelta(days=2)
    async with desk_at(config, clock) as desk:
        await seen(lambda: (tmp_path / BACKUP).stat().st_mtime_ns > of_yesterday)
        await moved(desk, ["2"], SHELF)
    (tmp_path / FILE).write_bytes(b"SQLite format 3\0" + b"\xff" * 50_000)
    for suffix in ("-wal", "-shm"):
        (tmp_path / (FILE + suffix)).unlink(missing_ok=True)
    async with desk_at(config) as desk:
        assert "holdings.db.corrupt-" in desk.local.status()
        assert "已损坏" in desk.local.status()
        sheet = await desk.record(key("1"))
        assert sheet is not None
        assert sheet.standing is not None, "it came from the copy"
    async with desk_at(config) as desk:
        assert desk.local.status() == "", "said for as long as the process lives"


async def test_a_file_of_a_newer_program_is_not_touched_and_acts_are_refused_in_words(
    config: Path, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / FILE)) as db:
        db.execute("PRAGMA user_version = 99")
        db.execute("CREATE TABLE of_the_future (n INTEGER)")
        db.commit()
    before = (tmp_path / FILE).read_bytes()
    services = Services()
    async with desk_at(config, services=services) as desk:
        await seen(lambda: "升级" in services.status()["holdings"])
        with pytest.raises(RecordsUnavailableError, match=r"holdings\.db"):
            await desk.act(See(id=act_id(), who=WHO, keys=(key("1"),), at=SHELF))
    assert (tmp_path / FILE).read_bytes() == before


async def test_without_an_index_nothing_is_found_and_a_damaged_one_is_told(
    config: Path, tmp_path: Path
) -> None:
    async with desk_at(config) as desk:
        assert await found(desk) == []
        assert desk.standings().as_of is None
        assert (await desk.counted()).statistics is None
        with pytest.raises(RecordsUnavailableError, match="同步"):
            await desk.statistics_file("zh")
        (tmp_path / "records.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 8000)
        for question in (desk.search(Question(query=Query())), desk.record(key("1"))):
            with pytest.raises(RecordsUnavailableError, match=r"records\.db"):
                await question
        see = See(id=act_id(), who=WHO, keys=(key("1"),), at=SHELF)
        assert isinstance(await desk.act(see), Done), "the facts need no index"


async def test_facts_follow_a_record_that_got_its_number(config: Path, tmp_path: Path) -> None:
    catalogue(tmp_path)
    async with desk_at(config) as desk:
        await moved(desk, ["LS7"], SHELF)
        change_index(tmp_path, put(FILED + "9", "已归档", temp_no="LS7", ref_code=FILED + "9"))
        now_named = await desk.search(Question(query=Query(text="已归档")))
        assert now_named.standings[key(FILED + "9")].place == SHELF, "before it is renamed, too"
        desk.upkeep.synced()
        await seen(lambda: key(FILED + "9") in stored(tmp_path)[1])
        assert key("LS7") not in stored(tmp_path)[1]
        by_old, by_new = await desk.record(key("LS7")), await desk.record(key(FILED + "9"))
        assert by_old == by_new
        assert by_new is not None
        assert [fact.change.kind for fact in by_new.facts] == ["renamed", "place"]
        acts = len(stored(tmp_path)[0])
        desk.upkeep.synced()
        await moved(desk, ["1"], SHELF)
        await seen(lambda: len(stored(tmp_path)[0]) == acts + 1)


async def test_an_overdue_loan_raises_the_fact_after_midnight(config: Path, tmp_path: Path) -> None:
    catalogue(tmp_path)
    clock = SiteClock()
    async with desk_at(config, clock) as desk:
        assert numbers(desk) == (0, 0)
        lend = Lend(id=act_id(), who=WHO, keys=(key("1"),), unit="财政局", until=desk.today())
        assert isinstance(await desk.act(lend), Done)
        assert numbers(desk) == (0, 0)
        clock.ahead = timedelta(days=1)
        await seen(lambda: numbers(desk) == (0, 1))
        (line,) = await desk.missing()
        assert line.sought.reasons["overdue"]["days"] == 1
        assert line.entry is not None
        assert line.entry.record.ref_code == FILED
        assert isinstance(await desk.act(TakeBack(id=act_id(), who=WHO, keys=(key("1"),))), Done)
        await seen(lambda: numbers(desk) == (0, 0))


async def test_what_is_missing_or_never_seen_raises_the_other_fact(
    config: Path, tmp_path: Path
) -> None:
    catalogue(tmp_path)
    clock = SiteClock()
    async with desk_at(config, clock) as desk:
        lost = SetStatus(
            id=act_id(), who=WHO, keys=(key("2"),), status=Status.MISSING, why="清点未见"
        )
        assert isinstance(await desk.act(lost), Done)
        await seen(lambda: numbers(desk) == (1, 0))
        clock.ahead = timedelta(days=31)
        await seen(lambda: numbers(desk) == (2, 0))
        reasons = {line.sought.key: set(line.sought.reasons) for line in await desk.missing()}
        assert reasons == {key("2"): {"missing"}, key("LS7"): {"not_seen"}}


async def test_the_days_of_the_missing_list_are_those_of_the_configuration(tmp_path: Path) -> None:
    config = site_with_records(
        tmp_path, "[records.local]\nfile_within_days = 2\nsee_within_days = 5\n"
    )
    catalogue(tmp_path)
    clock = SiteClock()
    async with desk_at(config, clock) as desk:
        clock.ahead = timedelta(days=4)
        (line,) = await desk.missing()
        assert set(line.sought.reasons) == {"not_filed"}


async def test_the_age_of_the_copy_is_a_fact(config: Path, tmp_path: Path) -> None:
    clock = SiteClock()
    async with desk_at(config, clock) as desk:
        await seen((tmp_path / BACKUP).exists)
        desk.upkeep.acted()
        await seen(lambda: desk.upkeep.facts().get("holdings_copy_age_s", math.inf) < 60)
        clock.ahead = timedelta(hours=50)
        desk.upkeep.acted()
        await seen(lambda: desk.upkeep.facts()["holdings_copy_age_s"] > 49 * 3600)


async def test_a_scanned_code_is_a_record_a_box_or_nothing(config: Path, tmp_path: Path) -> None:
    catalogue(tmp_path)
    async with desk_at(config) as desk:
        await desk.act(MoveBox(id=act_id(), who=WHO, box="9", to=SHELF))
        assert await desk.read_code(record_code(key("1"))) == key("1")
        assert await desk.read_code(box_code("2019-001")) == "2019-001"
        assert await desk.read_code("j012－ws·2019-y-0001") == key("1")
        assert await desk.read_code("LS7") == key("LS7")
        assert await desk.read_code("9") == "9"
        for nothing in ("", "没有这样的号", "R1:MAIN:1:AAAA", "J012-WS-2019-Y", "\x00" * 9000):
            assert await desk.read_code(nothing) is None


async def test_a_box_holds_what_the_index_says_but_for_what_is_told_to_be_elsewhere(
    config: Path, tmp_path: Path
) -> None:
    catalogue(tmp_path)
    async with desk_at(config) as desk:
        assert await desk.box("没有") is None
        listed = await desk.box("2019-001")
        assert listed is not None
        assert [sheet.key for sheet in listed.records] == [key("1"), key("2")]
        assert (listed.place, listed.check) == (None, None)
        await desk.act(MoveBox(id=act_id(), who=WHO, box="2019-001", to=SHELF))
        await moved(desk, ["1", "LS7"], Place(box="2019-001"))
        await moved(desk, ["2"], Place(room="stack-1"))
        check = OpenCheck(id=act_id(), who=WHO, box="2019-001")
        assert isinstance(await desk.act(check), Done)
        box = await desk.box("2019-001")
        assert box is not None
        assert {sheet.key for sheet in box.records} == {key("1"), key("LS7")}
        assert box.place == SHELF
        assert box.check is not None
        assert box.check.id == check.id


async def test_a_record_that_left_the_index_keeps_its_sheet(config: Path, tmp_path: Path) -> None:
    catalogue(tmp_path)
    async with desk_at(config) as desk:
        assert await desk.record(Key("elsewhere", "1")) is None
        await moved(desk, ["1"], SHELF)
        change_index(tmp_path, gone("1"), gone("2"))
        sheet = await desk.record(key("1"))
        assert sheet is not None
        assert (sheet.entry, sheet.key) == (None, key("1"))
        assert sheet.standing is not None
        assert await desk.record(key("2")) is None


async def test_labels_and_statistics_are_made(config: Path, tmp_path: Path) -> None:
    catalogue(tmp_path)
    async with desk_at(config) as desk:
        await moved(desk, ["1"], SHELF)
        await desk.act(
            SetStatus(id=act_id(), who=WHO, keys=(key("1"),), status=Status.HELD, why="入库")
        )
        page = await desk.labels([key("1"), Key("gone", "<x>")], ["2019-001"], "24", 0)
        assert page is not None
        assert page.count("<svg") == 3
        assert FILED in page
        assert "<x>" not in page
        assert await desk.labels([], [], "不存在", 0) is None
        counted = await desk.counted()
        assert counted.statistics is not None
        assert counted.statistics.total == 3
        assert counted.statuses == {Status.HELD: 1}
        assert (await desk.statistics_file("zh")).startswith(b"PK")


async def test_the_records_that_stood_in_a_room_are_named(tmp_path: Path) -> None:
    config = site_with_records(tmp_path, rooms=2)
    catalogue(tmp_path)
    async with desk_at(config) as desk:
        begun = datetime.now(UTC)  # noqa: TID251 - the desk runs on the same clock
        await moved(desk, ["1"], SHELF)
        await moved(desk, ["2"], Place(room="stack-2"))
        span = Span(start=begun, end=begun + timedelta(days=1))
        page = await desk.stood_in("stack-1", span, 1, 15)
        assert (page.total, page.number) == (1, 1)
        (stood,) = page.records
        assert (stood.key, stood.stays[0].place) == (key("1"), SHELF)
        assert stood.entry is not None
        assert stood.stays[-1].end < begun + timedelta(hours=1), "the time to come is none"


async def test_a_decision_needs_a_name_and_a_reason_and_a_plan_that_is_held(
    config: Path, tmp_path: Path
) -> None:
    catalogue(tmp_path)
    async with desk_at(config) as desk:
        for who, why in (("", "移交"), ("王工", "\x00"), ("王" * 61, "移交"), ("王工", "移" * 121)):
            said = await desk.decide(SOURCE, "abc", who, why, reject=False)
            assert "理由" in said
        said = await desk.decide(SOURCE, "abc", "王工\x00", "移交", reject=False)
        assert " / " in said, "in both languages"
        assert "Traceback" not in said
        with pytest.raises(RecordsUnavailableError):
            await desk.decide("没有这个来源", "abc", "王工", "移交", reject=False)


async def test_the_sources_stand_as_they_are_configured_before_any_run(config: Path) -> None:
    async with desk_at(config) as desk:
        (source,) = desk.standings().sources
        assert (source.id, source.name, source.kind) == (SOURCE, "主系统", "files")
        assert (source.as_of, source.hold, source.retry_s, source.is_loading) == (
            None,
            None,
            None,
            False,
        )
        assert desk.standings().progress is None


async def test_facts_go_to_the_folder_of_the_main_system(tmp_path: Path) -> None:
    out = tmp_path / "out"
    config = site_with_records(
        tmp_path, f'[[records.outbox]]\nid = "up"\nkind = "file"\nfolder = "{out}"\n'
    )
    catalogue(tmp_path)
    async with desk_at(config) as desk:
        await moved(desk, ["1"], SHELF)
        await seen(lambda: "交换文件夹" in desk.local.status())
        await seen(lambda: [each.waiting for each in desk.upkeep.told.outboxes] == [1])
        await asyncio.to_thread(out.mkdir)
    async with desk_at(config) as desk:
        await seen(lambda: list(out.glob("holdings-*.jsonl")))
        await seen(lambda: [each.waiting for each in desk.upkeep.told.outboxes] == [0])
        assert desk.local.status() == ""


async def test_a_missing_token_is_told_and_holds_up_no_act(tmp_path: Path) -> None:
    config = site_with_records(
        tmp_path,
        '[[records.outbox]]\nid = "up"\nkind = "feed"\nurl = "http://127.0.0.1:9/e"\n'
        'token_credential = "no-such-token"\n',
    )
    catalogue(tmp_path)
    async with desk_at(config) as desk:
        await moved(desk, ["1"], SHELF)
        await seen(lambda: "no-such-token" in desk.local.status())


async def test_a_disk_that_vanishes_makes_acts_unavailable_in_words(
    config: Path, tmp_path: Path
) -> None:
    catalogue(tmp_path)
    services = Services()
    async with desk_at(config, services=services) as desk:
        await seen(lambda: desk.upkeep.facts().get("records_missing") is not None)
        shutil.copy(tmp_path / FILE, tmp_path / "aside")
        with closing(sqlite3.connect(tmp_path / FILE)) as db:
            db.execute("BEGIN EXCLUSIVE")
            see = See(id=act_id(), who=WHO, keys=(key("1"),), at=SHELF)
            with pytest.raises(RecordsUnavailableError, match=r"holdings\.db"):
                await desk.act(see)
            db.rollback()
        assert isinstance(await desk.act(see), Done)


async def lent_and_renamed(desk: Desk, folder: Path) -> Key:
    """Lend a record, and let the index give it another id without a word to the desk."""
    await moved(desk, ["LS7"], SHELF)
    assert isinstance(await desk.act(lend(desk, key("LS7"))), Done)
    change_index(folder, put(FILED + "9", "已归档", temp_no="LS7", ref_code=FILED + "9"))
    return key(FILED + "9")


def lend(desk: Desk, *keys: Key) -> Lend:
    due = desk.today() + timedelta(days=9)
    return Lend(id=act_id(), who=WHO, keys=keys, unit="财政局", until=due)


async def test_what_is_lent_is_taken_back_under_a_new_id_before_any_sync_is_told(
    config: Path, tmp_path: Path
) -> None:
    catalogue(tmp_path)
    async with desk_at(config) as desk:
        now = await lent_and_renamed(desk, tmp_path)
        again = await desk.act(lend(desk, now))
        assert isinstance(again, Refused)
        assert again.code == "is_lent"
        assert isinstance(await desk.act(TakeBack(id=act_id(), who=WHO, keys=(now,))), Done)
        sheet = await desk.record(now)
        assert sheet is not None
        assert sheet.standing is not None
        assert (sheet.standing.key, sheet.standing.status) == (now, Status.HELD)
        assert stored(tmp_path)[1].keys() == {now}


async def test_the_climate_of_a_record_is_that_of_its_former_ids_too(
    config: Path, tmp_path: Path
) -> None:
    catalogue(tmp_path)
    begun = datetime.now(UTC)  # noqa: TID251 - the desk runs on the same clock
    async with desk_at(config) as desk:
        now = await lent_and_renamed(desk, tmp_path)
    async with fresh_desk(config, SiteClock()) as desk:  # nobody renames anything
        span = Span(start=begun, end=begun + timedelta(days=1))
        for name in (now, key("LS7")):
            exposure = await desk.climate_of_record(name, span)
            assert [part.stay.away for part in exposure.parts][-1] is Status.LENT
            assert SHELF in [part.stay.place for part in exposure.parts]


async def test_a_box_holds_a_record_with_a_new_id_once(config: Path, tmp_path: Path) -> None:
    catalogue(tmp_path)
    async with desk_at(config) as desk:
        await desk.act(MoveBox(id=act_id(), who=WHO, box="9", to=SHELF))
        await moved(desk, ["LS7"], Place(box="9"))
    change_index(tmp_path, put(FILED + "9", "已归档", temp_no="LS7", ref_code=FILED + "9", box="9"))
    async with fresh_desk(config, SiteClock()) as desk:
        box = await desk.box("9")
        assert box is not None
        (sheet,) = box.records
        assert sheet.key == key(FILED + "9")
        assert sheet.standing is not None


async def test_a_sync_that_nobody_told_of_is_followed(config: Path, tmp_path: Path) -> None:
    catalogue(tmp_path)
    async with desk_at(config) as desk:
        now = await lent_and_renamed(desk, tmp_path)
        see = See(id=act_id(), who=WHO, keys=(key("1"),), at=SHELF)
        assert isinstance(await desk.act(see), Done), "it looks after each act"
        await seen(lambda: now in stored(tmp_path)[1])


async def test_an_id_that_comes_and_goes_takes_its_facts_along_each_time(tmp_path: Path) -> None:
    async with site(tmp_path) as (holdings, reader):
        await holdings.do(See(id=act_id(), who=WHO, keys=(key("A"),), at=SHELF))
        for old, new in (("A", "B"), ("B", "A"), ("A", "B"), ("B", "A")):
            (seq,) = (await reader.newest([key(old), key(new)])).values()
            rename = rename_act(key(old), key(new), seq)
            for _ in range(2):  # asked once more after a crash, it is done once
                assert isinstance(await holdings.do(rename), Done)
            assert stored(tmp_path)[1].keys() == {key(new)}
        assert len(await reader.history(key("A"))) == 5


async def test_an_act_that_waits_while_the_file_closes_is_told_so(tmp_path: Path) -> None:
    async with site(tmp_path) as (holdings, _):
        see = See(id=act_id(), who=WHO, keys=(key("1"),), at=SHELF)
        acts = [replace(see, id=act_id()) for _ in range(50)]
        begun = [asyncio.create_task(holdings.do(act)) for act in acts]
        await asyncio.sleep(0)
    await asyncio.wait(begun)
    assert {type(one.exception()) for one in begun} <= {type(None), sqlite3.ProgrammingError}
    assert any(one.exception() for one in begun)
    with pytest.raises(RecordsUnavailableError, match=r"holdings\.db"), asking_facts():
        await holdings.do(see)


async def test_without_local_facts_the_index_answers_and_says_what_is_not_known(
    config: Path, tmp_path: Path
) -> None:
    catalogue(tmp_path)
    async with fresh_desk(config, SiteClock()) as desk:
        for damage in (None, b"garbage" * 1000):
            if damage:
                (tmp_path / FILE).write_bytes(damage)
            answer = await desk.search(Question(query=Query(text="编制")))
            assert (answer.found.count, answer.facts_are_away) == (1, True)
            sheet, box = await desk.record(key("1")), await desk.box("2019-001")
            assert sheet is not None
            assert box is not None
            assert sheet.facts_are_away
            assert (box.facts_are_away, len(box.records), box.unplaced) == (True, 2, ())
            counted = await desk.counted()
            assert counted.statistics is not None
            assert counted.facts_are_away
            assert (await desk.statistics_file("zh")).startswith(b"PK")
            for only_facts in (
                desk.search(Question(query=Query(), room="stack-1")),
                desk.record(key("unknown")),
                desk.box("unknown"),
            ):
                with pytest.raises(RecordsUnavailableError, match=r"holdings\.db"):
                    await only_facts
    async with desk_at(config) as desk:
        answer = await desk.search(Question(query=Query(text="编制")))
        assert not answer.facts_are_away


async def test_the_missing_list_outlives_a_damaged_index(config: Path, tmp_path: Path) -> None:
    catalogue(tmp_path)
    clock = SiteClock()
    async with desk_at(config, clock) as desk:
        lost = SetStatus(
            id=act_id(), who=WHO, keys=(key("2"),), status=Status.MISSING, why="清点未见"
        )
        assert isinstance(await desk.act(lost), Done)
        clock.ahead = timedelta(days=31)
        assert [line.index_is_away for line in await desk.missing()] == [False, False]
        (tmp_path / "records.db").write_bytes(b"x" * 8192)
        lines = await desk.missing()
        assert {line.sought.key for line in lines} == {key("2"), key("LS7")}
        assert all(line.index_is_away and line.entry is None for line in lines)


async def test_a_record_is_missing_since_the_day_of_the_site_also_under_a_new_id(
    config: Path, tmp_path: Path
) -> None:
    catalogue(tmp_path)
    clock = SiteClock()
    half_past_seven = datetime(2026, 3, 1, 7, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    clock.ahead = half_past_seven - clock.utc()
    async with desk_at(config, clock) as desk:
        lost = SetStatus(
            id=act_id(), who=WHO, keys=(key("LS7"),), status=Status.MISSING, why="清点未见"
        )
        assert isinstance(await desk.act(lost), Done)
        (line,) = await desk.missing()
        assert line.sought.reasons["missing"] == {"days": 0}
        clock.ahead += timedelta(days=40)
        change_index(tmp_path, put("A", "已归档", temp_no="LS7", ref_code=FILED + "9"))
        desk.upkeep.synced()
        await seen(lambda: key("A") in stored(tmp_path)[1])
        (line,) = await desk.missing()
        assert line.sought.key == key("A")
        assert line.sought.reasons["missing"] == {"days": 40}


async def test_rooms_and_records_that_nobody_knows_are_refused_in_words(
    config: Path, tmp_path: Path
) -> None:
    catalogue(tmp_path)
    nowhere, unknown = Place(room="nirgends"), key("no-such-record")
    async with desk_at(config) as desk:
        for act, code in (
            (Move(id=act_id(), who=WHO, keys=(key("1"),), to=nowhere), "room_unknown"),
            (MoveBox(id=act_id(), who=WHO, box="9", to=nowhere), "room_unknown"),
            (See(id=act_id(), who=WHO, keys=(key("1"),), at=nowhere), "room_unknown"),
            (Move(id=act_id(), who=WHO, keys=(key("1"), unknown), to=SHELF), "record_unknown"),
            (lend(desk, Key("nosource", "1")), "record_unknown"),
        ):
            outcome = await desk.act(act)
            assert isinstance(outcome, Refused)
            assert outcome.code == code
            assert all(told(outcome))
        assert stored(tmp_path) == ([], {})
        await moved(desk, ["1"], SHELF)
        change_index(tmp_path, gone("1"))
        assert isinstance(await desk.act(lend(desk, key("1"))), Done), "the facts know it"


async def _see_for_ever(config: Path, run: str) -> None:
    async with desk_at(config) as desk:
        for n in range(1_000_000):
            see = See(id=f"{run}-{n}", who=WHO, keys=(key("1"),), at=SHELF)
            assert isinstance(await desk.act(see), Done)
            print(see.id, flush=True)


if __name__ == "__main__":
    asyncio.run(_see_for_ever(Path(sys.argv[1]), sys.argv[2]))
