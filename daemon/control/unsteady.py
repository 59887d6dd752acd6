"""A feedback that comes and goes: it is told so, and leaves one row an hour in the ledger.

Only what changes between known and unknown is held back. Whatever is decided or commanded, and a
device that is seen to disobey, is a row at once: nothing that anybody's safety hangs on is lost.
"""

from dataclasses import replace
from operator import attrgetter

from daemon.model import Reason, Verdict, reason

from .state import OutputMemory

MOST = 6  # rows within `HOUR_S` before it counts as unsteady
HOUR_S = 3600.0
DECIDED = attrgetter("want", "allowed", "command")
OBEYING = frozenset({Verdict.UNKNOWN, Verdict.PENDING, Verdict.CONFIRMED})


def is_flicker(before: OutputMemory, after: OutputMemory) -> bool:
    """Return whether two moments differ in nothing but in what is known of the device."""
    if DECIDED(before) != DECIDED(after) or not {before.verdict, after.verdict} <= OBEYING:
        return False
    changed = [
        pair
        for pair in ((before.feedback, after.feedback), (before.running, after.running))
        if pair[0] is not pair[1]
    ]
    return before.winner == after.winner and bool(changed) and all(None in pair for pair in changed)


def steadied(
    before: OutputMemory, after: OutputMemory, t: float, *, changed: bool
) -> tuple[OutputMemory, bool]:
    """Return the memory with its flickers, and whether this moment is a row for the ledger.

    `changed`: people would call it a change. The end of the unsteadiness is a row too: it tells
    what holds since.
    """
    flickers = changed and is_flicker(before, after)
    if flickers:
        after = replace(after, flickers=(*after.flickers, t)[-MOST:])
    if len(after.flickers) < MOST or t - after.flickers[0] >= HOUR_S:
        over = after.unsteady_t is not None
        return (replace(after, unsteady_t=None) if over else after), changed or over
    held_back = after.unsteady_t is not None and t - after.unsteady_t < HOUR_S
    if held_back and (flickers or not changed):
        return after, False
    if after.unsteady_t is None or flickers:
        return replace(after, unsteady_t=t), True
    return after, changed


def trouble(memory: OutputMemory) -> Reason | None:
    """Return what people are told of a feedback that comes and goes, unless there is worse."""
    told = memory.unsteady_t is not None and memory.verdict in OBEYING
    return reason("output_unsteady") if told else None
