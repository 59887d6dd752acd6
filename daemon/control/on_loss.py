"""What a rule does with its machine while it can't see: off, hold for a while, or a fixed share.

The loss counts from the moment the input was gone, the start of the program included. A duty rests
first and runs at the end of each hour, so that a short silence starts nothing.
"""

from collections.abc import Mapping

from daemon.model import Claim

from .settings import OnLoss
from .situation import Situation, told

HOUR_S = 3600.0


def losses(memory: Mapping[str, float], lost: Mapping[str, bool], t: float) -> dict[str, float]:
    """Return since when each rule misses its input, for those that do."""
    return {rule: memory.get(rule, t) for rule, is_lost in lost.items() if is_lost}


def blind(situation: Situation, output: str, rule: str, since: float) -> Claim:
    """Return what a rule wants of an output while its input is lost since `since`."""
    settings = situation.view.settings.outputs[output]
    t = situation.view.t
    match settings.on_sensor_loss:
        case OnLoss.HOLD:
            held_until = since + settings.hold_s
            if t >= held_until:
                code, on, until = "hold_over", False, None
            else:
                code, on, until = "hold", situation.running(output), held_until
        case OnLoss.DUTY:
            run_s = HOUR_S * settings.duty_pct / 100
            phase_s = (t - since) % HOUR_S
            on = phase_s >= HOUR_S - run_s
            code = "duty_on" if on else "duty_off"
            until = t - phase_s + (HOUR_S if on else HOUR_S - run_s)
        case OnLoss.OFF:
            code, on, until = "off", False, None
    why = told(f"{rule}_lost_{code}_degraded", duty_pct=settings.duty_pct, hold_s=settings.hold_s)
    return situation.claim(output, rule, why, on=on, until=until)
