"""The page and the sentences keep up with the tables."""

import re

import pytest

from records_sync.sources.files import mapping
from records_sync.sources.files import words as file_words
from records_sync.sources.files.formats import SUFFIXES
from records_sync.sources.files.limits import Limits
from records_sync.text import numbers
from records_sync.text import words as row_words
from records_sync.text.heading_pages import rewritten
from tests.test_architecture import ROOT

PAGE = ROOT / "docs" / "records-files.md"
CODE = re.compile(r'"((?:file|row|fixed|doubt|columns|sheet)_[a-z0-9_]+)"')
FOLDERS = (ROOT / "records_sync" / "text", ROOT / "records_sync" / "sources" / "files")
SENTENCES = {**file_words.SENTENCES, **row_words.SENTENCES}


def codes() -> set[str]:
    built = {
        f"{kind}_{how}"
        for kind in ("row", "doubt")
        for how in (numbers.BECAME_DATE, numbers.DIGITS_LOST)
    }
    written = {
        code
        for folder in FOLDERS
        for path in folder.glob("*.py")
        if path.name != "words.py"
        for code in CODE.findall(path.read_text(encoding="utf-8"))
    }
    return built | written


def test_every_code_has_its_sentence_and_every_sentence_its_code() -> None:
    assert codes() == set(SENTENCES)


@pytest.mark.parametrize("code", SENTENCES)
def test_a_sentence_is_there_in_both_languages(code: str) -> None:
    sentence = SENTENCES[code].filled({"detail": "{甲}", "code": code})
    assert re.search("[一-鿿]", sentence.zh)
    assert re.search("[a-z]", sentence.en)


def test_the_page_has_the_tables_of_the_program() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == rewritten(text), "run python -m records_sync.text.heading_pages"


def test_the_page_names_every_format_and_key() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for word in (*(s[1:] for s in SUFFIXES if s != ".txt"), *mapping.SECTIONS):
        assert word in text or word.upper() in text, word


def test_the_page_names_the_limits() -> None:
    text, limits = PAGE.read_text(encoding="utf-8"), Limits()
    for number in (limits.rows, limits.columns, limits.row_chars, limits.ratio, limits.entries):
        assert f"{number:,}".replace(",", " ") in text
    for size in (limits.file_bytes, limits.unpacked_bytes):
        assert f"{size // 1_000_000} MB" in text


def test_a_mapping_of_the_page_is_valid() -> None:
    [example] = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    rules = mapping.loaded(example.encode())
    assert rules.columns == {"卷内文件名": "title"}
    assert rules.rows.secret_words == {"1", "2", "3"}
