"""The interlocks: what must be well, or which outputs stay off. This table is the safety argument.

One row is one hazard. `sees` looks at the input: True is well, False is not, None is unknown.
An input that is not well trips the row; an unknown one trips it too, unless the row says why not.
A tripped row claims OFF for every output that it `blocks`, at the highest rank there is: no rule,
no person, no guard and no sterilisation cycle outranks it. A cycle looks at the same trips, but
what is written here holds even if the cycle were wrong.

`latches`: ALWAYS waits for a person who resets it at the room's own panel once the input is well;
LIVE does so when a hazard was live (warning, run or stopping), so that people may use the door all
day without resetting anything; NEVER clears by itself. An unknown input latches beside a live
hazard only: a sensor that was away for a minute needs nobody to come.

Why this fails safe. Contacts are wired so that current flows while all is well: a cut wire, a lost
supply and a dead module read as "not well" or as nothing at all, and both trip. Beside a hazard a
contact that was not read for 0.6 s is unknown. Two contacts on one door must agree. The hazard
itself is only ever switched by a timer inside the relay board that falls off by itself 3 s after
our last renewal, so everything that kills this program, the machine or the cable puts it out. What
this can't see: a single contact that sticks at "closed" while the door is open. Hence two contacts
where possible, the proof of an opening and a closing before every start, and above all a door
contact and an emergency stop that break the lamp's circuit by wire. This software is the second
layer.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from daemon.model import Kind, Quality, Verdict

from .settings import OutputSettings, RoomSettings
from .view import Fact, View

HAZARDS = frozenset({Kind.UV_LAMP, Kind.OZONE_GENERATOR, Kind.CONTACTOR})
HAZARDS_UNLESS_ALLOWED = frozenset({Kind.PLASMA})  # some are made for rooms with people in them
NEEDED_IN_DANGER = frozenset({Kind.EXHAUST_FAN, Kind.SOUNDER})
SIREN_S = 60.0
RELEASE_PCT = 1.0  # so far inside the band a climate trip ends
RELEASE_C = 0.5


class Latch(Enum):
    """Whether a trip stays until a person resets it."""

    NEVER = "never"
    LIVE = "live"
    ALWAYS = "always"


def is_hazard(output: OutputSettings) -> bool:
    """Return whether an output can hurt a person who is inside."""
    return output.hazardous or output.kind in HAZARDS


def _machine(output: OutputSettings) -> bool:
    return output.kind not in NEEDED_IN_DANGER


def _all(output: OutputSettings) -> bool:
    return output.kind is not Kind.SOUNDER


def _ozone(view: View, room: RoomSettings) -> Fact:
    """Well while the ozone is below what the room's programmes may reach at most."""
    reading = view.facts[room.id].ozone
    limits = [programme.most_ozone_mg_m3 for programme in view.settings.programmes_of[room.id]]
    if reading is None or not limits:
        return True
    if reading.quality is not Quality.GOOD or reading.number is None:
        return None
    return reading.number <= min(limits)


def _no_hazard_is(view: View, room: RoomSettings, wrong: Verdict) -> Fact:
    return not any(
        view.output(output.id).verdict is wrong
        for output in view.settings.outputs_of[room.id]
        if is_hazard(output)
    )


def _holds(view: View, room: RoomSettings, row: str) -> bool:
    return f"{room.id}/{row}" in view.state.trips


def _humidity_below(view: View, room: RoomSettings) -> Fact:
    value = view.climates[room.id].humidity.number
    inside = RELEASE_PCT if _holds(view, room, "too_damp") else 0.0
    return None if value is None else value < room.band.high_pct - inside


def _humidity_above(view: View, room: RoomSettings) -> Fact:
    value = view.climates[room.id].humidity.number
    inside = RELEASE_PCT if _holds(view, room, "too_dry") else 0.0
    return None if value is None else value > room.band.low_pct + inside


def _temperature_below(view: View, room: RoomSettings) -> Fact:
    value = view.climates[room.id].temperature.number
    inside = RELEASE_C if _holds(view, room, "too_hot") else 0.0
    return None if value is None else value < room.band.high_c - inside


def _temperature_above(view: View, room: RoomSettings) -> Fact:
    value = view.climates[room.id].temperature.number
    inside = RELEASE_C if _holds(view, room, "too_cold") else 0.0
    return None if value is None else value > room.band.low_c + inside


@dataclass(frozen=True, slots=True, kw_only=True)
class Interlock:
    """One row. Its sentences are `trip_<id>` and, for an unknown input, `trip_<id>_unknown`.

    `fits` says in which rooms the row exists; `siren_s` how long the sounder goes when it trips
    beside a live hazard.
    """

    id: str
    hazard: str
    sees: Callable[[View, RoomSettings], Fact]
    blocks: Callable[[OutputSettings], bool]
    latches: Latch = Latch.NEVER
    unknown_trips: bool = True
    fits: Callable[[RoomSettings], bool] = lambda _: True
    siren_s: float = 0.0
    fail_safe: str


