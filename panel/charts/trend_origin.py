"""Who read what a trend shows: we ourselves, or a logger whose file was imported; pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from panel.words import Translate, msgid

from .spans import DAY_S
from .trend_facts import TrendFacts

OWN = msgid("own reading")
IMPORTED = msgid("imported")
BOTH = msgid("partly imported")


def source_of(share: float, mean: float | None) -> str:
    """Return the msgid of who read a step of which a share was imported, "" for a gap."""
    if mean is None:
        return ""
    return OWN if share <= 0 else IMPORTED if share >= 1 else BOTH


def origin(facts: TrendFacts, tr: Translate, zone: ZoneInfo) -> str:
    """Return what was imported of the shown readings and from when to when, "" where nothing."""
    found = list(_stretches(facts))
    if not found:
        return ""
    told = (
        msgid("Dotted: read by loggers from {since} to {until}, imported from their files.")
        if len(found) == 1
        else msgid(
            "Dotted: read by loggers in {count} stretches between {since} and {until}, imported "
            "from their files."
        )
    )
    by_day = facts.span.step_s >= DAY_S
    return tr(told).format(
        count=len(found),
        since=_moment(found[0][0], zone, by_day=by_day),
        until=_moment(found[-1][1] - timedelta(days=by_day), zone, by_day=by_day),
    )


def when(facts: TrendFacts, zone: ZoneInfo) -> Sequence[str]:
    """Return the first and the last moment of a chart, to the day where its steps are days."""
    by_day = facts.span.step_s >= DAY_S
    first = facts.steps.buckets[0].start
    last = facts.at - timedelta(seconds=1) if by_day else facts.at
    return [_moment(at, zone, by_day=by_day) for at in (first, last)]


def _stretches(facts: TrendFacts) -> Iterator[tuple[datetime, datetime]]:
    """Yield start and end of what was imported in one go: only own readings end it, no gap does."""
    steps = zip(facts.steps.buckets, facts.steps.lengths_s, facts.imported, strict=True)
    known = ((b.start, s, share) for b, s, share in steps if b.mean is not None)
    for is_imported, group in groupby(known, key=lambda step: step[2] > 0):
        if is_imported:
            (since, length_s, _), *more = group
            last, length_s, _ = more[-1] if more else (since, length_s, 0.0)
            yield since, last + timedelta(seconds=length_s)


def _moment(at: datetime, zone: ZoneInfo, *, by_day: bool) -> str:
    return f"{at.astimezone(zone):{'%Y-%m-%d' if by_day else '%Y-%m-%d %H:%M'}}"
