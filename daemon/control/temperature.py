"""The temperature rule: a cooler, a heater, and why one of them waits.

What makes a machine wait is in `arbitration`; the deadband decides before it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from daemon.model import Claim, Reason

from .arbitration import cooling_waits, heating_waits
from .deadband import EdgesOf, Wanted, edges_to_lower, edges_to_raise, lowers, raises
from .on_loss import blind
from .settings import TemperatureRule
from .situation import Situation, told

OWNER = "temperature"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One machine of the rule: when it is wanted, when it waits, and what it must see."""

    edges: EdgesOf
    wanted: Wanted
    waits: Callable[[Situation, TemperatureRule, bool], Reason | None]
    needs: tuple[str, ...]
    on: str
    off: str


COOLER = Side(
    edges=edges_to_lower,
    wanted=lowers,
    waits=cooling_waits,
    needs=(OWNER, "surface"),
    on="temperature_above",
    off="temperature_not_above",
)
HEATER = Side(
    edges=edges_to_raise,
    wanted=raises,
    waits=heating_waits,
    needs=(OWNER,),
    on="temperature_below",
    off="temperature_not_below",
)


def temperature_claims(situation: Situation, rule: TemperatureRule) -> tuple[Claim, ...]:
    """Return what the rule wants of its machines."""
    sides = ((rule.lower, COOLER), (rule.raise_, HEATER))
    return tuple(
        _claim(situation, rule, output, side) for output, side in sides if output is not None
    )


def _claim(situation: Situation, rule: TemperatureRule, output: str, side: Side) -> Claim:
    lost = [situation.memory.loss_t[need] for need in side.needs if need in situation.memory.loss_t]
    value, setpoint = situation.air.temperature_c, situation.memory.setpoint_c
    if lost or value is None or setpoint is None:
        return blind(situation, output, OWNER, min(lost, default=situation.view.t))
    opposed = rule.lower is not None and rule.raise_ is not None
    edge = side.edges(setpoint, rule.deadband_c, opposed=opposed)
    running = situation.running(output)
    numbers = told("", value_c=value, low_c=edge.low, high_c=edge.high).args
    waits = None
    if side.wanted(value, edge, running=True):  # what would stop it is told while it rests, too
        waits = side.waits(situation, rule, True)
    on = side.wanted(value, edge, running=running)
    if on and waits is None:
        waits = side.waits(situation, rule, running)
    if waits is not None:
        return situation.claim(output, OWNER, waits, on=False)
    return situation.claim(output, OWNER, Reason(side.on if on else side.off, numbers), on=on)
