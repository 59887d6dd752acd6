"""A snapshot as people see it: words, digits, ages; pure. Page, JSON and events all show this."""

from collections.abc import Mapping
from types import MappingProxyType

from daemon.model import (
    DeviceInfo,
    PointInfo,
    RoomInfo,
    SiteInfo,
    Snapshot,
    waiting,
)
from daemon.ports import WindowAdvice

from .alarms import AlarmWords
from .cycles import cycle_view
from .equipment import bus_view, device_view, services_view
from .face import FaceView, face_view, is_night
from .head import Heading
from .layout import ELSEWHERE, layout_of
from .moment import Moment
from .outputs import output_view
from .plan_values import PlanValues
from .reader import Reader
from .room_control import degraded_lines
from .room_view import RoomWords, reading_view
from .settings import Language
from .shown import (
    AlarmsView,
    HeadView,
    PlanView,
    RoomView,
    SnapshotView,
    word,
)
from .tendency import NONE, Tendencies
from .words import (
    STATE_WORDS,
    ZONES,
    State,
    Translate,
    msgid,
)

NO_ADVICE: Mapping[str, WindowAdvice] = MappingProxyType({})


class Presenter:
    """Turns the snapshots of one site into views in one language.

    `brief` are the kinds of alarms that can be set aside for half an hour only.
    """

    def __init__(
        self,
        site: SiteInfo,
        language: Language,
        tr: Translate,
        brief: frozenset[str] = frozenset(),
    ) -> None:
        self.site = site
        self.cards = layout_of(site)
        self.reader = Reader(language, tr)
        self.alarms = AlarmWords(site, self.reader, brief)
        self._language = language
        self._tr = tr
        names = {card.room.id: self.name(card.room) for card in self.cards}
        self._heading = Heading(site, names, self.reader, self.alarms)
        self._plan = PlanValues(site, self.reader)
        self._rooms = RoomWords(self.reader, self.alarms, self.title, site.timezone)
        self._outputs = {output.id: output for output in site.outputs}
        self._tags: dict[str, list[str]] = {device.id: [] for device in site.devices}
        for point in site.points:
            self._tags[point.device].append(point.tag)

    def zone(self, zone: str) -> str:
        """Return the name of a zone in the reader's language."""
        return self._tr(ZONES[zone]) if zone in ZONES else zone

    def title(self, named: DeviceInfo | PointInfo) -> str:
        """Return the name of a device or point in this language."""
        return named.title_zh if self._language == "zh" else named.title_en

    def name(self, room: RoomInfo) -> str:
        """Return the name of a room, or of the place for what belongs to none."""
        return self._tr(msgid("Elsewhere")) if room is ELSEWHERE else room.name

    def moment(
        self,
        snapshot: Snapshot | None,
        t: float,
        windows: Mapping[str, WindowAdvice] = NO_ADVICE,
        tendencies: Tendencies = NONE,
    ) -> Moment:
        """Return `snapshot` at the monotonic time `t`; None before the first scan."""
        known = snapshot.result.image.readings if snapshot else {}
        readings = {p.tag: known.get(p.tag) or waiting(p.unit) for p in self.site.points}
        return Moment(snapshot, t, readings, windows, tendencies)

    def head(self, now: Moment) -> HeadView:
        """Return what stands at the top of every page."""
        return self._heading.view(now, self._states(now))

    def alarm_page(self, now: Moment, most: int) -> AlarmsView:
        """Return the alarms, at most so many of them."""
        shown_title, aside_title = self.alarms.titles(now)
        return AlarmsView(
            **self.head(now),
            shown_title=shown_title,
            aside_title=aside_title,
            rest=self.alarms.rest(now, most),
            list=self.alarms.views(now, most),
        )

    def plan_page(self, now: Moment) -> PlanView:
        """Return the values on the floor plan."""
        words = {
            room: word(state, self._tr(STATE_WORDS[state]))
            for room, state in self._states(now).items()
        }
        return PlanView(**self.head(now), plan=self._plan.view(now, words))

    def view(self, snapshot: Snapshot | None, t: float) -> SnapshotView:
        """Return the view of `snapshot` at the monotonic time `t`; None before the first scan."""
        return self.rooms_page(self.moment(snapshot, t))

    def rooms_page(self, now: Moment) -> SnapshotView:
        """Return everything about the rooms and what is in them."""
        t, readings = now.t, now.readings
        states = self._states(now)
        buses = now.snapshot.buses if now.snapshot else {}
        return SnapshotView(
            **self._heading.view(now, states),
            services=services_view(now.snapshot.services if now.snapshot else {}, self._tr),
            rooms={
                card.room.id: self._rooms.view(card, states[card.room.id], now)
                for card in self.cards
            },
            points={
                point.tag: reading_view(readings[point.tag], point.quantity, t, self._tr)
                for point in self.site.points
            },
            devices={
                device.id: device_view(
                    now.device(device),
                    [readings[tag] for tag in self._tags[device.id]],
                    t,
                    self.reader,
                )
                for device in self.site.devices
            },
            buses={bus: bus_view(buses.get(bus), self.reader) for bus in self.site.buses},
            degraded=degraded_lines(now.degraded, "", self.reader),
            outputs={
                output.id: output_view(output, now.decisions.get(output.id), t, self.reader)
                for output in self.site.outputs
            },
            cycles={
                programme.id: cycle_view(
                    self._outputs.get(programme.output),
                    now.cycles.get(programme.id),
                    self.reader,
                )
                for programme in self.site.programmes
            },
        )

    def face_page(self, now: Moment) -> FaceView:
        """Return what is read from three metres."""
        states = self._states(now)
        at = now.snapshot.result.image.at if now.snapshot else None
        return face_view(
            self._heading.view(now, states),
            {
                card.room.id: self._rooms.view(card, states[card.room.id], now)
                for card in self.cards
            },
            degraded_lines(now.degraded, "", self.reader),
            now.tendencies,
            night=at is not None and is_night(at, self.site.timezone),
            tr=self._tr,
        )

    def _views(self, states: Mapping[str, State], now: Moment) -> dict[str, RoomView]:
        return {c.room.id: self._rooms.view(c, states[c.room.id], now) for c in self.cards}

    def _states(self, now: Moment) -> dict[str, State]:
        return {card.room.id: self._rooms.state(card, now) for card in self.cards}
