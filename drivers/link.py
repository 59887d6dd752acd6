"""Open wires: bytes in with their time, bytes out, and one owner only."""

import asyncio
import errno
import hashlib
import os
import socket
import termios
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import serial

from .errors import BusTakenError, LinkDownError, Trouble
from .line import Line
from .resolve import address_of

CONNECT_S = 2.0
CHUNK = 512
MOST_WAITING = 4096  # bytes that nobody takes: no exchange leaves so many
USER_TIMEOUT_MS = 5000  # bytes unacknowledged for so long: the other side is gone
_PORT_TROUBLES = {
    errno.ENOENT: Trouble.PORT_MISSING,
    errno.ENODEV: Trouble.PORT_MISSING,
    errno.ENXIO: Trouble.PORT_MISSING,
    errno.EACCES: Trouble.PORT_DENIED,
    errno.EPERM: Trouble.PORT_DENIED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where a link goes: a serial `port`, or `host` and `tcp_port`."""

    line: Line
    port: str = ""
    host: str = ""
    tcp_port: int = 502

    @property
    def name(self) -> str:
        """The wire's identity: the real device behind a serial name, else host and port."""
        if self.line.transport == "rtu":
            return os.path.realpath(self.port)
        return f"{self.host}:{self.tcp_port}"


class Inbox:
    """The bytes that came in and were not consumed, and when the last one came."""

    def __init__(self) -> None:
        self.received = bytearray()
        self.last_t = 0.0
        self.lost = ""
        self.trouble = Trouble.CLOSED  # of what was lost
        self._waiter: asyncio.Future[None] | None = None
        self._enough: Callable[[], bool] = bool

    def put(self, chunk: bytes, t: float) -> None:
        """Add received bytes."""
        if self.lost:
            return
        self.received += chunk
        self.last_t = t
        if len(self.received) > MOST_WAITING:
            self.received.clear()
            self.lose("a device babbles: bytes without end", Trouble.BABBLE)
            return
        if self._waiter is not None and self._enough():
            self._wake()

    def lose(self, reason: str, trouble: Trouble) -> None:
        """Note that the wire is gone."""
        if not self.lost:
            self.lost, self.trouble = reason, trouble
        self._wake()

    async def until(self, enough: Callable[[], bool], deadline: float) -> None:
        """Return when `enough()` holds after a chunk, the wire is lost, or at `deadline`."""
        if self.lost or enough():
            return
        loop = asyncio.get_running_loop()
        self._enough = enough
        self._waiter = loop.create_future()
        timer = loop.call_at(deadline, self._wake)
        try:
            await self._waiter
        finally:
            timer.cancel()
            self._waiter = None

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


class Link(Protocol):
    """An open wire."""

    inbox: Inbox

    def send(self, frame: bytes) -> None:
        """Put a frame on the wire; raise LinkDownError where that fails."""

    def close(self) -> None:
        """Let go of the wire."""


class SerialLink:
    """A serial port, opened for one owner only."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.inbox = Inbox()
        self._loop = asyncio.get_running_loop()
        line = endpoint.line
        try:
            self._serial = serial.Serial(
                endpoint.port,
                baudrate=line.baudrate,
                parity=line.parity,
                stopbits=line.stopbits,
                timeout=0,
                exclusive=True,
            )
        except (serial.SerialException, OSError, ValueError, termios.error) as err:
            if "exclusively lock" in str(err):
                raise BusTakenError(f"{endpoint.port} is in use by another process") from err
            raise LinkDownError(f"can't open {endpoint.port}: {err}", _port_trouble(err)) from err
        self._fd = self._serial.fileno()
        self._loop.add_reader(self._fd, self._readable)

    def send(self, frame: bytes) -> None:
        """Write a frame to the port; raise LinkDownError where that fails."""
        try:
            sent = os.write(self._fd, frame)
        except OSError as err:
            raise LinkDownError(f"can't write: {err}", Trouble.PORT_FAILED) from err
        if sent != len(frame):
            raise LinkDownError("the port does not take bytes", Trouble.PORT_FAILED)

    def close(self) -> None:
        """Close the port and drop its lock."""
        self._loop.remove_reader(self._fd)
        self._serial.close()

    def _readable(self) -> None:
        try:
            chunk = os.read(self._fd, CHUNK)
        except BlockingIOError:
            return
        except OSError as err:
            self._loop.remove_reader(self._fd)
            self.inbox.lose(f"can't read: {err}", Trouble.PORT_FAILED)
            return
        if chunk:
            self.inbox.put(chunk, self._loop.time())
        else:
            self._loop.remove_reader(self._fd)
            self.inbox.lose("the port is gone", Trouble.PORT_MISSING)


class TcpLink(asyncio.Protocol):
    """A TCP connection to a gateway or device."""

    def __init__(self) -> None:
        self.inbox = Inbox()
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the connection."""
        if not isinstance(transport, asyncio.Transport):
            raise TypeError(f"not a stream: {transport!r}")
        self._transport = transport
        wire: socket.socket = transport.get_extra_info("socket")
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, USER_TIMEOUT_MS)

    def data_received(self, data: bytes) -> None:
        """Take bytes."""
        self.inbox.put(data, self._loop.time())

    def connection_lost(self, exc: Exception | None) -> None:
        """Note the loss."""
        told = str(exc) if exc else "the other side closed the connection"
        self.inbox.lose(told, Trouble.CLOSED)

    def send(self, frame: bytes) -> None:
        """Write a frame to the connection; raise LinkDownError where that fails."""
        if self._transport is None or self._transport.is_closing():
            raise LinkDownError(self.inbox.lost or "not connected", self.inbox.trouble)
        self._transport.write(frame)

    def close(self) -> None:
        """Drop the connection at once."""
        if self._transport is not None:
            self._transport.abort()


async def open_link(endpoint: Endpoint) -> Link:
    """Open the wire. Raises LinkDownError, or BusTakenError where another process has the port."""
    if endpoint.line.transport == "rtu":
        return SerialLink(endpoint)
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(CONNECT_S):
            address = await address_of(endpoint.host)
            _, link = await loop.create_connection(TcpLink, address, endpoint.tcp_port)
    except (OSError, TimeoutError, UnicodeError) as err:
        reason = str(err) or f"no answer in {CONNECT_S:g} s"
        told = f"can't connect to {endpoint.name}: {reason}"
        raise LinkDownError(told, _connection_trouble(err)) from err
    return link


def _port_trouble(err: Exception) -> Trouble:
    return _PORT_TROUBLES.get(getattr(err, "errno", None) or 0, Trouble.PORT_FAILED)


def _connection_trouble(err: Exception) -> Trouble:
    if isinstance(err, ConnectionRefusedError):
        return Trouble.CONNECTION_REFUSED
    unnamed = isinstance(err, socket.gaierror | UnicodeError)
    return Trouble.NAME_UNKNOWN if unnamed else Trouble.UNREACHABLE


def claim(endpoint: Endpoint) -> socket.socket:
    """Take the wire for this process and return the token; closing it, or dying, gives it back.

    A name in the kernel's abstract socket space needs no folder, works across users and sandboxes
    and also for a port that is not plugged in. Raises BusTakenError.
    """
    token = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    digest = hashlib.sha256(endpoint.name.encode()).hexdigest()[:32]  # a name may be too long
    try:
        token.bind(f"\0roomd/bus/{digest}")
    except OSError as err:
        token.close()
        if err.errno != errno.EADDRINUSE:
            raise
        raise BusTakenError(f"{endpoint.name} is in use by another process") from err
    return token
