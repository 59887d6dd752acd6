"""Acts from afar: what they can be about, whether they still change something, how often (pure).

An act that makes a room safer is never counted: a stop must always work.
"""

from dataclasses import dataclass, replace
from typing import Self

from .control import Stage, Verb
from .result import Snapshot
from .site import SiteInfo

STOPPABLE = frozenset({Stage.REQUESTED, Stage.PRECHECK, Stage.WARNING, Stage.RUN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """`most` at once, and one more each `each_s` seconds; `left` of them were left at `t`."""

    most: int
    each_s: float
    left: float
    t: float = 0.0

    def wait_s(self, t: float) -> float:
        """Return the seconds until one more is allowed, 0 where it is."""
        return max(0.0, (1.0 - self._at(t)) * self.each_s)

    def spent(self, t: float) -> Self:
        """Return what is left after one more."""
        return replace(self, left=self._at(t) - 1.0, t=t)

    def is_full(self, t: float) -> bool:
        """Return whether nothing of it is in use."""
        return self._at(t) >= self.most

    def _at(self, t: float) -> float:
        return min(float(self.most), self.left + (t - self.t) / self.each_s)


def is_known(site: SiteInfo, subject: str) -> bool:
    """Return whether the site has a room, an output or a programme of this name.

    Which alarms there are is known to control alone: whatever looks like the key of one may pass.
    """
    if ":" in subject:
        return True
    rooms, outputs = {room.id for room in site.rooms}, {output.id for output in site.outputs}
    return subject in rooms | outputs | {programme.id for programme in site.programmes}


def is_needed(snapshot: Snapshot | None, verb: Verb, subject: str) -> bool:
    """Return whether a stop still has something to stop, as far as the last scan tells."""
    if snapshot is None:
        return verb in (Verb.STOP, Verb.ABORT)
    result = snapshot.result
    live = [cycle for cycle in result.cycles.values() if cycle.stage in STOPPABLE]
    if verb is Verb.STOP:
        room = result.rooms.get(subject)
        return (room is not None and not room.stopped) or any(c.room == subject for c in live)
    return verb is Verb.ABORT and any(cycle.programme == subject for cycle in live)
