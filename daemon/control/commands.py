"""From what is allowed to what goes over the wire: written on change, renewed, repeated, judged.

Commands are absolute, never toggles, so that a repeated one does no harm. A first look adopts what
runs; a hazard is told OFF before anything else. An output with a dead-man stays on only while it
is renewed, and a hazard that went out by itself is not renewed again.
"""

import math
from collections.abc import Iterable
from dataclasses import replace

from daemon.model import Order, Verdict, Written

from .effects import start_value
from .feedback import Shown, is_on, shown, verdict
from .guards import is_adopting
from .interlocks import is_hazard
from .settings import OutputSettings
from .state import OutputMemory
from .view import Fact, View

HOUR_S = 3600.0
DAY_S = 86_400.0
LOST_S = 3.0  # an order that did not end by then is taken for lost
QUICK_TRIES = 3
QUICK_S = 1.0  # between tries at first
SLOW_S = 10.0
RETRY_S = 0.3  # between tries with a hazard, whose timer runs
RENEWED_BY_S = 0.7  # before a timer runs out; `daemon.outputs` holds a later renewal back
REPEATED_BY_S = 1.7  # the same for an ON without an echo, which may wait for the bus
MUTE_TRIES = 5
MUTE_S = 30.0  # between tries to tell a mute board OFF whose timers have run out
REASSERT_S = 30.0  # between tries to win back an output that somebody else changed
DISOBEYED = frozenset({Verdict.OVERRIDDEN, Verdict.WELDED, Verdict.REFUSED})
RENEW_SHARE = 0.9  # of the renewal time: the next scan would come too late


def _may_be_out(view: View, output: OutputSettings, memory: OutputMemory) -> bool:
    """Return whether a hazard that was told ON may have gone out by itself before an ON arrives."""
    if memory.verdict is Verdict.OVERRIDDEN:
        return True
    if output.dead_man_s is None:
        return False
    if memory.written_t is not None:
        return view.t - memory.written_t > output.dead_man_s - RENEWED_BY_S
    told_t = view.t if memory.commanded_t is None else memory.commanded_t
    return view.t - told_t > output.dead_man_s - REPEATED_BY_S


def observed(view: View, output: OutputSettings) -> tuple[OutputMemory, Shown]:
    """Return the memory of an output with what came in since: ended orders, feedback, edges."""
    memory = _ended(view.output(output.id), output.id, view.inputs.written)
    seen = shown(view, output)
    if memory.command is None:
        memory = _adopted(view, output, memory, seen)
    word, since = verdict(view, output, memory, seen)
    now = (word, seen.feedback, seen.running, since)
    if now != (memory.verdict, memory.feedback, memory.running, memory.mismatch_t):
        memory = replace(
            memory,
            verdict=word,
            feedback=seen.feedback,
            running=seen.running,
            mismatch_t=since,
            confirmed=memory.confirmed or word is Verdict.CONFIRMED,
        )
    if seen.running or seen.feedback:
        memory = replace(memory, run_s=memory.run_s + view.elapsed_s)
    return _edges(view, output, memory, is_on(view, output, memory, seen)), seen


def commanded(
    view: View, output: OutputSettings, memory: OutputMemory, *, allowed: bool
) -> OutputMemory:
    """Return the memory with the new command, if it is one."""
    if memory.command is allowed:
        return memory
    unread = memory.command is None and not is_hazard(output)
    if unread and allowed and not _has_rested(view, output):
        return memory
    if unread and not allowed and is_adopting(view) and not memory.on:
        return memory
    return _told(view, output, memory, on=allowed)


def _has_rested(view: View, output: OutputSettings) -> bool:
    """Return whether a machine that shows nothing may be started: it ran out, or goes on running.

    Since our start its timer has run out where it has one, and its least rest is over.
    """
    return view.t - view.started_t >= max(output.dead_man_s or 0.0, output.min_off_s)


def ordered(
    view: View, output: OutputSettings, memory: OutputMemory, *, urgent: bool
) -> tuple[OutputMemory, Order | None]:
    """Return what is to be written now, if anything. `urgent`: an OFF that people's safety needs.

    A second look at the same time orders nothing: the first order is on its way.
    """
    if memory.command is None or not _is_due(view, output, memory):
        return memory, None
    order = Order(
        output=output.id,
        on=memory.command,
        safety=not memory.command and memory.tries <= MUTE_TRIES and (urgent or is_hazard(output)),
    )
    again = memory.written_t is not None and output.dead_man_s is None
    writes = memory.writes + 1 if again else memory.writes
    return replace(memory, flying=True, asked_t=view.t, writes=writes), order


