"""The addresses of the configuration: pages, and the same for programs."""

from collections.abc import Sequence

from aiohttp import web

from panel.context import Context
from panel.pages import Pages

from .addresses import CHECK, FILES, RESTART, STATE, UNDO, VALUES
from .configuration_acts import ConfigurationActs, with_findings
from .configuration_pages import ConfigurationPages

ANY_FILE = FILES + "/{name:.+}"  # a name may have a slash


def configuration_routes(context: Context, pages: Pages) -> Sequence[web.RouteDef]:
    """Return the routes of the configuration."""
    shown, acts = ConfigurationPages(context, pages), ConfigurationActs(context)
    return (
        web.get("/settings", shown.state),
        web.get("/settings/files", shown.files),
        web.get("/settings/values", shown.values),
        web.get(STATE, acts.state),
        web.get(FILES, acts.files),
        web.put(ANY_FILE, with_findings(acts.save)),
        web.post(CHECK, acts.check),
        web.post(UNDO, with_findings(acts.undo)),
        web.post(RESTART, with_findings(acts.restart)),
        web.get(VALUES, with_findings(acts.values)),
        web.post(VALUES, with_findings(acts.propose)),
    )
