"""What machines did, as stretches of time, and in the words of the register's measures (pure)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import fsum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from daemon.model import Kind, Reason, Sentence, Verdict
from daemon.model.render import Language, duration, spoken

from .asked import QUARTER_S, Day
from .rounding import fixed

JOIN_S = 900  # shorter pauses do not part two stretches of one measure
MOST_SPANS = 2  # of one measure, told one by one; more are counted


class Span(NamedTuple):
    """An output was on from `since` to `until`, UTC seconds. `starts`: 0 where it only went on."""

    since: float
    until: float
    starts: int = 1


class _Stretch(NamedTuple):
    """A measure from `since` to `until` with short pauses in it; it was on for `ran_s`."""

    since: float
    until: float
    ran_s: float


class Doubt(NamedTuple):
    """From `at` on, UTC seconds, an output did not do what it was told."""

    at: float
    output: str
    verdict: Verdict


class Rest(NamedTuple):
    """From `since` to `until`, UTC seconds, an output was on, off, or None: nobody could tell.

    `hindered`: not as its rule would have it, but for what `why` tells.
    """

    since: float
    until: float
    on: bool | None
    hindered: bool
    why: Reason

    @property
    def alike(self) -> tuple[bool | None, bool, str]:
        """What two rows of one stretch have in common."""
        return self.on, self.hindered, self.why.code if self.hindered else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machines:
    """What outputs did: stretches in which each was on, and when they did not obey.

    `rests` are gathered for the search of causes alone.
    """

    spans: Mapping[str, tuple[Span, ...]]
    doubts: tuple[Doubt, ...] = ()
    rests: Mapping[str, tuple[Rest, ...]] = field(default_factory=dict)

    def rest_at(self, output: str, at: float) -> Rest | None:
        """Return how an output was at a time, None where that is not known."""
        return next((r for r in self.rests.get(output, ()) if r.since <= at < r.until), None)


MEASURES: Mapping[Kind, Sentence] = {
    Kind.DEHUMIDIFIER: Sentence("除湿", "dehumidifying"),
    Kind.HUMIDIFIER: Sentence("加湿", "humidifying"),
    Kind.COOLER: Sentence("空调", "cooling"),
    Kind.HEATER: Sentence("加热", "heating"),
    Kind.EXHAUST_FAN: Sentence("通风", "ventilation"),
    Kind.PURIFIER: Sentence("净化", "purifying"),
    Kind.UV_LAMP: Sentence("紫外消毒", "UV"),
    Kind.OZONE_GENERATOR: Sentence("臭氧消毒", "ozone"),
    Kind.PLASMA: Sentence("等离子消毒", "plasma"),
}

RAN = Sentence("（实开 {hours} 小时）", " (ran {hours} h)")


def hours(spans: Iterable[Span]) -> float:
    """Return how long an output was on, in hours."""
    return fsum(span.until - span.since for span in spans) / 3600


def starts(spans: Iterable[Span]) -> int:
    """Return how often it was started."""
    return sum(span.starts for span in spans)


def within(spans: Iterable[Span], since: float, until: float) -> tuple[Span, ...]:
    """Return the parts of spans inside `[since, until)`; one that only went on has no start."""
    return tuple(
        Span(max(span.since, since), min(span.until, until), span.starts * (span.since >= since))
        for span in spans
        if span.since < until and span.until > since
    )


def while_alive(spans: Iterable[Span], alive: Sequence[int], since: int) -> Iterator[Span]:
    """Yield what is left of spans when quarters in which nothing was read are taken out.

    The program was away then: nobody knows what the machine did.
    """
    end = since + len(alive) * QUARTER_S
    for span in spans:
        starts_here, begins = span.starts, None
        edge = span.since
        while edge < span.until:
            following = min(span.until, (edge // QUARTER_S + 1) * QUARTER_S)
            known = not since <= edge < end or alive[int((edge - since) // QUARTER_S)]
            if known and begins is None:
                begins = edge
            if not known and begins is not None:
                yield Span(begins, edge, starts_here)
                begins, starts_here = None, 0
            edge = following
        if begins is not None:
            yield Span(begins, span.until, starts_here)


def measures_of_day(
    day: Day, spans: Mapping[Kind, Sequence[Span]], zone: ZoneInfo, language: Language
) -> str:
    """Return what was done on a day: each measure with its times, "" where nothing was."""
    told = [
        _told(spoken(word, language), joined, zone, language)
        for kind, word in MEASURES.items()
        if (joined := list(_joined(within(spans.get(kind, ()), day.since, day.until))))
    ]
    return ("；" if language == "zh" else "; ").join(told)


def _joined(spans: Iterable[Span]) -> Iterator[_Stretch]:
    """Yield spans in order; short pauses do not part them, neither do two machines at once."""
    current: _Stretch | None = None
    for span in sorted(spans):
        if current is not None and span.since - current.until <= JOIN_S:
            ran_s = current.ran_s + max(0.0, span.until - max(span.since, current.until))
            current = _Stretch(current.since, max(current.until, span.until), ran_s)
        else:
            if current is not None:
                yield current
            current = _Stretch(span.since, span.until, span.until - span.since)
    if current is not None:
        yield current


def _told(measure: str, stretches: Sequence[_Stretch], zone: ZoneInfo, language: Language) -> str:
    ran_s = fsum(one.ran_s for one in stretches)
    if len(stretches) > MOST_SPANS:
        lasted = duration(ran_s, language).replace(" ", "")
        words = Sentence("{measure} {count} 次{lasted}", "{measure} {count} x, {lasted}")
        return spoken(words, language).format(measure=measure, count=len(stretches), lasted=lasted)
    comma = "、" if language == "zh" else ", "
    told = f"{measure} " + comma.join(_from_to(one, zone) for one in stretches)
    ran, lasted = (
        fixed(seconds / 3600) for seconds in (ran_s, fsum(s.until - s.since for s in stretches))
    )
    return told if ran == lasted else told + spoken(RAN, language).format(hours=ran)


def _from_to(span: _Stretch, zone: ZoneInfo) -> str:
    since = datetime.fromtimestamp(span.since, zone)
    until = datetime.fromtimestamp(span.until, zone)
    end = "24:00" if until.date() > since.date() else f"{until:%H:%M}"
    return f"{since:%H:%M}–{end}"
