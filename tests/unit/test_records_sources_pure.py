"""What decides about a source without a wire: strict JSON, pauses, walks, digests, crosswalks."""

import json
import random
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records_sync.model import SourceError
from records_sync.sources import troubles
from records_sync.sources.archivesspace_fields import revision, texts
from records_sync.sources.crosswalk import CrosswalkError, dublin_core, load, parsed
from records_sync.sources.digests import BUCKETS, bucket_of, digests_of
from records_sync.sources.oai_xml import seconds_of
from records_sync.sources.pacing import LONGEST_S, pause_s, retry_after_s
from records_sync.sources.strict_json import BadJsonError, loads
from records_sync.sources.walk import Walk
from tests.test_architecture import ROOT

# H18


@pytest.mark.parametrize(
    "text",
    [
        "NaN",
        "[Infinity]",
        '{"a": -Infinity}',
        "1e999",
        "-1e999",
        "[1.5e400]",
        '{"a": 1, "a": 2}',
        '{"a": {"b": 1, "c": 2, "b": 3}}',
        '{"a": 1, "\\u0061": 2}',
        "9" * 4301,
        "9223372036854775808",
        "-9223372036854775809",
        "[" * 100_000,
        "[" * 100_000 + "]" * 100_000,
        '{"a":' * 100_000 + "1" + "}" * 100_000,
        "",
        "{",
        "[1,]",
        "[1] [2]",
        "{'a': 1}",
        '"\x00"',
        "// no\n1",
    ],
    ids=lambda text: text[:20],
)
def test_h18_json_that_two_programs_would_read_differently_is_refused(text: str) -> None:
    with pytest.raises(BadJsonError):
        loads(text.encode())


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        ("\xe9".encode("latin-1"), ""),
        ('"档案"'.encode("gb18030"), "utf-8"),
        (b'"\xff\xff"', "gbk"),
        ('"a"'.encode("utf-16"), ""),
        (b'"\xed\xa0\x80"', ""),
    ],
)
def test_h18_bytes_that_are_not_of_their_charset_are_refused(body: bytes, charset: str) -> None:
    with pytest.raises((UnicodeError, BadJsonError)):
        loads(body, charset)


def test_h18_an_unknown_charset_is_refused() -> None:
    with pytest.raises(BadJsonError):
        loads(b"1", "utf-7")


def test_the_largest_numbers_that_fit_are_taken() -> None:
    assert loads(b"[9223372036854775807, -9223372036854775808, 1.7e308]") == [
        2**63 - 1,
        -(2**63),
        1.7e308,
    ]


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=20,
)


@given(json_values, st.sampled_from(["utf-8", "gb18030"]))
def test_good_json_arrives_as_it_was(value: Any, charset: str) -> None:

    assert loads(json.dumps(value).encode(charset), charset) == value


# Pauses


@given(st.integers(1, 10_000), st.integers())
def test_h1_no_pause_is_longer_than_a_quarter_of_an_hour(failures: int, seed: int) -> None:
    pause = pause_s(failures, first_s=2.0, rng=random.Random(seed))
    assert 0 <= pause <= LONGEST_S == 900
    assert pause <= 2 * 2 ** (failures - 1)


def test_pauses_are_drawn_from_the_whole_range() -> None:
    rng = random.Random(1)
    drawn = [pause_s(20, first_s=2.0, rng=rng) for _ in range(1000)]
    assert min(drawn) < 20
    assert max(drawn) > 880


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "120"}, 120.0),
        ({"Retry-After": "٣"}, None),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "soon"}, None),
        ({}, None),
        (
            {
                "Retry-After": "Thu, 26 Nov 2026 08:01:00 GMT",
                "Date": "Thu, 26 Nov 2026 08:00:00 GMT",
            },
            60.0,
        ),
        (
            {
                "Retry-After": "Thu, 26 Nov 2026 07:00:00 GMT",
                "Date": "Thu, 26 Nov 2026 08:00:00 GMT",
            },
            0.0,
        ),
        ({"Retry-After": "Thu, 26 Nov 2026 08:01:00 GMT"}, None),
    ],
)
def test_a_retry_after_is_read_by_the_clock_of_its_sender(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert retry_after_s(headers) == seconds


# H7


def test_h7_a_walk_has_a_last_page() -> None:
    walk = Walk(most_pages=3)
    for number in range(3):
        walk.step(f"t{number}", [number])
    with pytest.raises(SourceError) as caught:
        walk.step("t3", [3])
    assert caught.value.code == troubles.LOOP


def test_a_page_with_something_old_and_something_new_goes_on() -> None:
    walk = Walk()
    for number in range(100):
        walk.step(f"t{number}", [number, number + 1])


def test_a_record_that_changes_while_it_is_read_is_something_new() -> None:
    walk = Walk()
    walk.step("1", [("a", 1)])
    walk.step("2", [("a", 2)])
    walk.step("", [])


# Digests


@given(st.dictionaries(st.text(max_size=5), st.integers(0, 2**62)), st.randoms())
def test_digests_do_not_depend_on_the_order(rows: dict[str, int], rng: random.Random) -> None:
    told = list(rows.items())
    shuffled = told[:]
    rng.shuffle(shuffled)
    assert digests_of(told) == digests_of(shuffled)
    assert len(digests_of(told)) == BUCKETS


@given(st.dictionaries(st.text(max_size=5), st.integers(0, 9), min_size=1), st.integers(1, 9))
def test_one_other_revision_shows_in_its_bucket_and_no_other(rows: dict[str, int], by: int) -> None:
    name = next(iter(rows))
    other = {**rows, name: rows[name] + by}
    differing = [
        at
        for at, (mine, their) in enumerate(
            zip(digests_of(rows.items()), digests_of(other.items()), strict=True)
        )
        if mine != their
    ]
    assert differing == [bucket_of(name)]


def test_a_digest_is_what_the_document_says() -> None:
    digests = digests_of([("a3f1", 58212)])
    expected = sha256(b"a3f1\n58212").hexdigest()
    assert digests[sha256(b"a3f1").digest()[0]] == expected
    assert digests.count("0" * 64) == 255


# Crosswalks


def walk_of(**changes: Any) -> dict[str, Any]:
    field = {"name": "title", "paths": ["dc:title"]}
    return {"prefix": "x", "namespaces": {"dc": "urn:dc"}, "field": [field], **changes}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"prefix": 3}, "prefix is no str"),
        ({"fields": []}, "unknown key fields"),
        ({"field": []}, "no field title"),
        ({"field": [{"name": "title", "paths": ["zz:title"]}]}, "path 'zz:title'"),
        ({"field": [{"name": "title", "paths": ["["]}]}, "path '['"),
        ({"field": [{"name": "titel", "paths": ["x"]}]}, "unknown field titel"),
        ({"field": [{"name": "id", "paths": ["x"]}]}, "unknown field id"),
        ({"field": [{"name": "title", "paths": []}]}, "no path"),
        ({"field": [{"name": "title", "paths": ["x"], "matching": "("}]}, "matching"),
        ({"field": [{"name": "title", "paths": ["x"]}] * 2}, "title twice"),
        ({"field": ["title"]}, "not a table"),
    ],
)
def test_a_crosswalk_that_can_not_be_used_says_why(change: dict[str, Any], words: str) -> None:
    with pytest.raises(CrosswalkError) as caught:
        parsed(walk_of(**change))
    assert words in str(caught.value)


