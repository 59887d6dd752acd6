"""A real Prometheus, a real Alertmanager, and somebody who is told."""

import json
import subprocess
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from daemon.clock import SystemClock
from daemon.configuration.control_settings import control_settings
from daemon.configuration.loading import load_config
from daemon.monitoring.alertmanager import alertmanager_text
from daemon.monitoring.rules import rules_text
from daemon.monitoring.scrape import scrape_text
from tests.site_process import free_port
from tests.waiting import wait_until

HOST = "127.0.0.1"
AT_ONCE = ("group_wait: 30s", "group_wait: 1s", "group_interval: 5m")


@dataclass
class Receiver:
    """A webhook that keeps what it is told: by Alertmanager, or by the daemon itself."""

    port: int = 0
    bodies: list[dict[str, Any]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}/alerts"

    @property
    def told(self) -> list[dict[str, Any]]:
        """The alerts of all of Alertmanager's messages."""
        return [alert for body in list(self.bodies) for alert in body["alerts"]]

    def notices(self, subject: str) -> list[tuple[str, str]]:
        """Return kind and alarm of the daemon's own messages about a subject."""
        told = [body for body in list(self.bodies) if body["subject"] == subject]
        return [(body["kind"], body["code"]) for body in told]

    def heard(self, name: str, status: str, **labels: str) -> int:
        """Return how often it was told of an alert in this state."""
        return sum(
            alert["status"] == status
            and alert["labels"]["alertname"] == name
            and labels.items() <= alert["labels"].items()
            for alert in self.told
        )

    def told_of(self, **labels: str) -> list[tuple[str, str]]:
        """Return name and state of every alert with these labels, as they came."""
        return [
            (alert["labels"]["alertname"], alert["status"])
            for alert in self.told
            if labels.items() <= alert["labels"].items()
        ]


@contextmanager
def receiver() -> Iterator[Receiver]:
    kept = Receiver()

    class Webhook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            kept.bodies.append(json.loads(self.rfile.read(length)))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((HOST, 0), Webhook)
    kept.port = server.server_address[1]
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
        serving.join(5)


@contextmanager
def _program(ready: str, *command: str, log: Path) -> Iterator[None]:
    """Run a program until the end; begin once it says that it is ready."""
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
        try:
            wait_until(lambda: process.poll() is not None or _answers(ready), 30)
            assert process.poll() is None, log.read_text(encoding="utf-8")
            yield
        finally:
            process.terminate()
            process.wait(20)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except OSError:
        return False


@dataclass(frozen=True)
class Watching:
    """Prometheus and Alertmanager at work on one site."""

    prometheus: str
    told: Receiver

    def firing(self) -> set[str]:
        """Return the alerts that fire in Prometheus, whoever hears of them."""
        alerts = self.get("api/v1/alerts")["alerts"]
        return {a["labels"]["alertname"] for a in alerts if a["state"] == "firing"}

    def fired(self, **labels: str) -> set[str]:
        """Return the alerts with these labels that fired at any time."""
        which = ",".join(f'{name}="{value}"' for name, value in labels.items())
        query = f'last_over_time(ALERTS{{alertstate="firing",{which}}}[1h])'
        found = self.get(f"api/v1/query?query={quote(query)}")["result"]
        return {each["metric"]["alertname"] for each in found}

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(f"{self.prometheus}{path}", timeout=5) as answer:
            return json.load(answer)["data"]

    def value(self, query: str) -> str:
        """Return the one value of a query, "" where there is none."""
        result = self.get(f"api/v1/query?query={quote(query)}")["result"]
        return str(result[0]["value"][1]) if result else ""


@contextmanager
def watching(config: Path, folder: Path) -> Iterator[Watching]:
    """Watch the site of a configuration with the files that it makes, only faster."""
    loaded = load_config(config)
    settings, panel = control_settings(loaded), loaded.config.panel
    rules, alerts, own = (folder / name for name in ("rules.yml", "am.yml", "prometheus.yml"))
    here, there = free_port(), free_port()
    rules.write_text(rules_text(settings), encoding="utf-8")
    scrape = scrape_text(f"{HOST}:{panel.port}", str(rules), f"{HOST}:{there}")
    scrape = scrape.replace("scrape_interval: 15s", "scrape_interval: 1s")
    own.write_text(
        scrape.replace("evaluation_interval: 15s", "evaluation_interval: 500ms"), "utf-8"
    )
    with receiver() as told:
        text = alertmanager_text(settings, told.url, _far_from_now(settings.site.timezone))
        for wait in AT_ONCE:
            text = text.replace(wait, f"{wait.partition(':')[0]}: 200ms")
        alerts.write_text(text, encoding="utf-8")
        with (
            _program(
                f"http://{HOST}:{there}/-/ready",
                "prometheus-alertmanager",
                f"--config.file={alerts}",
                f"--storage.path={folder / 'alertmanager'}",
                f"--web.listen-address={HOST}:{there}",
                "--cluster.listen-address=",
                log=folder / "alertmanager.log",
            ),
            _program(
                f"http://{HOST}:{here}/-/ready",
                "prometheus",
                f"--config.file={own}",
                f"--storage.tsdb.path={folder / 'tsdb'}",
                f"--web.listen-address={HOST}:{here}",
                log=folder / "prometheus.log",
            ),
        ):
            yield Watching(f"http://{HOST}:{here}/", told)


def _far_from_now(timezone: str) -> tuple[str, str]:
    """Return quiet hours that this test does not run into."""
    later = SystemClock().utc().astimezone(ZoneInfo(timezone)) + timedelta(hours=6)
    return later.strftime("%H:00"), (later + timedelta(hours=1)).strftime("%H:00")
