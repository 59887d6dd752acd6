"""The formats in which a report leaves the program, each with its renderer."""

from collections.abc import Callable, Mapping
from datetime import UTC

from daemon.model.document import Document

from . import csv, page, pdf, xlsx


def printed(document: Document) -> bytes:
    """Return a report as PDF; raises NoChromiumError, PrintError."""
    origin = document.origin
    made = (
        "19800101000000"
        if origin is None
        else f"{origin.history_until.astimezone(UTC):%Y%m%d%H%M%S}"
    )
    return pdf.rendered(page.rendered(document), made)


FORMATS: Mapping[str, Callable[[Document], bytes]] = {
    "xlsx": xlsx.rendered,
    "html": page.rendered,
    "pdf": printed,
    "csv": csv.rendered,
}
