"""The humidity rule: a dehumidifier and a humidifier around one setpoint."""

from daemon.model import Claim, Reason

from .arbitration import COOLING_FIRST, FOR_COOLING, FOR_SURFACE, Drying
from .deadband import Edges, edges_to_lower, edges_to_raise, lowers, raises
from .on_loss import blind
from .settings import HumidityRule
from .situation import Situation, told

OWNER = "humidity"
ON_CODE = {FOR_COOLING: "humidity_above_for_cooling", FOR_SURFACE: "humidity_above_for_surface"}
OFF_CODE = {COOLING_FIRST: "humidity_not_above_cooling_first"}


def humidity_claims(
    situation: Situation, rule: HumidityRule, dry: Drying | None
) -> tuple[Claim, ...]:
    """Return what the rule wants of its machines, the dehumidifier first; blind without `dry`.

    The humidifier never works to more than the dehumidifier, whatever that is asked to do.
    """
    value, setpoint = situation.air.humidity_pct, situation.memory.setpoint_pct
    if value is None or setpoint is None or dry is None:
        since = situation.memory.loss_t.get(OWNER, situation.view.t)
        outputs = [output for output in (rule.lower, rule.raise_) if output is not None]
        return tuple(blind(situation, output, OWNER, since) for output in outputs)
    opposed = rule.lower is not None and rule.raise_ is not None
    claims = []
    if rule.lower is not None:
        edge = edges_to_lower(dry.setpoint_pct, rule.deadband_pct, opposed=opposed)
        on = lowers(value, edge, running=situation.running(rule.lower))
        own = edges_to_lower(setpoint, rule.deadband_pct, opposed=opposed)
        code = "humidity_above" if on else "humidity_not_above"
        if on or value > own.low:  # else its own setpoint would not have it on either
            code = (ON_CODE if on else OFF_CODE).get(dry.why, code)
        claims.append(situation.claim(rule.lower, OWNER, _told(code, value, edge), on=on))
    if rule.raise_ is not None:
        lowest = min(setpoint, dry.setpoint_pct)
        edge = edges_to_raise(lowest, rule.deadband_pct, opposed=opposed)
        on = raises(value, edge, running=situation.running(rule.raise_))
        code = "humidity_below" if on else "humidity_not_below"
        claims.append(situation.claim(rule.raise_, OWNER, _told(code, value, edge), on=on))
    return tuple(claims)


def _told(code: str, value: float, edge: Edges) -> Reason:
    return told(code, rh_pct=value, low_pct=edge.low, high_pct=edge.high)
