"""TinyTag: rows `S/N`, `Type`, `Description` and `Property` above the columns, then the readings.

Each has a number, a date and values that carry their unit.
"""

from collections.abc import Mapping, Sequence

from daemon.model import Sentence, reason

from .layout import DELIMITERS, Dialect, Layout, cells
from .refusal import ImportRefusedError
from .titles import Meaning, is_fahrenheit, meaning_of

NAME = "tinytag"
SERIAL, PROPERTY, DATE_COLUMN = "s/n", "property", 1
SAID = frozenset({SERIAL, "type", "description", PROPERTY})


def found(head: Sequence[str]) -> Layout | None:
    """Return the layout of a file of TinyTag, None for another."""
    for delimiter in DELIMITERS:
        rows = [cells(line, delimiter) for line in head]
        said = {row[0].casefold(): n for n, row in enumerate(rows) if row and row[0]}
        if said.keys() >= SAID:
            return _layout(rows, said, delimiter)
    return None


def _layout(rows: Sequence[Sequence[str]], said: Mapping[str, int], delimiter: str) -> Layout:
    columns: dict[Meaning, int] = {}
    titles = rows[said[PROPERTY]]
    for column, title in enumerate(titles):
        meaning = meaning_of(title)
        if column <= DATE_COLUMN or meaning not in (Meaning.TEMPERATURE, Meaning.HUMIDITY):
            continue
        if meaning in columns:
            raise ImportRefusedError(
                reason("import_two_columns", first=titles[columns[meaning]], second=title)
            )
        columns[meaning] = column
    serials = rows[said[SERIAL]]
    named = {serials[column] for column in columns.values() if column < len(serials)} - {""}
    first = next(
        (n for n, row in enumerate(rows) if n > said[PROPERTY] and row and row[0].isdigit()),
        len(rows),
    )
    sample = rows[first] if first < len(rows) else ()
    temperature = columns.get(Meaning.TEMPERATURE)
    return Layout(
        dialect=NAME,
        first_row=first,
        delimiter=delimiter,
        moment=(DATE_COLUMN,),
        temperature=temperature,
        humidity=columns.get(Meaning.HUMIDITY),
        titles=tuple(titles),
        fahrenheit=temperature is not None
        and temperature < len(sample)
        and is_fahrenheit(f"{titles[temperature]} {sample[temperature]}"),
        named=named.pop() if len(named) == 1 else "",
    )


DIALECT = Dialect(name=NAME, title=Sentence("TinyTag 记录仪", "TinyTag logger"), found=found)
