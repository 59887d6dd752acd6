"""A trend in one language: the JSON that is drawn, and the words and rows beside it; pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import accumulate
from zoneinfo import ZoneInfo

from daemon.model import Sentence
from daemon.model.render import spoken
from daemon.ports import Bucket, Happening, HappeningKind
from panel.settings import Language
from panel.words import NO_VALUE, Translate, msgid, number_text

from .csv_text import Cell
from .joined import rows_imported
from .series import rows_of
from .spans import DAY_S
from .trend_facts import MOST_HAPPENINGS, NamedStrip, TrendFacts
from .trend_origin import origin, source_of, when
from .trend_shown import MarkView, RowView, StripView, TrendView

FINE_S = 120  # steps of at most this tell when a door was opened
MARK_WORDS: Mapping[HappeningKind, str] = {
    HappeningKind.ALARM: msgid("alarm"),
    HappeningKind.CYCLE: msgid("sterilisation"),
    HappeningKind.SETPOINT: msgid("setpoint"),
    HappeningKind.ACT: msgid("by a person"),
    HappeningKind.DOOR: msgid("door"),
}
DOOR_OPENED = Sentence("门打开", "door opened")


class TrendWords:
    """Trends in one language. `names` are those of outputs."""

    def __init__(
        self, language: Language, tr: Translate, zone: ZoneInfo, names: Mapping[str, str]
    ) -> None:
        self._language = language
        self._tr = tr
        self._zone = zone
        self._names = names

    def view(self, facts: TrendFacts, title: str) -> TrendView:
        """Return everything of one trend."""
        buckets = facts.steps.buckets
        quantity = facts.subject.quantity
        since = buckets[0].start.timestamp() if buckets else facts.at.timestamp()
        ends = [since + s for s in accumulate(facts.steps.lengths_s)]
        return TrendView(
            title=title,
            quantity=quantity,
            unit=facts.subject.unit,
            decimals=decimals_of(facts),
            span=facts.span.name,
            since=since,
            until=ends[-1] if ends else since,
            timezone=self._zone.key,
            refresh_s=facts.span.refresh_s,
            t=[(b.start.timestamp() + e) / 2 for b, e in zip(buckets, ends, strict=True)],
            mean=[_short(b.mean) for b in buckets],
            low=[_short(b.low) for b in buckets],
            high=[_short(b.high) for b in buckets],
            measured=[round(b.coverage, 2) for b in buckets],
            imported=[round(share, 2) for share in facts.imported],
            origin=origin(facts, self._tr, self._zone),
            when=self._when(facts),
            coverage=self._tr(msgid("{share} % measured")).format(
                share=share_text(facts.steps.coverage)
            ),
            band=None if facts.band is None else list(facts.band),
            setpoint=facts.setpoint,
            wanted=self._wanted(facts),
            summary=self._summary(facts),
            strips=[self._strip(each) for each in facts.strips],
            marks=self._marks(facts, ends),
            untold=self._untold(facts),
            rows=list(self._rows(facts)),
        )

    def csv(self, facts: TrendFacts, title: str) -> Iterator[Sequence[Cell]]:
        """Yield the rows of a file: the steps as they are, times with the site's offset."""
        tr, unit = self._tr, facts.subject.unit
        yield (
            tr(msgid("from")),
            tr(msgid("seconds")),
            f"{title} {tr(msgid('mean'))} ({unit})",
            f"{tr(msgid('lowest'))} ({unit})",
            f"{tr(msgid('highest'))} ({unit})",
            f"{tr(msgid('measured'))} (%)",
            tr(msgid("source")),
        )
        for bucket, length, share in zip(
            facts.steps.buckets, facts.steps.lengths_s, facts.imported, strict=True
        ):
            yield (
                bucket.start.astimezone(self._zone).isoformat(),
                length,
                _short(bucket.mean),
                _short(bucket.low),
                _short(bucket.high),
                round(100 * bucket.coverage, 1),
                self._source(share, bucket.mean),
            )

    def _when(self, facts: TrendFacts) -> str:
        if not facts.is_past:
            return ""
        since, until = when(facts, self._zone)
        return self._tr(msgid("{since} to {until}")).format(since=since, until=until)

    def _source(self, share: float, mean: float | None) -> str:
        word = source_of(share, mean)
        return self._tr(word) if word else ""

    def _summary(self, facts: TrendFacts) -> str:
        buckets = [b for b in facts.steps.buckets if b.low is not None and b.high is not None]
        if not buckets:
            return self._tr(msgid("Nothing was recorded in this time."))
        lows, highs = (
            [b.low for b in buckets if b.low is not None],
            [b.high for b in buckets if b.high is not None],
        )
        quantity, unit = facts.subject.quantity, facts.subject.unit
        return self._tr(msgid("from {low} to {high} {unit}")).format(
            low=number_text(min(lows), quantity),
            high=number_text(max(highs), quantity),
            unit=unit,
        )

    def _wanted(self, facts: TrendFacts) -> str:
        quantity, unit = facts.subject.quantity, facts.subject.unit
        parts = []
        if facts.band is not None:
            low, high = (number_text(value, quantity) for value in facts.band)
            words = self._tr(msgid("allowed {low} to {high} {unit}"))
            parts.append(words.format(low=low, high=high, unit=unit))
        if facts.setpoint is not None:
            words = self._tr(msgid("setpoint now {value} {unit}"))
            parts.append(words.format(value=number_text(facts.setpoint, quantity), unit=unit))
        return " · ".join(parts)

    def _strip(self, named: NamedStrip) -> StripView:
        share = named.drawn.share
        open_or_on = msgid("open {share} %") if named.is_door else msgid("on {share} %")
        return StripView(
            id=named.id,
            name=self._tr(msgid("door")) if named.is_door else self._names.get(named.id, named.id),
            kind="door" if named.is_door else "output",
            on=named.drawn.on,
            unknown=named.drawn.unknown,
            share=self._tr(msgid("not recorded"))
            if share is None
            else self._tr(open_or_on).format(share=share_text(share)),
        )

    def _marks(self, facts: TrendFacts, ends: Sequence[float]) -> list[MarkView]:
        doors = [
            Happening(
                at=facts.steps.buckets[number].start,
                kind=HappeningKind.DOOR,
                says=DOOR_OPENED,
            )
            for each in facts.strips
            if each.is_door and facts.span.step_s <= FINE_S
            for number in each.drawn.begins
        ]
        told = sorted((*(facts.happenings or ()), *doors), key=lambda each: each.at)
        return [self._mark(each, facts.span.length_s) for each in told if ends]

    def _untold(self, facts: TrendFacts) -> str:
        if facts.happenings is None:
            return self._tr(msgid("The ledger can't be read now: what happened is not known."))
        if not facts.cut:
            return ""
        kinds = [self._tr(word) for kind, word in MARK_WORDS.items() if kind in facts.cut]
        words = self._tr(msgid("Only the newest {most} are told of each: {kinds}."))
        return words.format(most=MOST_HAPPENINGS, kinds=" · ".join(kinds))

    def _mark(self, happening: Happening, length_s: int) -> MarkView:
        return MarkView(
            t=happening.at.timestamp(),
            kind=happening.kind.value,
            word=self._tr(MARK_WORDS[happening.kind]),
            at=time_text(happening.at.astimezone(self._zone), fine=length_s <= DAY_S),
            text=spoken(happening.says, self._language),
        )

    def _rows(self, facts: TrendFacts) -> Iterator[RowView]:
        rows = rows_of(facts.steps, facts.span.steps_a_row)
        shares = rows_imported(facts.joined, facts.span.steps_a_row)
        for row, share in zip(rows, shares, strict=True):
            yield self._row(row, share, facts)

    def _row(self, row: Bucket, share: float, facts: TrendFacts) -> RowView:
        def shown(value: float | None) -> str:
            return NO_VALUE if value is None else number_text(value, facts.subject.quantity)

        at = row.start.astimezone(self._zone)
        return RowView(
            at=f"{at:%Y-%m-%d}" if facts.span.step_s >= DAY_S else f"{at:%m-%d %H:%M}",
            mean=shown(row.mean),
            low=shown(row.low),
            high=shown(row.high),
            measured=f"{share_text(row.coverage)} %",
            source=self._source(share, row.mean),
        )


def decimals_of(facts: TrendFacts) -> int:
    """Return how many decimals people use for the value."""
    return len(number_text(0.0, facts.subject.quantity).partition(".")[2])


def share_text(share: float) -> str:
    """Return 0..1 in whole %; less than all is never 100, more than nothing never 0."""
    percent = round(100 * share, 6)  # 0.29 is 29 %, though its binary is a little less
    if 0 < percent < 1:
        return "<1"
    return f"{min(int(percent), 100)}"


def time_text(at: datetime, *, fine: bool) -> str:
    """Return a local time for a list; to the second where the chart is fine."""
    return f"{at:%m-%d %H:%M:%S}" if fine else f"{at:%Y-%m-%d %H:%M}"


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
