"""Do the machines obey, do their work, and live long."""

from collections.abc import Iterator

from daemon.control.alarms.found import Found
from daemon.control.effects import EFFECTS
from daemon.control.guards import HOUR_S
from daemon.control.settings import OutputSettings
from daemon.control.situation import told
from daemon.control.view import Fact
from daemon.model import Condition, Decision, Priority, Reason, Verdict, alarm_key

from .edges import Told, about, is_told, stands

DISOBEYS = frozenset({Verdict.REFUSED, Verdict.OVERRIDDEN, Verdict.NOT_RUNNING, Verdict.WELDED})
NO_EFFECT = frozenset(effect.code for effect in EFFECTS.values())
FEWEST = 2  # starts an hour: a machine that may start once is used by the day


def conditions(found: Found) -> Iterator[Condition]:
    """Yield what each machine does not do, or does too often."""
    for output in found.view.settings.outputs.values():
        decision = found.outputs.get(output.id)
        if decision is not None:
            if decision.verdict in DISOBEYS or is_told(found, "output_not_obeying", output.id):
                yield from _obeying(found, output, decision)
            if output.kind in EFFECTS:
                yield from _effect(found, output, decision)
        if output.starts_per_hour >= FEWEST:
            yield from _starts(found, output)


def _obeying(found: Found, output: OutputSettings, decision: Decision) -> Told:
    verdict = decision.verdict
    known = False if verdict is Verdict.CONFIRMED else None
    hurts = output.hazardous and verdict is Verdict.WELDED
    return about(
        found,
        "output_not_obeying",
        output.id,
        output.room,
        True if verdict in DISOBEYS else known,
        lambda: told(f"alarm_output_not_obeying_{verdict.value}", output=output.name),
        parents=_silent(found, output),
        priority=Priority.HIGH if hurts else None,
    )


def _silent(found: Found, output: OutputSettings) -> tuple[str, ...]:
    """Return the alarms that explain why a machine can't be reached."""
    device = found.view.settings.alarm_groups.device_of.get(output.device)
    return () if device is None else (device.silent, device.bus_down)


def _effect(found: Found, output: OutputSettings, decision: Decision) -> Told:
    trouble = decision.trouble
    active: Fact = trouble is not None and trouble.code in NO_EFFECT
    if not active and not is_told(found, "output_without_effect", output.id):
        return ()
    return about(
        found,
        "output_without_effect",
        output.id,
        output.room,
        active or (False if _has_effect(found, output) else None),
        lambda: _fruitless(output, trouble),
        parents=(
            alarm_key("tank_full", output.id),
            alarm_key("output_not_obeying", output.id),
            *_silent(found, output),
        ),
    )


def _fruitless(output: OutputSettings, trouble: Reason | None) -> Reason:
    if trouble is None:
        return told("alarm_output_without_effect", output=output.name)
    return told(f"alarm_{trouble.code}", output=output.name, **dict(trouble.args))


def _has_effect(found: Found, output: OutputSettings) -> bool:
    """Return whether a machine that runs has moved its value, or had the time and is not blamed.

    One that rests proves nothing.
    """
    view, effect = found.view, EFFECTS[output.kind]
    memory = view.output(output.id)
    if memory.on is not True or memory.on_t is None:
        return False
    value, start = effect.value(view.climates[output.room]), memory.effect_from
    if value is None or start is None:
        return False
    moved = (value - start) * effect.direction >= effect.least
    return moved or found.t - memory.on_t >= output.effect_after_s


def _starts(found: Found, output: OutputSettings) -> Told:
    """Tell of as many starts within an hour as are allowed; over with two fewer."""
    starts, limit = found.view.output(output.id).starts, output.starts_per_hour
    standing = stands(found, "short_cycling", output.id)
    count = sum(found.t - start < HOUR_S for start in starts) if starts else 0
    return about(
        found,
        "short_cycling",
        output.id,
        output.room,
        count >= (limit - 1 if standing else limit),
        lambda: told("alarm_short_cycling", output=output.name, n=count, limit=limit),
    )
