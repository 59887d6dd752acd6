"""What is sent to the addresses of the configuration, read strictly; refused in one sentence."""

import re
from collections.abc import Set as AbstractSet

from aiohttp import web

from daemon.commissioning_ports import LARGEST_BYTES, Value, ValuePath, ValueWish
from panel.actions import body_of
from panel.asked_json import fields_of, text_of
from panel.connection import connection_of
from panel.problems import ProblemError
from panel.words import msgid

from .addresses import MOST_BYTES

LONGEST_NAME = 80
LONGEST_WHY = 200
LONGEST_WORD = 80
LARGEST = 1e9
MOST_CHANGES = 64
MOST_PARTS = 6
MOST_FORM = 16 * 1024  # of what has no file in it
NOTHING: AbstractSet[str] = frozenset()
TAG = re.compile(r'"([!#-~]{1,64})"')
NO_VERSION = msgid(
    "Say by If-Match which version of the files this is about: the ETag that came with them."
)
NO_REASON = msgid("Say why: choose a reason.")
NO_TEXT = msgid("text must be a text of at most {most} KiB.")
NO_CHANGES = msgid("changes must be a list of 1 to {most} objects with path and value.")
NO_PATH = msgid("path must be a list of names and places, value a number, a word or a fact.")


async def form_of(
    request: web.Request, needed: AbstractSet[str] = NOTHING, *, long: bool = False
) -> dict[str, object]:
    """Return the fields that our own page has sent; a `long` body may hold a whole file."""
    if not long:
        return fields_of(await body_of(request, most=MOST_FORM), needed, NOTHING)
    connection = connection_of(request)
    if connection is not None:
        connection.expects(MOST_BYTES)
    return fields_of(await body_of(request, most=MOST_BYTES), needed, NOTHING)


def version_asked(request: web.Request) -> str:
    """Return the version that a request is about; raises ProblemError 428 without one."""
    found = TAG.fullmatch(request.headers.get("If-Match", "").strip())
    if found is None:
        raise ProblemError(428, NO_VERSION)
    return found[1]


def is_known(request: web.Request, version: str) -> bool:
    """Return whether who asks has this version already (If-None-Match)."""
    told = request.headers.get("If-None-Match", "")
    return told.strip() == "*" or version in TAG.findall(told)


def text_asked(fields: dict[str, object]) -> str:
    """Return a whole text, of any length that a file may have."""
    text = fields["text"]
    try:
        fits = isinstance(text, str) and len(text.encode()) <= LARGEST_BYTES
    except UnicodeEncodeError:  # half a character
        fits = False
    if not fits:
        raise ProblemError(413 if isinstance(text, str) else 400, NO_TEXT, most=LARGEST_BYTES >> 10)
    return str(text)


def name_asked(name: object) -> str:
    """Return the name of a file."""
    return text_of("file", name, LONGEST_NAME)


def why_asked(fields: dict[str, object]) -> str:
    """Return why something is saved; it is asked for."""
    why = text_of("why", fields["why"], LONGEST_WHY)
    if not why:
        raise ProblemError(400, NO_REASON)
    return why


def wishes_asked(fields: dict[str, object]) -> list[ValueWish]:
    """Return what some values are to be."""
    changes = fields["changes"]
    if not isinstance(changes, list) or not 1 <= len(changes) <= MOST_CHANGES:
        raise ProblemError(400, NO_CHANGES, most=MOST_CHANGES)
    return [_wish(each) for each in changes]


def _wish(change: object) -> ValueWish:
    if not isinstance(change, dict) or change.keys() != {"path", "value"}:
        raise ProblemError(400, NO_CHANGES, most=MOST_CHANGES)
    return ValueWish(path=_path(change["path"]), value=_value(change["value"]))


def _path(told: object) -> ValuePath:
    if not isinstance(told, list) or not 1 <= len(told) <= MOST_PARTS:
        raise ProblemError(400, NO_PATH)
    for part in told:
        place = isinstance(part, int) and not isinstance(part, bool) and 0 <= part < LARGEST
        if not place and not (isinstance(part, str) and len(part) <= LONGEST_WORD):
            raise ProblemError(400, NO_PATH)
    return tuple(told)


def _value(told: object) -> Value | None:
    if isinstance(told, str):
        return text_of("value", told, LONGEST_WORD)
    if told is None or isinstance(told, bool):
        return told
    if not isinstance(told, int | float) or abs(told) > LARGEST:
        raise ProblemError(400, NO_PATH)
    return told
