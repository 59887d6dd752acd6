"""An act on the local facts, read from JSON; refused in one sentence when unclear (pure).

Only the shape is looked at here. Whether an act can be done, and how long its texts may be, is
said by the local facts in their own sentences.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from panel.asked_json import id_of, json_object, text_of
from panel.problems import ProblemError
from panel.words import msgid
from records_sync.holdings.acts import (
    MOST_KEYS,
    Act,
    CloseCheck,
    DropCheck,
    Lend,
    Move,
    MoveBox,
    OpenCheck,
    Prolong,
    Scan,
    See,
    SetStatus,
    TakeBack,
)
from records_sync.holdings.model import Key, Place, Status

LONGEST_WHO, LONGEST_TEXT = 40, 2000
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
COMMON = frozenset({"id", "verb", "who", "why"})
PARTS = frozenset(field.name for field in fields(Place))


@dataclass(frozen=True, slots=True)
class Verb:
    """An act, what it needs and what it may have."""

    act: Callable[..., Act]
    needed: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()


VERBS: Mapping[str, Verb] = {
    "lend": Verb(Lend, frozenset({"keys", "unit", "until"})),
    "prolong": Verb(Prolong, frozenset({"keys", "until"})),
    "take_back": Verb(TakeBack, frozenset({"keys"})),
    "move": Verb(Move, frozenset({"keys", "to"})),
    "see": Verb(See, frozenset({"keys"}), frozenset({"at"})),
    "set_status": Verb(SetStatus, frozenset({"keys", "status"})),
    "move_box": Verb(MoveBox, frozenset({"box", "to"})),
    "open_check": Verb(OpenCheck, frozenset({"box"})),
    "scan": Verb(Scan, frozenset({"check", "text"})),
    "close_check": Verb(CloseCheck, frozenset({"check"})),
    "drop_check": Verb(DropCheck, frozenset({"check"})),
}


def asked_act(body: bytes, who: Callable[[str], str]) -> Act:
    """Return the act that `body` asks for; raises ProblemError 400 unless its shape is right.

    `who` makes of a name that was told the one that is kept.
    """
    told = json_object(body)
    name = told.get("verb")
    if not isinstance(name, str) or name not in VERBS:
        raise ProblemError(400, msgid("verb must be one of: {known}."), known=", ".join(VERBS))
    verb = VERBS[name]
    needed = verb.needed | {"id", "verb"}
    if not needed <= told.keys() <= needed | verb.optional | COMMON:
        raise ProblemError(
            400,
            msgid("The body must have {needed} and may have {known}."),
            needed=", ".join(sorted(needed)),
            known=", ".join(sorted(verb.optional | {"who", "why"})),
        )
    asked = (verb.needed | verb.optional) & told.keys()
    return verb.act(
        id=id_of(told["id"]),
        who=who(text_of("who", told.get("who", ""), LONGEST_WHO)),
        why=_text("why", told.get("why", "")),
        **{key: _READ[key](key, told[key]) for key in asked},
    )


def _text(key: str, value: object) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise ProblemError(
            400,
            msgid("{key} must be a text of at most {most} letters."),
            key=key,
            most=LONGEST_TEXT,
        )
    return value


def _day(key: str, value: object) -> date:
    text = value if isinstance(value, str) and DAY.fullmatch(value) else ""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ProblemError(400, msgid("{key} must be a day: YYYY-MM-DD."), key=key) from error


def _keys(key: str, value: object) -> tuple[Key, ...]:
    pairs = value if isinstance(value, list) and len(value) <= MOST_KEYS else [None]
    return tuple(Key(*_pair(key, pair)) for pair in pairs)


def _pair(key: str, pair: object) -> tuple[str, str]:
    if isinstance(pair, list) and [type(text) for text in pair] == [str, str]:
        return (pair[0], pair[1])
    raise ProblemError(400, msgid("{key} must be a list of [source, id]."), key=key)


def _place(key: str, value: object) -> Place:
    if not isinstance(value, dict) or not value.keys() <= PARTS:
        raise ProblemError(
            400,
            msgid("{key} must be a place with some of: {known}."),
            key=key,
            known=", ".join(sorted(PARTS)),
        )
    return Place(**{part: _text(part, text) for part, text in value.items()})


def _status(key: str, value: object) -> Status:
    if not isinstance(value, str) or value not in set(Status):
        raise ProblemError(
            400, msgid("{key} must be one of: {known}."), key=key, known=", ".join(Status)
        )
    return Status(value)


_READ: Mapping[str, Callable[[str, object], Any]] = {
    "keys": _keys,
    "unit": _text,
    "until": _day,
    "to": _place,
    "at": _place,
    "status": _status,
    "box": _text,
    "check": _text,
    "text": _text,
}
