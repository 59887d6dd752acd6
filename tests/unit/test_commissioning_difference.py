"""The difference between two texts leads from one to the other, however long they are."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.commissioning.difference import MOST_LINES, difference, with_line_ends_of

LINES = st.lists(st.sampled_from(("a", "b", "", "c = 1", "# c")), max_size=30)


def patched(old: str, told: str) -> str:
    """Return what a diff makes of a text; every line of it must fit."""
    before, after = old.split("\n"), []
    done = 0
    for line in told.split("\n")[2:]:
        if found := re.fullmatch(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,\d+)? @@", line):
            start = int(found[1]) - (found[2] != "0")
            after += before[done:start]
            done = start
            assert len(after) == int(found[3]) - (not line.endswith(",0 @@"))
            continue
        if line[0] in " -":
            assert before[done] == line[1:]
            done += 1
        if line[0] in " +":
            after.append(line[1:])
    return "\n".join([*after, *before[done:]])


def test_the_same_text_has_no_difference() -> None:
    assert difference("a\n", "a\n", "file") == ""


@pytest.mark.parametrize("rows", [10, MOST_LINES * 3])
def test_a_difference_leads_from_one_text_to_the_other(rows: int) -> None:
    old = "\n".join(f"line {n}" for n in range(rows))
    for new in (
        old.replace("line 5\n", "line five\n"),
        f"first\n{old}\nlast",
        old.replace("line", "row"),
        old.replace("line 3\n", "", 1),
        "",
    ):
        assert patched(old, difference(old, new, "file")) == new


@given(LINES, LINES)
def test_a_difference_of_anything_leads_to_it(before: list[str], after: list[str]) -> None:
    old, new = "\n".join(before), "\n".join(after)
    assert patched(old, difference(old, new, "file")) == new


def test_a_difference_of_very_long_texts_comes_to_an_end() -> None:
    old, new = "\n".join(["a", "b"] * 60_000), "\n".join(["b", "c", "a"] * 40_000)
    assert difference(old, new, "file").count("\n") > 200_000


@pytest.mark.parametrize(
    ("former", "typed", "saved"),
    [
        ("a\r\nb\r\n", "a\nc\n", "a\r\nc\r\n"),
        ("a\nb\n", "a\nc\n", "a\nc\n"),
        ("a\r\nb\n", "a\nc\n", "a\nc\n"),
        ("a\r\nb\r\n", "a\r\nc\n", "a\r\nc\n"),
        ("", "a\n", "a\n"),
    ],
)
def test_line_ends_stay_where_a_file_has_one_kind(former: str, typed: str, saved: str) -> None:
    assert with_line_ends_of(former, typed) == saved