INTERLOCKS: tuple[Interlock, ...] = (
    Interlock(
        id="door",
        hazard="somebody walks into UV light or ozone",
        sees=lambda view, room: view.facts[room.id].door_closed,
        blocks=is_hazard,
        latches=Latch.LIVE,
        siren_s=SIREN_S,
        fail_safe="normally closed contacts; open, cut, silent or disagreeing all trip",
    ),
    Interlock(
        id="person",
        hazard="somebody is inside who was not seen before",
        sees=lambda view, room: view.facts[room.id].nobody,
        blocks=is_hazard,
        latches=Latch.LIVE,
        siren_s=SIREN_S,
        fail_safe="the detector's closed relay means nobody; a dead detector opens it",
    ),
    Interlock(
        id="e_stop",
        hazard="somebody in danger presses the button",
        sees=lambda view, room: view.facts[room.id].e_stop_released,
        blocks=is_hazard,
        latches=Latch.LIVE,
        siren_s=SIREN_S,
        fail_safe="normally closed; the button breaks the hazard's supply by wire besides",
    ),
    Interlock(
        id="e_stop_pressed",
        hazard="a machine must stop at once",
        sees=lambda view, room: view.facts[room.id].e_stop_released,
        blocks=_machine,
        latches=Latch.ALWAYS,
        unknown_trips=False,  # the button cuts machines by wire; silence must not let damp in
        fits=lambda room: bool(room.safety.e_stop_released),
        fail_safe="the button acts by wire; exhaust and sounder go on, they protect people",
    ),
    Interlock(
        id="fire",
        hazard="fans and machines feed a fire",
        sees=lambda view, room: view.facts[room.id].no_fire,
        blocks=_all,
        latches=Latch.ALWAYS,
        fits=lambda room: bool(room.safety.no_fire),
        fail_safe="the fire panel's closed relay means no fire",
    ),
    Interlock(
        id="water",
        hazard="water on the floor: shock, or a machine that makes it",
        sees=lambda view, room: view.facts[room.id].floor_dry,
        blocks=lambda output: (
            is_hazard(output) or output.kind in (Kind.HUMIDIFIER, Kind.DEHUMIDIFIER)
        ),
        latches=Latch.ALWAYS,
        fits=lambda room: bool(room.safety.floor_dry),
        fail_safe="the detector's closed relay means dry",
    ),
    Interlock(
        id="ozone",
        hazard="more ozone than any programme of the room needs",
        sees=_ozone,
        blocks=is_hazard,
        latches=Latch.LIVE,
        fits=lambda room: bool(room.safety.ozone),
        fail_safe="a sensor that can't be read trips like one that reads too much",
    ),
    Interlock(
        id="welded",
        hazard="a hazard that was switched off and goes on: relay welded, or switched by others",
        sees=lambda view, room: _no_hazard_is(view, room, Verdict.WELDED),
        blocks=is_hazard,
        latches=Latch.ALWAYS,
        siren_s=math.inf,
        fail_safe="blocks the contactor upstream too, which does not need the welded relay",
    ),
    Interlock(
        id="dropped",
        hazard="a hazard that went out by itself must not come back by itself",
        sees=lambda view, room: _no_hazard_is(view, room, Verdict.OVERRIDDEN),
        blocks=is_hazard,
        latches=Latch.ALWAYS,
        fail_safe="a board that lost its power starts with open relays and stays so",
    ),
    Interlock(
        id="monitor_only",
        hazard="a program that keeps failing decides wrongly",
        sees=lambda view, _: not view.settings.monitor_only,
        blocks=_machine,
        fail_safe="outputs fall off; exhaust and sounder stay usable",
    ),
    Interlock(
        id="too_damp",
        hazard="humidifying damp records",
        sees=_humidity_below,
        blocks=lambda output: output.kind is Kind.HUMIDIFIER,
        fail_safe="never humidify blind",
    ),
    Interlock(
        id="too_hot",
        hazard="heating a hot room",
        sees=_temperature_below,
        blocks=lambda output: output.kind is Kind.HEATER,
        fail_safe="never heat blind",
    ),
    Interlock(
        id="too_dry",
        hazard="drying records until they crack",
        sees=_humidity_above,
        blocks=lambda output: output.kind is Kind.DEHUMIDIFIER,
        unknown_trips=False,  # what a dehumidifier does blind is bounded by its rule for that
        fail_safe="a known dry room is not dried on, not even by hand",
    ),
    Interlock(
        id="too_cold",
        hazard="cooling a cold room into condensation",
        sees=_temperature_above,
        blocks=lambda output: output.kind is Kind.COOLER,
        unknown_trips=False,  # a cooler has a thermostat of its own
        fail_safe="a known cold room is not cooled on, not even by hand",
    ),
)
