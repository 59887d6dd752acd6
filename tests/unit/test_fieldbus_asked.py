"""What the pages about wires send, and how registers can be understood."""

import json
import math
import struct
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.commissioning.device_text import device_text
from daemon.fieldbus_ports import NewDevice, Registers
from panel.commissioning.fieldbus_asked import (
    device_asked,
    output_asked,
    probe_asked,
    registers_asked,
)
from panel.commissioning.registers_view import ORDERS, pairs_of, words_of
from panel.problems import ProblemError

BUSES = ("wire",)
SEARCH = {"bus": "wire", "first": 3, "last": 6}
USUAL = {"unit_id": "1", "space": "input", "address": "1", "count": "1"}
NAMED = {"bus": "wire", "unit_id": 4, "profile": "xy-md02", "id": "th-new", "room": "r1"}


def status_of(body: object) -> int:
    with pytest.raises(ProblemError) as refused:
        probe_asked(json.dumps(body).encode(), BUSES)
    return refused.value.status


@pytest.mark.parametrize(
    "body",
    [
        {**SEARCH, "first": 0},
        {**SEARCH, "last": 248},
        {**SEARCH, "first": 9, "last": 8},
        {**SEARCH, "first": "1"},
        {**SEARCH, "first": True},
        {**SEARCH, "first": 1.5},
        {**SEARCH, "more": 1},
        {"bus": "wire"},
        [],
        None,
    ],
)
def test_an_unclear_search_is_refused(body: object) -> None:
    assert status_of(body) == 400


@pytest.mark.parametrize("bus", ["nowhere", "", None, 7, ["wire"]])
def test_a_bus_that_is_not_there_is_not_found(bus: object) -> None:
    assert status_of({**SEARCH, "bus": bus}) == 404


@pytest.mark.parametrize(
    "more",
    [
        {"unit_id": "0"},
        {"unit_id": "248"},
        {"space": "coils"},
        {"address": "65536"},
        {"address": "-1"},
        {"address": "1e3"},
        {"address": ""},
        {"address": "0x"},
        {"address": "0x10000"},
        {"count": "0"},
        {"count": "65"},
        {"address": "65535", "count": "2"},
        {"unit_id": "1_0"},
        {"unit_id": "²"},
        {"unit_id": "٣"},
        {"unit_id": "9" * 5000},
    ],
)
def test_unclear_registers_are_refused(more: dict[str, str]) -> None:
    with pytest.raises(ProblemError) as refused:
        registers_asked({**USUAL, **more}, "wire", BUSES)
    assert refused.value.status == 400


def test_numbers_are_read_as_manuals_write_them() -> None:
    asked = registers_asked({**USUAL, "address": "0x1F"}, "wire", BUSES)
    assert (asked.address, asked.space, asked.count) == (31, Registers.INPUT, 1)
    assert registers_asked({**USUAL, "address": "0xFFFF"}, "wire", BUSES).address == 65535


@pytest.mark.parametrize(
    "more",
    [
        {"profile": "no-such"},
        {"room": "nowhere"},
        {"poll_s": 0},
        {"poll_s": True},
        {"poll_s": 1e9},
        {"unit_id": 0},
        {"interlock": 1},
        {"id": "a\nb"},
        {"id": "x" * 42},
        {"zone": None},
        {"names": {}},
    ],
)
def test_an_impossible_device_is_refused(more: dict[str, object]) -> None:
    body = json.dumps({**NAMED, **more}).encode()
    with pytest.raises(ProblemError) as refused:
        device_asked(body, BUSES, ["xy-md02"], ["r1"])
    assert refused.value.status == 400


@given(st.text(max_size=60).filter(lambda text: text.encode(errors="ignore").decode() == text))
def test_a_written_name_is_read_back_as_it_was(name: str) -> None:
    text = device_text(NewDevice(id=name, profile=name, bus="b", unit_id=1, room=name, zone=name))
    (device,) = tomllib.loads(text)["device"]
    assert (device["id"], device["profile"], device["room"]) == (name, name, name)


def test_only_what_is_said_is_written() -> None:
    new = NewDevice(id="d", profile="p", bus="b", unit_id=7, room="r", poll_s=2.5, interlock=True)
    assert device_text(new) == (
        '[[device]]\nid = "d"\nprofile = "p"\nbus = "b"\nunit_id = 7\nroom = "r"\n'
        "poll_s = 2.5\ninterlock = true\n"
    )


def test_a_test_names_an_output_and_a_direction() -> None:
    assert output_asked(b'{"output": "fan", "on": false}', {"fan"}) == ("fan", False)
    for body, status in (
        (b'{"output": "x", "on": true}', 404),
        (b'{"output": "fan", "on": 1}', 400),
    ):
        with pytest.raises(ProblemError) as refused:
            output_asked(body, {"fan"})
        assert refused.value.status == status


# Registers


def test_each_order_of_bytes_finds_the_number_that_was_written_in_it() -> None:
    four = struct.pack(">f", 23.75)
    for order in ORDERS:
        swapped = bytes(four["ABCD".index(letter)] for letter in order)
        first, second = struct.unpack(">HH", swapped)
        found = {pair.order: pair.number for pair in pairs_of(first, second)}
        assert found[order] == 23.75
        assert [name for name, number in found.items() if number == 23.75] == [order]


def test_a_word_is_shown_in_every_way() -> None:
    minus, text = words_of(0x0200, (0xFFFE, 0x4F4B))
    assert (minus.place, minus.hex, minus.unsigned, minus.signed) == ("0x0200", "FFFE", 65534, -2)
    assert (minus.bits, minus.text) == ("1111 1111 1111 1110", "")
    assert (text.text, text.signed, text.pairs) == ("OK", 0x4F4B, ())


@given(st.integers(0, 0xFFFF), st.integers(0, 0xFFFF))
def test_every_pair_can_be_shown(first: int, second: int) -> None:
    for pair in pairs_of(first, second):
        assert 0 <= pair.unsigned <= 0xFFFF_FFFF
        assert pair.signed in (pair.unsigned, pair.unsigned - 2**32)
        assert pair.number is None or math.isfinite(pair.number)
        json.dumps(pair.number, allow_nan=False)
