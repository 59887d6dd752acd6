"""Columns are found by what they are called, wherever they stand; persons are refused."""

import random

import pytest

from records_sync.text.headers import HEADINGS, UNIT_HEADINGS, is_header, layout_of
from records_sync.text.personal import (
    PERSON_INITIALS,
    PERSONS,
    holds_identity_number,
    is_identity_number,
    is_personal,
)

NUMBER = "42058219800101003X"  # of nobody: made to fit the rule
NAMES = [
    (heading.field, name) for heading in HEADINGS for name in (*heading.names, *heading.initials)
]


def fields(row: list[str]) -> dict[str, int]:
    return dict(layout_of(row).columns)


@pytest.mark.parametrize("headings", [HEADINGS, UNIT_HEADINGS])
def test_a_name_stands_for_one_field_only(headings: tuple) -> None:  # type: ignore[type-arg]
    names = [name for heading in headings for name in (*heading.names, *heading.initials)]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(("field", "name"), NAMES)
def test_every_name_is_found_in_whatever_case_and_width(field: str, name: str) -> None:
    for spelling in (
        name,
        name.lower(),
        f" {' '.join(name)}\n",
        f"{name}*",
        f"{name}：",
        f"{name}(必填)",
    ):
        assert fields([spelling]) == {field: 0}, spelling


def test_no_name_of_a_field_is_a_persons() -> None:
    assert [name for _, name in NAMES if is_personal(name)] == []


def test_the_order_of_columns_is_free() -> None:
    row = [heading.names[0] for heading in HEADINGS]
    random.Random(5).shuffle(row)
    assert fields(row) == {heading.field: row.index(heading.names[0]) for heading in HEADINGS}


def test_the_surer_of_two_columns_is_taken_and_the_other_named() -> None:
    layout = layout_of(["题名", "来文单位", "责任者"])
    assert dict(layout.columns)["creator"] == 2
    assert layout.twice == ("来文单位",)


def test_an_unknown_column_is_named() -> None:
    assert layout_of(["题名", "件号", "柜号二"]).ignored == ("柜号二",)


def test_brackets_tell_two_columns_apart() -> None:
    assert fields(["机构（问题）", "日期（YYYYMMDD）"]) == {"org": 0, "date": 1}


def test_a_mapping_wins_over_the_table() -> None:
    layout = layout_of(["题名", "卷内名", "件号"], mapped={"卷内名": "title", "题名": "remark"})
    assert dict(layout.columns) == {"remark": 0, "title": 1, "item_no": 2}


@pytest.mark.parametrize("name", [*PERSONS, *PERSON_INITIALS, "干部 姓名", "本人身份证号(18位)"])
def test_a_column_of_persons_is_told_by_its_name(name: str) -> None:
    assert layout_of(["题名", "件号", name]).personal == (name,)


@pytest.mark.parametrize("name", ["责任者", "成文机关", "经办单位", "发文机关"])
def test_an_office_is_no_person(name: str) -> None:
    assert layout_of(["题名", name]).personal == ()


def test_a_column_that_is_left_out_on_purpose_is_not_read() -> None:
    layout = layout_of(["题名", "件号", "录入人"], unread=["录入人"])
    assert layout.personal == layout.ignored == ()


def test_a_header_needs_a_title_and_one_more() -> None:
    assert is_header(layout_of(["题名", "件号"]))
    assert not is_header(layout_of(["题名", "什么"]))
    assert not is_header(layout_of(["件号", "日期"]))


def test_an_identity_number_is_known_by_its_date_and_check_digit() -> None:
    assert is_identity_number(NUMBER)
    assert is_identity_number(NUMBER.lower())
    assert not is_identity_number("420582198001010038")
    assert not is_identity_number("42058219801301003X")


def test_an_identity_number_is_found_within_a_text() -> None:
    assert holds_identity_number(f"关于某人（{NUMBER}）的批复")
    assert not holds_identity_number(f"1{NUMBER}")
    assert not holds_identity_number("J001-WS·2011-Y-BGS-0001 20110304")
