"""The rule of each field: what its text comes to, and by which fields a record is known.

A rule gives a value, or nothing and the code of a doubt; what it repairs it tells.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from records_sync.text import dates, identity, numbers, terms

PADDED = "fixed_leading_zeros"
WIDTH = "fixed_full_width"
NARROW = ("fonds", "box", "item_no", "volume_no")

_YEARS = range(1000, 2200)
_PAGES = range(1_000_000)
_PARTS = ("fonds", "category", "year", "retention", "org", "volume_no", "item_no")

Doubts = list[tuple[str, str, str]]  # code, field, the value as it stood


def restore(name: str, width: int, values: dict[str, Any], doubts: Doubts) -> None:
    """Put back the leading zeros of a number, in place."""
    text = numbers.narrow(values[name])
    full = numbers.padded(text, width)
    if full != text:
        doubts.append((PADDED, name, values[name]))
        values[name] = full
    elif text != values[name] and values[name].isascii():
        values[name] = text  # 12.0, of a spreadsheet


def narrow(name: str, values: dict[str, Any], doubts: Doubts) -> None:
    """Fold full-width digits and letters of a number, in place."""
    text = numbers.narrow(values[name])
    if text != values[name]:
        doubts.append((WIDTH, name, values[name]))
        values[name] = text


def known_by(values: Mapping[str, Any]) -> str:
    """Return the id of a record, "" where nothing tells it from others."""
    return next(_names(values), "")


def names_of(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Return every id by which an earlier row may have told of this record, the surest first."""
    return tuple(dict.fromkeys(_names(values)))


def _names(values: Mapping[str, Any]) -> Iterator[str]:
    if "id" in values:
        yield str(values["id"])
    if ref := identity.of_ref_code(values.get("ref_code", "")):
        yield ref
    if own := identity.of_parts(**{name: values[name] for name in _PARTS if name in values}):
        yield own
    if temp := identity.of_temp_no(values.get("temp_no", "")):
        yield temp


def _in(allowed: range, code: str) -> Callable[[str], tuple[int | None, str]]:
    """Return the rule of a count: a whole number of the range, or None and a doubt."""

    def counted(text: str) -> tuple[int | None, str]:
        found = numbers.whole(text)
        return (found, "") if found in allowed else (None, code)

    return counted


def _word(of: Callable[[str], Any], code: str) -> Callable[[str], tuple[Any, str]]:
    """Return the rule of a vocabulary: its word, or None and a doubt."""

    def found(text: str) -> tuple[Any, str]:
        word = of(text)
        return word, "" if word is not None else code

    return found


CONVERSIONS: Mapping[str, Callable[[str], tuple[Any, str]]] = MappingProxyType(
    {
        "year": _in(_YEARS, "doubt_year"),
        "pages": _in(_PAGES, "doubt_pages"),
        "copies": _in(_PAGES, "doubt_copies"),
        "retention": _word(terms.retention, "doubt_retention"),
        "carrier": _word(terms.carrier, "doubt_carrier"),
        "date": dates.parsed,
        "rev": lambda text: (
            (numbers.revision(text), "")
            if not text or numbers.revision(text) is not None
            else (None, "doubt_rev")
        ),
    }
)
