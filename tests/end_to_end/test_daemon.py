"""The whole daemon as a process, on the simulator's wires, judged by the simulator's truth."""

import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.daemon_kit import (
    BUS_TAKEN,
    LINES,
    PROFILES,
    RUN,
    bus_of,
    configuration,
    daemon,
    scenario,
)
from tests.rig import simulated
from tests.waiting import wait_until


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
        wait_until(lambda: running.point("th-2.temperature")["why"] == why)
        assert running.quality("th-2.temperature") == "bad"
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
