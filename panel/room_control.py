"""What control does in a room as people see it: may I go in, what runs, what blocks; pure."""

from collections.abc import Iterable, Mapping, Sequence

from daemon.model import (
    Alarm,
    Band,
    CycleStatus,
    Decision,
    Degraded,
    Entry,
    OutputInfo,
    RoomControl,
    Trip,
    Verb,
    Verdict,
)
from daemon.model.explain import is_on
from daemon.model.sentences.kinds import ENTRY_WORDS

from .control_words import ENTRY_ALARMED, ENTRY_UNKNOWN, countdown
from .cycles import yes_or_no
from .layout import RoomLayout
from .outputs import output_state
from .reader import Reader
from .setpoints import setpoint_views
from .shown import ControlView, EntryView, WordView
from .words import State, duration_words, msgid


def control_state(control: RoomControl | None, decisions: Iterable[Decision | None]) -> State:
    """Return how control does in a room: ATTENTION while it is stopped, latched or disobeyed."""
    states = [output_state(decision) for decision in decisions]
    if control is not None and (control.stopped or any(trip.latched for trip in control.trips)):
        states.append(State.ATTENTION)
    return max(states, default=State.GOOD)


def degraded_lines(modes: Iterable[Degraded], room: str, reader: Reader) -> str:
    """Return one line for each degraded mode of a room, "" being the site."""
    return "\n".join(
        reader.tr(msgid("{what}: {matter}")).format(
            what=reader.say(mode.reason), matter=reader.say(mode.action)
        )
        for mode in modes
        if mode.room == room
    )


def entry_of(
    control: RoomControl | None, hazards: Sequence[Decision | None], *, stale: bool
) -> Entry | None:
    """Return whether people may enter, None where nobody can tell.

    What a hazard shows counts for more than what its cycle believes: a lamp that others switched
    on is a lamp that is on.
    """
    known = [decision for decision in hazards if decision is not None]
    if any(decision.command or decision.feedback or decision.running for decision in known) or any(
        decision.verdict is Verdict.WELDED for decision in known
    ):
        return Entry.FORBIDDEN
    if control is None or stale or len(known) < len(hazards):
        return None
    if control.entry is Entry.FREE and any(is_on(decision) is None for decision in known):
        return None
    return control.entry


def control_view(
    card: RoomLayout,
    control: RoomControl | None,
    decisions: Mapping[str, Decision],
    cycles: Mapping[str, CycleStatus],
    reader: Reader,
    t: float,
    *,
    stale: bool,
    grave: Alarm | None = None,
    today_min: str = "",
) -> ControlView:
    """Return what control does in a room that has outputs; `stale` when nobody scans any more.

    `grave` is a high alarm that holds in the room: it is never said that people may enter then.
    """
    hazards = [decisions.get(output.id) for output in card.outputs if output.hazardous]
    trips = control.trips if control else ()
    stopped = control is not None and control.stopped
    own = [cycles[p.id] for p in card.programmes if p.id in cycles]
    chosen = control is not None and any(setpoint.chosen for setpoint in control.setpoints)
    return ControlView(
        doing=_doing(card.outputs, decisions, reader, stopped=stopped),
        goal=_goal(control, reader),
        ventilation=reader.say(control.ventilation if control else None),
        notes=reader.lines(control.notes if control else ()),
        trips="\n".join(_trip(trip, t, reader) for trip in trips),
        entry=_entry(entry_of(control, hazards, stale=stale), own, reader, grave),
        stopped=yes_or_no(stopped),
        offers={
            Verb.RESET.value: yes_or_no(any(trip.latched and trip.healthy for trip in trips)),
            Verb.RELEASE.value: yes_or_no(stopped),
            Verb.CLEAR_SETPOINT.value: yes_or_no(chosen),
        },
        setpoints=setpoint_views(card.room, control, reader, t),
        today_min=today_min,
    )


def _doing(
    outputs: Iterable[OutputInfo],
    decisions: Mapping[str, Decision],
    reader: Reader,
    *,
    stopped: bool,
) -> WordView:
    """Return what runs in a room; a machine that shows nothing is never said to be off."""
    shown = [(output.name, _shown(decisions.get(output.id))) for output in outputs]
    running = [name for name, on in shown if on]
    unseen = [name for name, on in shown if on is None]
    runs = msgid("Stopped by hand, still running: {names}")
    told = [
        (runs if stopped else msgid("Running: {names}"), running),
        (msgid("State not known: {names}"), unseen),
    ]
    comma = reader.tr(msgid(", "))
    parts = [reader.tr(text).format(names=comma.join(names)) for text, names in told if names]
    if not parts:
        quiet = msgid("Stopped by hand, nothing is running")
        parts = [reader.tr(quiet if stopped else msgid("Nothing is running"))]
    elif stopped and not running:
        parts.insert(0, reader.tr(msgid("Stopped by hand")))
    state = "stopped" if stopped else "on" if running else "unknown" if unseen else "off"
    return WordView(state=state, text=" · ".join(parts))


def _shown(decision: Decision | None) -> bool | None:
    return None if decision is None else is_on(decision)


def _goal(control: RoomControl | None, reader: Reader) -> str:
    if control is None:
        return ""
    setpoints = [
        f"{value:.1f} {unit}"
        for value, unit in ((control.setpoint_c, "°C"), (control.setpoint_pct, "%RH"))
        if value is not None
    ]
    allowed = reader.tr(msgid("allowed {band}")).format(band=_band(control.band))
    if not setpoints:
        return allowed
    setpoint = reader.tr(msgid("setpoint {values}")).format(values=" · ".join(setpoints))
    return f"{setpoint} · {allowed}"


def _band(band: Band) -> str:
    return (
        f"{band.low_c:g}\N{EN DASH}{band.high_c:g} °C · "
        f"{band.low_pct:g}\N{EN DASH}{band.high_pct:g} %RH"
    )


def _trip(trip: Trip, t: float, reader: Reader) -> str:
    tr = reader.tr
    lasts = tr(msgid("for {duration}")).format(
        duration=duration_words(max(0.0, t - trip.since), tr)
    )
    parts = [reader.say(trip.reason), lasts]
    if trip.latched:
        well = msgid("the cause is gone: reset it") if trip.healthy else msgid("the cause lasts")
        parts.append(tr(well))
    return " · ".join(parts)


def _entry(
    entry: Entry | None, cycles: Iterable[CycleStatus], reader: Reader, grave: Alarm | None
) -> EntryView:
    if grave is not None and entry in (None, Entry.FREE):
        text = reader.tr(ENTRY_ALARMED)
        why = reader.tr(msgid("{what}: {matter}")).format(
            what=reader.say(grave.title), matter=reader.say(grave.action)
        )
        return EntryView(word=WordView(state="unknown", text=text), left="", why=why)
    if entry is None:
        text = reader.tr(ENTRY_UNKNOWN)
        return EntryView(word=WordView(state="unknown", text=text), left="", why="")
    word = WordView(state=entry.value, text=reader.word(ENTRY_WORDS[entry]))
    deciding = [cycle for cycle in cycles if cycle.entry is entry and entry is not Entry.FREE]
    if not deciding:
        return EntryView(word=word, left="", why="")
    cycle = max(deciding, key=lambda cycle: cycle.left_s or 0.0)
    left = "" if cycle.left_s is None else countdown(cycle.left_s)
    return EntryView(word=word, left=left, why=reader.say(cycle.reason))
