"""What a request for a chart asks for, read from its query; refused in one sentence."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from aiohttp import web

from daemon.model import SiteInfo
from panel.problems import ProblemError
from panel.words import msgid

from .spans import SPANS, USUAL, Span
from .subjects import UNITS, Subject, point_subject, room_subject

FIRST_YEAR = 1980  # no logger is older
EXAMPLE = "2023-05-02T00:00"


def span_of(request: web.Request) -> Span:
    """Return the asked span, a day where none is asked."""
    name = request.query.get("range", USUAL)
    if name not in SPANS:
        raise ProblemError(400, msgid("range must be one of: {known}."), known=", ".join(SPANS))
    return SPANS[name]


def until_of(request: web.Request, zone: ZoneInfo) -> datetime | None:
    """Return when the asked span ends, None where it ends now; a bare time is one of the site."""
    text = request.query.get("until")
    if text is None:
        return None
    try:
        asked = datetime.fromisoformat(text)
        until = (asked if asked.tzinfo else asked.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        until = None
    if until is None or until.year < FIRST_YEAR:
        raise ProblemError(400, msgid("until must be a time such as {example}."), example=EXAMPLE)
    return until


def subject_of(request: web.Request, site: SiteInfo) -> Subject:
    """Return the asked point, or the asked quantity of a room."""
    tags = request.query.getall("tag", [])
    rooms = request.query.getall("room", [])
    if len(tags) + len(rooms) != 1:
        raise ProblemError(400, msgid("Either one tag or one room must be given."))
    if tags:
        point = next((p for p in site.points if p.tag == tags[0]), None)
        if point is None:
            raise ProblemError(404, msgid("There is no point with this tag."))
        return point_subject(point)
    quantity = request.query.get("quantity", "")
    if quantity not in UNITS:
        known = ", ".join(UNITS)
        raise ProblemError(400, msgid("quantity must be one of: {known}."), known=known)
    found = room_subject(site, rooms[0], quantity)
    if found is None:
        raise ProblemError(404, msgid("There is no room with such a value."))
    return found


def room_of(request: web.Request, site: SiteInfo) -> str:
    """Return the asked room, the first where none is asked; one that measures its air."""
    known = [room.id for room in site.rooms if room_subject(site, room.id, "dew_point") is not None]
    asked = request.query.get("room", known[0] if known else "")
    if asked not in known:
        raise ProblemError(404, msgid("There is no room with such a value."))
    return asked
