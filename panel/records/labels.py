"""Labels to print. The page brings its own style sheet, which alone its policy lets through."""

import re
from base64 import b64encode
from hashlib import sha256

from aiohttp import web

from panel.problems import ProblemError
from panel.words import msgid

from .asked_record import asked_labels
from .desk import Desk

STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
UNKNOWN_SHEET = msgid("There is no such sheet of labels.")


class LabelPages:
    """What is printed and stuck on records and boxes."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def labels(self, request: web.Request) -> web.Response:
        """Answer a page of labels."""
        asked = asked_labels({name: request.query.getall(name) for name in request.query})
        async with self._desk.reading() as port:
            page = await port.labels(asked.keys, asked.boxes, asked.sheet, asked.used)
        if page is None:
            raise ProblemError(400, UNKNOWN_SHEET)
        return web.Response(
            text=page,
            content_type="text/html",
            headers={"Content-Security-Policy": policy(page)},
        )


def policy(page: str) -> str:
    """Return a policy under which a page may look as it does and do nothing."""
    hashes = [b64encode(sha256(style.encode()).digest()).decode() for style in STYLE.findall(page)]
    styles = " ".join(f"'sha256-{each}'" for each in hashes) or "'none'"
    return (
        f"default-src 'none'; style-src {styles}; sandbox allow-modals; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    )
