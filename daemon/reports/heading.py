"""What every report has above its first table: place, time, how much was measured (pure)."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from daemon.calibration.register import State, standings
from daemon.model import Band

from .asked import QUARTER_S, Asked
from .facts.site import Facts
from .words import Speaker

NAME_OF_MONTH = len("2026-10")


def lines(
    asked: Asked, facts: Facts, say: Speaker, coverage: float | None, band: Band | None = None
) -> tuple[tuple[str, str], ...]:
    """Return the facts above the first section."""
    return tuple(_lines(asked, facts, say, coverage, band))


def _lines(
    asked: Asked, facts: Facts, say: Speaker, coverage: float | None, band: Band | None
) -> Iterator[tuple[str, str]]:
    settings = facts.settings
    yield say("site"), settings.site.name
    if asked.place in settings.rooms:
        room = settings.rooms[asked.place]
        yield say("room"), say("named", name=room.name, id=room.id)
    first = asked.period.first
    if len(asked.period.name) == NAME_OF_MONTH:
        yield say("month"), say("month_named", year=first.year, month=first.month)
    else:
        yield say("year"), say("year_named", year=first.year)
    if band is not None:
        yield (
            say("allowed"),
            say(
                "band",
                low_c=band.low_c,
                high_c=band.high_c,
                low_pct=band.low_pct,
                high_pct=band.high_pct,
            ),
        )
    if coverage is not None:
        yield say("coverage"), say.share(coverage)
    if asked.place in facts.readings.rooms:
        yield from _doubts(asked, facts, say)
    if not facts.is_over:
        yield say("until"), say.moment(facts.readings.until)
    if settings.site.simulated:
        yield say("simulated"), say("simulated_told")


def _doubts(asked: Asked, facts: Facts, say: Speaker) -> Iterator[tuple[str, str]]:
    """Yield what a reader must know about the readings: imported ones, expired certificates."""
    found = facts.readings.rooms[asked.place]
    since, until = asked.period.since_s(facts.zone), asked.period.until_s(facts.zone)
    first, last = ((at - facts.readings.since) // QUARTER_S for at in (since, until))
    marks = found.imported[max(0, first) : max(0, last)]
    if any(marks):
        yield say("imported"), say.share(sum(marks) / len(marks))
    if expired := _expired(asked, facts):
        named = [say("expired_on", tag=tag, due=due) for tag, due in expired.items()]
        yield say("expired"), say.listed(named)


def overdue(asked: Asked, facts: Facts, say: Speaker) -> tuple[str, ...]:
    """Return the note that names the sensors whose certificate was overdue in the time, if any."""
    found = _expired(asked, facts)
    return (say("overdue", tags=say.listed(list(found))),) if found else ()


def _expired(asked: Asked, facts: Facts) -> Mapping[str, date]:
    """Return the sensors of a room whose certificate was overdue on any day, with its last day."""
    found: dict[str, date] = {}
    points = [p for p in facts.settings.site.points if p.room == asked.place]
    for day in asked.period.days(facts.zone):
        known = [e for e in facts.certificates if e.certificate.dated <= day.day]
        if day.since >= facts.readings.until:
            break
        for standing in standings(
            points,
            facts.ways.applied,
            known,
            datetime.fromtimestamp(day.until - 1, facts.zone),
            facts.zone,
        ):
            entry = standing.entry
            if standing.room == asked.place and standing.state is State.EXPIRED and entry:
                found.setdefault(standing.tag, entry.certificate.due)
    return found
