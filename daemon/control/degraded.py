"""The degraded modes: a table. Control goes on with less than it wants, and says with what.

Each mode has one fixed action, which other parts of control carry out; here is where people and
alarms learn of it. A mode of a room counts once, however many of its inputs are gone.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from daemon.model import ACTED_ON, Degraded, Quality, Reading, Reason, Why, reason

from .view import View

MINUTE_S = 60.0
GOOD_RUN_S = 600.0  # without a failure: it ends monitor-only
SITE = ""  # the room of a mode that concerns the whole site
LOST = {  # whether temperature, humidity are concerned -> the end of the reason's code
    (True, False): "temperature",
    (False, True): "humidity",
    (True, True): "both",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One mode: where it holds and why. Its action has the sentence `degraded_<mode>_action`."""

    mode: str
    of_rooms: bool
    holds: Callable[[View], Iterator[tuple[str, Reason]]]


def _one_sensor_left(view: View) -> Iterator[tuple[str, Reason]]:
    for room in view.settings.site.rooms:
        left = [_left(view, tags) for tags in view.settings.climate_tags[room.id]]
        single = [len(found) == 1 and configured > 1 for configured, found in left]
        if any(single):
            names = {
                tag.partition(".")[0]
                for (_, found), one in zip(left, single, strict=True)
                if one
                for tag in found
            }
            code = f"degraded_one_sensor_left_{LOST[single[0], single[1]]}"
            yield room.id, reason(code, sensor=", ".join(sorted(names)))


def _no_sensor(view: View) -> Iterator[tuple[str, Reason]]:
    for room in view.settings.site.rooms:
        left = [_left(view, tags) for tags in view.settings.climate_tags[room.id]]
        none = [configured > 0 and not found for configured, found in left]
        if any(none):
            yield room.id, reason(f"degraded_no_sensor_{LOST[none[0], none[1]]}")


def _left(view: View, tags: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
    """Return how many sensors speak for a room in one quantity, and those that are believed now.

    A sensor that was not asked yet is neither lost nor there: the whole quantity waits for it.
    """
    readings = [view.reading(tag) for tag in tags]
    if any(reading.why is Why.WAITING_FOR_INITIAL_DATA for reading in readings):
        return 0, ()
    known = zip(tags, readings, strict=True)
    return len(tags), tuple(tag for tag, reading in known if _believed(reading))


def _believed(reading: Reading) -> bool:
    if reading.quality is Quality.UNCERTAIN:
        return reading.why in ACTED_ON
    return reading.quality is Quality.GOOD


def _bus_down(view: View) -> Iterator[tuple[str, Reason]]:
    site = view.settings.site
    if not view.inputs.down:
        return
    for room in (*(room.id for room in site.rooms), SITE):
        buses = {device.bus for device in site.devices if device.room == room}
        if down := sorted(buses & view.inputs.down):
            yield room, reason("degraded_bus_down", buses=", ".join(down))


def _clock_untrusted(view: View) -> Iterator[tuple[str, Reason]]:
    if not view.image.clock_trusted:
        yield SITE, reason("degraded_clock_untrusted")


def _ledger_unwritable(view: View) -> Iterator[tuple[str, Reason]]:
    if not view.inputs.ledger_sound:
        yield SITE, reason("degraded_ledger_unwritable")


def _monitor_only(view: View) -> Iterator[tuple[str, Reason]]:
    if view.settings.monitor_only:
        left_s = max(0.0, GOOD_RUN_S - (view.t - view.started_t))
        whole_s = math.ceil(left_s / MINUTE_S) * MINUTE_S  # not news in every scan
        yield SITE, reason("degraded_monitor_only", left_s=whole_s)


MODES: tuple[Row, ...] = (
    Row(mode="monitor_only", of_rooms=False, holds=_monitor_only),
    Row(mode="ledger_unwritable", of_rooms=False, holds=_ledger_unwritable),
    Row(mode="clock_untrusted", of_rooms=False, holds=_clock_untrusted),
    Row(mode="bus_down", of_rooms=True, holds=_bus_down),
    Row(mode="no_sensor", of_rooms=True, holds=_no_sensor),
    Row(mode="one_sensor_left", of_rooms=True, holds=_one_sensor_left),
)


def degraded(view: View) -> tuple[Degraded, ...]:
    """Return the degraded modes that hold now, the gravest first."""
    return tuple(
        Degraded(mode=row.mode, room=room, reason=why, action=reason(f"degraded_{row.mode}_action"))
        for row in MODES
        for room, why in row.holds(view)
    )
