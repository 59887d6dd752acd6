"""The document of the record feed, its reference server and the source that reads it agree."""

import json
from typing import Any

import pytest
from aiohttp import ClientSession
from openapi_schema_validator import OAS31Validator, oas31_format_checker
from openapi_spec_validator import OpenAPIV31SpecValidator
from openapi_spec_validator.readers import read_from_filename

from records_sync.model import Record, SourceError
from records_sync.sources.feed_page import MOST_ITEMS, read_bucket, read_digests, read_page
from records_sync.sources.told import LONGEST_ID, Told
from records_sync.text.rows import Rules
from tests.records_feed_server import MainSystem, serving
from tests.test_architecture import ROOT

DOCUMENT: Any = read_from_filename(str(ROOT / "docs" / "records-feed.openapi.yaml"))[0]
TOLD = Told(Rules())


def validator(name: str) -> OAS31Validator:
    schema = {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}
    return OAS31Validator(schema, format_checker=oas31_format_checker)


def page(**changes: Any) -> dict[str, Any]:
    told = {"op": "put", "id": "a", "rev": 1, "record": {"title": "题名", "year": None}}
    gone = {"op": "del", "id": "b", "rev": 2}
    return {"epoch": "e", "cursor": "c", "complete": True, "items": [told, gone], **changes}


def system() -> MainSystem:
    main = MainSystem(page_items=2)
    for name in ("a", "b", "c", "d", "e"):
        main.put(name, temp_no=f"LS-{name}", year=2014, box=None)
    main.delete("c")
    return main


def test_the_document_is_openapi_3_1() -> None:
    assert DOCUMENT["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(DOCUMENT).validate()


def test_the_examples_of_the_document_are_what_it_says() -> None:
    content = DOCUMENT["paths"]["/changes"]["get"]["responses"]["200"]["content"]
    example = content["application/json"]["example"]
    validator("Page").validate(example)
    assert read_page(TOLD, example).complete is False


def test_the_document_has_the_fields_of_a_record_and_no_others() -> None:
    schema = DOCUMENT["components"]["schemas"]["Record"]
    assert [*schema["properties"]] == [
        "title",
        *(name for name in Record._fields if name not in ("id", "title")),
    ]
    assert schema["required"] == ["title"]
    assert DOCUMENT["components"]["schemas"]["Id"]["maxLength"] == LONGEST_ID
    assert (
        DOCUMENT["components"]["schemas"]["Page"]["properties"]["items"]["maxItems"] == MOST_ITEMS
    )


async def test_the_server_answers_as_the_document_says() -> None:
    paths = set()
    async with serving(system()) as server, ClientSession() as session:

        async def asked(path: str, status: int, schema: str) -> Any:
            paths.add("/" + path.partition("?")[0].partition("/")[0])
            async with session.get(f"{server.url}/{path}") as answer:
                assert answer.status == status
                body = await answer.json(content_type=None)
                validator(schema).validate(body)
                return body, answer.headers

        body, _ = await asked("changes", 200, "Page")
        while body["items"]:
            body, headers = await asked(f"changes?cursor={body['cursor']}&limit=1", 200, "Page")
        async with session.get(
            f"{server.url}/changes?cursor={body['cursor']}",
            headers={"If-None-Match": headers["ETag"]},
        ) as answer:
            assert answer.status == 304
        await asked("digests", 200, "Digests")
        for number in range(256):
            await asked(f"buckets/{number}", 200, "Bucket")
        server.system.purged = 100
        await asked("changes?cursor=1.1", 410, "Problem")
        server.system.token = "t"  # noqa: S105 - of this test
        await asked("changes", 401, "Problem")
        server.system.token = ""
        fact = {
            "version": 1,
            "id": "site:1",
            "site": "site",
            "number": 1,
            "at": "2026-11-22T08:30:00.000+00:00",
            "subject": "record",
            "kind": "status",
            "from": "held",
            "to": "lent",
            "record": "a",
        }
        validator("Fact").validate(fact)
        for _ in range(2):
            async with session.post(
                f"{server.url}/facts", json=fact, headers={"Idempotency-Key": "site:1"}
            ) as answer:
                assert answer.status == 204
        paths.add("/facts")
    assert len(server.system.facts) == 1
    assert paths == {path.replace("/{number}", "") for path in DOCUMENT["paths"]}


WRONG: list[dict[str, Any]] = [
    {"epoch": None},
    {"cursor": 3},
    {"complete": "yes"},
    {"items": {}},
    {"items": [3]},
    {"items": [{"op": "put", "id": "a", "rev": 1}]},
    {"items": [{"op": "put", "id": "a", "rev": 1, "record": {}}]},
    {"items": [{"op": "put", "id": "a", "rev": 1, "record": {"title": None}}]},
    {"items": [{"op": "put", "id": "a", "rev": 1, "record": {"title": "t", "year": "2014"}}]},
    {"items": [{"op": "put", "id": "a", "rev": 1, "record": {"title": "t", "pages": -1}}]},
    {"items": [{"op": "put", "id": "a", "rev": 1, "record": {"title": "t", "box": 3}}]},
    {"items": [{"op": "put", "id": "a", "rev": "1", "record": {"title": "t"}}]},
    {"items": [{"op": "put", "id": "a", "rev": True, "record": {"title": "t"}}]},
    {"items": [{"op": "put", "id": 7, "rev": 1, "record": {"title": "t"}}]},
    {"items": [{"op": "drop", "id": "a", "rev": 1}]},
    {"items": [{"op": "del", "id": "a"}]},
    {"items": [{"op": "del", "id": "a", "rev": -1}]},
]


@pytest.mark.parametrize("change", WRONG, ids=lambda change: json.dumps(change)[:60])
def test_what_the_document_forbids_the_source_refuses(change: dict[str, Any]) -> None:
    wrong = page(**change)
    assert not validator("Page").is_valid(wrong)
    with pytest.raises(SourceError):
        read_page(TOLD, wrong)


def test_what_the_document_allows_the_source_takes() -> None:
    for good in (page(), page(total=3, more="x"), page(items=[], total=None)):
        validator("Page").validate(good)
        read_page(TOLD, good)


def test_buckets_and_digests_of_another_form_are_refused() -> None:
    digests = {"epoch": "e", "buckets": ["0" * 64] * 256}
    assert read_digests(digests)[0] == "e"
    for wrong in (["0" * 64] * 255, ["0" * 63] * 256, ["G" * 64] * 256, None):
        assert not validator("Digests").is_valid({**digests, "buckets": wrong})
        with pytest.raises(SourceError):
            read_digests({**digests, "buckets": wrong})
    with pytest.raises(SourceError):
        read_bucket(TOLD, {"epoch": "e"})
