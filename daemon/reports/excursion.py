"""The excursion report: each stay outside the band, what came before, what was noted (pure)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from daemon.model import Sentence
from daemon.model.document import Cell, Column, Document, Section, Table
from daemon.model.render import sentence

from . import heading
from .asked import Asked
from .causes import Scene, traces
from .excursions import IN_PERCENT, Edge, Excursion, excursions
from .facts.site import Facts
from .notes import Note, about, noted
from .rounding import apart
from .statistics import summary
from .words import Phrases, Speaker

HOUR_DIGITS = 2  # an excursion lasts whole quarters


def build(asked: Asked, facts: Facts) -> Document:
    """Return the excursions of one room."""
    say = Speaker(PHRASES, asked.language, facts.zone)
    room = facts.settings.rooms[asked.place]
    days = asked.period.days(facts.zone)
    readings = facts.readings.rooms[asked.place]
    found = excursions(readings.inside, room.band, days[0].since, days[-1].until)
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
            *(
                Column(title=say(t), width=w, digits=HOUR_DIGITS)
                for t, w in zip(titles, widths, strict=True)
            ),
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
    yield say(f"begins_{one.beginning.value}", at=say.brief(one.since))
    ending = "goes_on_now" if one.ending is Edge.GOES_ON and not facts.is_over else one.ending.value
    yield say(f"ends_{ending}", at=say.brief(one.until))
    yield one.hours
    yield f"{apart(one.worst, one.limit)} {unit}"
    yield f"{apart(one.dose, 0.0)} {unit}·h"
    yield say.sentences(list(_before(asked, facts, say, one))) or say("unknown")
    yield say.sentences(
        [say("told", cause=n.cause, measure=n.measure, who=n.who, row=n.row) for n in notes]
    )


def _before(asked: Asked, facts: Facts, say: Speaker, one: Excursion) -> Iterator[str]:
    scene = Scene(
        excursion=replace(one, since=one.began),
        readings=facts.readings.rooms[asked.place],
        outputs=tuple(o for o in facts.settings.site.outputs if o.room == asked.place),
        machines=facts.machines,
    )
    for trace in traces(scene):
        told = sentence(trace.told, asked.language)
        if trace.why is not None:
            why = sentence(trace.why, asked.language)
            yield say("because", at=say.moment(trace.at), told=told, why=why)
            continue
        yield say("fits" if trace.fits else "does_not_fit", at=say.brief(trace.at), told=told)


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
    "begins_passed": Sentence("{at}", "{at}"),
    "begins_gap": Sentence("{at}（此前数据中断）", "{at} (no readings before)"),
    "begins_goes_on": Sentence("{at}（续上期）", "{at} (goes on from before)"),
    "ends_passed": Sentence("{at}", "{at}"),
    "ends_gap": Sentence("{at}（数据中断）", "{at} (readings end)"),
    "ends_goes_on": Sentence("{at}（仍在继续，续下期）", "{at} (goes on after it)"),
    "ends_goes_on_now": Sentence("{at}（仍在继续）", "{at} (still goes on)"),
    "unknown": Sentence(
        "之前两小时内未见门、设备或室外变化，相关设备也没有停着",
        "nothing was seen in the two hours before, and no machine that prevents it stood still",
    ),
    "fits": Sentence("{at} {told}", "{at} {told}"),
    "because": Sentence("自 {at} 起{told}：{why}", "since {at} {told}: {why}"),
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
