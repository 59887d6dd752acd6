"""A snapshot as people see it: words, digits, ages; pure. Page, JSON and events all show this."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from daemon.model import (
    DeviceInfo,
    PointInfo,
    Quality,
    Reading,
    RoomInfo,
    SiteInfo,
    Snapshot,
    waiting,
)
from daemon.ports import WindowAdvice

from .alarms import AlarmWords
from .cycles import cycle_view
from .equipment import bus_view, device_view, services_view
from .head import Heading, entry, summary
from .layout import ELSEWHERE, Block, RoomLayout, layout_of
from .moment import CLIMATE, Moment, alarm_state
from .outputs import output_state, output_view, trouble_words
from .plan_values import PlanValues
from .preservation import preservation_view
from .reader import Reader
from .room_control import control_state, control_view, degraded_lines
from .settings import Language
from .shown import (
    AlarmsView,
    ControlView,
    HeadView,
    PlanView,
    PreservationView,
    ReadingView,
    RoomView,
    SnapshotView,
    WordView,
    word,
)
from .words import (
    CAUSES,
    STATE_WORDS,
    ZONES,
    State,
    Translate,
    advice,
    msgid,
    note_words,
    reason_words,
    value_text,
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
    ) -> Moment:
        """Return `snapshot` at the monotonic time `t`; None before the first scan."""
        known = snapshot.result.image.readings if snapshot else {}
        readings = {p.tag: known.get(p.tag) or waiting(p.unit) for p in self.site.points}
        return Moment(snapshot, t, readings, windows)

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
        words = {room: self._word(state) for room, state in self._states(now).items()}
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
                card.room.id: self._room(card, states[card.room.id], now) for card in self.cards
            },
            points={
                point.tag: self._reading(readings[point.tag], point.quantity, t)
                for point in self.site.points
            },
            devices={
                device.id: device_view(
                    now.device(device),
                    [readings[tag] for tag in self._tags[device.id]],
                    t,
                    self._tr,
                )
                for device in self.site.devices
            },
            buses={bus: bus_view(buses.get(bus), self._tr) for bus in self.site.buses},
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

    def _states(self, now: Moment) -> dict[str, State]:
        return {card.room.id: self._state(card, now) for card in self.cards}

    def _state(self, card: RoomLayout, now: Moment) -> State:
        """Return the state of a room with that of what control does in it, and its alarms.

        Where nobody scans any more nothing is known of alarms either.
        """
        if now.stale_s:
            return State.LOST
        alarms = alarm_state(now.shown_alarms(card.room.id)) if card.room.id else State.GOOD
        control = now.controls.get(card.room.id)
        decisions = [now.decisions.get(output.id) for output in card.outputs]
        modes = [
            State.ATTENTION for mode in now.degraded if mode.room and mode.room == card.room.id
        ]
        return max(
            alarms, now.room_state(card), control_state(control, decisions), *modes, State.GOOD
        )

    def _word(self, state: State) -> WordView:
        return word(state, self._tr(STATE_WORDS[state]))

    def _reading(self, reading: Reading, quantity: str, t: float) -> ReadingView:
        age_s = reading.age_s(t)
        good = reading.quality is Quality.GOOD
        return ReadingView(
            value=None if reading.quality is Quality.BAD else reading.value,
            unit=reading.unit,
            quality=reading.quality.name.lower(),
            why=reading.why.value,
            age_s=None if age_s is None else round(age_s, 1),
            text=value_text(reading, quantity, self._tr),
            note=note_words(reading, t, self._tr),
            reason="" if good else reason_words(reading.why, self._tr),
        )

    def _room(self, card: RoomLayout, state: State, now: Moment) -> RoomView:
        face = now.face(card)
        whys = {
            name: reading.why
            for name, reading in face.items()
            if reading.quality is not Quality.GOOD
        }
        doubts = [
            entry(self._tr(CLIMATE[name][1]), self._tr(CAUSES[why].label), self._tr)
            for name, why in whys.items()
        ]
        troubles = self._troubles(card.blocks, now) or doubts
        return RoomView(
            word=self._word(state),
            summary=summary(
                [*self._alarms(card, now), *self._control_troubles(card, now), *troubles], self._tr
            ),
            advice=advice(whys.values(), self._tr),
            climate={
                name: self._reading(reading, CLIMATE[name][0], now.t)
                for name, reading in face.items()
            },
            degraded=degraded_lines(now.degraded, card.room.id, self.reader),
            control=self._control(card, now),
            preservation=self._preservation(card, face.get("dew_point"), now),
        )

    def _alarms(self, card: RoomLayout, now: Moment) -> list[str]:
        shown = now.shown_alarms(card.room.id) if card.room.id else ()
        return [self.alarms.entry(alarm) for alarm in shown]

    def _preservation(
        self, card: RoomLayout, dew_point: Reading | None, now: Moment
    ) -> PreservationView:
        control = now.controls.get(card.room.id)
        return preservation_view(
            now.measures.get(card.room.id),
            dew_point,
            now.windows.get(card.room.id),
            self.reader,
            has_rule=control is not None and control.ventilation is not None,
        )

    def _control(self, card: RoomLayout, now: Moment) -> ControlView | None:
        if not card.outputs:
            return None
        return control_view(
            card,
            now.controls.get(card.room.id),
            now.decisions,
            now.cycles,
            self.reader,
            now.t,
            stale=now.stale_s > 0,
            grave=now.grave(card.room.id),
        )

    def _control_troubles(self, card: RoomLayout, now: Moment) -> list[str]:
        """Return one entry for a stop, for each latched trip and each output that disobeys."""
        control = now.controls.get(card.room.id)
        entries = []
        if control is not None:
            entries += [self._tr(msgid("stopped by hand"))] if control.stopped else []
            entries += [self.reader.say(trip.reason) for trip in control.trips if trip.latched]
        return entries + [
            entry(output.name, trouble_words(decision, self.reader), self._tr)
            for output in card.outputs
            if (decision := now.decisions.get(output.id)) is not None
            and output_state(decision) is State.ATTENTION
        ]

    def _troubles(self, blocks: Iterable[Block], now: Moment) -> list[str]:
        """Return one entry for each device that is away, else for each doubtful point of it."""
        entries = []
        for block in blocks:
            name = f"{self.title(block.device)} {block.device.id}"
            health = now.device(block.device)
            if health is not None and not health.online:
                entries.append(entry(name, self._tr(CAUSES[health.why].label), self._tr))
                continue
            entries += [
                entry(f"{name} {self.title(point)}", self._tr(CAUSES[reading.why].label), self._tr)
                for point in block.points
                if (reading := now.readings[point.tag]).quality is not Quality.GOOD
            ]
        return entries