def _ended(memory: OutputMemory, output: str, written: Iterable[Written]) -> OutputMemory:
    for end in written:
        if end.output != output or end.on is not memory.command:
            continue
        if not end.error:
            memory = replace(
                memory,
                flying=False,
                tries=0,
                error="",
                refused=False,
                written_t=end.t,
                echoed_t=end.t if memory.echoed_t is None else memory.echoed_t,
            )
        else:
            memory = replace(
                memory,
                flying=False,
                tries=memory.tries + 1,
                error=end.error,
                refused=end.refused,
            )
    return memory


def _adopted(view: View, output: OutputSettings, memory: OutputMemory, seen: Shown) -> OutputMemory:
    """Take over what a machine does; it counts as our command from now on.

    One that still does what we remember goes on being wanted or not; a stranger's is wanted as is.
    """
    if is_hazard(output) or seen.feedback is None:
        return memory
    return replace(
        memory,
        command=seen.feedback,
        want=memory.want if seen.feedback is memory.on else seen.feedback,
        allowed=seen.feedback,
        since=view.t,
        commanded_t=seen.t,
        echoed_t=seen.t,
        written_t=view.t - output.renew_s,  # when its timer was renewed last is not known
        confirmed=True,
    )


def _told(view: View, output: OutputSettings, memory: OutputMemory, *, on: bool) -> OutputMemory:
    fresh_day = view.t - memory.writes_t >= DAY_S
    memory = replace(
        memory,
        command=on,
        commanded_t=view.t,
        flying=False,
        asked_t=None,
        echoed_t=None,
        written_t=None,
        tries=0,
        error="",
        refused=False,
        confirmed=False,
        mismatch_t=None,
        verdict=Verdict.PENDING,
        writes=1 if fresh_day else memory.writes + 1,
        writes_t=view.t if fresh_day else memory.writes_t,
    )
    return _edges(view, output, memory, True, told=True) if on else memory


def _edges(
    view: View, output: OutputSettings, memory: OutputMemory, on: Fact, *, told: bool = False
) -> OutputMemory:
    """Return the memory after what is now known of on and off; a machine found on did not start."""
    if on is memory.on or on is None:
        return memory
    if not on:
        off_t = memory.off_t if memory.on is None else view.t
        return replace(memory, on=False, off_t=off_t, effect_from=None)
    started = told or memory.on is False
    recent = tuple(start for start in memory.starts if view.t - start < HOUR_S)
    return replace(
        memory,
        on=True,
        on_t=view.t,
        starts=(*recent, view.t) if started else recent,
        switchings=memory.switchings + started,
        effect_from=start_value(view, output),
    )


def _is_due(view: View, output: OutputSettings, memory: OutputMemory) -> bool:
    asked_s = math.inf if memory.asked_t is None else view.t - memory.asked_t
    hazard = is_hazard(output)
    if hazard and memory.command and _may_be_out(view, output, memory):
        return False
    if memory.flying:
        return asked_s > LOST_S
    if memory.written_t is None:
        return asked_s >= _retry_s(view, output, memory)
    if memory.command and output.dead_man_s is not None:
        every_s = RETRY_S if hazard and memory.tries else output.renew_s * RENEW_SHARE
        waits = is_adopting(view) and not hazard
        return not waits and min(asked_s, view.t - memory.written_t) >= every_s
    if memory.verdict not in DISOBEYED:
        return False
    return asked_s >= (QUICK_S if hazard else REASSERT_S) and (
        hazard or memory.writes < output.daily_writes
    )


def _retry_s(view: View, output: OutputSettings, memory: OutputMemory) -> float:
    """Return the time between tries of a command that no right echo has ended yet.

    A hazard's OFF is repeated without pause until its own timer must have put it out; a board that
    stays mute after that may not take the wire from the contacts and the other lamps.
    """
    if not is_hazard(output):
        return SLOW_S if memory.tries > QUICK_TRIES else QUICK_S
    told_t, timer_s = memory.commanded_t, output.dead_man_s
    is_out = told_t is not None and timer_s is not None and view.t - told_t > timer_s
    mute = memory.feedback is None and memory.tries > MUTE_TRIES
    return MUTE_S if is_out and mute and not memory.command else RETRY_S
