"""All that is refused about control; each rule reads the plan and yields findings (pure)."""

from .alarm_checks import ALARM_RULES
from .climate_checks import CLIMATE_RULES
from .control_plan import Plan
from .hazard_checks import HAZARD_RULES
from .output_checks import OUTPUT_RULES
from .plan_checks import PLAN_RULES
from .problem import Finding
from .rule_checks import ROOM_RULES

RULES = (
    *CLIMATE_RULES,
    *ROOM_RULES,
    *OUTPUT_RULES,
    *HAZARD_RULES,
    *ALARM_RULES,
    *PLAN_RULES,
)


def control_refusals(plan: Plan) -> list[Finding]:
    """Return everything that the rules about control refuse."""
    return [finding for rule in RULES for finding in rule(plan)]
