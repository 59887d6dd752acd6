"""The help is whole: every word has an explanation, in both languages, with a way to it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields

import pytest

from daemon.model import AlarmState, Entry, Mode, Priority, Quality, Sentence, Stage, Verdict
from daemon.model.people import Role
from panel.access import ROLES
from panel.assets import TEMPLATE_DIR
from panel.help.guide import STEPS
from panel.help.pages import PLACES
from panel.help.shape import Chapter, Step, Topic
from panel.help.topics import EXPLAINS, TOPICS
from panel.help.wall import CHAPTERS
from panel.moment import CLIMATE
from panel.pages import LINES
from panel.records.missing import REASONS
from panel.words import State

ASKED = re.compile(r'ask\("([a-z-]+)"')
WORDS: dict[str, Iterable[str]] = {
    "measure": LINES,
    "quantity": [quantity for quantity, _ in CLIMATE.values()],
    "quality": [each.name.lower() for each in Quality],
    "alarm": [each.value for each in AlarmState],
    "priority": [each.name.lower() for each in Priority],
    "word": [each.name.lower() for each in State],
    "mode": [each.value for each in Mode],
    "verdict": [each.value for each in Verdict],
    "stage": [each.value for each in Stage],
    "entry": [*(each.value for each in Entry), "unknown"],
    "role": [each.name.lower() for each in Role],
    "missing": REASONS,
}


@pytest.mark.parametrize("kind", WORDS)
def test_every_word_of_the_panel_has_an_explanation(kind: str) -> None:
    assert [name for name in WORDS[kind] if f"{kind}/{name}" not in EXPLAINS] == []


def test_no_word_is_explained_twice() -> None:
    assert len(EXPLAINS) == sum(len(topic.names) for topic in TOPICS.values())


def sentences() -> Iterator[Sentence]:
    """Return every text of the help, the guide and the page for the wall."""
    things: tuple[Topic | Step | Chapter, ...] = (*TOPICS.values(), *STEPS, *CHAPTERS)
    for thing in things:
        for field in fields(thing):
            yield from _within(getattr(thing, field.name))


def _within(value: object) -> Iterator[Sentence]:
    if isinstance(value, Sentence):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _within(each)


def test_every_text_is_there_in_both_languages() -> None:
    found = list(sentences())
    assert len(found) > 3 * len(TOPICS)
    chinese = re.compile(r"[\u4e00-\u9fff]")
    assert [text for text in found if not chinese.search(text.zh)] == []
    assert [text for text in found if chinese.search(text.en) or not text.en.strip()] == []


@pytest.mark.parametrize("name", TOPICS)
def test_an_explanation_is_short_and_in_whole_sentences(name: str) -> None:
    topic = TOPICS[name]
    for text in (topic.says, topic.do):
        assert text.zh.endswith("。")
        assert text.en.endswith(".")
        assert len(text.zh) <= 160
        assert len(text.en) <= 400


def test_every_explanation_is_linked_from_a_page() -> None:
    pages = "".join(path.read_text("utf-8") for path in TEMPLATE_DIR.glob("*.html"))
    reached = set(ASKED.findall(pages))
    assert reached <= set(TOPICS)
    assert 'ask(explains["measure/" ~ name])' in pages
    assert 'explains["quantity/" ~ quantity]' in pages
    reached |= {EXPLAINS[f"measure/{name}"] for name in LINES}
    reached |= {EXPLAINS[f"quantity/{quantity}"] for quantity, _ in CLIMATE.values()}
    todo = list(reached)
    while todo:
        new = set(TOPICS[todo.pop()].see) - reached
        reached |= new
        todo += new
    assert set(TOPICS) - reached == set()


def test_every_explanation_and_step_names_a_page_that_is_there() -> None:
    shown = {topic.shown for topic in TOPICS.values()} | {step.shown for step in STEPS}
    assert shown == set(PLACES)
    pages = {path for method, path in ROLES if method == "GET"}
    topics = {f"/help/{name}" for name in TOPICS}
    assert shown - pages - topics == set()
