"""The sockets on which the panel listens: the network's, and one for this machine alone.

The kiosk has a queue of its own in the kernel: 5 000 visitors who knock at the other one at once do
not keep it waiting. Where both listen at one port the kernel gives this machine's connections to
the socket with the nearer address.
"""

import errno
import socket
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from .guard import bracketed

LOOPBACK = {socket.AF_INET: "127.0.0.1", socket.AF_INET6: "::1"}
BACKLOG = 128


class PanelPortTakenError(Exception):
    """Another program already listens on the port of the panel."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(
            f"{host} 的端口 {port} 被别的程序占用：请停掉那个程序（ss -ltnp 可查）"
            f"或给屏幕换个端口 / port {port} on {host} is taken by another program: stop it "
            f"(ss -ltnp 'sport = :{port}' shows it) or choose another port for the panel"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """One listening socket; `local`: only this machine can reach it."""

    socket: socket.socket
    host: str
    local: bool

    @property
    def port(self) -> int:
        """Its TCP port."""
        return int(self.socket.getsockname()[1])

    def url(self, *, encrypted: bool) -> str:
        """Return its address for a browser."""
        return f"http{'s' if encrypted else ''}://{bracketed(self.host)}:{self.port}/"


def local_url(url: str) -> str:
    """Return where this machine itself reaches the panel that is served at `url`."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        address = ip_address(_plain(host))
    except ValueError:
        return url if host == "localhost" else f"http://127.0.0.1:{parts.port}/"
    if address.is_loopback:
        return url
    return f"http://{'127.0.0.1' if address.version == 4 else '[::1]'}:{parts.port}/"  # noqa: PLR2004


def listeners(host: str, port: int) -> list[Listener]:
    """Return the listeners for `host`, with one of this machine's own; port 0 takes any free one.

    Raises PanelPortTakenError, or OSError where this machine has no such address.
    """
    addresses = [(host, family, address) for family, address in _addresses(host)]
    if not any(_is_local(address) for _, _, address in addresses):
        family = addresses[0][1]
        addresses.append((LOOPBACK[family], family, LOOPBACK[family]))
    shared = any(ip_address(_plain(address)).is_unspecified for _, _, address in addresses)
    found: list[Listener] = []
    try:
        for _, family, address in (
            addresses if port else ()
        ):  # who is here, also one who would share
            _bound(family, address, port, shared=False).close()
        for name, family, address in addresses:
            bound = _bound(family, address, port, shared=shared)
            found.append(Listener(socket=bound, host=name, local=_is_local(address)))
            bound.listen(BACKLOG)
            bound.setblocking(False)
            port = found[-1].port
    except OSError as error:
        for each in found:
            each.socket.close()
        if error.errno == errno.EADDRINUSE:
            raise PanelPortTakenError(host, port) from error
        raise
    return found


def _addresses(host: str) -> list[tuple[socket.AddressFamily, str]]:
    infos = socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    return list(dict.fromkeys((family, str(to[0])) for family, _, _, _, to in infos))


def _plain(address: str) -> str:
    return address.partition("%")[0]  # without the scope of a link-local address


def _is_local(address: str) -> bool:
    return ip_address(_plain(address)).is_loopback


def _bound(family: socket.AddressFamily, address: str, port: int, *, shared: bool) -> socket.socket:
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        if family == socket.AF_INET6:
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        bound.bind((address, port))
    except BaseException:
        bound.close()
        raise
    return bound
