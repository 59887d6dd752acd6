"""What a report says otherwise than its earlier revision: shown, never hidden (pure)."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple
from zoneinfo import ZoneInfo

from daemon.model.document import Cell, Column, Document, Section, Table, cells
from daemon.model.render import Language

from .words import Speaker

MOST = 40
CODE_DIGITS, CODE_GROUP = 12, 4
_FIGURE = re.compile(r"-?\d+(?:[.:-]\d+)*")  # dates and times are one figure each


class Difference(NamedTuple):
    """One place where two revisions are not alike."""

    where: str
    was: str
    now: str


def code_of(document: Document) -> str:
    """Return the short code under which a report is known, as `3FA9-01C2-77DE`."""
    if document.origin is None:
        return ""
    digits = document.origin.digest[:CODE_DIGITS].upper()
    return "-".join(digits[n : n + CODE_GROUP] for n in range(0, CODE_DIGITS, CODE_GROUP))


def body(document: Document) -> Document:
    """Return what the stores say in a report: without revision, corrections and origin."""
    title = _speaker(document.language)("corrections")
    sections = document.sections
    if document.revision > 1 and sections and sections[-1].title == title:
        sections = sections[:-1]
    return replace(document, revision=1, origin=None, sections=sections)


def corrected(document: Document, earlier: Document, configuration: str, program: str) -> Document:
    """Return the next revision of a report, with what it says otherwise at its end.

    `configuration` and `program` are those that it was made with: where one is another, that is
    told too.
    """
    say = _speaker(document.language)
    found = list(differences(body(earlier), document))
    rows = tuple((one.where, one.was, one.now) for one in found[:MOST])
    if len(found) > MOST:
        rows = (*rows, (say("more", count=len(found) - MOST), "", ""))
    section = Section(
        title=say("corrections"),
        notes=(
            say(
                _reason(earlier, configuration, program),
                revision=earlier.revision + 1,
                earlier=earlier.revision,
                code=code_of(earlier),
            ),
        ),
        tables=(
            Table(
                columns=tuple(Column(title=say(t)) for t in ("place", "was", "is_now")), rows=rows
            ),
        ),
    )
    return replace(document, revision=earlier.revision + 1, sections=(*document.sections, section))


def differences(one: Document, other: Document) -> Iterator[Difference]:
    """Yield where two reports are not alike, from top to bottom."""
    yield from _listed("", [one.title], [other.title])
    was, now = dict(one.lines), dict(other.lines)
    for label in dict.fromkeys((*was, *now)):
        if was.get(label, "") != now.get(label, ""):
            yield Difference(label, was.get(label, ""), now.get(label, ""))
    for number in range(max(len(one.sections), len(other.sections))):
        yield from _sections(_at(one.sections, number), _at(other.sections, number))


def figures_stand(found: Sequence[Difference]) -> bool:
    """Return whether differences are of words alone: each figure that was is there still.

    A figure may have moved to another row or sentence, but not become another one in its cell.
    """
    if any(_is_figure(one.was) and _is_figure(one.now) for one in found):
        return False
    was, now = (
        Counter(figure for text in texts for figure in _FIGURE.findall(text))
        for texts in ((one.was for one in found), (one.now for one in found))
    )
    return was <= now


def _is_figure(text: str) -> bool:
    return _FIGURE.fullmatch(text) is not None


def _sections(one: Section, other: Section) -> Iterator[Difference]:
    title = other.title or one.title
    yield from _listed(title, one.notes, other.notes)
    empty = Table(columns=(), rows=())
    for number in range(max(len(one.tables), len(other.tables))):
        was = one.tables[number] if number < len(one.tables) else empty
        now = other.tables[number] if number < len(other.tables) else empty
        yield from _tables(title, was, now)
    if one.figures != other.figures:
        captions = [figure.caption for figure in other.figures or one.figures]
        yield Difference(" · ".join(filter(None, (title, *captions))), "□", "■")


def _tables(title: str, one: Table, other: Table) -> Iterator[Difference]:
    """Yield cells that differ; rows are known by their first cell where it is unique."""
    columns = other.columns or one.columns
    was, now = _rows(one), _rows(other)
    for key in dict.fromkeys((*now, *was)):
        before, after = was.get(key, ()), now.get(key, ())
        for number in range(max(len(before), len(after))):
            old = _text(before[number]) if number < len(before) else ""
            new = _text(after[number]) if number < len(after) else ""
            if old != new:
                column = columns[number] if number < len(columns) else Column(title="")
                where = (title, str(key), column.group, column.title)
                yield Difference(" · ".join(filter(None, where)), old, new)


def _rows(table: Table) -> dict[str, Sequence[Cell]]:
    found: dict[str, Sequence[Cell]] = {}
    for number, row in enumerate(cells(table)):
        key = _text(row[0]) if row else ""
        found[key if key and key not in found else f"{key} #{number + 1}".strip()] = row
    return found


def _listed(title: str, one: Sequence[str], other: Sequence[str]) -> Iterator[Difference]:
    for number in range(max(len(one), len(other))):
        old = one[number] if number < len(one) else ""
        new = other[number] if number < len(other) else ""
        if old != new:
            yield Difference(title, old, new)


def _at(sections: Sequence[Section], number: int) -> Section:
    return sections[number] if number < len(sections) else Section()


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def _reason(earlier: Document, configuration: str, program: str) -> str:
    origin = earlier.origin
    if origin is None or origin.program != program:
        return "renewed"
    return "revised" if origin.configuration == configuration else "reconfigured"


def _speaker(language: str) -> Speaker:
    spoken_in: Language = "zh" if language == "zh" else "en"
    return Speaker({}, spoken_in, ZoneInfo("UTC"))
