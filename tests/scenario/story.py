"""What can happen to a plant, as words that read aloud: people, faults, time.

Faults that software can't see are left out, for they are what the door contact in the lamp's own
circuit is for: both door contacts stuck at "closed", a people detector that says "nobody" while
somebody is there, an emergency stop that does not open, a lamp's relay and its contactor both
forced. So one door contact lies at a time, the detector fails only to "somebody", to silence, or
late, and one relay of a hazard's chain is forced at a time.
"""

import copy
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from daemon.model import Act, CycleStatus, Origin, Stage, Verb
from drivers.simulator.physics import Building
from tests.scenario.judge import BROKEN_S, Judge
from tests.scenario.plant import Plant
from tests.scenario.points import HAZARDS, SAFETY, Bit
from tests.scenario.room import SMALL, People
from tests.scenario.senses import Lie
from tests.scenario.site import QUICK, Pace
from tests.scenario.wire import WireFault

FINE_S = 12.0  # past this a wait is made in coarse scans while no hazard is live
COARSE_S = 8.0
HAND_S = 0.3
TRIES = 20
ADOPTED_S = 3.5  # a new daemon has looked on for long enough
CHAIN = ("uv", "ozone", "contactor")
SEEN_S = 4.5  # until a machine that went out for no reason is given up
RESTORED_S = 3.0  # a board that was gone for less may have been told ON again before it was read


