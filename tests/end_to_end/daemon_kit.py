"""A daemon process on the simulator's wires, and what its panel tells."""

import json
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from panel.listening import local_url
from tests.devices import SENSOR
from tests.rig import Rig, serial_line, tcp_line
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
guests = true
wall_pin = false
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
        found = re.search(r"https?://\S+", line)
        assert found, log.read_text(encoding="utf-8")
        self.announced = found[0]
        self.url = local_url(found[0])

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
def daemon(config: Path, *more: str) -> Iterator[Running]:
    log = config.parent / "daemon.log"
    with log.open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(
            [*RUN, str(config), *more],
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
