"""What a request asks for, read from its query and cookie; refused in one sentence when unclear."""

from collections.abc import Container
from dataclasses import dataclass

from aiohttp import web

from .frames import Frame
from .i18n import LANGUAGE_TAGS
from .problems import ProblemError
from .settings import Language
from .words import msgid

LANGUAGE_COOKIE = "roomd_lang"
MAX_TAGS = 32
MAX_HOURS = 31 * 24
USUAL_HOURS = 24
STEPS = ((6, 60), (48, 900), (8 * 24, 3_600), (MAX_HOURS, 6 * 3_600))  # up to hours -> seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendQuery:
    """Which points over how many hours back, in steps of `step_s` seconds."""

    tags: tuple[str, ...]
    hours: int
    step_s: int


def language_of(request: web.Request, usual: Language) -> Language:
    """Return the language of the query, else of the cookie, else `usual`."""
    asked = request.query.get("lang")
    chosen = asked or request.cookies.get(LANGUAGE_COOKIE)
    for language in LANGUAGE_TAGS:
        if language == chosen:
            return language
    if asked is not None:
        raise ProblemError(
            400, msgid("lang must be one of: {known}."), known=", ".join(LANGUAGE_TAGS)
        )
    return usual


def frame_of(request: web.Request) -> Frame:
    """Return which page asks for events; raises ProblemError for one that there is not."""
    asked = request.query.get("page", Frame.ROOMS)
    if asked not in set(Frame):
        raise ProblemError(400, msgid("page must be one of: {known}."), known=", ".join(Frame))
    return Frame(asked)


def trend_query(request: web.Request, known: Container[str]) -> TrendQuery:
    """Return the asked trend; raises ProblemError for unknown tags or hours out of range."""
    tags = tuple(request.query.getall("tag", []))
    if not 1 <= len(tags) <= MAX_TAGS:
        raise ProblemError(400, msgid("tag must be given 1 to {most} times."), most=MAX_TAGS)
    if any(tag not in known for tag in tags):
        raise ProblemError(404, msgid("There is no point with this tag."))
    text = request.query.get("hours", str(USUAL_HOURS))
    hours = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0  # noqa: PLR2004
    if not 1 <= hours <= MAX_HOURS:
        raise ProblemError(
            400, msgid("hours must be a whole number from 1 to {most}."), most=MAX_HOURS
        )
    step_s = next(step_s for limit, step_s in STEPS if hours <= limit)
    return TrendQuery(tags=tags, hours=hours, step_s=step_s)
