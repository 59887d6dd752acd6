"""How long, deep and large what people write may be; more is refused before it costs much (pure).

A key of thousands of parts is a tree as deep, and its paths take memory by the square of that.
"""

import re
from collections.abc import Mapping

MOST_PARTS = 16  # of one key, and levels of one tree
MOST_ENTRIES = 1000  # of one table or list
MOST_VALUES = 20_000  # of one file, tables and lists among them

# A key begins a line, a header, or an entry of an inline table. Every repeat is possessive: nothing
# is tried twice, whatever the text.
_PART = r"""(?:[A-Za-z0-9_-]++|"(?:\\.|[^"\\\n])*+"|'[^'\n]*+')"""
_LONG = re.compile(
    rf"(?:^[ \t]*+\[?\[?|[{{,])[ \t]*+{_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{MOST_PARTS}}}",
    re.MULTILINE,
)


def long_key(text: str) -> int | None:
    """Return the line, from 1, of the first key of more than MOST_PARTS parts, None without one."""
    found = _LONG.search(text)
    return None if found is None else text.count("\n", 0, found.end()) + 1


def excess(tree: Mapping[str, object]) -> str | None:
    """Return the code of what is too much in a tree, None where nothing is."""
    level: list[object] = [tree]
    values = 0
    for _ in range(MOST_PARTS):
        found: list[object] = []
        for node in level:
            entries = _entries(node)
            if len(entries) > MOST_ENTRIES:
                return "toml_many"
            found += entries
        values += len(found)
        if values > MOST_VALUES:
            return "toml_many"
        level = [each for each in found if isinstance(each, dict | list)]
        if not level:
            return None
    return "toml_nested"


def _entries(node: object) -> list[object]:
    if isinstance(node, dict):
        return list(node.values())
    return node if isinstance(node, list) else []
