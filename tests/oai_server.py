"""A repository that speaks OAI-PMH 2.0 over a socket, with the habits that harvesters meet."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from aiohttp import web

from tests.records_feed_server import serving_app

NS = 'xmlns="http://www.openarchives.org/OAI/2.0/"'
DC = (
    'xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
Spoil = Callable[[str], str | bytes]


def stamp(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def dc(**elements: str) -> str:
    inside = "".join(f"<dc:{name}>{escape(text)}</dc:{name}>" for name, text in elements.items())
    return f"<oai_dc:dc {DC}>{inside}</oai_dc:dc>"


class Repository:
    """Records with datestamps (unix s); `now` is its clock."""

    def __init__(self, page_items: int = 2) -> None:
        self.now = 1_000_000
        self.page_items = page_items
        self.deleted = "persistent"
        self.granularity = "YYYY-MM-DDThh:mm:ssZ"
        self.earliest = stamp(0)
        self.records: dict[str, tuple[int, str | None]] = {}
        self.asked: list[dict[str, str]] = []
        self.spoils: list[Spoil | None] = []  # of the next listings
        self.dead: set[str] = set()  # tokens that have expired
        self.tokens: Callable[[str], str] = lambda token: token

    def put(self, name: str, metadata: str | None = None) -> None:
        self.records[name] = (self.now, metadata or dc(title=f"关于{name}的通知"))

    def delete(self, name: str) -> None:
        self.records[name] = (self.now, None)

    def answer(self, query: dict[str, str]) -> str | bytes:
        self.asked.append(query)
        if query["verb"] == "Identify":
            return self._wrapped(
                "<Identify><repositoryName>x</repositoryName><protocolVersion>2.0"
                f"</protocolVersion><earliestDatestamp>{self.earliest}</earliestDatestamp>"
                f"<deletedRecord>{self.deleted}</deletedRecord>"
                f"<granularity>{self.granularity}</granularity></Identify>"
            )
        text = self._listing(query)
        spoil = self.spoils.pop(0) if self.spoils else None
        return spoil(text) if spoil else text

    def _listing(self, query: dict[str, str]) -> str:
        token = query.get("resumptionToken")
        if token is not None:
            if token in self.dead or not token.startswith("at-"):
                return self._error("badResumptionToken")
            _, offset, since = token.split("-", 2)
            start = int(offset)
        else:
            start, since = 0, query.get("from", "")
        told = [
            (name, at, metadata)
            for name, (at, metadata) in sorted(self.records.items())
            if self._shown(at) >= since
        ]
        if not told:
            return self._error("noRecordsMatch")
        end = start + self.page_items
        records = "".join(self._record(*one) for one in told[start:end])
        more = self.tokens(f"at-{end}-{since}") if end < len(told) else ""
        size = f'completeListSize="{len(told)}" cursor="{start}"'
        last = f"<resumptionToken {size}>{more}</resumptionToken>" if more or start else ""
        return self._wrapped(f"<ListRecords>{records}{last}</ListRecords>")

    def _record(self, name: str, at: int, metadata: str | None) -> str:
        header = f"<identifier>{escape(name)}</identifier><datestamp>{self._shown(at)}</datestamp>"
        if metadata is None:
            return f'<record><header status="deleted">{header}</header></record>'
        return f"<record><header>{header}</header><metadata>{metadata}</metadata></record>"

    def _shown(self, at: int) -> str:
        return stamp(at)[: len(self.granularity)]

    def _error(self, code: str) -> str:
        return self._wrapped(f'<error code="{code}">no</error>')

    def _wrapped(self, inside: str) -> str:
        return (
            f'<?xml version="1.0" encoding="UTF-8"?><OAI-PMH {NS}>'
            f"<responseDate>{stamp(self.now)}</responseDate><request/>{inside}</OAI-PMH>"
        )


@asynccontextmanager
async def repository(made: Repository) -> AsyncIterator[str]:
    """Serve a repository; yields its base address."""

    async def answer(request: web.Request) -> web.Response:
        text = made.answer(dict(request.query))
        body = text.encode() if isinstance(text, str) else text
        return web.Response(body=body, content_type="text/xml")

    app = web.Application()
    app.router.add_get("/oai", answer)
    async with serving_app(app) as url:
        yield f"{url}/oai"
