"""Recorded rows of one stretch become moments at an even step (pure).

Nothing is interpolated: a moment shows what was recorded last before it, and a point whose
heartbeat did not come is BAD.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from math import inf
from typing import NamedTuple

from daemon.model import Quality, Reading, Why, waiting
from daemon.store.blocks import Row
from daemon.store.recorder import MINUTE_MS
from daemon.store.series import HEARTBEAT_MS, value_of
from daemon.store.states import quality_of, why_of

from .replay import Moment

LOST_MS = HEARTBEAT_MS + 2 * MINUTE_MS  # a point without a row for so long was not recorded
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WHYS = {why.value: why for why in Why}


class Recorded(NamedTuple):
    """One series of the record."""

    tag: str
    unit: str
    step: float
    is_bit: bool


class Stretch(NamedTuple):
    """A segment of the record: where it began on both clocks, in milliseconds."""

    id: int
    boot: str
    mono_ms: int
    utc_ms: int
    trusted: int
    backdated: int

    @property
    def is_dated(self) -> bool:
        """Whether its wall time is true."""
        return bool(self.trusted or self.backdated)


class Steps:
    """Turns the blocks of one stretch, in the order of their start, into moments."""

    def __init__(self, series: Mapping[int, Recorded], stretch: Stretch, step_ms: int) -> None:
        self.last_ms = 0  # offset of the newest row
        self.series = series
        self._stretch = stretch
        self._step_ms = step_ms
        self._next: int | None = None
        self._due: dict[int, dict[int, Row]] = {}  # by step, the newest row of each series
        self._row_ms: dict[str, int] = {}
        self._shown = {each.tag: waiting(each.unit) for each in series.values()}
        self._known: dict[tuple[int, int, int | None], Reading] = {}

    def take(self, start_ms: int, number: int, rows: Iterable[Row]) -> Iterator[Moment]:
        """Take one block; yield the moments that no later block can change.

        The readings of a moment hold until the next one is asked for.
        """
        step_ms = self._step_ms
        if self._next is None:
            self._next = -(-start_ms // step_ms)
        yield from self._before(start_ms)
        due = self._due
        for row in rows:
            step = -(-row.offset_ms // step_ms)
            if step in due:
                due[step][number] = row
            else:
                due[step] = {number: row}
            self.last_ms = max(self.last_ms, row.offset_ms)

    def rest(self, until_ms: int) -> Iterator[Moment]:
        """Yield what is left, up to the newest row and before `until_ms`."""
        yield from self._before(min(until_ms, self.last_ms + 1))

    def _before(self, offset_ms: int) -> Iterator[Moment]:
        step_ms, stretch = self._step_ms, self._stretch
        while self._next is not None and self._next * step_ms < offset_ms:
            now_ms = self._next * step_ms
            self._show(self._due.pop(self._next, {}))
            if now_ms % MINUTE_MS < step_ms:
                self._forget(now_ms - LOST_MS)
            self._next += 1
            yield Moment(
                t=(stretch.mono_ms + now_ms) / 1000,
                at=EPOCH + timedelta(milliseconds=stretch.utc_ms + now_ms),
                clock_trusted=bool(stretch.trusted),
                readings=self._shown,
            )

    def _show(self, rows: Mapping[int, Row]) -> None:
        for number, row in rows.items():
            key = number, row.state, row.steps
            reading = self._known.get(key)
            if reading is None:
                reading = self._known[key] = _reading(self.series[number], row)
            tag = self.series[number].tag
            self._shown[tag] = reading
            self._row_ms[tag] = row.offset_ms

    def _forget(self, before_ms: int) -> None:
        for tag, row_ms in self._row_ms.items():
            shown = self._shown[tag]
            if row_ms < before_ms and shown.quality is not Quality.BAD:
                self._shown[tag] = Reading(
                    value=None,
                    unit=shown.unit,
                    quality=Quality.BAD,
                    why=Why.COMM_FAILURE,
                    t=None,
                    at=None,
                )


def _reading(series: Recorded, row: Row) -> Reading:
    value: float | bool | None = None if row.steps is None else value_of(row.steps, series.step)
    if series.is_bit and value is not None:
        value = bool(value)
    return Reading(
        value=value,
        unit=series.unit,
        quality=quality_of(row.state),
        why=_WHYS.get(why_of(row.state), Why.COMM_FAILURE),
        t=None if value is None else inf,  # as recorded, it was still true at every scan since
        at=None,
    )
