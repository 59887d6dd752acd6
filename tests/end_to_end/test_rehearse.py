"""`roomd rehearse` on a real history file, and `roomd run --shadow` on the simulator's wires."""

import urllib.request
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from daemon.clock import SystemClock
from daemon.configuration.control_settings import control_settings
from daemon.configuration.loading import load_config
from daemon.model import PointInfo
from tests.rehearsal_kit import Tape, Values, wave
from tests.rig import simulated
from tests.site_folder import RELAYS, edited, write_site
from tests.waiting import wait_until

from .daemon_kit import LINES, PROFILES, bus_of, configuration, daemon, scenario
from .test_cli import EN, ZH, roomd

HOURS = 3
RULE = """
[room.humidity]
setpoint_pct = {setpoint}
deadband_pct = 4
lower = "dry"
"""
OUTPUT = """
[[output]]
id = "dry"
name = "除湿机"
kind = "dehumidifier"
room = "stack-1"
device = "relays"
write = "relay_1"
min_on_min = 3
min_off_min = 3
starts_per_hour = 6
"""


SWITCHED = {
    "profiles/test-relay.toml": RELAYS
    + """
[[point]]
tag = "floor"
quantity = "contact"
title = { zh = "地面", en = "Floor" }
space = "discrete"
address = 0
encoding = "bit"

[[write]]
repeat = 2
tag = "relay_{n}"
space = "coil"
address = 0
encoding = "bit"
values = [0, 1]
verify = "relay_{n}"
"""
}


def placed(folder: Path, text: str) -> Path:
    return write_site(folder, text, SWITCHED)


