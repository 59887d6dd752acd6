"""The description of the API, as it lies beside this file."""

from pathlib import Path

from aiohttp import web

PATH = "/api/v1/openapi.yaml"
FILE = Path(__file__).with_name("openapi.yaml")


class Document:
    """Answers with the file; it is read once."""

    def __init__(self) -> None:
        self._body = FILE.read_bytes()

    async def document(self, _request: web.Request) -> web.Response:
        """Answer the document."""
        return web.Response(body=self._body, content_type="application/yaml", charset="utf-8")
