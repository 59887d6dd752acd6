"""What must hold of the truth, whatever the daemon believes: invariants S1 to S4, S8 and S9.

The judge looks at true relays, true people and true air after every event of the plant. It knows
what is wrong with the plant only to know how long an OFF may take:

| what is wrong | a hazard beside somebody, or beyond its time, is off after |
|---|---|
| nothing that an OFF passes | 0.5 s: a poll of 0.15 s, a scan, a write |
| the contact module is silent | 1.2 s |
| the daemon, its machine or its wire | 3.1 s: the timer in the relay board |
| a relay that sticks, or is switched by another master | 4.2 s: seen by a poll of 1 s, believed |
| | after 2 s, then the contactor opens |

A hazard that starts without being armed is wrong at once, unless something beside the daemon
switched it. So is one that starts before the room was quiet and warned for as long as its
programme says.

A value is current for one and a half polls and a second, and shown for three polls and two seconds
after the last answer. Only a contact that is not well may be told later, for it stops what runs.

The invariants of files and processes are judged where files and processes are: S5 and S6 by
test_ledger_damage and test_history_kill, S7 by test_records_sync_guard, S10 by `make bench-panel`.
"""

import math
from dataclasses import dataclass, field
from typing import NamedTuple
from zoneinfo import ZoneInfo

from daemon.model import Act, Entry, Origin, Quality, ScanResult, Stage, Verb
from tests.scenario.machines import Machine, ViolationError, check_pairs
from tests.scenario.plant import Plant
from tests.scenario.points import HAZARDS, SAFETY
from tests.scenario.room import TrueRoom
from tests.scenario.senses import Device

WELL_S = 0.5
SILENT_S = 1.2
BROKEN_S = 3.1
RELAY_S = 4.2
SLOW_S = 0.05  # a wire that takes longer for a write is not well
SENSOR_MG_M3 = 0.02  # rounding of the ozone sensor, and a poll in which the ozone rose
LIVE = frozenset({Stage.WARNING, Stage.RUN, Stage.STOPPING})


@dataclass(slots=True)
class Hazard:
    """What the judge keeps of one hazard."""

    on_t: float | None = None
    wrong_t: float | None = None
    wrong: str = ""
    requested: bool = False
    armed: bool = False
    lit: bool = False  # since it was armed
    disarmed_t: float = float("-inf")
    burnt_s: dict[str, float] = field(default_factory=dict)  # by day of the site
    last_on_t: float = float("-inf")

    def disarm(self, t: float) -> None:
        """Take back what a person armed."""
        if self.armed:
            self.armed, self.disarmed_t = False, t


class Off(NamedTuple):
    """A hazard that went off after it had to."""

    why: str
    after_s: float


