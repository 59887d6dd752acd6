"""A snapshot as people see it: words, digits, ages; pure. Page, JSON and events all show this."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

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

from .cycles import cycle_view
from .equipment import bus_state, bus_view, device_view, services_state, services_view
from .layout import ELSEWHERE, Block, RoomLayout, layout_of
from .moment import CLIMATE, Moment
from .outputs import output_state, output_view, trouble_words
from .reader import Reader
from .room_control import control_state, control_view, degraded_lines
from .settings import Language
from .shown import ClockView, ControlView, ReadingView, RoomView, SnapshotView, WordView, word
from .words import (
    CAUSES,
    NO_VALUE,
    STATE_WORDS,
    ZONES,
    State,
    Translate,
    advice,
    duration_words,
    msgid,
    note_words,
    reason_words,
    value_text,
)

SUMMARY_ENTRIES = 2  # more do not fit into one line


class Presenter:
    """Turns the snapshots of one site into views in one language."""

    def __init__(self, site: SiteInfo, language: Language, tr: Translate) -> None:
        self.site = site
        self.cards = layout_of(site)
        self._language = language
        self._tr = tr
        self._reader = Reader(language, tr)
        self._timezone = ZoneInfo(site.timezone)
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

    def view(self, snapshot: Snapshot | None, t: float) -> SnapshotView:
        """Return the view of `snapshot` at the monotonic time `t`; None before the first scan."""
        known = snapshot.result.image.readings if snapshot else {}
        readings = {p.tag: known.get(p.tag) or waiting(p.unit) for p in self.site.points}
        now = Moment(snapshot, t, readings)
        states = {card.room.id: self._state(card, now) for card in self.cards}
        state, summary = self._overall(now, states)
        buses = snapshot.buses if snapshot else {}
        return SnapshotView(
            seq=snapshot.result.seq if snapshot else None,
            title=f"{self._tr(STATE_WORDS[state])} · {self.site.name}",
            word=self._word(state),
            summary=summary,
            clock=self._clock(snapshot, t),
            services=services_view(snapshot.services if snapshot else {}, self._tr),
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
            degraded=degraded_lines(now.degraded, "", self._reader),
            outputs={
                output.id: output_view(output, now.decisions.get(output.id), t, self._reader)
                for output in self.site.outputs
            },
            cycles={
                programme.id: cycle_view(
                    self._outputs.get(programme.output),
                    now.cycles.get(programme.id),
                    self._reader,
                )
                for programme in self.site.programmes
            },
        )

    def _state(self, card: RoomLayout, now: Moment) -> State:
        """Return the state of a room with that of what control does in it."""
        control = now.controls.get(card.room.id)
        decisions = [now.decisions.get(output.id) for output in card.outputs]
        modes = [
            State.ATTENTION for mode in now.degraded if mode.room and mode.room == card.room.id
        ]
        return max(now.room_state(card), control_state(control, decisions), *modes, State.GOOD)

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
            self._entry(self._tr(CLIMATE[name][1]), self._tr(CAUSES[why].label))
            for name, why in whys.items()
        ]
        troubles = self._troubles(card.blocks, now) or doubts
        return RoomView(
            word=self._word(state),
            summary=self._summary([*self._control_troubles(card, now), *troubles]),
            advice=advice(whys.values(), self._tr),
            climate={
                name: self._reading(reading, CLIMATE[name][0], now.t)
                for name, reading in face.items()
            },
            degraded=degraded_lines(now.degraded, card.room.id, self._reader),
            control=self._control(card, now),
        )

    def _control(self, card: RoomLayout, now: Moment) -> ControlView | None:
        if not card.outputs:
            return None
        return control_view(
            card,
            now.controls.get(card.room.id),
            now.decisions,
            now.cycles,
            self._reader,
            now.t,
            stale=now.stale_s > 0,
        )

    def _control_troubles(self, card: RoomLayout, now: Moment) -> list[str]:
        """Return one entry for a stop, for each latched trip and each output that disobeys."""
        control = now.controls.get(card.room.id)
        entries = []
        if control is not None:
            entries += [self._tr(msgid("stopped by hand"))] if control.stopped else []
            entries += [self._reader.say(trip.reason) for trip in control.trips if trip.latched]
        return entries + [
            self._entry(output.name, trouble_words(decision, self._reader))
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
                entries.append(self._entry(name, self._tr(CAUSES[health.why].label)))
                continue
            entries += [
                self._entry(f"{name} {self.title(point)}", self._tr(CAUSES[reading.why].label))
                for point in block.points
                if (reading := now.readings[point.tag]).quality is not Quality.GOOD
            ]
        return entries

    def _entry(self, what: str, matter: str) -> str:
        return self._tr(msgid("{what}: {matter}")).format(what=what, matter=matter)

    def _summary(self, entries: Sequence[str]) -> str:
        text = " · ".join(entries[:SUMMARY_ENTRIES])
        if len(entries) > SUMMARY_ENTRIES:
            more = self._tr(msgid("{n} in all")).format(n=len(entries))
            return f"{text} · {more}"
        return text

    def _overall(self, now: Moment, rooms: Mapping[str, State]) -> tuple[State, str]:
        """Return the worst state of the site and what is behind it."""
        if now.stale_s:
            duration = duration_words(now.stale_s, self._tr)
            stopped = self._tr(msgid("The controller has not scanned for {duration}."))
            return State.LOST, stopped.format(duration=duration)
        parts = [
            (state, self.name(card.room), self._tr(STATE_WORDS[state]))
            for card in self.cards
            if (state := rooms[card.room.id])
        ]
        if now.snapshot:
            buses, services = now.snapshot.buses, now.snapshot.services
            parts += [
                (
                    min(state, State.ATTENTION),
                    bus,
                    bus_view(buses.get(bus), self._tr)["word"]["text"],
                )
                for bus in self.site.buses
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
        worst = max((state for state, _, _ in parts), default=State.GOOD)
        return worst, self._summary([self._entry(what, matter) for _, what, matter in parts])

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
