"""The alarm report: each alarm with who saw it and how long it stood, and how good the alarms were.

Pure. Of the ledger's rows alone. What counts as an alarm is what `daemon.control.alarms.quality`
counts, so the report and `roomd alarms quality` can't disagree.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from daemon.control.alarms.machine import Step
from daemon.control.alarms.quality import AlarmStep, quality, step_of
from daemon.model import AlarmState, Reason, Sentence
from daemon.model.alarm_quality import AlarmQuality, Offender
from daemon.model.document import Cell, Column, Document, Section, Table
from daemon.model.recorded import recorded_reason
from daemon.model.render import sentence
from daemon.model.told_quality import told_offender, told_offenders, told_quality
from daemon.model.who import said_who
from daemon.store.ledger_read import LedgerRow

from . import heading
from .asked import Asked
from .facts.site import Facts
from .words import Phrases, Speaker

WELL = frozenset({AlarmState.NORMAL, AlarmState.RETURNED, AlarmState.LATCHED})
ANEW = frozenset({Step.RAISE, Step.SUPPRESS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One alarm from its raise on; None for what has not come.

    `under` is the alarm that kept it from being shown.
    """

    key: str
    code: str
    about: str
    room: str
    priority: str
    reason: Reason
    raised: datetime
    acknowledged: datetime | None = None
    returned: datetime | None = None
    who: str = ""
    why: tuple[str, ...] = ()
    under: str = ""


def build(asked: Asked, facts: Facts) -> Document:
    """Return the alarms of the site; raises KeyError or ValueError for an unknown program's row."""
    say = Speaker(PHRASES, asked.language, facts.zone)
    since = asked.period.since_s(facts.zone)
    until = min(asked.period.until_s(facts.zone), facts.readings.until)
    found = [told for told in followed(facts.rows) if _is_within(told, since)]
    judged = quality((_step(row) for row in facts.rows), since, max(since + 1, until))
    notes = [sentence(told, asked.language) for told in told_quality(judged)]
    if hidden := sum(bool(told.under) for told in found):
        notes.append(say("suppressed", count=hidden))
    if before := sum(told.raised.timestamp() < since for told in found):
        notes.append(say("before", count=before))
    return Document(
        kind=asked.kind.value,
        subject=asked.subject,
        language=asked.language,
        title=say("title"),
        lines=heading.lines(asked, facts, say, None),
        sections=(
            Section(
                title=say("quality"),
                notes=tuple(notes),
            ),
            *_offenders(facts, say, judged),
            Section(
                title=say("all"),
                notes=() if found else (say("none"),),
                tables=(_all(facts, say, found),) if found else (),
            ),
        ),
        signatures=(say("recorder"), say("checker"), say("signed_on")),
        landscape=True,
    )


def followed(rows: Iterable[LedgerRow]) -> tuple[Told, ...]:
    """Return every alarm that people were told of, or that was suppressed, as it came.

    What a person does after its return counts, until it comes anew.
    """
    told: list[Told] = []
    open_at: dict[str, list[int]] = {}
    for row in rows:
        step = _step(row)
        if step.step in ANEW and step.before in WELL:
            open_at.pop(row.subject, None)
        is_told = quality((step,), step.at, step.at + 1).annunciated > 0
        is_hidden = step.before is AlarmState.NORMAL and step.after is AlarmState.SUPPRESSED
        if is_told or is_hidden:
            open_at.setdefault(row.subject, []).append(len(told))
            told.append(_raised(row, step))
            continue
        for number in open_at.get(row.subject, ()):
            told[number] = _stepped(told[number], step, row)
        if step.after is AlarmState.NORMAL:
            open_at.pop(row.subject, None)
    return tuple(told)


def _is_within(told: Told, since: int) -> bool:
    """Return whether an alarm came, or still stood, in the time."""
    stood = told.returned is None or told.returned.timestamp() >= since
    return told.raised.timestamp() >= since or (stood and not told.under)


def _step(row: LedgerRow) -> AlarmStep:
    return step_of(row.at.timestamp(), row.subject, row.body)


def _raised(row: LedgerRow, step: AlarmStep) -> Told:
    return Told(
        key=row.subject,
        code=step.alarm.code,
        about=step.alarm.subject,
        room=step.alarm.room,
        priority=step.priority.name.lower(),
        reason=recorded_reason(row.body["reason"]),
        raised=row.at,
        under=str(row.body["under"]),
    )