class Judge:
    """Watches a plant; raises ViolationError at the moment of a violation."""

    def __init__(self, plant: Plant) -> None:
        self.plant = plant
        self.hazards = {(room, name): Hazard() for room in plant.rooms for name in HAZARDS}
        self.machines = {
            (room, name): Machine(name)
            for room, true in plant.rooms.items()
            for name in true.board.relays
        }
        self.trouble_t = float("-inf")  # until when the daemon or its wire counts as broken
        self.blip_t = float("-inf")  # what goes out until then may come back
        self.signed_off: set[str] = set()
        self.lost_t = float("-inf")
        self.unsafe_t: dict[str, float] = {}
        self.accepted: set[str] = set()
        self.lamps_lit = 0
        self.offs: list[Off] = []
        self._t = plant.t
        self._changes = -1
        self._zone = ZoneInfo(plant.settings.site.timezone)
        self._ids: set[str] = set()
        plant.after_event.append(self.look)
        plant.after_scan.append(self.hear)

    # What the judge is told

    def trouble(self, lasts_s: float) -> None:
        """Daemon, wire, board or relay are not well for so long from now."""
        self.trouble_t = max(self.trouble_t, self.plant.t + lasts_s)

    def forgotten(self, memory: str) -> None:
        """A restart without memory can't know what was; one with a stale one lacks the last row."""
        for (room, name), hazard in self.hazards.items():
            run_s = self.plant.settings.programmes[f"{room}-{name}-cycle"].run_s
            lost_s = {"stored": 0.0, "stale": run_s, "lost": math.inf}[memory]
            for day in hazard.burnt_s:
                hazard.burnt_s[day] = max(0.0, hazard.burnt_s[day] - lost_s)
        if memory == "stored":
            return
        self.lost_t = self.plant.t
        self.accepted.clear()
        for machine in self.machines.values():
            keep = len(machine.starts) - 1 if memory == "stale" else 0
            while len(machine.starts) > max(0, keep):
                machine.starts.popleft()

    def blip(self, lasts_s: float) -> None:
        """A machine goes out for a moment that no poll must see, and may come back."""
        self.blip_t = max(self.blip_t, self.plant.t + lasts_s)

    def asked(self, act: Act) -> None:
        """A person asks: only two new steps at the local panel arm a hazard."""
        if act.id in self._ids:
            return
        self._ids.add(act.id)
        room, _, rest = act.subject.partition("-")
        name = rest.removesuffix("-cycle")
        local = act.origin is Origin.LOCAL
        if act.verb is Verb.STOP:
            self.disarm(act.subject)
        hazard = self.hazards.get((room, name))
        if hazard is None:
            return
        if act.verb is Verb.REQUEST and local:
            hazard.requested = True
        elif act.verb is Verb.CONFIRM and local:
            hazard.armed = hazard.requested
        elif act.verb is Verb.ABORT:
            hazard.disarm(self.plant.t)
            hazard.requested = False
        elif act.verb is Verb.SIGN_OFF and local:
            self.signed_off.add(room)

    def disarm(self, room: str) -> None:
        """Something happened after which nothing may start without a person arming it again."""
        for (place, _), hazard in self.hazards.items():
            if place == room:
                hazard.disarm(self.plant.t)

    def _interrupt(self, room: str) -> None:
        """What is under way must end; a cycle that only waits for its conditions may go on."""
        result = self.plant.brain.result
        for (place, name), hazard in self.hazards.items():
            cycle = None if result is None else result.cycles[f"{room}-{name}-cycle"]
            if place == room and cycle is not None and cycle.stage in LIVE:
                hazard.disarm(self.plant.t)

    # The truth

    def look(self) -> None:
        """Judge this moment."""
        t, elapsed_s = self.plant.t, self.plant.t - self._t
        self._t = t
        changed = self.plant.changes != self._changes
        self._changes = self.plant.changes
        for name, room in self.plant.rooms.items():
            if changed:
                if _unsafe(room):
                    self.unsafe_t[name] = t
                    self._interrupt(name)
                check_pairs(room)
                for relay in room.board.relays:
                    self.machines[name, relay].look(room, t, by_itself=t <= self.blip_t)
            for hazard in HAZARDS:
                self._hazard(room, hazard, t, elapsed_s)

    def _hazard(self, room: TrueRoom, name: str, t: float, elapsed_s: float) -> None:
        hazard, on = self.hazards[room.name, name], room.runs(name)
        if not on:
            if hazard.wrong_t is not None:
                self.offs.append(Off(hazard.wrong, t - hazard.wrong_t))
            hazard.on_t, hazard.wrong_t = None, None
            if hazard.lit and t > self.blip_t:
                hazard.requested = hazard.lit = False
                hazard.disarm(t)
            return
        hazard.last_on_t = t
        if hazard.on_t is None:
            hazard.on_t, hazard.lit = t, True
            self.lamps_lit += 1
            self.signed_off.discard(room.name)
            self._started(room, name, hazard)
        else:
            day = self._day()
            hazard.burnt_s[day] = hazard.burnt_s.get(day, 0.0) + elapsed_s
        wrong = self._wrong(room, name, hazard, t)
        if not wrong:
            hazard.wrong_t = None
            return
        if hazard.wrong_t is None:
            hazard.wrong_t, hazard.wrong = t, wrong
        allowed_s = self._allowed_s(room, hazard.wrong_t)
        if t - hazard.wrong_t > allowed_s:
            late = f"{t - hazard.wrong_t:.2f} s after {hazard.wrong}, at most {allowed_s} s"
            raise ViolationError(f"S1 {room.name}-{name} is on {late}")

    def _started(self, room: TrueRoom, name: str, hazard: Hazard) -> None:
        """Judge a start; one that crossed what disarmed it counts from then, and ends in time."""
        flies_s = WELL_S + self.plant.lag_s + 2 * self.plant.wire.latency_s
        if not hazard.armed and self.plant.t - hazard.disarmed_t <= flies_s:
            hazard.wrong_t, hazard.wrong = hazard.disarmed_t, "it was disarmed"
        if self._moved_by_others(room, name) or self.plant.t <= self.blip_t:
            return
        if not hazard.armed and self.plant.t - hazard.disarmed_t > flies_s:
            raise ViolationError(f"S2 {room.name}-{name} starts and nobody armed it")
        quiet_s = self.plant.t - self.unsafe_t.get(room.name, float("-inf"))
        if flies_s < quiet_s < self._least_quiet_s(room.name):
            raise ViolationError(f"S2 {room.name}-{name} starts {quiet_s:.1f} s after people")

    def _least_quiet_s(self, room: str) -> float:
        programme = self.plant.settings.programmes[f"{room}-uv-cycle"]
        return programme.quiet_s + programme.warning_s - WELL_S

    def _wrong(self, room: TrueRoom, name: str, hazard: Hazard, t: float) -> str:
        programme = self.plant.settings.programmes[f"{room.name}-{name}-cycle"]
        on_s = 0.0 if hazard.on_t is None else t - hazard.on_t
        why = {
            "the door opened": room.people.door_open,
            "somebody was inside": room.people.inside > 0,
            "the emergency stop was pressed": room.people.e_stop_pressed,
            "it was disarmed": not hazard.armed,
            "the programme's time was over": on_s > programme.run_s,
            "the day's cap was reached": hazard.burnt_s.get(self._day(), 0) > programme.daily_run_s,
        }
        return next((what for what, wrong in why.items() if wrong), "")

    def _allowed_s(self, room: TrueRoom, since: float) -> float:
        plant, wire = self.plant, self.plant.wire
        relays = room.board.relays.values()
        if any(relay.stuck is not None or not relay.ours for relay in relays):
            return RELAY_S + plant.lag_s
        broken = (
            not plant.alive
            or plant.lag_s > 0
            or max(self.trouble_t, plant.bus_down_until[SAFETY], wire.bad_t) >= since
            or wire.latency_s > SLOW_S
        )
        if broken:
            return BROKEN_S + plant.lag_s
        silent = plant.devices[f"{room.name}-di"].silent_until > since
        return SILENT_S if silent else WELL_S

    def _moved_by_others(self, room: TrueRoom, name: str) -> bool:
        return any(
            relay.stuck is not None or not relay.ours
            for relay in (room.board.relays[name], room.board.relays["contactor"])
        )

    # What the daemon tells people

    def hear(self, result: ScanResult) -> None:
        """Judge what a scan shows: entry, and what became of repeated acts."""
        t = self.plant.t
        for answer in result.answers:
            if answer.accepted and answer.act.id in self.accepted:
                raise ViolationError(f"S9 {answer.act.id} acted twice")
            if answer.accepted:
                self.accepted.add(answer.act.id)
        for device in self.plant.devices.values():
            self._aged(device, result)
        if result.seq == 1 and any(cycle.stage in LIVE for cycle in result.cycles.values()):
            raise ViolationError("a cycle goes on after a restart")
        for name, room in self.plant.rooms.items():
            limit = self.plant.settings.programmes[f"{name}-ozone-cycle"].entry_ozone_mg_m3
            control = result.rooms[name]
            if control.entry is Entry.FREE and room.burns() and _ours(room):
                raise ViolationError(f"entry to {name} is free while a hazard is on")
            if control.entry is not Entry.FREE or name in self.signed_off:
                continue
            made = self.hazards[name, "ozone"].last_on_t  # a lost memory does not know of it
            worst_s = self.plant.settings.programmes[f"{name}-ozone-cycle"].worst_case_s
            seen = result.image.readings[f"{name}-o3.ozone"].quality is Quality.GOOD
            high = room.state.ozone_mg_m3 > limit + SENSOR_MG_M3
            if high and (seen or (t - made < worst_s and t > self.lost_t + worst_s)):
                raise ViolationError(
                    f"entry to {name} is free at {room.state.ozone_mg_m3:.2f} mg/m³ of ozone"
                )

    def _aged(self, device: Device, result: ScanResult) -> None:
        """Judge whether an old value counts as current, or a very old one is shown at all."""
        age_s = self.plant.t - device.told_t
        if age_s <= 1.5 * device.poll_s + 1.0:
            return
        is_shown = age_s <= 3.0 * device.poll_s + 2.0
        for tag in (f"{device.name}.{name}" for name in device.points):
            reading = result.image.readings[tag]
            if reading.value is None or reading.value is False:
                continue
            if is_shown and reading.quality is not Quality.GOOD:
                continue
            raise ViolationError(f"S8 {tag} is {reading.quality} {age_s:.1f} s after its last poll")

    def _day(self) -> str:
        return self.plant.brain.clock.utc().astimezone(self._zone).date().isoformat()


def _ours(room: TrueRoom) -> bool:
    relays = room.board.relays.values()
    return all(relay.ours and relay.stuck is None for relay in relays)


def _unsafe(room: TrueRoom) -> bool:
    people = room.people
    return people.door_open or people.inside > 0 or people.e_stop_pressed
