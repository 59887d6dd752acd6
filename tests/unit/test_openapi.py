"""The document of the API and the router say the same, and so do its lists and the code."""

from collections.abc import Iterator
from typing import Any

from aiohttp import web
from openapi_spec_validator import validate
from openapi_spec_validator.readers import read_from_filename

from daemon.model import Verb
from daemon.model.people import Deed
from panel.asked_act import NEEDED, OPTIONAL
from panel.charts.spans import SPANS
from panel.charts.subjects import UNITS
from panel.document import FILE
from panel.frames import Frame
from panel.page_token import HEADER, SAFE
from panel.people.doorman import COOKIE, SECURE_COOKIE
from panel.records.asked_act import PARTS, VERBS
from panel.records.sync_asked import SyncVerb
from records_sync.holdings.model import Status
from records_sync.index.browse import Axis
from records_sync.model import Carrier, Retention
from tests.browser.example import Example

DOCUMENT: dict[str, Any] = dict(read_from_filename(str(FILE))[0])
SCHEMAS = DOCUMENT["components"]["schemas"]


def api_routes(app: web.Application) -> Iterator[tuple[str, str]]:
    for route in app.router.routes():
        path = route.resource.canonical if route.resource else ""
        if path.startswith("/api/") and route.method != "HEAD":
            yield route.method, path


def parameter(path: str, name: str) -> dict[str, Any]:
    named = {each.get("name"): each for each in DOCUMENT["paths"][path]["get"]["parameters"]}
    schema: dict[str, Any] = named[name]["schema"]
    return schema.get("items", schema)  # type: ignore[no-any-return]


def test_the_document_is_openapi() -> None:
    validate(DOCUMENT)


def test_the_document_and_the_router_have_the_same_addresses() -> None:
    written = {
        (method.upper(), path) for path, each in DOCUMENT["paths"].items() for method in each
    }
    assert sorted(written) == sorted(api_routes(Example().app))


def test_every_failure_is_a_problem() -> None:
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            responses = operation["responses"]
            assert responses["default"] == {"$ref": "#/components/responses/Problem"}, (
                method,
                path,
            )
            assert operation["summary"], (method, path)


def test_every_list_of_words_is_the_codes() -> None:
    records = "/api/v1/records"
    assert SCHEMAS["Verb"]["enum"] == [verb.value for verb in Verb]
    assert set(SCHEMAS["Act"]["properties"]) == NEEDED | OPTIONAL
    assert set(SCHEMAS["Act"]["required"]) == NEEDED
    assert SCHEMAS["Deed"]["enum"] == [deed.value for deed in Deed]
    assert SCHEMAS["RecordVerb"]["enum"] == list(VERBS)
    assert SCHEMAS["SyncAct"]["properties"]["verb"]["enum"] == [verb.value for verb in SyncVerb]
    assert SCHEMAS["RecordAct"]["properties"]["status"]["enum"] == [s.value for s in Status]
    assert set(SCHEMAS["Place"]["properties"]) == PARTS
    assert DOCUMENT["components"]["parameters"]["range"]["schema"]["enum"] == list(SPANS)
    assert parameter("/api/v1/chart", "quantity")["enum"] == list(UNITS)
    assert parameter("/api/v1/snapshot", "page")["enum"] == list(Frame)
    assert parameter(f"{records}/browse", "axis")["enum"] == [axis.value for axis in Axis]
    for name, words in (("retention", Retention), ("carrier", Carrier), ("status", Status)):
        assert parameter(records, name)["enum"] == [word.value for word in words]


def test_the_sessions_are_named_as_their_cookies() -> None:
    named = {each["name"] for each in DOCUMENT["components"]["securitySchemes"].values()}
    assert named == {COOKIE, SECURE_COOKIE, "roomd_local"}


def test_whatever_is_sent_takes_the_token() -> None:
    parameters = DOCUMENT["components"]["parameters"]
    assert (parameters["token"]["name"], parameters["token"]["in"]) == (HEADER, "header")
    asked = {
        path: operation.get("parameters", [])
        for path, methods in DOCUMENT["paths"].items()
        for method, operation in methods.items()
        if method.upper() not in SAFE
    }
    token = {"$ref": "#/components/parameters/token"}
    assert [path for path, parameters in asked.items() if token not in parameters] == []
