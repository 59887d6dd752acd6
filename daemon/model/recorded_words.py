"""A row of the ledger in words: its inputs one by one, or all of it in one line (pure)."""

import json
from collections.abc import Mapping
from typing import Any

from .control import Verb
from .explain import explain
from .readings import Quality
from .reasons import Reason
from .recorded import recorded_decision, recorded_output, recorded_reason
from .render import Language, duration, plain_number, sentence, spoken
from .sentences.kinds import (
    ALARM_STEP_WORDS,
    FACT_WORDS,
    INPUT_WORDS,
    QUALITY_WORDS,
    ROW_WORDS,
    VERB_WORDS,
)
from .who import said_who


def row_kind(kind: str, language: Language) -> str:
    """Return the word for a kind of rows; one that is not known stays as it is."""
    return spoken(ROW_WORDS[kind], language) if kind in ROW_WORDS else kind


def in_brief(
    kind: str, subject: str, body: Mapping[str, Any], language: Language, *, t: float = 0.0
) -> str:
    """Return a row in one line; one that this program can't read is shown as it is."""
    try:
        if kind == "output":
            decision = recorded_decision(subject, body, t=t, since=t)
            return explain(decision, recorded_output(subject, body), t, language)
        told = sentence(recorded_reason(body["reason"]), language)
        if kind == "alarm":
            return _alarm(body, told, language)
        if kind == "act":
            done = spoken(VERB_WORDS[Verb(body["verb"])], language)
            return f"{done} · {said_who(body['who'], language)} · {told}"
    except (KeyError, ValueError, TypeError, AttributeError):
        return json.dumps(body, ensure_ascii=False)
    return told


def _alarm(body: Mapping[str, Any], told: str, language: Language) -> str:
    parts = [spoken(ALARM_STEP_WORDS[body["step"]], language)]
    parts.append(sentence(Reason(f"alarm_{body['code']}_title"), language))
    who = said_who(body["who"], language)
    parts += [part for part in (who, body["under"], told) if part]
    return " · ".join(parts)


def inputs_in_words(inputs: Mapping[str, Any], language: Language) -> list[str]:
    """Return what a decision looked at, each input with its quality and its age."""
    return [_input(name, value, language) for name, value in inputs.items()]


def _input(name: str, value: Any, language: Language) -> str:
    known = INPUT_WORDS.get(name)
    title = name if known is None else spoken(known, language)
    if not isinstance(value, Mapping):
        return f"{title}: {spoken(FACT_WORDS[value], language)}"
    quality = spoken(QUALITY_WORDS[Quality[value["quality"].upper()]], language)
    shown = _value(value["value"], value["unit"], language)
    facts = [quality] if value["why"] == "none" else [quality, value["why"]]
    if value["age_s"] is not None:
        facts.append(_age(value["age_s"], language))
    return f"{title}: {shown} ({', '.join(facts)})"


def _value(value: float | bool | None, unit: str, language: Language) -> str:
    if value is None or isinstance(value, bool):
        return spoken(FACT_WORDS[value], language)
    return f"{plain_number(value, 2)} {unit}".rstrip()


def _age(age_s: float, language: Language) -> str:
    told = duration(age_s, language)
    return f"{told}前" if language == "zh" else f"{told} ago"
