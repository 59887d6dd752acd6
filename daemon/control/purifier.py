"""The purifier rule: an enclosed machine runs in its windows, and while the air is bad."""

from datetime import datetime

from daemon.model import Claim

from .circulation import ENOUGH
from .on_loss import blind
from .settings import PurifierRule
from .situation import Situation, told, usable
from .timetable import window_end

OWNER = "purifier"


def purifier_claim(situation: Situation, rule: PurifierRule) -> Claim:
    """Return what the rule wants; without a trusted clock no window holds."""
    view = situation.view
    end = _window_end(situation, rule)
    if end is not None:
        until = view.t + (end - view.image.at).total_seconds()
        return situation.claim(rule.output, OWNER, told("purifier_window"), on=True, until=until)
    if rule.above is not None:
        return _by_air(situation, rule, rule.above)
    if rule.windows and not view.image.clock_trusted:
        return situation.claim(rule.output, OWNER, told("purifier_no_clock_degraded"), on=False)
    return situation.claim(rule.output, OWNER, told("purifier_rests"), on=False)


def is_blind(situation: Situation, rule: PurifierRule) -> bool:
    """Return whether the air can't be judged."""
    return rule.above is not None and usable(situation.view.reading(rule.above)) is None


def _window_end(situation: Situation, rule: PurifierRule) -> datetime | None:
    view = situation.view
    if not view.image.clock_trusted:
        return None
    return window_end(rule.windows, view.image.at, view.settings.zone)


def _by_air(situation: Situation, rule: PurifierRule, tag: str) -> Claim:
    reading = situation.view.reading(tag)
    value = usable(reading)
    if value is None:
        since = situation.memory.loss_t.get(OWNER, situation.view.t)
        return blind(situation, rule.output, OWNER, since)
    limit = rule.limit * (ENOUGH if situation.running(rule.output) else 1.0)
    on = value > limit
    code = "purifier_above" if on else "purifier_not_above"
    why = told(code, value=value, limit=rule.limit, unit=reading.unit)
    return situation.claim(rule.output, OWNER, why, on=on)
