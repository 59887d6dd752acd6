"""The Chinese of the command line is complete, fits its sentences, and is what is shipped."""

import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import click
import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

import daemon
from daemon.commands.language import CATALOGS, reader_language

OURS = Path(daemon.__file__).parent
CLICKS = Path(click.__file__).parent
SHOWN_BY_CLICK = ("core", "decorators", "exceptions", "formatting", "parser", "types")
FOLDER = CATALOGS / "zh_CN" / "LC_MESSAGES"


def written() -> Catalog:
    with (FOLDER / "roomd.po").open("rb") as stream:
        return read_po(stream, locale="zh_CN")


def spoken() -> Iterator[str]:
    """Return every message that our commands, and click for them, can show."""
    files = [
        OURS / "cli.py",
        *sorted((OURS / "commands").glob("*.py")),
        *(CLICKS / f"{name}.py" for name in SHOWN_BY_CLICK),
    ]
    for file in files:
        for _line, message, _comments, _context in extract_from_file("python", file):
            yield message[0] if isinstance(message, tuple) else message


def one(message: str | tuple[str, ...] | list[str] | None) -> str:
    """Return a message, or its first form where it has several."""
    return message if isinstance(message, str) else (message or ("",))[0]


def names(sentence: str) -> set[str]:
    return {re.split(r"[.\[]", name)[0] for _, name, _, _ in Formatter().parse(sentence) if name}


def test_every_message_is_in_the_catalogue_and_no_other() -> None:
    assert {one(message.id) for message in written() if message.id} == set(spoken())


def test_every_message_has_its_chinese() -> None:
    assert [message.id for message in written() if message.id and not message.string] == []
    assert [message.id for message in written() if message.fuzzy and message.id] == []


@pytest.mark.parametrize(
    "message", [m for m in written() if m.id], ids=lambda m: one(m.id)[:30].strip()
)
def test_the_chinese_asks_for_no_value_that_the_sentence_does_not_have(message: Message) -> None:
    forms = [message.id] if isinstance(message.id, str) else list(message.id)
    known = set[str]().union(*(names(form) for form in forms))
    assert names(one(message.string)) <= known


def test_the_shipped_catalogue_is_compiled_from_the_written_one() -> None:
    with (FOLDER / "roomd.mo").open("rb") as stream:
        shipped = read_mo(stream)
    assert {one(m.id): one(m.string) for m in shipped if m.id} == {
        one(m.id): one(m.string) for m in written() if m.id
    }


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "zh_TW"}, "zh"),
        ({"LANG": "zh_CN", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "zh_CN", "ROOMD_LANG": "en"}, "en"),
        ({"LC_ALL": "C", "ROOMD_LANG": "ZH"}, "zh"),
        ({"LC_ALL": "", "LANG": "zh"}, "zh"),
    ],
)
def test_the_first_variable_that_is_set_decides_the_language(
    environ: dict[str, str], language: str
) -> None:
    assert reader_language(environ) == language
