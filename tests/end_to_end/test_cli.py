"""`roomd` as people start it: a process, its output in their language, its exit code."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from daemon.cli import commands
from tests.site_folder import GOOD, THERMOMETER, write_site

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "daemon" / "demo" / "roomd.toml"
LANGUAGE_VARIABLES = ("ROOMD_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
ZH = {"LANG": "zh_CN.UTF-8"}
EN = {"LANG": "en_US.UTF-8"}

END = "\x00 exit 0"
EVERY_HELP = """
from daemon.cli import commands, main
for name in commands():
    try:
        main([name, "--help"])
    except SystemExit as ended:
        print("\\x00 exit", ended.code, end="")
"""


def environment(extra: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in LANGUAGE_VARIABLES}
    return {**kept, "PYTHONPATH": str(ROOT), **extra}


def roomd(
    *args: str | Path, env: Mapping[str, str] = EN, cwd: Path = ROOT
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "daemon.cli", *args],
        env=environment(env),
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("env", "said"),
    [
        (EN, "configuration is sound: 2 rooms, 2 devices, 4 points, 2 buses\n"),
        (ZH, "配置正确：2 个库房，2 台设备，4 个测点，2 条总线\n"),
    ],
)
def test_a_sound_configuration_exits_0_with_one_line(
    tmp_path: Path, env: dict[str, str], said: str
) -> None:
    done = roomd("check-config", write_site(tmp_path), env=env)
    assert (done.returncode, done.stdout, done.stderr) == (0, said, "")


@pytest.mark.parametrize("env", [EN, ZH])
def test_the_example_configuration_is_sound(env: dict[str, str]) -> None:
    done = roomd("check-config", DEMO, env=env)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_warning_does_not_change_the_exit_code(tmp_path: Path) -> None:
    main = write_site(tmp_path, GOOD.replace('parity = "E"', 'parity = "N"'))
    done = roomd("check-config", main, env=ZH)
    assert done.returncode == 0
    assert done.stderr.startswith(f"警告：{main}:")
    assert "9600 8E1" in done.stderr
    assert done.stdout.count("\n") == 1


@pytest.mark.parametrize(
    ("env", "said", "summary"),
    [
        (EN, "device[th-north].bus: no bus is called", "the configuration is refused: 2 problems"),
        (ZH, "device[th-north].bus: 没有编号为", "配置未通过：共 2 个问题"),
    ],
)
def test_a_refused_configuration_exits_2_with_all_its_problems(
    tmp_path: Path, env: dict[str, str], said: str, summary: str
) -> None:
    text = GOOD.replace('bus = "line-1"', 'bus = "line-2"').replace("raw_days = 14", "raw = 1")
    main = write_site(tmp_path, text)
    done = roomd("check-config", main, env=env)
    assert (done.returncode, done.stdout) == (2, "")
    first, second, last = done.stderr.splitlines()
    assert first.startswith(f"{main}:10: storage.raw: ")
    assert second.startswith(f"{main}:61: {said}")
    assert last == summary


def test_without_a_path_the_installed_configuration_is_checked() -> None:
    done = roomd("check-config")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("/etc/roomd/roomd.toml: there is no such file")


def test_a_foreign_package_under_one_of_our_names_is_refused(tmp_path: Path) -> None:
    (tmp_path / "panel").mkdir()
    (tmp_path / "panel" / "__init__.py").write_text("", encoding="utf-8")
    main = write_site(tmp_path / "etc")
    done = roomd("check-config", main, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"panel comes from {tmp_path}/panel/__init__.py" in done.stderr


def test_help_and_errors_of_the_command_line_are_chinese_for_a_chinese_reader() -> None:
    shown = roomd("--help", env=ZH)
    assert shown.returncode == 0
    assert "用法：" in shown.stdout
    assert "检查配置" in shown.stdout
    wrong = roomd("chek-config", env=ZH)
    assert wrong.returncode == 2
    assert "没有命令 'chek-config'" in wrong.stderr
    assert "check-config'？" in wrong.stderr
    assert "Did you mean 'check-config'" in roomd("chek-config").stderr


def test_help_loads_nothing_of_the_controller() -> None:
    script = (
        "import sys, daemon.cli\n"
        "try: daemon.cli.main(['--help'])\n"
        "except SystemExit as end: assert not end.code\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment(EN),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    loaded = done.stdout.splitlines()[-1]
    for heavy in ("pydantic", "pymodbus", "aiohttp", "aiomqtt", "asyncio", "sqlite3", "drivers"):
        assert f"'{heavy}'" not in loaded


@pytest.mark.parametrize(("env", "word"), [(EN, "Usage:"), (ZH, "用法：")])
def test_every_command_has_help(env: dict[str, str], word: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", EVERY_HELP],
        env=environment(env),
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    told = dict(zip(commands(), done.stdout.split(END)[:-1], strict=True))
    strange = [name for name, text in told.items() if not text.startswith(f"{word} roomd {name}")]
    assert strange == []


def test_the_version_is_shown() -> None:
    done = roomd("--version")
    assert done.returncode == 0
    assert done.stdout.startswith("roomd ")


def test_the_schema_is_json_of_the_whole_configuration() -> None:
    done = roomd("config-schema")
    schema = json.loads(done.stdout)
    assert set(schema["properties"]) == {
        "site",
        "storage",
        "backup",
        "panel",
        "mqtt",
        "scan",
        "bus",
        "room",
        "device",
        "output",
        "pair",
        "programme",
        "alarms",
        "notify",
        "reports",
        "records",
    }


def test_profiles_are_listed_with_title_points_proof_file_and_source(tmp_path: Path) -> None:
    main = write_site(tmp_path)
    done = roomd("profile", "list", "--config", main, env=ZH)
    assert done.returncode == 0
    rows = {line.split()[0]: line for line in done.stdout.splitlines()}
    assert "温湿度变送器" in rows["test-th"]
    assert "温度、相对湿度" in rows["test-th"]
    assert f"否      {tmp_path}/profiles/test-th.toml" in rows["test-th"]
    assert rows["test-th"].endswith("written for the tests")
    assert "随软件提供" in rows["xy-md02"]
    assert "Climate transmitter" in roomd("profile", "list", "--config", main).stdout


def test_a_broken_profile_is_listed_as_a_problem_after_the_sound_ones(tmp_path: Path) -> None:
    main = write_site(tmp_path, others={"profiles/bad.toml": "x = 1\n"})
    done = roomd("profile", "list", "--config", main)
    assert done.returncode == 2
    assert "test-th" in done.stdout
    assert f"{tmp_path}/profiles/bad.toml:1: x: is not a known key" in done.stderr


def test_a_profile_is_checked_and_its_points_are_shown(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(THERMOMETER, encoding="utf-8")
    done = roomd("profile", "check", file, env=ZH)
    assert done.returncode == 0
    assert "型号 test-th 正确" in done.stdout
    assert "0x0001" in done.stdout
    assert "-40..80 °C" in done.stdout
    file.write_text(THERMOMETER.replace("high = 80.0", "high = -80.0"), encoding="utf-8")
    done = roomd("profile", "check", file, env=ZH)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"{file}:11: point[temperature]: low -40.0 不小于 high -80.0")


def test_a_closed_pipe_ends_quietly() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as output:
        done = subprocess.run(
            [sys.executable, "-m", "daemon.cli", "config-schema"],
            env=environment(EN),
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    assert (done.returncode, done.stderr) == (1, b"")


def test_a_full_disk_is_said_in_one_line() -> None:
    with Path("/dev/full").open("wb") as output:
        done = subprocess.run(
            [sys.executable, "-m", "daemon.cli", "config-schema"],
            env=environment(ZH),
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
    assert (done.returncode, done.stderr) == (1, "磁盘已满，无法写出结果\n")


def test_a_terminal_without_chinese_gets_escapes_and_no_traceback(tmp_path: Path) -> None:
    env = {**ZH, "PYTHONIOENCODING": "latin-1"}
    done = roomd("check-config", write_site(tmp_path), env=env)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("\\u914d")


def test_an_interrupt_ends_quietly_with_130() -> None:
    waiting = (
        "import signal, sys, types, click, daemon.cli as cli\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)  # in the background it is not\n"
        "@click.command('wait')\n"
        "def command():\n"
        "    click.echo('waiting')\n"
        "    sys.stdin.read()\n"
        "sys.modules['daemon.commands.wait'] = types.SimpleNamespace(command=command)\n"
        "cli.commands = lambda: {'wait': cli.Entry('wait', '')}\n"
        "cli.main(['wait'])\n"
    )
    with subprocess.Popen(
        [sys.executable, "-u", "-c", waiting],
        env=environment(EN),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline() == "waiting\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 130
        assert process.stderr.read().strip() == ""
