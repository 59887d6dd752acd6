"""The record of a sterilisation cycle, as plain values for the ledger and the printed form."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from daemon.model import Event, Stage

from . import dose, prechecks
from .events import plain
from .moment import Moment
from .settings import Settings
from .state import Cycle
from .view import View

KIND = "cycle"


def turn(before: Moment, after: Moment) -> Event:
    """Return the row of a transition; the one that ends a cycle carries the whole record."""
    body = _body(before.programme.name, before.cycle, after.cycle)
    if before.cycle.stage is Stage.PRECHECK:
        body["missing"] = [plain(why) for why in prechecks.missing(before)]
    if after.cycle.decayed and not before.cycle.decayed and after.cycle.run_from is not None:
        body["record"] = record(after)
    return Event(kind=KIND, subject=before.programme.id, body=body)


def turns_between(
    settings: Settings, before: Mapping[str, Cycle], after: Mapping[str, Cycle]
) -> Iterator[Event]:
    """Yield a row for each stage that people's acts, or a restart, have changed."""
    for name, cycle in after.items():
        was = before.get(name, Cycle())
        programme = settings.programmes.get(name)
        if programme is not None and was.stage is not cycle.stage:
            yield Event(kind=KIND, subject=name, body=_body(programme.name, was, cycle))


def record(moment: Moment) -> dict[str, object]:
    """Return the facts of the cycle that ends now. Times are ISO with the site's offset.

    `ozone` tells how far it was measured: "none" without a sensor, "partly", "whole".
    """
    cycle, programme, view = moment.cycle, moment.programme, moment.view
    from_t, to_t = cycle.run_from, cycle.run_to
    measured = "partly" if cycle.unmeasured else "whole"
    return {
        "number": cycle.cycles,
        "programme": programme.name,
        "room": view.settings.rooms[programme.room].name,
        "device": moment.hazard.name,
        "device_kind": moment.hazard.kind.value,
        "started": _when(view, from_t),
        "ended": _when(view, to_t),
        "opened": _when(view, view.t),
        "clock_trusted": view.image.clock_trusted,
        "asked_s": programme.run_s,
        "ran_s": None if from_t is None or to_t is None else round(to_t - from_t, 1),
        "start_c": cycle.start_c,
        "start_pct": cycle.start_pct,
        "ozone": "none" if moment.facts.ozone is None else measured,
        "peak_ozone_mg_m3": round(cycle.peak_ozone_mg_m3, 3),
        "dose_mg_h_m3": round(cycle.cycle_dose_mg_h_m3, 3),
        "year_dose_mg_h_m3": round(moment.room.dose_mg_h_m3, 3),
        "lamp_h": round(dose.lamp_s(moment) / dose.HOUR_S, 2),
        "who": cycle.who,
        "why": cycle.why,
        "checker": cycle.checker,
        "clean": cycle.clean,
        "stop": None if cycle.stop is None else plain(cycle.stop),
    }


def _body(name: str, before: Cycle, after: Cycle) -> dict[str, object]:
    return {
        "name": name,
        "from": before.stage.value,
        "to": after.stage.value,
        "reason": plain(after.reason),
        "who": after.who,
        "why": after.why,
    }


def _when(view: View, t: float | None) -> str | None:
    """Return the local wall time of a monotonic time, by the clock of now."""
    if t is None:
        return None
    at: datetime = view.image.at - timedelta(seconds=view.t - t)
    return at.astimezone(view.settings.zone).isoformat(timespec="seconds")
