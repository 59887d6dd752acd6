"""What is published of control: one JSON state an output, a programme and a room (pure).

Times left and since are those of publishing; sentences are the same that the panel shows.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from .model import (
    CycleStatus,
    Decision,
    Degraded,
    OutputInfo,
    ProgrammeInfo,
    Reason,
    RoomControl,
    RoomInfo,
    SiteInfo,
    Snapshot,
    Trip,
)
from .model.explain import explain, is_on
from .model.render import sentence
from .mqtt_states import common


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputState:
    """What one output does, and why."""

    topic: str
    output: OutputInfo

    def urgency(self, snapshot: Snapshot) -> object:
        """Return what is published at once when it changes; numbers in a reason drift."""
        found = self._decision(snapshot)
        return found and (
            (found.mode, found.want, found.allowed, found.command),
            (found.feedback, found.running, found.verdict, found.degraded),
            (found.winner.owner, found.winner.reason.code, found.trouble and found.trouble.code),
        )

    def state(self, snapshot: Snapshot, t: float) -> dict[str, object] | None:
        """Return the state at the monotonic time `t`, None before the first decision."""
        found = self._decision(snapshot)
        if found is None:
            return None
        wish = found.wish
        return {
            "output": self.output.id,
            "name": self.output.name,
            "room": self.output.room,
            "kind": self.output.kind.value,
            **common(snapshot),
            "on": is_on(found),
            "want": found.want,
            "allowed": found.allowed,
            "command": found.command,
            "mode": found.mode.value,
            "mode_left_s": _left(wish.until, t),
            "verdict": found.verdict.value,
            "degraded": found.degraded,
            "since_s": round(max(0.0, t - found.since), 1),
            "why": found.winner.reason.code,
            "why_zh": explain(found, self.output, t, "zh"),
            "why_en": explain(found, self.output, t, "en"),
        }

    def _decision(self, snapshot: Snapshot) -> Decision | None:
        return snapshot.result.outputs.get(self.output.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeState:
    """Where one sterilisation programme stands."""

    topic: str
    programme: ProgrammeInfo

    def urgency(self, snapshot: Snapshot) -> object:
        """Return what is published at once when it changes."""
        found = self._status(snapshot)
        return found and (
            (found.stage, found.entry, found.reason.code, found.who),
            tuple(check.code for check in found.checks),
        )

    def state(self, snapshot: Snapshot, t: float) -> dict[str, object] | None:
        """Return the state at the monotonic time `t`, None before the first scan."""
        found = self._status(snapshot)
        if found is None:
            return None
        return {
            "programme": self.programme.id,
            "name": self.programme.name,
            "room": self.programme.room,
            "output": self.programme.output,
            **common(snapshot),
            "stage": found.stage.value,
            "entry": found.entry.value,
            "since_s": round(max(0.0, t - found.since), 1),
            "left_s": None if found.left_s is None else round(found.left_s, 1),
            "who": found.who,
            "why": found.reason.code,
            "why_zh": sentence(found.reason, "zh"),
            "why_en": sentence(found.reason, "en"),
            "checks": [_told(check) for check in found.checks],
            "dose_mg_h_m3": round(found.dose_mg_h_m3, 3),
            "dose_computed": found.dose_computed,
            "lamp_h": round(found.lamp_h, 1),
        }

    def _status(self, snapshot: Snapshot) -> CycleStatus | None:
        return snapshot.result.cycles.get(self.programme.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomControlState:
    """What control thinks of one room."""

    topic: str
    room: RoomInfo

    def urgency(self, snapshot: Snapshot) -> object:
        """Return what is published at once when it changes."""
        found = self._control(snapshot)
        return found and (
            (found.stopped, found.entry),
            tuple((trip.interlock, trip.latched, trip.healthy) for trip in found.trips),
            tuple((mode.mode, mode.reason) for mode in self._degraded(snapshot)),
        )

    def state(self, snapshot: Snapshot, t: float) -> dict[str, object] | None:
        """Return the state at the monotonic time `t`, None before the first scan."""
        found = self._control(snapshot)
        if found is None:
            return None
        advice = found.ventilation
        return {
            "room": self.room.id,
            "name": self.room.name,
            **common(snapshot),
            "entry": found.entry.value,
            "stopped": found.stopped,
            "setpoint_c": found.setpoint_c,
            "setpoint_pct": found.setpoint_pct,
            "trips": [_trip(trip, t) for trip in found.trips],
            "ventilation": None if advice is None else _told(advice),
            "degraded": [_mode(mode) for mode in self._degraded(snapshot)],
        }

    def _control(self, snapshot: Snapshot) -> RoomControl | None:
        return snapshot.result.rooms.get(self.room.id)

    def _degraded(self, snapshot: Snapshot) -> tuple[Degraded, ...]:
        """Return the degraded modes of the room and those of the whole site."""
        return tuple(m for m in snapshot.result.degraded if m.room in ("", self.room.id))


ControlState = OutputState | ProgrammeState | RoomControlState


def control_topics(base: str, info: SiteInfo) -> Iterator[ControlState]:
    """Yield the control states of a site, in the order of the configuration."""
    for output in info.outputs:
        yield OutputState(topic=f"{base}/output/{output.id}/state", output=output)
    for programme in info.programmes:
        topic = f"{base}/programme/{programme.id}/state"
        yield ProgrammeState(topic=topic, programme=programme)
    controlled = {output.room for output in info.outputs}
    for room in info.rooms:
        if room.id in controlled:
            yield RoomControlState(topic=f"{base}/room/{room.id}/control", room=room)


def _told(why: Reason) -> dict[str, object]:
    return {"code": why.code, "zh": sentence(why, "zh"), "en": sentence(why, "en")}


def _trip(trip: Trip, t: float) -> dict[str, object]:
    return {
        "interlock": trip.interlock,
        "since_s": round(max(0.0, t - trip.since), 1),
        "latched": trip.latched,
        "healthy": trip.healthy,
        "outputs": list(trip.outputs),
        **_told(trip.reason),
    }


def _mode(mode: Degraded) -> dict[str, object]:
    return {"mode": mode.mode, "room": mode.room, **_told(mode.reason)}


def _left(until: float | None, t: float) -> float | None:
    return None if until is None else round(max(0.0, until - t), 1)
