"""Where a file has what: its dialect, its first reading, its columns (pure).

A dialect looks at the head of a file and says where things are; reading them is the same for all.
"""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timezone

from daemon.model import Sentence, reason

from .refusal import ImportRefusedError
from .titles import Meaning, is_fahrenheit, meaning_of, offset_in

HEAD_LINES = 100
DELIMITERS = (",", ";", "\t")
MOST_COLUMNS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How one file is laid out; rows and columns count from 0.

    `moment` is one column, or the day's and the clock's. `named` is the logger that the head names,
    `logger` the column that does. `ends`: the table ends at its first empty line.
    """

    dialect: str
    first_row: int
    delimiter: str
    moment: tuple[int, ...]
    temperature: int | None
    humidity: int | None
    titles: tuple[str, ...]
    fahrenheit: bool = False
    logger: int | None = None
    named: str = ""
    ends: bool = False
    offset: timezone | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One maker's way to write a file; `found` returns None for a file of another."""

    name: str
    title: Sentence
    found: Callable[[Sequence[str]], Layout | None]


def cells(line: str, delimiter: str) -> list[str]:
    """Return the cells of one line; a quote that is never closed ends with the line."""
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error:
        return []


def header(head: Sequence[str]) -> tuple[int, str, list[str]] | None:
    """Return row, delimiter and titles of the first line that names a time and a value."""
    for row, line in enumerate(head):
        for delimiter in DELIMITERS:
            titles = cells(line, delimiter)
            means = {meaning_of(title) for title in titles[:MOST_COLUMNS]}
            if means & {Meaning.MOMENT, Meaning.DAY, Meaning.CLOCK} and means & {
                Meaning.TEMPERATURE,
                Meaning.HUMIDITY,
            }:
                return row, delimiter, titles
    return None


def laid_out(
    dialect: str,
    place: tuple[int, str, Sequence[str]],
    *,
    named: str = "",
    ends: bool = False,
) -> Layout:
    """Return the layout below a line of titles.

    Raises ImportRefusedError where two columns could be meant.
    """
    row, delimiter, titles = place
    found: dict[Meaning, int] = {}
    for column, title in enumerate(titles[:MOST_COLUMNS]):
        meaning = meaning_of(title)
        if meaning is None:
            continue
        if meaning in found and meaning is not Meaning.LOGGER:
            raise ImportRefusedError(
                reason("import_two_columns", first=titles[found[meaning]], second=title)
            )
        found.setdefault(meaning, column)
    moment = _moment(found)
    temperature = found.get(Meaning.TEMPERATURE)
    offsets = (offset_in(titles[column]) for column in moment)
    return Layout(
        dialect=dialect,
        first_row=row + 1,
        delimiter=delimiter,
        moment=moment,
        temperature=temperature,
        humidity=found.get(Meaning.HUMIDITY),
        titles=tuple(titles[:MOST_COLUMNS]),
        fahrenheit=temperature is not None and is_fahrenheit(titles[temperature]),
        logger=found.get(Meaning.LOGGER),
        named=named,
        ends=ends,
        offset=next((offset for offset in offsets if offset is not None), None),
    )


def _moment(found: dict[Meaning, int]) -> tuple[int, ...]:
    if Meaning.MOMENT in found:
        return (found[Meaning.MOMENT],)
    return tuple(found[part] for part in (Meaning.DAY, Meaning.CLOCK) if part in found)
