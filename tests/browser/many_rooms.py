"""A site of many rooms, each like the first one of a site: the same machines in the same state."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, TypeVar

from daemon.model import SiteInfo, Snapshot

T = TypeVar("T")


def many(site: SiteInfo, told: Snapshot, count: int) -> tuple[SiteInfo, Snapshot]:
    """Return a site and its snapshot with so many rooms."""
    first = site.rooms[0].id
    devices = tuple(each for each in site.devices if each.room == first)
    outputs = tuple(each for each in site.outputs if each.room == first)
    programmes = tuple(each for each in site.programmes if each.room == first)
    points = tuple(each for each in site.points if each.room == first)
    owned = (devices, outputs, programmes)
    names = {first}.union(*({each.id for each in values} for values in owned))

    def copies(value: T) -> list[T]:
        return [_renamed(value, names, at) for at in range(count)]

    def rows(values: tuple[T, ...]) -> tuple[T, ...]:
        return tuple(each for copy in copies(values) for each in copy)

    results = copies(told.result)
    return (
        replace(
            site,
            rooms=rows(site.rooms[:1]),
            devices=rows(devices),
            points=rows(points),
            outputs=rows(outputs),
            programmes=rows(programmes),
            plans=(),
        ),
        replace(
            told,
            devices=_joined(copies(told.devices)),
            result=replace(
                told.result,
                climates=_joined(each.climates for each in results),
                outputs=_joined(each.outputs for each in results),
                rooms=_joined(each.rooms for each in results),
                cycles=_joined(each.cycles for each in results),
                alarms=rows(told.result.alarms),
            ),
        ),
    )


def _joined(parts: Iterable[Mapping[str, T]]) -> dict[str, T]:
    return {name: value for part in parts for name, value in part.items()}


def _renamed(value: Any, names: set[str], at: int) -> Any:
    """Return a value with the names of the first room's things, also in tags and keys, made new."""
    if isinstance(value, str) and not isinstance(value, Enum):
        head, dot, tail = value.partition(".")
        if head in names:
            return f"{head}-{at}{dot}{tail}"
        return f"{value}-{at}" if value.partition(":")[2] in names else value
    if isinstance(value, tuple):
        return tuple(_renamed(each, names, at) for each in value)
    if isinstance(value, Mapping):
        return {_renamed(k, names, at): _renamed(v, names, at) for k, v in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        was = {each.name: getattr(value, each.name) for each in fields(value) if each.init}
        return replace(value, **_renamed(was, set(names), at))
    return value
