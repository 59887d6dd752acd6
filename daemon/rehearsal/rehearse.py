"""A rehearsal: two configurations, each with its own memory, on the same recorded moments.

Most minutes switch nothing, so each is looked at by its last moment first. Where that switches
anything, the look is forgotten and the minute is played moment by moment. So is a minute in which
a contact or the quality of a reading changed, and the first one after a start.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from daemon.control.settings import Settings
from daemon.model import Reading

from .comparison import Comparison
from .recording import Away, Frame, Recording
from .replay import Moment, Trial, resumed, trial, tried

MINUTE_S = 60


class Rehearsal:
    """Replays a record through two configurations; `comparison` grows meanwhile."""

    def __init__(self, recording: Recording, old: Settings, new: Settings, most: int) -> None:
        self.comparison = Comparison(old, new, most)
        self._recording = recording
        self._settings = old, new
        self._trials: tuple[Trial, Trial] | None = None

    def played(self, since: datetime, until: datetime, step_s: int) -> Iterator[datetime]:
        """Play `[since, until)`; yield how far it came. Raises sqlite3.Error."""
        frames = self._recording.frames(since, until, step_s)
        for away, moments in _minutes(frames, max(1, MINUTE_S // step_s)):
            old, new = self._trials or self._begun(moments[0])
            goes_on = self._trials is not None and away is None
            if self._trials and away is not None:
                old, new = _back(old, moments[0], away), _back(new, moments[0], away)
            last = self._looked(old, new, moments, step_s) if goes_on else None
            self._trials = last or self._played(old, new, moments, step_s)
            yield moments[-1].at

    def _begun(self, first: Moment) -> tuple[Trial, Trial]:
        units = self._recording.units
        old, new = (trial(settings, units, first) for settings in self._settings)
        return old, new

    def _looked(
        self, old: Trial, new: Trial, moments: list[Moment], step_s: float
    ) -> tuple[Trial, Trial] | None:
        """Return the trials after the last moment, None where the others must be played too."""
        if not _is_calm(moments):
            return None
        seen = tried(old, moments[-1]), tried(new, moments[-1])
        (_, old_after), (_, new_after) = seen
        if not (_are_still(old, old_after) and _are_still(new, new_after)):
            return None
        self.comparison.see(*seen, step_s * len(moments))
        return old_after, new_after

    def _played(
        self, old: Trial, new: Trial, moments: list[Moment], step_s: float
    ) -> tuple[Trial, Trial]:
        """Return the trials after every moment."""
        for moment in moments:
            seen = tried(old, moment), tried(new, moment)
            self.comparison.see(*seen, step_s)
            (_, old), (_, new) = seen
        return old, new


def _minutes(frames: Iterable[Frame], most: int) -> Iterator[tuple[Away | None, list[Moment]]]:
    """Yield up to `most` moments at a time, and how the program was away before them."""
    away: Away | None = None
    moments: list[Moment] = []
    for frame in frames:
        if moments and (frame.away is not None or len(moments) == most):
            yield away, moments
            moments = []
        if not moments:
            away = frame.away
        moments.append(frame.moment._replace(readings=dict(frame.moment.readings)))
    if moments:
        yield away, moments


def _back(before: Trial, moment: Moment, away: Away) -> Trial:
    return resumed(before, moment.t, same_boot=away.same_boot, away_s=away.length_s)


def _is_calm(moments: list[Moment]) -> bool:
    """Return whether only numbers changed: no contact, no quality."""
    first = moments[0].readings
    return all(
        reading is first[tag] or _is_alike(reading, first[tag])
        for moment in moments[1:]
        for tag, reading in moment.readings.items()
    )


def _is_alike(one: Reading, other: Reading) -> bool:
    return one.quality is other.quality and not isinstance(one.value, bool)


def _are_still(before: Trial, after: Trial) -> bool:
    return before.machines.on == after.machines.on
