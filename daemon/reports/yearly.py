"""The yearly analysis: a row a month, and the year as one; numbers as in the registers (pure)."""

from collections.abc import Iterator, Mapping, Sequence

from daemon.control.preservation import twpi
from daemon.model import Kind, Sentence
from daemon.model.document import Cell, Column, Document, Figure, Section, Table
from daemon.model.render import spoken

from . import heading
from .analysis import paragraphs
from .asked import Asked, Day, Period, months
from .chart import DayRange, svg
from .excursions import Excursion, excursions
from .facts.site import Facts
from .measures import MEASURES, Span, hours, within
from .rounding import rounded
from .series import Climate, is_measured
from .statistics import Figures, Summary, summary
from .words import Phrases, Speaker, percent


def build(asked: Asked, facts: Facts) -> Document:
    """Return the analysis of one room and year."""
    say = Speaker(PHRASES, asked.language, facts.zone)
    room = facts.settings.rooms[asked.place]
    climate = facts.readings.rooms[asked.place].inside
    days = asked.period.days(facts.zone)
    whole = summary(climate, room.band, days)
    out = excursions(climate, room.band, days[0].since, days[-1].until)
    parts = [
        (month, summary(climate, room.band, month.days(facts.zone)))
        for month in months(asked.period)
    ]
    return Document(
        kind=asked.kind.value,
        subject=asked.subject,
        language=asked.language,
        title=say("title"),
        lines=heading.lines(asked, facts, say, whole.coverage, room.band),
        sections=(
            Section(title=say("by_month"), tables=(_climate(say, facts, parts, whole, out),)),
            Section(title=say("machines"), tables=(_machines(asked, facts, say),)),
            Section(title=say("course"), figures=tuple(_figures(asked, facts, say, days, climate))),
            Section(
                title=say("analysis"),
                notes=(*_analysis(say, parts), *paragraphs(say, whole, out)),
            ),
            Section(title=say("explained"), notes=(say("method"),)),
        ),
        signatures=(say("recorder"), say("checker"), say("signed_on")),
        landscape=True,
    )


def _climate(
    say: Speaker,
    facts: Facts,
    parts: Sequence[tuple[Period, Summary]],
    whole: Summary,
    out: Sequence[Excursion],
) -> Table:
    columns = [
        Column(title=say(key), group=say(quantity), width=0.9)
        for quantity in ("temperature", "humidity")
        for key in ("mean", "highest", "lowest", "swing", "days_out")
    ]
    rows = [
        (
            month.first.month,
            *_row(
                say,
                found,
                _since_within(out, month.since_s(facts.zone), month.until_s(facts.zone)),
            ),
        )
        for month, found in parts
    ]
    return Table(
        columns=(
            Column(title=say("month_of"), digits=0, width=0.6),
            *columns,
            Column(title=say("within_pct")),
            Column(title=say("count"), digits=0),
            Column(title=say("out_h")),
            Column(title=say("twpi_y"), digits=0),
            Column(title=say("coverage_pct")),
        ),
        rows=tuple(rows),
        footer=((say("whole_year"), *_row(say, whole, out)),),
    )


def _row(say: Speaker, of: Summary, out: Sequence[Excursion]) -> Iterator[Cell]:
    for figures in (of.temperature, of.humidity):
        yield from _quantity(say, figures)
    yield _cell(say, percent(of.within))
    measured = of.within is not None
    yield len(out) if measured else say("nothing")
    yield rounded(sum(one.hours for one in out)) if measured else say("nothing")
    years = of.ageing.twpi_y
    yield say("nothing") if years is None else int(rounded(years, 0))
    yield _cell(say, percent(of.coverage))


def _quantity(say: Speaker, figures: Figures) -> Iterator[Cell]:
    swing = figures.greatest_swing
    yield _cell(say, figures.mean)
    yield _cell(say, figures.high and figures.high.value)
    yield _cell(say, figures.low and figures.low.value)
    yield _cell(say, swing and swing.value)
    yield len(figures.days_out) if figures.mean is not None else say("nothing")


def _since_within(out: Sequence[Excursion], since: int, until: int) -> list[Excursion]:
    return [one for one in out if since <= one.since < until]


def _machines(asked: Asked, facts: Facts, say: Speaker) -> Table:
    spans = _by_measure(asked.place, facts)
    rows = []
    for month in months(asked.period):
        since, until = month.since_s(facts.zone), month.until_s(facts.zone)
        known = facts.readings.is_alive(since, until)
        ran = (rounded(hours(within(spans[kind], since, until))) for kind in spans)
        rows.append((month.first.month, *(h if known else say("nothing") for h in ran)))
    since, until = (asked.period.since_s(facts.zone), asked.period.until_s(facts.zone))
    whole = (rounded(hours(within(spans[kind], since, until))) for kind in spans)
    return Table(
        columns=(
            Column(title=say("month_of"), digits=0, width=0.6),
            *(
                Column(title=say("hours_of", what=spoken(MEASURES[kind], asked.language)))
                for kind in spans
            ),
        ),
        rows=tuple(rows),
        footer=((say("whole_year"), *whole),),
    )


