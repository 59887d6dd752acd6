"""The guards: last before the wire for every source, so that no machine is switched to death.

Each is a claim at the rank of guards: above people and rules, below local stop and interlocks, so
a safety OFF always passes. All times are monotonic and remembered over a restart; a lost link does
not reset them. A hazard is never held on.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from daemon.model import Claim, Kind, Rank, Reason, reason

from .interlocks import NEEDED_IN_DANGER, is_hazard
from .settings import OutputSettings
from .state import OutputMemory
from .view import View

HOUR_S = 3600.0
DAY_S = 86_400.0
HARMFUL = frozenset({Kind.HUMIDIFIER, Kind.HEATER})
WRITES_OF_A_START = 2  # on, and off again later


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One output at its turn in a scan.

    `allowed` are the outputs that were decided before it in this scan; `started_t` is the newest
    start of any machine, theirs included.
    """

    view: View
    output: OutputSettings
    memory: OutputMemory
    allowed: Mapping[str, bool]
    started_t: float | None

    @property
    def rested_from(self) -> float:
        """When the machine was last on.

        Just now, where it was told off and is not yet seen to be; the start of the program, where
        nothing is known.
        """
        if self.memory.on and self.memory.command is False:
            return self.view.t
        return self.view.started_t if self.memory.off_t is None else self.memory.off_t


Hold = tuple[Reason, float | None]  # why, and until when


def holds(turn: Turn, *, want: bool) -> Iterator[Claim]:
    """Yield the claims that keep an output from starting or stopping now."""
    if is_adopting(turn.view) and not is_hazard(turn.output):
        runs = turn.memory.on if turn.memory.command is None else turn.memory.command
        yield _claim(turn.output, "adopt", on=bool(runs), hold=_adopting(turn))
        return
    if turn.memory.on and turn.memory.command is not False:
        if not want and not is_hazard(turn.output) and (hold := _min_on(turn)):
            yield _claim(turn.output, "min_on", on=True, hold=hold)
        if hold := _both_on(turn):
            yield _claim(turn.output, "pair", on=False, hold=hold)
    elif want:
        for name, guard in START_GUARDS.items():
            if hold := guard(turn):
                yield _claim(turn.output, name, on=False, hold=hold)


def is_adopting(view: View) -> bool:
    """Return whether this start still only looks on: real states are read before any command."""
    return view.t - view.started_t < view.settings.adopt_s


def _adopting(turn: Turn) -> Hold:
    return reason("guard_adopting"), turn.view.started_t + turn.view.settings.adopt_s


def _min_off(turn: Turn) -> Hold | None:
    until = turn.rested_from + turn.output.min_off_s
    return (reason("guard_min_off"), until) if turn.view.t < until else None


def _min_on(turn: Turn) -> Hold | None:
    if turn.memory.on_t is None:
        return None
    until = turn.memory.on_t + turn.output.min_on_s
    return (reason("guard_min_on"), until) if turn.view.t < until else None


def _starts(turn: Turn) -> Hold | None:
    recent = [start for start in turn.memory.starts if turn.view.t - start < HOUR_S]
    if len(recent) < turn.output.starts_per_hour:
        return None
    until = recent[-turn.output.starts_per_hour] + HOUR_S
    return reason("guard_starts", n=turn.output.starts_per_hour), until


def _stagger(turn: Turn) -> Hold | None:
    if is_hazard(turn.output) or turn.output.kind in NEEDED_IN_DANGER or turn.started_t is None:
        return None
    until = turn.started_t + turn.view.settings.stagger_s
    return (reason("guard_stagger"), until) if turn.view.t < until else None


def _pair(turn: Turn) -> Hold | None:
    """Keep off while a partner is on, is about to be, or was until a moment ago."""
    for partner in turn.view.settings.partners[turn.output.id]:
        name = turn.view.settings.outputs[partner].name
        other = turn.view.output(partner)
        if _counts_as_on(turn, other) or turn.allowed.get(partner):
            return reason("guard_pair", other=name), None
        if other.off_t is not None:
            until = other.off_t + turn.output.change_over_s
            if turn.view.t < until:
                return reason("guard_change_over", other=name), until
    return None


def _counts_as_on(turn: Turn, other: OutputMemory) -> bool:
    """Return whether a partner is on, as far as this machine has to believe it.

    One of which nothing is known counts as on: for what heats or dampens without an end, for what
    cools or dries no longer than the change-over time, because damp ruins records.
    """
    if other.on is False:
        return False
    if other.command or other.feedback is not None or other.running is not None:
        return True
    started_t, told_t = turn.view.started_t, other.commanded_t
    last_t = started_t if told_t is None else max(started_t, told_t)
    return turn.output.kind in HARMFUL or turn.view.t - last_t < turn.output.change_over_s


def _both_on(turn: Turn) -> Hold | None:
    """Where both of a pair are on, the one that came later yields."""
    for partner in turn.view.settings.partners[turn.output.id]:
        other = turn.view.output(partner)
        if other.on is not True:
            continue
        ours, theirs = turn.memory.on_t or 0.0, other.on_t or 0.0
        if ours > theirs or (ours == theirs and partner in turn.allowed):
            return reason("guard_pair", other=turn.view.settings.outputs[partner].name), None
    return None


def _budget(turn: Turn) -> Hold | None:
    if turn.memory.writes + WRITES_OF_A_START <= turn.output.daily_writes:
        return None
    until = turn.memory.writes_t + DAY_S
    if turn.view.t >= until:
        return None
    return reason("guard_budget", n=turn.output.daily_writes), until


START_GUARDS: Mapping[str, Callable[[Turn], Hold | None]] = {
    "min_off": _min_off,
    "starts": _starts,
    "pair": _pair,
    "stagger": _stagger,
    "budget": _budget,
}


def _claim(output: OutputSettings, name: str, *, on: bool, hold: Hold) -> Claim:
    why, until = hold
    return Claim(output=output.id, on=on, rank=Rank.GUARD, owner=name, reason=why, until=until)
