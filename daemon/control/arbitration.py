"""Between the rules: what one machine does to the other's value, by psychrometrics.

Cooling makes air more humid, heating makes it drier, a dehumidifier heats.

* A cooler or heater that would push the humidity out of its band waits while the temperature is
  inside its own band; a temperature outside its band goes first.
* Nothing cools a room whose coldest surface is near the dew point.
* While the cooler waits for the humidity, the dehumidifier goes first.
* In a room that is too warm the cooler goes first: the dehumidifier starts at the band's limit.
* Near a cold surface the room is dried further, down to what its band allows.
* Machines that work against each other, and those of a locked pair, are never wanted together.

Whether a waiting machine may start is asked more strictly than whether a running one may go on, so
nothing switches to and fro at a limit.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from daemon.model import Claim, Reason

from .climate import humidity_at_pct
from .deadband import inside
from .settings import HumidityRule, RoomSettings, TemperatureRule
from .situation import Situation, told
from .view import View

START_MARGIN_K = 3.0  # condensation margin of the coldest surface, `domain.md` 2.6
STOP_MARGIN_K = 2.0
FOR_HUMIDITY = "cooling_waits_humidity"
COOLING_FIRST, FOR_COOLING, FOR_SURFACE = "cooling_first", "for_cooling", "for_surface"


def cooling_waits(situation: Situation, rule: TemperatureRule, running: bool) -> Reason | None:
    """Return why cooling now would wet the coldest surface or make the room too damp."""
    air, band = situation.air, situation.room.band
    margin = air.margin_k
    if margin is not None and margin < (STOP_MARGIN_K if running else START_MARGIN_K):
        return told(
            "cooling_waits_surface", surface_c=air.surface_c or 0.0, dew_c=air.dew_point_c or 0.0
        )
    if air.temperature_c is None or air.humidity_pct is None or air.temperature_c > band.high_c:
        return None
    limit = band.high_pct if running else _dampest_pct(rule, air.temperature_c, band.high_pct)
    if air.humidity_pct <= limit:
        return None
    return told(FOR_HUMIDITY, rh_pct=air.humidity_pct, limit_pct=limit)


def heating_waits(situation: Situation, rule: TemperatureRule, running: bool) -> Reason | None:
    """Return why heating now would make the room too dry."""
    air, band = situation.air, situation.room.band
    if air.temperature_c is None or air.humidity_pct is None or air.temperature_c < band.low_c:
        return None
    warmer_c = air.temperature_c + rule.deadband_c
    limit = band.low_pct
    if not running:
        limit = humidity_at_pct(warmer_c, band.low_pct, air.temperature_c)
    if air.humidity_pct >= limit:
        return None
    return told("heating_waits_humidity", rh_pct=air.humidity_pct, limit_pct=limit)


def _dampest_pct(rule: TemperatureRule, temperature_c: float, high_pct: float) -> float:
    """Return the %RH that becomes `high_pct` one deadband colder."""
    return humidity_at_pct(temperature_c - rule.deadband_c, high_pct, temperature_c)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drying:
    """The setpoint that a dehumidifier works to, and why it is not the room's own."""

    setpoint_pct: float
    why: str = ""


def drying(situation: Situation, rule: HumidityRule, cooler: Claim | None) -> Drying | None:
    """Return what the dehumidifier works to, given what was just decided for the cooler.

    None where nothing is known to dry to.
    """
    air, band, warmth = situation.air, situation.room.band, situation.room.temperature
    own, half = situation.memory.setpoint_pct, rule.deadband_pct / 2
    if own is None or air.humidity_pct is None:
        return None
    found = Drying(setpoint_pct=own)
    if air.temperature_c is None or air.surface_c is None or rule.lower is None:
        return found
    if warmth is not None and cooler is not None:
        warm_c = band.high_c - (0 if situation.running(rule.lower) else warmth.deadband_c / 2)
        if cooler.on and air.temperature_c > warm_c:
            found = Drying(setpoint_pct=max(own, band.high_pct - half), why=COOLING_FIRST)
        if cooler.reason.code == FOR_HUMIDITY:
            dampest_pct = _dampest_pct(warmth, air.temperature_c, band.high_pct)
            found = _lower(found, dampest_pct - half, FOR_COOLING)
    near_pct = humidity_at_pct(air.surface_c - START_MARGIN_K, 100.0, air.temperature_c)
    found = _lower(found, near_pct - half, FOR_SURFACE)
    legal = inside(found.setpoint_pct, band.low_pct, band.high_pct, rule.deadband_pct)
    return Drying(setpoint_pct=legal, why="" if legal == own else found.why)


def _lower(found: Drying, setpoint_pct: float, why: str) -> Drying:
    if setpoint_pct >= found.setpoint_pct:
        return found
    return Drying(setpoint_pct=setpoint_pct, why=why)


def unopposed(view: View, room: RoomSettings, claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Return the claims with at most one machine on of those that exclude each other.

    The first claim that is on stays, and the humidifier comes last: damp is the greater danger.
    """
    humidifier = None if room.humidity is None else room.humidity.raise_
    kept: list[Claim] = []
    for claim in sorted(claims, key=lambda claim: claim.output == humidifier):
        winner = None
        if claim.on:
            against = {*view.settings.partners[claim.output], *_undoing(room, claim.output)}
            winner = next((c.output for c in kept if c.on and c.output in against), None)
        if winner is not None:
            why = told("rule_gives_way", other=view.settings.outputs[winner].name)
            kept.append(replace(claim, on=False, reason=why, until=None))
        else:
            kept.append(claim)
    return tuple(kept)


def _undoing(room: RoomSettings, output: str) -> set[str]:
    """Return the outputs that undo in this room what `output` does."""
    damp, warmth, fan = room.humidity, room.temperature, room.ventilation
    against: list[tuple[str | None, str | None]] = []
    if damp is not None:
        against.append((damp.lower, damp.raise_))
        against.append((None if fan is None else fan.fan, damp.raise_))
    if warmth is not None:
        against.append((warmth.lower, warmth.raise_))
    pairs = [(one, other) for pair in against for one, other in (pair, pair[::-1])]
    return {other for one, other in pairs if one == output and other is not None}
