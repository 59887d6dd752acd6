"""A row of a catalogue to items of the index: repaired where a rule is sure, else flagged.

A row that has no title or nothing to know it by is rejected; a row of a secret record is dropped
and only counted. Details name the column as the file spells it, and the value, never a person's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from records_sync.model import Flagged, Gone, Item, Put, Record, Rejected
from records_sync.text import clean, formulas, keys, numbers, terms
from records_sync.text.fields import (
    CONVERSIONS,
    NARROW,
    Doubts,
    known_by,
    names_of,
    narrow,
    restore,
)
from records_sync.text.headers import Layout
from records_sync.text.numbers import Cell
from records_sync.text.personal import holds_identity_number
from records_sync.text.repeats import Repeats
from records_sync.text.terms import Operation, Secrecy

NO_TITLE = "row_no_title"
NO_ID = "row_no_id"
LOST = "row_lost_characters"
GARBLED = "row_garbled"
IDENTITY_NUMBER = "row_identity_number"
LONG_KEY = "row_long_key"
OPERATION = "row_operation"
SECRECY = "row_secrecy"

_SURER = {  # numbers in which no doubt is borne, and those that say more surely which record it is
    "id": frozenset[str](),
    "ref_code": frozenset(("id",)),
    **dict.fromkeys(("item_no", "volume_no", "temp_no"), frozenset(("id", "ref_code"))),
}
_KEYS = frozenset(_SURER)
_NUMBERS = frozenset((*_KEYS, "doc_no", "box", "fonds"))
_DATED = frozenset(("date", "rev"))
LONGEST_KEY = keys.LONGEST
_SHOWN = 60  # characters of a value in a report
_REMEMBERED = 16_384  # different values of one column: the days of forty years


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a site may set: widths of numbers, what its own 密级 codes mean."""

    pad: tuple[tuple[str, int], ...] = (("item_no", 4), ("volume_no", 3))
    open_words: frozenset[str] = frozenset()
    secret_words: frozenset[str] = frozenset()
    keep_secret: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What one row came to: items, or nothing but that it was secret."""

    items: tuple[Item, ...] = ()
    secret: bool = False


class _RejectedError(Exception):
    """A row can't be taken: (code, field, whether its value may be shown)."""

    def __init__(self, code: str, name: str, shown: bool = True) -> None:
        super().__init__(code)
        self.code, self.name, self.shown = code, name, shown


_NOTHING = Taken()


