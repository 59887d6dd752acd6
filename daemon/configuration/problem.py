"""What is wrong with a configuration, as values; the words for it live in `messages`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

KeyPath = tuple[str | int, ...]  # ("device", 2, "poll_s"); numbers count from 0
Arg = str | int | float | tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something wrong at a key, before anybody looked up where that key is written.

    `code` names the sentence and `args` fill it. `first` is the key that `path` collides with.
    """

    path: KeyPath
    code: str
    args: Mapping[str, Arg] = field(default_factory=dict)
    first: KeyPath | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something wrong, with the file, line (from 1, None for the whole file) and key path."""

    file: Path
    line: int | None
    path: str
    code: str
    args: Mapping[str, Arg] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """File and line as editors and compilers write them."""
        return str(self.file) if self.line is None else f"{self.file}:{self.line}"


class ConfigError(Exception):
    """The configuration is refused; `problems` says why, all of it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = tuple(problems)


def shown(value: object, limit: int = 40) -> str:
    """Return `value` as TOML would write it, on one line, cut after `limit` characters."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict | list):
        return "{…}" if isinstance(value, dict) else "[…]"
    if not isinstance(value, str):
        return _cut(str(value) if _printable_number(value) else "…", limit)
    return f'"{_cut(printable(value), limit)}"'


def printable(text: str) -> str:
    """Return `text` with everything that could move a cursor written as an escape."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def _printable_number(value: object) -> bool:
    return not isinstance(value, int) or value.bit_length() < 128  # noqa: PLR2004 - then it's noise


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
