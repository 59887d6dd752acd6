"""One room as people see it: its word, what is behind it, its values, what control does; pure."""

from collections.abc import Callable, Iterable

from daemon.model import DeviceInfo, PointInfo, Quality, Reading

from .alarms import AlarmWords
from .bars import bars_of
from .head import entry, held, summary
from .layout import Block, RoomLayout
from .moment import CLIMATE, Moment, alarm_state
from .outputs import output_state, trouble_words
from .preservation import preservation_view
from .reader import Reader
from .room_control import control_state, control_view, degraded_lines
from .setpoints import minutes_of_today
from .shown import ControlView, PreservationView, ReadingView, RoomView, word
from .words import (
    CAUSES,
    STATE_WORDS,
    State,
    Translate,
    advice,
    note_words,
    reason_words,
    value_text,
)


def reading_view(reading: Reading, quantity: str, t: float, tr: Translate) -> ReadingView:
    """Return one reading at the monotonic time `t`."""
    age_s = reading.age_s(t)
    good = reading.quality is Quality.GOOD
    return ReadingView(
        value=None if reading.quality is Quality.BAD else reading.value,
        unit=reading.unit,
        quality=reading.quality.name.lower(),
        why=reading.why.value,
        age_s=None if age_s is None else round(age_s, 1),
        text=value_text(reading, quantity, tr),
        note=note_words(reading, t, tr),
        reason="" if good else reason_words(reading.why, tr),
    )


class RoomWords:
    """Turns one room into its view, in one language; `title` names devices and points in it."""

    def __init__(
        self,
        reader: Reader,
        alarms: AlarmWords,
        title: Callable[[DeviceInfo | PointInfo], str],
        timezone: str,
    ) -> None:
        self._reader = reader
        self._tr = reader.tr
        self._words = alarms
        self._title = title
        self._timezone = timezone

    def state(self, card: RoomLayout, now: Moment) -> State:
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

    def view(self, card: RoomLayout, state: State, now: Moment) -> RoomView:
        """Return all about one room."""
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
            word=word(state, self._tr(STATE_WORDS[state])),
            summary=summary(
                [
                    *held(now.controls.get(card.room.id), self._reader),
                    *self._alarms(card, now),
                    *self._disobeying(card, now),
                    *troubles,
                ],
                self._tr,
            ),
            advice=advice(whys.values(), self._tr),
            climate={
                name: reading_view(reading, CLIMATE[name][0], now.t, self._tr)
                for name, reading in face.items()
            },
            bars=bars_of(now.controls.get(card.room.id), face),
            degraded=degraded_lines(now.degraded, card.room.id, self._reader),
            control=self._control(card, now),
            preservation=self._preservation(card, face.get("dew_point"), now),
        )

    def _alarms(self, card: RoomLayout, now: Moment) -> list[str]:
        shown = now.shown_alarms(card.room.id) if card.room.id else ()
        return [self._words.entry(alarm) for alarm in shown]

    def _preservation(
        self, card: RoomLayout, dew_point: Reading | None, now: Moment
    ) -> PreservationView:
        control = now.controls.get(card.room.id)
        return preservation_view(
            now.measures.get(card.room.id),
            dew_point,
            now.windows.get(card.room.id),
            self._reader,
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
            self._reader,
            now.t,
            stale=now.stale_s > 0,
            grave=now.grave(card.room.id),
            today_min=minutes_of_today(
                now.snapshot.result.image if now.snapshot else None, self._timezone
            ),
        )

    def _disobeying(self, card: RoomLayout, now: Moment) -> list[str]:
        """Return one entry for each output that does not do what it is told."""
        return [
            entry(output.name, trouble_words(decision, self._reader), self._tr)
            for output in card.outputs
            if (decision := now.decisions.get(output.id)) is not None
            and output_state(decision) is State.ATTENTION
        ]

    def _troubles(self, blocks: Iterable[Block], now: Moment) -> list[str]:
        """Return one entry for each device that is away, else for each doubtful point of it."""
        entries = []
        for block in blocks:
            name = f"{self._title(block.device)} {block.device.id}"
            health = now.device(block.device)
            if health is not None and not health.online:
                entries.append(entry(name, self._tr(CAUSES[health.why].label), self._tr))
                continue
            entries += [
                entry(f"{name} {self._title(point)}", self._tr(CAUSES[reading.why].label), self._tr)
                for point in block.points
                if (reading := now.readings[point.tag]).quality is not Quality.GOOD
            ]
        return entries
