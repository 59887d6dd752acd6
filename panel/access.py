"""Which role each address needs: one table. What is not in it is refused, whoever asks.

`None` is for everybody: signing in must be, and so must a stop. Addresses that answer by what they
are asked (acts, the heartbeat) look for themselves who asks.
"""

from collections.abc import Callable, Mapping
from functools import partial
from urllib.parse import quote

from aiohttp import web
from aiohttp.typedefs import Handler

from daemon.model.people import Role

from .acting import NOT_YOURS, PIN_FIRST
from .actions import check_ours
from .address import AT_WALL, is_here
from .context import CONTEXT
from .local import same
from .page_token import SAFE, TOKEN
from .people.doorman import ASKER, DOORMAN, STILL, Asker
from .problems import ProblemError, ShutError, StalePageError
from .words import msgid

EVERYBODY = None
UNLOCKED = Role.OPERATOR  # what a PIN makes of who stands at the room's own panel
MACHINES = frozenset({"/livez", "/readyz", "/metrics"})
ROLES: Mapping[tuple[str, str], Role | None] = {
    # the state of the rooms; a guest sees it without names, see `nameless.py`
    ("GET", "/"): Role.GUEST,
    ("GET", "/rooms"): Role.GUEST,
    ("GET", "/rooms/{room}"): Role.GUEST,
    ("GET", "/alarms"): Role.GUEST,
    ("GET", "/alarms/quality"): Role.GUEST,
    ("GET", "/alarms/kinds/{code}"): Role.GUEST,
    ("GET", "/plan"): Role.GUEST,
    ("GET", "/help"): Role.GUEST,
    ("GET", "/help/{topic}"): Role.GUEST,
    ("GET", "/guide"): Role.GUEST,
    ("GET", "/manual"): Role.GUEST,
    ("GET", "/events"): Role.GUEST,
    ("GET", "/api/v1/openapi.yaml"): Role.GUEST,
    ("GET", "/api/v1/snapshot"): Role.GUEST,
    ("GET", "/api/v1/alarms"): Role.GUEST,
    ("GET", "/api/v1/alarms/quality"): Role.GUEST,
    ("GET", "/api/v1/plan"): Role.GUEST,
    ("GET", "/api/v1/trend"): Role.GUEST,
    ("GET", "/parts/trend"): Role.GUEST,
    ("GET", "/parts/psychrometrics"): Role.GUEST,
    ("GET", "/trend"): Role.GUEST,
    ("GET", "/trend.csv"): Role.GUEST,
    ("GET", "/psychrometrics"): Role.GUEST,
    ("GET", "/psychrometrics.csv"): Role.GUEST,
    ("GET", "/api/v1/chart"): Role.GUEST,
    ("GET", "/api/v1/psychrometrics"): Role.GUEST,
    ("GET", "/api/v1/sparklines"): Role.GUEST,
    # what names people
    ("GET", "/api/v1/reports"): Role.VIEWER,
    ("GET", "/reports"): Role.VIEWER,
    ("GET", "/reports/pages/{kind}/{place}/{time}"): Role.VIEWER,
    ("GET", "/reports/pages/{code}"): Role.VIEWER,
    ("GET", "/reports/shown/{kind}/{place}/{time}"): Role.VIEWER,
    ("GET", "/reports/shown/{code}"): Role.VIEWER,
    ("GET", "/reports/files/{name}"): Role.VIEWER,
    ("GET", "/records"): Role.VIEWER,
    ("GET", "/records/record"): Role.VIEWER,
    ("GET", "/records/box"): Role.VIEWER,
    ("GET", "/records/shelf"): Role.VIEWER,
    ("GET", "/records/labels"): Role.VIEWER,
    ("GET", "/records/browse"): Role.VIEWER,
    ("GET", "/records/statistics"): Role.VIEWER,
    ("GET", "/records/statistics.xlsx"): Role.VIEWER,
    ("GET", "/records/missing"): Role.VIEWER,
    ("GET", "/records/stood"): Role.VIEWER,
    ("GET", "/records/sync"): Role.VIEWER,
    ("GET", "/records/reports/{number}"): Role.VIEWER,
    ("GET", "/api/v1/records"): Role.VIEWER,
    ("GET", "/api/v1/records/record"): Role.VIEWER,
    ("GET", "/api/v1/records/box"): Role.VIEWER,
    ("GET", "/api/v1/records/shelf"): Role.VIEWER,
    ("GET", "/api/v1/records/browse"): Role.VIEWER,
    ("GET", "/api/v1/records/statistics"): Role.VIEWER,
    ("GET", "/api/v1/records/missing"): Role.VIEWER,
    ("GET", "/api/v1/records/reports"): Role.VIEWER,
    ("GET", "/api/v1/records/sync"): Role.VIEWER,
    ("POST", "/api/v1/records/acts"): Role.VIEWER,  # it asks for an operator itself
    ("POST", "/api/v1/records/sync"): Role.VIEWER,  # as above, or for an administrator
    # acts: `may.py` says which
    ("POST", "/api/v1/acts"): EVERYBODY,
    ("POST", "/api/v1/seen"): EVERYBODY,
    # signing in
    ("GET", "/local"): EVERYBODY,
    ("GET", "/sign-in"): EVERYBODY,
    ("GET", "/setup"): EVERYBODY,
    ("GET", "/sign-out"): Role.VIEWER,
    ("GET", "/unlock"): Role.VIEWER,
    ("POST", "/api/v1/sign-in"): EVERYBODY,
    ("POST", "/api/v1/sign-out"): EVERYBODY,
    ("POST", "/api/v1/setup"): EVERYBODY,
    ("POST", "/api/v1/unlock"): Role.VIEWER,
    ("POST", "/api/v1/lock"): Role.VIEWER,
    ("POST", "/api/v1/touched"): Role.VIEWER,
    ("GET", "/api/v1/session"): EVERYBODY,
    ("POST", "/api/v1/password"): Role.VIEWER,
    # people
    ("GET", "/people"): Role.ADMIN,
    ("GET", "/api/v1/people"): Role.ADMIN,
    ("POST", "/api/v1/people"): Role.ADMIN,
    ("POST", "/api/v1/sessions/end"): Role.ADMIN,
    # setting up: buses and outputs
    ("GET", "/settings"): Role.ADMIN,
    ("GET", "/settings/files"): Role.ADMIN,
    ("GET", "/settings/values"): Role.ADMIN,
    ("GET", "/api/v1/settings"): Role.ADMIN,
    ("GET", "/api/v1/settings/files"): Role.ADMIN,
    ("PUT", "/api/v1/settings/files/{name}"): Role.ADMIN,
    ("POST", "/api/v1/settings/check"): Role.ADMIN,
    ("POST", "/api/v1/settings/undo"): Role.ADMIN,
    ("POST", "/api/v1/settings/restart"): Role.ADMIN,
    ("GET", "/api/v1/settings/values"): Role.ADMIN,
    ("POST", "/api/v1/settings/values"): Role.ADMIN,
    ("GET", "/settings/buses"): Role.ADMIN,
    ("GET", "/settings/buses/{bus}"): Role.ADMIN,
    ("GET", "/settings/outputs"): Role.ADMIN,
    ("GET", "/api/v1/settings/buses"): Role.ADMIN,
    ("GET", "/api/v1/settings/buses/registers"): Role.ADMIN,
    ("POST", "/api/v1/settings/buses/probe"): Role.ADMIN,
    ("POST", "/api/v1/settings/buses/cancel"): Role.ADMIN,
    ("POST", "/api/v1/settings/buses/accept"): Role.ADMIN,
    ("GET", "/api/v1/settings/outputs"): Role.ADMIN,
    ("POST", "/api/v1/settings/outputs/test"): Role.ADMIN,  # and at the room's own panel only
    ("POST", "/api/v1/settings/outputs/end"): Role.ADMIN,
    # machines
    ("GET", "/livez"): Role.GUEST,
    ("GET", "/readyz"): Role.GUEST,
    ("GET", "/metrics"): Role.GUEST,
    ("GET", "/static/{version}/{name}"): EVERYBODY,
}
BACKGROUND = frozenset(  # what an open page asks for by itself: nobody is using it
    {
        "/events",
        "/livez",
        "/api/v1/alarms",
        "/api/v1/chart",
        "/api/v1/psychrometrics",
        "/api/v1/records/sync",
        "/api/v1/seen",
        "/api/v1/session",
        "/api/v1/settings/buses",
        "/api/v1/settings/outputs",
        "/api/v1/snapshot",
        "/api/v1/sparklines",
        "/api/v1/trend",
        "/parts/psychrometrics",
        "/parts/trend",
    }
)
SIGN_IN = msgid("Sign in to see this; a room can be stopped without.")
PASSWORD_FIRST = msgid("This takes more than a PIN: sign in with your password.")
NO_ROLE = msgid("Nobody may use this address.")


