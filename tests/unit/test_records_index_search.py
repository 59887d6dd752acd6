"""Search finds what a plain scan finds, all of it, whatever is asked; and it never fails."""

import random
import string
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records_sync.index import search
from records_sync.index.query import Query
from records_sync.index.search import FEW
from records_sync.index.writing import IndexWriter
from records_sync.model import Carrier, Page, Put, Record, Retention
from tests.records_asked import Question, haystack, lets_through, needles, plain, questions, truth
from tests.records_site import puts, records

from .index_kit import (
    FILE,
    SOURCE,
    Clock,
    answers,
    filled,
    found,
    gone,
    ids,
    increment,
    put,
    titles,
    walk,
)

COUNT = 3000
ALPHABET = "档案机构编制a1b22三〔〕-·、 "
SMALL = st.text(alphabet=ALPHABET, max_size=12)
SMALL_RECORDS = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.uuids().map(str),
            "title": SMALL,
            "creator": SMALL,
            "subjects": SMALL,
            "doc_no": st.one_of(
                SMALL, st.from_regex("当编发〔20[12][0-9]〕[0-9]{1,3}号", fullmatch=True)
            ),
            "ref_code": st.one_of(
                st.just(""), st.from_regex("J1-WS·20[12][0-9]-Y-[0-9]{4}", fullmatch=True)
            ),
            "temp_no": st.one_of(st.just(""), st.from_regex("LS[0-9]{4}", fullmatch=True)),
            "year": st.sampled_from([None, 2019, 2020, 2021]),
            "unit": st.sampled_from(["", "甲", "乙"]),
            "retention": st.sampled_from([None, *Retention]),
            "carrier": st.sampled_from([None, *Carrier]),
        }
    ).map(lambda fields: Record(**fields)),
    max_size=12,
    unique_by=lambda record: record.id,
)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled(tmp_path_factory.mktemp("catalogue"), puts(COUNT))


def test_every_kind_of_question_finds_what_a_scan_finds(catalogue: Path) -> None:
    asked = questions(COUNT, 260, seed=3)
    got = [page.count for page in answers(catalogue, [one.query for one in asked])]
    assert got == truth(asked, records(COUNT))
    assert sum(1 for count in got if count > FEW) > 50


@settings(max_examples=80, deadline=None)
@given(SMALL_RECORDS, st.lists(SMALL, min_size=1, max_size=6), st.data())
def test_search_equals_a_plain_scan(
    told: list[Record], asked: list[str], data: st.DataObject
) -> None:
    query = Query(
        years=data.draw(st.sampled_from([None, None, (2020, 2021)])),
        units=data.draw(st.sampled_from([(), (), ("甲",), ("", "乙")])),
        retention=data.draw(st.sampled_from([(), (Retention.PERMANENT, Retention.YEARS_10)])),
    )
    asked += [one.title[at : at + 3] for one in told for at in (0, len(one.title) - 1) if one.title]
    asked += [one.ref_code[-4:] for one in told] + [one.doc_no for one in told]
    with TemporaryDirectory() as name:
        path = Path(name, FILE)
        with IndexWriter(path, Clock()) as writer:
            increment(writer, *[put(one.id, one.title) for one in told[:2]])
            run = writer.begin(SOURCE, snapshot=False)
            run.take(page_of(told))
        # Nothing but signs is no word at all.
        asked = [text for text in asked if all(plain(word) for word in text.split())]
        got = answers(path, [replace(query, text=text) for text in asked])
    for text, page in zip(asked, got, strict=True):
        words = [needles(word) for word in text.split()]
        want = [
            one.id
            for one in told
            if all(any(needle in haystack(one) for needle in word) for word in words)
            and lets_through(query, one)
        ]
        assert page.count == len(want), text
        assert sorted(ids(page)) == sorted(want), text


def page_of(told: list[Record]) -> Page:
    return Page(items=tuple(Put(record=one) for one in told), cursor="x")


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("市", {0, 1, 3, 7}),  # at a title's end, in its midst, alone
        ("编制", {1, 2}),
        ("机构编制", {2}),
        ("机构、编制", {2}),
        ("2014年", {4}),
        ("2014", {4, 5}),
        ("12号", {5}),  # a number is whole: 112号 is another
        ("14年", set()),
        ("gb18030", {6}),
        ("ＧＢ１８０３０", {6}),
        ("GB", {2, 6}),  # 构编 too
        ("jgbz", {2}),
        ("bz", {1, 2}),
        ("cqsyh", {7}),  # 重庆 银行: read otherwise than mostly
        ("zqsyx", set()),
        ("市 编制", {1}),
        ("编制 市", {1}),
        ("\ue5e5", {8}),
        ("𠀀𠀁", {8}),
    ],
)
def test_words_are_found_where_they_stand(tmp_path: Path, text: str, want: set[int]) -> None:
    told = ["当阳市", "当阳市编制", "机构、编制", "市", "二〇 2014年度", "2014-12号和112号"]
    told += ["关于GB18030编码", "重庆市银行", "\ue5e5库𠀀𠀁"]
    path = filled(tmp_path, titles(told))
    assert set(ids(found(path, text))) == {str(at) for at in want}


