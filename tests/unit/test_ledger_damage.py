"""A damaged ledger is kept aside, what is proved of it goes on; no kill loses a row."""

import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from daemon.store.ledger import FILE, Ledger
from daemon.store.ledger_anchor import read_anchor
from daemon.store.ledger_read import rows
from daemon.store.ledger_verify import verified

from .damage_kit import Damage, damaged, garble, hole
from .history_kit import HeldClock
from .ledger_kit import event, filled, plain, recognised, remembering, result, running

KILLS = 20
ROWS = 600


def cut(content: bytearray) -> None:
    del content[len(content) // 2 // 2048 * 2048 :]


@pytest.mark.parametrize(
    ("damage", "least_rows"),
    [
        pytest.param(garble, 0, id="garbage for a header"),
        pytest.param(cut, 100, id="half of the file"),
        pytest.param(hole, 300, id="two bad pages"),
    ],
)
async def test_a_damaged_ledger_is_kept_and_goes_on_with_what_is_proved(
    tmp_path: Path, damage: Damage, least_rows: int
) -> None:
    path = await filled(tmp_path, ROWS)
    with plain(tmp_path) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = {row.body["n"]: row.at for row in rows(path)}
    content = damaged(path, damage)
    clock = HeldClock()
    clock.advance(10_000.0)
    ledger = Ledger(tmp_path, clock, "v2")
    async with running(ledger):
        await ledger.until(ledger.offer(result(clock, event(9999)), remembering(5)))
        assert "台账文件曾损坏" in ledger.status
        assert ledger.sound
    aside = tmp_path / "ledger.db.corrupt-20260301T064640Z"
    assert aside.read_bytes() == content
    assert not verified(path, ()).flaws
    found = [row for row in rows(path) if row.version == "v1"]
    assert len(found) >= least_rows
    assert [row.body["n"] for row in found] == sorted(row.body["n"] for row in found)
    assert all(whole[row.body["n"]] == row.at for row in found)
    (salvage,) = rows(path, kind="ledger", subject="salvage")
    assert salvage.body == {"aside": aside.name, "rows": len(found)}
    assert recognised(await Ledger(tmp_path, clock, "v2").recall()) == 5


async def test_an_edited_row_is_not_proved(tmp_path: Path) -> None:
    path = await filled(tmp_path, ROWS)
    with plain(tmp_path) as db:
        db.execute("DROP TRIGGER ledger_keeps_rows")
        db.execute("UPDATE ledger SET subject = 'forged' WHERE seq = 100")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    damaged(path, hole)
    ledger = Ledger(tmp_path, HeldClock(), "v2")
    async with running(ledger):
        await ledger.until(1)
    numbers = [row.body["n"] for row in rows(path, kind="act")]
    assert 100 not in numbers
    assert {99, 101} <= set(numbers)


async def test_a_damaged_ledger_gives_no_memory(tmp_path: Path) -> None:
    path = await filled(tmp_path, 5)
    damaged(path, garble)
    with pytest.raises(Exception, match="not a database") as caught:
        await Ledger(tmp_path, HeldClock(), "v1").recall()
    assert caught.typename == "MemoryLostError"


def child(directory: Path, first: int) -> "subprocess.Popen[str]":
    """Start a process that writes numbered events, and tells what was acknowledged."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.unit.ledger_kit", str(directory), str(first)],
        stdout=subprocess.PIPE,
        text=True,
    )


def told(process: "subprocess.Popen[str]", first: int) -> int:
    """Return the last number that the process told before its end."""
    assert process.stdout is not None
    whole = process.stdout.read().rpartition("\n")[0]
    return int(whole.split()[-1]) if whole else first


def test_no_kill_loses_an_acknowledged_row(tmp_path: Path) -> None:
    chance = random.Random(7)
    path = tmp_path / FILE
    acknowledged = set[int]()
    for kill in range(KILLS):
        first = kill * 100_000
        with child(tmp_path, first) as process:
            assert process.stdout is not None
            if kill % 2:  # in the midst of its commits; else at any moment, the start included
                process.stdout.readline()
            killer = threading.Timer(chance.uniform(0.0, 0.7), process.kill)
            killer.start()
            last = told(process, first)
            killer.join()
        acknowledged |= set(range(first + 1, last + 1))
        if path.exists() and acknowledged:
            anchor = read_anchor(path)
            assert not verified(path, [] if anchor is None else [anchor]).flaws
            assert acknowledged <= {row.body["n"] for row in rows(path)}
    kept = [row.body["n"] for row in rows(path)]
    assert len(kept) == len(set(kept))
    assert len(acknowledged) > KILLS
    print(f"{KILLS} kills, {len(acknowledged)} acknowledged rows, {len(kept)} in the file")


def test_a_stop_commits_and_anchors_the_last_row(tmp_path: Path) -> None:
    with child(tmp_path, 0) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        last = told(process, 1)
        assert process.wait(5.0) == 0
    anchor = read_anchor(tmp_path / FILE)
    assert anchor == verified(tmp_path / FILE, ()).head
    assert anchor is not None
    assert anchor.seq == last
