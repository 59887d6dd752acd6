"""The body of a request as a JSON object, field by field; refused in one sentence (pure)."""

import json
import re
from collections.abc import Set as AbstractSet
from typing import NoReturn

from .problems import ProblemError
from .words import msgid

ID = re.compile(r"[A-Za-z0-9_-]{8,64}", re.ASCII)
NO_OBJECT = msgid("The body must be one JSON object.")


def fields_of(
    body: bytes, needed: AbstractSet[str], optional: AbstractSet[str]
) -> dict[str, object]:
    """Return the fields of a body; raises ProblemError 400 where one is missing or unknown."""
    fields = json_object(body)
    if not needed <= fields.keys() <= needed | optional:
        raise ProblemError(
            400,
            msgid("The body must have {needed} and may have {known}."),
            needed=", ".join(sorted(needed)),
            known=", ".join(sorted(optional)),
        )
    return fields


def json_object(body: bytes) -> dict[str, object]:
    """Return the object that a body is; raises ProblemError 400."""
    try:
        fields = json.loads(
            body.decode(), parse_constant=_no_number, object_pairs_hook=_without_doubles
        )
    except (ValueError, RecursionError) as error:
        raise ProblemError(400, NO_OBJECT) from error
    if not isinstance(fields, dict):
        raise ProblemError(400, NO_OBJECT)
    return fields


def id_of(value: object) -> str:
    """Return the id of an act; raises ProblemError 400."""
    if not isinstance(value, str) or not ID.fullmatch(value):
        raise ProblemError(400, msgid("id must be 8 to 64 letters, digits, - or _."))
    return value


def text_of(key: str, text: object, most: int) -> str:
    """Return a text that can be printed: no line breaks, no control characters, no half letters."""
    if not isinstance(text, str) or len(text) > most or not text.isprintable():
        raise ProblemError(
            400, msgid("{key} must be a text of at most {most} letters."), key=key, most=most
        )
    return text.strip()


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _without_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise ValueError("a key twice")
    return fields
