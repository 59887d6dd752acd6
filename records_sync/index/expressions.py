"""A question as an expression of FTS5. Pure; words have nothing in them that FTS5 reads as its own.

Names of units and offices are numbers in the index: the caller looks them up.
"""

from collections.abc import Iterable, Sequence

from records_sync.index.query import Query, Word
from records_sync.index.rows import facet
from records_sync.text.grams import grams, marked, pairs, triples

_PAIR = 2
_CENTURIES = ("19", "20")
NOTHING = '"2none"'


def of_word(word: Word) -> str:
    """Return the expression of one word: its text, or the initials that it may be."""
    found = " OR ".join(map(quoted, phrases(word)))
    return f"({found})" if word.initials else found


def phrases(word: Word) -> list[list[str]]:
    """Return the words in a row of which any answers a word: its text, its initials."""
    found = [grams(word.units) or list(word.units)]
    if word.initials:
        letters = pairs(word.initials) if len(word.initials) == _PAIR else triples(word.initials)
        found.append(marked(letters).split())
    return found


def of_filters(
    query: Query,
    units: Iterable[int],
    orgs: Iterable[int],
    source: int,
    years: Sequence[int],
) -> list[str]:
    """Return the expressions of the filters that are set."""
    found = []
    if query.years is not None:
        found.append(either("y", years))
    if query.month is not None:
        found.append(quoted([facet("m", query.month)]))
    if query.units:
        found.append(either("u", units))
    if query.orgs:
        found.append(either("o", orgs))
    if query.retention:
        found.append(either("r", query.retention))
    if query.carrier:
        found.append(either("c", query.carrier))
    if query.source is not None:
        found.append(quoted([facet("s", source)]))
    return found


def either(kind: str, values: Iterable[str | int]) -> str:
    """Return the expression of a filter that lets several values through."""
    found = " OR ".join(quoted([facet(kind, value)]) for value in values)
    return f"({found})" if found else NOTHING


def both(expressions: Iterable[str]) -> str:
    """Return the expression of all at once."""
    return " AND ".join(expressions)


def of_year(year: int) -> str:
    """Return the expression of one year, 0 for none."""
    return quoted([facet("y", year)])


def year_of(words: Sequence[Word]) -> int | None:
    """Return the year that words speak of, None where they speak of none."""
    found = (unit for word in words for unit in word.units if len(unit) == len("2014"))
    return next((int(unit) for unit in found if unit.isascii() and unit[:2] in _CENTURIES), None)


def quoted(words: Sequence[str]) -> str:
    """Return words as a phrase."""
    return f'"{" ".join(words)}"'
