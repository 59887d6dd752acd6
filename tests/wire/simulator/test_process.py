"""One process: truth log, counters, script, signals, control from a shell."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from drivers.simulator.control import Remote, main
from drivers.simulator.launch import LaunchError, Running, launched

from .masters import ASK, GOOD, WAIT_S, Master, read, wait_for, words
from .scenarios import device_stats, truth_lines, write_scenario


def test_truth_and_counters_agree(sim: Running, folder: Path, tcp: Master) -> None:
    since_ns = time.monotonic_ns()
    before = device_stats(sim, "tcp", "gauge-tcp")
    sim.remote.pin("gauge-tcp", "temperature", 215)
    sim.remote.fault("gauge-tcp", "jump", tag="temperature", amount=10, every=2)
    shown = [words(tcp.ask_tcp(3, read(3, 0, 1)))[0] for _ in range(10)]
    assert shown == [215, 315] * 5

    def served() -> list[dict[str, Any]]:
        lines = truth_lines(folder, "request")
        return [x for x in lines if x["device"] == "gauge-tcp" and x["t_ns"] >= since_ns]

    lines = wait_for(lambda: served() if len(served()) == 10 else [])
    assert [line["values"] for line in lines] == [[215]] * 10
    assert [line["faults"] for line in lines] == [[], ["jump"]] * 5
    assert [words(bytes.fromhex(line["sent"][0])[7:])[0] for line in lines] == shown
    after = device_stats(sim, "tcp", "gauge-tcp")
    assert after["requests"] - before["requests"] == 10
    assert after["hits"]["jump"] - before["hits"].get("jump", 0) == 5


def test_room_lines_come_once_a_second(sim: Running, folder: Path) -> None:
    sim.remote.truth("stack")
    rooms = wait_for(
        lambda: truth_lines(folder, "room") if len(truth_lines(folder, "room")) > 2 else []
    )
    assert {"temperature_c", "humidity_pct", "door_open", "people", "running"} <= rooms[0].keys()
    assert len(rooms) <= (rooms[-1]["t_ns"] - rooms[0]["t_ns"]) / 1e9 + 2


def test_truth_kinds_can_be_left_out(tmp_path: Path) -> None:
    text = 'line = [{ id = "tcp", transport = "tcp" }]\n'
    text += 'device = [{ id = "f", line = "tcp", unit_id = 7, mode = "fixed" }]'
    scenario = write_scenario(tmp_path, text)
    with (
        launched(scenario, tmp_path, truth=tmp_path / "truth", truth_kinds="control") as sim,
        Master.tcp(sim.port("tcp")) as master,
    ):
        assert master.ask_tcp(7, ASK) == GOOD
        sim.remote.clear()
        assert sim.remote.stats()["tcp"]["requests"] == 1
    kinds = {json.loads(x)["kind"] for x in (tmp_path / "truth").read_text().splitlines()}
    assert kinds == {"control"}


def test_the_script_of_a_scenario_is_played(tmp_path: Path) -> None:
    text = 'profiles = "profiles"\nroom = [{ id = "stack" }]\n'
    text += 'line = [{ id = "tcp", transport = "tcp" }]\n'
    text += 'device = [{ id = "f", line = "tcp", unit_id = 7, mode = "fixed" }]\n'
    text += '[[event]]\nat_s = 0.2\ndo = { cmd = "door", room = "stack", open = true }\n'
    text += '[[event]]\nat_s = 0.1\ndo = { cmd = "fault", device = "f", kind = "silence" }\n'
    with launched(write_scenario(tmp_path, text), tmp_path) as sim:
        wait_for(lambda: sim.remote.truth("stack")["door_open"])
        assert device_stats(sim, "tcp", "f")["faults"] == ["silence"]


def test_the_physics_can_run_faster_than_the_wire(tmp_path: Path) -> None:
    text = 'room = [{ id = "stack" }]\nline = [{ id = "tcp", transport = "tcp" }]\n'
    with launched(write_scenario(tmp_path, text), tmp_path, speed=3600) as sim:
        start_h = sim.remote.truth("stack")["hour"]
        wait_for(lambda: sim.remote.truth("stack")["hour"] > start_h + 0.5)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    text = f'[[line]]\nid = "rs485"\ntransport = "rtu"\npath = "{tmp_path / "tty"}"\n'
    text += '[[line]]\nid = "tcp"\ntransport = "tcp"\n'
    with (
        launched(write_scenario(tmp_path, text), tmp_path) as sim,
        Master.tcp(sim.port("tcp")) as master,
    ):
        sim.process.send_signal(number)
        assert sim.process.wait(WAIT_S) == 0
        with pytest.raises(ConnectionResetError):
            master.receive(1)
    assert not os.path.lexists(tmp_path / "tty")
    assert not (tmp_path / "control").exists()


ONE_LINE = 'line = [{ id = "a", transport = "tcp" }]\n'


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('line = [{ id = "a", transport = "tcp", colour = 1 }]', "colour"),
        ('line = [{ id = "a", transport = "rtu" }]', "rtu needs it"),
        ('line = [{ id = "a", transport = "tcp" }, { id = "a", transport = "tcp" }]', "twice"),
        ("line = [", "Invalid"),
        (
            ONE_LINE + 'device = [{ id = "d", line = "a", unit_id = 1, profile = "none" }]',
            "no profile is called none",
        ),
        (
            ONE_LINE + 'event = [{ at_s = 1, do = { cmd = "door", room = "attic", open = true } }]',
            "no room is called attic",
        ),
    ],
)
def test_a_bad_scenario_is_refused(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], text: str, why: str
) -> None:
    with (
        pytest.raises(LaunchError, match="status 2"),
        launched(write_scenario(tmp_path, text), tmp_path),
    ):
        pass
    assert why in capfd.readouterr().err


def command(sim: Running, *arguments: str) -> int:
    return main([str(sim.control), *arguments])


def test_people_command_it_from_a_shell(
    sim: Running, tcp: Master, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(sim, "door", "stack", "open") == 0
    assert sim.remote.truth("stack")["door_open"] is True
    assert command(sim, "door", "stack", "closed") == 0
    assert command(sim, "fault", "fixed-tcp", "exception", "code=4", "count=1") == 0
    assert tcp.ask_tcp(7, ASK) == bytes((0x83, 4))
    assert command(sim, "set", "gauge-tcp", "temperature", "0x00D7") == 0
    assert words(tcp.ask_tcp(3, read(3, 0, 1))) == [215]
    capsys.readouterr()
    assert command(sim, "truth", "stack") == 0
    assert json.loads(capsys.readouterr().out)["room"] == "stack"
    assert command(sim, "people", "stack", "-1") == 1
    assert "count" in capsys.readouterr().err


def test_the_module_can_be_run_as_a_command(sim: Running) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "drivers.simulator.control", str(sim.control), "stats"],
        capture_output=True,
        text=True,
        timeout=WAIT_S,
        check=True,
    )
    assert "tcp" in json.loads(told.stdout)["lines"]


def test_several_masters_command_it_at_once(sim: Running) -> None:
    with Remote(sim.control) as one, Remote(sim.control) as other:
        one.people("stack", 1)
        assert other.truth("stack")["people"] == 1
        other.people("stack", 0)
