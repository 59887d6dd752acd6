"""Units, grams and initials: what looks the same to a reader is the same, and what not is not."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import records_sync.text
from records_sync.text.bulk import GAP, Titles
from records_sync.text.folding import canon, is_storable, spans, storable, units
from records_sync.text.grams import grams, pairs, triples
from records_sync.text.initials import initials, may_be_initials
from tests.make_initials import TARGET, letter, table


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("当编发〔2014〕12号", ["当", "编", "发", "2014", "12", "号"]),
        ("ＧＢ18030 编码", ["gb", "18030", "编", "码"]),
        ("《机构、编制》", ["机", "构", "编", "制"]),
        ("𠀀㐀\ue001", ["𠀀", "㐀", "\ue001"]),
        ("a\u202eb\x00c", ["a", "b", "c"]),
        ("！…—", []),
        ("㈱①", ["株", "1"]),
    ],
)
def test_units_are_characters_numbers_and_latin_words(text: str, want: list[str]) -> None:
    assert units(text) == want


def test_grams_are_neighbours_and_no_two_pairs_look_alike() -> None:
    assert grams(units("编发〔2014〕12号")) == ["编发", "发2014", "2014·12", "12号"]
    assert grams(["201", "412"]) != grams(["2014", "12"])
    assert grams(["a"]) == grams([]) == []


@given(st.text(alphabet="档案a1b〔 ·", max_size=20), st.text(alphabet="档案a1b〔 ·", max_size=6))
def test_a_word_is_in_a_text_where_its_grams_are_a_phrase(text: str, word: str) -> None:
    there, asked = grams(units(text)), grams(units(word))
    size = len(asked)
    is_phrase = any(there[at : at + size] == asked for at in range(len(there) - size + 1))
    if len(units(word)) > 1:
        assert is_phrase == (canon(units(word)) in canon(units(text)))


@given(st.text(max_size=30))
def test_places_are_of_what_was_written(text: str) -> None:
    for unit in set(units(text)):
        for start, end in spans(text, [unit]):
            assert 0 <= start < end <= len(text)


@given(st.text(alphabet=st.characters(codec=None), max_size=20))
def test_anything_can_be_made_storable(text: str) -> None:
    storable(text).encode()
    assert is_storable(storable(text))
    assert storable(text) == text or not is_storable(text)


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("机构编制", ["jgbz"]),
        ("机构、编制", ["jgbz"]),
        ("关于2014年机构GB编制", ["gy", "njg", "bz"]),
        ("重庆市银行会计", ["cqsyhkj"]),
        ("长期调整", ["cqtz"]),
        ("调查重点行政会议", ["dczdxzhy"]),
        ("长阳县", ["cyx"]),
        ("", []),
        ("𠀀机", ["j"]),
    ],
)
def test_initials_are_read_as_people_read(text: str, want: list[str]) -> None:
    assert initials(text) == want


@pytest.mark.parametrize(
    ("word", "want"), [("jgbz", True), ("jg", True), ("j", False), ("12", False), ("档案", False)]
)
def test_what_may_be_initials(word: str, want: bool) -> None:
    assert may_be_initials(units(word)) is want


def test_the_shipped_table_is_the_one_that_is_made() -> None:
    assert TARGET.read_text("ascii").strip() == table()


def test_every_listed_word_is_read_otherwise_than_its_characters() -> None:
    lines = Path(records_sync.text.__file__).with_name("polyphones.txt").read_text("utf-8")
    words = [line.split() for line in lines.splitlines() if not line.startswith("#")]
    assert len(words) == len({word for word, _ in words}) > 100
    for word, letters in words:
        assert len(word) == len(letters)
        assert "".join(letter(ord(char)) for char in word) != letters
        assert initials(word) == [letters]


MIXED = st.text(alphabet="档案机重庆银行a1b2C〔 ·_\n\ue001\U000f0001𠀀٣é", max_size=12)


@given(st.lists(MIXED, min_size=1, max_size=6))
def test_many_titles_at_once_have_the_words_of_each(titles: list[str]) -> None:
    found = Titles(titles)
    for at, title in enumerate(titles):
        single, of = units(title), found[at]
        assert of.grams.split() == grams(single)
        assert of.units.split() == single
        runs = initials(title)
        assert [word for word in of.pairs.split() if GAP not in word] == [
            f"1{pair}" for run in runs for pair in pairs(run)
        ]
        assert [word for word in of.triples.split() if GAP not in word] == [
            f"1{three}" for run in runs for three in triples(run)
        ]


def test_no_window_of_initials_reads_like_a_gram_of_text() -> None:
    (found,) = [Titles(["1编制"])[0]]
    assert not {*found.pairs.split(), *found.triples.split()} & {*grams(units("1b")), "1·bz"}
