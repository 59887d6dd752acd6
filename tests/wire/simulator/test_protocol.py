"""The simulated devices speak Modbus as it is written."""

import pytest

from drivers.simulator.launch import Running

from .masters import Master, fixed, mbap, read, rtu, wait_for, words
from .scenarios import device_stats


def test_the_xy_md02_answers_its_golden_frame(sim: Running, stream: Master, rs485: Master) -> None:
    for line, master in (("stream", stream), ("rs485", rs485)):
        sim.remote.pin(f"md02-{line}", "temperature", 305)
        sim.remote.pin(f"md02-{line}", "humidity", 546)
        master.send(bytes.fromhex("01 04 00 01 00 02 20 0B"))
        assert master.receive(9) == bytes.fromhex("01 04 04 01 31 02 22 2A CE")


def test_modbus_tcp_repeats_transaction_and_unit_id(sim: Running, tcp: Master) -> None:
    sim.remote.pin("md02-tcp", "temperature", 305)
    sim.remote.pin("md02-tcp", "humidity", 546)
    tcp.send(bytes.fromhex("AB CD 00 00 00 06 01 04 00 01 00 02"))
    assert tcp.receive(13) == bytes.fromhex("AB CD 00 00 00 07 01 04 04 01 31 02 22")


def test_a_forgetful_gateway_answers_transaction_id_0(sim: Running) -> None:
    with Master.tcp(sim.port("forgetful")) as master:
        master.send(mbap(7, read(3, 1, 1), tid=0x1234))
        assert master.receive(11) == mbap(7, fixed(7, 1, 1), tid=0)


@pytest.mark.parametrize(
    ("pdu", "code"),
    [
        pytest.param(read(3, 0x30, 1), 2, id="unknown address"),
        pytest.param(read(3, 1, 4), 2, id="over the end of the known"),
        pytest.param(read(4, 0, 1), 2, id="another space"),
        pytest.param(read(3, 0, 0), 3, id="nothing"),
        pytest.param(read(3, 0, 9), 3, id="more than the device takes"),
        pytest.param(read(3, 0, 126), 3, id="more than Modbus takes"),
        pytest.param(bytes((3, 0, 0)), 3, id="a short request"),
        pytest.param(bytes((0x2B, 14, 1, 0)), 1, id="unknown function"),
        pytest.param(read(6, 0x0100, 4), 2, id="write of a configuration register"),
        pytest.param(read(6, 0x10, 91), 3, id="write above the limit"),
        pytest.param(read(6, 0x11, 1), 3, id="half of a 32-bit value"),
        pytest.param(bytes((16, 0, 0x10, 0, 2, 3, 0, 30, 0)), 3, id="wrong byte count"),
    ],
)
def test_refusals(tcp: Master, pdu: bytes, code: int) -> None:
    assert tcp.ask_tcp(3, pdu) == bytes((pdu[0] | 0x80, code))


def test_a_unit_id_that_nobody_has_is_silent(tcp: Master) -> None:
    tcp.send(mbap(99, read(3, 0, 1)))
    tcp.send(mbap(7, read(3, 0, 1), tid=2))
    assert tcp.receive(11) == mbap(7, fixed(7, 0, 1), tid=2)


def test_a_forbidden_address_hangs_the_device(sim: Running, tcp: Master) -> None:
    tcp.send(mbap(3, read(3, 0x1F, 2)))
    assert tcp.ask_tcp(3, read(3, 0x100, 1), tid=2) == bytes((3, 2, 0, 3))
    assert device_stats(sim, "tcp", "gauge-tcp")["hits"]["forbidden"] >= 1


def test_registers_are_written_and_read_back(tcp: Master) -> None:
    assert tcp.ask_tcp(3, read(6, 0x10, 45)) == read(6, 0x10, 45)
    assert words(tcp.ask_tcp(3, read(3, 0x10, 1))) == [45]
    both = bytes((16, 0, 0x10, 0, 3, 6, 0, 50, 0, 1, 0, 2))
    assert tcp.ask_tcp(3, both) == both[:5]
    assert words(tcp.ask_tcp(3, read(3, 0x10, 3))) == [50, 1, 2]


def test_nothing_is_written_where_a_part_is_refused(tcp: Master) -> None:
    tcp.ask_tcp(3, read(6, 0x10, 45))
    assert tcp.ask_tcp(3, bytes((16, 0, 0x10, 0, 2, 4, 0, 60, 0, 9))) == bytes((0x90, 3))
    assert words(tcp.ask_tcp(3, read(3, 0x10, 1))) == [45]


def test_coils_are_written_one_by_one_and_together(tcp: Master) -> None:
    assert tcp.ask_tcp(5, read(5, 2, 0xFF00)) == read(5, 2, 0xFF00)
    assert tcp.ask_tcp(5, read(1, 0, 4)) == bytes((1, 1, 0b0100))
    assert tcp.ask_tcp(5, bytes((15, 0, 0, 0, 4, 1, 0b1001))) == bytes((15, 0, 0, 0, 4))
    assert tcp.ask_tcp(5, read(1, 0, 4)) == bytes((1, 1, 0b1001))
    assert tcp.ask_tcp(5, read(5, 0, 0x0001)) == bytes((0x85, 3))


def test_requests_in_a_row_are_answered_in_their_order(tcp: Master) -> None:
    tcp.send(b"".join(mbap(7, read(3, address, 2), tid=address) for address in range(50)))
    expected = b"".join(mbap(7, fixed(7, address, 2), tid=address) for address in range(50))
    assert tcp.receive(len(expected)) == expected


def test_a_request_in_single_bytes_is_one_request(tcp: Master, stream: Master) -> None:
    for byte in mbap(7, read(3, 5, 1)):
        tcp.send(bytes((byte,)))
    assert tcp.receive(11) == mbap(7, fixed(7, 5, 1))
    for byte in rtu(7, read(3, 5, 1)):
        stream.send(bytes((byte,)))
    assert stream.receive(7) == rtu(7, fixed(7, 5, 1))


def test_a_counter_device_numbers_its_reads(tcp: Master) -> None:
    first = int.from_bytes(tcp.ask_tcp(8, read(3, 0, 2))[2:], "big")
    assert int.from_bytes(tcp.ask_tcp(8, read(4, 9, 2))[2:], "big") == first + 1


def test_an_alien_header_ends_the_connection(tcp: Master) -> None:
    tcp.send(b"GET / HTTP/1.1\r\n\r\n")
    assert tcp.receive(1) == b""


def test_a_bad_crc_is_ignored_and_the_next_request_served(sim: Running, stream: Master) -> None:
    before = sim.remote.stats()["stream"]["unreadable"]
    stream.send(rtu(7, read(3, 5, 1))[:-1] + b"\x00")
    wait_for(lambda: sim.remote.stats()["stream"]["unreadable"] == before + 1)
    assert stream.ask_rtu(7, read(3, 5, 1), 7) == fixed(7, 5, 1)


def test_a_broadcast_is_obeyed_by_all_and_answered_by_none(stream: Master) -> None:
    stream.send(rtu(0, read(5, 3, 0xFF00)))
    assert stream.ask_rtu(5, read(1, 3, 1), 6) == bytes((1, 1, 1))
