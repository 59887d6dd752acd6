"""What answers at the addresses of buses and outputs."""

from collections.abc import Sequence

from aiohttp import web

from panel.context import Context
from panel.pages import Pages

from .bus_pages import BusPages
from .fieldbus_addresses import ACCEPT, BUSES, CANCEL, END, OUTPUTS, PROBE, REGISTERS, TEST
from .output_pages import OutputPages


def fieldbus_routes(context: Context, pages: Pages) -> Sequence[web.RouteDef]:
    """Return the routes of buses and outputs."""
    buses, outputs = BusPages(context, pages), OutputPages(context, pages)
    return (
        web.get("/settings/buses", buses.buses),
        web.get("/settings/buses/{bus}", buses.bus),
        web.get("/settings/outputs", outputs.outputs),
        web.get(BUSES, buses.as_json),
        web.get(REGISTERS, buses.registers),
        web.post(PROBE, buses.probe),
        web.post(CANCEL, buses.cancel),
        web.post(ACCEPT, buses.accept),
        web.get(OUTPUTS, outputs.as_json),
        web.post(TEST, outputs.test),
        web.post(END, outputs.end),
    )
