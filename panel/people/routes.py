"""The addresses of the pages about people."""

from collections.abc import Sequence

from aiohttp import web

from panel.context import Context
from panel.pages import Pages

from .doorman import Doorman
from .endpoints import PEOPLE, PeopleActs
from .pages import PeoplePages


def people_routes(context: Context, pages: Pages, doorman: Doorman) -> Sequence[web.RouteDef]:
    """Return the routes of signing in, the PIN and the accounts."""
    shown, acts = PeoplePages(context, pages, doorman), PeopleActs(context, doorman)
    return (
        web.get("/sign-in", shown.sign_in),
        web.get("/sign-out", shown.sign_out),
        web.get("/setup", shown.set_up),
        web.get("/unlock", shown.unlock),
        web.get("/people", shown.people),
        web.get("/api/v1/session", acts.session),
        web.get(PEOPLE, acts.roster),
        web.post(PEOPLE, acts.change),
        web.post("/api/v1/sign-in", acts.sign_in),
        web.post("/api/v1/sign-out", acts.sign_out),
        web.post("/api/v1/setup", acts.set_up),
        web.post("/api/v1/unlock", acts.unlock),
        web.post("/api/v1/lock", acts.lock),
        web.post("/api/v1/touched", acts.touched),
        web.post("/api/v1/password", acts.password),
        web.post("/api/v1/sessions/end", acts.end_session),
    )
