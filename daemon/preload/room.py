"""One room of the month, minute by minute: its air, its door, its machines (pure)."""

from dataclasses import dataclass, field, replace

from daemon.control.settings import RoomSettings
from daemon.model import Claim
from drivers.simulator.air import Air
from drivers.simulator.physics import Inputs, Machine, RoomState, start, step, tank_full, wall_c
from drivers.simulator.scenario import RoomSpec
from drivers.simulator.signals import RoomView

from .machines import Inside, Rule, by_hand, full_tank, none_wanted

MINUTE_S = 60.0  # one step: less than the air takes to follow the walls
LOOK_MIN = 5  # between two looks of the rules: quicker, and close enough
LEAST_MIN = 15  # a machine that was switched stays so


@dataclass(slots=True, kw_only=True)
class Seen:
    """What people and fate do to a room in one minute."""

    outside: Air
    door_open: bool = False
    serviced: bool = False
    powered: bool = True
    emptied: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A machine was switched: what decided it, what lost, and whether its rule wants it."""

    rule: Rule
    winner: Claim
    losers: tuple[Claim, ...]
    want: bool
    view: RoomView


@dataclass
class Room:
    """The truth of one room, up to the minute that was lived last."""

    settings: RoomSettings
    spec: RoomSpec
    rules: tuple[Rule, ...]
    state: RoomState = field(init=False)
    running: dict[Machine, int] = field(default_factory=dict)
    winners: dict[str, tuple[str, bool]] = field(default_factory=dict)
    since: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        humidity, warm = self.settings.humidity, self.settings.temperature
        self.state = start(
            self.spec.building,
            self.spec.temperature_c if warm is None else warm.setpoint_c,
            self.spec.humidity_pct if humidity is None else humidity.setpoint_pct,
        )

    def live(self, minute: int, seen: Seen) -> list[Turn]:
        """Let one more minute pass; return the machines that were switched at its start."""
        if seen.emptied:
            self.state = replace(self.state, tank_kg=0.0)
        turns = []
        if minute % LOOK_MIN == 0:
            inside = Inside(self.state.temperature_c, self.state.air.humidity_pct)
            found = (self._turn(rule, minute, seen, inside) for rule in self.rules)
            turns = [turn for turn in found if turn is not None]
        inputs = Inputs(
            outside=seen.outside,
            door_open=seen.door_open,
            people=int(seen.door_open),
            running=self.running,
        )
        self.state = step(self.spec.building, self.state, inputs, MINUTE_S)
        return turns

    def view(self, seen: Seen) -> RoomView:
        """Return the truth of this moment."""
        return RoomView(
            building=self.spec.building,
            state=self.state,
            outside=seen.outside,
            wall_c=wall_c(self.spec.building, self.state, seen.outside),
            door_open=seen.door_open,
            people=int(seen.door_open),
            e_stop_pressed=False,
            leak=False,
            running=dict(self.running),
        )

    def _turn(self, rule: Rule, minute: int, seen: Seen, inside: Inside) -> Turn | None:
        output = rule.output.id
        runs = self.running.get(rule.machine, 0) > 0
        rests = minute - self.since.get(output, -LEAST_MIN) < LEAST_MIN
        want = runs if rests else rule.wants(inside, running=runs)
        drowned = rule.machine is Machine.DEHUMIDIFIER and tank_full(self.spec.building, self.state)
        overruled = seen.serviced or drowned or not seen.powered
        decided = ("tank" if drowned else "hand" if overruled else rule.owner, want > overruled)
        self.running[rule.machine] = int(decided[1])
        if not seen.powered or self.winners.get(output) == decided:
            return None
        self.winners[output] = decided
        if decided[1] is not runs:
            self.since[output] = minute
        claims = [rule.claim(inside, on=want), none_wanted(output)]
        if seen.serviced:
            claims.insert(0, by_hand(output))
        if drowned:
            claims.insert(0, full_tank(output))
        winner, *losers = claims
        return Turn(rule=rule, winner=winner, losers=tuple(losers), want=want, view=self.view(seen))
