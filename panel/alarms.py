"""Alarms as people see them: what, since when, what to do, what was set aside and why; pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from daemon.model import SHOWN, Alarm, AlarmState, Priority, Reason, SiteInfo, Verb
from daemon.model.render import duration
from daemon.model.sentences.kinds import ALARM_STATE_WORDS, PRIORITY_WORDS
from daemon.model.who import said_who

from .cycles import yes_or_no
from .moment import Moment
from .reader import Reader
from .shown import AlarmsHead, AlarmView, WordView
from .words import STATE_WORDS, State, msgid

MOST_LIVE = 40  # in each event of a page
MOST = 1000
RUNBOOK = "/alarms/kinds/"
LEADS: Mapping[str, str] = {  # where the matter itself is seen and dealt with
    "record_missing": "/records/missing",
    "record_overdue": "/records/missing?reason=overdue",
    "sync_stale": "/records/sync",
    "mass_delete_held": "/records/sync",
}
FOR_LONG = "alarm_shelve_long"  # an offer of the page: a shelf of more than half an hour
OFFERED: Mapping[str, frozenset[AlarmState]] = {
    Verb.ALARM_ACKNOWLEDGE.value: frozenset({AlarmState.UNACKNOWLEDGED, AlarmState.RETURNED}),
    Verb.ALARM_RESET.value: frozenset({AlarmState.LATCHED}),
    Verb.ALARM_SHELVE.value: SHOWN,
    FOR_LONG: SHOWN,
    Verb.ALARM_OUT_OF_SERVICE.value: SHOWN,
    Verb.ALARM_UNSHELVE.value: frozenset({AlarmState.SHELVED}),
    Verb.ALARM_IN_SERVICE.value: frozenset({AlarmState.OUT_OF_SERVICE}),
}
NOT_BRIEFLY = frozenset({FOR_LONG, Verb.ALARM_OUT_OF_SERVICE.value})
NO_WORD = WordView(state="", text="")
BLANK = AlarmView(  # what the page's template for a new card is filled with
    key="",
    group="",
    priority=NO_WORD,
    state=NO_WORD,
    title="",
    about="",
    sentence="",
    doubt="",
    since="",
    first_out="",
    chattering="",
    cause="",
    action="",
    aside="",
    runbook="",
    leads="",
    offers=dict.fromkeys(OFFERED, "no"),
    code="",
    subject="",
    room="",
    active=False,
    known=True,
    since_s=0.0,
    left_s=None,
    raises=0,
    number=0,
)


class AlarmWords:
    """Says the alarms of one site in one language.

    `brief` are the kinds that can be set aside for half an hour only.
    """

    def __init__(self, site: SiteInfo, reader: Reader, brief: frozenset[str]) -> None:
        self._site = site
        self._reader = reader
        self._brief = brief
        self._timezone = ZoneInfo(site.timezone)
        self._rooms = {room.id: room.name for room in site.rooms}
        self._names = _names(site, reader)

    def head(self, now: Moment) -> AlarmsHead:
        """Return how many alarms are shown, and the gravest."""
        shown = [alarm for alarm in now.alarms if alarm.state in SHOWN]
        tr = self._reader.tr
        if now.stale_s or not shown:
            state = "none" if self._unknown(now) is None else "unknown"
            word = WordView(state=state, text=self._counted(now, 0))
            return _head(shown, word, "")
        gravest = shown[0]
        word = WordView(state=gravest.priority.name.lower(), text=self._counted(now, len(shown)))
        told = tr(msgid("{priority}: {place}, {title}: {sentence}")).format(
            priority=self._reader.word(PRIORITY_WORDS[gravest.priority]),
            place=self._rooms.get(gravest.room, self._site.name),
            title=self._reader.say(gravest.title),
            sentence=self._reader.say(gravest.reason),
        )
        return _head(shown, word, told)

    def entry(self, alarm: Alarm) -> str:
        """Return an alarm in a few words: what, and about what where that is not its room."""
        title = self._reader.say(alarm.title)
        if alarm.subject in (alarm.room, self._site.id):
            return title
        return self._reader.tr(msgid("{what}: {matter}")).format(
            what=self._names.get(alarm.subject, alarm.subject), matter=title
        )

    def place(self, subject: str, room: str) -> str:
        """Return what an alarm is about, with its room."""
        name = self._rooms.get(room, "")
        if subject in (room, self._site.id):
            return name or self._site.name
        return f"{name} {self._names.get(subject, subject)}".strip()

    def views(self, now: Moment, most: int) -> list[AlarmView]:
        """Return at most so many alarms, the shown ones first."""
        ordered = sorted(now.alarms, key=lambda alarm: alarm.state not in SHOWN)
        titles = {alarm.key: self.entry(alarm) for alarm in now.alarms}
        return [self._view(alarm, now, titles) for alarm in ordered[:most]]

    def titles(self, now: Moment) -> tuple[str, str]:
        """Return the headings above what is shown and what was set aside."""
        tr = self._reader.tr
        shown = sum(alarm.state in SHOWN for alarm in now.alarms)
        aside = len(now.alarms) - shown
        return (
            self._counted(now, shown),
            tr(msgid("Set aside: {n}")).format(n=aside) if aside else "",
        )

    def _unknown(self, now: Moment) -> State | None:
        """Return the state in which nothing can be said of alarms, None where something can."""
        if now.snapshot is None:
            return State.WAITING
        return State.LOST if now.stale_s else None

    def _counted(self, now: Moment, shown: int) -> str:
        tr = self._reader.tr
        if (unknown := self._unknown(now)) is not None:
            return tr(STATE_WORDS[unknown])
        return tr(msgid("Alarms {n}")).format(n=shown) if shown else tr(msgid("No alarms"))

    def rest(self, now: Moment, most: int) -> str:
        """Return how many more there are than `most`, "" where there are none."""
        more = len(now.alarms) - most
        if more <= 0:
            return ""
        return self._reader.tr(msgid("{n} more: see all of them")).format(n=more)

    def _view(self, alarm: Alarm, now: Moment, titles: Mapping[str, str]) -> AlarmView:
        say, tr = self._reader.say, self._reader.tr
        is_shown = alarm.state in SHOWN
        return AlarmView(
            key=alarm.key,
            group="shown" if is_shown else "aside",
            priority=WordView(
                state=alarm.priority.name.lower(),
                text=self._reader.word(PRIORITY_WORDS[alarm.priority]),
            ),
            state=WordView(
                state=alarm.state.value, text=self._reader.word(ALARM_STATE_WORDS[alarm.state])
            ),
            title=say(alarm.title),
            about=self.place(alarm.subject, alarm.room),
            sentence=say(alarm.reason),
            doubt="" if alarm.known else tr(msgid("this can't be told now: it stays as it was")),
            since=self._since(alarm, now),
            first_out=tr(msgid("came first")) if alarm.first_out and is_shown else "",
            chattering=tr(msgid("comes and goes")) if alarm.chattering else "",
            cause=say(alarm.cause) if is_shown else "",
            action=say(alarm.action) if is_shown else "",
            aside="" if is_shown else " · ".join(self._aside(alarm, now, titles)),
            runbook=f"{RUNBOOK}{alarm.code}",
            leads=LEADS.get(alarm.code, ""),
            offers={
                what: yes_or_no(
                    alarm.state in states
                    and not (what in NOT_BRIEFLY and alarm.code in self._brief)
                )
                for what, states in OFFERED.items()
            },
            code=alarm.code,
            subject=alarm.subject,
            room=alarm.room,
            active=alarm.active,
            known=alarm.known,
            since_s=round(max(0.0, now.t - alarm.since), 1),
            left_s=None if alarm.until is None else round(max(0.0, alarm.until - now.t), 1),
            raises=alarm.raises,
            number=alarm.number,
        )

    def _since(self, alarm: Alarm, now: Moment) -> str:
        words = self._reader.tr(msgid("since {at}, {duration}"))
        lasts = duration(max(0.0, now.t - alarm.since), self._reader.language)
        return words.format(at=self._clock(alarm.since, now), duration=lasts)

    def _aside(self, alarm: Alarm, now: Moment, titles: Mapping[str, str]) -> Iterable[str]:
        tr = self._reader.tr
        if alarm.state is AlarmState.SHELVED and alarm.until is not None:
            left = duration(max(0.0, alarm.until - now.t), self._reader.language)
            until = self._clock(alarm.until, now)
            yield tr(msgid("until {at}, {duration} left")).format(at=until, duration=left)
        if alarm.under:
            above = titles.get(alarm.under) or self._named(alarm.under)
            yield tr(msgid("under: {alarm}")).format(alarm=above)
        if alarm.state is not AlarmState.SUPPRESSED:
            who = said_who(alarm.who, self._reader.language)
            yield from (part for part in (who, alarm.why) if part)
        if not alarm.active:
            yield tr(msgid("it does not hold now"))

    def _named(self, key: str) -> str:
        """Return an alarm that is no longer there in a few words."""
        code, _, subject = key.partition(":")
        return self._reader.tr(msgid("{what}: {matter}")).format(
            what=self._names.get(subject, subject),
            matter=self._reader.say(Reason(f"alarm_{code}_title")),
        )

    def _clock(self, t: float, now: Moment) -> str:
        """Return a monotonic time as the site's clock shows it; with its day where not today."""
        if now.snapshot is None:
            return ""
        image = now.snapshot.result.image
        at, today = (self._local(image.at, when - image.t) for when in (t, now.t))
        return f"{at:%H:%M}" if at.date() == today.date() else f"{at:%m-%d %H:%M}"

    def _local(self, at: datetime, after_s: float) -> datetime:
        return (at + timedelta(seconds=after_s)).astimezone(self._timezone)


def _head(shown: Sequence[Alarm], word: WordView, gravest: str) -> AlarmsHead:
    waits = OFFERED[Verb.ALARM_ACKNOWLEDGE.value]
    return AlarmsHead(
        word=word,
        shown=len(shown),
        call=max((alarm.call.number for alarm in shown), default=0),
        unseen=yes_or_no(any(a.state in waits and a.priority is not Priority.LOW for a in shown)),
        gravest=gravest,
    )


def _names(site: SiteInfo, reader: Reader) -> Mapping[str, str]:
    """Return what people call the things that alarms are about, by id or tag."""

    def title(zh: str, en: str) -> str:
        return zh if reader.language == "zh" else en

    devices = {d.id: f"{title(d.title_zh, d.title_en)} {d.id}" for d in site.devices}
    points = {p.tag: f"{devices[p.device]} {title(p.title_zh, p.title_en)}" for p in site.points}
    outputs = {output.id: output.name for output in site.outputs}
    programmes = {programme.id: programme.name for programme in site.programmes}
    rooms = {room.id: room.name for room in site.rooms}
    return {**points, **devices, **outputs, **programmes, **rooms}