def _stepped(told: Told, step: AlarmStep, row: LedgerRow) -> Told:
    who, why = str(row.body["who"]), str(row.body["why"])
    if why:
        told = replace(told, why=(*told.why, why))
    if step.step is Step.ACKNOWLEDGE and told.acknowledged is None:
        told = replace(told, acknowledged=row.at, who=who)
    if step.after in WELL and told.returned is None:
        told = replace(told, returned=row.at)
    return told


def _all(facts: Facts, say: Speaker, found: Sequence[Told]) -> Table:
    rows = [
        (
            say.moment(told.raised.timestamp()),
            say(told.priority),
            _title(say, told.code),
            _name(facts, told.room),
            _name(facts, told.about),
            sentence(told.reason, say.language),
            _when(say, told.acknowledged, said_who(told.who, say.language)),
            _when(say, told.returned, ""),
            say.sentences([*told.why, *_under(facts, say, told)]),
        )
        for told in found
    ]
    titles = ("raised", "priority", "alarm", "room", "about", "told", "acknowledged", "returned")
    widths = (1.3, 0.5, 1.5, 1.0, 1.9, 3.2, 1.5, 1.1, 1.4)
    return Table(
        columns=tuple(
            Column(title=say(t), width=w) for t, w in zip((*titles, "why"), widths, strict=True)
        ),
        rows=tuple(rows),
    )


def _title(say: Speaker, code: str) -> str:
    return sentence(Reason(f"alarm_{code}_title"), say.language)


def _name(facts: Facts, subject: str) -> str:
    """Return what people call a room, an output or a programme; else its id, which they chose."""
    settings = facts.settings
    for known in (settings.rooms, settings.outputs, settings.programmes):
        if subject in known:
            return known[subject].name or subject
    return settings.site.name if subject == settings.site.id else subject


def _under(facts: Facts, say: Speaker, told: Told) -> Iterator[str]:
    if told.under:
        code, _, about = told.under.partition(":")
        yield say(
            "under", alarm=say("named_alarm", title=_title(say, code), about=_name(facts, about))
        )


def _when(say: Speaker, at: datetime | None, who: str) -> str:
    return say("nothing") if at is None else f"{say.brief(at.timestamp())} {who}".strip()


def _offenders(facts: Facts, say: Speaker, judged: AlarmQuality) -> Iterator[Section]:
    """Yield the worst, the chattering and the standing ones, as the command lists them."""
    for title, offenders in told_offenders(judged):
        yield Section(title=sentence(title, say.language), tables=(_listed(facts, say, offenders),))


def _listed(facts: Facts, say: Speaker, offenders: Sequence[Offender]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            _title(say, offender.code),
            _name(facts, offender.subject),
            sentence(told_offender(offender), say.language),
        )
        for offender in offenders
    ]
    return Table(
        columns=(
            Column(title=say("alarm"), width=2.0),
            Column(title=say("about"), width=2.0),
            Column(title=say("times")),
        ),
        rows=tuple(rows),
    )


PHRASES: Phrases = {
    "title": Sentence("报警报告", "Report on alarms"),
    "quality": Sentence("报警质量", "How good the alarms were"),
    "all": Sentence("全部报警", "All alarms"),
    "none": Sentence("本期没有报警。", "There was no alarm."),
    "under": Sentence("因 {alarm} 被抑制", "suppressed under {alarm}"),
    "suppressed": Sentence(
        "另有按设计抑制 {count} 次。", "{count} more were suppressed by design."
    ),
    "raised": Sentence("时间", "Raised"),
    "priority": Sentence("级别", "Priority"),
    "alarm": Sentence("报警", "Alarm"),
    "about": Sentence("对象", "About"),
    "told": Sentence("说明", "What"),
    "acknowledged": Sentence("确认", "Acknowledged"),
    "returned": Sentence("恢复", "Well again"),
    "why": Sentence("备注", "Why"),
    "times": Sentence("次数或时长", "How often or how long"),
    "before": Sentence(
        "其中 {count} 次在本期之前发生、到本期仍未恢复。",
        "{count} of the list came before this time and still stood in it.",
    ),
    "named_alarm": Sentence("{title}（{about}）", "{title} ({about})"),
    "high": Sentence("高", "high"),
    "medium": Sentence("中", "medium"),
    "low": Sentence("低", "low"),
}
