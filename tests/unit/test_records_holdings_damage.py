"""Power cuts, killed processes and failing cards: what was answered is kept, or said to be lost."""

import random
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from records_sync.holdings import backup, database, salvage
from records_sync.holdings.acts import Move, SetStatus
from records_sync.holdings.database import FILE
from records_sync.holdings.model import Key, Status
from records_sync.holdings.store import Holdings
from records_sync.holdings.words import SALVAGED

from .damage_kit import damaged, garble, hole
from .records_holdings_kit import OTHER, SHELF, A, Hands, done, folded, site, stored

KILLS = 12


def child(directory: Path, run: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.unit.records_holdings_kit", str(directory), str(run)],
        stdout=subprocess.PIPE,
        text=True,
    )


def test_no_kill_loses_an_act_that_was_answered_or_leaves_half_of_one(tmp_path: Path) -> None:
    chance = random.Random(5)
    answered: set[str] = set()
    for run in range(KILLS):
        with child(tmp_path, run) as process:
            assert process.stdout is not None
            if run % 3:  # in the midst of its acts; else at any moment, the start included
                answered.add(process.stdout.readline().strip())
            killer = threading.Timer(chance.uniform(0.0, 0.5), process.kill)
            killer.start()
            whole = process.stdout.read().rpartition("\n")[0]
            answered |= set(whole.split())
            killer.join()
    facts, standings = stored(tmp_path)
    acts: dict[str, int] = {}
    for fact in facts:
        acts[fact.act] = acts.get(fact.act, 0) + 1
    assert answered - {""} <= acts.keys()
    assert len(answered) > KILLS
    assert {count for act, count in acts.items() if not act.endswith("box")} == {5}
    assert folded(facts) == standings


async def note(holdings: Holdings, hands: Hands, first: int, last: int) -> None:
    for n in range(first, last):
        keys = tuple(Key("files", f"档案{n}-{i}") for i in range(20))
        done(await holdings.do(Move(id=hands.id, who="库管", keys=keys, to=SHELF, why="x" * 200)))


@pytest.mark.parametrize("damage", [garble, hole])
async def test_of_a_damaged_file_all_facts_are_kept_with_the_copys_help(
    tmp_path: Path, damage: object
) -> None:
    hands = Hands()
    async with site(tmp_path, hands) as (holdings, _):
        await note(holdings, hands, 0, 40)
        backup.back_up(tmp_path / FILE)
    whole = stored(tmp_path)[0]
    content = damaged(tmp_path / FILE, damage)  # type: ignore[arg-type]
    async with site(tmp_path, hands) as (holdings, reader):
        report = holdings.salvage
        assert report is not None
        assert report.aside.read_bytes() == content
        assert report.kept + report.from_copy == len(whole)
        assert report.lost == 0
        assert SALVAGED.filled({"aside": report.aside.name, "kept": 1, "from_copy": 2, "lost": 3})
        key = Key("files", "档案7-3")
        assert (await reader.standings([key]))[key].place == SHELF
        await note(holdings, hands, 40, 41)
        again = Move(id="act-0", who="库管", keys=(A,), to=OTHER)
        assert done(await holdings.do(again)).code == "done_before"
    facts, standings = stored(tmp_path)
    assert facts[: len(whole)] == whole
    assert facts[len(whole)].change.kind == "salvaged"
    assert folded(facts) == standings


async def test_without_a_copy_what_can_be_read_is_kept_and_the_rest_is_counted(
    tmp_path: Path,
) -> None:
    hands = Hands()
    async with site(tmp_path, hands) as (holdings, _):
        await note(holdings, hands, 0, 40)
    whole = {fact.seq: fact for fact in stored(tmp_path)[0]}
    damaged(tmp_path / FILE, hole)
    async with site(tmp_path, hands) as (holdings, _):
        report = holdings.salvage
        assert report is not None
        assert 0 < report.kept < len(whole)
        assert report.lost == len(whole) - report.kept
    facts, standings = stored(tmp_path)
    assert all(whole[fact.seq] == fact for fact in facts[:-1])
    assert {min(whole), max(whole)} <= {fact.seq for fact in facts}
    assert folded(facts) == standings


async def test_a_lost_file_comes_back_from_the_copy(tmp_path: Path) -> None:
    hands = Hands()
    async with site(tmp_path, hands) as (holdings, _):
        await note(holdings, hands, 0, 3)
        backup.back_up(tmp_path / FILE)
    whole = stored(tmp_path)[0]
    (tmp_path / FILE).unlink()
    async with site(tmp_path, hands) as (holdings, _):
        assert holdings.salvage is not None
        assert holdings.salvage.from_copy == len(whole)
    assert stored(tmp_path)[0][:-1] == whole


@pytest.mark.parametrize("step", ["written", "moved"])
async def test_a_salvage_that_is_cut_off_is_done_again_or_finished(
    tmp_path: Path, step: str
) -> None:
    hands = Hands()
    async with site(tmp_path, hands) as (holdings, _):
        await note(holdings, hands, 0, 1)
        stale = (tmp_path / f"{FILE}-wal").read_bytes()
        await note(holdings, hands, 1, 5)
        backup.back_up(tmp_path / FILE)
    whole = stored(tmp_path)[0]
    if step == "written":  # the new file half written, the damaged one in place
        damaged(tmp_path / FILE, garble)
        (tmp_path / f"{FILE}.salvage").write_bytes(b"half")
    else:  # the damaged one moved aside, the new one not yet under its name
        shutil.move(tmp_path / FILE, tmp_path / f"{FILE}.salvage")
        log = tmp_path / f"{FILE}-wal"
        log.write_bytes(stale)
    async with site(tmp_path, hands):
        pass
    assert stored(tmp_path)[0][: len(whole)] == whole


async def test_the_copy_is_whole_while_acts_go_on(tmp_path: Path) -> None:
    hands = Hands()
    async with site(tmp_path, hands) as (holdings, _):
        await note(holdings, hands, 0, 5)
        assert backup.is_due(tmp_path / FILE, hands.now)
        backup.back_up(tmp_path / FILE)
        await note(holdings, hands, 5, 6)
    copy = tmp_path / backup.BACKUP
    assert not database.is_damaged(copy)
    with closing(sqlite3.connect(copy)) as db:
        assert db.execute("SELECT COUNT(*) FROM fact").fetchone() == (100,)


async def test_a_failed_step_of_the_schema_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    async with site(tmp_path) as (holdings, _):
        done(await holdings.do(SetStatus(id="1", who="库管", keys=(A,), status=Status.HELD)))
    before = stored(tmp_path)
    steps = {**database.steps(), 2: "CREATE TABLE more (x) STRICT; SELECT nothing;"}
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as db:
        with pytest.raises(sqlite3.OperationalError):
            database.migrate(db, steps)
        assert db.execute("PRAGMA user_version").fetchone() == (1,)
    assert stored(tmp_path) == before
    assert salvage.prepared(tmp_path / FILE, Hands().now) is None
