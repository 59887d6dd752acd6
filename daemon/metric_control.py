"""What is exported of control: outputs, interlocks, cycles, setpoints, degraded modes (pure).

A word that can change is one series a word, 1 for the one that holds: so labels never come or go.
What is not known (a command before the first, a feedback that can't be read) is absent.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from .control.degraded import MODES, SITE
from .control.interlocks import INTERLOCKS
from .control.trips import TANK
from .model import (
    Decision,
    Entry,
    Kind,
    Mode,
    OutputInfo,
    RoomControl,
    SiteInfo,
    Snapshot,
    Stage,
    Verdict,
)

OUTPUT_LABELS = ("site", "room", "output")
ROOM_LABELS = ("site", "room")
CYCLE_LABELS = ("site", "room", "programme")
PER_CENT = 100.0
DOSE = 3.6  # 1 mg·h/m³ in g·s/m³
HOUR_S = 3600.0


def control_families(info: SiteInfo, snapshot: Snapshot) -> Iterator[Metric]:
    """Yield all that control decided in the last scan."""
    yield from _outputs(info, snapshot)
    yield from _wear(info, snapshot)
    yield from _rooms(info, snapshot)
    yield from _cycles(info, snapshot)
    yield _degraded(info, snapshot)


def output_info(info: SiteInfo) -> Metric:
    """Return the names behind the outputs' ids."""
    family = _gauge(
        "output_info", "What the output drives.", (*OUTPUT_LABELS, "kind", "name", "device")
    )
    for output in info.outputs:
        family.add_metric((*_place(info, output), output.kind.value, output.name, output.device), 1)
    return family


def _outputs(info: SiteInfo, snapshot: Snapshot) -> Iterator[Metric]:
    facts = {
        "want": _gauge("output_want", "1 while rules or people want it on.", OUTPUT_LABELS),
        "allowed": _gauge(
            "output_allowed", "1 while it is on after interlocks, stops and guards.", OUTPUT_LABELS
        ),
        "command": _gauge("output_command", "1 while the device is told on.", OUTPUT_LABELS),
        "feedback": _gauge("output_feedback", "1 while the device says on.", OUTPUT_LABELS),
        "running": _gauge(
            "output_running", "1 while the machine's own sensor says that it runs.", OUTPUT_LABELS
        ),
        "degraded": _gauge(
            "output_degraded", "1 while it is decided without its rule's input.", OUTPUT_LABELS
        ),
    }
    trouble = _gauge("output_trouble", "1 while it does not do what it is told.", OUTPUT_LABELS)
    modes = _gauge("output_mode", "1 for the mode that holds.", (*OUTPUT_LABELS, "mode"))
    verdicts = _gauge(
        "output_verdict", "1 for what the device says of the command.", (*OUTPUT_LABELS, "verdict")
    )
    for output in info.outputs:
        decision = snapshot.result.outputs.get(output.id)
        if decision is None:
            continue
        labels = _place(info, output)
        for name, family in facts.items():
            _add(family, labels, _fact(decision, name))
        trouble.add_metric(labels, decision.trouble is not None)
        _add_word(modes, labels, Mode, decision.mode)
        _add_word(verdicts, labels, Verdict, decision.verdict)
    return iter((*facts.values(), trouble, modes, verdicts))


def _wear(info: SiteInfo, snapshot: Snapshot) -> Iterator[Metric]:
    """Yield what wears an output's machine out, and what fills: counts go on over restarts."""
    run = CounterMetricFamily(
        "roomd_output_run_seconds", "Time that it was seen on, for life.", labels=OUTPUT_LABELS
    )
    switchings = CounterMetricFamily(
        "roomd_output_switchings", "Times that it was switched on, for life.", labels=OUTPUT_LABELS
    )
    full = _gauge(
        "output_tank_full", "1 while a full tank keeps the dehumidifier off.", OUTPUT_LABELS
    )
    for output in info.outputs:
        decision = snapshot.result.outputs.get(output.id)
        if decision is None:
            continue
        labels = _place(info, output)
        run.add_metric(labels, _decimal(decision.run_s))
        switchings.add_metric(labels, decision.switchings)
        if output.kind is Kind.DEHUMIDIFIER:
            full.add_metric(labels, any(claim.owner == TANK for claim in decision.claims))
    return iter((run, switchings, full))


