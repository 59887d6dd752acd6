"""Faulty values, when faults fire, and which faults are refused."""

from pathlib import Path
from typing import Any

import pytest

from drivers.simulator.control import RemoteError
from drivers.simulator.launch import Running, launched

from .masters import ASK, GOOD, Master, read, rtu, wait_for, words
from .scenarios import device_stats, write_scenario


def test_sensors_lie(sim: Running, tcp: Master) -> None:
    def shown(kind: str, **arguments: Any) -> list[int]:
        sim.remote.clear("gauge-tcp")
        for tag, raw in (("temperature", (215,)), ("humidity", (500,)), ("precise", (0, 0x41AC))):
            sim.remote.pin("gauge-tcp", tag, *raw)
        sim.remote.fault("gauge-tcp", kind, **arguments)
        return words(tcp.ask_tcp(3, read(3, 0, 4)))

    assert shown("sentinel") == [0x8000, 0xFFFF, 0x0000, 0x7FC0]
    assert shown("sentinel", word=0x7FFF, tag="temperature") == [0x7FFF, 500, 0, 0x41AC]
    assert shown("jump", amount=-5) == [165, 450, 0, 0x4184]
    assert shown("scaled") == [2150, 5000, 0, 0x4357]
    assert shown("scaled", factor=0.1, tag="humidity") == [215, 50, 0, 0x41AC]
    assert shown("swapped_words") == [0xD700, 0xF401, 0x41AC, 0]


def test_a_stuck_sensor_keeps_what_it_showed_first(sim: Running, tcp: Master) -> None:
    sim.remote.pin("gauge-tcp", "temperature", 215)
    sim.remote.fault("gauge-tcp", "stuck")
    assert words(tcp.ask_tcp(3, read(3, 0, 1))) == [215]
    sim.remote.pin("gauge-tcp", "temperature", 300)
    assert words(tcp.ask_tcp(3, read(3, 0, 1))) == [215]


def test_a_stuck_contact_does_not_see_the_door(sim: Running, tcp: Master) -> None:
    sim.remote.fault("board-tcp", "stuck", tag="input_1")
    assert tcp.ask_tcp(5, read(2, 0, 1)) == bytes((2, 1, 1))
    sim.remote.door("stack", is_open=True)
    assert tcp.ask_tcp(5, read(2, 0, 1)) == bytes((2, 1, 1))


def test_drift_grows_with_the_hours_of_the_physics(tmp_path: Path) -> None:
    text = 'profiles = "profiles"\nroom = [{ id = "stack" }]\n'
    text += 'line = [{ id = "tcp", transport = "tcp" }]\n'
    text += 'device = [{ id = "g", line = "tcp", unit_id = 3, profile = "gauge", room = "stack" }]'
    scenario = write_scenario(tmp_path, text)
    with (
        launched(scenario, tmp_path, speed=3600) as sim,
        Master.tcp(sim.port("tcp")) as master,
    ):
        sim.remote.pin("g", "temperature", 200)
        start_h = sim.remote.truth("stack")["hour"]
        sim.remote.fault("g", "drift", tag="temperature", amount=2.0)
        wait_for(lambda: words(master.ask_tcp(3, read(3, 0, 1)))[0] >= 210)
        assert sim.remote.truth("stack")["hour"] - start_h > 0.47


def test_faults_hit_every_nth_request_and_one_function_only(sim: Running, tcp: Master) -> None:
    sim.remote.fault("fixed-tcp", "exception", code=4, every=3, function=3)
    functions = [tcp.ask_tcp(7, read(3, 0, 1))[0] for _ in range(6)]
    assert functions == [3, 3, 0x83, 3, 3, 0x83]
    assert tcp.ask_tcp(7, read(4, 0, 1))[0] == 4


def test_faults_hit_by_chance(sim: Running, tcp: Master) -> None:
    sim.remote.fault("fixed-tcp", "exception", code=4, probability=0.5)
    refused = sum(tcp.ask_tcp(7, read(3, 0, 1))[0] == 0x83 for _ in range(200))
    assert 60 < refused < 140


def test_a_fault_ends_after_its_time(sim: Running, tcp: Master) -> None:
    sim.remote.fault("fixed-tcp", "exception", code=4, duration_s=0.5)
    assert tcp.ask_tcp(7, read(3, 0, 1))[0] == 0x83
    wait_for(lambda: tcp.ask_tcp(7, read(3, 0, 1))[0] == 3)
    assert device_stats(sim, "tcp", "fixed-tcp")["faults"] == []


def test_several_faults_act_together(sim: Running, stream: Master) -> None:
    sim.remote.fault("fixed-stream", "wrong_unit", count=1)
    sim.remote.fault("fixed-stream", "garbage", part="after", amount=3, count=1)
    stream.send(rtu(7, ASK))
    assert stream.receive(16)[:13] == rtu(8, GOOD)


@pytest.mark.parametrize(
    ("device", "kind", "arguments", "why"),
    [
        ("nobody", "silence", {}, "no device is called nobody"),
        ("fixed-tcp", "bad_crc", {}, "makes no sense"),
        ("fixed-stream", "wrong_tid", {}, "makes no sense"),
        ("fixed-tcp", "late", {}, "needs seconds"),
        ("fixed-tcp", "explode", {}, "kind"),
        ("fixed-tcp", "silence", {"colour": 1}, "colour"),
        ("gauge-tcp", "stuck", {"tag": "pressure"}, "no tag pressure"),
        ("fixed-tcp", "stuck", {}, "no profile"),
    ],
)
def test_impossible_faults_are_refused(
    sim: Running, device: str, kind: str, arguments: dict[str, Any], why: str
) -> None:
    with pytest.raises(RemoteError, match=why):
        sim.remote.fault(device, kind, **arguments)
