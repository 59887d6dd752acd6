"""A candidate configuration that runs beside the active one: it sees the same, and acts on nothing.

Its machines are assumed to follow its own commands. The acts of people never reach it, so it runs
no hazard; what people hold by hand, have stopped or work to another setpoint is not compared.
Whatever goes wrong in here ends the shadow and nothing else.
"""

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from .clock import Clock
from .control.settings import Settings
from .control.state import RoomMemory
from .model import Decision, Mode, OutputInfo, ProcessImage, Rank, ScanResult, Snapshot
from .model.explain import explain
from .model.render import Language
from .rehearsal.replay import Moment, Trial, trial, tried, unread

KEPT = 50  # differences
LEAST_S = 0.9  # between two looks: brisk scans beside a hazard are left to control alone
MOST_S = 5.0  # a look stands for no longer time than this
SLOW_S = 0.25
MOST_SLOW = 3  # looks in a row

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The moment at which an output began to differ, and how both configurations explain it."""

    output: str
    at: datetime
    t: float
    active: Decision
    candidate: Decision
    active_info: OutputInfo
    candidate_info: OutputInfo

    def sentences(self, language: Language) -> tuple[str, str]:
        """Return what the active and the candidate configuration say of their output."""
        return (
            explain(self.active, self.active_info, self.t, language),
            explain(self.candidate, self.candidate_info, self.t, language),
        )


class Shadow:
    """Follows every scan of the active configuration with one of the candidate.

    `newest` gives the snapshot of the scan whose image is offered.
    """

    def __init__(
        self,
        candidate: Settings,
        active: Settings,
        newest: Callable[[], Snapshot | None],
        clock: Clock,
    ) -> None:
        self.duration_s = 0.0  # of the newest look
        self._infos = _harmless(active), _harmless(candidate)
        self.differing_s = {name: 0.0 for name in self._infos[0] if name in self._infos[1]}
        self._candidate = candidate
        self._units = {point.tag: point.unit for point in active.site.points}
        self._newest = newest
        self._clock = clock
        self._trial: Trial | None = None
        self._t = float("-inf")
        self._slow = 0
        self._differing: frozenset[str] = frozenset()
        self._kept: deque[Difference] = deque(maxlen=KEPT)
        self._status = ""

    def status(self) -> str:
        """Return what ended the shadow, "" while it runs."""
        return self._status

    @property
    def differences(self) -> tuple[Difference, ...]:
        """The last moments at which an output began to differ, the newest first."""
        return tuple(reversed(self._kept))

    @property
    def differing(self) -> frozenset[str]:
        """The outputs that differ now."""
        return self._differing

    def offer(self, image: ProcessImage) -> None:
        """Follow one scan of the active configuration; never raises."""
        if self._status or image.t - self._t < LEAST_S:
            return
        started = self._clock.monotonic()
        try:
            self._look(image)
        except Exception as err:  # whatever is wrong in here must not reach control
            log.exception("the shadow is off")
            self._end(f"{type(err).__name__}: {err}")
        self.duration_s = self._clock.monotonic() - started
        self._slow = self._slow + 1 if self.duration_s > SLOW_S else 0
        if self._slow >= MOST_SLOW and not self._status:
            log.warning("the shadow is off: it takes %.2f s a scan", self.duration_s)
            self._end(f"{self.duration_s:.2f} s a scan")

    def _look(self, image: ProcessImage) -> None:
        snapshot = self._newest()
        if snapshot is None:
            return
        moment = Moment(
            t=image.t,
            at=image.at,
            clock_trusted=image.clock_trusted,
            readings=image.readings,
            down=frozenset(name for name, bus in snapshot.buses.items() if not bus.up),
        )
        before = self._trial or self._begun(moment, snapshot.result)
        result, self._trial = tried(before, moment)
        self._compare(image, snapshot.result, result)
        self._t = image.t

    def _begun(self, moment: Moment, active: ScanResult) -> Trial:
        """Return the candidate as it would take over now: its setpoints glide from here."""
        rooms = {
            name: RoomMemory(setpoint_c=room.setpoint_c, setpoint_pct=room.setpoint_pct)
            for name, room in active.rooms.items()
        }
        begun = trial(self._candidate, self._units, moment, rooms)
        if missing := unread(begun):
            log.warning("shadow: nobody reads %s", ", ".join(missing))
        return begun

    def _compare(self, image: ProcessImage, active: ScanResult, candidate: ScanResult) -> None:
        lasted_s = min(image.t - self._t, MOST_S)
        for name in self._differing:
            self.differing_s[name] += lasted_s
        differing = frozenset(
            name
            for name in self.differing_s
            if _is_compared(active, name)
            and active.outputs[name].allowed is not candidate.outputs[name].allowed
        )
        for name in sorted(differing - self._differing):
            self._began(name, image, active.outputs[name], candidate.outputs[name])
        for name in sorted(self._differing - differing):
            log.info("shadow: %s: both configurations agree again", name)
        self._differing = differing

    def _began(self, name: str, image: ProcessImage, active: Decision, candidate: Decision) -> None:
        difference = Difference(
            output=name,
            at=image.at,
            t=image.t,
            active=active,
            candidate=candidate,
            active_info=self._infos[0][name],
            candidate_info=self._infos[1][name],
        )
        self._kept.append(difference)
        log.info("shadow: %s: active: %s; candidate: %s", name, *difference.sentences("en"))

    def _end(self, fault: str) -> None:
        self._status = f"影子配置已停用，不影响控制：{fault} / it is off, control goes on: {fault}"
        self._trial, self._differing = None, frozenset()


def _harmless(settings: Settings) -> dict[str, OutputInfo]:
    return {output.id: output for output in settings.site.outputs if not output.hazardous}


def _is_compared(active: ScanResult, name: str) -> bool:
    """Return whether the configuration decides the output.

    Nobody holds it by hand, stopped its room, or chose the setpoint that it works to.
    """
    decision = active.outputs[name]
    return decision.mode is Mode.AUTO and all(
        claim.rank is not Rank.LOCAL_STOP and claim.source is None for claim in decision.claims
    )
