"""Several TOML files as one tree that still knows where each key was written (pure).

Tables merge, arrays append in the order of the files, and a value set twice is a problem.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from .problem import Arg, Finding, KeyPath, Problem, printable, shown
from .source import Source

BARE_KEY = re.compile(r"[A-Za-z0-9_-]{1,60}")


class Origin(NamedTuple):
    """Where a key is written; `line` is None for a file as a whole."""

    file: Path
    line: int | None

    def __str__(self) -> str:
        return str(self.file) if self.line is None else f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The merged tree and the origin of every key path in it."""

    tree: Mapping[str, object]
    origins: Mapping[KeyPath, Origin]

    def origin(self, path: KeyPath) -> Origin:
        """Return where `path` is written, or where the nearest table around it begins."""
        while path not in self.origins:
            path = path[:-1]
        return self.origins[path]

    def label(self, path: KeyPath) -> str:
        """Return `path` for people: `device[th-north].poll_s`, `bus[#2].port` without an id."""
        node: object = self.tree
        words = ""
        for part in path:
            node = _child(node, part)
            if isinstance(part, int):
                words += f"[{_name(node) or f'#{part + 1}'}]"
            else:
                key = part if BARE_KEY.fullmatch(part) else shown(part)
                words += f".{key}" if words else key
        return words

    def problem(self, finding: Finding) -> Problem:
        """Return `finding` with its place, and the place of the key that it collides with."""
        origin = self.origin(finding.path)
        args: dict[str, Arg] = dict(finding.args)
        if finding.first is not None:
            args["first"] = str(self.origin(finding.first))
        return Problem(
            file=origin.file,
            line=origin.line,
            path=self.label(finding.path),
            code=finding.code,
            args=args,
        )


def merged(sources: Sequence[Source]) -> tuple[Document, list[Problem]]:
    """Return the sources as one document, and a problem for each value that is set twice."""
    graft = _Graft(sources[0].file)
    for source in sources:
        graft.table(graft.tree, source.tree, (), source, ())
    document = Document(tree=graft.tree, origins=graft.origins)
    return document, [
        Problem(
            file=second.file,
            line=second.line,
            path=document.label(path),
            code="set_twice",
            args={"first": str(document.origin(path))},
        )
        for path, second in graft.collisions
    ]


class _Graft:
    """Grows one tree from several; `origins` grows with it."""

    def __init__(self, main: Path) -> None:
        self.tree: dict[str, object] = {}
        self.origins: dict[KeyPath, Origin] = {(): Origin(main, None)}
        self.collisions: list[tuple[KeyPath, Origin]] = []

    def table(
        self,
        into: dict[str, object],
        written: Mapping[str, object],
        path: KeyPath,
        source: Source,
        local: KeyPath,
    ) -> None:
        """Add the table `written` at `local` in `source` to the table `into` at `path`."""
        for key, value in written.items():
            at, there = (*path, key), (*local, key)
            origin = Origin(source.file, source.lines.get(there))
            fresh = key not in into
            if fresh:
                into[key] = type(value)() if isinstance(value, dict | list) else value
                self.origins[at] = origin
            present = into[key]
            if isinstance(value, dict) and isinstance(present, dict):
                self.table(present, value, at, source, there)
            elif isinstance(value, list) and isinstance(present, list):
                self._array(present, value, at, source, there)
            elif not fresh:
                self.collisions.append((at, origin))

    def _array(
        self,
        into: list[object],
        written: list[object],
        path: KeyPath,
        source: Source,
        local: KeyPath,
    ) -> None:
        for index, item in enumerate(written):
            at, there = (*path, len(into)), (*local, index)
            self.origins[at] = Origin(source.file, source.lines.get(there))
            if isinstance(item, dict):
                grown: dict[str, object] = {}
                into.append(grown)
                self.table(grown, item, at, source, there)
            else:
                into.append(item)


def _child(node: object, part: str | int) -> object:
    if isinstance(node, dict):
        return node.get(part)
    if isinstance(node, list) and isinstance(part, int) and part < len(node):
        return node[part]
    return None


def _name(node: object) -> str | None:
    """Return the `id` of a table, or the `tag` of a point, where it is short and plain."""
    if not isinstance(node, dict):
        return None
    name = node.get("id", node.get("tag"))
    plain = isinstance(name, str) and name == printable(name) and 0 < len(name) <= 40  # noqa: PLR2004
    return name if plain else None
