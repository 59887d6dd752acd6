"""Pydantic's errors as findings: our codes, the keys as written, the nearest known key (pure)."""

import difflib
import re
from collections.abc import Iterable, Iterator
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from .fields import (
    CLOCK_PATTERN,
    CREDENTIAL_PATTERN,
    ID_PATTERN,
    MAIL_PATTERN,
    MONTH_DAY_PATTERN,
    QUIET_PATTERN,
    TAG_PATTERN,
    TOPIC_PATTERN,
    URL_PATTERN,
    ZONE_PATTERN,
)
from .model import TRANSPORTS
from .problem import Arg, Finding, KeyPath, shown
from .profile_rules import rule
from .records_section import SET_PATTERN

CODES = {  # type of an error -> code of our sentence; those of `fields` stand for themselves
    "missing": "missing",
    "string_type": "wants_text",
    "path_type": "wants_text",
    "int_type": "wants_whole",
    "int_parsing": "wants_whole",
    "int_parsing_size": "wants_whole",
    "int_from_float": "wants_whole",
    "float_type": "wants_number",
    "float_parsing": "wants_number",
    "finite_number": "wants_number",
    "bool_type": "wants_fact",
    "bool_parsing": "wants_fact",
    "dict_type": "wants_table",
    "model_type": "wants_table",
    "model_attributes_type": "wants_table",
    "tuple_type": "wants_list",
    "frozen_set_type": "wants_list",
    "string_too_short": "too_short",
    "string_too_long": "too_long",
    "too_short": "short_list",
    "too_long": "long_list",
    "date_type": "wants_date",
    "date_parsing": "wants_date",
    "date_from_datetime_parsing": "wants_date",
    "date_from_datetime_inexact": "wants_date",
    "greater_than": "above",
    "greater_than_equal": "at_least",
    "less_than": "below",
    "less_than_equal": "at_most",
    "out_of_range": "out_of_range",
    "one_of": "one_of",
    "name": "name",
    "host": "host",
    "timezone": "timezone",
    "absolute_path": "absolute_path",
    "serial_port": "serial_port",
    "unit_id_range": "unit_id_range",
    "repeated": "repeated",
    "cron_time": "cron_time",
    "month_day": "month_day",
    "nothing_set": "nothing_set",
}
PATTERNS = {
    ID_PATTERN: "identifier",
    ZONE_PATTERN: "identifier",
    CREDENTIAL_PATTERN: "credential_name",
    TOPIC_PATTERN: "topic",
    TAG_PATTERN: "tag",
    MONTH_DAY_PATTERN: "month_day",
    QUIET_PATTERN: "quiet_hours",
    CLOCK_PATTERN: "clock_time",
    URL_PATTERN: "url",
    MAIL_PATTERN: "mail_address",
    SET_PATTERN: "oai_set",
}
CONSEQUENCES = frozenset({"default_factory_not_called"})  # of another error in the same table
LIMITS = frozenset({"ge", "gt", "le", "lt", "min_length", "max_length"})
PASSWORDS = ("password", "passwd", "passphrase", "pass", "secret", "token")


def findings_of(error: ValidationError, model: type[BaseModel]) -> list[Finding]:
    """Return one finding per error of validating `model`; nothing is left in pydantic's words."""
    return [
        _finding(detail, model)
        for detail in error.errors(include_url=False)
        if detail["type"] not in CONSEQUENCES and not _emptied(detail)
    ]


def _emptied(detail: ErrorDetails) -> bool:
    """Return whether a list is called too short only because its entries were refused."""
    written = detail["input"]
    if detail["type"] != "too_short" or not isinstance(written, list | tuple):
        return False
    return len(written) >= int(detail.get("ctx", {}).get("min_length", 0))


def nearest(word: str, known: Iterable[str]) -> dict[str, Arg]:
    """Return the arguments of a hint: the known word that was probably meant, else all of them."""
    words = tuple(sorted(known))
    close = difflib.get_close_matches(word.lower(), words, n=1)
    return {"near": close[0]} if close else {"known": words}


def _finding(detail: ErrorDetails, model: type[BaseModel]) -> Finding:
    kind, path = detail["type"], _written(detail["loc"])
    if kind == "extra_forbidden":
        return _unknown_key(path, model)
    if kind == "tuple_type" and _tables(model, path):
        return Finding(path=path, code="wants_tables", args={"name": str(path[-1])})
    code, args = _sentence(kind, detail.get("ctx", {}))
    if path[-1:] == ("transport",) and code == "one_of":
        args = {"choices": TRANSPORTS}  # pydantic names only those of the kind it took this for
    return Finding(path=path, code=code, args={"value": _shown(path, detail["input"]), **args})


def _sentence(kind: str, context: dict[str, Any]) -> tuple[str, dict[str, Arg]]:
    match kind:
        case "value_error":
            return rule(str(context["error"]))
        case "string_pattern_mismatch":
            return PATTERNS.get(context["pattern"], "pattern"), {"pattern": context["pattern"]}
        case "literal_error" | "enum":
            return "one_of", {"choices": _listed(context["expected"])}
    args = {("limit" if key in LIMITS else key): value for key, value in context.items()}
    return CODES.get(kind, "invalid"), args


def _unknown_key(path: KeyPath, model: type[BaseModel]) -> Finding:
    *_, key = path
    known = {
        field.alias or name
        for table in _tables(model, path[:-1])
        for name, field in table.model_fields.items()
    }
    if difflib.get_close_matches(str(key).lower(), PASSWORDS, n=1, cutoff=0.8):
        return Finding(path=path, code="password_in_file")
    if key in known:  # a key of another transport
        return Finding(path=path, code="other_transport")
    return Finding(path=path, code="unknown_key", args=nearest(str(key), known))


def _written(loc: KeyPath) -> KeyPath:
    """Return the key path as written: without pydantic's mark for the kind of a bus."""
    return (*loc[:2], *loc[3:]) if loc[0:1] == ("bus",) else loc


def _tables(model: type[BaseModel], path: KeyPath) -> list[type[BaseModel]]:
    """Return the models that describe the table, or the tables of the array, at `path`."""
    tables, named = [model], False
    for part in path:
        if named or not isinstance(part, str):  # a name of somebody's choice, or a place in a list
            named = False
            continue
        fields = [table.model_fields[part] for table in tables if part in table.model_fields]
        tables = [table for field in fields for table in _models(field.annotation)]
        named = any(get_origin(field.annotation) is dict for field in fields)
    return tables


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)


def _listed(expected: str) -> tuple[str, ...]:
    """Return the words of pydantic's enumeration "'a', 'b' or 'c'"."""
    return tuple(re.findall(r"[^\s',]+", expected.replace(" or ", " ")))


def _shown(path: KeyPath, value: object) -> str:
    secret = any("password" in part for part in path if isinstance(part, str))
    return "…" if secret else shown(value)
