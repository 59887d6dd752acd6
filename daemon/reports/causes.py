"""What came just before an excursion: doors, machines, the air outside (pure).

A table of witnesses, each looking at the same two hours and saying whether what it saw can bring
this excursion about; a machine that should have prevented it is looked at however long it stood.
What came before is not proved to be the cause, and the report says so.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from daemon.control.climate import absolute_humidity_g_m3
from daemon.model import Kind, OutputInfo, Reason, Verdict, reason

from .asked import QUARTER_S
from .excursions import IN_PERCENT, Beyond, Excursion
from .measures import Machines
from .rounding import rounded
from .series import Quarter, RoomReadings, is_measured

LOOK_BACK_S = 2 * 3600
WEATHER_S = 6 * 3600  # the air outside works slowly
RUNS_ON = frozenset({"output_welded", "output_overridden"})
LATE_S = 1800.0  # a machine that has not been called for by then is too late
LEAST_OPEN_S = 30.0
LEAST_OUTSIDE_C = 3.0
LEAST_OUTSIDE_G_M3 = 1.5
MOST = 3

# What a machine does to a room while it runs: too much of it, or the lack of it, can be a cause.
BRINGS: Mapping[Beyond, frozenset[Kind]] = {
    Beyond.WARM: frozenset({Kind.HEATER, Kind.EXHAUST_FAN, Kind.DEHUMIDIFIER}),
    Beyond.COLD: frozenset({Kind.COOLER, Kind.EXHAUST_FAN}),
    Beyond.DAMP: frozenset({Kind.HUMIDIFIER, Kind.EXHAUST_FAN, Kind.COOLER}),
    Beyond.DRY: frozenset({Kind.DEHUMIDIFIER, Kind.HEATER, Kind.EXHAUST_FAN}),
}
PREVENTS: Mapping[Beyond, frozenset[Kind]] = {
    Beyond.WARM: frozenset({Kind.COOLER}),
    Beyond.COLD: frozenset({Kind.HEATER}),
    Beyond.DAMP: frozenset({Kind.DEHUMIDIFIER}),
    Beyond.DRY: frozenset({Kind.HUMIDIFIER}),
}


class Trace(NamedTuple):
    """Something that happened before. `fits`: it can bring this excursion about.

    `why` is told of a machine that stood or ran against its rule.
    """

    fits: bool
    at: float
    told: Reason
    why: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What the witnesses look at; `outputs` are those of the room."""

    excursion: Excursion
    readings: RoomReadings
    outputs: tuple[OutputInfo, ...]
    machines: Machines


def traces(scene: Scene) -> tuple[Trace, ...]:
    """Return what came before, what fits first and of that the nearest; three at most."""
    found = [trace for witness in WITNESSES for trace in witness(scene)]
    ranked = sorted(
        found, key=lambda trace: (not trace.fits, trace.why is None, -trace.at, trace.told.code)
    )
    return tuple(ranked[:MOST])


