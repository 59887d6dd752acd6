"""A reply counts only if it answers the request; a write passes only if it is listed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.errors import BadReplyError, RefusedError, WriteForbiddenError
from drivers.frames import DamagedFrameError, Frame, encode, first_frame
from drivers.gate import WriteGate
from drivers.guard import checked
from drivers.request import COIL_OFF, COIL_ON, Read, Write
from drivers.vocabulary import Space
from tests.devices import relay, sensor

ASKED = Read(unit_id=3, space=Space.HOLDING, address=0x100, count=2)
GOOD = Frame(3, bytes([3, 4, 0, 1, 0, 2]), 7)


def test_a_matching_reply_brings_its_registers() -> None:
    assert checked(ASKED, GOOD) == (1, 2)


def test_bits_come_in_the_order_of_their_addresses() -> None:
    asked = Read(unit_id=3, space=Space.COIL, address=0, count=10)
    assert checked(asked, Frame(3, bytes([1, 2, 0b0000_0101, 0b10]), 0)) == (
        (1, 0, 1, 0, 0, 0, 0, 0, 0, 1)
    )


@pytest.mark.parametrize(
    ("unit_id", "pdu"),
    [
        pytest.param(9, GOOD.pdu, id="wrong unit"),
        pytest.param(3, bytes([4, 4, 0, 1, 0, 2]), id="wrong function"),
        pytest.param(3, bytes([3, 8, 0, 1, 0, 2, 0, 3, 0, 4]), id="wrong count"),
        pytest.param(3, bytes([3, 4, 0, 1]), id="shorter than it says"),
        pytest.param(3, bytes([3, 4, 0, 1, 0, 2, 0]), id="longer than it says"),
        pytest.param(3, bytes([0x84, 2]), id="exception to another function"),
        pytest.param(3, bytes([3]), id="no content"),
    ],
)
def test_a_reply_to_anything_else_is_refused(unit_id: int, pdu: bytes) -> None:
    with pytest.raises(BadReplyError):
        checked(ASKED, Frame(unit_id, pdu, 0))


def test_an_exception_is_never_a_value() -> None:
    with pytest.raises(RefusedError) as refused:
        checked(ASKED, Frame(3, bytes([0x83, 6]), 0))
    assert refused.value.code == 6


@pytest.mark.parametrize(
    "echo",
    [
        pytest.param([5, 0, 1, 0xFF, 0], id="another coil"),
        pytest.param([5, 0, 2, 0, 0], id="another value"),
        pytest.param([6, 0, 2, 0xFF, 0], id="another function"),
        pytest.param([5, 0, 2, 0xFF], id="cut"),
    ],
)
def test_a_write_counts_only_with_its_own_echo(echo: list[int]) -> None:
    write = Write(unit_id=3, space=Space.COIL, address=2, words=(COIL_ON,))
    assert checked(write, Frame(3, bytes([5, 0, 2, 0xFF, 0]), 0)) == ()
    with pytest.raises(BadReplyError):
        checked(write, Frame(3, bytes(echo), 0))


@given(st.binary(max_size=260))
def test_no_bytes_make_the_guard_stumble(noise: bytes) -> None:
    for transport in ("rtu", "tcp"):
        try:
            found = first_frame(transport, noise)
            if found is not None:
                checked(ASKED, found[0])
        except (DamagedFrameError, BadReplyError, RefusedError):
            pass


@given(st.data())
def test_a_damaged_rtu_frame_is_never_taken(data: st.DataObject) -> None:
    frame = bytearray(bytes.fromhex("01 04 04 01 31 02 22 2A CE"))
    place = data.draw(st.integers(0, len(frame) - 1))
    frame[place] ^= 1 << data.draw(st.integers(0, 7))
    try:
        found = first_frame("rtu", bytes(frame))
    except DamagedFrameError:
        return
    assert found is None


def test_the_frame_of_the_vendor_manual_is_made() -> None:
    asked = Read(unit_id=1, space=Space.INPUT, address=1, count=2)
    assert encode("rtu", asked, 0) == bytes.fromhex("01 04 00 01 00 02 20 0B")
    assert encode("tcp", asked, 0x1234) == bytes.fromhex("12 34 00 00 00 06 01 04 00 01 00 02")


def test_switching_on_starts_the_device_side_timer() -> None:
    gate = WriteGate({7: relay()})
    assert gate.command(7, "relay_3", 1) == Write(
        unit_id=7, space=Space.COIL, address=0x0202, words=(30,)
    )
    assert gate.command(7, "relay_3", 0) == Write(
        unit_id=7, space=Space.COIL, address=2, words=(COIL_OFF,)
    )


def test_switching_off_starts_no_timer_whatever_the_profile_says() -> None:
    point = relay().writables["relay_3"].model_copy(update={"values": (0, 1, 2)})
    odd = relay().model_copy(update={"write": (point,)})
    assert WriteGate({7: odd}).command(7, "relay_3", 2).address == point.address


@given(
    st.integers(0, 255),
    st.text(max_size=12) | st.sampled_from(["relay_1", "relay_8", "temperature"]),
    st.floats(allow_nan=True, allow_infinity=True),
)
def test_only_listed_writes_pass(unit_id: int, tag: str, value: float) -> None:
    gate = WriteGate({7: relay(), 8: sensor()})
    listed = unit_id == 7 and tag in relay().points and value in (0, 1)
    if listed:
        assert gate.command(unit_id, tag, value).unit_id == 7
    else:
        with pytest.raises(WriteForbiddenError):
            gate.command(unit_id, tag, value)
