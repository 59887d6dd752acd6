"""One configuration tried on images that it does not act upon (pure).

The readings are those of the record or of the active configuration; only what shows its own
outputs is replaced, by machines that follow its own commands. Acts of people never reach a trial,
so no hazard can start in one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from daemon.control.restart import restored
from daemon.control.scan import scan
from daemon.control.settings import Settings
from daemon.control.state import ControlState, RoomMemory
from daemon.control.targets import wanted
from daemon.control.view import Inputs, View
from daemon.model import ProcessImage, Reading, ScanResult, waiting

from .assumed import Machines, machines

NEW = ControlState(booted=False)


class Moment(NamedTuple):
    """The readings at one moment, on both clocks; `down` are buses that are unusable."""

    t: float
    at: datetime
    clock_trusted: bool
    readings: Mapping[str, Reading]
    down: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A configuration with all that it remembers. `tags` are what it takes from the moments."""

    settings: Settings
    tags: tuple[str, ...]
    silent: Mapping[str, Reading]  # its other points: nobody reads them
    machines: Machines
    state: ControlState


def trial(
    settings: Settings,
    known: Mapping[str, str],
    first: Moment,
    rooms: Mapping[str, RoomMemory] | None = None,
) -> Trial:
    """Return a configuration before its first scan; `known` are the units of known tags.

    Its machines begin as the first moment shows them. Without `rooms` it begins as if it had been
    in force for long: its setpoints have nothing to glide any more.
    """
    points = settings.site.points
    tags = tuple(p.tag for p in points if known.get(p.tag) == p.unit)
    silent = {p.tag: waiting(p.unit) for p in points if known.get(p.tag) != p.unit}
    image = ProcessImage(
        t=first.t,
        at=first.at,
        clock_trusted=first.clock_trusted,
        readings={**silent, **{tag: first.readings[tag] for tag in tags}},
    )
    return Trial(
        settings=settings,
        tags=tags,
        silent=silent,
        machines=machines(settings, image),
        state=replace(NEW, rooms=_settled(settings, image) if rooms is None else rooms),
    )


def _settled(settings: Settings, image: ProcessImage) -> Mapping[str, RoomMemory]:
    view = View(
        settings=settings,
        inputs=Inputs(image=image),
        image=image,
        climates={},
        facts={},
        state=NEW,
    )
    goals = {room.id: wanted(view, room) for room in settings.rooms.values()}
    return {
        room: RoomMemory(setpoint_c=goal.temperature_c, setpoint_pct=goal.humidity_pct)
        for room, goal in goals.items()
    }


def tried(before: Trial, moment: Moment) -> tuple[ScanResult, Trial]:
    """Return what the configuration decides at a moment, and the trial after it."""
    readings = moment.readings
    image = ProcessImage(
        t=moment.t,
        at=moment.at,
        clock_trusted=moment.clock_trusted,
        readings={
            **before.silent,
            **{tag: readings[tag] for tag in before.tags},
            **before.machines.readings(moment.t, moment.at),
        },
    )
    inputs = Inputs(image=image, written=before.machines.written, down=moment.down)
    result, state = scan(inputs, before.settings, before.state)
    told = before.machines.told(result.orders, moment.t)
    return result, replace(before, machines=told, state=state)


def resumed(before: Trial, t: float, *, same_boot: bool, away_s: float | None) -> Trial:
    """Return the trial after its program was away; machines stay as they were told."""
    state = restored(before.state, t, same_boot=same_boot, away_s=away_s)
    return replace(before, state=state)


def unread(of: Trial) -> tuple[str, ...]:
    """Return the points of a configuration that nobody reads and that no machine of it shows."""
    shown = {proof.tag for proof in of.machines.proofs}
    return tuple(tag for tag in of.silent if tag not in shown)
