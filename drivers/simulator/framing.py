"""Bytes of a stream to requests and replies to bytes: MBAP and RTU framing.

Sources: Modbus messaging on TCP/IP 1.0b, section 3.1.3; Modbus over serial line 1.02, section 2.5.
"""

import struct
from typing import NamedTuple, Protocol

MBAP = struct.Struct(">HHHB")
MBAP_LONGEST = 254  # unit id and PDU
RTU_SHORTEST = 4
RTU_FIXED = frozenset({1, 2, 3, 4, 5, 6})  # requests of 8 bytes
RTU_COUNTED = frozenset({15, 16})  # byte count at offset 6
RTU_LONGEST = 256


class Asked(NamedTuple):
    """One request: transaction id (0 on RTU), unit id, PDU from the function code on."""

    tid: int
    unit_id: int
    pdu: bytes


class Split(NamedTuple):
    """What a stream holds: whole requests, the begin of the next, bytes that nobody can read."""

    asked: list[Asked]
    rest: bytes
    lost: bytes = b""


class Framing(Protocol):
    """One way to put PDUs on a stream."""

    has_crc: bool

    def split(self, buffer: bytes) -> Split:
        """Return what `buffer` holds."""

    def frame(self, unit_id: int, tid: int, pdu: bytes) -> bytes:
        """Return the bytes of a reply."""


class Mbap:
    """Modbus TCP."""

    has_crc = False

    def __init__(self, *, zero_tid: bool = False) -> None:
        self._tid_mask = 0 if zero_tid else 0xFFFF

    def split(self, buffer: bytes) -> Split:
        """Return what `buffer` holds; from an alien header on all is lost."""
        asked: list[Asked] = []
        at, end = 0, len(buffer)
        while end - at > MBAP.size:
            tid, protocol, length, unit_id = MBAP.unpack_from(buffer, at)
            if protocol or not 2 <= length <= MBAP_LONGEST:  # noqa: PLR2004 - unit id, function
                return Split(asked, b"", buffer[at:])
            if end - at < 6 + length:
                break
            asked.append(Asked(tid, unit_id, buffer[at + MBAP.size : at + 6 + length]))
            at += 6 + length
        return Split(asked, buffer[at:])

    def frame(self, unit_id: int, tid: int, pdu: bytes) -> bytes:
        """Return the frame with its transaction id, or 0 from a gateway that forgets it."""
        return MBAP.pack(tid & self._tid_mask, 0, len(pdu) + 1, unit_id) + pdu


class Rtu:
    """RTU frames; on a stream without silences their length follows from the function code."""

    has_crc = True

    def split(self, buffer: bytes) -> Split:
        """Return what `buffer` holds; from a bad CRC on all is lost."""
        asked: list[Asked] = []
        while len(buffer) >= RTU_SHORTEST:
            length = _request_length(buffer)
            if len(buffer) < length:
                break
            request = rtu_request(buffer[:length])
            if request is None:
                return Split(asked, b"", buffer)
            asked.append(request)
            buffer = buffer[length:]
        return Split(asked, buffer)

    def frame(self, unit_id: int, tid: int, pdu: bytes) -> bytes:  # noqa: ARG002 - RTU has no tid
        """Return unit id, PDU and CRC."""
        return with_crc(bytes((unit_id,)) + pdu)


def rtu_request(frame: bytes) -> Asked | None:
    """Return the request in one RTU frame, or None where its CRC is wrong."""
    if len(frame) < RTU_SHORTEST or crc16(frame):
        return None
    return Asked(0, frame[0], frame[1:-2])


def crc16(frame: bytes) -> int:
    """Return the Modbus CRC; 0 over a frame that ends with its own CRC."""
    crc = 0xFFFF
    for byte in frame:
        crc = crc >> 8 ^ _CRC_TABLE[(crc ^ byte) & 0xFF]
    return crc


def with_crc(body: bytes) -> bytes:
    """Return `body` with its CRC, low byte first."""
    return body + crc16(body).to_bytes(2, "little")


def char_s(baudrate: int, parity: str, stopbits: int) -> float:
    """Return the seconds of one character: start bit, 8 data bits, parity, stop bits."""
    return (1 + 8 + (parity != "N") + stopbits) / baudrate


def silence_s(baudrate: int, one_char_s: float) -> float:
    """Return the silence between frames: 3.5 characters, 1.75 ms above 19 200 baud."""
    return 0.001_750 if baudrate > 19_200 else 3.5 * one_char_s  # noqa: PLR2004


def _request_length(buffer: bytes) -> int:
    function = buffer[1]
    if function in RTU_FIXED:
        return 8
    if function in RTU_COUNTED:
        return 9 + buffer[6] if len(buffer) > 6 else RTU_LONGEST  # noqa: PLR2004
    return len(buffer)  # an unknown function: what came together is one frame


def _crc_entry(index: int) -> int:
    for _ in range(8):
        index = index >> 1 ^ 0xA001 if index & 1 else index >> 1
    return index


_CRC_TABLE = tuple(_crc_entry(index) for index in range(256))