@pytest.mark.parametrize("text", ["1b", "1bz", "１Ｂ"])
def test_a_number_is_not_taken_for_the_mark_of_initials(tmp_path: Path, text: str) -> None:
    path = filled(tmp_path, titles(["1编制", "、编制", "1 b", "1 bz"]))
    assert ids(found(path, text)) == ["3" if "z" in text else "2"]


@pytest.mark.parametrize(
    "text",
    [
        *("当编发〔2014〕12号", "当编发[2014]12号", "当编发(2014)12号", "当编发（2014）第12号"),
        *(
            "当编发【2014】12",
            "当编发2014-12",
            "当编发2014年12号",
            "当编发 2014 12",
            "〔2014〕12号",
        ),
        *(
            "当编发 〔2014〕 12 号",
            "当编发〔2014〕012号",
            "当编发2014",
            "编发〔2014〕",
            "当编发201412",
        ),
        *("Z109-WS·2011-Y-BGS-0001", "Z109－WS•2011—Y–BGS−0001"),
        *(
            "z109-ws.2011-y-bgs-1",
            "Z109-WS·20",
            "BGS-0001",
            "0001",
            "-0001",
            "ｚ１０９－ＷＳ．２０１１",
        ),
        *("LS-2014-00123", "ls2014—00123", "LS-2014", "00123"),
    ],
)
def test_a_number_is_found_however_it_is_typed(tmp_path: Path, text: str) -> None:
    numbers: dict[str, Any] = {
        "doc_no": "当编发〔2014〕12号",
        "ref_code": "Z109-WS·2011-Y-BGS-0001",
        "temp_no": "LS2014-00123" if "ls2014" in text else "LS-2014-00123",
    }
    path = filled(tmp_path, [put("a", "请示", **numbers), *puts(50)])
    assert "a" in ids(found(path, text))


def test_the_number_itself_comes_first(tmp_path: Path) -> None:
    told = [
        put(str(n), f"当编发〔2014〕{n}号的转发", doc_no=f"宜编〔2014〕{n}号") for n in range(1, 90)
    ]
    path = filled(tmp_path, [*told, put("it", "通知", doc_no="当编发〔2014〕5号")])
    assert ids(found(path, "当编发2014-5"))[0] == "it"


@pytest.mark.parametrize(
    "query",
    [
        Query(text="档案"),
        Query(text="局", years=(1984, 1986)),
        Query(text="J012-WS"),
        Query(text="J012-WS-198", years=(1984, 1987)),
        Query(text="领导职数 编制"),
        Query(),
        Query(text="当编发〔1984〕"),
    ],
)
@pytest.mark.parametrize("size", [7, 200])
def test_the_pages_together_are_every_hit_once(catalogue: Path, query: Query, size: int) -> None:
    names = walk(catalogue, replace(query, size=size))
    first = found(catalogue, query)
    assert len(names) == len(set(names)) == first.count > 0
    want = truth([Question("", query)], records(COUNT))
    assert want == [first.count]


def test_many_hits_come_newest_first(catalogue: Path) -> None:
    by_id = {one.id: one for one in records(COUNT)}
    years = [by_id[name].year or 0 for name in walk(catalogue, Query(text="编制", size=200))]
    assert len(years) > FEW
    assert years == sorted(years, reverse=True)


def test_only_and_but_leave_what_they_say(catalogue: Path) -> None:
    hits = found(catalogue, Query(text="编制", size=200)).hits
    numbers = frozenset(hit.entry.number for hit in hits)
    some = frozenset(sorted(numbers)[:40])
    for only in (some | {10**9}, some | frozenset(range(10**6, 10**6 + 5000))):
        page = found(catalogue, Query(text="编制", only=only, size=200))
        assert {hit.entry.number for hit in page.hits} == some
        assert page.count == 40
    whole = found(catalogue, "编制").count
    assert found(catalogue, Query(text="编制", but=some)).count == whole - 40
    assert found(catalogue, Query(but=some)).count == COUNT - 40
    number = found(catalogue, "J012-WS")
    assert (
        found(catalogue, Query(text="J012-WS", but=frozenset([number.hits[0].entry.number]))).count
        == number.count - 1
    )


