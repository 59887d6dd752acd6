"""Frames on the wire, by pymodbus: the only file that knows that library."""

import logging
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from pymodbus.framer import FramerRTU, FramerSocket
from pymodbus.pdu import DecodePDU, ModbusPDU
from pymodbus.pdu.bit_message import (
    ReadCoilsRequest,
    ReadDiscreteInputsRequest,
    WriteSingleCoilRequest,
)
from pymodbus.pdu.register_message import (
    ReadHoldingRegistersRequest,
    ReadInputRegistersRequest,
    WriteMultipleRegistersRequest,
    WriteSingleRegisterRequest,
)

from .line import Transport
from .request import Read, Request
from .vocabulary import Space

logging.getLogger("pymodbus").setLevel(logging.CRITICAL)  # we log transitions, not frames

_DECODER = DecodePDU(is_server=False)
_RTU = FramerRTU(_DECODER)
_MBAP = FramerSocket(_DECODER)
_READS: dict[Space, type[ModbusPDU]] = {
    Space.COIL: ReadCoilsRequest,
    Space.DISCRETE: ReadDiscreteInputsRequest,
    Space.HOLDING: ReadHoldingRegistersRequest,
    Space.INPUT: ReadInputRegistersRequest,
}
EXCEPTION_BIT = 0x80
RTU_EXCEPTION_BYTES = 5
RTU_ECHO_BYTES = 8
LONGEST = 260  # MBAP header, unit id and the longest PDU
MBAP_HEADER = 6
MBAP_LONGEST = 254  # unit id and PDU


class CoilWordRequest(WriteSingleCoilRequest):
    """Write any word to a coil address, as relay boards with flash timers want it."""

    def encode(self) -> bytes:
        """Return address and word."""
        return struct.pack(">HH", self.address, self.registers[0])


@dataclass(frozen=True, slots=True)
class Frame:
    """A whole frame: unit id, PDU bytes from the function code on, transaction id (0 on RTU)."""

    unit_id: int
    pdu: bytes
    tid: int


class DamagedFrameError(ValueError):
    """Bytes that can't be a frame: bad CRC, impossible header, too many bytes."""


def request_pdu(request: Request) -> bytes:
    """Return the PDU of `request` from the function code on."""
    pdu = _message(request)
    return bytes([pdu.function_code]) + pdu.encode()


def encode(transport: Transport, request: Request, tid: int) -> bytes:
    """Return the frame of `request`; `tid` counts only on Modbus TCP."""
    framer = _MBAP if transport == "tcp" else _RTU
    return framer.encode(request_pdu(request), request.unit_id, tid)


def first_frame(transport: Transport, received: bytes) -> tuple[Frame, int] | None:
    """Return the frame that `received` begins with and its bytes, or None while incomplete.

    Never hunts for a frame in the middle of garbage. Raises DamagedFrameError.
    """
    if transport == "tcp":
        return _first_mbap(received)
    return _first_rtu(received)


def values(pdu: bytes, count: int) -> tuple[int, ...]:
    """Return the registers, or bits as 0 and 1, of a read reply that the guard let through."""
    message = _DECODER.decode(pdu)
    if message is None:
        raise DamagedFrameError(f"undecodable reply {pdu.hex(' ')}")
    found: Sequence[int] = message.registers or [int(bit) for bit in message.bits]
    return tuple(found[:count])


def _message(request: Request) -> ModbusPDU:
    if isinstance(request, Read):
        return _READS[request.space](address=request.address, count=request.count)
    if request.space is Space.COIL:
        return CoilWordRequest(address=request.address, registers=list(request.words))
    if len(request.words) == 1:
        return WriteSingleRegisterRequest(address=request.address, registers=list(request.words))
    return WriteMultipleRegistersRequest(address=request.address, registers=list(request.words))


def _first_mbap(received: bytes) -> tuple[Frame, int] | None:
    if len(received) < MBAP_HEADER:
        return None
    tid, protocol, length = struct.unpack(">HHH", received[:MBAP_HEADER])
    if protocol or not 3 <= length <= MBAP_LONGEST:  # noqa: PLR2004 - unit id, function, one byte
        raise DamagedFrameError(f"impossible Modbus TCP header {received[:MBAP_HEADER].hex(' ')}")
    total = MBAP_HEADER + length
    if len(received) < total:
        return None
    _, unit_id, _, pdu = _MBAP.decode(received[:total])
    return Frame(unit_id=unit_id, pdu=pdu, tid=tid), total


def _first_rtu(received: bytes) -> tuple[Frame, int] | None:
    total = _rtu_length(received)
    if total is None or len(received) < total:
        return None
    body, crc = received[: total - 2], int.from_bytes(received[total - 2 : total], "big")
    if not FramerRTU.check_CRC(body, crc):
        raise DamagedFrameError(f"bad CRC in {received[:total].hex(' ')}")
    return Frame(unit_id=body[0], pdu=body[1:], tid=0), total


def _rtu_length(received: bytes) -> int | None:
    if len(received) < 3:  # noqa: PLR2004 - unit id, function code, byte count
        return None
    function = received[1]
    if function & EXCEPTION_BIT:
        return RTU_EXCEPTION_BYTES
    if function in (1, 2, 3, 4):
        return received[2] + 5
    if function in (5, 6, 15, 16):
        return RTU_ECHO_BYTES
    raise DamagedFrameError(f"no reply has function code {function}")
