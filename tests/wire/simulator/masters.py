"""Masters made by hand, so that they share no code with the simulator: sockets, ptys, frames."""

import os
import select
import socket
import struct
import time
import tty
from collections.abc import Callable
from typing import Self, TypeVar

WAIT_S = 10.0
QUIET_S = 0.25  # long enough for a reply that should not come
T = TypeVar("T")


class Master:
    """Raw bytes out, raw bytes in; frames by hand."""

    def __init__(self, fd: int, owner: socket.socket | None = None) -> None:
        self.fd = fd
        self._owner = owner

    @classmethod
    def tcp(cls, port: int) -> "Master":
        peer = socket.create_connection(("127.0.0.1", port), timeout=WAIT_S)
        peer.setblocking(True)
        return cls(peer.fileno(), peer)

    @classmethod
    def serial(cls, path: str) -> "Master":
        fd = os.open(path, os.O_RDWR | os.O_NOCTTY)
        tty.setraw(fd)
        return cls(fd)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._owner is not None:
            self._owner.close()
        else:
            os.close(self.fd)

    def send(self, frame: bytes) -> None:
        os.write(self.fd, frame)

    def receive(self, size: int, within_s: float = WAIT_S) -> bytes:
        """Return `size` bytes, or what came within the time."""
        received = b""
        until = time.monotonic() + within_s
        while len(received) < size and (left := until - time.monotonic()) > 0:
            if select.select([self.fd], [], [], left)[0]:
                chunk = os.read(self.fd, size - len(received))
                if not chunk:
                    break
                received += chunk
        return received

    def ask_tcp(self, unit_id: int, pdu: bytes, tid: int = 1) -> bytes:
        """Return the PDU of the reply, whose header must be right."""
        self.send(mbap(unit_id, pdu, tid))
        header = self.receive(7)
        got_tid, protocol, length, unit = struct.unpack(">HHHB", header)
        assert (got_tid, protocol, unit) == (tid, 0, unit_id)
        return self.receive(length - 1)

    def ask_rtu(self, unit_id: int, pdu: bytes, size: int) -> bytes:
        """Return the PDU of a reply of `size` bytes, whose CRC must be right."""
        self.send(rtu(unit_id, pdu))
        reply = self.receive(size)
        assert reply == rtu(reply[0], reply[1:-2])
        assert reply[0] == unit_id
        return reply[1:-2]


def mbap(unit_id: int, pdu: bytes, tid: int = 1) -> bytes:
    return struct.pack(">HHHB", tid, 0, len(pdu) + 1, unit_id) + pdu


def rtu(unit_id: int, pdu: bytes) -> bytes:
    """CRC bit by bit, as in the serial line specification, section 6.2.2."""
    body = bytes((unit_id,)) + pdu
    crc = 0xFFFF
    for byte in body:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0xA001 if crc & 1 else crc >> 1
    return body + struct.pack("<H", crc)


def read(function: int, address: int, count: int) -> bytes:
    return struct.pack(">BHH", function, address, count)


def words(pdu: bytes) -> list[int]:
    return list(struct.unpack(f">{pdu[1] // 2}H", pdu[2:]))


def fixed(unit_id: int, address: int, count: int) -> bytes:
    """The reply PDU of a fixed device to function 3."""
    values = [(unit_id * 1000 + address + i) & 0x7FFF for i in range(count)]
    return struct.pack(f">BB{count}H", 3, 2 * count, *values)


def wait_for(look: Callable[[], T]) -> T:
    until = time.monotonic() + WAIT_S
    while time.monotonic() < until:
        if found := look():
            return found
        time.sleep(0.01)
    raise AssertionError("it never came true")


GOOD = fixed(7, 16, 4)  # what the fixed device 7 answers to ASK
ASK = read(3, 16, 4)
