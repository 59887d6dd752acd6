"""The ventilation rule: outside air is let in only where it dries the room and harms nothing.

The archivist's old question, "may I open the window?", answered in words at every moment. The fan
runs while the answer is yes and the room is damp; else the answer is advice. What is allowed stays
allowed until half of the asked advantage is lost.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from daemon.model import Band, Claim, Reading, Reason, Why

from .climate import absolute_humidity_g_m3, dew_point_c, humidity_at_pct, saturation_pa
from .deadband import Edges, edges_to_lower, lowers
from .on_loss import blind
from .settings import HumidityRule, VentilationRule
from .situation import Situation, told, usable_c, usable_pct

OWNER = "ventilation"
AWAITED = "ventilation_awaited_degraded"
SURFACE_MARGIN_K = 2.0  # `domain.md` 2.7
SLACK_K = 0.5  # inside the band by so much before air may be let in that pulls the room out of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """The air inside and outside with the coldest surface; `going`: it was allowed until now."""

    band: Band
    margin_g_m3: float
    going: bool
    inside_c: float
    inside_pct: float
    surface_c: float
    outside_c: float
    outside_pct: float

    @property
    def inside_g_m3(self) -> float:
        """The water in the air of the room."""
        return absolute_humidity_g_m3(self.inside_c, self.inside_pct)

    @property
    def outside_g_m3(self) -> float:
        """The water in the air outside."""
        return absolute_humidity_g_m3(self.outside_c, self.outside_pct)


def exchange(situation: Situation, rule: VentilationRule) -> Exchange | Reason:
    """Return what the question needs, or the reason that names what is not known of it."""
    air, view, room = situation.air, situation.view, situation.room.id
    outside = view.reading(rule.temperature), view.reading(rule.humidity)
    outside_c, outside_pct = usable_c(outside[0]), usable_pct(outside[1])
    if air.temperature_c is None or air.humidity_pct is None:
        inside = view.climates[room]
        return unknown("inside", inside.temperature, inside.humidity)
    if air.surface_c is None:
        return unknown("surface", *(view.reading(tag) for tag in view.settings.surface_tags[room]))
    if outside_c is None or outside_pct is None:
        return unknown("outside", *outside)
    return Exchange(
        band=situation.room.band,
        margin_g_m3=rule.margin_g_m3,
        going=situation.memory.ventilating,
        inside_c=air.temperature_c,
        inside_pct=air.humidity_pct,
        surface_c=air.surface_c,
        outside_c=outside_c,
        outside_pct=outside_pct,
    )


def unknown(what: str, *readings: Reading) -> Reason:
    """Return why the air inside, outside or at the surface is not known: lost, or not read yet."""
    awaited = any(reading.why is Why.WAITING_FOR_INITIAL_DATA for reading in readings)
    return told(AWAITED if awaited else f"ventilation_blind_{what}_degraded")


def advice(airs: Exchange | Reason) -> tuple[bool, Reason]:
    """Return whether outside air may come in, and why; what is not known forbids it."""
    if isinstance(airs, Reason):
        return False, airs
    cases = (airs,) if airs.going else (replace(airs, going=True), airs)
    for case in cases:  # what would stop it comes first in any case
        for objection in OBJECTIONS:
            why = objection(case)
            if why is not None:
                return False, why
    return True, told("ventilation_helps", in_g_m3=airs.inside_g_m3, out_g_m3=airs.outside_g_m3)


def fan_claim(situation: Situation, rule: VentilationRule, *, allowed: bool, why: Reason) -> Claim:
    """Return what the rule wants of its fan, given the advice."""
    since = situation.memory.loss_t.get(OWNER)
    value = situation.air.humidity_pct
    if since is not None or value is None:
        return blind(situation, rule.fan, OWNER, situation.view.t if since is None else since)
    if not allowed:
        return situation.claim(rule.fan, OWNER, why, on=False)
    edge = _edges(situation)
    on = lowers(value, edge, running=situation.running(rule.fan))
    code = "ventilation_runs" if on else "ventilation_not_needed"
    numbers = told(code, rh_pct=value, low_pct=edge.low, high_pct=edge.high)
    return situation.claim(rule.fan, OWNER, numbers, on=on)


def _edges(situation: Situation) -> Edges:
    """Return where the fan stops and starts; around the middle of the band without a rule."""
    band, setpoint = situation.room.band, situation.memory.setpoint_pct
    middle = (band.low_pct + band.high_pct) / 2
    rule = situation.room.humidity or HumidityRule(setpoint_pct=middle)
    return edges_to_lower(
        middle if setpoint is None else setpoint,
        rule.deadband_pct,
        opposed=rule.raise_ is not None,
    )


def _wet(airs: Exchange) -> Reason | None:
    margin = airs.margin_g_m3 / 2 if airs.going else airs.margin_g_m3
    if airs.outside_g_m3 < airs.inside_g_m3 - margin:
        return None
    return told(
        "ventilation_wet_outside",
        in_g_m3=airs.inside_g_m3,
        out_g_m3=airs.outside_g_m3,
        margin_g_m3=airs.margin_g_m3,
    )


def _arrives_wrong(airs: Exchange) -> Reason | None:
    arriving = humidity_at_pct(airs.outside_c, airs.outside_pct, airs.inside_c)
    if arriving > airs.band.high_pct:
        return told("ventilation_arrives_damp", rh_pct=arriving, limit_pct=airs.band.high_pct)
    if arriving < airs.band.low_pct:
        return told("ventilation_arrives_dry", rh_pct=arriving, limit_pct=airs.band.low_pct)
    return None


def _wrong_temperature(airs: Exchange) -> Reason | None:
    slack = 0.0 if airs.going else SLACK_K
    if airs.outside_c > airs.inside_c > airs.band.high_c - slack:
        return told("ventilation_warms", out_c=airs.outside_c, limit_c=airs.band.high_c)
    if airs.outside_c < airs.inside_c < airs.band.low_c + slack:
        return told("ventilation_cools", out_c=airs.outside_c, limit_c=airs.band.low_c)
    return None


def _wets_surface(airs: Exchange) -> Reason | None:
    vapour_pa = saturation_pa(airs.outside_c) * airs.outside_pct / 100
    if vapour_pa < saturation_pa(airs.surface_c - SURFACE_MARGIN_K):
        return None
    dew_c = dew_point_c(airs.outside_c, airs.outside_pct)
    return told(
        "ventilation_wets_surface",
        dew_c=airs.outside_c if dew_c is None else dew_c,
        surface_c=airs.surface_c,
    )


OBJECTIONS: tuple[Callable[[Exchange], Reason | None], ...] = (
    _wet,
    _arrives_wrong,
    _wets_surface,
    _wrong_temperature,
)
