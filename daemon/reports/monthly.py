"""The monthly register of temperature and humidity, 温湿度登记表: two readings a day (pure).

A reading is the value of the quarter of an hour that begins at its time. What was not measured is
缺测, what has not come yet is blank; nothing is interpolated.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, time
from math import fsum
from typing import NamedTuple

from daemon.model import Kind, Sentence
from daemon.model.document import Cell, Column, Document, Section, Table

from . import heading
from .analysis import paragraphs
from .asked import QUARTER_S, Asked, Day
from .excursions import Excursion, excursions
from .facts.site import Facts
from .measures import Span, measures_of_day
from .notes import Note, noted
from .rounding import rounded
from .series import Quarter, RoomReadings, is_measured
from .statistics import Summary, summary
from .words import Phrases, Speaker, percent

WIDTHS = {"item": 1.5, "when": 1.4, "day_of": 0.8}  # of the month's own table
REMARKS = 2  # excursions told by name in one day's remark, the longest; more are counted


class _Reading(NamedTuple):
    """One look at inside and outside; None where the time has not come yet."""

    inside: Quarter | None
    outside: Quarter | None


def build(asked: Asked, facts: Facts) -> Document:
    """Return the register of one room and month."""
    say = Speaker(PHRASES, asked.language, facts.zone)
    room = facts.settings.rooms[asked.place]
    days = asked.period.days(facts.zone)
    readings = facts.readings.rooms[asked.place]
    since, until = days[0].since, days[-1].until
    inside = summary(readings.inside, room.band, days)
    outside = summary(readings.outside, None, days)
    out = excursions(readings.inside, room.band, since, until)
    looks = [_looks(day, facts, readings) for day in days]
    return Document(
        kind=asked.kind.value,
        subject=asked.subject,
        language=asked.language,
        title=say("title"),
        lines=heading.lines(asked, facts, say, inside.coverage, room.band),
        sections=(
            Section(tables=(_register(asked, facts, say, days, looks, out),)),
            Section(title=say("whole_month"), tables=(_whole(say, inside, outside),)),
            Section(
                title=say("analysis"), notes=(say.together(_analysis(say, looks, inside, out)),)
            ),
            Section(
                title=say("explained"),
                notes=(say("method"), *heading.overdue(asked, facts, say)),
            ),
        ),
        signatures=(say("recorder"), say("checker"), say("signed_on")),
    )


def _looks(day: Day, facts: Facts, readings: RoomReadings) -> tuple[_Reading, ...]:
    found = []
    for at in facts.ways.readings_at:
        moment = round(datetime.combine(day.day, time.fromisoformat(at), facts.zone).timestamp())
        found.append(_Reading(readings.inside.at(moment), readings.outside.at(moment)))
    return tuple(found)


def _register(
    asked: Asked,
    facts: Facts,
    say: Speaker,
    days: Sequence[Day],
    looks: Sequence[tuple[_Reading, ...]],
    out: Sequence[Excursion],
) -> Table:
    groups = [
        say("group", half=say(half), at=at, where=say(where))
        for half, at in zip(("morning", "afternoon"), facts.ways.readings_at, strict=True)
        for where in ("inside", "outside")
    ]
    numbers = [
        Column(title=say(quantity), group=group, width=0.85)
        for group in groups
        for quantity in ("temperature_c", "humidity_pct")
    ]
    spans = _spans_by_kind(asked.place, facts)
    remarks = noted(facts.notes, asked.place)
    rows = []
    for day, look in zip(days, looks, strict=True):
        over = day.until <= facts.readings.until
        rows.append(
            (
                day.day.day,
                *_numbers(say, look),
                "",
                measures_of_day(day, spans, facts.zone, asked.language),
                _recorder(facts, say, asked.place, look) if over else "",
                _remark(say, day, out, remarks),
            )
        )
    return Table(
        columns=(
            Column(title=say("day"), digits=0, width=0.65),
            *numbers,
            Column(title=say("weather"), width=0.85),
            Column(title=say("measures"), width=3.9),
            Column(title=say("recorded_by"), width=0.7),
            Column(title=say("remarks"), width=2.0),
        ),
        rows=tuple(rows),
        footer=tuple(_footer(say, rows, len(numbers))),
    )


def _recorder(facts: Facts, say: Speaker, room: str, look: Sequence[_Reading]) -> str:
    """Return who read: we, or a logger whose file was imported; blank where nobody did."""
    readings = facts.readings
    seen = [q for q, _ in look if q is not None and is_measured(q.temperature_c)]
    marks = readings.rooms[room].imported
    if any(marks[(q.start - readings.since) // QUARTER_S] for q in seen):
        return say("by_import")
    return say("automatic") if seen else ""


def _spans_by_kind(room: str, facts: Facts) -> dict[Kind, list[Span]]:
    found: dict[Kind, list[Span]] = {}
    for output in facts.settings.site.outputs:
        if output.room == room:
            found.setdefault(output.kind, []).extend(facts.machines.spans.get(output.id, ()))
    return found


def _numbers(say: Speaker, look: Sequence[_Reading]) -> Iterator[Cell]:
    for reading in look:
        for quarter in reading:
            if quarter is None:
                yield from ("", "")
                continue
            for value in (quarter.temperature_c, quarter.humidity_pct):
                yield rounded(value) if is_measured(value) else say("missing")


def _footer(
    say: Speaker, rows: Sequence[tuple[Cell, ...]], count: int
) -> Iterator[tuple[Cell, ...]]:
    """Yield mean, highest and lowest of the readings above, column by column."""
    columns = [[r[n] for r in rows if isinstance(r[n], float)] for n in range(1, count + 1)]
    numbers = [[float(cell) for cell in column if isinstance(cell, float)] for column in columns]
    for key, of in (("mean", _mean), ("high", max), ("low", min)):
        yield (
            say(key),
            *(rounded(of(column)) if column else say("nothing") for column in numbers),
            *("", "", "", ""),
        )


def _mean(numbers: Sequence[float]) -> float:
    return fsum(numbers) / len(numbers)


def _remark(say: Speaker, day: Day, out: Sequence[Excursion], notes: Sequence[Note]) -> str:
    lasted = [
        (hours, one)
        for one in out
        if (hours := (min(one.until, day.until) - max(one.since, day.since)) / 3600) > 0
    ]
    of_day = sorted(lasted, key=lambda pair: -pair[0])
    told = [
        say("beyond", what=say(one.beyond.value), hours=hours) for hours, one in of_day[:REMARKS]
    ]
    if len(of_day) > REMARKS:
        told.append(say("more", count=len(of_day) - REMARKS))
    told += [note.cause for note in notes if day.since <= note.at < day.until]
    return say.sentences(told)


def _whole(say: Speaker, inside: Summary, outside: Summary) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for where, of in (("inside", inside), ("outside", outside)):
        for quantity, figures in (("temperature_c", of.temperature), ("humidity_pct", of.humidity)):
            swing = figures.greatest_swing
            is_inside = where == "inside"
            rows.append(
                (
                    f"{say(where)} {say(quantity)}",
                    _cell(say, figures.mean),
                    _cell(say, figures.high and figures.high.value),
                    say.brief(figures.high.at) if figures.high else say("nothing"),
                    _cell(say, figures.low and figures.low.value),
                    say.brief(figures.low.at) if figures.low else say("nothing"),
                    _cell(say, swing and swing.value),
                    f"{swing.day:%m-%d}" if swing else say("nothing"),
                    len(figures.days_out) if is_inside else "",
                    _cell(say, percent(figures.within)) if is_inside else "",
                    _cell(say, percent(figures.coverage)),
                )
            )
    titles = ("item", "mean", "high", "when", "low", "when", "swing", "day_of", "days_out")
    return Table(
        columns=(
            *(Column(title=say(t), width=WIDTHS.get(t, 0.9)) for t in titles),
            Column(title=say("within_pct")),
            Column(title=say("coverage_pct")),
        ),
        rows=tuple(rows),
    )


def _cell(say: Speaker, value: float | None) -> Cell:
    return say("nothing") if value is None else rounded(value)


def _analysis(
    say: Speaker,
    looks: Sequence[tuple[_Reading, ...]],
    inside: Summary,
    out: Sequence[Excursion],
) -> Iterator[str]:
    due = [q for look in looks for q, _ in look if q is not None]
    done = sum(is_measured(q.temperature_c) and is_measured(q.humidity_pct) for q in due)
    yield say("readings", due=len(due), done=done, missing=len(due) - done)
    yield from paragraphs(say, inside, out)


PHRASES: Phrases = {
    "title": Sentence("档案库房温湿度登记表", "Register of temperature and humidity"),
    "group": Sentence("{half}{at} {where}", "{half}{at} {where}"),
    "morning": Sentence("上午 ", ""),
    "afternoon": Sentence("下午 ", ""),
    "inside": Sentence("库内", "inside"),
    "outside": Sentence("库外", "outside"),
    "day": Sentence("日", "Day"),
    "weather": Sentence("天气", "Weather"),
    "measures": Sentence("采取措施（起止）", "Measures (from–to)"),
    "remarks": Sentence("备注", "Remarks"),
    "recorded_by": Sentence("记录人", "By"),
    "automatic": Sentence("自动", "auto"),
    "by_import": Sentence("导入", "import"),
    "high": Sentence("最高", "High"),
    "low": Sentence("最低", "Low"),
    "beyond": Sentence("{what} {hours:g} 小时", "{what} {hours:g} h"),
    "whole_month": Sentence("全月统计", "The whole month"),
    "analysis": Sentence("分析", "Analysis"),
    "explained": Sentence("说明", "How it was made"),
    "method": Sentence(
        "登记数为该时刻起 15 分钟内可信读数的平均，各测点取中位数；不足 5 分钟的为缺测，不作插补。"
        "证书过期的测点照常计入（控制只用证书有效的测点），其名称列在表头“校准过期”和本说明末尾。"
        "统计、超标、日较差按全月每 15 分钟的值计算，日较差按半小时均值。"
        "措施中停机不超过 15 分钟的连作一段，“实开”为实际运行时间。"
        "数值按 GB/T 8170 一次修约（四舍六入五成双）。天气由人填写。",
        "A reading is the median of the sensors' mean good values in the 15 minutes from its time"
        " on; with less than 5 minutes of them it is missing, never interpolated. Sensors with an"
        " overdue certificate count (for control they do not) and are named above and below."
        " Figures and excursions are of all quarters of an hour, swings of half-hour means."
        " Measures: pauses of up to 15 minutes are joined, 'ran' is the time without them. Numbers"
        " are rounded once, half to even (GB/T 8170). The weather is written by hand.",
    ),
    "item": Sentence("项目", "Item"),
    "when": Sentence("时间", "When"),
    "swing": Sentence("最大日较差", "Max. swing"),
    "day_of": Sentence("日期", "Day"),
    "days_out": Sentence("超标天数", "Days out"),
    "within_pct": Sentence("合格率 %", "Within %"),
    "coverage_pct": Sentence("覆盖率 %", "Measured %"),
    "readings": Sentence(
        "应登记 {due} 次，实测 {done} 次，缺测 {missing} 次。",
        "{done} of {due} readings were measured, {missing} are missing.",
    ),
}
