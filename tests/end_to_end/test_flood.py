"""A cut cable with sixty devices on it is one alarm; the others are listed under it."""

import json
import sqlite3
import urllib.request
from contextlib import closing
from pathlib import Path
from typing import Any

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
from tests.rig import Rig, simulated
from tests.waiting import wait_until

COUNT = 60
DEVICES = frozenset(f"th-{n}" for n in range(1, COUNT + 1))
FOLLOWING = ("device_silent", "sensor_stale")  # of each device, when its bus is gone
BUS = "bus_down:wire"
LONG_S = 90.0
DELAYS = "".join(
    f"[alarms.kind.{code}]\non_delay_s = {on_s}\noff_delay_s = 3\n"
    for code, on_s in (("bus_down", 1), *((code, 4) for code in FOLLOWING))
)
LANGUAGES = {
    "zh": ("归于：wire：通信总线中断", "通信总线中断"),
    "en": ("under: wire: Bus down", "Bus down"),
}

Listed = list[dict[str, Any]]


def listed(running: Running, group: str, language: str = "zh") -> Listed:
    """Return the alarms that the panel shows, or sets aside."""
    address = f"{running.url}api/v1/alarms?lang={language}"
    with urllib.request.urlopen(address, timeout=5) as answer:
        alarms: Listed = json.load(answer)["list"]
    return [alarm for alarm in alarms if alarm["group"] == group]


def subjects(alarms: Listed, code: str) -> set[str]:
    return {str(alarm["subject"]) for alarm in alarms if alarm["code"] == code}


def good(running: Running) -> int:
    """Return how many of the devices have a good temperature."""
    points = running.snapshot()["points"]
    return sum(points[f"{device}.temperature"]["quality"] == "good" for device in DEVICES)


def site(rig: Rig) -> Path:
    config = configuration(rig, bus_of(rig, "tcp"), count=COUNT, poll_s=1.0)
    with config.open("a", encoding="utf-8") as more:
        more.write(DELAYS)
    return config


def steps(folder: Path) -> dict[str, list[str]]:
    """Return the steps that each alarm took, by the ledger."""
    taken: dict[str, list[str]] = {}
    with closing(sqlite3.connect(folder / "ledger.db")) as db:
        for key, body in db.execute(
            "SELECT subject, body FROM ledger WHERE kind = 'alarm' ORDER BY seq"
        ):
            taken.setdefault(key, []).append(json.loads(body)["step"])
    return taken


def test_a_cut_bus_with_sixty_devices_is_one_alarm_and_all_others_are_listed_under_it() -> None:
    scenario = ROOM + LINES["tcp"] + sensors("wire", COUNT)
    with simulated(scenario, profiles=PROFILES) as rig:
        config = site(rig)
        with daemon(config) as running:
            wait_until(lambda: good(running) == COUNT, LONG_S)
            assert listed(running, "shown") == []

            rig.remote.unplug("wire")
            wait_until(
                lambda: all(
                    subjects(listed(running, "aside"), code) == DEVICES for code in FOLLOWING
                ),
                LONG_S,
            )
            for language, (under, title) in LANGUAGES.items():
                (shown,) = listed(running, "shown", language)
                assert (shown["key"], shown["title"]) == (BUS, title)
                assert shown["action"]
                aside = listed(running, "aside", language)
                assert len(aside) == len(FOLLOWING) * COUNT
                assert {alarm["aside"] for alarm in aside} == {under}
                assert {alarm["state"]["state"] for alarm in aside} == {"suppressed"}

            rig.remote.replug("wire")
            wait_until(lambda: good(running) == COUNT, LONG_S)
            wait_until(lambda: not listed(running, "aside"), LONG_S)
            wait_until(lambda: not any(alarm["active"] for alarm in listed(running, "shown")))
            (shown,) = listed(running, "shown")
            assert (shown["key"], shown["state"]["state"]) == (BUS, "returned")
        taken = steps(config.parent)
        assert taken.pop(BUS) == ["raise", "return"]
        assert set(taken) == {f"{code}:{device}" for code in FOLLOWING for device in DEVICES}
        assert {step for each in taken.values() for step in each} == {"suppress", "return"}
