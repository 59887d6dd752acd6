"""The alarm report: each alarm with who saw it and how long it stood, and how good the alarms were.

Pure. Of the ledger's rows alone: what was raised before the time and still stood is not in it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from daemon.control.alarms.quality import CHATTER_RAISES, CHATTER_S, STANDING_S, WORST
from daemon.model import AlarmState, Priority, Reason, Sentence
from daemon.model.document import Cell, Column, Document, Section, Table
from daemon.model.recorded import recorded_reason
from daemon.model.render import sentence
from daemon.store.ledger_read import LedgerRow

from . import heading
from .asked import Asked
from .facts.site import Facts
from .words import Phrases, Speaker

DAY_S = 86_400


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
    """Return the alarms of the site; raises KeyError for a row of an unknown program."""
    say = Speaker(PHRASES, asked.language, facts.zone)
    found = followed(facts.rows)
    return Document(
        kind=asked.kind.value,
        subject=asked.subject,
        language=asked.language,
        title=say("title"),
        lines=heading.lines(asked, facts, say, None),
        sections=(
            Section(
                title=say("quality"),
                notes=tuple(_quality(asked, facts, say, found)),
                tables=(_worst(say, found),) if found else (),
            ),
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
    """Return every alarm that was raised, in the order of its raise."""
    told: list[Told] = []
    open_at: dict[str, int] = {}
    for row in rows:
        body = row.body
        step = str(body["step"])
        if step == "raise" or body["from"] == AlarmState.NORMAL:
            open_at[row.subject] = len(told)
            told.append(_raised(row))
            continue
        number = open_at.get(row.subject)
        if number is not None:
            told[number] = _stepped(told[number], step, row)
    return tuple(told)


def _raised(row: LedgerRow) -> Told:
    return Told(
        key=row.subject,
        code=str(row.body["code"]),
        about=str(row.body["about"]),
        room=str(row.body["room"]),
        priority=str(row.body["priority"]),
        reason=recorded_reason(row.body["reason"]),
        raised=row.at,
        under=str(row.body["under"]),
    )


def _stepped(told: Told, step: str, row: LedgerRow) -> Told:
    who, why = str(row.body["who"]), str(row.body["why"])
    if why:
        told = replace(told, why=(*told.why, why))
    if step == "acknowledge" and told.acknowledged is None:
        return replace(told, acknowledged=row.at, who=who)
    if step in ("return", "end") and told.returned is None:
        return replace(told, returned=row.at)
    return told


def _all(facts: Facts, say: Speaker, found: Sequence[Told]) -> Table:
    rows = [
        (
            say.brief(told.raised.timestamp()),
            say(told.priority),
            sentence(Reason(f"alarm_{told.code}_title"), say.language),
            _room(facts, told),
            told.about,
            sentence(told.reason, say.language),
            _when(say, told.acknowledged, told.who),
            _when(say, told.returned, ""),
            say.sentences([*told.why, *((say("under", alarm=told.under),) if told.under else ())]),
        )
        for told in found
    ]
    titles = ("raised", "priority", "alarm", "room", "about", "told", "acknowledged", "returned")
    widths = (1.1, 0.5, 1.5, 1.0, 2.1, 3.2, 1.5, 1.1, 1.4)
    return Table(
        columns=tuple(
            Column(title=say(t), width=w) for t, w in zip((*titles, "why"), widths, strict=True)
        ),
        rows=tuple(rows),
    )


def _room(facts: Facts, told: Told) -> str:
    room = facts.settings.rooms.get(told.room)
    return told.room if room is None else room.name


def _when(say: Speaker, at: datetime | None, who: str) -> str:
    return say("nothing") if at is None else f"{say.brief(at.timestamp())} {who}".strip()


def _quality(asked: Asked, facts: Facts, say: Speaker, found: Sequence[Told]) -> Iterator[str]:
    since = asked.period.since_s(facts.zone)
    days = (min(asked.period.until_s(facts.zone), facts.readings.until) - since) / DAY_S
    shown = [told for told in found if not told.under]
    by_priority = Counter(told.priority for told in shown)
    counted = [f"{say(p.name.lower())} {by_priority[p.name.lower()]}" for p in reversed(Priority)]
    yield say(
        "rate",
        count=len(shown),
        rate=len(shown) / days if days > 0 else 0.0,
        counted=say.listed(counted),
    )
    yield say("unseen", count=sum(told.acknowledged is None for told in shown))
    if len(found) > len(shown):
        yield say("suppressed", count=len(found) - len(shown))
    if chatters := sorted(_chattering(shown)):
        yield say("chattering", keys=say.listed(chatters))
    until = facts.readings.until
    if standing := sorted({told.key for told in shown if _stood_s(told, until) > STANDING_S}):
        yield say("standing", keys=say.listed(standing))


def _chattering(found: Iterable[Told]) -> set[str]:
    raises: dict[str, list[float]] = {}
    for told in found:
        raises.setdefault(told.key, []).append(told.raised.timestamp())
    return {
        key
        for key, times in raises.items()
        if any(
            third - first <= CHATTER_S
            for first, third in zip(times, times[CHATTER_RAISES - 1 :], strict=False)
        )
    }


def _stood_s(told: Told, until: int) -> float:
    end = until if told.returned is None else told.returned.timestamp()
    return end - told.raised.timestamp()


def _worst(say: Speaker, found: Sequence[Told]) -> Table:
    counted = Counter((told.code, told.about) for told in found)
    ranked = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:WORST]
    rows: list[tuple[Cell, ...]] = [
        (sentence(Reason(f"alarm_{code}_title"), say.language), about, count)
        for (code, about), count in ranked
    ]
    return Table(
        columns=(
            Column(title=say("alarm"), width=2.0),
            Column(title=say("about"), width=2.0),
            Column(title=say("times"), digits=0),
        ),
        rows=tuple(rows),
    )


PHRASES: Phrases = {
    "title": Sentence("报警报告", "Report on alarms"),
    "quality": Sentence("报警质量", "How good the alarms were"),
    "all": Sentence("全部报警", "All alarms"),
    "none": Sentence("本期没有报警。", "There was no alarm."),
    "rate": Sentence(
        "共 {count} 次，平均每天 {rate:.1f} 次（{counted}）。",
        "{count} alarms, {rate:.1f} a day ({counted}).",
    ),
    "under": Sentence("因 {alarm} 被抑制", "suppressed under {alarm}"),
    "suppressed": Sentence(
        "另有按设计抑制 {count} 次。", "{count} more were suppressed by design."
    ),
    "unseen": Sentence("未确认的 {count} 次。", "{count} were never acknowledged."),
    "chattering": Sentence("反复报警：{keys}。", "Chattering: {keys}."),
    "standing": Sentence("持续超过一天：{keys}。", "Standing for more than a day: {keys}."),
    "raised": Sentence("时间", "Raised"),
    "priority": Sentence("级别", "Priority"),
    "alarm": Sentence("报警", "Alarm"),
    "about": Sentence("对象", "About"),
    "told": Sentence("说明", "What"),
    "acknowledged": Sentence("确认", "Acknowledged"),
    "returned": Sentence("恢复", "Well again"),
    "why": Sentence("备注", "Why"),
    "times": Sentence("次数", "Times"),
    "high": Sentence("高", "high"),
    "medium": Sentence("中", "medium"),
    "low": Sentence("低", "low"),
}
