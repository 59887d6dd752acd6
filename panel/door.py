"""Who comes in: an accept loop for each listener, places by address, a clock over all who are in.

One newcomer at a time and one visitor's request at a time take their turn on the loop, so that a
crowd costs the crowd its time and not the room's own panel.
"""

import asyncio
import logging
import socket
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_address

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from .address import is_forwarded
from .connection import Connection, Overdue, Patience, connection_of
from .listening import Listener
from .places import Places, Shares
from .quiet import Quiet
from .tls import Certificate

log = logging.getLogger(__name__)

HANDSHAKE_S = 5.0
CERTIFICATE_S = 60.0  # between two looks at its files
NO_SOCKET_S = 1.0  # until the next try where the system has no more sockets
FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 10\r\n"
    b"Content-Length: 0\r\nConnection: close\r\n\r\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorLimits:
    """How many connections there may be, how patient each is, and how often that is looked at."""

    places: Shares = field(default_factory=lambda: Shares(total=256, reserved=32, each=32))
    patience: Patience = field(default_factory=Patience)
    sweep_s: float = 1.0


def is_this_machine(address: str) -> bool:
    """Return whether an address is a loopback one."""
    return ip_address(address.partition("%")[0]).is_loopback


class Door:
    """Lets connections in. `http` makes the parser and answerer of one connection."""

    def __init__(
        self,
        http: Callable[[], web.RequestHandler],
        limits: DoorLimits,
        quiet: Quiet,
        certificate: Certificate | None,
    ) -> None:
        self._http = http
        self._limits = limits
        self._quiet = quiet
        self._certificate = certificate
        self._places = Places(limits.places)
        self._in: dict[Connection, str] = {}
        self._looked = asyncio.Event()  # at the certificate, for the first time

    async def run(self, listeners: Sequence[Listener]) -> None:
        """Let visitors in until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._sweep(), name="panel sweep")
            if self._certificate is not None:
                group.create_task(self._look(self._certificate), name="panel certificate")
            for each in listeners:
                group.create_task(self._accept(each, group), name=f"panel door {each.host}")

    async def _accept(self, listener: Listener, group: asyncio.TaskGroup) -> None:
        loop = asyncio.get_running_loop()
        plain = self._certificate is None or listener.local
        if not plain:
            await self._looked.wait()
        while True:
            try:
                visitor, peer = await loop.sock_accept(listener.socket)
            except ConnectionError:
                continue
            except OSError as error:  # no more sockets, or no memory for one
                self._say("newcomers for whom the system has no socket", error.strerror or "")
                await asyncio.sleep(NO_SOCKET_S)
                continue
            address = str(peer[0])
            tls = None if plain or self._certificate is None else self._certificate.context
            if not plain and tls is None:
                self._say("newcomers while there is no certificate", address)
                visitor.close()
            elif self._places.take(address, local=is_this_machine(address)):
                group.create_task(self._enter(visitor, address, tls))
            else:
                self._say("newcomers for whom there is no place", address)
                _send_away(visitor, encrypted=tls is not None)
            await asyncio.sleep(0)  # accept does not wait while somebody knocks: let others turn

    async def _enter(
        self, visitor: socket.socket, address: str, tls: ssl.SSLContext | None
    ) -> None:
        loop = asyncio.get_running_loop()
        connection = Connection(
            self._http(), self._limits.patience, self._left, local=is_this_machine(address)
        )
        self._in[connection] = address
        try:
            await loop.connect_accepted_socket(
                lambda: connection,
                visitor,
                ssl=tls,
                ssl_handshake_timeout=HANDSHAKE_S if tls else None,
            )
        except OSError as error:  # also ssl.SSLError and a handshake that took too long
            self._say("newcomers who did not agree on encryption", f"{address}: {error}")
        finally:
            if not connection.made:
                visitor.close()
                self._left(connection)

    def _left(self, connection: Connection) -> None:
        address = self._in.pop(connection, None)
        if address is not None:
            self._places.give_back(address)

    async def _look(self, certificate: Certificate) -> None:
        """Look at the files now and then, apart from the rest: a disk that hangs holds this up."""
        while True:
            await asyncio.to_thread(certificate.refresh)
            self._looked.set()
            await asyncio.sleep(CERTIFICATE_S)

    async def _sweep(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(self._limits.sweep_s)
            t = loop.time()
            for connection, address in list(self._in.items()):
                why = connection.overdue(t)
                if why is None:
                    continue
                if why is not Overdue.IDLE:
                    self._say(why.value, address)
                connection.hang_up()

    def _say(self, kind: str, detail: str) -> None:
        count = self._quiet.due(kind, asyncio.get_running_loop().time())
        if count:
            log.warning("hung up on %s: %d since the last line, now %s", kind, count, detail)


def _send_away(visitor: socket.socket, *, encrypted: bool) -> None:
    """Say that it is full, where that can be said at no cost, and hang up."""
    with visitor, suppress(OSError):
        if not encrypted:
            visitor.setblocking(False)
            visitor.send(FULL)
            visitor.shutdown(socket.SHUT_WR)


def turnstile() -> Middleware:
    """Return the middleware that lets one visitor's request begin at each turn of the loop.

    Pages are rendered without waiting: 200 of them at once would hold the loop for a second. Who
    is on this machine passes by.
    """
    one = asyncio.Lock()

    @web.middleware
    async def pass_one(request: web.Request, handler: Handler) -> web.StreamResponse:
        connection = connection_of(request)
        if connection is None:
            return await handler(request)
        connection.begins(request.content)
        try:
            if not connection.local or is_forwarded(request):
                async with one:
                    await asyncio.sleep(0)
            return await handler(request)
        finally:
            connection.answered()

    return pass_one
