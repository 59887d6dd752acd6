"""A room with a sterilisation cycle, scanned step by step; its lamp does what the cycle claims."""

from collections.abc import Callable
from dataclasses import replace

from daemon.control import cycle_acts
from daemon.control.moment import Moment
from daemon.control.settings import OutputSettings, Programme, RoomSettings, SafetyInputs, Settings
from daemon.control.state import ControlState, Cycle, OutputMemory, RoomMemory
from daemon.control.sterilisation import Stepped, stepped
from daemon.control.view import View
from daemon.control.watching import watched
from daemon.model import (
    Act,
    Claim,
    DeviceInfo,
    Entry,
    Event,
    Kind,
    Origin,
    Reading,
    Reason,
    Stage,
    Trip,
    Verb,
    reason,
)
from tests.control_kit import BAND, OUTPUTS, PROGRAMME, ROOM, SAFETY, T, settings, view
from tests.control_kit import output as relay

Value = float | bool | Reading | None
UV = PROGRAMME
OZONE = replace(UV, id="o3-1", name="臭氧消毒", output="ozone")
GENERATOR = relay("ozone", Kind.OZONE_GENERATOR)
WELL: dict[str, Value] = {"b.uv": False, "c.uv_lit": False, "b.ozone": False}
LONG = (Stage.WARNING, Stage.RUN, Stage.DECAY, Stage.READY)
ACTS: dict[Verb, Callable[[View, Programme, Cycle, Act], tuple[Cycle, Reason | None]]] = {
    Verb.REQUEST: cycle_acts.requested,
    Verb.CONFIRM: cycle_acts.confirmed,
    Verb.ABORT: cycle_acts.aborted,
    Verb.ACKNOWLEDGE: cycle_acts.acknowledged,
    Verb.SIGN_OFF: cycle_acts.signed_off,
}


def act(verb: Verb, *, why: str = "", who: str = "张三", for_s: float | None = None) -> Act:
    """Return an act at the room's own panel."""
    return Act(
        id=verb.value,
        verb=verb,
        subject=UV.id,
        who=who,
        why=why,
        origin=Origin.LOCAL,
        for_s=for_s,
    )


def site(
    *programmes: Programme,
    sensor: bool = True,
    outputs: tuple[OutputSettings, ...] = (*OUTPUTS, GENERATOR),
) -> Settings:
    """Return the settings of the room, with or without an ozone sensor."""
    ozone = SAFETY.ozone if sensor else ()
    safety: SafetyInputs = replace(SAFETY, ozone=ozone)
    room = RoomSettings(id=ROOM, name="一号库房", band=BAND, safety=safety)
    return settings(outputs, room=room, programmes=programmes or (UV,))


def trip(*outputs: str, healthy: bool = False, interlock: str = "door") -> Trip:
    """Return a trip that blocks outputs."""
    return Trip(
        room=ROOM,
        interlock=interlock,
        since=T,
        latched=True,
        healthy=healthy,
        reason=reason("trip_door"),
        outputs=outputs,
    )


def moment(
    cycle: Cycle | None = None,
    *,
    values: dict[str, Value] | None = None,
    programme: Programme = UV,
    to: Settings | None = None,
    room: RoomMemory | None = None,
    trips: tuple[Trip, ...] = (),
    state: ControlState | None = None,
    outputs: dict[str, OutputMemory] | None = None,
    t: float = T,
    trusted: bool = True,
    ledger_sound: bool = True,
) -> Moment:
    """Return a moment in which a start misses nothing, with what the test changes."""
    told = replace(state or ControlState(), t=t, outputs=outputs or {})
    return Moment(
        view=view(
            {**WELL, **(values or {})},
            t=t,
            to=to or site(programme),
            state=told,
            trusted=trusted,
            ledger_sound=ledger_sound,
        ),
        programme=programme,
        cycle=cycle or Cycle(),
        room=room or RoomMemory(proof_t=t - 900, quiet_t=t - 600, clear_t=t - 900),
        trips=trips,
    )


def on_bus(to: Settings, **changes: object) -> Settings:
    """Return settings in which every output hangs on one bus."""
    device = DeviceInfo(
        id="b",
        bus="rs485-1",
        unit_id=1,
        profile="p",
        room=ROOM,
        zone="",
        poll_s=1.0,
        title_zh="",
        title_en="",
        verified=True,
    )
    whole = replace(to, site=replace(to.site, devices=(device,)))
    return replace(whole, **changes)  # type: ignore[arg-type]


def with_down(now: Moment, *buses: str) -> Moment:
    """Return the moment with buses that are down."""
    inputs = replace(now.view.inputs, down=frozenset(buses))
    return replace(now, view=replace(now.view, inputs=inputs))


