"""The setpoints of a room as people see and change them; pure."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from math import ceil
from typing import TypedDict
from zoneinfo import ZoneInfo

from daemon.model import ProcessImage, Quantity, RoomControl, RoomInfo, Setpoint

from .control_words import countdown
from .reader import Reader
from .words import NO_VALUE, msgid

LEAST_MIN = 2  # what is left of a day that is worth a choice


class Scale(TypedDict):
    """How one setpoint is shown and stepped: the verb that sets it, °C or %RH."""

    verb: str
    title: str
    unit: str
    step: float


SCALES: Mapping[str, Scale] = {
    Quantity.TEMPERATURE.value: Scale(
        verb="setpoint_temperature",
        title=msgid("Temperature setpoint"),
        unit="°C",
        step=0.5,
    ),
    Quantity.HUMIDITY.value: Scale(
        verb="setpoint_humidity",
        title=msgid("Humidity setpoint"),
        unit="%RH",
        step=1.0,
    ),
}


class SetpointView(TypedDict):
    """One setpoint: where it goes to, what may be chosen, who chose it and for how long still.

    `least` and `most` are plain numbers, "" while they are not known; `undo` is the id of the act
    that can be undone now, "" where none can; `is_chosen` and `offers_undo` are yes or no.
    """

    goal: str
    least: str
    most: str
    chosen: str
    is_chosen: str
    undo: str
    offers_undo: str


def scales_of(room: RoomInfo) -> Mapping[str, Scale]:
    """Return what has a setpoint in a room."""
    bands = {
        Quantity.TEMPERATURE.value: room.deadband_c,
        Quantity.HUMIDITY.value: room.deadband_pct,
    }
    return {name: scale for name, scale in SCALES.items() if bands[name] is not None}


def setpoint_views(
    room: RoomInfo, control: RoomControl | None, reader: Reader, t: float
) -> dict[str, SetpointView]:
    """Return the setpoints of a room at the monotonic time `t`; dashes before the first scan."""
    known = {s.quantity.value: s for s in control.setpoints} if control else {}
    return {name: _view(known.get(name), reader, t) for name in scales_of(room)}


def minutes_of_today(image: ProcessImage | None, timezone: str) -> str:
    """Return the minutes until the site's next midnight, rounded up; a day may have 23 or 25 h.

    "" where the clock can't be trusted, and for hardly any.
    """
    if image is None or not image.clock_trusted:
        return ""
    zone = ZoneInfo(timezone)
    tomorrow = image.at.astimezone(zone).date() + timedelta(days=1)
    midnight = datetime.combine(tomorrow, time.min, zone).astimezone(UTC)  # one zone: true seconds
    left = ceil((midnight - image.at).total_seconds() / 60)
    return str(left) if left >= LEAST_MIN else ""


def _view(setpoint: Setpoint | None, reader: Reader, t: float) -> SetpointView:
    if setpoint is None:
        return SetpointView(
            goal=NO_VALUE,
            least="",
            most="",
            chosen="",
            is_chosen="no",
            undo="",
            offers_undo="no",
        )
    return SetpointView(
        goal=f"{setpoint.goal:.1f}",
        least=f"{setpoint.least:g}",
        most=f"{setpoint.most:g}",
        chosen=_chosen(setpoint, reader, t),
        is_chosen="yes" if setpoint.chosen else "no",
        undo=setpoint.undo,
        offers_undo="yes" if setpoint.undo else "no",
    )


def _chosen(setpoint: Setpoint, reader: Reader, t: float) -> str:
    said = reader.say(setpoint.chosen)
    if not said or setpoint.until is None:
        return said
    left = reader.tr(msgid("{time} left")).format(time=countdown(setpoint.until - t))
    return f"{said} · {left}"
