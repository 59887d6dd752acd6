"""Each fault is seen on the wire, and only where it was set."""

import time

import pytest

from drivers.simulator.launch import Running

from .masters import ASK, GOOD, QUIET_S, Master, fixed, mbap, read, rtu
from .scenarios import device_stats


@pytest.mark.parametrize(
    ("kind", "arguments", "unit_id", "pdu"),
    [
        ("wrong_unit", {}, 8, GOOD),
        ("wrong_unit", {"amount": 5}, 12, GOOD),
        ("wrong_function", {}, 7, b"\x04" + GOOD[1:]),
        ("wrong_count", {"amount": -2}, 7, bytes((3, 4)) + GOOD[2:6]),
        ("exception", {"code": 6}, 7, bytes((0x83, 6))),
    ],
)
def test_an_answer_is_wrong_in_one_way(
    sim: Running, tcp: Master, kind: str, arguments: dict[str, int], unit_id: int, pdu: bytes
) -> None:
    sim.remote.fault("fixed-tcp", kind, **arguments)
    tcp.send(mbap(7, ASK))
    reply = mbap(unit_id, pdu)
    assert tcp.receive(len(reply)) == reply
    assert device_stats(sim, "tcp", "fixed-tcp")["hits"][kind] >= 1


def test_wrong_count_can_add_registers(sim: Running, stream: Master) -> None:
    sim.remote.fault("fixed-stream", "wrong_count")
    pdu = stream.ask_rtu(7, ASK, 5 + 2 * 6)
    assert pdu[:2] == bytes((3, 12))
    assert pdu[2:10] == GOOD[2:]


def test_wrong_tid(sim: Running, tcp: Master) -> None:
    sim.remote.fault("fixed-tcp", "wrong_tid", amount=-1)
    tcp.send(mbap(7, ASK, tid=5))
    assert tcp.receive(17) == mbap(7, GOOD, tid=4)


@pytest.mark.parametrize(
    ("part", "echo"), [("address", read(5, 2, 0xFF00)), ("value", read(5, 1, 0xFF01))]
)
def test_wrong_echo(sim: Running, tcp: Master, part: str, echo: bytes) -> None:
    sim.remote.fault("board-tcp", "wrong_echo", part=part)
    assert tcp.ask_tcp(5, read(5, 1, 0xFF00)) == echo
    assert tcp.ask_tcp(5, read(1, 0, 4)) == bytes((1, 1, 0b0010))


def test_a_refused_write_and_an_ignored_one_change_nothing(sim: Running, tcp: Master) -> None:
    sim.remote.fault("board-tcp", "write_refused", code=4, count=1)
    assert tcp.ask_tcp(5, read(5, 1, 0xFF00)) == bytes((0x85, 4))
    sim.remote.fault("board-tcp", "write_ignored")
    assert tcp.ask_tcp(5, read(5, 1, 0xFF00)) == read(5, 1, 0xFF00)
    assert tcp.ask_tcp(5, read(1, 0, 4)) == bytes((1, 1, 0))


def test_silence_acts_on_nothing_and_mute_acts_without_a_word(sim: Running, tcp: Master) -> None:
    sim.remote.fault("board-tcp", "silence", count=1)
    tcp.send(mbap(5, read(5, 1, 0xFF00)))
    assert tcp.ask_tcp(5, read(1, 0, 4)) == bytes((1, 1, 0))
    sim.remote.fault("board-tcp", "mute", count=1)
    tcp.send(mbap(5, read(5, 1, 0xFF00)))
    assert tcp.ask_tcp(5, read(1, 0, 4)) == bytes((1, 1, 0b0010))


def test_a_late_reply_comes_after_the_next_one(sim: Running, tcp: Master, stream: Master) -> None:
    sim.remote.fault("fixed-tcp", "late", seconds=0.8, count=1)
    sim.remote.fault("fixed-stream", "late", seconds=0.8, count=1)
    tcp.send(mbap(7, read(3, 1, 1), tid=1))
    stream.send(rtu(7, read(3, 1, 1)))
    assert tcp.ask_tcp(7, read(3, 2, 1), tid=2) == fixed(7, 2, 1)
    assert stream.ask_rtu(7, read(3, 2, 1), 7) == fixed(7, 2, 1)
    assert tcp.receive(11) == mbap(7, fixed(7, 1, 1), tid=1)
    assert stream.receive(7) == rtu(7, fixed(7, 1, 1))


