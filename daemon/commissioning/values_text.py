"""A file with other values in it: its comments, its order and everything else stay. Blocks.

tomlkit writes it; what it wrote is read again and compared before anybody sees it.
"""

import copy
import tomllib
from collections.abc import MutableMapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from daemon.commissioning_ports import (
    ConfigurationText,
    ConfigurationValue,
    NoValueError,
    Value,
    ValuePath,
    ValueWish,
)
from daemon.configuration.loading import name_of
from daemon.configuration.source import Source
from daemon.model import reason

from .told import told
from .values import Written, values_in, written

DECIMALS = 6  # what a browser adds up has more
LARGEST = 1e9  # no value of the table comes near it


def with_values(main: Path, wishes: Sequence[ValueWish]) -> ConfigurationText:
    """Return the text of the one file that these values are in, with the new ones.

    Raises NoValueError, or RefusedTextError where the files are not sound as they are.
    """
    files = written(main)
    known = {value.path: value for value in values_in(files)}
    for wish in wishes:
        if wish.path not in known or not _fits(known[wish.path], wish.value):
            raise _no_value(wish.path)
    names = sorted({known[wish.path].file for wish in wishes})
    if len(names) != 1:
        raise NoValueError(told(reason("configuration_elsewhere", files=", ".join(names))))
    source = next(each for each in files.sources if name_of(each.file, main) == names[0])
    placed = [(_local(files, source, wish.path), _exact(wish)) for wish in wishes]
    return ConfigurationText(name=names[0], text=_changed(source, placed, wishes[0].path))


def _changed(
    source: Source, placed: Sequence[tuple[ValuePath, Value | None]], first: ValuePath
) -> str:
    wanted = copy.deepcopy(dict(source.tree))
    try:
        document = tomlkit.parse(source.text.replace("\r\n", "\n"))
        for path, value in placed:
            _put(document, path, value)
            _put(wanted, path, value)
        text = tomlkit.dumps(document)
        if tomllib.loads(text) == wanted:
            return text
    except (TOMLKitError, ValueError, TypeError, KeyError, IndexError) as error:
        raise _no_value(first) from error
    raise _no_value(first)


def _put(tree: MutableMapping[str, Any], path: ValuePath, value: Value | None) -> None:
    """Put a value into a tree, None to take it out; tables on the way are made."""
    *above, key = path
    for part in above:
        if isinstance(part, str) and part not in tree:
            if value is None:
                return
            tree[part] = {} if isinstance(tree, dict) and type(tree) is dict else tomlkit.table()
        tree = tree[part]  # type: ignore[index]
    if value is not None:
        tree[str(key)] = value
    elif key in tree:
        del tree[str(key)]


def _local(files: Written, source: Source, path: ValuePath) -> ValuePath:
    """Return the path of a value in its own file: arrays append in the order of the files."""
    if len(path) == 1 or not isinstance(path[1], int):
        return path
    before = 0
    for each in files.sources:
        if each is source:
            break
        entries = each.tree.get(str(path[0]))
        before += len(entries) if isinstance(entries, list) else 0
    return (path[0], path[1] - before, *path[2:])


def _fits(value: ConfigurationValue, wish: Value | None) -> bool:
    """Return whether a wish is of the kind of a value; how much it may be is checked with all."""
    if wish is None:
        return value.written is not None and value.standard is not None
    if value.step is not None:
        if isinstance(wish, bool) or not isinstance(wish, int | float):
            return False
        return abs(wish) <= LARGEST
    if value.choices:
        return wish in value.choices
    kind = value.written if value.standard is None else value.standard
    return isinstance(wish, type(kind))


def _exact(wish: ValueWish) -> Value | None:
    """Return a number as people write it: whole where it is, else without noise."""
    value = wish.value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    short = round(float(value), DECIMALS)
    return int(short) if short.is_integer() else short


def _no_value(path: ValuePath) -> NoValueError:
    words = ".".join(str(part) for part in path)
    return NoValueError(told(reason("configuration_no_value", path=words)))
