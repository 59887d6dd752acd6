"""`roomd run` is told by its panel to begin again: same process, new files, outputs made safe."""

import json
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

import drivers
from daemon.restarts import FILE as STARTS
from drivers.line import Line
from drivers.link import Endpoint, claim
from panel.page_token import HEADER
from tests.devices import SENSOR
from tests.rig import Rig, simulated, tcp_line
from tests.site_process import free_port, tcp_bus
from tests.waiting import wait_until

from .api_kit import NAME, PASSWORD, entered, roomd
from .daemon_kit import Running, bus_of, configuration, daemon, scenario

NEW_NAME = "新一号库房"
RESTARTS = 5
# The shipped module without its timers: a relay stays as it was told until it is told otherwise.
RELAYS = re.sub(
    r"(?m)^(dead_man|comm_loss_action) = .*$",
    "",
    (Path(drivers.__file__).parent / "profiles" / "waveshare-relay-d-8.toml").read_text("utf-8"),
).replace('id = "waveshare-relay-d-8"', 'id = "test-relays"', 1)
PROFILES = {"test-sensor": SENSOR, "test-relays": RELAYS}
BOARD = """
[[device]]
id = "io"
line = "wire"
unit_id = 9
profile = "test-relays"
room = "stack-1"
"""
FAN = """
[[device]]
id = "io"
profile = "test-relays"
bus = "wire"
unit_id = 9
room = "stack-1"
poll_s = 0.5
[[output]]
id = "mix"
name = "循环风扇"
kind = "circulation_fan"
room = "stack-1"
device = "io"
write = "relay_2"
"""