def _by_measure(room: str, facts: Facts) -> Mapping[Kind, list[Span]]:
    found: dict[Kind, list[Span]] = {}
    for output in facts.settings.site.outputs:
        if output.room == room and output.kind in MEASURES:
            found.setdefault(output.kind, []).extend(facts.machines.spans.get(output.id, ()))
    return found


def _figures(
    asked: Asked, facts: Facts, say: Speaker, days: Sequence[Day], climate: Climate
) -> Iterator[Figure]:
    band = facts.settings.rooms[asked.place].band
    first, last = asked.period.first, asked.period.last
    temperatures, humidities = list[DayRange](), list[DayRange]()
    for day in days:
        part = climate.within(day.since, day.until)
        for found, values in (
            (temperatures, part.temperature_c),
            (humidities, part.humidity_pct),
        ):
            known = [value for value in values if is_measured(value)]
            if known:
                found.append(DayRange(day.day, min(known), max(known)))
    yield Figure(
        svg=svg(temperatures, first, last, (band.low_c, band.high_c)), caption=say("figure_c")
    )
    yield Figure(
        svg=svg(humidities, first, last, (band.low_pct, band.high_pct)), caption=say("figure_pct")
    )


def _analysis(say: Speaker, parts: Sequence[tuple[Period, Summary]]) -> Iterator[str]:
    known = [(found.within, month) for month, found in parts if found.within is not None]
    if len(known) > 1:
        worst = min(known, key=lambda pair: pair[0])
        best = max(known, key=lambda pair: pair[0])
        yield say(
            "best_and_worst",
            best=best[1].first.month,
            best_share=say.share(best[0]),
            worst=worst[1].first.month,
            worst_share=say.share(worst[0]),
        )
    total = twpi.joined([found.ageing for _, found in parts]).twpi_y
    fastest = min(
        (pair for pair in parts if pair[1].ageing.twpi_y is not None),
        key=lambda pair: pair[1].ageing.twpi_y or 0.0,
        default=None,
    )
    if total is not None and fastest is not None:
        month, found = fastest
        lost = found.ageing.decay_s / sum(part.ageing.decay_s for _, part in parts)
        yield say("fastest", month=month.first.month, share=say.share(lost))


def _cell(say: Speaker, value: float | None) -> Cell:
    return say("nothing") if value is None else rounded(value)


PHRASES: Phrases = {
    "title": Sentence("档案库房温湿度年度分析", "Climate of the year"),
    "by_month": Sentence("各月温湿度", "Climate by month"),
    "machines": Sentence("设备运行小时", "Hours of the machines"),
    "course": Sentence("全年变化", "The course of the year"),
    "analysis": Sentence("分析", "Analysis"),
    "explained": Sentence("说明", "How it was made"),
    "month_of": Sentence("月", "Month"),
    "whole_year": Sentence("全年", "Year"),
    "swing": Sentence("最大日较差", "Swing"),
    "days_out": Sentence("超标天数", "Days out"),
    "within_pct": Sentence("合格率 %", "Within %"),
    "count": Sentence("超标次数", "Excursions"),
    "out_h": Sentence("超标小时", "Hours out"),
    "twpi_y": Sentence("TWPI 年", "TWPI years"),
    "coverage_pct": Sentence("覆盖率 %", "Measured %"),
    "hours_of": Sentence("{what} h", "{what} h"),
    "figure_c": Sentence(
        "每日最低至最高温度（°C），绿色为允许范围",
        "Temperature of each day, lowest to highest (°C); the allowed band in green",
    ),
    "figure_pct": Sentence(
        "每日最低至最高相对湿度（%），绿色为允许范围",
        "Humidity of each day, lowest to highest (%RH); the allowed band in green",
    ),
    "best_and_worst": Sentence(
        "合格率最高的是 {best} 月（{best_share}），最低的是 {worst} 月（{worst_share}）。",
        "Month {best} was best ({best_share} within limits), month {worst} worst ({worst_share}).",
    ),
    "fastest": Sentence(
        "{month} 月老化最快，占全年老化的 {share}。",
        "Records aged fastest in month {month}: {share} of the year's ageing.",
    ),
    "method": Sentence(
        "全部按每 15 分钟的值计算，与各月登记表同一来源；一次超标计入其开始的月份，"
        "跨月的超标在登记表中分别计入。停机期间设备运行不计。",
        "All is of the values of each quarter of an hour, as in the monthly registers. An"
        " excursion counts in the month in which it began; the registers part one that crosses"
        " months. Machines do not count while the program was away.",
    ),
}
