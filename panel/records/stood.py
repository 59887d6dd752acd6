"""The records that stood in a room in a period, and what was asked for; pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from daemon.record_ports import Span, Stood
from panel.problems import ProblemError
from panel.reader import Reader
from panel.words import msgid

from .freshness import minute
from .links import STOOD, link
from .missing import number_of, title_of
from .record_words import Site, place_words, record_address

LONGEST = timedelta(days=3660)
USUAL = timedelta(days=1)
SPANS = (
    (timedelta(days=1), msgid("the last day")),
    (timedelta(days=7), msgid("last 7 days")),
    (timedelta(days=30), msgid("last 30 days")),
    (timedelta(days=365), msgid("last year")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A room and a period."""

    room: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class StoodView:
    """A record, and each time that it stood there: place, from, to."""

    title: str
    number: str
    address: str
    stays: tuple[tuple[str, str, str], ...]


def asked(
    query: Mapping[str, str], rooms: Collection[str], now: datetime, zone: tzinfo
) -> Asked | None:
    """Return what was asked, None without a room; raises ProblemError 400.

    A day without a time means all of that day, `end` included; a time without an offset is the
    site's own. Without a period it is the last day.
    """
    room = query.get("room", "")
    if not room:
        return None
    if room not in rooms:
        raise ProblemError(404, msgid("There is no room of this name."))
    end = _moment("end", query.get("end", ""), zone, is_end=True) or now
    start = _moment("start", query.get("start", ""), zone) or end - USUAL
    if not timedelta() < end - start <= LONGEST:
        raise ProblemError(400, msgid("The end must be after the start, by ten years at most."))
    return Asked(room=room, span=Span(start=start, end=end))


def presets(room: str, now: datetime) -> tuple[tuple[str, str], ...]:
    """Return the usual periods until now: a text and an address."""
    end = now.isoformat(timespec="minutes")
    return tuple(
        (text, link(STOOD, room=room, start=(now - by).isoformat(timespec="minutes"), end=end))
        for by, text in SPANS
    )


def stood_views(found: Iterable[Stood], site: Site, reader: Reader) -> tuple[StoodView, ...]:
    """Return records with their stays, in their order."""
    return tuple(
        StoodView(
            title=title_of(each.entry, each.key.id, reader),
            number=number_of(each.entry),
            address=record_address(each.key),
            stays=tuple(
                (
                    place_words(stay.place, site, reader),
                    minute(stay.start, site.zone),
                    minute(stay.end, site.zone),
                )
                for stay in each.stays
            ),
        )
        for each in found
    )


def _moment(key: str, text: str, zone: tzinfo, *, is_end: bool = False) -> datetime | None:
    if not text:
        return None
    try:
        if len(text) == len("2026-11-26"):
            day = date.fromisoformat(text) + timedelta(days=is_end)
            return datetime.combine(day, time(), zone)
        at = datetime.fromisoformat(text)
        local = at if at.tzinfo else at.replace(tzinfo=zone)
        local.timestamp()  # year 1 in a zone east of Greenwich has no UTC
    except (ValueError, OverflowError) as error:
        raise ProblemError(
            400, msgid("{key} must be a day or a time, as 2026-11-26 or 2026-11-26T14:30."), key=key
        ) from error
    return local
