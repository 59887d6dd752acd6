"""`mapping.toml` beside the files: what their columns are called, and how the folder is meant.

Written by hand, so every key that isn't known is refused by its name.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from records_sync.model import SourceError
from records_sync.text.headers import HEADINGS, UNIT_HEADINGS
from records_sync.text.rows import Rules

NAME = "mapping.toml"
LARGEST = 64_000  # bytes
SECTIONS = ("mode", "complete", "ignore", "columns", "pad", "secrecy")
_FIELDS = frozenset(heading.field for heading in (*HEADINGS, *UNIT_HEADINGS))
_PADDED = ("item_no", "volume_no", "fonds", "box")
_WIDEST = 12


class Mode(StrEnum):
    """What a file tells: everything that there is, or what has changed."""

    FULL = "full"
    INCREMENT = "increment"


class Complete(StrEnum):
    """By what a file is known to be whole; what a sidecar says counts in any case."""

    STABLE = "stable"
    OK = "ok"
    SHA256 = "sha256"


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderRules:
    """What a folder says of its files: `columns` is their name -> our field."""

    mode: Mode = Mode.INCREMENT
    complete: Complete = Complete.STABLE
    ignore: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    rows: Rules = field(default_factory=Rules)


def loaded(raw: bytes) -> FolderRules:
    """Return the rules of a mapping file; raises SourceError with the key that is wrong."""
    if len(raw) > LARGEST:
        raise SourceError("file_mapping", str(LARGEST))
    try:
        told = tomllib.loads(raw.decode("utf-8-sig").replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as err:
        raise SourceError("file_mapping", str(err)[:60]) from err
    for key in told:
        if key not in SECTIONS:
            raise SourceError("file_mapping", key[:60])
    columns = _table(told, "columns", str)
    for name, heading in columns.items():
        if heading not in _FIELDS:
            raise SourceError("file_mapping", f"columns.{name} = {heading}"[:120])
    secrecy = _table(told, "secrecy", list)
    return FolderRules(
        mode=_mode(told),
        complete=_complete(told),
        ignore=_words(told.get("ignore", []), "ignore"),
        columns=columns,
        rows=Rules(
            pad=_pads(told),
            open_words=_grades(secrecy, "open"),
            secret_words=_grades(secrecy, "secret"),
        ),
    )


def _table(told: Mapping[str, Any], key: str, kind: type) -> dict[str, Any]:
    table = told.get(key, {})
    if not isinstance(table, dict) or not all(type(value) is kind for value in table.values()):
        raise SourceError("file_mapping", key)
    return table


def _mode(told: Mapping[str, Any]) -> Mode:
    try:
        return Mode(told.get("mode", Mode.INCREMENT))
    except ValueError as err:
        raise SourceError("file_mapping", f"mode = {told['mode']}"[:120]) from err


def _complete(told: Mapping[str, Any]) -> Complete:
    try:
        return Complete(told.get("complete", Complete.STABLE))
    except ValueError as err:
        raise SourceError("file_mapping", f"complete = {told['complete']}"[:120]) from err


def _words(told: Any, key: str) -> tuple[str, ...]:
    if not isinstance(told, list) or not all(isinstance(word, str) for word in told):
        raise SourceError("file_mapping", key)
    return tuple(told)


def _grades(secrecy: Mapping[str, Any], key: str) -> frozenset[str]:
    for name in secrecy:
        if name not in ("open", "secret"):
            raise SourceError("file_mapping", f"secrecy.{name}"[:120])
    return frozenset(_words(secrecy.get(key, []), f"secrecy.{key}"))


def _pads(told: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    pads = dict(Rules().pad)
    for name, width in _table(told, "pad", int).items():
        if name not in _PADDED or not 0 <= width <= _WIDEST:
            raise SourceError("file_mapping", f"pad.{name} = {width}"[:120])
        pads[name] = width
    return tuple(pads.items())