def _door(scene: Scene) -> Iterator[Trace]:
    """Yield the newest quarter in which a door stood open."""
    since = scene.excursion.since
    inside = scene.readings.inside
    first = max(0, (since - LOOK_BACK_S - inside.since) // QUARTER_S)
    last = min(len(inside), (since - inside.since) // QUARTER_S + 1)  # the quarter itself counts
    opened = [n for n in range(first, last) if scene.readings.open_s[n] >= LEAST_OPEN_S]
    if opened:
        at = inside.since + opened[-1] * QUARTER_S
        open_s = sum(scene.readings.open_s[n] for n in opened)
        pulls = _pull(scene, at)
        yield Trace(pulls is not False, at, reason("cause_door", open_s=open_s))


def _standing(scene: Scene) -> Iterator[Trace]:
    """Yield machines that were not as this needed them when it began, however long already."""
    yield from _against(scene).values()


def _against(scene: Scene) -> Mapping[str, Trace]:
    """Return by output what `_standing` tells."""
    told: dict[str, Trace] = {}
    beyond, since = scene.excursion.beyond, scene.excursion.since
    for output in scene.outputs:
        rest = scene.machines.rest_at(output.id, since)
        if rest is None:
            continue
        code = ""
        if output.kind in BRINGS[beyond] and rest.on and rest.why.code in RUNS_ON:
            code = "cause_runs_on"
        elif output.kind in PREVENTS[beyond] and rest.on and rest.hindered:
            code = "cause_ran_badly"
        elif output.kind in PREVENTS[beyond] and rest.on is None:
            code = "cause_unseen"
        elif output.kind in PREVENTS[beyond] and not rest.on:
            if rest.hindered:
                code = "cause_standing"
            elif rest.until >= since + LATE_S:
                code = "cause_resting"
        if code:
            told[output.id] = Trace(True, rest.since, reason(code, name=output.name), rest.why)
    return told


def _machines(scene: Scene) -> Iterator[Trace]:
    """Yield machines that bring it about and ran, and those that prevent it and stopped.

    One whose rule was content when it stopped is an unlikely cause.
    """
    beyond, since = scene.excursion.beyond, scene.excursion.since
    against = _against(scene)
    for output in scene.outputs:
        for span in scene.machines.spans.get(output.id, ()):
            begins = since - LOOK_BACK_S <= span.since <= since
            ends = since - LOOK_BACK_S <= span.until <= since
            if output.kind in BRINGS[beyond] and begins:
                yield Trace(_may_bring(scene, output.kind, span.since), span.since, _ran(output))
            if output.kind in PREVENTS[beyond] and ends and output.id not in against:
                rest = scene.machines.rest_at(output.id, span.until)
                fits = rest is None or rest.hindered
                yield Trace(fits, span.until, reason("cause_stopped", name=output.name))


def _doubts(scene: Scene) -> Iterator[Trace]:
    """Yield machines that did not do what they were told."""
    since = scene.excursion.since
    against = _against(scene)
    infos = {output.id: output for output in scene.outputs if output.id not in against}
    for doubt in scene.machines.doubts:
        if doubt.output in infos and since - LOOK_BACK_S <= doubt.at <= since:
            info = infos[doubt.output]
            code = "cause_welded" if doubt.verdict is Verdict.WELDED else "cause_disobeyed"
            yield Trace(True, doubt.at, reason(code, name=info.name))


def _weather(scene: Scene) -> Iterator[Trace]:
    """Yield how the air outside changed, where it changed much."""
    excursion, outside = scene.excursion, scene.readings.outside
    now, before = outside.at(excursion.since), outside.at(excursion.since - WEATHER_S)
    if now is None or before is None or not (_whole(now) and _whole(before)):
        return
    at = float(excursion.since - WEATHER_S)
    if excursion.beyond in IN_PERCENT:
        change = _grams(now) - _grams(before)
        if abs(change) >= LEAST_OUTSIDE_G_M3:
            rises = change > 0
            code = "cause_outside_damper" if rises else "cause_outside_drier"
            fits = rises is (excursion.beyond is Beyond.DAMP)
            yield Trace(fits, at, reason(code, change_g_m3=rounded(abs(change))))
        return
    change = now.temperature_c - before.temperature_c
    if abs(change) >= LEAST_OUTSIDE_C:
        rises = change > 0
        code = "cause_outside_warmer" if rises else "cause_outside_colder"
        fits = rises is (excursion.beyond is Beyond.WARM)
        yield Trace(fits, at, reason(code, change_c=rounded(abs(change))))


WITNESSES: tuple[Callable[[Scene], Iterator[Trace]], ...] = (
    _standing,
    _door,
    _machines,
    _doubts,
    _weather,
)


def _pull(scene: Scene, at: int) -> bool | None:
    """Return whether air from outside would bring this about, None where that is not known."""
    outside, inside = scene.readings.outside.at(at), scene.readings.inside.at(at)
    if outside is None or inside is None or not (_whole(outside) and _whole(inside)):
        return None
    match scene.excursion.beyond:
        case Beyond.WARM:
            return outside.temperature_c > inside.temperature_c
        case Beyond.COLD:
            return outside.temperature_c < inside.temperature_c
        case Beyond.DAMP:
            return _grams(outside) > _grams(inside)
        case Beyond.DRY:
            return _grams(outside) < _grams(inside)


def _may_bring(scene: Scene, kind: Kind, at: float) -> bool:
    return kind is not Kind.EXHAUST_FAN or _pull(scene, int(at)) is not False


def _ran(output: OutputInfo) -> Reason:
    return reason("cause_started", name=output.name)


def _whole(quarter: Quarter) -> bool:
    return is_measured(quarter.temperature_c) and is_measured(quarter.humidity_pct)


def _grams(quarter: Quarter) -> float:
    return absolute_humidity_g_m3(quarter.temperature_c, quarter.humidity_pct)