def _rooms(info: SiteInfo, snapshot: Snapshot) -> Iterator[Metric]:
    numbers = {
        name: _gauge(name, text, ROOM_LABELS)
        for name, text in (
            ("room_temperature_setpoint_celsius", "Setpoint of this moment."),
            ("room_relative_humidity_setpoint_ratio", "Setpoint of this moment, 0 to 1."),
            ("room_temperature_allowed_min_celsius", "Lowest temperature allowed."),
            ("room_temperature_allowed_max_celsius", "Highest temperature allowed."),
            ("room_relative_humidity_allowed_min_ratio", "Lowest humidity allowed, 0 to 1."),
            ("room_relative_humidity_allowed_max_ratio", "Highest humidity allowed, 0 to 1."),
        )
    }
    stopped = _gauge("room_stopped", "1 while a person has stopped the room.", ROOM_LABELS)
    entry = _gauge(
        "room_entry", "1 for whether people may go in, by the cycles.", (*ROOM_LABELS, "entry")
    )
    tripped = _gauge(
        "interlock_tripped", "1 while the interlock blocks outputs.", (*ROOM_LABELS, "interlock")
    )
    latched = _gauge(
        "interlock_latched", "1 while the trip waits for a person.", (*ROOM_LABELS, "interlock")
    )
    controlled = {output.room for output in info.outputs}
    for room, control in snapshot.result.rooms.items():
        labels = (info.id, room)
        for family, value in zip(numbers.values(), _limits(control), strict=True):
            _add(family, labels, value)
        stopped.add_metric(labels, control.stopped)
        _add_word(entry, labels, Entry, control.entry)
        trips = {trip.interlock: trip for trip in control.trips}
        for row in INTERLOCKS if room in controlled else ():
            trip = trips.get(row.id)
            tripped.add_metric((*labels, row.id), trip is not None)
            latched.add_metric((*labels, row.id), trip is not None and trip.latched)
    return iter((*numbers.values(), stopped, entry, tripped, latched))


def _limits(control: RoomControl) -> tuple[float | None, ...]:
    band, setpoint_pct = control.band, control.setpoint_pct
    return (
        control.setpoint_c,
        None if setpoint_pct is None else setpoint_pct / PER_CENT,
        band.low_c,
        band.high_c,
        band.low_pct / PER_CENT,
        band.high_pct / PER_CENT,
    )


def _cycles(info: SiteInfo, snapshot: Snapshot) -> Iterator[Metric]:
    stages = _gauge("cycle_stage", "1 for the stage of the programme.", (*CYCLE_LABELS, "stage"))
    seconds = _gauge("cycle_stage_seconds", "Time in the present stage.", CYCLE_LABELS)
    missing = _gauge(
        "cycle_checks_missing", "Conditions that a start misses, or that ended it.", CYCLE_LABELS
    )
    dose = _gauge(
        "cycle_ozone_dose_gram_seconds_per_cubic_meter",
        "Ozone of the room this year: concentration times time.",
        CYCLE_LABELS,
    )
    lamp = _gauge(
        "cycle_lamp_seconds", "Time that the lamp has burned since it was changed.", CYCLE_LABELS
    )
    for programme in info.programmes:
        status = snapshot.result.cycles.get(programme.id)
        if status is None:
            continue
        labels = (info.id, programme.room, programme.id)
        _add_word(stages, labels, Stage, status.stage)
        seconds.add_metric(labels, max(0.0, snapshot.result.image.t - status.since))
        missing.add_metric(labels, len(status.checks))
        dose.add_metric(labels, _decimal(status.dose_mg_h_m3 * DOSE))
        lamp.add_metric(labels, status.lamp_h * HOUR_S)
    return iter((stages, seconds, missing, dose, lamp))


def _degraded(info: SiteInfo, snapshot: Snapshot) -> Metric:
    family = _gauge("degraded", "1 while the degraded mode holds.", (*ROOM_LABELS, "mode"))
    holding = {(mode.room, mode.mode) for mode in snapshot.result.degraded}
    rooms = [room.id for room in info.rooms]
    for row in MODES:
        for room in (*(rooms if row.of_rooms else ()), SITE):
            family.add_metric((info.id, room, row.mode), (room, row.mode) in holding)
    return family


def _place(info: SiteInfo, output: OutputInfo) -> tuple[str, ...]:
    return info.id, output.room, output.id


def _fact(decision: Decision, name: str) -> bool | None:
    fact: bool | None = getattr(decision, name)
    return fact


def _gauge(name: str, text: str, labels: tuple[str, ...]) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"roomd_{name}", text, labels=labels)


def _add(family: GaugeMetricFamily, labels: tuple[str, ...], value: float | None) -> None:
    if value is not None:
        family.add_metric(labels, _decimal(value))


def _add_word(
    family: GaugeMetricFamily, labels: tuple[str, ...], words: Iterable[StrEnum], now: StrEnum
) -> None:
    for word in words:
        family.add_metric((*labels, word.value), word is now)


def _decimal(value: float) -> float:
    """Return a value without the dust of its conversion: 0.52, not 0.52000000000000002."""
    return float(f"{value:.12g}")