def text(folder: Path, setpoint: float) -> str:
    """Return a site whose first room is dried to a setpoint."""
    first = 'name = "一号库房"\nmedia = ["paper"]\n'
    return (
        edited(
            ('"/var/lib/roomd"', f'"{folder}"'),
            (first, first + RULE.format(setpoint=setpoint)),
            ('unit_id = 255\nroom = "stack-2"', 'unit_id = 255\nroom = "stack-1"'),
        )
        + OUTPUT
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with two configurations and three hours of waves on record."""
    folder = tmp_path_factory.mktemp("site")
    old = placed(folder / "old", text(folder, 54))
    placed(folder / "new", text(folder, 52.5))
    placed(folder / "same", text(folder, 54))
    points = control_settings(load_config(old)).site.points
    begin = SystemClock().utc() - timedelta(hours=HOURS)
    Tape(folder, points).record(lambda s: _named(s, points), HOURS * 3600, at=begin)
    return folder


def _named(second: int, points: tuple[PointInfo, ...]) -> Values:
    air = wave(second)
    values = {"temperature": air["th.temperature"], "relative_humidity": air["th.humidity"]}
    return {p.tag: values.get(p.quantity, False) for p in points}


def rehearsed(
    site: Path, new: str, *more: str, env: Mapping[str, str] = EN, status: int = 0
) -> str:
    against = "--against", str(site / "old" / "roomd.toml")
    done = roomd("rehearse", "--config", site / new / "roomd.toml", *against, *more, env=env)
    assert done.returncode == status, done.stderr
    return done.stdout if status == 0 else done.stderr


def row(printed: str, name: str) -> list[str]:
    (line,) = (line for line in printed.splitlines() if line.startswith(name))
    return line.removeprefix(name).split("  ")


def test_a_drier_setpoint_is_shown_to_run_longer(site: Path) -> None:
    printed = rehearsed(site, "new", "--last", "4h", "--moments", "2")
    cells = [cell.strip() for cell in row(printed, "dry 除湿机") if cell.strip()]
    starts, hours, most, blind, differs = cells
    assert blind == "0 → 0"
    assert starts == "3 → 3"
    assert most == "2 → 2"
    old, new = (float(number) for number in hours.split(" → "))
    assert old == pytest.approx(1.5, abs=0.05)
    assert new > old
    assert float(differs) == pytest.approx(new - old, abs=0.02)
    assert "begin to differ: 6, the first 2 of them" in printed
    assert printed.count("    old: ") == printed.count("    new: ") == 2
    assert "Recorded: 75 % of it" in printed
    assert "open loop" in printed


def test_a_chinese_reader_gets_it_in_chinese(site: Path) -> None:
    printed = rehearsed(site, "new", "--last", "3h", "--moments", "1", env=ZH)
    assert "没有向任何设备写入" in printed
    assert "    旧：除湿机已停" in printed
    assert "    新：除湿机正在启动：湿度 54.5 %" in printed


def test_no_difference_is_said_and_is_no_failure(site: Path) -> None:
    assert "No difference: both configurations" in rehearsed(site, "same", "--last", "3h")


def test_without_the_input_of_an_interlock_no_agreement_is_claimed(tmp_path: Path) -> None:
    rule = RULE.format(setpoint=54)
    contact = rule + '\n[room.safety]\nfloor_dry = ["relays.floor"]\n'
    place = placed(tmp_path, text(tmp_path, 54).replace(rule, contact))
    points = control_settings(load_config(place)).site.points
    begin = SystemClock().utc() - timedelta(hours=1)
    Tape(tmp_path, points).record(
        lambda s: {**_named(s, points), "relays.floor": None}, 3600, at=begin
    )
    printed = [
        roomd("rehearse", "--config", place, "--against", place, "--last", "1h", env=env).stdout
        for env in (EN, ZH)
    ]
    assert "No difference was seen, which does not mean that there is none" in printed[0]
    assert "have no value in most of this record" in printed[0]
    assert "没有看到差别，但不能说两个配置相同" in printed[1]


def test_the_record_is_not_touched(site: Path) -> None:
    before = {path: path.read_bytes() for path in site.iterdir() if path.is_file()}
    rehearsed(site, "new", "--last", "1h")
    assert {path: path.read_bytes() for path in site.iterdir() if path.is_file()} == before


def test_both_configurations_must_be_sound(site: Path, tmp_path: Path) -> None:
    broken = placed(tmp_path, text(site, 99))
    done = roomd("rehearse", "--config", broken, "--against", site / "old" / "roomd.toml")
    assert done.returncode == 2
    assert "setpoint_pct" in done.stderr


@pytest.mark.parametrize(
    ("more", "status", "said"),
    [
        (("--from", "2020-01-01", "--until", "2020-01-02"), 1, "holds nothing between"),
        (("--last", "1h", "--from", "2020-01-01"), 2, "can't both be given"),
        (("--from", "2020-01-02", "--until", "2020-01-01"), 2, "must be before"),
        (("--last", "soon"), 2, "is no length of time"),
    ],
)
def test_what_can_not_be_rehearsed_is_said(
    site: Path, more: tuple[str, ...], status: int, said: str
) -> None:
    assert said in rehearsed(site, "new", *more, status=status)


def test_without_a_history_it_says_which_file_it_wanted(tmp_path: Path) -> None:
    place = placed(tmp_path, text(tmp_path, 54))
    done = roomd("rehearse", "--config", place, "--against", place)
    assert done.returncode == 1
    assert str(tmp_path / "history.db") in done.stderr


def test_a_shadow_runs_beside_the_daemon_and_is_measured() -> None:
    with simulated(scenario(LINES["tcp"]), profiles=PROFILES) as rig:
        config = configuration(rig, bus_of(rig, "tcp"))
        with daemon(config, "--shadow", str(config)) as running:

            def measured() -> dict[str, float]:
                with urllib.request.urlopen(f"{running.url}metrics", timeout=5) as answer:
                    lines = answer.read().decode().splitlines()
                pairs = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
                return {name.partition("{")[0]: float(value) for name, value in pairs}

            wait_until(lambda: measured().get("roomd_shadow_duration_seconds", 0) > 0)
            assert running.snapshot()["services"]["state"] == "good"
