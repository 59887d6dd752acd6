"""How far back a chart goes and in which steps: at most a thousand, on the roll-ups; pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from panel.words import msgid

DAY_S = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One choice: seconds back, seconds of a step, steps in a row of the table.

    A step of a day is a day of the site. `refresh_s`: how soon an open page asks again.
    """

    name: str
    title: str
    length_s: int
    step_s: int
    steps_a_row: int
    refresh_s: int


SPANS: Mapping[str, Span] = {
    span.name: span
    for span in (
        Span(
            name="1h",
            title=msgid("1 hour"),
            length_s=3600,
            step_s=60,
            steps_a_row=5,
            refresh_s=10,
        ),
        Span(
            name="24h",
            title=msgid("24 hours"),
            length_s=DAY_S,
            step_s=120,
            steps_a_row=30,
            refresh_s=30,
        ),
        Span(
            name="7d",
            title=msgid("7 days"),
            length_s=7 * DAY_S,
            step_s=900,
            steps_a_row=24,
            refresh_s=120,
        ),
        Span(
            name="30d",
            title=msgid("30 days"),
            length_s=30 * DAY_S,
            step_s=3600,
            steps_a_row=24,
            refresh_s=300,
        ),
        Span(
            name="1y",
            title=msgid("1 year"),
            length_s=365 * DAY_S,
            step_s=DAY_S,
            steps_a_row=14,
            refresh_s=900,
        ),
    )
}
USUAL = "24h"


class Piece(NamedTuple):
    """Consecutive steps of one length."""

    since: datetime
    until: datetime
    step_s: int


def pieces(span: Span, at: datetime, zone: ZoneInfo) -> list[Piece]:
    """Return the pieces of a span that ends with the step which holds `at`.

    One, on whole steps of UTC. Where a step is a day it goes from midnight to midnight of the site:
    then a day with 23 or 25 hours is a piece of its own.
    """
    if span.step_s < DAY_S:
        step = timedelta(seconds=span.step_s)
        until = at - timedelta(seconds=at.timestamp() % span.step_s) + step
        return [Piece(until - timedelta(seconds=span.length_s), until, span.step_s)]
    return list(_joined(_days(span.length_s // DAY_S, at, zone)))


def _days(count: int, at: datetime, zone: ZoneInfo) -> Iterator[Piece]:
    today = at.astimezone(zone).date()
    midnights = [
        datetime.combine(today + timedelta(days=n), time(), zone).astimezone(UTC)
        for n in range(1 - count, 2)
    ]
    for since, until in pairwise(midnights):
        yield Piece(since, until, round((until - since).total_seconds()))


def _joined(days: Iterator[Piece]) -> Iterator[Piece]:
    whole = next(days)
    for day in days:
        if day.step_s == whole.step_s:
            whole = Piece(whole.since, day.until, day.step_s)
        else:
            yield whole
            whole = day
    yield whole