@dataclass(slots=True, kw_only=True)
class Intake:
    """Reads the rows of one table. Remembers only what short words came to."""

    layout: Layout
    rules: Rules = field(default_factory=Rules)
    place: str = ""  # file and sheet, for the report
    is_quoted: bool = False  # a CSV of ours: see `formulas`
    repeats: Repeats | None = None  # of a file; a service tells of one again and again
    _known: dict[str, dict[str, Any]] = field(init=False)
    _pads: tuple[tuple[str, int], ...] = field(init=False)
    _grades: tuple[int, ...] = field(init=False)  # columns beside 密级 that are called a grade
    _texts: frozenset[int] = field(init=False)  # columns whose words may begin with any word

    def __post_init__(self) -> None:
        there = self.layout.fields
        self._known = {name: {} for name in CONVERSIONS if name in there}
        self._known["secret"] = {}
        known = {index: name for name, index in self.layout.columns}
        self._texts = frozenset(index for index, name in known.items() if name != "remark")
        self._grades = self.layout.grades
        self._pads = tuple((name, width) for name, width in self.rules.pad if name in there)

    def take(self, number: int, cells: Sequence[Cell]) -> Taken:
        """Return what row `number` (1-based, as a spreadsheet counts) comes to."""
        read = numbers.texts(cells)
        row, width = read.cells, len(read.cells)
        values = {
            name: text
            for name, index in self.layout.columns
            if index < width and (text := row[index].strip())
        }
        if self.is_quoted and "'" in "".join(row):
            values = {name: formulas.bare(text) for name, text in values.items()}
        if not values or self._is_header_again(values):
            return _NOTHING
        doubts: Doubts = []
        try:
            if self._is_secret(values, row):
                return self._dropped(values)
            whole = " ".join(values.values())
            self._tidy(values, whole, doubts)
            if read.damage or "E+" in whole or "e+" in whole:
                self._note_damage(values, read.damage, doubts)
            item = self._item(values, doubts)
        except _RejectedError as err:
            detail = self._detail(err.name, values.get(err.name, "") if err.shown else "")
            ids = self._ids(row, err.name)
            return Taken(items=(Rejected(row=number, code=err.code, detail=detail, ids=ids),))
        if self.repeats is not None and isinstance(item, Put):
            doubts += self.repeats.doubts(number, item.record)
        if not doubts:
            return Taken(items=(item,))
        flags = [
            Flagged(row=number, code=code, detail=self._detail(name, value))
            for code, name, value in doubts
        ]
        return Taken(items=(item, *flags))

    def _detail(self, name: str, value: str) -> str:
        """Return `file 列=值`, the words of a report."""
        index = dict(self.layout.columns).get(name)
        column = self.layout.names[index] if index is not None else name
        said = f"{column}={clean.plain(value[:_SHOWN])[0]}" if value else column
        return f"{self.place} {said}".strip()

    def _is_header_again(self, values: Mapping[str, str]) -> bool:
        """Return True for a header that a printed list repeats on each page."""
        names = self.layout.names
        return values.get("title") in names and all(
            values.get(name) == names[index] for name, index in self.layout.columns
        )

    def _is_secret(self, values: Mapping[str, str], cells: Sequence[str]) -> bool:
        """Return True where 密级 says so, or a cell of any other column tells of a grade.

        Raises _RejectedError where nobody knows what it says, before anything else is told.
        """
        grade = Secrecy.OPEN
        if "secret" in values:
            grade = self._secrecy(values["secret"])
            if grade is Secrecy.UNCLEAR and not self._tells_secret(cells):
                raise _RejectedError(SECRECY, "secret")
        if self.rules.keep_secret:
            return False
        return grade is Secrecy.SECRET or self._tells_secret(cells)

    def _tells_secret(self, cells: Sequence[str]) -> bool:
        """Return True where a column that is not taken as 密级 tells of a grade all the same."""
        for index in self._grades:
            if index < len(cells) and self._secrecy(cells[index]) is Secrecy.SECRET:
                return True
        return terms.HINT in "\t".join(cells) and any(
            terms.tells_secret(clean.plain(cell)[0], free=index not in self._texts)
            for index, cell in enumerate(cells)
            if terms.HINT in cell
        )

    def _secrecy(self, text: str) -> Secrecy:
        known = self._known["secret"]
        if text not in known:
            if len(known) >= _REMEMBERED:
                known.clear()
            tidy, _ = clean.plain(text)
            known[text] = terms.secrecy(tidy, self.rules.open_words, self.rules.secret_words)
        found: Secrecy = known[text]
        return found

    def _dropped(self, values: dict[str, Any]) -> Taken:
        """Return a secret row: a record that was open before is taken away by all its names."""
        self._convert(values, [])
        names = names_of(values)
        only = len(names) == 1 and "temp_no" in values  # perhaps it has got its 档号 since
        return Taken(items=tuple(Gone(id=name, is_alias=only) for name in names), secret=True)

    def _ids(self, row: Sequence[str], wrong: str) -> tuple[str, ...]:
        """Return what the record of a rejected row may be known by, () where that is what's wrong.

        A number that is spoilt is no matter where a surer one stands beside it.
        """
        values: dict[str, Any] = {
            name: text
            for name, index in self.layout.columns
            if index < len(row) and (text := clean.plain(row[index])[0])
        }
        if wrong in _SURER and _SURER[wrong].isdisjoint(values):
            return ()
        values.pop(wrong, None)
        self._convert(values, [])
        return names_of(values)

    def _tidy(self, values: dict[str, str], whole: str, doubts: Doubts) -> None:
        """Clean the texts in place; raises _RejectedError where something was lost that counts."""
        if not clean.calm(whole):
            for name, text in list(values.items()):
                values[name] = _tidied(name, text, doubts)
        if len(whole) > LONGEST_KEY and len(max(values.values(), key=len)) > LONGEST_KEY:
            for name, text in list(values.items()):
                longest = clean.LONGEST_TITLE if name == "title" else clean.LONGEST
                values[name], cut = clean.capped(text, longest)
                if name in _KEYS and len(text) > LONGEST_KEY:
                    raise _RejectedError(LONG_KEY, name)
                if cut:
                    doubts.append((clean.CUT, name, text))
        if holds_identity_number(whole):
            for name, text in values.items():
                if name != "id" and holds_identity_number(text):
                    raise _RejectedError(IDENTITY_NUMBER, name, shown=False)

    def _note_damage(
        self, values: Mapping[str, str], damage: Mapping[int, str], doubts: Doubts
    ) -> None:
        """Reject a key that a spreadsheet spoilt, flag what else it did."""
        for name, index in self.layout.columns:
            text = values.get(name, "")
            how = damage.get(index, "")
            if not how and name in _NUMBERS and numbers.is_scientific(text):
                how = numbers.DIGITS_LOST
            if not text or not how or (name in _DATED and how == numbers.BECAME_DATE):
                continue
            if name in _KEYS:
                raise _RejectedError(f"row_{how}", name)
            doubts.append((f"doubt_{how}", name, text))

    def _item(self, values: dict[str, Any], doubts: Doubts) -> Item:
        """Return what a clean row says; raises _RejectedError."""
        is_gone = self._is_gone(values)
        self._convert(values, doubts)
        rev = values.pop("rev", None)
        own = known_by(values)
        if not own:
            raise _RejectedError(NO_ID, "ref_code")
        if is_gone:
            return Gone(id=own, rev=rev)
        if not values.get("title"):
            raise _RejectedError(NO_TITLE, "title")
        values["id"] = own
        return Put(record=Record(**values), rev=rev)

    def _is_gone(self, values: dict[str, Any]) -> bool:
        """Take what a row does out of its values; raises _RejectedError. 状态 only deletes."""
        says = terms.operation(values.pop("operation")) if "operation" in values else Operation.PUT
        if says is Operation.UNCLEAR:
            raise _RejectedError(OPERATION, "operation")
        is_marked = "status" in values and terms.operation(values.pop("status")) is Operation.GONE
        return is_marked or says is Operation.GONE

    def _convert(self, values: dict[str, Any], doubts: Doubts) -> None:
        """Restore numbers and convert the fields that aren't texts, in place."""
        for name in NARROW:
            if name in values and not values[name].isascii():
                narrow(name, values, doubts)
        for name, width in self._pads:
            if name in values:
                restore(name, width, values, doubts)
        for name, known in self._known.items():
            if name in values and name != "secret":
                text = values[name]
                values[name] = known[text] if text in known else self._converted(name, text, doubts)

    def _converted(self, name: str, text: str, doubts: Doubts) -> Any:
        """Return a field by its rule of CONVERSIONS, and remember a short word."""
        found, doubt = CONVERSIONS[name](text)
        if doubt:
            doubts.append((doubt, name, text))
        elif len(self._known[name]) < _REMEMBERED:
            self._known[name][text] = found
        return found


def _tidied(name: str, text: str, doubts: Doubts) -> str:
    """Return one cell made plain; raises _RejectedError where it can't be read."""
    if clean.calm(text):
        return text
    if clean.garbled(text):
        raise _RejectedError(GARBLED, name)
    tidy, codes = clean.plain(text)
    lost = clean.LOST in codes and (name in _KEYS or name == "title")
    if lost or (clean.CUT_BEFORE in codes and name in _KEYS):
        raise _RejectedError(LOST, name)
    doubts.extend((code, name, text) for code in codes)
    return tidy
