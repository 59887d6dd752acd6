"""The excursion report: each stay outside the band, what came before, what was noted (pure)."""

from collections.abc import Iterator, Sequence

from daemon.model import Sentence
from daemon.model.document import Cell, Column, Document, Section, Table
from daemon.model.render import sentence

from . import heading
from .asked import Asked
from .causes import Scene, traces
from .excursions import IN_PERCENT, Excursion, excursions
from .facts.site import Facts
from .notes import Note, about, noted
from .statistics import summary
from .words import Phrases, Speaker


def build(asked: Asked, facts: Facts) -> Document:
    """Return the excursions of one room."""
    say = Speaker(PHRASES, asked.language, facts.zone)
    room = facts.settings.rooms[asked.place]
    days = asked.period.days(facts.zone)
    readings = facts.readings.rooms[asked.place]
    found = excursions(readings.inside.within(days[0].since, days[-1].until), room.band)
    notes = noted(facts.notes, asked.place)
    coverage = summary(readings.inside, room.band, days).coverage
    rows = [
        (number, *_row(asked, facts, say, one, about(notes, one.since, one.until)))
        for number, one in enumerate(found, 1)
    ]
    titles = ("kind", "since", "ended", "hours", "worst", "dose", "before", "noted")
    widths = (1.0, 1.3, 1.3, 0.7, 0.8, 0.9, 4.0, 3.0)
    table = Table(
        columns=(
            Column(title=say("number"), digits=0, width=0.5),
            *(Column(title=say(t), width=w) for t, w in zip(titles, widths, strict=True)),
        ),
        rows=tuple(rows),
    )
    return Document(
        kind=asked.kind.value,
        subject=asked.subject,
        language=asked.language,
        title=say("title"),
        lines=heading.lines(asked, facts, say, coverage, room.band),
        sections=(
            Section(
                notes=() if found else (say("none"),),
                tables=(table,) if found else (),
            ),
            Section(title=say("explained"), notes=(say("method"),)),
        ),
        signatures=(say("recorder"), say("checker"), say("signed_on")),
        landscape=True,
    )


def _row(
    asked: Asked, facts: Facts, say: Speaker, one: Excursion, notes: Sequence[Note]
) -> Iterator[Cell]:
    unit = "%" if one.beyond in IN_PERCENT else "°C"
    yield say(one.beyond.value)
    yield say.brief(one.since)
    yield say.brief(one.until) if not one.cut else say("cut", at=say.brief(one.until))
    yield round(one.hours, 2)
    yield f"{one.worst:.1f} {unit}"
    yield f"{one.dose:.1f} {unit}·h"
    yield say.sentences(list(_before(asked, facts, say, one))) or say("unknown")
    yield say.sentences(
        [say("told", cause=n.cause, measure=n.measure, who=n.who, row=n.row) for n in notes]
    )


def _before(asked: Asked, facts: Facts, say: Speaker, one: Excursion) -> Iterator[str]:
    scene = Scene(
        excursion=one,
        readings=facts.readings.rooms[asked.place],
        outputs=tuple(o for o in facts.settings.site.outputs if o.room == asked.place),
        machines=facts.machines,
    )
    for trace in traces(scene):
        key = "fits" if trace.fits else "does_not_fit"
        yield say(key, at=say.brief(trace.at), told=sentence(trace.told, asked.language))


PHRASES: Phrases = {
    "title": Sentence("档案库房温湿度超标报告", "Report on excursions"),
    "number": Sentence("序号", "No."),
    "kind": Sentence("类别", "Kind"),
    "since": Sentence("开始", "From"),
    "ended": Sentence("结束", "To"),
    "hours": Sentence("小时", "Hours"),
    "worst": Sentence("最远值", "Worst"),
    "dose": Sentence("超标量", "Dose"),
    "before": Sentence("之前发生的事（可能原因在前）", "What came before (likeliest first)"),
    "noted": Sentence("人工记录：原因、措施、记录人", "Noted: cause, measure, who"),
    "cut": Sentence("{at}（数据中断）", "{at} (readings end)"),
    "unknown": Sentence(
        "之前两小时内未见门、设备或室外变化", "nothing was seen in the two hours before"
    ),
    "fits": Sentence("{at} {told}", "{at} {told}"),
    "does_not_fit": Sentence("{at} {told}（不像原因）", "{at} {told} (an unlikely cause)"),
    "told": Sentence(
        "{cause}；{measure}（{who}，台账第 {row} 行）",
        "{cause}; {measure} ({who}, ledger row {row})",
    ),
    "none": Sentence("本期没有超标。", "There was no excursion."),
    "explained": Sentence("说明", "How it was made"),
    "method": Sentence(
        "按每 15 分钟的值判断；回到范围内不超过半小时的算同一次。先发生的事不等于原因，请核实后用"
        " roomd report note 记录。",
        "Judged by the value of each quarter of an hour; back inside for half an hour or less does"
        " not end an excursion. What came before is not proved to be the cause: look into it, and"
        " write it down with roomd report note.",
    ),
}
