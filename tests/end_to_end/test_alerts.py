"""From a simulated device to whoever is told: the daemon, Prometheus, Alertmanager, a webhook."""

import json
import subprocess
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from daemon.configuration.control_settings import control_settings
from daemon.configuration.loading import load_config
from daemon.monitoring.rules import version_of
from tests.end_to_end.daemon_kit import (
    LINES,
    PROFILES,
    ROOM,
    Running,
    bus_of,
    configuration,
    daemon,
    sensors,
)
from tests.end_to_end.prometheus_kit import Receiver, Watching, receiver, watching
from tests.rig import Rig, simulated
from tests.waiting import wait_until

LONG_S = 60.0
DAMP = 700  # tenths of %RH
EXPLAINED = ("device_silent", "sensor_stale")  # they follow a bus that is gone, a little later
DELAYS = "".join(
    f"[alarms.kind.{code}]\non_delay_s = {on_s}\noff_delay_s = 3\n"
    for code, on_s in (("humidity_high", 1), ("bus_down", 1), *((code, 4) for code in EXPLAINED))
)


@dataclass(frozen=True)
class Yard:
    """A simulated site that is watched."""

    rig: Rig
    config: Path
    daemon: Running
    seen: Watching
    office: Receiver  # whom the daemon itself tells

    def alarms(self, subject: str) -> list[tuple[str, str, str]]:
        """Return group, state and code of what the panel lists about a subject."""
        with urllib.request.urlopen(f"{self.daemon.url}api/v1/alarms", timeout=5) as answer:
            alarms = json.load(answer)["list"]
        return [
            (alarm["group"], alarm["state"]["state"], alarm["code"])
            for alarm in alarms
            if alarm["subject"] == subject
        ]

    def is_told_once(self, name: str, status: str, **labels: str) -> None:
        """Wait for an alert to reach the webhook in this state; it must come once."""
        told = self.seen.told
        wait_until(lambda: told.heard(name, status, **labels), LONG_S)
        assert told.heard(name, status, **labels) == 1


@pytest.fixture(scope="module")
def yard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Yard]:
    folder = tmp_path_factory.mktemp("prometheus")
    site = ROOM + LINES["tcp"] + sensors("wire", 3)
    with simulated(site, profiles=PROFILES) as rig, receiver() as office:
        config = configuration(rig, bus_of(rig, "tcp"), count=3)
        with config.open("a", encoding="utf-8") as more:
            more.write(DELAYS)
            more.write(f'[[notify]]\nid = "office"\nkind = "webhook"\nurl = "{office.url}"\n')
        with daemon(config) as running, watching(config, folder) as seen:
            wait_until(lambda: seen.value("roomd_room_reading_quality > 1"), LONG_S)
            yield Yard(rig, config, running, seen, office)


def test_promtool_finds_nothing_to_complain_about_in_what_a_daemon_shows(yard: Yard) -> None:
    with urllib.request.urlopen(f"{yard.daemon.url}metrics", timeout=5) as answer:
        shown = answer.read()
    checked = subprocess.run(
        ["promtool", "check", "metrics"], input=shown, capture_output=True, check=False
    )
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, b"", b"")


def test_prometheus_takes_the_rules_and_they_are_those_of_the_daemon(yard: Yard) -> None:
    groups = yard.seen.get("api/v1/rules")["groups"]
    healths = {rule["health"] for group in groups for rule in group["rules"]}
    wait_until(
        lambda: (
            {
                rule["health"]
                for group in yard.seen.get("api/v1/rules")["groups"]
                for rule in group["rules"]
            }
            == {"ok"}
        ),
        LONG_S,
    )
    assert healths <= {"ok", "unknown"}
    version = version_of(control_settings(load_config(yard.config)))
    assert yard.seen.value(f'roomd_alert_rules_info{{version="{version}"}}') == "1"
    assert yard.seen.value('up{job="roomd"}') == "1"


def test_a_sensor_without_a_value_is_told_and_its_end_too(yard: Yard) -> None:
    which = {"device": "th-2", "severity": "info"}
    yard.rig.remote.fault("th-2", "sentinel")
    yard.is_told_once("SensorStale", "firing", **which)
    yard.rig.remote.clear("th-2")
    yard.is_told_once("SensorStale", "resolved", **which)


def test_an_unplugged_sensor_is_one_alarm_one_alert_and_one_notice_and_all_of_them_end(
    yard: Yard,
) -> None:
    which = {"device": "th-3", "severity": "warning"}
    assert yard.alarms("th-3") == []
    yard.rig.remote.fault("th-3", "silence")
    yard.is_told_once("DeviceSilent", "firing", **which)
    wait_until(lambda: yard.office.notices("th-3"), LONG_S)
    assert yard.office.notices("th-3") == [("raised", "device_silent")]
    shown = [alarm for alarm in yard.alarms("th-3") if alarm[0] == "shown"]
    assert shown == [("shown", "unacknowledged", "device_silent")]

    yard.rig.remote.clear("th-3")
    yard.is_told_once("DeviceSilent", "resolved", **which)
    wait_until(lambda: len(yard.office.notices("th-3")) > 1, LONG_S)
    wait_until(lambda: yard.daemon.quality("th-3.temperature") == "good")
    assert yard.alarms("th-3") == [("shown", "returned", "device_silent")]
    assert yard.office.notices("th-3") == [
        ("raised", "device_silent"),
        ("cleared", "device_silent"),
    ]
    assert yard.seen.fired(device="th-3") == {"DeviceSilent"}
    assert yard.seen.told.told_of(device="th-3") == [
        ("DeviceSilent", "firing"),
        ("DeviceSilent", "resolved"),
    ]


def test_a_damp_room_is_told_and_its_end_too(yard: Yard) -> None:
    which = {"room": "stack-1", "severity": "warning"}
    yard.rig.remote.pin("th-1", "humidity", DAMP)
    yard.is_told_once("HumidityHigh", "firing", **which)
    yard.rig.remote.clear("th-1")
    yard.is_told_once("HumidityHigh", "resolved", **which)


def test_a_bus_that_is_gone_is_one_alert_and_what_hangs_on_it_is_not_told(yard: Yard) -> None:
    which = {"bus": "wire", "severity": "warning"}
    yard.rig.remote.unplug("wire")
    yard.is_told_once("BusDown", "firing", **which)
    suppressed = 'sum(roomd_alarms{state="suppressed"})'
    wait_until(lambda: yard.seen.value(suppressed) not in ("", "0"), LONG_S)
    yard.rig.remote.replug("wire")
    yard.is_told_once("BusDown", "resolved", **which)
    assert yard.seen.told.heard("DeviceSilent", "firing", device="th-1") == 0
    assert yard.seen.told.heard("SensorStale", "firing", device="th-1") == 0
