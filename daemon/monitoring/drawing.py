"""From a kind of alarm to its rule: name, severity, delays and words of the catalogue (pure).

What a person has set aside at the panel does not fire: a repair is silenced in one place. Where
the controller does not say so, nothing is set aside.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from daemon.control.settings import RoomSettings, Settings
from daemon.model import AlarmKind, Priority
from daemon.model.reasons import Sentence
from daemon.model.sentences.alarms import WORDS

from .alerts import SEVERITIES, Example, Rule, alert_name
from .promql import Values, renamed, series

RUNBOOKS = "alarm-catalogue.md"
SITE_WIDE = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What an alert is about: one thing that is known by name, or each value of a label.

    `who` begins its sentence. `id` is the subject of the panel's alarm where there is but one,
    else `label` carries it. `labels` and `words` go into the rule.
    """

    who: str
    id: str = SITE_WIDE
    label: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)


DEVICE = Subject(who="{device}", label="device")
OUTPUT = Subject(who="{name}", label="output")


def of_room(room: RoomSettings) -> Subject:
    """Return a room as a subject."""
    return Subject(
        who="{room_name}",
        id=room.id,
        labels={"room": room.id},
        words={"room_name": room.name},
    )


def of_site(settings: Settings) -> Subject:
    """Return the site as a subject."""
    return Subject(who="{site_name}", words={"site_name": settings.site.name})


def rule(
    settings: Settings,
    code: str,
    subject: Subject,
    expr: str,
    example: Example,
    *,
    unit: str = "",
    limit: str = "",
    priority: Priority | None = None,
    waited: bool = False,
    milder: Rule | None = None,
) -> Rule:
    """Return the rule of a kind of alarm.

    `unit` is that of the value that is told, `limit` what it is held against. `priority` differs
    for a graver form. `waited`: the panel's own delays are over already.
    """
    kind, words = settings.alarms.kinds[code], WORDS[code]
    return Rule(
        code=code,
        alert=alert_name(code),
        severity=SEVERITIES[kind.priority if priority is None else priority],
        expr=f"({expr})\n{_unless_aside(settings, code, subject)}",
        for_s=0.0 if waited else kind.on_delay_s,
        keep_s=0.0 if waited else kind.off_delay_s,
        labels=subject.labels,
        words={**subject.words, **({"limit": limit} if limit else {})},
        unit=unit or "count",
        summary=Sentence(f"{subject.who}：{words.title.zh}", f"{subject.who}: {words.title.en}"),
        description=_description(kind, told=bool(unit), limited=bool(limit)),
        page=f"{RUNBOOKS}#{code}",
        example=example,
        milder=milder,
    )


def standing(settings: Settings, code: str, /, **labels: Values) -> str:
    """Return the vector of an alert that fires.

    One that is pending remembers nothing, as at the panel: only what has lasted its delay is left
    at the deadband, else one sample beyond the limit would do.
    """
    told = {"alertname": alert_name(code), "alertstate": "firing", **labels}
    return series("ALERTS", settings.site.id, **told)


def _unless_aside(settings: Settings, code: str, subject: Subject) -> str:
    site = settings.site.id
    if subject.label:
        aside = series("roomd_alarm_set_aside", site, alarm=code)
        named = renamed(aside, subject.label, "subject")
        return f"unless on (site, {subject.label}) {named}"
    of = subject.id or site
    return f"unless on (site) {series('roomd_alarm_set_aside', site, alarm=code, subject=of)}"


def _description(kind: AlarmKind, *, told: bool, limited: bool) -> Sentence:
    words = WORDS[kind.code]
    now = Sentence("", "")
    if told and limited:
        now = Sentence("现在 {value}，限值 {limit}。", " It is {value} now, the limit is {limit}.")
    elif told:
        now = Sentence("现在 {value}。", " It is {value} now.")
    return Sentence(
        f"{words.means.zh}。{now.zh}现在怎么办：{words.action.zh}。常见原因：{words.cause.zh}。",
        f"{_capital(words.means.en)}.{now.en} What to do now: {words.action.en}."
        f" Usual causes: {words.cause.en}.",
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
