"""The whole daemon as a process, on the simulator's wires, judged by the simulator's truth."""

import json
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.devices import SENSOR
from tests.rig import Rig, serial_line, simulated, tcp_line
from tests.site_process import free_port, serial_bus, tcp_bus
from tests.waiting import wait_until

BUS_TAKEN = 75
RUN = (sys.executable, "-m", "daemon.cli", "run", "--config")
PROFILES = {"test-sensor": SENSOR}
ROOM = """
[[room]]
id = "stack-1"
temperature_c = 21.0
humidity_pct = 50.0
"""


def sensors(line: str, count: int = 2) -> str:
    return "".join(
        f"""
[[device]]
id = "th-{unit_id}"
line = "{line}"
unit_id = {unit_id}
profile = "test-sensor"
room = "stack-1"
noise = 0
"""
        for unit_id in range(1, count + 1)
    )


def scenario(line: str) -> str:
    return ROOM + line + sensors("wire")


def configuration(rig: Rig, bus: str, *, count: int = 2, poll_s: float = 0.5) -> Path:
    folder = rig.folder / "site"
    (folder / "profiles").mkdir(parents=True, exist_ok=True)
    (folder / "profiles" / "test-sensor.toml").write_text(SENSOR, encoding="utf-8")
    devices = "".join(
        f"""
[[device]]
id = "th-{unit_id}"
profile = "test-sensor"
bus = "wire"
unit_id = {unit_id}
room = "stack-1"
poll_s = {poll_s}
"""
        for unit_id in range(1, count + 1)
    )
    text = f"""
[site]
id = "test"
name = "测试档案室"
timezone = "Asia/Shanghai"
[storage]
directory = "{folder}"
[panel]
port = {free_port()}
[[bus]]
id = "wire"
{bus}
[[room]]
id = "stack-1"
name = "一号库房"
media = ["paper"]
{devices}
"""
    path = folder / "roomd.toml"
    path.write_text(text, encoding="utf-8")
    return path


class Running:
    """A daemon process and what its panel tells."""

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        self.process = process
        self.log = log
        line = process.stdout.readline() if process.stdout else ""
        found = re.search(r"http://\S+", line)
        assert found, log.read_text(encoding="utf-8")
        self.url = found[0]

    def snapshot(self) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.url}api/v1/snapshot?lang=en", timeout=5) as answer:
            found: dict[str, Any] = json.load(answer)
            return found

    def point(self, tag: str) -> dict[str, Any]:
        found: dict[str, Any] = self.snapshot()["points"][tag]
        return found

    def quality(self, tag: str) -> str:
        return str(self.point(tag)["quality"])


