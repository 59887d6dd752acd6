"""What stands at the top of every page: the site's word, what is behind it, the clock; pure."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from daemon.model import SHOWN, Priority, RoomControl, SiteInfo, Snapshot, Trip

from .alarms import AlarmWords
from .equipment import bus_state, bus_view, services_state, services_view
from .moment import Moment, alarm_state
from .reader import Reader
from .shown import ClockView, HeadView, word
from .words import NO_VALUE, STATE_WORDS, State, Translate, duration_words, msgid

SUMMARY_ENTRIES = 2  # more do not fit into one line

Part = tuple[State, str, str]  # how grave, what, what is the matter


def summary(entries: Sequence[str], tr: Translate) -> str:
    """Return the first entries in one line, and how many there are in all."""
    text = " · ".join(entries[:SUMMARY_ENTRIES])
    if len(entries) > SUMMARY_ENTRIES:
        more = tr(msgid("{n} in all")).format(n=len(entries))
        return f"{text} · {more}"
    return text


def entry(what: str, matter: str, tr: Translate) -> str:
    """Return one entry of a summary."""
    return tr(msgid("{what}: {matter}")).format(what=what, matter=matter)


def held(control: RoomControl | None, reader: Reader) -> list[str]:
    """Return one entry for each thing in a room that waits for a person: a stop, latched trips."""
    if control is None:
        return []
    stopped = [reader.tr(msgid("stopped by hand"))] if control.stopped else []
    return stopped + [_latched(trip, reader) for trip in control.trips if trip.latched]


def _latched(trip: Trip, reader: Reader) -> str:
    told = reader.say(trip.reason)
    return entry(reader.tr(msgid("needs a reset")), told, reader.tr) if trip.healthy else told


class Heading:
    """The top of the pages of one site in one language; `rooms` are the names by id."""

    def __init__(
        self, site: SiteInfo, rooms: Mapping[str, str], reader: Reader, alarms: AlarmWords
    ) -> None:
        self._site = site
        self._rooms = rooms
        self._reader = reader
        self._tr = reader.tr
        self._alarms = alarms
        self._timezone = ZoneInfo(site.timezone)

    def view(self, now: Moment, states: Mapping[str, State]) -> HeadView:
        """Return the top at one moment; `states` are those of the rooms."""
        state, told = self._overall(now, states)
        text = self._tr(STATE_WORDS[state])
        return HeadView(
            seq=now.snapshot.result.seq if now.snapshot else None,
            title=f"{text} · {self._site.name}",
            word=word(state, text),
            summary=told,
            clock=self._clock(now.snapshot, now.t),
            index=self._index(now),
            alarms=self._alarms.head(now),
        )

    def _overall(self, now: Moment, rooms: Mapping[str, State]) -> tuple[State, str]:
        """Return the worst state of the site and what is behind it."""
        if now.stale_s:
            duration = duration_words(now.stale_s, self._tr)
            stopped = self._tr(msgid("The controller has not scanned for {duration}."))
            return State.LOST, stopped.format(duration=duration)
        parts = [*self._grave(now), *self._of_rooms(now, rooms)]
        if now.snapshot:
            parts += self._of_site(now, now.snapshot)
        worst = max((state for state, _, _ in parts), default=State.GOOD)
        return worst, summary([entry(w, m, self._tr) for _, w, m in parts], self._tr)

    def _grave(self, now: Moment) -> list[Part]:
        return [
            (
                State.ALARM,
                self._rooms.get(alarm.room, self._site.name),
                self._alarms.entry(alarm),
            )
            for alarm in now.alarms
            if alarm.state in SHOWN and alarm.priority is Priority.HIGH and alarm.active
        ]

    def _of_rooms(self, now: Moment, states: Mapping[str, State]) -> list[Part]:
        waiting = {room: held(now.controls.get(room), self._reader) for room in states}
        return [
            (state, self._rooms[room], next(iter(waiting[room]), self._tr(STATE_WORDS[state])))
            for room, state in states.items()
            if state and (state is not State.ALARM or waiting[room])  # its own entry tells of it
        ]

    def _of_site(self, now: Moment, snapshot: Snapshot) -> list[Part]:
        buses, services = snapshot.buses, snapshot.services
        parts = [
            (
                min(state, State.ATTENTION),
                bus,
                bus_view(buses.get(bus), self._reader)["word"]["text"],
            )
            for bus in self._site.buses
            if (state := bus_state(buses.get(bus)))
        ]
        parts += [
            (State.ATTENTION, self._tr(msgid("Control")), self._reader.say(mode.reason))
            for mode in now.degraded
            if not mode.room
        ]
        if state := services_state(services):
            trouble = services_view(services, self._tr)["text"]
            parts.append((state, self._tr(msgid("Services")), trouble))
        own = [a for a in now.shown_alarms("") if alarm_state((a,)) is State.ATTENTION]
        return parts + [(State.ATTENTION, self._site.name, self._alarms.entry(a)) for a in own]

    def _index(self, now: Moment) -> str:
        for as_of in now.indexed:
            if as_of is None:
                return self._tr(msgid("index not whole yet"))
            at = as_of.astimezone(self._timezone)
            return self._tr(msgid("index as of {at}")).format(at=f"{at:%m-%d %H:%M}")
        return ""

    def _clock(self, snapshot: Snapshot | None, t: float) -> ClockView:
        if snapshot is None:
            return ClockView(at="", text=NO_VALUE, word=word(State.WAITING, ""))
        image = snapshot.result.image
        at = (image.at + timedelta(seconds=t - image.t)).astimezone(self._timezone)
        trusted = word(State.GOOD, self._tr(msgid("clock synchronised")))
        doubtful = word(State.ATTENTION, self._tr(msgid("clock not synchronised")))
        return ClockView(
            at=at.isoformat(timespec="seconds"),
            text=f"{at:%Y-%m-%d %H:%M:%S}",
            word=trusted if image.clock_trusted else doubtful,
        )
