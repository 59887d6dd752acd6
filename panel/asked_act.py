"""What a person asks of control, read from JSON; refused in one sentence when unclear (pure)."""

import json
import re
from dataclasses import dataclass
from typing import NoReturn

from daemon.model import Verb

from .problems import ProblemError
from .words import msgid

MOST_MIN = 7 * 24 * 60
ID = re.compile(r"[A-Za-z0-9_-]{8,64}", re.ASCII)
LENGTHS = {"subject": 64, "why": 200, "who": 40}
NEEDED = frozenset({"id", "verb", "subject"})
KNOWN = NEEDED | {"for_min", "why", "who"}


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAct:
    """One act as it was asked; `who` is only what the asker says. `for_s` in seconds."""

    id: str
    verb: Verb
    subject: str
    for_s: float | None
    why: str
    who: str


def asked_act(body: bytes) -> AskedAct:
    """Return the act that `body` asks for; raises ProblemError 400 unless every field is right."""
    fields = _fields(body)
    name = fields["id"]
    if not isinstance(name, str) or not ID.fullmatch(name):
        raise ProblemError(400, msgid("id must be 8 to 64 letters, digits, - or _."))
    verb = fields["verb"]
    if not isinstance(verb, str) or verb not in set(Verb):
        raise ProblemError(
            400,
            msgid("verb must be one of: {known}."),
            known=", ".join(verb.value for verb in Verb),
        )
    texts = {key: _text(key, fields.get(key, "")) for key in LENGTHS}
    return AskedAct(
        id=name,
        verb=Verb(verb),
        subject=texts["subject"],
        for_s=_seconds(fields.get("for_min")),
        why=texts["why"],
        who=texts["who"],
    )


def _fields(body: bytes) -> dict[str, object]:
    try:
        fields = json.loads(
            body.decode(), parse_constant=_no_number, object_pairs_hook=_without_doubles
        )
    except (ValueError, RecursionError) as error:
        raise ProblemError(400, msgid("The body must be one JSON object.")) from error
    if not isinstance(fields, dict) or not fields.keys() >= NEEDED or not fields.keys() <= KNOWN:
        raise ProblemError(
            400,
            msgid("The body must have {needed} and may have {known}."),
            needed=", ".join(sorted(NEEDED)),
            known=", ".join(sorted(KNOWN - NEEDED)),
        )
    return fields


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _without_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise ValueError("a key twice")
    return fields


def _text(key: str, text: object) -> str:
    """Return a text that can be printed: no line breaks, no control characters, no half letters."""
    if not isinstance(text, str) or len(text) > LENGTHS[key] or not text.isprintable():
        raise ProblemError(
            400,
            msgid("{key} must be a text of at most {most} letters."),
            key=key,
            most=LENGTHS[key],
        )
    return text.strip()


def _seconds(minutes: object) -> float | None:
    if minutes is None:
        return None
    number = isinstance(minutes, int | float) and not isinstance(minutes, bool)
    if not number or not 0 < minutes <= MOST_MIN:  # type: ignore[operator]
        raise ProblemError(
            400, msgid("for_min must be a number above 0 and at most {most}."), most=MOST_MIN
        )
    return float(minutes) * 60.0  # type: ignore[arg-type]