def test_a_delayed_reply_holds_the_next_one_up(sim: Running, tcp: Master) -> None:
    sim.remote.fault("fixed-tcp", "delay", seconds=0.2, count=1)
    sent_s = time.monotonic()
    tcp.send(mbap(7, read(3, 1, 1), tid=1) + mbap(7, read(3, 2, 1), tid=2))
    assert tcp.receive(22) == mbap(7, fixed(7, 1, 1), tid=1) + mbap(7, fixed(7, 2, 1), tid=2)
    assert time.monotonic() - sent_s >= 0.2


def test_crossed_replies_are_one_request_behind(sim: Running, tcp: Master, stream: Master) -> None:
    tcp.ask_tcp(7, read(3, 1, 1), tid=1)
    sim.remote.fault("fixed-tcp", "crossed")
    tcp.send(mbap(7, read(3, 2, 1), tid=2))
    assert tcp.receive(11) == mbap(7, fixed(7, 1, 1), tid=1)
    tcp.send(mbap(7, read(3, 3, 1), tid=3))
    assert tcp.receive(11) == mbap(7, fixed(7, 2, 1), tid=2)
    stream.ask_rtu(7, read(3, 1, 1), 7)
    sim.remote.fault("fixed-stream", "crossed")
    assert stream.ask_rtu(7, read(3, 2, 1), 7) == fixed(7, 1, 1)


def test_frames_are_damaged(sim: Running, stream: Master) -> None:
    good = rtu(7, GOOD)
    sim.remote.fault("fixed-stream", "bad_crc", count=1)
    stream.send(rtu(7, ASK))
    damaged = stream.receive(13)
    assert damaged[:-2] == good[:-2]
    assert damaged != good
    sim.remote.fault("fixed-stream", "truncate", amount=5, count=1)
    stream.send(rtu(7, ASK))
    assert stream.receive(13, QUIET_S) == good[:5]
    sim.remote.fault("fixed-stream", "garbled", count=1)
    stream.send(rtu(7, ASK))
    assert all(a != b for a, b in zip(stream.receive(13), good, strict=True))
    assert stream.ask_rtu(7, ASK, 13) == GOOD


@pytest.mark.parametrize(("part", "before", "after"), [("before", 4, 0), ("after", 0, 4)])
def test_garbage_around_a_frame(
    sim: Running, stream: Master, part: str, before: int, after: int
) -> None:
    sim.remote.fault("fixed-stream", "garbage", amount=4, part=part)
    stream.send(rtu(7, ASK))
    received = stream.receive(17)
    assert received[before : 17 - after] == rtu(7, GOOD)


def test_a_split_frame_pauses_in_the_middle(sim: Running, tcp: Master, rs485: Master) -> None:
    for line, master, frame, good in (
        ("tcp", tcp, mbap(7, ASK), mbap(7, GOOD)),
        ("rs485", rs485, rtu(7, ASK), rtu(7, GOOD)),
    ):
        sim.remote.fault(f"fixed-{line}", "split", seconds=0.1, count=1)
        sent_s = time.monotonic()
        master.send(frame)
        assert master.receive(len(good)) == good
        assert time.monotonic() - sent_s >= 0.1


def test_a_babbling_device_ends(sim: Running, tcp: Master, rs485: Master) -> None:
    sim.remote.fault("fixed-tcp", "babble", amount=5000, count=1)
    tcp.send(mbap(7, ASK))
    assert len(tcp.receive(5000)) == 5000
    assert tcp.ask_tcp(7, ASK) == GOOD
    sim.remote.fault("fixed-rs485", "babble", amount=300, count=1)
    rs485.send(rtu(7, ASK))
    assert len(rs485.receive(300)) == 300
    assert rs485.ask_rtu(7, ASK, 13) == GOOD