def test_a_crosswalk_file_is_read_or_says_why(tmp_path: Path) -> None:
    path = tmp_path / "walk.toml"
    path.write_text('prefix = "x"\n[namespaces]\n[[field]]\nname = "title"\npaths = ["t"]\n')
    assert load(path).prefix == "x"
    path.write_bytes(b"\xff")
    for broken in (path, tmp_path / "none.toml"):
        with pytest.raises(CrosswalkError):
            load(broken)


def test_the_crosswalk_that_is_shipped_is_dublin_core() -> None:
    assert dublin_core().prefix == "oai_dc"


# Moments and revisions


@pytest.mark.parametrize(
    ("stamp", "seconds"),
    [
        ("1970-01-02T00:00:01Z", 86401),
        ("1970-01-02", 86400),
        ("1970-01-02T00:00:01+08:00", None),
        ("yesterday", None),
        ("2026-13-01", None),
    ],
)
def test_a_datestamp_is_utc_or_nothing(stamp: str, seconds: int | None) -> None:
    assert seconds_of(stamp) == seconds


def test_two_changes_of_one_second_have_an_order() -> None:
    first = {"system_mtime": "2026-11-22T08:30:00Z", "lock_version": 3}
    later = {**first, "lock_version": 4}
    next_second = {"system_mtime": "2026-11-22T08:30:01Z", "lock_version": 0}
    revisions = [revision(record) for record in (first, later, next_second)]
    assert None not in revisions
    assert revisions == sorted(set(revisions), key=lambda rev: rev or 0)
    assert all(rev is not None and rev < 2**63 for rev in revisions)
    assert revision({"system_mtime": "soon"}) is None
    assert revision({}) is None


def test_persons_of_archivesspace_never_come_in() -> None:
    record = {
        "uri": "/repositories/2/resources/1",
        "title": "<emph render='bold'>关于</emph>机构的批复",
        "id_0": "J012",
        "id_1": "WS",
        "dates": [{"expression": "2014年"}],
        "linked_agents": [
            {
                "role": "creator",
                "ref": "/agents/people/3",
                "_resolved": {"title": "张三"},
            },
            {
                "role": "creator",
                "ref": "/agents/corporate_entities/4",
                "_resolved": {"title": "当阳市机构编制委员会"},
            },
        ],
        "subjects": [{"_resolved": {"title": "编制"}}, {"ref": "/subjects/2"}, 3],
        "instances": [{"sub_container": {"top_container": {"_resolved": {"indicator": "12"}}}}],
        "user_defined": {"string_1": "内部"},
    }
    assert texts(record, ("user_defined", "string_1")) == {
        "id": "/repositories/2/resources/1",
        "title": "关于机构的批复",
        "ref_code": "J012-WS",
        "date": "2014年",
        "creator": "当阳市机构编制委员会",
        "subjects": "编制",
        "box": "12",
        "secret": "内部",
    }


def test_every_trouble_has_a_sentence_in_both_languages() -> None:
    codes = {
        value for name, value in vars(troubles).items() if name.isupper() and isinstance(value, str)
    }
    assert codes == set(troubles.SENTENCES)
    described = (ROOT / "docs" / "records-sources.md").read_text(encoding="utf-8")
    assert [code for code in codes if f"`{code}`" not in described] == []
    for sentence in troubles.SENTENCES.values():
        filled = sentence.filled({"detail": "x"})
        assert filled.zh
        assert filled.en
