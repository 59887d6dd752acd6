"""A Modbus peer that answers exactly what a test scripts, byte by byte, with its own CRC."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Answer = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]


def crc(body: bytes) -> bytes:
    """Return the two CRC bytes of Modbus over serial line 1.02, section 6.2.2."""
    value = 0xFFFF
    for byte in body:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ 0xA001 if value & 1 else value >> 1
    return value.to_bytes(2, "little")


def rtu(unit_id: int, *pdu: int) -> bytes:
    """Return an RTU frame."""
    body = bytes([unit_id, *pdu])
    return body + crc(body)


def mbap(tid: int, unit_id: int, *pdu: int) -> bytes:
    """Return a Modbus TCP frame."""
    return tid.to_bytes(2, "big") + bytes([0, 0, 0, len(pdu) + 1, unit_id, *pdu])


@dataclass
class Peer:
    """What the scripted side saw."""

    port: int = 0
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0
    writers: list[asyncio.StreamWriter] = field(default_factory=list)


@asynccontextmanager
async def scripted(answer: Answer, *, header: int = 8) -> AsyncIterator[Peer]:
    """Serve requests of `header` bytes on loopback by `answer(request, writer)`.

    Reads and single writes take 8 bytes over RTU and 12 over Modbus TCP.
    """
    peer = Peer()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer.connections += 1
        peer.writers.append(writer)
        try:
            while True:
                request = await reader.readexactly(header)
                peer.requests.append(request)
                await answer(request, writer)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass  # the client is gone, or the test is over
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    peer.port = server.sockets[0].getsockname()[1]
    try:
        yield peer
    finally:
        server.close()
        server.close_clients() if hasattr(server, "close_clients") else None