class Room:
    """One programme in one room. `lamp` is what the hazard truly does."""

    def __init__(self, programme: Programme = UV, *, sensor: bool = True) -> None:
        self.programme = programme
        self.settings = site(programme, sensor=sensor)
        self.t = T
        self.state = ControlState(started_t=0.0, t=T)
        self.values: dict[str, Value] = dict(WELL)
        self.trips: tuple[Trip, ...] = ()
        self.lamp = False
        self.works = True  # what is claimed happens
        self.shows = True  # the relay and the light sensor tell what the lamp does
        self.events: list[Event] = []
        self.step: Stepped | None = None
        self.looked: View | None = None

    @property
    def cycle(self) -> Cycle:
        return self.state.cycles.get(self.programme.id, Cycle())

    def stage(self) -> Stage:
        return self.cycle.stage

    def entry(self) -> Entry:
        return self.last.status.entry

    @property
    def memory(self) -> RoomMemory:
        return self.state.rooms.get(ROOM, RoomMemory())

    @property
    def last(self) -> Stepped:
        assert self.step is not None
        return self.step

    def view(self) -> View:
        shown: dict[str, Value] = dict(self.values)
        if self.shows:
            shown[f"b.{self.programme.output}"] = self.lamp
            if self.programme.output == "uv":
                shown["c.uv_lit"] = self.lamp
        return view(shown, t=self.t, to=self.settings, state=self.state)

    def scan(self, dt: float = 1.0, **values: Value) -> Stepped:
        """Let time pass and scan once; a value lasts until it is set again."""
        self.t += dt
        self.values |= {name.replace("__", "."): value for name, value in values.items()}
        seen = self.looked = self.view()
        memory = watched(seen, self.settings.rooms[ROOM], self.memory)
        step = self.step = stepped(seen, self.programme, memory, self.trips)
        wants = self.claim(self.programme.output)
        is_on = wants is not None and wants.on
        before = self.state.outputs.get(self.programme.output, OutputMemory())
        if self.works:
            self.lamp = is_on
        after = replace(
            before,
            command=is_on,
            commanded_t=before.commanded_t if before.command is is_on else self.t,
            echoed_t=self.t if self.works else None,
        )
        told = {c.output: OutputMemory(command=c.on) for c in step.claims}
        self.state = replace(
            self.state,
            t=self.t,
            rooms={ROOM: step.memory},
            cycles={self.programme.id: step.cycle},
            outputs={**told, self.programme.output: after},
        )
        self.events += step.events
        return step

    def claim(self, output: str) -> Claim | None:
        """Return the strongest claim of the cycle on an output, OFF first between equals."""
        claims = [c for c in self.last.claims if c.output == output]
        return min(claims, key=lambda c: (-c.rank, c.on), default=None)

    def ask(
        self, verb: Verb, *, why: str = "", who: str = "张三", for_s: float | None = None
    ) -> Reason | None:
        """Act as a person; return why it was refused."""
        asked = act(verb, why=why, who=who, for_s=for_s)
        cycle, refused = ACTS[verb](self.view(), self.programme, self.cycle, asked)
        self.state = replace(self.state, cycles={self.programme.id: cycle})
        return refused

    def again(self) -> Stepped:
        """Return what a second scan of the same image makes of the state after the first."""
        assert self.looked is not None
        seen = replace(self.looked, state=self.state)
        memory = watched(seen, self.settings.rooms[ROOM], self.memory)
        return stepped(seen, self.programme, memory, self.trips)

    def run(self, seconds: float, dt: float = 1.0) -> None:
        """Scan for so long."""
        for _ in range(round(seconds / dt)):
            self.scan(dt)

    def until(self, stage: Stage, most_s: float = 20_000.0) -> float:
        """Scan until the stage is reached, in longer steps in long stages; return how long."""
        start = self.t
        while self.stage() is not stage:
            assert self.t - start < most_s, f"{self.stage()} for ever: {self.last.status}"
            self.scan(10.0 if self.stage() in LONG else 1.0)
        return self.t - start

    def prove(self) -> None:
        """Open and close the door, then leave the room alone for long enough."""
        self.scan(c__door_1=False, c__door_2=False)
        self.scan(c__door_1=True, c__door_2=True)
        self.run(self.programme.quiet_s, dt=10.0)

    def start(self) -> None:
        """Bring the cycle to where it runs."""
        self.prove()
        assert self.ask(Verb.REQUEST) is None
        self.scan()
        assert self.ask(Verb.CONFIRM) is None
        self.until(Stage.RUN, self.programme.warning_s + 5)