def allows(asker: Asker, need: Role | None) -> bool:
    """Return whether `asker` has the role that is needed."""
    return need is EVERYBODY or (asker.role is not None and asker.role >= need)


def refusal(asker: Asker, need: Role | None, request: web.Request) -> ProblemError:
    """Return what `asker` is told who has less than `need`, with the page that helps.

    That leads back to what was asked to be seen, not to what was sent.
    """
    back = f"?next={quote(request.path_qs)}" if request.method in SAFE else ""
    if asker.stale:
        return StalePageError()
    if asker.session is None and not asker.kiosk:
        return ShutError(401, SIGN_IN, f"/sign-in{back}", {"WWW-Authenticate": "Session"})
    if asker.locked and (need or Role.GUEST) <= UNLOCKED:
        return ShutError(403, PIN_FIRST, f"/unlock{back}")
    if asker.kiosk and asker.session is None:
        return ShutError(403, PASSWORD_FIRST, f"/sign-in{back}")
    return ShutError(403, NOT_YOURS, f"/sign-in{back}") if back else ProblemError(403, NOT_YOURS)


def _is_machine(request: web.Request) -> bool:
    """Return whether a machine asks that may see the metrics: this one, or one with the token."""
    if is_here(request):
        return True
    token = request.app[CONTEXT].settings.metrics_token
    scheme, _, brought = request.headers.get("Authorization", "").partition(" ")
    return bool(token) and scheme.lower() == "bearer" and same(brought.strip(), token)


@web.middleware
async def enforce(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer only who has the role that the table asks for."""
    doorman = request.app[DOORMAN]
    asker = request[ASKER] = doorman.asker(request)
    request[AT_WALL], request[TOKEN] = asker.kiosk, doorman.token(request)
    resource = request.match_info.route.resource
    if resource is None:
        return await handler(request)  # the router's own 404 and 405
    canonical = resource.canonical
    key = ("GET" if request.method == "HEAD" else request.method, canonical)
    if key not in ROLES:
        raise ProblemError(403, NO_ROLE)
    need = ROLES[key]
    if not (canonical in MACHINES and _is_machine(request)) and not allows(asker, need):
        raise refusal(asker, need, request)
    if request.method not in SAFE:
        check_ours(request)
    if canonical not in BACKGROUND:
        doorman.used(request, asker, acts=request.method not in SAFE)
    still: Callable[[], bool] = partial(_still, request, need)
    request[STILL] = still
    return await handler(request)


def _still(request: web.Request, need: Role | None) -> bool:
    """Return whether an answer that lasts may go on: the session may be over meanwhile."""
    return allows(request.app[DOORMAN].asker(request), need)
