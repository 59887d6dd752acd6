"""Whether a row answers a question, said plainly: what the index must find, and in which order.

The index finds the same by other means (a test compares); this decides where only a few rows are in
question, ranks them and marks the places.
"""

from collections.abc import Iterable, Sequence

from records_sync.index.query import Query, Word
from records_sync.index.rows import Row, entries, month_of, searched
from records_sync.text import keys
from records_sync.text.folding import canon, spans, units
from records_sync.text.initials import initials, of_units
from records_sync.text.keys import contains


def answers(
    row: Row, source: str, temp_nos: Iterable[str], query: Query, asked: Sequence[Word]
) -> bool:
    """Return whether a row passes the filters and every word is in it."""
    return passes(row, source, query) and all(has(row, temp_nos, word) for word in asked)


def passes(row: Row, source: str, query: Query) -> bool:
    """Return whether a row passes the filters that the index knows."""
    year = row.year or 0
    return (
        (query.years is None or query.years[0] <= year <= query.years[1])
        and (query.month is None or month_of(row) == query.month)
        and (not query.units or row.unit in query.units)
        and (not query.orgs or row.org in query.orgs)
        and (not query.retention or row.retention in query.retention)
        and (not query.carrier or row.carrier in query.carrier)
        and (query.source is None or query.source == source)
    )


def has(row: Row, temp_nos: Iterable[str], word: Word) -> bool:
    """Return whether a word is in a row: in a text, as initials, or as a part of a number."""
    return has_text(row, word) or (
        bool(word.ranges) and contains(word.ranges, entries(row, temp_nos))
    )


def has_text(row: Row, word: Word) -> bool:
    """Return whether a word is in one of the texts of a row, or its initials in the title's."""
    wanted = canon(word.units)
    return any(wanted in canon(units(text)) for text in searched(row)) or (
        bool(word.initials) and any(word.initials in run for run in initials(row.title))
    )


def score(row: Row, temp_nos: Iterable[str], text: str, asked: Sequence[Word]) -> int:
    """Return how well a row answers: by its number, its whole title, all in the title, the rest."""
    whole = set(keys.entries(text, [text], text))
    if whole & set(entries(row, temp_nos)):
        return 4
    title = canon(units(row.title))
    if title == canon(units(text)):
        return 3
    placed = [title.find(canon(word.units)) for word in asked]
    if all(at >= 0 for at in placed):
        return 2 if placed[:1] == [0] else 1
    return 0


def marked(row: Row, asked: Sequence[Word]) -> dict[str, tuple[tuple[int, int], ...]]:
    """Return where the words stand, by field; overlapping places are one."""
    fields = ("title", "creator", "subjects", "doc_no")
    found = {
        name: merged(
            span
            for word in asked
            for span in (*spans(text, word.units), *_initials(name, text, word))
        )
        for name, text in zip(fields, searched(row), strict=True)
    }
    for name, text in (
        ("ref_code", row.ref_code),
        ("temp_no", row.temp_no),
        ("doc_no", row.doc_no),
    ):
        if text and any(_is_in_number(name, text, word) for word in asked):
            found[name] = found.get(name) or ((0, len(text)),)
    return {name: places for name, places in found.items() if places}


def merged(places: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return places in order, those that touch or overlap as one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def _is_in_number(name: str, text: str, word: Word) -> bool:
    of = {"ref_code": (text, (), ""), "temp_no": ("", (text,), ""), "doc_no": ("", (), text)}
    return bool(word.ranges) and contains(word.ranges, keys.entries(*of[name]))


def _initials(name: str, text: str, word: Word) -> tuple[tuple[int, int], ...]:
    """Return the places of the characters whose initials were typed."""
    if name != "title" or not word.initials:
        return ()
    found = units(text)
    size = len(word.initials)
    for at in range(len(found) - size + 1):
        if of_units(found[at : at + size]) == [word.initials]:
            return spans(text, found[at : at + size])
    return ()
