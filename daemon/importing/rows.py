"""Line by line through the table: a reading, or why there is none. Nothing is guessed (pure)."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

from daemon.model import Reason, reason

from .layout import Layout, cells
from .moments import Order, is_open, utc, written
from .numbers import celsius, hundredths, is_missing
from .titles import is_fahrenheit

LOGGER_LENGTH = 60
TEMPERATURES = (-6000, 8000)  # hundredths of °C that a logger in a store can have seen
HUMIDITIES = (0, 10_000)
_MOST_SHOWN = 40


class Taken(NamedTuple):
    """One row that was understood: UTC seconds, and hundredths of °C and %RH."""

    row: int
    at: int
    logger: str
    temperature: int | None
    humidity: int | None


class Rejected(NamedTuple):
    """One row that was not; `row` counts from 1, as an editor does."""

    row: int
    reason: Reason


class Reader:
    """Reads the table of one file. `order` is that of its dates, None where it plays no part."""

    def __init__(
        self, layout: Layout, order: Order | None, zone: ZoneInfo, now: datetime, asked: str
    ) -> None:
        self._layout = layout
        self._order = order
        self._zone = layout.offset or zone
        self._until = round(now.timestamp())
        self._asked = asked
        self._after: dict[str, int] = {}

    def rows(self, lines: Iterable[str]) -> Iterator[Taken | Rejected]:
        """Yield what each line of the table holds; empty lines hold nothing."""
        layout = self._layout
        for row, line in table(lines, layout):
            try:
                yield self._taken(row, cells(line, layout.delimiter))
            except _RowError as err:
                yield Rejected(row, err.reason)

    def _taken(self, row: int, found: list[str]) -> Taken:
        layout = self._layout
        logger = self._logger(found)
        at = self._moment(found, logger)
        temperature = _value(found, layout.temperature, TEMPERATURES, fahrenheit=layout.fahrenheit)
        humidity = _value(found, layout.humidity, HUMIDITIES)
        if temperature is None and humidity is None:
            raise _RowError(reason("import_row_empty"))
        self._after[logger] = at
        return Taken(row, at, logger, temperature, humidity)

    def _logger(self, found: list[str]) -> str:
        column = self._layout.logger
        named = found[column] if column is not None and column < len(found) else ""
        return logger_name(named or self._layout.named or self._asked)

    def _moment(self, found: list[str], logger: str) -> int:
        text = moment_text(found, self._layout)
        try:
            at = utc(written(text, self._order), self._zone, self._after.get(logger))
        except (ValueError, OverflowError) as err:
            raise _RowError(reason("import_row_moment", text=_shown(text))) from err
        if at > self._until:
            raise _RowError(reason("import_row_future", text=_shown(text)))
        return at


class _RowError(Exception):
    def __init__(self, why: Reason) -> None:
        super().__init__(why.code)
        self.reason = why


def table(lines: Iterable[str], layout: Layout) -> Iterator[tuple[int, str]]:
    """Yield the lines of the table with their numbers from 1, as far as it goes."""
    below = islice(lines, layout.first_row, None)
    begun = False
    for row, line in enumerate(below, layout.first_row + 1):
        if not line.strip(' ",;\t'):
            if begun and layout.ends:
                return
            continue
        begun = True
        yield row, line


def open_dates(lines: Iterable[str], layout: Layout) -> Iterator[str]:
    """Yield the dates of the table of which the order must be known."""
    for _, line in table(lines, layout):
        text = moment_text(cells(line, layout.delimiter), layout)
        if is_open(text):
            yield text


def moment_text(found: list[str], layout: Layout) -> str:
    """Return what a row says about its time."""
    return " ".join(found[column] for column in layout.moment if column < len(found))


def logger_name(text: str) -> str:
    """Return a logger's name as it stands in a tag: letters, digits, `_` and `-`."""
    return re.sub(r"[^\w-]+", "-", text).strip("-")[:LOGGER_LENGTH]


def _value(
    found: list[str], column: int | None, bounds: tuple[int, int], *, fahrenheit: bool = False
) -> int | None:
    if column is None or column >= len(found) or is_missing(found[column]):
        return None
    text = found[column]
    try:
        value = hundredths(text)
    except ValueError as err:
        raise _RowError(reason("import_row_number", text=_shown(text))) from err
    if fahrenheit or (bounds is TEMPERATURES and is_fahrenheit(text)):
        value = celsius(value)
    if not bounds[0] <= value <= bounds[1]:
        raise _RowError(reason("import_row_range", text=_shown(text)))
    return value


def _shown(text: str) -> str:
    plain = "".join(character if character.isprintable() else "?" for character in text)
    return plain if len(plain) <= _MOST_SHOWN else f"{plain[:_MOST_SHOWN]}…"
