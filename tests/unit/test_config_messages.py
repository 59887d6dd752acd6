"""Each thing that can be wrong has its own sentence, in both languages, with the same arguments."""

import ast
import re
import tomllib
from datetime import datetime, time
from pathlib import Path
from string import Formatter

import pytest
from pydantic import BaseModel, ValidationError

from daemon import configuration
from daemon.configuration.messages import SENTENCES, render
from daemon.configuration.model import Config
from daemon.configuration.problem import Problem, shown
from daemon.configuration.profile_rules import RULES, rule
from daemon.configuration.validation import CODES, PATTERNS, findings_of
from drivers import profile as profile_module
from drivers.catalog import parse_profile
from drivers.profile import Profile
from tests.demo_config import DEMO
from tests.site_folder import GOOD, THERMOMETER, edited

CONFIG = tomllib.loads(GOOD)
EXAMPLE = tomllib.loads(DEMO)
CONTROL = {
    "site": EXAMPLE["site"],
    "room": EXAMPLE["room"],
    "output": EXAMPLE["output"][:1],
    "pair": [{"outputs": ["a", "b"]}],
    "programme": EXAMPLE["programme"],
}
PROFILE = tomllib.loads(
    THERMOMETER
    + """
[[write]]
tag = "x"
space = "holding"
address = 5
encoding = "int16"
verify = "humidity"
low = 1.0
high = 2.0
daily_budget = 5
dead_man = { address = 1, unit_s = 0.1, period_s = 2.0, renew_s = 1.0 }

[[forbidden]]
space = "holding"
address = 256
count = 1
"""
)

CHINESE = re.compile("[\u4e00-\u9fff]")


def constants(call_keyword: str) -> set[str]:
    """Return the literal texts given as `call_keyword=` anywhere in the package."""
    found = set[str]()
    for file in Path(configuration.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == call_keyword:
                found |= {
                    part.value
                    for part in ast.walk(node.value)
                    if isinstance(part, ast.Constant) and isinstance(part.value, str)
                }
    return found


def names(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("code", SENTENCES)
def test_a_sentence_says_the_same_in_both_languages(code: str) -> None:
    zh, en = SENTENCES[code]
    assert names(zh) == names(en)
    assert CHINESE.search(zh)
    assert not CHINESE.search(en)


def test_every_code_that_is_given_has_a_sentence() -> None:
    assert constants("code") <= set(SENTENCES)
    assert set(CODES.values()) | set(PATTERNS.values()) <= set(SENTENCES)
    assert {code for _, code in RULES} <= set(SENTENCES)


def test_no_sentence_is_left_without_use() -> None:
    sources = [
        file.read_text(encoding="utf-8")
        for file in Path(configuration.__file__).parent.glob("*.py")
        if not file.name.startswith("sentences_of_")
    ]
    assert [code for code in SENTENCES if not any(f'"{code}"' in text for text in sources)] == []


def test_every_refusal_of_the_profile_module_is_translated() -> None:
    files = Path(profile_module.__file__).parent.glob("profile*.py")
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in files]
    texts = [
        "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in parts)
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Raise)
        and isinstance(node.exc, ast.Call)
        and isinstance(node.exc.func, ast.Name)
        and node.exc.func.id == "ValueError"
        for sentence in node.exc.args
        for parts in [sentence.values if isinstance(sentence, ast.JoinedStr) else [sentence]]
    ]
    refusals = [text for text in texts if "another file" not in text]  # said by `profiles` itself
    assert refusals
    assert [text for text in refusals if rule(text)[0] == "invalid"] == []


def test_no_annotation_of_a_model_can_fail_in_words_of_pydantic() -> None:
    wrong: list[object] = [None, True, -1, 1.5, 1e99, float("nan"), "", "é" * 999, [], [None], {}]
    wrong += [time(8), datetime(2026, 1, 1, 8)]  # noqa: DTZ001 - as TOML may hold it
    for model, good in ((Config, CONFIG), (Config, CONTROL), (Profile, PROFILE)):
        for path in leaves(good):
            for value in wrong:
                for finding in findings(model, replaced(good, path, value)):
                    assert finding in SENTENCES
                    assert finding != "invalid", (path, value)


def findings(model: type[BaseModel], tree: object) -> list[str]:
    try:
        model.model_validate(tree)
    except ValidationError as err:
        return [finding.code for finding in findings_of(err, model)]
    return []


def leaves(node: object, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    items = list(node.items()) if isinstance(node, dict) else []
    items = list(enumerate(node)) if isinstance(node, list) else items
    return [at] * bool(at) + [leaf for key, inner in items for leaf in leaves(inner, (*at, key))]


def replaced(node: object, path: tuple[str | int, ...], value: object) -> object:
    if not path:
        return value
    first, *rest = path
    pairs = node.items() if isinstance(node, dict) else enumerate(node)  # type: ignore[arg-type]
    changed = {k: replaced(v, tuple(rest), value) if k == first else v for k, v in pairs}
    return changed if isinstance(node, dict) else list(changed.values())


def test_a_profile_rule_is_told_in_chinese() -> None:
    text = edited(("low = -40.0\n", ""), text=THERMOMETER)
    with pytest.raises(ValidationError) as caught:
        parse_profile(text)
    (finding,) = findings_of(caught.value, Profile)
    problem = Problem(file=Path("p.toml"), line=3, path="point", code=finding.code)
    assert render(problem, "zh") == "p.toml:3: point: 数值测点必须有量程；请补上 low 和 high"


def test_values_are_shown_as_toml_on_one_short_line() -> None:
    assert shown(True) == "true"
    assert shown("a\nb") == '"a\\nb"'
    assert shown([1]) == "[…]"
    assert shown(10**500) == "…"
    assert len(shown("x" * 500)) <= 42
