"""What a new process may take over from the one before it: guards and latches, never a command.

In the same boot monotonic times still hold. After another boot they are moved to the new clock,
and whatever is not known counts against switching: every machine has just stopped, and a time
that we were away for an unknown length did not pass at all.
"""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from daemon.model import Claim, Verdict, reason

from .alarms.memory import carried as alarms_carried
from .choice import carried as choices_carried
from .dose import UNSAVED_MOST_S, unsaved_dose, unsaved_run
from .settings import Settings
from .state import ControlState, Cycle, OutputMemory, RoomMemory
from .sterilisation import locked, restarted
from .suspicion import Suspicion

HOUR_S = 3600.0


def restored(
    state: ControlState, t: float, *, same_boot: bool, away_s: float | None
) -> ControlState:
    """Return the state to start with at `t`.

    `away_s` is the time since the state's last scan by trusted clocks, None where that is not
    known; in the same boot it is not needed. Real states are read before any command, cycles do
    not go on, and what needs an unbroken watch (nobody seen, clean air) starts anew. What may have
    burnt since the state was stored is counted.
    """
    saved_t = t if state.t is None else state.t
    shift_s = None if same_boot else t - saved_t - (away_s or 0.0)
    carried = state if shift_s is None else _moved(state, t, shift_s, away_s)
    gap_s = max(0.0, t - saved_t) if same_boot else math.inf
    unsaved_s = min(gap_s, UNSAVED_MOST_S)
    return replace(
        carried,
        seq=0,
        t=None,
        started_t=None,
        booted=not same_boot,
        alarms=alarms_carried(state.alarms, shift_s),
        outputs={name: _unread(memory) for name, memory in carried.outputs.items()},
        rooms={
            name: _unwatched(unsaved_dose(memory, unsaved_s))
            for name, memory in carried.rooms.items()
        },
        cycles={
            name: restarted(unsaved_run(cycle, unsaved_s), t)
            for name, cycle in carried.cycles.items()
        },
        hands={
            name: claim
            for name, claim in carried.hands.items()
            if claim.until is not None and claim.until > t
        },
    )


def forgotten(settings: Settings, t: float) -> ControlState:
    """Return the state to start with at `t` where what was remembered can't be read.

    Whether a hazard burned a moment ago is not known: every programme is locked out, its room
    closed, until a person acknowledges and the whole wait is over. Nor is it known what a person
    had stopped or an interlock had latched: every room is stopped until a person releases it.
    """
    closed = locked(Cycle(), t, reason("cycle_memory_lost"))
    return ControlState(
        cycles=dict.fromkeys(settings.programmes, closed),
        stops=dict.fromkeys(settings.rooms, reason("stop_memory_lost")),
    )


def adopted(
    state: ControlState, programmes: Iterable[str], rooms: Collection[str], t: float
) -> ControlState:
    """Return the state fit for these: no change of the settings opens or releases a room.

    A programme that is gone leaves no trace of which room it closed. Until its air was clean all
    programmes are locked out, their rooms closed, as where the memory is lost. Nor is it known
    which room a person's stop or a latched trip now means whose room is gone: every room is stopped
    until a person releases it.
    """
    return _released_by_none(_closed(state, programmes, t), rooms)


def _closed(state: ControlState, programmes: Iterable[str], t: float) -> ControlState:
    known = dict.fromkeys(programmes)
    orphans = sorted(
        name for name, cycle in state.cycles.items() if name not in known and not cycle.decayed
    )
    if not orphans:
        return state
    why = reason("cycle_orphaned", programme=orphans[0])
    closed = {name: locked(state.cycles.get(name, Cycle()), t, why) for name in known}
    return replace(state, cycles=closed)


def _released_by_none(state: ControlState, rooms: Collection[str]) -> ControlState:
    latched = {key.partition("/")[0] for key, trip in state.trips.items() if trip.latched}
    gone = sorted({*state.stops, *latched}.difference(rooms))
    if not gone:
        return state
    known = {room: why for room, why in state.stops.items() if room in rooms}
    why = reason("stop_orphaned", room=gone[0])  # without a room it waits for the first one
    return replace(state, stops={**dict.fromkeys(rooms or gone, why), **known})


def _moved(state: ControlState, t: float, shift_s: float, away_s: float | None) -> ControlState:
    """Return the state with its times on the clock of another boot."""
    move = _Move(shift_s)
    return replace(
        state,
        suspicion=Suspicion(),
        outputs={name: _stopped(memory, t, move) for name, memory in state.outputs.items()},
        rooms={name: _forgetful(memory) for name, memory in state.rooms.items()},
        cycles={name: _shifted_cycle(cycle, move) for name, cycle in state.cycles.items()},
        hands=_shifted_hands(state.hands, move, is_known=away_s is not None),
        lost={**_shifted_hands(state.lost, move), **_lost(state.hands, away_s)},
        changes=choices_carried(state.changes, t, shift_s, is_known=away_s is not None),
        trips={
            key: replace(trip, since=move.time(trip.since))
            for key, trip in state.trips.items()
            if trip.latched
        },
        acted=tuple((act, move.time(then)) for act, then in state.acted),
    )


@dataclass(frozen=True, slots=True)
class _Move:
    """From the clock of one boot to that of another."""

    shift_s: float

    def time(self, then: float) -> float:
        return then + self.shift_s

    def maybe(self, then: float | None) -> float | None:
        return None if then is None else then + self.shift_s


def _unread(memory: OutputMemory) -> OutputMemory:
    """Return the memory of an output whose device was not asked yet."""
    return replace(
        memory,
        command=None,
        commanded_t=None,
        flying=False,
        asked_t=None,
        echoed_t=None,
        written_t=None,
        tries=0,
        error="",
        refused=False,
        confirmed=False,
        verdict=Verdict.UNKNOWN,
        mismatch_t=None,
        flickers=(),
        unsteady_t=None,
    )


def _stopped(memory: OutputMemory, t: float, move: _Move) -> OutputMemory:
    starts = tuple(map(move.time, memory.starts))
    return replace(
        memory,
        want=False,
        allowed=False,
        since=t,
        on=None,
        on_t=None,
        off_t=t,
        starts=tuple(start for start in starts if t - start < HOUR_S),
        writes_t=move.time(memory.writes_t),
        effect_from=None,
    )


def _unwatched(memory: RoomMemory) -> RoomMemory:
    return replace(memory, quiet_t=None, clear_t=None)


def _forgetful(memory: RoomMemory) -> RoomMemory:
    return replace(memory, ventilating=False, loss_t={}, opened=(), proof_t=None)


def _shifted_cycle(cycle: Cycle, move: _Move) -> Cycle:
    return replace(
        cycle,
        since=move.time(cycle.since),
        run_from=move.maybe(cycle.run_from),
        run_to=move.maybe(cycle.run_to),
        last_end=move.maybe(cycle.last_end),
        lit_t=move.maybe(cycle.lit_t),
    )


def _shifted_hands(
    hands: Mapping[str, Claim], move: _Move, *, is_known: bool = True
) -> Mapping[str, Claim]:
    """Return the wishes on the new clock; where the time away is not known only OFF holds on."""
    return {
        name: replace(claim, until=move.maybe(claim.until))
        for name, claim in hands.items()
        if is_known or not claim.on
    }


def _lost(hands: Mapping[str, Claim], away_s: float | None) -> Mapping[str, Claim]:
    """Return the wishes for ON that may be over by now, nobody knows."""
    return {
        name: replace(claim, until=None)
        for name, claim in hands.items()
        if claim.on and away_s is None
    }
