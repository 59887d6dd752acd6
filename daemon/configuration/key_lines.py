"""On which line each key of a TOML text is written (`tomllib` keeps no positions; pure)."""

import re
import tomllib
from collections.abc import Iterator
from typing import NamedTuple

from .problem import KeyPath

TOKEN = re.compile(
    r"""
    (?P<text>\"{3}(?:\\.|[^\\])*?\"{3,5} | '{3}.*?'{3,5} | "(?:\\.|[^"\\])*" | '[^']*')
  | (?P<mark>[\[\]{},=])
  | (?P<bare>[^\s\[\]{},=\#"']+)
  | (?P<newline>\n)
  | (?P<skip>\#[^\n]* | [^\S\n]+)
    """,
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """One lexical piece of TOML; `line` counts from 1."""

    kind: str
    text: str
    line: int


def key_lines(text: str) -> dict[KeyPath, int]:
    """Return the line, from 1, of every table, key and array element of the valid TOML `text`."""
    return _Walk(text).lines


def _tokens(text: str) -> Iterator[Token]:
    line = 1
    for match in TOKEN.finditer(text):
        if match.lastgroup and match.lastgroup != "skip":
            yield Token(match.lastgroup, match.group(), line)
        line += match.group().count("\n")
    yield Token("end", "", line)


class _Walk:
    """One pass over the tokens; may trust that they form valid TOML."""

    def __init__(self, text: str) -> None:
        self.lines: dict[KeyPath, int] = {}
        self._tokens = _tokens(text)
        self._next = next(self._tokens)
        self._tables: dict[KeyPath, int] = {}  # array of tables -> tables so far
        table: KeyPath = ()
        while self._next.kind != "end":
            if self._next.kind == "newline":
                self._take()
            elif self._next.text == "[":
                table = self._header()
            else:
                self._pair(table)

    def _take(self) -> Token:
        taken, self._next = self._next, next(self._tokens, self._next)
        return taken

    def _header(self) -> KeyPath:
        line = self._take().line
        repeated = self._next.text == "["
        if repeated:
            self._take()
        *parents, name = self._key()
        for _ in range(1 + repeated):
            self._take()
        path: KeyPath = ()
        for part in parents:
            path = self._entered((*path, part))
            self.lines.setdefault(path, line)
        path = (*path, name)
        self.lines.setdefault(path, line)
        if repeated:
            self._tables[path] = self._tables.get(path, 0) + 1
            path = self._entered(path)
            self.lines[path] = line
        return path

    def _entered(self, path: KeyPath) -> KeyPath:
        count = self._tables.get(path)
        return path if count is None else (*path, count - 1)

    def _key(self) -> list[str]:
        parts: list[str] = []
        while self._next.kind in ("bare", "text"):
            token = self._take()
            if token.kind == "text":
                parts.append(tomllib.loads(f"key = {token.text}")["key"])
            else:
                parts += filter(None, token.text.split("."))
        return parts

    def _pair(self, table: KeyPath) -> None:
        line = self._next.line
        path = table
        for part in self._key():
            path = (*path, part)
            self.lines.setdefault(path, line)
        self._take()  # the equals sign
        self._value(path)

    def _value(self, path: KeyPath) -> None:
        token = self._take()
        if token.text == "[":
            self._array(path)
        elif token.text == "{":
            while self._item("}"):
                self._pair(path)
        else:
            while token.kind == self._next.kind == "bare":  # a date and its time
                self._take()

    def _array(self, path: KeyPath) -> None:
        index = 0
        while self._item("]"):
            self.lines[*path, index] = self._next.line
            self._value((*path, index))
            index += 1

    def _item(self, closing: str) -> bool:
        while self._next.kind == "newline" or self._next.text == ",":
            self._take()
        if self._next.text == closing:
            self._take()
            return False
        return True
