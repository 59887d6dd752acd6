"""Numbers are the same in any style of dashes, brackets, width and zeros, and no others are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records_sync.text.keys import (
    RefParts,
    contains,
    doc_key,
    entries,
    ranges,
    ref_key,
    ref_parts,
    typed_doc_no,
)


@pytest.mark.parametrize("dash", ["-", "－", "—", "–", "‐", "−", "﹣", " - ", "_", "/"])  # noqa: RUF100
@pytest.mark.parametrize("dot", ["·", ".", "•", "．", "・", "-"])
def test_a_reference_code_is_one_in_any_style(dash: str, dot: str) -> None:
    text = f"Z109{dash}WS{dot}2011{dash}Y{dash}BGS{dash}0001"
    assert ref_key(text) == ref_key("ｚ１０９-ws·2011-y-bgs-0001") == "z109-ws-2011-y-bgs-0001"


def test_other_parts_are_other_codes() -> None:
    assert len({ref_key(text) for text in ("1-11-1", "11-1-1", "1-1-11", "111-1")}) == 4


@pytest.mark.parametrize(
    "text",
    [
        *("当编发〔2014〕12号", "当编发[2014]12号", "当编发(2014)12号", "当编发（2014）第12号"),
        *("当编发【2014】012", "当编发2014-12", "当编发 2014 年 12 号", "当编发﹝2014﹞12号"),
        *(
            "当编发201412",
            "当编发〔２０１４〕１２号",
            "当编发第2014-12号",
            " 当编发〔2014〕 12 号 ",
        ),
    ],
)
def test_a_document_number_is_one_in_any_style(text: str) -> None:
    assert doc_key(text) == "当编发2014-12"


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("当编发〔2014〕12号", ("当编发2014-12", True)),
        ("当编发〔2014〕12", ("当编发2014-12", False)),
        ("当编发〔2014〕", ("当编发2014", False)),
        ("〔2014〕12号", ("2014-12", True)),
        ("当编发〔2014〕0号", ("当编发2014-0", True)),
        ("12号", ("", False)),
        ("会议纪要", ("", False)),
        ("当编发〔3014〕12号", ("", False)),
        ("", ("", False)),
    ],
)
def test_what_is_typed_of_a_document_number(text: str, want: tuple[str, bool]) -> None:
    assert typed_doc_no(text) == want


@pytest.mark.parametrize(
    ("text", "want"),
    [
        (
            "Z109-WS·2011-Y-BGS-0001",
            RefParts(
                fonds="Z109", category="WS", year=2011, retention="Y", org="BGS", item_no="0001"
            ),
        ),
        (
            "J012—WS.2020—D30—0123",
            RefParts(fonds="J012", category="WS", year=2020, retention="D30", item_no="0123"),
        ),
        ("J001-2-015-0003", RefParts(fonds="J001", volume_no="015", item_no="0003")),
        ("J001-2-015", RefParts(fonds="J001", volume_no="015")),
        ("会议纪要", None),
        ("J001", None),
        ("", None),
    ],
)
def test_the_parts_of_a_reference_code(text: str, want: RefParts | None) -> None:
    assert ref_parts(text) == want


@given(st.from_regex("[A-Z][0-9]{3}-WS-20[0-2][0-9]-(Y|D30)-[A-Z]{3}-[0-9]{4}", fullmatch=True))
def test_the_start_and_the_end_of_a_number_find_it(code: str) -> None:
    there = entries(code, (), "")
    for size in range(5, len(code) + 1):
        assert contains(ranges(code[:size]), there)
    for size in range(4, len(code) + 1):
        assert contains(ranges(code[-size:]), there)


@pytest.mark.parametrize("text", ["档案", "12", "a1", "", "abcdef", "---"])
def test_short_words_and_words_without_digits_are_no_numbers(text: str) -> None:
    assert ranges(text) == []


def test_a_closed_document_number_is_no_other() -> None:
    there = entries("", (), "当编发〔2014〕12号")
    assert contains(ranges("当编发〔2014〕1"), there)
    assert not contains(ranges("当编发〔2014〕1号"), there)
    assert contains(ranges("〔2014〕12号"), there)


@given(st.text())
def test_no_text_is_an_error(text: str) -> None:
    ref_parts(text)
    assert len(ref_key(text)) <= 120
    assert contains(ranges(text), entries(text, (text,), text)) or not ranges(text)
