"""The configuration as written, readable even where it is wrong, so that one look finds it all."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Self

from drivers.profile import Profile

from .problem import KeyPath


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One written table; whatever is missing or of another type reads as None."""

    path: KeyPath
    written: Mapping[str, object]

    def text(self, key: str) -> str | None:
        """Return the text at `key`."""
        value = self.written.get(key)
        return value if isinstance(value, str) else None

    def whole(self, key: str) -> int | None:
        """Return the whole number at `key`."""
        value = self.written.get(key)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def number(self, key: str) -> float | None:
        """Return the number at `key`."""
        value = self.written.get(key)
        return value if isinstance(value, float) else self.whole(key)

    def table(self, key: str) -> "Entry":
        """Return the table at `key`, empty where there is none."""
        value = self.written.get(key)
        return Entry(path=(*self.path, key), written=value if isinstance(value, dict) else {})

    def at(self, key: str) -> KeyPath:
        """Return the path of `key` in this table."""
        return (*self.path, key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """All entries, the profiles at hand, and the ids of profiles that could not be read."""

    root: Entry
    buses: tuple[Entry, ...]
    rooms: tuple[Entry, ...]
    devices: tuple[Entry, ...]
    outputs: tuple[Entry, ...]
    programmes: tuple[Entry, ...]
    pairs: tuple[Entry, ...]
    notify: tuple[Entry, ...]
    record_sources: tuple[Entry, ...]
    record_outboxes: tuple[Entry, ...]
    profiles: Mapping[str, Profile]
    broken: AbstractSet[str]

    @classmethod
    def of(
        cls, tree: Mapping[str, object], profiles: Mapping[str, Profile], broken: AbstractSet[str]
    ) -> Self:
        """Return the draft that a merged tree holds."""
        return cls(
            root=Entry(path=(), written=tree),
            buses=_entries(tree, "bus"),
            rooms=_entries(tree, "room"),
            devices=_entries(tree, "device"),
            outputs=_entries(tree, "output"),
            programmes=_entries(tree, "programme"),
            pairs=_entries(tree, "pair"),
            notify=_entries(tree, "notify"),
            record_sources=_of_records(tree, "source"),
            record_outboxes=_of_records(tree, "outbox"),
            profiles=profiles,
            broken=broken,
        )

    def profile(self, device: Entry) -> Profile | None:
        """Return the profile of a device, or None where it names none that can be read."""
        return self.profiles.get(device.text("profile") or "")

    def bus(self, device: Entry) -> Entry | None:
        """Return the bus of a device, or None where it names none."""
        wanted = device.text("bus")
        return next((bus for bus in self.buses if wanted and bus.text("id") == wanted), None)


def _of_records(tree: Mapping[str, object], key: str) -> tuple[Entry, ...]:
    records = tree.get("records")
    entries = _entries(records, key) if isinstance(records, dict) else ()
    return tuple(replace(entry, path=("records", *entry.path)) for entry in entries)


def _entries(tree: Mapping[str, object], kind: str) -> tuple[Entry, ...]:
    tables = tree.get(kind)
    if not isinstance(tables, list):
        return ()
    return tuple(
        Entry(path=(kind, index), written=table)
        for index, table in enumerate(tables)
        if isinstance(table, dict)
    )
