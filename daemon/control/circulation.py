"""The circulation rule: mixes the air for a part of each period, and while the room is uneven."""

from daemon.model import Claim, Quality

from .settings import CirculationRule
from .situation import Situation, told
from .suspicion import COLDEST

OWNER = "circulation"
ENOUGH = 0.9  # share of a limit at which what it started ends again


def circulation_claim(situation: Situation, rule: CirculationRule) -> Claim:
    """Return what the rule wants of its fan; it needs no sensor, so it is never blind."""
    t = situation.view.t
    phase_s = t % rule.every_s if rule.every_s > 0 else 0.0
    times = {"run_s": rule.run_s, "every_s": rule.every_s}
    if phase_s < rule.run_s:
        why, until = told("circulation_due", **times), t - phase_s + rule.run_s
        return situation.claim(rule.fan, OWNER, why, on=True, until=until)
    spread_pct = _spread_pct(situation)
    if rule.spread_pct > 0 and spread_pct is not None:
        limit = rule.spread_pct * (ENOUGH if situation.running(rule.fan) else 1.0)
        if spread_pct > limit:
            why = told("circulation_spread", spread_pct=spread_pct, limit_pct=rule.spread_pct)
            return situation.claim(rule.fan, OWNER, why, on=True)
    why, until = told("circulation_rests", **times), t - phase_s + rule.every_s
    return situation.claim(rule.fan, OWNER, why, on=False, until=until)


def _spread_pct(situation: Situation) -> float | None:
    """Return how far the room's trusted humidity sensors lie apart; the coldest wall is apart."""
    view, room = situation.view, situation.room.id
    readings = (
        view.reading(point.tag)
        for point in view.settings.points_of.get((room, "relative_humidity"), ())
        if point.zone != COLDEST
    )
    known = [r.number for r in readings if r.quality is Quality.GOOD and r.number is not None]
    return max(known) - min(known) if len(known) > 1 else None