@dataclass(slots=True)
class Story:
    """A plant under a judge."""

    plant: Plant
    judge: Judge
    last: Act | None = None
    people_t: float = 0.0

    @classmethod
    def begin(cls, seed: int = 0, pace: Pace = QUICK, building: Building = SMALL) -> "Story":
        """Return a story in one room, its daemon just started."""
        plant = Plant(seed=seed, pace=pace, building=building)
        return cls(plant, Judge(plant))

    def twin(self) -> "Story":
        """Return a second story that is the same up to now."""
        kept = (self.plant.brain.result, self.plant.brain.inputs, self.plant.settings)
        return copy.deepcopy(self, {id(value): value for value in kept})

    # Time

    def wait(self, seconds: float) -> "Story":
        """Let time pass; long times in coarse scans while no hazard is live."""
        self.plant.coarse_s = COARSE_S if seconds > FINE_S else 1.0
        self.plant.advance(seconds)
        return self

    def until(self, stage: Stage, name: str = "uv", most_s: float = 60.0) -> "Story":
        """Wait for a stage of a cycle, which must come."""
        waited_s = 0.0
        while self.stage(name) is not stage:
            assert waited_s < most_s, f"{stage} did not come; it is {self.status(name)}"
            self.wait(0.1)
            waited_s += 0.1
        return self

    def stage(self, name: str = "uv") -> Stage | None:
        """Return the stage that the last scan showed."""
        result = self.plant.brain.result
        return None if result is None else result.cycles[f"a-{name}-cycle"].stage

    def status(self, name: str = "uv") -> CycleStatus:
        """Return what the last scan says of a cycle."""
        assert self.plant.brain.result is not None
        return self.plant.brain.result.cycles[f"a-{name}-cycle"]

    def burns(self, name: str = "uv") -> bool:
        """Return whether a hazard is truly on."""
        return self.plant.rooms["a"].runs(name)

    # People

    def open_door(self) -> "Story":
        """Somebody opens the door."""
        return self._people(lambda people: setattr(people, "door_open", True))

    def close_door(self) -> "Story":
        """Somebody closes the door."""
        return self._people(lambda people: setattr(people, "door_open", False))

    def enter(self, late_s: float = 0.0) -> "Story":
        """Somebody goes in, if the door is open; the detector sees it late."""
        if self.plant.rooms["a"].people.door_open:
            self._people(lambda people: setattr(people, "inside", people.inside + 1))
            self._seen(late_s)
        return self

    def leave(self, late_s: float = 0.0) -> "Story":
        """All go out, if the door is open; the detector holds on for a while."""
        if self.plant.rooms["a"].people.door_open:
            self._people(lambda people: setattr(people, "inside", 0))
            self._seen(late_s)
        return self

    def press(self, pressed: bool = True) -> "Story":
        """Somebody presses or unlocks the emergency stop."""
        return self._people(lambda people: setattr(people, "e_stop_pressed", pressed))

    def leak(self, leak: bool = True) -> "Story":
        """Water comes in, or is wiped away."""
        return self._people(lambda people: setattr(people, "leak", leak))

    def fire(self, fire: bool = True) -> "Story":
        """The fire panel trips, or is reset."""
        return self._people(lambda people: setattr(people, "fire", fire))

    def ask(
        self,
        verb: Verb,
        subject: str = "a-uv-cycle",
        origin: Origin = Origin.LOCAL,
        for_s: float | None = None,
        value: float | None = None,
    ) -> "Story":
        """Somebody asks something of the daemon."""
        self.last = self.plant.act(verb, subject, origin=origin, for_s=for_s, value=value)
        self.judge.asked(self.last)
        return self

    def ask_again(self) -> "Story":
        """The last act arrives a second time, with its old id."""
        if self.last is not None:
            self.judge.asked(self.last)
            self.plant.repeat(self.last)
        return self

    def clear(self) -> "Story":
        """Make the room ready for a cycle: the door proves itself, all are out, all is reset."""
        people = self.plant.rooms["a"].people
        if people.e_stop_pressed or people.leak or people.fire:
            self.press(False).leak(False).fire(False)
        self.open_door().leave().wait(0.8).close_door().wait(0.3)
        self.ask(Verb.RELEASE, "a").ask(Verb.RESET, "a").wait(0.3)
        for name in ("uv", "ozone"):
            self.ask(Verb.ACKNOWLEDGE, f"a-{name}-cycle")
        return self.wait(0.2)

    def start(self, name: str = "uv") -> "Story":
        """Ask for a cycle at the local panel, in two steps, and wait until it should burn."""
        of = self.plant.settings.programmes[f"a-{name}-cycle"]
        self.wait(of.quiet_s + 0.3).ask(Verb.REQUEST, of.id).wait(0.2)
        return self.ask(Verb.CONFIRM, of.id).wait(of.warning_s + 0.8)

    def run(self, name: str = "uv") -> "Story":
        """Mend the plant and bring a cycle to its run, which must come."""
        self.judge.blip(SEEN_S)  # of a board that gets its power back
        self.plant.mend()
        brain = self.plant.brain
        if not self.plant.alive or brain.clock.t < (brain.state.started_t or math.inf) + ADOPTED_S:
            self.wait(ADOPTED_S)
        self.ask(Verb.AUTO, "a").clear()
        for _ in range(TRIES):
            if all(self.stage(other) is Stage.IDLE for other in HAZARDS):
                break
            self.wait(FINE_S + 1.0)
            self.ask(Verb.SIGN_OFF, "a-ozone-cycle").ask(Verb.SIGN_OFF, "a-uv-cycle").clear()
        return self.start(name)

    # Faults

    def kill(self, away_s: float, other_boot: bool = False, memory: str = "stored") -> "Story":
        """Kill the daemon; it comes back after a while."""
        self.judge.trouble(away_s + BROKEN_S)
        self.judge.disarm("a")
        self.judge.forgotten(memory)
        self.plant.kill(away_s, other_boot=other_boot, memory=memory)
        return self

    def stop(self, away_s: float) -> "Story":
        """Stop the daemon in order; it comes back after a while."""
        self.judge.trouble(away_s + BROKEN_S)
        self.judge.disarm("a")
        self.plant.stop(away_s)
        return self

    def lag(self, seconds: float, lasts_s: float) -> "Story":
        """Every scan comes late for a while."""
        self.judge.trouble(lasts_s + seconds)
        self.plant.lag_s = seconds
        self.plant.later(lasts_s, partial(setattr, self.plant, "lag_s", 0.0))
        return self

    def spoil(self, fault: WireFault, writes: int = 1) -> "Story":
        """The next writes go wrong."""
        self.plant.wire.faults.extend([fault] * writes)
        return self

    def slow(self, latency_s: float) -> "Story":
        """Writes take so long from now on."""
        self.plant.wire.latency_s = latency_s
        return self

    def cut(self, lasts_s: float, bus: str = SAFETY) -> "Story":
        """Nothing comes over a bus for a while."""
        self.judge.trouble(lasts_s)
        self.plant.cut(bus, lasts_s)
        return self

    def silence(self, unit: str, lasts_s: float) -> "Story":
        """A device does not answer for a while."""
        self.plant.silence(f"a-{unit}", lasts_s)
        return self

    def lie(self, tag: str, lie: Lie, value: float = 0.0, lasts_s: float = 60.0) -> "Story":
        """A sensor tells something else than the truth for a while."""
        self.plant.lie(f"a-{tag}", lie, value, lasts_s)
        return self

    def door_lies(self, contact: Bit, lie: Lie, closed: bool, lasts_s: float) -> "Story":
        """One of the two door contacts sticks or bounces; the other one is honest meanwhile."""
        fibs = self.plant.devices["a-di"].fibs
        fibs.pop(Bit.DOOR_A, None)
        fibs.pop(Bit.DOOR_B, None)
        return self.lie(f"di.{contact}", lie, float(closed), lasts_s)

    def stick(self, name: str, contact: bool | None) -> "Story":
        """A relay's contact sticks, or comes free."""
        relay = self.plant.rooms["a"].board.relays[name]
        if contact and self._is_second(name):
            return self
        if contact is False:
            self.judge.blip(SEEN_S)
        self.plant.changing()
        relay.stuck = contact
        return self

    def others_write(self, name: str, on: bool) -> "Story":
        """Another master switches a coil."""
        if on and self._is_second(name):
            return self
        if not on:
            self.judge.blip(SEEN_S)
        self.plant.changing()
        self.plant.rooms["a"].board.write(name, self.plant.t, on=on, flash_s=None, ours=False)
        return self

    def _is_second(self, name: str) -> bool:
        """Return whether a hazard's chain of relays has been forced at another place already."""
        relays = self.plant.rooms["a"].board.relays
        forced = [n for n in CHAIN if relays[n].stuck or (relays[n].coil and not relays[n].ours)]
        return name in CHAIN and any(other != name for other in forced)

    def power_cycle(self, off_s: float = 5.0) -> "Story":
        """The relay board loses its power; it comes back with every relay off."""
        self.judge.trouble(off_s)
        self.judge.blip(off_s + SEEN_S if off_s < RESTORED_S else 0.0)
        self.plant.power_off("a", off_s)
        return self

    def machine(self, name: str, dead: bool) -> "Story":
        """A machine dies, or is repaired."""
        self.plant.changing()
        if dead:
            self.judge.blip(SEEN_S)
        dead_ones = self.plant.rooms["a"].dead
        (dead_ones.add if dead else dead_ones.discard)(name)
        return self

    def jump(self, seconds: float, trusted: bool = True) -> "Story":
        """The wall clock jumps."""
        self.plant.jump(seconds)
        self.plant.brain.clock.is_trusted = trusted
        return self

    def ledger(self, sound: bool) -> "Story":
        """The ledger's disk fails, or is well again."""
        self.plant.brain.ledger_sound = sound
        return self

    def _people(self, change: Callable[[People], None]) -> "Story":
        """Let people change something; hands are not faster than `HAND_S`."""
        self.wait(max(0.0, self.people_t + HAND_S - self.plant.t))
        self.people_t = self.plant.t
        self.plant.changing()
        change(self.plant.rooms["a"].people)
        self.judge.look()
        return self

    def _seen(self, late_s: float) -> None:
        self.plant.later(late_s, self._see)

    def _see(self) -> None:
        self.plant.changing()
        people = self.plant.rooms["a"].people
        people.seen = people.inside > 0
