"""Which element of a harvested record is which field of ours: a TOML file, Dublin Core by default.

Persons are no business of the index: a site that maps creators has to know that they are offices.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from records_sync.sources.told import NAMES

_KEYS = {"prefix": str, "namespaces": dict, "field": list}
_FIELD_KEYS = {"name": str, "paths": list, "matching": str, "join": str}


class CrosswalkError(ValueError):
    """A crosswalk that can't be used; its words say what is wrong, all of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Where one field comes from. Of several values the first, or all with `join` between them.

    A value counts only where `matching` fits the whole of it; its first group is what is taken.
    """

    name: str
    paths: tuple[str, ...]
    matching: re.Pattern[str] | None = None
    join: str | None = None

    def text(self, metadata: Element, namespaces: Mapping[str, str]) -> str:
        """Return the text of the field, "" where there is none."""
        found = [
            taken
            for path in self.paths
            for element in metadata.iterfind(path, dict(namespaces))
            if (taken := self._taken("".join(element.itertext()).strip()))
        ]
        return (found[0] if self.join is None else self.join.join(found)) if found else ""

    def _taken(self, text: str) -> str:
        if self.matching is None:
            return text
        fits = self.matching.fullmatch(text)
        return (fits[1] if self.matching.groups else fits[0]) if fits else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crosswalk:
    """`prefix` is the metadataPrefix that is asked for."""

    prefix: str
    namespaces: Mapping[str, str]
    rules: tuple[Rule, ...]

    def texts(self, metadata: Element) -> dict[str, str]:
        """Return the fields that a record's metadata has."""
        found = {rule.name: rule.text(metadata, self.namespaces) for rule in self.rules}
        return {name: text for name, text in found.items() if text}


def dublin_core() -> Crosswalk:
    """Return the crosswalk for what every repository speaks."""
    text = files("records_sync.sources").joinpath("crosswalks", "dublin_core.toml")
    return parsed(tomllib.loads(text.read_text(encoding="utf-8")))


def load(path: Path) -> Crosswalk:
    """Return the crosswalk of a file. Raises CrosswalkError."""
    try:
        return parsed(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeError, tomllib.TOMLDecodeError) as error:
        raise CrosswalkError(f"{path}: {error}") from None


def parsed(body: Mapping[str, Any]) -> Crosswalk:
    """Return the crosswalk of a parsed file. Raises CrosswalkError with all that is wrong."""
    wrong = [*_misfits("", body, _KEYS, ("prefix", "namespaces", "field"))]
    if wrong:
        raise CrosswalkError("; ".join(wrong))
    rules = []
    for at, told in enumerate(body["field"], 1):
        where = f"field {at}: "
        found = list(_misfits(where, told, _FIELD_KEYS, ("name", "paths")))
        if not found:
            found = list(_unusable(where, told, body["namespaces"]))
        if not found:
            rules.append(
                Rule(
                    name=told["name"],
                    paths=tuple(told["paths"]),
                    matching=re.compile(told["matching"]) if "matching" in told else None,
                    join=told.get("join"),
                )
            )
        wrong += found
    names = [rule.name for rule in rules]
    wrong += [f"{name} twice" for name in sorted(set(names)) if names.count(name) > 1]
    if not wrong and "title" not in names:
        wrong.append("no field title")
    if wrong:
        raise CrosswalkError("; ".join(wrong))
    return Crosswalk(prefix=body["prefix"], namespaces=body["namespaces"], rules=tuple(rules))


def _misfits(where: str, body: Any, keys: Mapping[str, type], needed: tuple[str, ...]) -> list[str]:
    if not isinstance(body, Mapping):
        return [f"{where}not a table"]
    return [
        *(f"{where}no {key}" for key in needed if key not in body),
        *(f"{where}unknown key {key}" for key in body if key not in keys),
        *(
            f"{where}{key} is no {kind.__name__}"
            for key, kind in keys.items()
            if key in body and not isinstance(body[key], kind)
        ),
    ]


def _unusable(where: str, told: Mapping[str, Any], namespaces: Mapping[str, Any]) -> list[str]:
    """Return what of a field's rule could not be carried out."""
    wrong = []
    if told["name"] not in NAMES or told["name"] == "id":
        wrong.append(f"{where}unknown field {told['name']}")
    if not told["paths"]:
        wrong.append(f"{where}no path")
    for path in told["paths"]:
        try:
            Element("x").find(path, dict(namespaces))
        except (SyntaxError, TypeError, KeyError) as error:
            wrong.append(f"{where}path {path!r}: {error}")
    try:
        re.compile(told.get("matching", ""))
    except re.error as error:
        wrong.append(f"{where}matching: {error}")
    return wrong
