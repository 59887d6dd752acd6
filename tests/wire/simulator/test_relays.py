"""Sensors show the room, relays move it, and the truth log knows better than both."""

import struct
import time
from pathlib import Path

import pytest

from drivers.simulator.launch import Running

from .masters import Master, read, wait_for, words
from .scenarios import relay_edges, truth_lines


def test_a_sensor_shows_the_room_as_its_registers_can(sim: Running, tcp: Master) -> None:
    truth = sim.remote.truth("stack")
    temperature, humidity, low, high = words(tcp.ask_tcp(3, read(3, 0, 4)))
    (precise,) = struct.unpack(">f", struct.pack(">HH", high, low))
    assert temperature / 10 == pytest.approx(truth["temperature_c"], abs=0.3)
    assert humidity / 10 == pytest.approx(truth["humidity_pct"], abs=1.0)
    assert precise == pytest.approx(truth["temperature_c"], abs=0.3)


def test_a_door_is_seen_by_its_contact_at_once(sim: Running, folder: Path, tcp: Master) -> None:
    assert tcp.ask_tcp(5, read(2, 0, 2)) == bytes((2, 1, 0b11))
    opened_ns = sim.remote.door("stack", is_open=True)
    assert tcp.ask_tcp(5, read(2, 0, 2)) == bytes((2, 1, 0b10))
    sim.remote.people("stack", 2)
    assert tcp.ask_tcp(5, read(2, 0, 2)) == bytes((2, 1, 0b00))
    sim.remote.people("stack", 0)
    edge = [line for line in truth_lines(folder, "door") if line["t_ns"] == opened_ns]
    assert [line["door_open"] for line in edge] == [True]


def test_a_flash_timer_drops_its_relay_by_itself(sim: Running, folder: Path, tcp: Master) -> None:
    since_ns = time.monotonic_ns()
    assert tcp.ask_tcp(5, read(5, 0x0201, 8)) == read(5, 0x0201, 8)
    assert sim.remote.truth("stack")["running"] == {"uv_lamp": 1}
    wait_for(lambda: len(relay_edges(folder, "board-tcp", since_ns)) == 2)
    on, off = (
        line
        for line in truth_lines(folder, "relay")
        if line["device"] == "board-tcp" and line["t_ns"] >= since_ns
    )
    assert (on["on"], on["cause"], off["on"], off["cause"]) == (True, "command", False, "timer")
    assert off["t_ns"] - on["t_ns"] == 800_000_000
    assert tcp.ask_tcp(5, read(1, 1, 1)) == bytes((1, 1, 0))
    lamp = [m for m in truth_lines(folder, "machine") if m["t_ns"] >= since_ns]
    assert [(m["machine"], m["on"]) for m in lamp] == [("uv_lamp", True), ("uv_lamp", False)]
    assert lamp[1]["t_ns"] == off["t_ns"]


def test_a_renewed_flash_timer_makes_no_edge(sim: Running, folder: Path, tcp: Master) -> None:
    since_ns = time.monotonic_ns()
    for _ in range(5):
        tcp.ask_tcp(5, read(5, 0x0200, 20))
    assert relay_edges(folder, "board-tcp", since_ns) == [(True, "command")]
    tcp.ask_tcp(5, read(5, 0, 0))
    assert relay_edges(folder, "board-tcp", since_ns)[1:] == [(False, "command")]
    assert sim.remote.truth("stack")["running"] == {}


def test_a_reset_drops_every_relay(sim: Running, folder: Path, tcp: Master) -> None:
    since_ns = time.monotonic_ns()
    tcp.ask_tcp(5, read(5, 1, 0xFF00))
    sim.remote.reset("board-tcp")
    assert tcp.ask_tcp(5, read(1, 0, 4)) == bytes((1, 1, 0))
    assert relay_edges(folder, "board-tcp", since_ns) == [(True, "command"), (False, "reset")]


def test_a_hand_on_the_board_is_in_the_truth(sim: Running, folder: Path, tcp: Master) -> None:
    since_ns = time.monotonic_ns()
    sim.remote.pin("board-tcp", "relay_1", 1)
    assert tcp.ask_tcp(5, read(1, 0, 1)) == bytes((1, 1, 1))
    assert relay_edges(folder, "board-tcp", since_ns) == [(True, "hand")]


def test_a_welded_contact_runs_while_its_coil_is_off(sim: Running, tcp: Master) -> None:
    sim.remote.fault("board-tcp", "welded", tag="relay_2")
    wait_for(lambda: sim.remote.truth("stack")["running"] == {"uv_lamp": 1})
    assert tcp.ask_tcp(5, read(1, 1, 1)) == bytes((1, 1, 0))
    wait_for(lambda: tcp.ask_tcp(5, read(2, 2, 1)) == bytes((2, 1, 1)))


def test_a_dead_contact_does_not_run_while_its_coil_is_on(sim: Running, tcp: Master) -> None:
    sim.remote.fault("board-tcp", "dead", tag="relay_2")
    tcp.ask_tcp(5, read(5, 1, 0xFF00))
    assert tcp.ask_tcp(5, read(1, 1, 1)) == bytes((1, 1, 1))
    assert sim.remote.truth("stack")["running"] == {}
