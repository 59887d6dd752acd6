"""Plain values as YAML, as a person would write it (pure).

What is not a plain word is written between quotes, with the escapes that JSON and YAML share where
it needs any: no text of a site can break out of its place.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

Value = str | int | float | bool | Mapping[str, "Value"] | Sequence["Value"]

INDENT = "  "
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*|[0-9]+(ms|s|m|h|d)")
_WORDS_OF_YAML = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


def document(value: Value, comment: str = "") -> str:
    """Return the value as a YAML document, below a comment."""
    head = "".join(f"# {line}".rstrip() + "\n" for line in comment.splitlines())
    return head + "\n".join(_lines(value)) + "\n"


def _lines(value: Value) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, below in value.items():
            yield from _entry(f"{_scalar(key)}:", below)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for item in value:
            first, *rest = _lines(item)
            yield f"- {first}"
            yield from (f"{INDENT}{line}" for line in rest)
    else:
        yield _scalar(value)


def _entry(key: str, value: Value) -> Iterator[str]:
    if isinstance(value, str) and _is_block(value):
        yield f"{key} |-"
        yield from (f"{INDENT}{line}" for line in value.split("\n"))
    elif isinstance(value, (str, int, float)) or not value:
        yield f"{key} {_scalar(value)}"
    else:
        yield key
        yield from (f"{INDENT}{line}" for line in _lines(value))


def _is_block(text: str) -> bool:
    """Return whether a text of several lines can be written as it is."""
    lines = text.split("\n")
    return (
        len(lines) > 1
        and all(line and line.isprintable() for line in lines)
        and not lines[0].startswith(" ")
    )


def _scalar(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, str):
        if _PLAIN.fullmatch(value) and value.lower() not in _WORDS_OF_YAML:
            return value
        if '"' in value and "'" not in value and "\\" not in value and value.isprintable():
            return f"'{value}'"
        quoted = json.dumps(value, ensure_ascii=False)
        return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)
    return "{}" if isinstance(value, Mapping) else "[]"
