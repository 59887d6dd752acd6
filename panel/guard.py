"""Who may ask and how: methods, host names, headers. Nothing behind this file sees a bad request.

The `Host` allow-list stops DNS rebinding: a foreign page whose name was pointed at this machine
still sends its own name.
"""

import re
from collections.abc import Mapping

from aiohttp import web
from aiohttp.typedefs import Handler

from .actions import PATH as ACTS
from .commissioning.addresses import CHECK, FILES, MOST_BYTES, SENT, VALUES
from .commissioning.fieldbus_addresses import FIELDBUS_ACTS
from .context import CONTEXT
from .people.endpoints import PEOPLE, PEOPLE_ACTS
from .problems import SENTENCES, ProblemError
from .records.acts import PATH as RECORD_ACTS
from .records.sync_acts import PATH as SYNC
from .seen import PATH as SEEN
from .words import msgid

READ = ("GET", "HEAD")
METHODS: Mapping[str, tuple[str, ...]] = {  # every other address is only read
    **dict.fromkeys(PEOPLE_ACTS, ("POST",)),
    PEOPLE: (*READ, "POST"),
    ACTS: ("POST",),
    SEEN: ("POST",),
    RECORD_ACTS: ("POST",),
    SYNC: (*READ, "POST"),
    **dict.fromkeys(SENT, ("POST",)),
    **dict.fromkeys(FIELDBUS_ACTS, ("POST",)),
    VALUES: (*READ, "POST"),
}
ONE_FILE = f"{FILES}/"  # and its name, in which a slash may be
MOST_BODY_BYTES = 64 * 1024  # of any form; an act is shorter
LONG_BODIES = {CHECK: MOST_BYTES}  # whole files
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?", re.ASCII)

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


ENCRYPTED_HEADERS = {"Strict-Transport-Security": "max-age=31536000"}


def host_name(header: str) -> str | None:
    """Return the name in a `Host` header in lower case without port; None when it is malformed."""
    match = HOST.fullmatch(header.lower())
    return match["name"] if match else None


def bracketed(address: str) -> str:
    """Return an address as it stands in a URL: IPv6 in brackets."""
    return f"[{address}]" if ":" in address else address


def _own_address(request: web.Request) -> str:
    """Return the address of this machine at which the connection came in."""
    sockname = request.transport.get_extra_info("sockname") if request.transport else None
    return bracketed(sockname[0]) if sockname else ""


def methods_of(path: str) -> tuple[str, ...]:
    """Return the methods that an address takes."""
    return ("PUT",) if path.startswith(ONE_FILE) else METHODS.get(path, READ)


def most_bytes(path: str) -> int:
    """Return how long a body may be that is sent to an address."""
    return MOST_BYTES if path.startswith(ONE_FILE) else LONG_BODIES.get(path, MOST_BODY_BYTES)


def check(request: web.Request) -> None:
    """Raise ProblemError unless the request may be answered."""
    hosts = request.headers.getall("Host", [])
    name = host_name(hosts[0]) if len(hosts) == 1 else None
    if name is None:
        raise ProblemError(400, msgid("One well-formed Host header is needed."))
    served = LOOPBACK_NAMES | request.app[CONTEXT].hosts
    if name not in served and name != _own_address(request):
        raise ProblemError(421, msgid("Add this host name to allowed_hosts if it is meant."))
    methods = methods_of(request.path)
    if request.method not in methods:
        raise ProblemError(405, SENTENCES[405], {"Allow": ", ".join(methods)})
    if request.body_exists and set(methods) <= set(READ):
        raise ProblemError(400, msgid("A request with a body is not read here."))
    if "Content-Encoding" in request.headers:
        raise ProblemError(415, msgid("The body must come as it is, not packed."))
    if (request.content_length or 0) > most_bytes(request.path):
        raise ProblemError(413, msgid("The body is too long."))


@web.middleware
async def admit(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer only requests that pass `check`."""
    check(request)
    return await handler(request)


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Add the security headers to every response; a page may have stricter or other ones."""
    encrypted = ENCRYPTED_HEADERS if request.secure else {}
    for name, value in {**HEADERS, **encrypted, "Cache-Control": "no-store"}.items():
        response.headers.setdefault(name, value)
