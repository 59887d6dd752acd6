"""Does a hazard burn longer than it may, does a programme wait for a person, is a lamp worn out."""

import math
from collections.abc import Iterator

from daemon.control.alarms.found import Found
from daemon.control.cycle_conditions import OFF_WITHIN_S
from daemon.control.guards import HOUR_S
from daemon.control.settings import OutputSettings, Programme
from daemon.control.situation import told
from daemon.control.view import Fact
from daemon.model import Condition, Decision, Entry, Kind, Reason, Stage

from .edges import Told, about

LATE_S = 10.0  # past its time a run may be for so long before it is an overrun


def conditions(found: Found) -> Iterator[Condition]:
    """Yield what is wrong with hazards and programmes."""
    settings = found.view.settings
    by_output: dict[str, list[Programme]] = {}
    for programme in settings.programmes.values():
        by_output.setdefault(programme.output, []).append(programme)
        yield from _locked_out(found, programme)
    for name, programmes in by_output.items():
        output = settings.outputs.get(name)
        if output is not None:
            yield from _overrun(found, output, programmes)
            if output.kind is Kind.UV_LAMP:
                yield from _lamp(found, output, programmes)


def _locked_out(found: Found, programme: Programme) -> Told:
    status = found.cycles.get(programme.id)
    end = "_closed" if status is not None and status.entry is Entry.FORBIDDEN else ""
    return about(
        found,
        "sterilisation_locked_out",
        programme.id,
        programme.room,
        None if status is None else status.stage is Stage.LOCKED_OUT,
        lambda: told(f"alarm_sterilisation_locked_out{end}", programme=programme.name),
    )


def _overrun(found: Found, output: OutputSettings, programmes: list[Programme]) -> Told:
    """Tell of a hazard that burns though no programme lets it: for too long, or unasked."""
    decision = found.outputs.get(output.id)
    burns = None if decision is None else _burns(decision)
    over_s = min(_over_s(found, programme) for programme in programmes)
    return about(
        found,
        "sterilisation_overrun",
        output.id,
        output.room,
        None if burns is None else burns and over_s > 0,
        lambda: _too_long(output, over_s),
    )


def _burns(decision: Decision) -> Fact:
    shown = (decision.feedback, decision.running)
    if True in shown:
        return True
    return False if False in shown else None


def _over_s(found: Found, programme: Programme) -> float:
    """Return for how long a programme should have its hazard off; below 0 while it may burn."""
    status = found.cycles.get(programme.id)
    if status is None or status.stage not in (Stage.RUN, Stage.STOPPING):
        return math.inf
    lasts_s = programme.run_s + LATE_S if status.stage is Stage.RUN else OFF_WITHIN_S
    return found.t - status.since - lasts_s


def _too_long(output: OutputSettings, over_s: float) -> Reason:
    if math.isinf(over_s):
        return told("alarm_sterilisation_overrun_unasked", output=output.name)
    return told("alarm_sterilisation_overrun", output=output.name, over_s=over_s)


def _lamp(found: Found, output: OutputSettings, programmes: list[Programme]) -> Told:
    statuses = (found.cycles.get(programme.id) for programme in programmes)
    lamp_h = next((status.lamp_h for status in statuses if status is not None), None)
    life_h = min(programme.lamp_life_s for programme in programmes) / HOUR_S
    due_h = life_h * found.view.settings.alarms.lamp_ratio
    return about(
        found,
        "lamp_due",
        output.id,
        output.room,
        None if lamp_h is None else lamp_h >= due_h,
        lambda: told("alarm_lamp_due", output=output.name, lamp_h=lamp_h or 0.0, life_h=life_h),
    )