@contextmanager
def daemon(config: Path) -> Iterator[Running]:
    log = config.parent / "daemon.log"
    with log.open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(
            [*RUN, str(config)],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        try:
            running = Running(process, log)
            wait_until(lambda: running.quality("th-1.temperature") == "good")
            yield running
        finally:
            process.terminate()
            process.wait(10)
            if process.stdout:
                process.stdout.close()


LINES = {
    "tcp": tcp_line("wire"),
    "gateway without transaction ids": tcp_line("wire", tid="zero"),
    "rtu over tcp": tcp_line("wire", "rtu-over-tcp"),
    "serial": serial_line("wire"),
}


def bus_of(rig: Rig, name: str) -> str:
    if name == "serial":
        return serial_bus(rig.path("wire"))
    bus = tcp_bus(rig.port("wire"))
    return bus.replace('"tcp"', '"rtu-over-tcp"') if name == "rtu over tcp" else bus


@pytest.mark.parametrize("name", LINES)
def test_every_transport_shows_what_the_room_really_has(name: str) -> None:
    with (
        simulated(scenario(LINES[name]), profiles=PROFILES) as rig,
        daemon(configuration(rig, bus_of(rig, name))) as running,
    ):
        truth = rig.remote.call("truth", room="stack-1")
        shown = running.snapshot()["rooms"]["stack-1"]["climate"]
        assert shown["temperature"]["value"] == pytest.approx(truth["temperature_c"], abs=0.5)
        assert shown["humidity"]["value"] == pytest.approx(truth["humidity_pct"], abs=2)
        assert rig.stats("wire")["early"] == 0


def test_sigterm_ends_cleanly_within_two_seconds() -> None:
    with (
        simulated(scenario(LINES["tcp"]), profiles=PROFILES) as rig,
        daemon(configuration(rig, bus_of(rig, "tcp"))) as running,
    ):
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(2) == 0
        assert "Traceback" not in running.log.read_text(encoding="utf-8")


def test_a_second_daemon_on_the_same_bus_refuses_without_traffic() -> None:
    with (
        simulated(scenario(LINES["serial"]), profiles=PROFILES) as rig,
        daemon(configuration(rig, bus_of(rig, "serial"))) as running,
    ):
        second = subprocess.run(
            [*RUN, str(rig.folder / "site" / "roomd.toml")],
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
        assert second.returncode == BUS_TAKEN
        assert "Traceback" not in second.stderr
        assert rig.stats("wire")["unreadable"] == 0
        assert running.quality("th-1.temperature") == "good"


def test_a_dead_device_is_shown_dead_and_the_others_stay_good() -> None:
    with (
        simulated(scenario(LINES["tcp"]), profiles=PROFILES) as rig,
        daemon(configuration(rig, bus_of(rig, "tcp"))) as running,
    ):
        rig.remote.fault("th-2", "silence")
        wait_until(lambda: running.quality("th-2.temperature") == "bad")
        assert running.point("th-2.temperature")["value"] is None
        assert running.quality("th-1.temperature") == "good"
        rig.remote.clear("th-2")
        wait_until(lambda: running.quality("th-2.temperature") == "good", 30)


@pytest.mark.parametrize(
    ("kind", "arguments", "why"),
    [
        ("sentinel", {}, "sensor_failure"),
        ("scaled", {"factor": 100}, "out_of_range"),
        ("exception", {"code": 4}, "refused"),
        ("wrong_unit", {}, "bad_reply"),
    ],
)
def test_a_lying_device_never_brings_a_number(
    kind: str, arguments: dict[str, Any], why: str
) -> None:
    with (
        simulated(scenario(LINES["rtu over tcp"]), profiles=PROFILES) as rig,
        daemon(configuration(rig, bus_of(rig, "rtu over tcp"))) as running,
    ):
        rig.remote.fault("th-2", kind, **arguments)
        wait_until(lambda: running.quality("th-2.temperature") == "bad")
        assert running.point("th-2.temperature")["why"] == why
        assert running.point("th-2.temperature")["value"] is None


def test_an_adapter_that_comes_back_elsewhere_is_opened_by_its_stable_name() -> None:
    with (
        simulated(scenario(LINES["serial"]), profiles=PROFILES) as rig,
        daemon(configuration(rig, bus_of(rig, "serial"))) as running,
    ):
        rig.remote.call("unplug", line="wire")
        wait_until(lambda: running.quality("th-1.temperature") == "bad")
        assert running.point("th-1.temperature")["why"] == "link_down"
        before = Path(rig.path("wire"))
        assert not before.exists()
        rig.remote.call("replug", line="wire")
        wait_until(lambda: running.quality("th-1.temperature") == "good", 30)
        downs = [text for text in running.log.read_text().splitlines() if ": down: " in text]
        assert 1 <= len(downs) <= 3


def test_an_unreadable_history_does_not_stop_control_and_loses_nothing() -> None:
    with simulated(scenario(LINES["tcp"]), profiles=PROFILES) as rig:
        config = configuration(rig, bus_of(rig, "tcp"))
        damaged = config.parent / "history.db"
        damaged.write_bytes(b"this is not a database" * 1000)
        with daemon(config) as running:
            assert running.quality("th-1.temperature") == "good"
            kept = list(config.parent.glob("history.db.corrupt-*"))
            assert [path.read_bytes() for path in kept] == [b"this is not a database" * 1000]
            assert running.snapshot()["services"]["state"] != "good"


def test_the_log_tells_transitions_only() -> None:
    with (
        simulated(scenario(LINES["tcp"]), profiles=PROFILES) as rig,
        daemon(configuration(rig, bus_of(rig, "tcp"), poll_s=0.25)) as running,
    ):
        rig.remote.fault("th-2", "silence")
        wait_until(lambda: running.quality("th-2.temperature") == "bad")
        time.sleep(2)
        lines = running.log.read_text(encoding="utf-8").splitlines()
        assert sum("th-2" in line for line in lines) == 1
        assert len(lines) < 10
