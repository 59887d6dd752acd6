"""`roomd why` and `roomd ledger` on a ledger that a real scan has written."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from daemon.clock import SystemClock
from daemon.control.scan import scan
from daemon.control.settings import HumidityRule, RoomSettings
from daemon.control.state import ControlState
from daemon.control.view import Inputs
from daemon.model import Written
from daemon.store.ledger import Ledger
from tests.control_kit import BAND, OUTPUTS, ROOM, SAFETY, T, image, settings
from tests.site_folder import edited, write_site
from tests.unit.ledger_kit import running, unguarded

from .test_cli import EN, ZH, roomd

TOLD = settings(
    OUTPUTS,
    room=RoomSettings(
        id=ROOM,
        name="一号库房",
        band=BAND,
        safety=SAFETY,
        humidity=HumidityRule(setpoint_pct=52, lower="dry", raise_="damp"),
    ),
    version="abc123",
)


async def ledger_in(folder: Path, now: datetime) -> None:
    """Let ten minutes pass before `now`: calm at first, damp for the last five."""
    ledger = Ledger(folder, SystemClock(), TOLD.version)
    state, shown = ControlState(), dict.fromkeys(TOLD.outputs, False)
    written: tuple[Written, ...] = ()
    async with running(ledger):
        for second in range(0, 600, 5):
            damp = second >= 300
            values = {
                "th.rh": 61.2 if damp else 52.0,
                **{f"b.{name}": on for name, on in shown.items()},
            }
            taken = replace(image(values, t=T + second), at=now - timedelta(seconds=600 - second))
            result, state = scan(Inputs(image=taken, written=written), TOLD, state)
            shown |= {order.output: order.on for order in result.orders}
            written = tuple(
                Written(output=order.output, on=order.on, t=T + second) for order in result.orders
            )
            number = ledger.offer(result, state)
        await ledger.until(number)


@pytest.fixture
async def site(tmp_path: Path) -> Path:
    place = write_site(tmp_path, edited(('"/var/lib/roomd"', f'"{tmp_path}"')))
    await ledger_in(tmp_path, SystemClock().utc())
    return place


def ago(minutes: float, form: str) -> str:
    at = SystemClock().utc() - timedelta(minutes=minutes)
    return at.astimezone(ZoneInfo("Asia/Shanghai")).strftime(form)


def test_one_sentence_and_then_in_full(site: Path) -> None:
    zh = roomd("why", "dry", "--config", site, env=ZH)
    assert (zh.returncode, zh.stderr) == (0, "")
    note, _, *lines = zh.stdout.splitlines()
    assert note.startswith("截至 ")  # no daemon runs here
    assert re.fullmatch(
        r"dry已运行 4 分 55 秒：湿度 61\.2 %，到 54 % 开始除湿，降到 52 % 停", lines[0]
    ), lines[0]
    assert "方式：自动；需求：开；允许：开" in lines
    assert "命令：开；回读：开；机器：未知；核对：设备已确认" in lines
    assert any(line.startswith("1. 规则（humidity）") for line in lines)
    assert any(line.startswith("2. 默认") for line in lines)
    read = next(i for i, line in enumerate(lines) if line.startswith("作出决定时（"))
    assert re.search(r"（\d{4}-\d\d-\d\d \d\d:\d\d:\d\d）读到的输入", lines[read])
    assert "相对湿度: 61.2 %RH (可信, 0 秒前)" in lines[read:]
    assert lines[-1].endswith("配置 abc123")
    en = roomd("why", "dry", "--config", site, env=EN)
    assert "\ndry has been on for " in en.stdout
    assert "humidity 61.2 %: drying starts at 54 % and ends at 52 %" in en.stdout
    assert not re.search("[\u4e00-\u9fff]", en.stdout)


def test_a_hazard_that_nobody_wants_says_what_leaves_no_row(site: Path) -> None:
    lamp = roomd("why", "uv", "--config", site, env=ZH)
    assert "没有人要它运行时，门和探测器的来去不逐次记录。" in lamp.stdout
    assert "不逐次记录" not in roomd("why", "damp", "--config", site, env=ZH).stdout


@pytest.mark.parametrize("form", ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%H:%M", "%H:%M:%S"])
def test_an_earlier_time_has_its_own_reason(site: Path, form: str) -> None:
    then = roomd("why", "dry", "--at", ago(7, form), "--config", site, env=ZH)
    assert (then.returncode, then.stderr) == (0, "")
    assert then.stdout.startswith("dry已停 ")
    assert "湿度 52 %，到 54 % 才除湿" in then.stdout


def test_what_the_ledger_does_not_know_is_said(site: Path) -> None:
    for args, told in (
        (["dyr"], "台账中没有输出 dyr；现有 dry"),
        (["dry", "--at", "2020-01-01"], "2020-01-01 00:00:00 之前"),
        (["dry", "--at", "yesterday"], "yesterday 不是时间"),
        (["dry", "--at", "2199-01-01"], "2199-01-01 还没有到"),
    ):
        done = roomd("why", *args, "--config", site, env=ZH)
        assert done.returncode in (1, 2)
        assert told in done.stderr
        assert done.stdout == ""


def test_a_site_without_a_ledger_says_so(tmp_path: Path) -> None:
    place = write_site(tmp_path, edited(('"/var/lib/roomd"', f'"{tmp_path}"')))
    for args in (["why", "dry"], ["ledger", "list"], ["ledger", "verify"], ["ledger", "head"]):
        done = roomd(*args, "--config", place, env=ZH)
        assert done.returncode == 1
        assert "ledger.db" in done.stderr
        assert "Traceback" not in done.stderr


def test_the_list_has_one_line_a_row(site: Path) -> None:
    done = roomd("ledger", "list", "--last", "1h", "--kind", "output", "--config", site, env=ZH)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert all(" 设备 " in line for line in lines)
    assert any("dry正在启动：湿度 61.2 %" in line for line in lines)
    english = roomd("ledger", "list", "--kind", "output", "--config", site, env=EN)
    assert len(english.stdout.splitlines()) == len(lines)
    trips = roomd("ledger", "list", "--kind", "trip", "--config", site, env=EN)
    assert (trips.returncode, trips.stdout) == (0, "")  # only what latches is a row of its own


def test_a_whole_ledger_is_verified_and_a_forged_one_is_not(site: Path) -> None:
    head = roomd("ledger", "head", "--config", site, env=ZH).stdout.strip()
    verify: list[str | Path] = ["ledger", "verify", "--config", site, "--head", head]
    whole = roomd(*verify, env=ZH)
    assert (whole.returncode, whole.stderr) == (0, "")
    assert whole.stdout.startswith("台账完整：")
    assert head in whole.stdout
    with unguarded(site.parent) as db:
        db.execute("UPDATE ledger SET subject = 'damp' WHERE seq = 9")
        db.execute("DELETE FROM ledger WHERE seq >= 15")
    forged = roomd(*verify, env=ZH)
    assert forged.returncode == 1
    assert "第 9 行被改动" in forged.stdout
    assert "末尾被截断" in forged.stdout
    assert "台账不完整" in forged.stderr
    assert "row 9 was altered" in roomd(*verify, env=EN).stdout
