"""What a device shows of our command, and the verdict on it."""

from dataclasses import dataclass

from daemon.model import Quality, Reason, Verdict, reason

from .facts import contact
from .interlocks import is_hazard
from .settings import OutputSettings
from .state import OutputMemory
from .view import Fact, View

SLOW_TO_SHOW_S = 3.0  # past the settle time: a poll may just have missed the change
STARTS_WITHIN_S = 10.0  # a machine that does not run so long after its relay closed does not run
NOT_ON = (Verdict.OVERRIDDEN, Verdict.REFUSED)  # with a feedback of "off"
WELDED_AFTER_S = 2.0  # what is still on so long after its OFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the device shows: the command's feedback, the machine's own, and when each was read."""

    feedback: Fact
    running: Fact
    t: float | None
    running_t: float | None = None


def shown(view: View, output: OutputSettings) -> Shown:
    """Return what the device shows of an output now; None where that is not known."""
    running = None if output.running is None else contact(view.image, output.running)
    reading = view.reading(output.feedback)
    value = None if reading.quality is Quality.BAD else said(output, reading.value)
    running_t = None if output.running is None else view.reading(output.running).t
    return Shown(feedback=value, running=running, t=reading.t, running_t=running_t)


def said(output: OutputSettings, value: float | bool | None) -> Fact:
    """Return what a value of an output's feedback says; None where it says neither."""
    if value is None or isinstance(value, bool):
        return value
    return {output.on_value: True, output.off_value: False}.get(value)


def is_on(view: View, output: OutputSettings, memory: OutputMemory, seen: Shown) -> Fact:
    """Return whether the output is on, as far as safety may believe it; None before it is known.

    Told to be on counts as on, until the device has made clear that it is not. Off needs the
    device's word, or a dead-man that has run out.
    """
    if memory.verdict in NOT_ON and seen.feedback is False and not seen.running:
        return False
    mute = seen.feedback is None and not seen.running
    if mute and _has_run_out(view, output, memory):
        return False
    if memory.command or seen.running or seen.feedback:
        return True
    told_off = memory.command is False and memory.echoed_t is not None
    return False if seen.feedback is False or told_off else None


def may_be_on(memory: OutputMemory) -> bool:
    """Return whether an output is on, or not seen to be off."""
    unseen = memory.feedback is None and memory.running is not False
    return memory.on is not False or unseen


def _has_run_out(view: View, output: OutputSettings, memory: OutputMemory) -> bool:
    """Return whether the output's own timer has run out since anything could have renewed it."""
    if output.dead_man_s is None:
        return False
    last_t: float | None = view.started_t
    if memory.command:
        last_t = memory.written_t  # an ON without an echo may have arrived
    elif memory.command is False:
        last_t = memory.commanded_t
    return last_t is not None and view.t - last_t > output.dead_man_s


def verdict(
    view: View, output: OutputSettings, memory: OutputMemory, seen: Shown
) -> tuple[Verdict, float | None]:
    """Return the verdict, and since when the machine does not do what its relay says."""
    since = None if memory.command is None else _mismatch_since(view, memory, seen)
    lasts_s = 0.0 if since is None else view.t - since
    if memory.command is None:
        word = Verdict.UNKNOWN
    elif not memory.command and (
        lasts_s > WELDED_AFTER_S if is_hazard(output) else _runs_on(memory, seen)
    ):
        word = Verdict.WELDED
    elif memory.refused:
        word = Verdict.REFUSED
    elif memory.echoed_t is None:
        word = Verdict.UNKNOWN if memory.error else Verdict.PENDING
    else:
        word = _by_feedback(view, output, memory, seen)
        if word is Verdict.CONFIRMED and memory.command and lasts_s > STARTS_WITHIN_S:
            word = Verdict.NOT_RUNNING
    return word, since


def _runs_on(memory: OutputMemory, seen: Shown) -> bool:
    """Return whether a machine was seen to run after its OFF had arrived; a lost OFF welds nothing.

    A hazard counts as welded all the same: its contactor is cut whatever the cause.
    """
    if not seen.running or seen.running_t is None or memory.echoed_t is None:
        return False
    return seen.running_t - memory.echoed_t > WELDED_AFTER_S


def _by_feedback(view: View, output: OutputSettings, memory: OutputMemory, seen: Shown) -> Verdict:
    """Return the verdict on a command with an echo.

    A hazard that took its ON and reads off is out, also before anybody saw it on: a board that
    loses its supply for a moment forgets, and is not told ON again.
    """
    if seen.feedback is None or seen.t is None or memory.echoed_t is None:
        return Verdict.UNKNOWN
    settled_t = memory.echoed_t + output.settle_s
    if seen.t < settled_t:
        return Verdict.PENDING
    if seen.feedback is memory.command:
        return Verdict.CONFIRMED
    if memory.confirmed or (memory.command and is_hazard(output)):
        return Verdict.OVERRIDDEN
    return Verdict.REFUSED if view.t > settled_t + SLOW_TO_SHOW_S else Verdict.PENDING


def trouble(word: Verdict, memory: OutputMemory, seen: Shown) -> Reason | None:
    """Return what the device does not do, None where it obeys or may still be about to."""
    if word is Verdict.UNKNOWN and memory.error:
        return reason("output_unreachable_by", of_trouble=memory.error)
    if word is Verdict.UNKNOWN and memory.command is not None and seen.feedback is None:
        return reason("output_unseen")
    return TROUBLES.get(word)


TROUBLES = {
    Verdict.REFUSED: reason("output_refused"),
    Verdict.OVERRIDDEN: reason("output_overridden"),
    Verdict.NOT_RUNNING: reason("output_not_running"),
    Verdict.WELDED: reason("output_welded"),
}


def _mismatch_since(view: View, memory: OutputMemory, seen: Shown) -> float | None:
    """Return since when machine or relay contradict the command, in one unbroken stretch."""
    if memory.command:
        wrong = seen.running is False
    else:
        wrong = seen.running is True or seen.feedback is True
    if not wrong:
        return None
    start = view.t if memory.commanded_t is None else memory.commanded_t
    return start if memory.mismatch_t is None else memory.mismatch_t
