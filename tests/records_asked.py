"""Mixed questions about the catalogue of `records_site`, and what a plain scan finds for each.

The scan knows nothing of grams, FTS5 or the rows of the index: it looks for strings in strings.
"""

import random
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from records_sync.index.query import Query
from records_sync.model import Carrier, Record, Retention
from records_sync.text import keys
from records_sync.text.initials import initials
from tests.records_site import FIRST_YEAR, LAST_YEAR, record, unit_names

_RUN = re.compile("[0-9]+|[a-z]+")
_DROPPED = re.compile(r"[^\w|]|_")
DASHES = "-－—–_ ."
BRACKETS = ("〔{}〕", "[{}]", "({})", "（{}）", "【{}】", "{}-")


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and of which kind it is."""

    kind: str
    query: Query


def plain(text: str) -> str:
    """Return a text in one width and case without punctuation, its numbers between bars."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("|", "")
    return _DROPPED.sub("", _RUN.sub(r"|\g<0>|", folded))


def needles(word: str) -> list[str]:
    """Return the strings of which one must be in a record's `haystack`."""
    found = [plain(word)]
    letters = found[0].strip("|")  # signs around them do not count
    if letters.isascii() and letters.isalpha() and len(letters) > 1:
        found.append(letters.upper())  # initials stand in capitals
    for first, past in keys.ranges(word):
        found.append(f"\n={_apart(first)}" + ("\n" if past.endswith("\0") else ""))
    return found


def _apart(key: str) -> str:
    """Return a key in a form that no word is found in: half of them are written backwards."""
    return "\x01".join(key)


def haystack(found: Record, temp_nos: Sequence[str] = ()) -> str:
    """Return everything that a record is found by as one string."""
    texts = (found.title, found.creator, found.subjects, found.doc_no)
    numbers = keys.entries(found.ref_code, (found.temp_no, *temp_nos), found.doc_no)
    runs = [run.upper() for run in initials(found.title)]
    return "\n".join([*map(plain, texts), *runs, *(f"={_apart(key)}" for key in numbers), ""])


def lets_through(query: Query, found: Record) -> bool:
    """Return whether a record passes the filters of a question."""
    return (
        (query.years is None or query.years[0] <= (found.year or 0) <= query.years[1])
        and (not query.units or found.unit in query.units)
        and (not query.orgs or found.org in query.orgs)
        and (not query.retention or found.retention in query.retention)
        and (not query.carrier or found.carrier in query.carrier)
    )


def truth(asked: Sequence[Question], catalogue: Iterable[Record]) -> list[int]:
    """Return how many records of a catalogue answer each question."""
    wanted = [[needles(word) for word in one.query.text.split()] for one in asked]
    counts = [0] * len(asked)
    for found in catalogue:
        text = haystack(found)
        for at, words in enumerate(wanted):
            if all(any(needle in text for needle in word) for word in words):
                counts[at] += lets_through(asked[at].query, found)
    return counts


def questions(count: int, many: int, seed: int = 11) -> list[Question]:
    """Return mixed questions about the first `count` records of the catalogue."""
    chance = random.Random(seed)
    kinds = list(_KINDS.items())
    found = []
    for at in range(many):
        kind, ask = kinds[at % len(kinds)]
        found.append(Question(kind, ask(record(chance.randrange(count)), chance)))
    return found


def _part(size: int) -> Callable[[Record, random.Random], Query]:
    def ask(found: Record, chance: random.Random) -> Query:
        runs = [run for run in re.findall("[一-鿿]+", found.title) if len(run) >= size]
        run = chance.choice(runs or [found.title])
        at = chance.randrange(max(1, len(run) - size + 1))
        return Query(text=run[at : at + size])

    return ask


def _doc_no(found: Record, chance: random.Random) -> Query:
    parts = re.findall(r"\d+|[^\W\d]+", found.doc_no) or ["当编发", "1999", "7"]
    text = parts[0] + chance.choice(BRACKETS).format(parts[1])
    return Query(
        text=f"{text}{parts[-1] if parts[-1].isdigit() else parts[-2]}{chance.choice(('', '号'))}"
    )


def _ref_code(found: Record, chance: random.Random) -> Query:
    return Query(text=re.sub(r"\W", chance.choice("-－—–."), found.ref_code or "J012-WS-1990"))


def _start(found: Record, chance: random.Random) -> Query:
    key = keys.ref_key(found.ref_code or found.temp_no)
    return Query(text=key[: chance.randrange(7, len(key))])


def _end(found: Record, chance: random.Random) -> Query:
    key = keys.ref_key(found.ref_code or found.temp_no)
    return Query(text=key[-chance.randrange(4, 9) :].strip("-"))


def _initials(found: Record, chance: random.Random) -> Query:
    run = max(initials(found.title) or ["gy"], key=len)
    size = chance.choice((2, 3, 4, 4, 6))
    at = chance.randrange(max(1, len(run) - size + 1))
    return Query(text=run[at : at + size])


def _year_word(found: Record, chance: random.Random) -> Query:
    return Query(text=chance.choice((f"{found.year}年", f"{found.year}", f"{found.year}年度")))


def _two_words(found: Record, chance: random.Random) -> Query:
    return Query(text=f"{_part(2)(found, chance).text} {_part(3)(found, chance).text}")


def _filtered(found: Record, chance: random.Random) -> Query:
    query = _part(chance.choice((1, 2, 3)))(found, chance)
    first = chance.randrange(FIRST_YEAR, LAST_YEAR)
    filters = (
        replace(query, years=(found.year or 0, found.year or 0)),
        replace(query, years=(first, first + 5)),
        replace(query, units=(found.unit,)),
        replace(query, retention=(chance.choice([*Retention]),)),
        replace(query, carrier=(chance.choice([*Carrier]),)),
        replace(query, orgs=(found.org,), years=(first, LAST_YEAR)),
    )
    return chance.choice(filters)


def _only_filters(found: Record, chance: random.Random) -> Query:
    unit = chance.choice(unit_names())
    return chance.choice(
        (
            Query(units=(unit,)),
            Query(years=(found.year or 0, found.year or 0), retention=(Retention.PERMANENT,)),
            Query(orgs=(found.org,), carrier=(Carrier.PAPER,)),
        )
    )


_KINDS: dict[str, Callable[[Record, random.Random], Query]] = {
    "one character": _part(1),
    "two characters": _part(2),
    "three characters": _part(3),
    "six characters": _part(6),
    "year": _year_word,
    "发文字号": _doc_no,
    "档号": _ref_code,
    "start of a number": _start,
    "end of a number": _end,
    "initials": _initials,
    "two words": _two_words,
    "filtered": _filtered,
    "filters": _only_filters,
}
