"""`roomd cycles` on a ledger with cycles: a list, a record to sign, and what is not there."""

from pathlib import Path

import pytest

from daemon.clock import SystemClock
from daemon.model import ProcessImage, ScanResult, Stage, Verb
from daemon.store.ledger import Ledger
from tests.cycle_kit import UV, Room
from tests.site_folder import edited, write_site
from tests.unit.ledger_kit import filled, running

from .test_cli import EN, ZH, roomd


def two_cycles() -> Room:
    """Return a room after a whole cycle and a broken one."""
    room = Room()
    room.start()
    room.until(Stage.READY)
    room.scan(c__door_1=False, c__door_2=False)
    room.scan(c__door_1=True, c__door_2=True)
    room.run(UV.rest_s, dt=10.0)
    room.start()
    room.run(30)
    room.scan(c__nobody=False)
    room.until(Stage.LOCKED_OUT)
    room.ask(Verb.ACKNOWLEDGE, why="误入，已检查")
    return room


@pytest.fixture
async def site(tmp_path: Path) -> Path:
    clock = SystemClock()
    ledger = Ledger(tmp_path, clock, "v1")
    room = two_cycles()
    result = ScanResult(
        seq=1,
        image=ProcessImage(t=clock.monotonic(), at=clock.utc(), clock_trusted=True, readings={}),
        climates={},
        events=tuple(room.events),
    )
    async with running(ledger):
        await ledger.until(ledger.offer(result, room.state))
    return write_site(tmp_path, edited(('"/var/lib/roomd"', f'"{tmp_path}"')))


def test_the_list_has_one_line_for_each_cycle(site: Path) -> None:
    zh = roomd("cycles", "--config", site, env=ZH)
    assert (zh.returncode, zh.stderr) == (0, "")
    first, second = zh.stdout.splitlines()
    assert first.split() == [
        *("1", "2026-07-01", "10:58:14", "一号库房", "紫外灯消毒", "张三", "完成"),
    ]
    assert second.endswith("未正常完成：室内有人：请全部离开")
    en = roomd("cycles", "--config", site, env=EN)
    assert en.stdout.splitlines()[0].endswith("complete")


def test_a_record_is_printed_to_be_signed(site: Path) -> None:
    zh = roomd("cycles", "1", "--config", site, env=ZH)
    assert (zh.returncode, zh.stderr) == (0, "")
    lines = zh.stdout.splitlines()
    assert lines[0] == "消毒记录 第 1 次"
    found = dict(line.split(maxsplit=1) for line in lines[1:] if " / " not in line)
    assert found["库房"] == "一号库房"
    assert found["结果"] == "完成"
    assert found["臭氧最高浓度"] == "0.01 mg/m³"
    assert set(found["复核人（签字）"]) == {"_"}
    en = roomd("cycles", "2", "--config", site, env=EN)
    assert "result                  not complete: somebody is inside: everybody must leave" in (
        en.stdout.splitlines()
    )


def test_a_cycle_that_is_not_there_is_an_error(site: Path) -> None:
    done = roomd("cycles", "3", "--config", site, env=EN)
    assert (done.returncode, done.stdout) == (1, "")
    assert "there is no cycle 3; the ledger has 2" in done.stderr
    assert roomd("cycles", "0", "--config", site, env=EN).returncode == 2


def test_a_missing_ledger_is_one_line_and_an_error(tmp_path: Path) -> None:
    config = write_site(tmp_path, edited(('"/var/lib/roomd"', f'"{tmp_path}"')))
    done = roomd("cycles", "--config", config, env=EN)
    assert done.returncode == 1
    assert "can't read" in done.stderr
    assert "Traceback" not in done.stderr


async def test_a_ledger_without_cycles_says_so(tmp_path: Path) -> None:
    await filled(tmp_path, count=1)
    config = write_site(tmp_path, edited(('"/var/lib/roomd"', f'"{tmp_path}"')))
    done = roomd("cycles", "--config", config, env=EN)
    assert (done.returncode, done.stdout) == (0, "no sterilisation cycle has ended yet\n")
