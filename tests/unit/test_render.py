"""Every reason has its sentence in both languages, and numbers carry their units."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from string import Formatter
from typing import NamedTuple

import pytest

from daemon.model import Arg, Kind, Reason, reason
from daemon.model import sentences as topics
from daemon.model.render import Language, duration, sentence, word
from daemon.model.sentences import SENTENCES, kinds
from daemon.model.sentences.troubles import TROUBLE_WORDS
from drivers.errors import Trouble
from tests.test_architecture import ROOT

TOPICS = tuple(
    module
    for found in iter_modules(topics.__path__)
    if hasattr(module := import_module(f"{topics.__name__}.{found.name}"), "SENTENCES")
)


class Use(NamedTuple):
    """One place where a reason is made: a pattern of codes, and the names it fills."""

    place: str
    code: str
    names: frozenset[str] | None  # None: not to be seen in the source


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def codes(node: ast.expr) -> Iterator[str]:
    """Yield the codes, as patterns, that an expression can be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield re.escape(node.value)
    elif isinstance(node, ast.JoinedStr):
        yield "".join(
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z0-9_]+"
            for part in node.values
        )
    elif isinstance(node, ast.IfExp):
        yield from codes(node.body)
        yield from codes(node.orelse)


def uses() -> Iterator[Use]:
    for path in sorted((ROOT / "daemon").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
                continue
            if node.func.id == "reason":
                spread = any(keyword.arg is None for keyword in node.keywords)
                given = frozenset(k.arg for k in node.keywords if k.arg is not None)
                names = None if spread else given
            elif node.func.id == "Reason":
                names = frozenset() if len(node.args) == 1 else None
            else:
                continue
            for code in codes(node.args[0]):
                yield Use(f"{path.name}:{node.lineno}", code, names)


USES = tuple(uses())


def test_reasons_are_found() -> None:
    assert len(USES) > 50


@pytest.mark.parametrize("use", USES, ids=lambda use: f"{use.place}-{use.code}")
def test_every_reason_has_a_sentence_that_it_can_fill(use: Use) -> None:
    meant = [code for code in SENTENCES if re.fullmatch(use.code, code)]
    assert meant, f"{use.place}: no sentence for {use.code}"
    for code in meant:
        wanted = fields(SENTENCES[code].zh) | fields(SENTENCES[code].en)
        assert use.names is None or wanted <= use.names, f"{use.place}: {code} is not filled"


@pytest.mark.parametrize("code", SENTENCES)
def test_a_sentence_is_whole_in_both_languages(code: str) -> None:
    zh, en = SENTENCES[code]
    assert re.search(r"[\u4e00-\u9fff]", zh)
    assert not re.search(r"[\u3000-\u9fff\uff00-\uffef]", en)
    assert not (zh + en).endswith((".", "。"))
    for template in (zh, en):
        assert all(not spec and not sign for _, _, spec, sign in Formatter().parse(template))


def test_no_code_belongs_to_two_topics() -> None:
    assert sum(len(topic.SENTENCES) for topic in TOPICS) == len(SENTENCES)


@pytest.mark.parametrize(
    ("words", "members"),
    [
        (words, type(next(iter(words))))
        for words in (
            kinds.KIND_WORDS,
            kinds.MODE_WORDS,
            kinds.VERDICT_WORDS,
            kinds.STAGE_WORDS,
            kinds.ENTRY_WORDS,
            kinds.RANK_WORDS,
            kinds.QUALITY_WORDS,
            kinds.VERB_WORDS,
        )
    ],
)
def test_every_member_has_its_word(words: object, members: type) -> None:
    assert set(words) == set(members)  # type: ignore[call-overload]


def test_every_trouble_of_a_driver_has_its_words() -> None:
    assert set(TROUBLE_WORDS) == {*Trouble, "unknown"}


@pytest.mark.parametrize(
    ("name", "value", "zh", "en"),
    [
        ("rh_pct", 61.24, "61.2 %", "61.2 %"),
        ("off_pct", 57.0, "57 %", "57 %"),
        ("dew_c", -0.04, "0 °C", "0 °C"),
        ("air_c", 21.3, "21.3 °C", "21.3 °C"),
        ("out_g_m3", 9.86, "9.9 g/m³", "9.9 g/m³"),
        ("ozone_mg_m3", 0.16, "0.16 mg/m³", "0.16 mg/m³"),
        ("dose_mg_h_m3", 12.5, "12.5 mg·h/m³", "12.5 mg·h/m³"),
        ("lamp_h", 1000, "1000 小时", "1000 h"),
        ("left_s", 180.0, "3 分钟", "3 min"),
        ("machine_kind", Kind.DEHUMIDIFIER.value, "除湿机", "dehumidifier"),
        ("machine_kind", "tractor", "tractor", "tractor"),
        ("of_trouble", "no_reply", "收不到任何回答", "no reply comes"),
        ("of_trouble", "[Errno 5]", "[Errno 5]", "[Errno 5]"),
        ("n", 6, "6", "6"),
        ("n", 0.5, "0.5", "0.5"),
        ("left_s", "soon", "soon", "soon"),
        ("why", "换\n滤网", "换 滤网", "换 滤网"),
        ("who", "本机面板", "本机面板", "the room's own panel"),
        ("who", "本机面板 · 张三", "本机面板 · 张三", "the room's own panel · 张三"),
        (
            "who",
            "远程 10.0.0.5 · 自称 远程 · 自称",
            "远程 10.0.0.5 · 自称 远程 · 自称",
            "remote 10.0.0.5 · unproven name 远程 · 自称",
        ),
        ("who", "李工", "李工", "李工"),
    ],
)
def test_an_argument_gets_the_unit_of_its_name(name: str, value: Arg, zh: str, en: str) -> None:
    assert word(name, value, "zh") == zh
    assert word(name, value, "en") == en


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (-3, "0 秒", "0 s"),
        (0.4, "0 秒", "0 s"),
        (45, "45 秒", "45 s"),
        (60, "1 分钟", "1 min"),
        (200, "3 分 20 秒", "3 min 20 s"),
        (839, "14 分钟", "14 min"),
        (3600, "1 小时", "1 h"),
        (7500, "2 小时 5 分", "2 h 5 min"),
        (86_400, "1 天", "1 d"),
        (3 * 86_400 + 4 * 3600 + 1200, "3 天 4 小时", "3 d 4 h"),
    ],
)
def test_a_duration_is_told_as_finely_as_people_care(seconds: float, zh: str, en: str) -> None:
    assert duration(seconds, "zh") == zh
    assert duration(seconds, "en") == en


def test_an_unknown_code_is_shown_with_its_numbers() -> None:
    assert sentence(reason("from_the_future", rh_pct=61.2, n=2), "zh") == (
        "[from_the_future: n=2, rh_pct=61.2 %]"
    )
    assert sentence(Reason("bare"), "en") == "[bare]"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_argument_that_an_older_row_lacks_is_a_question_mark(language: Language) -> None:
    assert "?" in sentence(Reason("guard_starts"), language)


def test_a_name_with_braces_stays_as_it_is() -> None:
    assert "{other}{n}" in sentence(reason("guard_pair", other="{other}{n}"), "zh")
