"""`roomd calibration` as people use it, beside a running controller and without one."""

import re
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from daemon.clock import SystemClock
from daemon.store.ledger_inbox import waiting
from daemon.store.ledger_read import rows
from tests.rig import simulated
from tests.site_folder import edited, write_site
from tests.waiting import wait_until

from .daemon_kit import LINES, PROFILES, bus_of, configuration, daemon, scenario
from .test_cli import EN, ZH, roomd

TAG = "th-1.temperature"


def day(days: int) -> str:
    """Return a day of the site so many days from today."""
    today = SystemClock().utc().astimezone(ZoneInfo("Asia/Shanghai")).date()
    return (today + timedelta(days=days)).isoformat()


def certificate(tag: str, number: str = "C-1", *, due: int = 300) -> tuple[str, ...]:
    return (
        *("calibration", "add", tag, "--number", number, "--laboratory", "市计量所"),
        *("--date", day(-20), "--due", day(due), "--offset", "-0.3", "--who", "李工"),
    )


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return write_site(tmp_path, edited(('"/var/lib/roomd"', f'"{tmp_path}"')))


def test_a_running_controller_takes_the_entry_and_doubts_a_sensor_that_is_overdue() -> None:
    with (
        simulated(scenario(LINES["tcp"]), profiles=PROFILES) as rig,
        daemon(config := configuration(rig, bus_of(rig, "tcp"))) as running,
    ):
        ledger = config.parent / "ledger.db"
        done = roomd(*certificate(TAG), "--config", config)
        assert done.returncode == 0, done.stderr
        assert f"{TAG}: certificate C-1 entered; it is in the ledger" in done.stdout
        assert "write calibration = { temperature = -0.3 } at the device th-1" in done.stdout
        (row,) = rows(ledger, kind="calibration")
        assert (row.subject, row.body["who"], row.body["offset"]) == (TAG, "李工", -0.3)
        assert running.quality(TAG) == "good"

        over = roomd(*certificate(TAG, "C-2", due=-1), "--config", config)
        assert over.returncode == 0, over.stderr
        wait_until(lambda: running.quality(TAG) == "uncertain")
        assert running.quality("th-2.temperature") == "good"

        row_number = [row.seq for row in rows(ledger, kind="calibration")][-1]
        undone = roomd(
            *("calibration", "withdraw", str(row_number), "--why", "录错", "--config", config),
        )
        assert undone.returncode == 0, undone.stderr
        wait_until(lambda: running.quality(TAG) == "good")

        shown = roomd("calibration", "show", TAG, "--config", config, env=ZH)
        assert "市计量所证书 C-2" in shown.stdout
        assert "已不算数：被第" in shown.stdout
        assert "还有 300 天" in shown.stdout
        assert roomd("ledger", "verify", "--config", config).returncode == 0


def test_without_a_controller_an_entry_waits_in_sight(site: Path) -> None:
    done = roomd(*certificate("th-north.temperature"), "--config", site, env=ZH)
    assert (done.returncode, done.stderr) == (0, "")
    assert "控制程序运行后即写入台账" in done.stdout
    (entry,), _ = waiting(site.parent)
    assert (entry.kind, entry.subject) == ("calibration", "th-north.temperature")
    listed = roomd("calibration", "list", "--config", site)
    assert listed.returncode == 0, listed.stderr
    assert re.search(r"th-north\.temperature .* not calibrated", listed.stdout)
    assert "waiting for the ledger, entered" in listed.stdout


def test_what_is_applied_is_listed_also_without_a_certificate(site: Path) -> None:
    listed = roomd("calibration", "list", "--config", site, env=ZH)
    assert re.search(r"th-north\.humidity +- .* -1\.5 %RH +未校准", listed.stdout), listed.stdout
    due = roomd("calibration", "due", "--config", site)
    assert (due.returncode, due.stdout) == (0, "nothing is due\n")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"--due": day(-30)}, "--due must be after --date"),
        ({"--date": day(1)}, "--date is in the future"),
        ({"--due": day(5000)}, "not valid for more than 10 years"),
        ({"--offset": "nan"}, "no correction of a sensor"),
        ({"--offset": "1e9"}, "no correction of a sensor"),
        ({"--number": " "}, "--number: write 1 to 120 characters"),
        ({"--who": "x" * 61}, "--who: write 1 to 60 characters"),
        ({"--corrects": "7", "--why": "a"}, "row 7 is no entry of this point"),
    ],
)
def test_what_can_not_be_is_refused_in_one_line(
    site: Path, changes: dict[str, str], said: str
) -> None:
    words = list(certificate("th-north.temperature"))
    for option, value in changes.items():
        if option in words:
            words[words.index(option) + 1] = value
        else:
            words += [option, value]
    done = roomd(*words, "--config", site, env=EN)
    assert done.returncode in (1, 2)
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert waiting(site.parent) == ([], [])


def test_an_unknown_point_is_told_with_those_that_there_are(site: Path) -> None:
    done = roomd(*certificate("th-nord.temperature"), "--config", site)
    assert done.returncode == 1
    assert "no point is called th-nord.temperature; there are th-north.temperature" in done.stderr