@dataclass
class Administered:
    """A running controller, and an administrator at the room's own panel."""

    rig: Rig
    config: Path
    running: Running
    headers: dict[str, str] = field(default_factory=dict)

    def sign_in(self) -> None:
        key = (self.config.parent / "local-panel.key").read_text(encoding="ascii").strip()
        kiosk, _ = entered(self.url, f"/local?key={key}")
        session, token = entered(self.url, "/api/v1/sign-in", kiosk)
        self.headers = {"Cookie": f"{kiosk}; {session}", "Origin": self.url, HEADER: token}

    @property
    def url(self) -> str:
        return self.running.url.rstrip("/")

    def ask(
        self, method: str, path: str, body: object = None, **more: str
    ) -> tuple[int, dict[str, Any]]:
        connection = HTTPConnection(urlsplit(self.url).netloc, timeout=20)
        kind = {} if body is None else {"Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in more.items()}
        try:
            connection.request(method, path, data, {**self.headers, **kind, **named})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def save(self, text: str) -> None:
        """Save the main file through the panel."""
        body = {"text": text, "why": "试"}
        path = "/api/v1/settings/files/roomd.toml"
        status, told = self.ask("PUT", path, body, If_Match=self.tag())
        assert status == 200, told

    def tag(self) -> str:
        """Return the version of the files as they are."""
        _, files = self.ask("GET", "/api/v1/settings/files")
        return f'"{files["version"]}"'

    def restart(self) -> None:
        """Ask for it, and return once the administrator is signed out by it."""
        status, told = self.ask("POST", "/api/v1/settings/restart", {}, If_Match=self.tag())
        assert status == 202, told

    def until_begun_again(self) -> None:
        """Return once the next run answers: it knows the wall, and nobody who had signed in."""

        def is_anew() -> bool:
            try:
                status, told = self.ask("GET", "/api/v1/session")
            except (OSError, ValueError):
                return False
            return status == 200 and told["name"] == "" and told["kiosk"]

        wait_until(is_anew, 30)

    def state(self) -> dict[str, Any]:
        self.sign_in()
        status, told = self.ask("GET", "/api/v1/settings")
        assert status == 200
        return told

    def relays(self) -> list[dict[str, Any]]:
        lines = (self.rig.folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()
        return [entry for line in lines if (entry := json.loads(line))["kind"] == "relay"]

    def room_name(self) -> str:
        page = self.ask_page("/rooms/stack-1")
        found = re.search(r"<h2>([^<]*)<", page)
        return found[1] if found else page

    def ask_page(self, path: str) -> str:
        connection = HTTPConnection(urlsplit(self.url).netloc, timeout=20)
        try:
            connection.request("GET", path, headers=self.headers)
            return connection.getresponse().read().decode()
        finally:
            connection.close()


@contextmanager
def administered() -> Iterator[Administered]:
    wires = scenario(tcp_line("wire")) + BOARD
    with simulated(wires, truth="relay", profiles=PROFILES) as rig:
        config = configuration(rig, bus_of(rig, "tcp"))
        for name, text in PROFILES.items():
            (config.parent / "profiles" / f"{name}.toml").write_text(text, encoding="utf-8")
        with config.open("a", encoding="utf-8") as more:
            more.write(FAN)
        roomd("people", "add", NAME, "--role", "admin", config=config, typed=f"{PASSWORD}\n")
        with daemon(config) as running:
            found = Administered(rig, config, running)
            found.sign_in()
            yield found


@pytest.fixture
def systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """What a service manager hears."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(str(tmp_path / "notify"))
        heard.setblocking(False)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        yield heard


def heard(manager: socket.socket) -> list[str]:
    """Return what came since the last time."""
    told: list[str] = []
    try:
        while True:
            told += manager.recv(4096).decode().splitlines()
    except BlockingIOError:
        return told


def test_the_site_begins_again_with_the_saved_files_in_the_same_process(
    systemd: socket.socket,
) -> None:
    with administered() as site:
        pid, key = site.running.process.pid, (site.config.parent / "local-panel.key").read_text()
        text = site.config.read_text(encoding="utf-8")
        act = {"id": "act-000001", "verb": "hand", "subject": "mix", "for_min": 30}

        def runs() -> bool:
            return bool(site.relays()) and site.relays()[-1]["on"]

        wait_until(lambda: site.ask("POST", "/api/v1/acts", act)[0] == 200 and runs(), 30)
        site.save(text.replace('name = "一号库房"', f'name = "{NEW_NAME}"'))
        assert site.room_name() == "一号库房"
        heard(systemd)
        asked_ns = time.monotonic_ns()
        site.restart()
        site.until_begun_again()
        wait_until(lambda: site.running.quality("th-1.temperature") == "good", 30)
        assert site.room_name() == NEW_NAME
        assert site.running.process.poll() is None
        assert Path(f"/proc/{pid}").exists()
        after = [entry for entry in site.relays() if entry["t_ns"] > asked_ns]
        assert (after[0]["on"], after[0]["cause"]) == (False, "command")
        told = heard(systemd)
        assert "STOPPING=1" not in told
        assert "READY=1" in told
        assert [line for line in told if line.startswith("STATUS=")][-1] == "STATUS="
        assert told.count("WATCHDOG=1") > 2
        starts = json.loads((site.config.parent / STARTS).read_text(encoding="utf-8"))
        assert (len(starts["times"]), starts["monitor_only"]) == (1, False)
        assert (site.config.parent / "local-panel.key").read_text() == key
        state = site.state()
        assert state["version"] == state["running_version"]
        assert state["trouble"] is None
        wait_until(lambda: "begin again" in ledger(site.config), 20)
        assert "Traceback" not in site.running.log.read_text(encoding="utf-8")
        site.running.process.terminate()
        assert site.running.process.wait(10) == 0
        assert "STOPPING=1" in heard(systemd)


def ledger(config: Path) -> str:
    """Return the rows about the configuration."""
    return roomd("ledger", "list", "--kind", "configuration", config=config)


@pytest.mark.parametrize(
    ("key", "line"), [("poll_s", "poll_s = 0"), ("directory", 'directory = "/nowhere"')]
)
def test_files_that_break_meanwhile_leave_the_former_ones_running(key: str, line: str) -> None:
    with administered() as site:
        text = site.config.read_text(encoding="utf-8")
        site.restart()
        site.config.write_text(re.sub(rf"(?m)^{key} = .*$", line, text), encoding="utf-8")
        site.until_begun_again()
        wait_until(lambda: site.running.quality("th-1.temperature") == "good", 30)
        state = site.state()
        assert key in state["trouble"]["en"]
        assert state["version"] != state["running_version"]
        assert key in site.ask_page("/settings")
        assert "the former one runs on" in site.running.log.read_text(encoding="utf-8")


def test_a_new_bus_that_somebody_else_has_leaves_the_former_files_running() -> None:
    with administered() as site:
        port = free_port()
        text = site.config.read_text(encoding="utf-8")
        bus = f'[[bus]]\nid = "other"\n{tcp_bus(port)}'
        site.save(text.replace("[[room]]", f"{bus}[[room]]", 1))
        endpoint = Endpoint(line=Line(transport="tcp"), host="127.0.0.1", tcp_port=port)
        with claim(endpoint):
            site.restart()
            site.until_begun_again()
            wait_until(lambda: site.running.quality("th-1.temperature") == "good", 30)
            state = site.state()
            assert str(port) in state["trouble"]["zh"]
            assert state["version"] != state["running_version"]
        assert site.running.process.poll() is None
        site.restart()
        site.until_begun_again()
        state = site.state()
        assert state["trouble"] is None
        assert state["version"] == state["running_version"]


def test_restarts_leave_no_thread_behind() -> None:
    with administered() as site:
        counts = []
        for _ in range(1 + RESTARTS):
            site.restart()
            site.until_begun_again()
            wait_until(lambda: site.running.quality("th-1.temperature") == "good", 30)
            site.state()  # signs in: a thread is begun by the first who needs it
            counts.append(len(list(Path(f"/proc/{site.running.process.pid}/task").iterdir())))
        assert counts[-1] - counts[0] < RESTARTS, counts  # asyncio's own may be one more or less
