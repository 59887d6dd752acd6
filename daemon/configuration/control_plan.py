"""The tables about control as far as they are sound in themselves, so that rules can look at them.

A table with a wrong key is left out, and nothing is said about who refers to it: its own problem
comes first.
"""

from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, Self, TypeVar

from pydantic import BaseModel, ValidationError

from drivers.profile import Point, Profile

from .alarm_sections import Alarms
from .control_sections import Output, Pair, Programme
from .draft import Draft, Entry
from .model import Device, Room, Scan
from .problem import Arg, Finding, KeyPath, shown
from .site import is_hazardous
from .validation import nearest

T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(Generic[T]):
    """A sound table and where it is written."""

    path: KeyPath
    value: T

    def at(self, *keys: str | int) -> KeyPath:
        """Return the path of a key in this table."""
        return (*self.path, *keys)

    def refused(self, code: str, *keys: str | int, **args: Arg) -> Finding:
        """Return a finding about the key at `keys` of this table."""
        return Finding(path=self.at(*keys), code=code, args=args)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is written about control. `unsure` are the ids of tables that are not sound."""

    rooms: tuple[Part[Room], ...]
    outputs: tuple[Part[Output], ...]
    programmes: tuple[Part[Programme], ...]
    pairs: tuple[Part[Pair], ...]
    devices: Mapping[str, Part[Device]]
    profiles: Mapping[str, Profile]
    unsure: AbstractSet[str]
    scan_s: float
    alarms: tuple[Part[Alarms], ...]

    @classmethod
    def of(cls, draft: Draft) -> Self:
        """Return the plan that a draft holds."""
        unsure = set[str]()
        devices = _sound(Device, draft.devices, unsure)
        unsure |= {d.value.id for d in devices if d.value.profile not in draft.profiles}
        scan = _sound(Scan, (draft.root.table("scan"),), set())
        return cls(
            rooms=_sound(Room, draft.rooms, unsure),
            outputs=_sound(Output, draft.outputs, unsure),
            programmes=_sound(Programme, draft.programmes, unsure),
            pairs=_sound(Pair, draft.pairs, unsure),
            devices={d.value.id: d for d in devices if d.value.profile in draft.profiles},
            profiles=draft.profiles,
            unsure=unsure,
            scan_s=scan[0].value.period_s if scan else Scan().period_s,
            alarms=_sound(Alarms, (draft.root.table("alarms"),), set()),
        )

    @cached_property
    def output_of(self) -> Mapping[str, Part[Output]]:
        """The outputs by id."""
        return {output.value.id: output for output in self.outputs}

    @cached_property
    def room_of(self) -> Mapping[str, Part[Room]]:
        """The rooms by id."""
        return {room.value.id: room for room in self.rooms}

    def profile(self, device: str) -> Profile | None:
        """Return the profile of a device, None where that is not known."""
        part = self.devices.get(device)
        return None if part is None else self.profiles[part.value.profile]

    def is_hazard(self, output: Part[Output]) -> bool:
        """Return whether an output can hurt a person who is inside."""
        profile = self.profile(output.value.device)
        return profile is not None and is_hazardous(output.value, profile)

    def hazards_in(self, room: str) -> tuple[Part[Output], ...]:
        """Return the outputs of a room that can hurt a person."""
        return tuple(o for o in self.outputs if o.value.room == room and self.is_hazard(o))

    def unknown(
        self, path: KeyPath, code: str, name: str, names: Mapping[str, object]
    ) -> Iterator[Finding]:
        """Yield a finding where `name` is none of `names`, nor the id of an unsound table."""
        if name not in names and name not in self.unsure:
            args = {"value": shown(name), **nearest(name, names)}
            yield Finding(path=path, code=code, args=args)

    def bad_tag(
        self, path: KeyPath, tag: str, fits: Callable[[Point], bool], code: str
    ) -> Iterator[Finding]:
        """Yield what is wrong with a tag: no such device or point, or one that does not fit."""
        device, _, name = tag.partition(".")
        profile = self.profile(device)
        if profile is None:
            yield from self.unknown(path, "unknown_device", device, self.devices)
        elif name not in profile.points:
            args = {"profile": profile.id, **nearest(name, profile.points)}
            yield Finding(path=path, code="unknown_point", args=args)
        elif not fits(profile.points[name]):
            yield Finding(path=path, code=code, args={"value": shown(tag)})


def _sound(model: type[T], entries: tuple[Entry, ...], unsure: set[str]) -> tuple[Part[T], ...]:
    """Return the tables that hold; the ids of the others are added to `unsure`."""
    parts = []
    for entry in entries:
        try:
            value = model.model_validate(entry.written)
        except ValidationError:
            unsure.add(entry.text("id") or "")
            continue
        parts.append(Part(path=entry.path, value=value))
    return tuple(parts)
