"""Requests to replies by the Modbus application protocol 1.1b3, sections 6 and 7: pure bytes.

Functions 1, 2, 3, 4, 5, 6, 15 and 16; anything else is refused with exception 1.
"""

import struct
from collections.abc import Callable, Sequence
from typing import Protocol

from drivers.vocabulary import MODBUS_MAX_BITS, MODBUS_MAX_REGISTERS, Space

ILLEGAL_FUNCTION = 1
ILLEGAL_ADDRESS = 2
ILLEGAL_VALUE = 3
DEVICE_FAILURE = 4

READS = {1: Space.COIL, 2: Space.DISCRETE, 3: Space.HOLDING, 4: Space.INPUT}
WRITES = {5: Space.COIL, 6: Space.HOLDING, 15: Space.COIL, 16: Space.HOLDING}
MAX_WRITE_BITS = 1968
MAX_WRITE_REGISTERS = 123

_HEAD = struct.Struct(">BHH")


class RefusalError(Exception):
    """The device says no, with a Modbus exception code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Bank(Protocol):
    """The registers of one device. Every method may raise RefusalError."""

    def read(self, space: Space, address: int, count: int) -> Sequence[int]:
        """Return bits or words."""

    def write(self, space: Space, address: int, values: Sequence[int]) -> None:
        """Write bits or words."""

    def command(self, address: int, word: int) -> None:
        """Obey function 5: one coil address, one word."""


def answer(bank: Bank, pdu: bytes) -> bytes:
    """Return the reply to one request PDU; refusals are replies too."""
    function = pdu[0]
    answerer = _ANSWERS.get(function)
    if answerer is None:
        return bytes((function | 0x80, ILLEGAL_FUNCTION))
    try:
        return answerer(bank, pdu)
    except RefusalError as refusal:
        return bytes((function | 0x80, refusal.code))
    except struct.error:
        return bytes((function | 0x80, ILLEGAL_VALUE))


def values_in(reply: bytes, count: int) -> list[int]:
    """Return the bits or words of a read reply; none where it is no read or a refusal."""
    function = reply[0]
    if function in (3, 4):
        return list(struct.unpack(f">{reply[1] // 2}H", reply[2:]))
    if function in (1, 2):
        return [reply[2 + i // 8] >> i % 8 & 1 for i in range(count)]
    return []


def _read_registers(bank: Bank, pdu: bytes) -> bytes:
    function, address, count = _HEAD.unpack(pdu)
    if not 1 <= count <= MODBUS_MAX_REGISTERS:
        raise RefusalError(ILLEGAL_VALUE)
    words = bank.read(READS[function], address, count)
    return struct.pack(f">BB{count}H", function, 2 * count, *words)


def _read_bits(bank: Bank, pdu: bytes) -> bytes:
    function, address, count = _HEAD.unpack(pdu)
    if not 1 <= count <= MODBUS_MAX_BITS:
        raise RefusalError(ILLEGAL_VALUE)
    packed = sum(bit << i for i, bit in enumerate(bank.read(READS[function], address, count)))
    size = (count + 7) // 8
    return bytes((function, size)) + packed.to_bytes(size, "little")


def _write_coil(bank: Bank, pdu: bytes) -> bytes:
    _, address, word = _HEAD.unpack(pdu)
    bank.command(address, word)
    return pdu


def _write_register(bank: Bank, pdu: bytes) -> bytes:
    _, address, word = _HEAD.unpack(pdu)
    bank.write(Space.HOLDING, address, (word,))
    return pdu


def _write_coils(bank: Bank, pdu: bytes) -> bytes:
    _, address, count = _HEAD.unpack_from(pdu)
    size = (count + 7) // 8
    if not 1 <= count <= MAX_WRITE_BITS or len(pdu) != 6 + size or pdu[5] != size:
        raise RefusalError(ILLEGAL_VALUE)
    bank.write(Space.COIL, address, [pdu[6 + i // 8] >> i % 8 & 1 for i in range(count)])
    return pdu[:5]


def _write_registers(bank: Bank, pdu: bytes) -> bytes:
    _, address, count = _HEAD.unpack_from(pdu)
    size = 2 * count
    if not 1 <= count <= MAX_WRITE_REGISTERS or len(pdu) != 6 + size or pdu[5] != size:
        raise RefusalError(ILLEGAL_VALUE)
    bank.write(Space.HOLDING, address, struct.unpack(f">{count}H", pdu[6:]))
    return pdu[:5]


_ANSWERS: dict[int, Callable[[Bank, bytes], bytes]] = {
    1: _read_bits,
    2: _read_bits,
    3: _read_registers,
    4: _read_registers,
    5: _write_coil,
    6: _write_register,
    15: _write_coils,
    16: _write_registers,
}
