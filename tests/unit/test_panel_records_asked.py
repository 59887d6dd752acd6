"""What an address or a body asks of the records: read whole, or refused in one sentence."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from panel.i18n import load_texts
from panel.problems import ProblemError
from panel.records.asked_act import VERBS, asked_act
from panel.records.asked_record import (
    Period,
    asked_box,
    asked_key,
    asked_labels,
    asked_period,
    span_of,
)
from panel.records.asked_search import AskedSearch, asked_search
from records_sync.holdings.acts import Lend, Move, Scan, See, SetStatus
from records_sync.holdings.model import Change, Fact, Key, Place, Status, Subject
from records_sync.model import Carrier, Retention

ROOMS = ("stack-1", "stack-2")
NOW = datetime(2026, 11, 26, 6, tzinfo=UTC)
TEXTS = load_texts()


def asked(**query: str | list[str]) -> AskedSearch:
    told = {name: [value] if isinstance(value, str) else value for name, value in query.items()}
    return asked_search(told, ROOMS)


def act(**fields: object) -> Any:
    return asked_act(json.dumps({"id": "0123456789ab", **fields}).encode(), lambda name: name)


# The search


def test_a_question_has_all_that_its_address_says() -> None:
    found = asked(
        q="编制",
        year="2010",
        until="2014",
        unit="当阳市档案馆",
        retention="permanent",
        carrier=["paper", "photo"],
        status="lent",
        room="stack-2",
        after="mark",
    )
    question = found.question({"当阳市档案馆": ("当阳市档案馆", "当阳县档案局")})
    query = question.query
    assert (query.text, query.years, query.after) == ("编制", (2010, 2014), "mark")
    assert query.units == ("当阳市档案馆", "当阳县档案局")
    assert query.retention == (Retention.PERMANENT,)
    assert query.carrier == (Carrier.PAPER, Carrier.PHOTO)
    assert (question.statuses, question.room) == ((Status.LENT,), "stack-2")


@pytest.mark.parametrize(
    ("query", "years"),
    [
        ({"year": "2010"}, (2010, 2010)),
        ({"until": "2010"}, (1, 2010)),
        ({"year": "2014", "until": "2010"}, (2010, 2014)),
        ({}, None),
    ],
)
def test_years_are_from_and_to(query: dict[str, str], years: tuple[int, int] | None) -> None:
    assert asked(**query).question({}).query.years == years


def test_the_address_of_the_next_page_asks_the_same() -> None:
    found = asked(q="a b&c=d", unit=["甲", "乙"], status="held", month="7")
    address = urlsplit(found.address("mark/+="))
    again = asked_search(parse_qs(address.query), ROOMS)
    assert again == asked(q="a b&c=d", unit=["甲", "乙"], status="held", month="7", after="mark/+=")
    assert found.address() == again.address()


def test_nothing_asked_is_blank_and_has_the_plain_address() -> None:
    assert asked(q=" ").is_blank
    assert asked().address() == "/records"
    assert not asked(room="stack-1").is_blank
    assert asked(room="stack-1", q="x").filters == 1


@pytest.mark.parametrize(
    "query",
    [
        {"year": "20x4"},
        {"year": "٢٠١٤"},
        {"until": "99999"},
        {"month": "13"},
        {"retention": "for ever"},
        {"carrier": ["paper", "stone"]},
        {"status": "gone"},
        {"room": "stack-9"},
        {"q": "x" * 4001},
        {"unit": "x" * 201},
        {"unit": ["x"] * 51},
        {"after": "x" * 601},
    ],
)
def test_what_is_unclear_is_refused_in_both_languages(query: dict[str, str | list[str]]) -> None:
    with pytest.raises(ProblemError) as refused:
        asked(**query)
    assert refused.value.status == 400
    (name,) = query
    for texts in TEXTS.values():
        assert name in refused.value.detail(texts.tr)


def test_half_letters_do_not_break_an_address() -> None:
    assert asked(q="a\ud800b").address() == "/records?q=a%3Fb"


# One record, one box, labels


@pytest.mark.parametrize(
    "query", [{}, {"source": "a"}, {"source": "a", "id": "x" * 501}, {"source": "a", "id": "b\n"}]
)
def test_a_record_must_be_named(query: dict[str, str]) -> None:
    with pytest.raises(ProblemError):
        asked_key(query)


def test_a_record_and_a_box_are_named() -> None:
    assert asked_key({"source": "files", "id": "档 1/2"}) == Key("files", "档 1/2")
    assert asked_box({"code": " 12 "}) == "12"
    for code in ("", " ", "x" * 41, "a\tb"):
        with pytest.raises(ProblemError):
            asked_box({"code": code})


def test_the_whole_time_begins_with_the_first_fact() -> None:
    change = Change(subject=Subject.RECORD, source="a", name="b", kind="place", was=None, now=None)
    facts = [
        Fact(seq=n, id=str(n), act="x", at=NOW - timedelta(days=n), who="", why="", change=change)
        for n in (3, 400)
    ]
    assert span_of(Period.ALL, NOW, facts).start == NOW - timedelta(days=400)
    assert span_of(Period.ALL, NOW, ()).start == NOW
    assert span_of(asked_period({}), NOW, facts).start == NOW - timedelta(days=30)
    with pytest.raises(ProblemError):
        asked_period({"span": "31"})


def test_labels_are_asked_for_by_key_and_code() -> None:
    found = asked_labels({"record": ["main:a:b"], "box": ["12"], "used": ["3"], "sheet": ["21"]})
    assert (found.keys, found.boxes) == ((Key("main", "a:b"),), ("12",))
    assert (found.sheet, found.used) == ("21", 3)
    assert asked_labels({"box": ["12"]}).sheet == "14"


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"record": ["main"]},
        {"box": ["x" * 41]},
        {"box": ["1"] * 501},
        {"box": ["1"], "used": ["-1"]},
        {"box": ["1"], "used": ["61"]},
    ],
)
def test_labels_that_are_unclear_are_refused(query: dict[str, list[str]]) -> None:
    with pytest.raises(ProblemError):
        asked_labels(query)


# Acts


def test_an_act_is_read_with_all_its_parts() -> None:
    lend = act(verb="lend", keys=[["main", "1"]], unit="财政局", until="2026-12-10", who="张三")
    assert lend == Lend(
        id="0123456789ab",
        who="张三",
        keys=(Key("main", "1"),),
        unit="财政局",
        until=date(2026, 12, 10),
    )
    move = act(verb="move", keys=[["main", "1"]], to={"room": "stack-1", "shelf": "4"})
    assert isinstance(move, Move)
    assert move.to == Place(room="stack-1", shelf="4")
    see = act(verb="see", keys=[["main", "1"]])
    assert isinstance(see, See)
    assert see.at == Place()
    status = act(verb="set_status", keys=[["main", "1"]], status="missing", why="未找到")
    assert isinstance(status, SetStatus)
    assert (status.status, status.why) == (Status.MISSING, "未找到")
    scan = act(verb="scan", check="c", text="R1:X\x1d")
    assert isinstance(scan, Scan)
    assert scan.meant is None


@pytest.mark.parametrize(
    "fields",
    [
        {"verb": "eat"},
        {"verb": ["lend"]},
        {"verb": "take_back"},
        {"verb": "take_back", "keys": "main:1"},
        {"verb": "take_back", "keys": [["main", 1]]},
        {"verb": "take_back", "keys": [["main", "1", "2"]]},
        {"verb": "take_back", "keys": [["main", "1"]], "until": "2026-12-10"},
        {"verb": "take_back", "keys": [["main", "1"]], "who": "x" * 41},
        {"verb": "take_back", "keys": [["main", "1"]], "who": "a\nb"},
        {"verb": "take_back", "keys": [["main", "1"]], "why": 3},
        {"verb": "take_back", "keys": [["main", "1"]], "id": "short"},
        {"verb": "prolong", "keys": [["main", "1"]], "until": "2026-02-30"},
        {"verb": "prolong", "keys": [["main", "1"]], "until": "20261210"},
        {"verb": "prolong", "keys": [["main", "1"]], "until": ""},
        {"verb": "move", "keys": [["main", "1"]], "to": "stack-1"},
        {"verb": "move", "keys": [["main", "1"]], "to": {"floor": "1"}},
        {"verb": "move", "keys": [["main", "1"]], "to": {"room": None}},
        {"verb": "set_status", "keys": [["main", "1"]], "status": "eaten"},
        {"verb": "scan", "check": "c", "text": "x" * 2001},
    ],
)
def test_an_act_of_the_wrong_shape_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ProblemError) as refused:
        act(**fields)
    assert refused.value.status == 400
    for texts in TEXTS.values():
        assert refused.value.detail(texts.tr)


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"id":1,"id":2}', b'{"a":NaN}', b"\xff"])
def test_what_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(ProblemError):
        asked_act(body, str)


def test_every_verb_can_be_asked() -> None:
    parts: dict[str, object] = {
        "keys": [["main", "1"]],
        "unit": "u",
        "until": "2026-12-10",
        "to": {"room": "stack-1"},
        "at": {},
        "status": "held",
        "box": "12",
        "check": "c",
        "text": "t",
    }
    for name, verb in VERBS.items():
        told = {part: parts[part] for part in verb.needed | verb.optional}
        assert isinstance(act(verb=name, **told), verb.act)  # type: ignore[arg-type]