def test_what_is_gone_is_not_found(tmp_path: Path) -> None:
    path = filled(tmp_path, [put("a", "机构编制", temp_no="LS-77", year=2020), put("b", "机构")])
    number = found(path, "编制").hits[0].entry.number
    with IndexWriter(path, Clock()) as writer:
        increment(writer, gone("a"))
    for query in (Query(text="编制"), Query(text="LS-77"), Query(text="jgbz"), Query(text="编")):
        assert found(path, query).count == 0
    assert found(path, Query(only=frozenset([number]))).count == 0
    assert found(path, Query(years=(2020, 2020))).count == 0


def test_a_correction_is_found_by_its_new_words_only(tmp_path: Path) -> None:
    path = filled(tmp_path, [put("a", "机构编制", doc_no="当编发〔2014〕12号")])
    with IndexWriter(path, Clock()) as writer:
        increment(writer, put("a", "机构改革", doc_no="当编发〔2015〕12号"))
    assert [found(path, text).count for text in ("编制", "改革", "2014", "当编发2015")] == [
        0,
        1,
        0,
        1,
    ]


def test_the_places_of_words_are_told(tmp_path: Path) -> None:
    path = filled(tmp_path, [put("a", "关于（机构、编制）ＧＢ18030的函", ref_code="J1-2-3-0004")])

    def spans(text: str) -> dict[str, tuple[tuple[int, int], ...]]:
        return found(path, text).hits[0].spans

    assert spans("机构编制") == {"title": ((3, 8),)}
    assert spans("gb18030") == {"title": ((9, 16),)}
    assert spans("jgbz") == {"title": ((3, 8),)}
    assert spans("机构 编制")["title"] == ((3, 5), (6, 8))
    assert spans("0004") == {"ref_code": ((0, 11),)}


HOSTILE = [
    *(
        '"',
        '""',
        "'",
        "*",
        "AND",
        "OR NOT",
        "NEAR(a b)",
        "{word} : x",
        "body:档案",
        "-",
        "^档",
        "档*",
    ),
    *(
        "\x00",
        "档\x00案",
        "\ud800",
        "\udfff档案",
        "�",
        "\u202e档案",
        "%",
        "_",
        "\\",
        ";DROP TABLE record",
    ),
    *(
        "档" * 10_000,
        "a " * 5_000,
        "1-" * 5_000,
        "(" * 10_000,
        "\n\t ",
        "2y2014",
        "2none",
        "1jg",
        "·",
    ),
    *("٣٤٥", "①②③", "ﷺ", "🗄️", "e\u0301", "İ", "ß", "㍿", "9" * 400, "-" * 300 + "1"),
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_question_is_an_error(catalogue: Path, text: str) -> None:
    queries = [
        Query(text=text),
        Query(text=text, after="k"),
        Query(units=(text,), orgs=(text,)),
        Query(source=text),
        Query(text="档案", after=text),
    ]
    pages = answers(catalogue, queries)
    assert all(page.count >= len(page.hits) for page in pages)
    assert pages[3].count == 0
    assert pages[4].count > 0


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=40), st.text(alphabet=string.printable, max_size=20))
def test_no_random_question_is_an_error(catalogue: Path, text: str, mark: str) -> None:
    found(catalogue, Query(text=text, after=mark, years=(-(10**30), 10**30), size=10**9))


def test_a_long_question_says_that_it_was_shortened(catalogue: Path) -> None:
    assert found(catalogue, "档" * 300).shortened
    assert found(catalogue, "档 " * 13).shortened
    assert not found(catalogue, "档案").shortened


def test_signs_alone_find_nothing(catalogue: Path) -> None:
    assert found(catalogue, "！？…").count == 0
    assert found(catalogue, "  ").count == COUNT


def test_a_title_of_any_length_is_found(tmp_path: Path) -> None:
    chance = random.Random(2)
    long = "".join(chr(chance.randrange(0x4E00, 0x9FA5)) for _ in range(1000))
    path = filled(tmp_path, [put("a", long)])
    assert found(path, long[700:705]).count == 1
    assert found(path, long[-1]).count == 1
    assert found(path, long[:200]).count == 1


@pytest.mark.parametrize(
    "text",
    ["1986年", "1986", "的通知", "编制", "J012-WS-198", "当编发", "gy", "jgbz 1985", "批复 局"],
)
def test_hits_past_every_limit_are_walked_whole_and_newest_first(
    catalogue: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    query = Query(text=text, size=23)
    want = set(walk(catalogue, replace(query, size=200)))
    for name, limit in (("FEW", 3), ("_FEW_NUMBERS", 2), ("_JOINED", 5)):
        monkeypatch.setattr(search, name, limit)
    names = walk(catalogue, query)
    assert [found(catalogue, query).count] == truth([Question("", query)], records(COUNT))
    assert len(names) == len(set(names))
    assert set(names) == want
    if "-" not in text:
        years = {one.id: one.year or 0 for one in records(COUNT)}
        assert [years[name] for name in names] == sorted((years[n] for n in names), reverse=True)
