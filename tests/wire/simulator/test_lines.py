"""A serial line keeps the pace of the wire; lines are pulled and come back."""

import os
import socket
import time
from pathlib import Path

import pytest

from drivers.simulator.launch import Running

from .masters import ASK, GOOD, QUIET_S, Master, fixed, read, rtu, wait_for
from .scenarios import device_stats, truth_lines


def test_a_reply_takes_the_time_of_the_wire(sim: Running, folder: Path) -> None:
    place = sim.lines["slow"]
    assert place["char_s"] == pytest.approx(10 / 9600, abs=1e-9)
    assert place["silence_s"] == pytest.approx(3.5 * 10 / 9600, abs=1e-9)
    with Master.serial(place["path"]) as master:
        request = rtu(7, ASK)
        sent_ns = time.monotonic_ns()
        master.send(request)
        assert master.receive(8 + 13) == request + rtu(7, GOOD)
        whole_s = (time.monotonic_ns() - sent_ns) / 1e9
    assert whole_s >= (8 + 13) * place["char_s"] + place["silence_s"]
    line = wait_for(lambda: [x for x in truth_lines(folder, "request") if x["line"] == "slow"])[-1]
    on_wire_s = (line["last_ns"] - line["t_ns"]) / 1e9
    assert on_wire_s >= (8 + 13) * place["char_s"] + place["silence_s"] - 1e-6


def test_above_19200_baud_the_silence_is_fixed(sim: Running) -> None:
    assert sim.lines["rs485"]["char_s"] == pytest.approx(11 / 38400, abs=1e-9)
    assert sim.lines["rs485"]["silence_s"] == pytest.approx(0.00175)


def test_an_early_request_is_counted_and_a_proper_one_is_not(
    sim: Running, rs485: Master, folder: Path
) -> None:
    quiet_s = sim.lines["rs485"]["silence_s"]

    def early() -> int:
        return int(sim.remote.stats()["rs485"]["early"])

    before = early()
    for _ in range(20):
        rs485.ask_rtu(7, ASK, 13)
        heard_s = time.monotonic()
        while time.monotonic() - heard_s < quiet_s:
            pass
    assert early() == before
    for _ in range(50):
        rs485.ask_rtu(7, ASK, 13)
    assert before < early() < before + 50
    gaps = [line for line in truth_lines(folder, "request") if line["line"] == "rs485"]
    assert all(line["early"] == (line["gap_ns"] < quiet_s * 1e9) for line in gaps)


def test_a_strict_device_ignores_what_comes_too_early(sim: Running, rs485: Master) -> None:
    strict = read(3, 1, 1)
    for _ in range(20):
        rs485.ask_rtu(7, ASK, 13)
        rs485.send(rtu(9, strict))
        if not rs485.receive(7, QUIET_S):
            break
    else:
        pytest.fail("no early request was ignored")
    assert rs485.ask_rtu(9, strict, 7) == fixed(9, 1, 1)
    assert device_stats(sim, "rs485", "strict-rs485")["requests"] >= 1


def test_injected_bytes_come_out_of_nowhere(sim: Running, rs485: Master, tcp: Master) -> None:
    for line, master in (("rs485", rs485), ("tcp", tcp)):
        master_ready(master, line)
        sim.remote.call("inject", line=line, hex="07 03 02 12 34")
        assert master.receive(5) == bytes.fromhex("0703021234")


def master_ready(master: Master, line: str) -> None:
    if line == "tcp":
        master.ask_tcp(7, ASK)
    else:
        master.ask_rtu(7, ASK, 13)


def test_an_adapter_is_pulled_and_comes_back_under_another_name(sim: Running, folder: Path) -> None:
    path = sim.lines["rs485"]["path"]
    with Master.serial(path) as master:
        assert master.ask_rtu(7, ASK, 13) == GOOD
        sim.remote.unplug("rs485")
        assert not os.path.lexists(path)
        with pytest.raises(OSError, match="Input/output"):
            master.send(rtu(7, ASK))
    other = folder / "ttyB"
    assert sim.remote.replug("rs485", other)["path"] == str(other)
    with Master.serial(str(other)) as master:
        assert master.ask_rtu(7, ASK, 13) == GOOD
    sim.remote.unplug("rs485")
    assert not os.path.lexists(other)
    sim.remote.replug("rs485", Path(path))
    with Master.serial(path) as master:
        assert master.ask_rtu(7, ASK, 13) == GOOD


def test_a_gateway_is_pulled_and_comes_back_on_its_port(sim: Running, tcp: Master) -> None:
    port = sim.port("tcp")
    assert tcp.ask_tcp(7, ASK) == GOOD
    sim.remote.unplug("tcp")
    with pytest.raises(ConnectionResetError):
        tcp.receive(1)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))
    assert sim.remote.replug("tcp")["port"] == port
    with Master.tcp(port) as master:
        assert master.ask_tcp(7, ASK) == GOOD
