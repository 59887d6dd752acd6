"""A daemon with everything: records, accounts, the room's own panel, an administrator in."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

from panel.page_token import HEADER
from tests.rig import simulated, tcp_line

from .daemon_kit import PROFILES, Running, bus_of, configuration, daemon, scenario

NAME, PASSWORD = "站长", "correct horse battery staple"
HEADING = "档号,题名,年度,保管期限,责任者,文号,密级"
SOURCE = """
[[records.source]]
id = "main"
kind = "files"
folder = "{folder}"
"""


@dataclass(frozen=True)
class Attended:
    """The address of a running panel; cookies and token of who may do everything there."""

    running: Running
    cookies: str
    token: str

    @property
    def url(self) -> str:
        return self.running.url.rstrip("/")

    @property
    def headers(self) -> dict[str, str]:
        return {"Cookie": self.cookies, "Origin": self.url, HEADER: self.token}

    @property
    def log(self) -> str:
        return self.running.log.read_text(encoding="utf-8")

    def connection(self) -> HTTPConnection:
        return HTTPConnection(urlsplit(self.url).netloc, timeout=20)


@contextmanager
def attended() -> Iterator[Attended]:
    """Run it until the end of the context."""
    with simulated(scenario(tcp_line("wire")), profiles=PROFILES) as rig:
        config = configuration(rig, bus_of(rig, "tcp"))
        folder = _catalogue(config.parent / "drop")
        with config.open("a", encoding="utf-8") as more:
            more.write(SOURCE.format(folder=folder))
        roomd("records", "sync", config=config)
        roomd("people", "add", NAME, "--role", "admin", config=config, typed=f"{PASSWORD}\n")
        with daemon(config) as running:
            url = running.url.rstrip("/")
            key = (config.parent / "local-panel.key").read_text(encoding="ascii").strip()
            kiosk, _ = entered(url, f"/local?key={key}")
            session, token = entered(url, "/api/v1/sign-in", kiosk)
            yield Attended(running, f"{kiosk}; {session}", token)


def _catalogue(folder: Path) -> Path:
    folder.mkdir()
    rows = [
        f"Z109-WS·2014-Y-BGS-{n:04},关于第{n}号机构编制的批复,2014,永久,编办,{n}号,"
        for n in range(40)
    ]
    file = folder / "全量-20261101.csv"
    file.write_text("\r\n".join([HEADING, *rows]) + "\r\n", encoding="gb18030", newline="")
    (folder / f"{file.name}.ok").touch()
    return folder


def roomd(*words: str, config: Path, typed: str = "") -> str:
    """Return what a command prints; it has to end well."""
    command = [sys.executable, "-m", "daemon.cli", *words, "--config", str(config)]
    done = subprocess.run(
        command, input=typed, text=True, capture_output=True, timeout=60, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    return done.stdout


def entered(url: str, path: str, cookies: str = "") -> tuple[str, str]:
    """Return a new cookie, and the token that goes with all of them where one is told."""
    connection = HTTPConnection(urlsplit(url).netloc, timeout=20)
    try:
        if "?" in path:
            connection.request("GET", path)
        else:
            body = json.dumps({"name": NAME, "password": PASSWORD})
            kind = {"Content-Type": "application/json", "Origin": url, "Cookie": cookies}
            connection.request("POST", path, body, kind)
        answer: HTTPResponse = connection.getresponse()
        told = answer.read()
        cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        if not cookie:
            raise RuntimeError(f"{path}: {answer.status} {told.decode()}")
        return cookie, json.loads(told)["token"] if told else ""
    finally:
        connection.close()
