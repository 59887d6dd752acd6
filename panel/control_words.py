"""Words and digits of control that no reason carries: what a machine does, a verdict's gravity."""

from collections.abc import Mapping

from daemon.model import Verdict

from .words import State, msgid

ON, OFF = msgid("running"), msgid("stopped")
PENDING = {True: msgid("starting"), False: msgid("stopping")}
UNSEEN = {  # the command while nobody can see what became of it
    True: msgid("told to run, not seen"),
    False: msgid("told to stop, not seen"),
    None: msgid("not known yet"),
}
ENTRY_UNKNOWN = msgid("Not known: make sure before you go in")
ENTRY_ALARMED = msgid("Alarm: check first")

GRAVITY: Mapping[Verdict, State] = {
    Verdict.UNKNOWN: State.ATTENTION,
    Verdict.PENDING: State.WAITING,
    Verdict.CONFIRMED: State.GOOD,
    Verdict.REFUSED: State.LOST,
    Verdict.OVERRIDDEN: State.LOST,
    Verdict.NOT_RUNNING: State.LOST,
    Verdict.WELDED: State.LOST,
}


def countdown(seconds: float) -> str:
    """Return a time left as digits: 4:32, or 1:52:07 from an hour on."""
    minutes, rest = divmod(max(0, int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
