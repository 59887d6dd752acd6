"""Who acts, in words for the ledger; and what is told to who may not."""

from aiohttp import web

from daemon.model import Origin
from daemon.model.people import Role
from daemon.model.who import AT_THE_PANEL, BETWEEN, ELSEWHERE, SAID

from .address import address_of
from .local import COOKIE
from .people.doorman import ASKER, Asker
from .problems import ProblemError, ShutError, StalePageError
from .words import msgid

NOT_HERE = msgid("This can only be done at the room's own panel; stopping can be done anywhere.")
OR_SIGNED_IN = msgid(
    "This can only be done at the room's own panel, or by who has signed in; stopping can be done "
    "anywhere."
)
OVER = msgid("The session of the room's own panel is over: open the panel anew.")
PIN_FIRST = msgid("Type your PIN first.")
NOT_YOURS = msgid("Your role does not allow this.")


def asker_of(request: web.Request) -> Asker:
    """Return who asks, as the table of access has found."""
    asker: Asker = request[ASKER]
    return asker


def knows_names(asker: Asker) -> bool:
    """Return whether who asks is told by name what people did: a guest is not."""
    return asker.role is not None and asker.role >= Role.VIEWER


def named(request: web.Request, told: str) -> str:
    """Return who acts: place and person. `told` is marked as such where nobody is proven."""
    asker = asker_of(request)
    place = AT_THE_PANEL if asker.kiosk else f"{ELSEWHERE} {address_of(request)}"
    name = asker.name or (f"{SAID} {told}" if told else "")
    return f"{place}{BETWEEN}{name}" if name else place


def origin_of(asker: Asker) -> Origin:
    """Return from where somebody acts."""
    if asker.kiosk:
        return Origin.LOCAL
    return Origin.SAFETY if (asker.role or 0) >= Role.SAFETY else Origin.REMOTE


def refusal(request: web.Request, visitor: str) -> ProblemError:
    """Return why who asks may not act; `visitor` is the sentence for who has not signed in."""
    asker = asker_of(request)
    if asker.stale:
        return StalePageError()
    if asker.locked:
        return ShutError(403, PIN_FIRST, "/unlock")
    if asker.session is not None:
        return ProblemError(403, NOT_YOURS if visitor != NOT_HERE else NOT_HERE)
    return ProblemError(403, OVER if COOKIE in request.cookies else visitor)


def require(
    request: web.Request, elsewhere: Role | None, visitor: str, *, kiosk: Role = Role.OPERATOR
) -> None:
    """Raise ProblemError for less than the role `elsewhere`, or `kiosk` at the room's own panel."""
    asker = asker_of(request)
    need = kiosk if asker.kiosk else elsewhere
    if need is None or asker.role is None or asker.role < need:
        raise refusal(request, visitor)
