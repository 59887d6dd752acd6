"""From where a request comes: this machine itself, or somebody whom a proxy on it hands on."""

from ipaddress import ip_address

from aiohttp import web

AT_WALL = web.RequestKey("at_wall", bool)  # whether it is the room's own panel: access says so
FORWARDED = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP")


def is_loopback(request: web.Request) -> bool:
    """Return whether the connection comes from this machine."""
    return ip_address(request.remote or "0.0.0.0").is_loopback  # noqa: S104 - nobody's address


def is_forwarded(request: web.Request) -> bool:
    """Return whether a proxy hands the request on: then this machine is not who asks."""
    return any(name in request.headers for name in FORWARDED)


def is_here(request: web.Request) -> bool:
    """Return whether this machine itself asks, by a connection of its own."""
    return is_loopback(request) and not is_forwarded(request)


def is_readable(request: web.Request) -> bool:
    """Return whether others on the network can read what is sent and answered.

    A proxy of this machine that does not say how it was asked is taken to encrypt.
    """
    if is_loopback(request):
        return request.headers.get("X-Forwarded-Proto", "").lower() == "http"
    return not request.secure


def address_of(request: web.Request) -> str:
    """Return who is asking, for counting and for the ledger.

    Behind a proxy of this machine it is whom that has seen: what it wrote last. All before it may
    have come with the request.
    """
    remote = request.remote or ""
    lines = request.headers.getall("X-Forwarded-For", ())
    if not lines or not is_loopback(request):
        return remote
    try:
        return str(ip_address(lines[-1].rpartition(",")[2].strip().partition("%")[0]))
    except ValueError:
        return remote
