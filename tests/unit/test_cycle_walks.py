"""Random days of a room, judged by an observer that knows nothing of stages.

The observer sees contacts, trips, what people did, and the claim on the lamp. Its law, in the
order of the invariants: the lamp is claimed on only behind a closed door with nobody seen, after
two steps of a person and an undisturbed countdown (S1), never again between a trip and a new start
(S2), never longer than the programme and the cap of the day allow (S3); and nobody is let in
beside it.
"""

from dataclasses import dataclass, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.control.settings import Programme
from daemon.control.sterilisation import restarted
from daemon.model import Entry, Stage, Verb
from tests.cycle_kit import OZONE, UV, Room, trip

QUICK = {
    "run_s": 40.0,
    "warning_s": 15.0,
    "quiet_s": 10.0,
    "decay_s": 20.0,
    "worst_case_s": 60.0,
    "clear_s": 10.0,
    "rest_s": 20.0,
    "daily_run_s": 90.0,
}
LAMP: Programme = replace(UV, **QUICK)  # type: ignore[arg-type]
GENERATOR: Programme = replace(OZONE, **QUICK)  # type: ignore[arg-type]
CONTACTS = ("c.door_1", "c.door_2", "c.nobody", "c.e_stop")
STEP_S = 0.5
SOUND = dict.fromkeys(CONTACTS, True)


@dataclass
class Observer:
    """What a person with a stopwatch would have noted."""

    asked_t: float | None = None
    confirmed_t: float | None = None
    well_since: float | None = None
    opened: bool = False
    proved: bool = False
    on_since: float | None = None
    on_total_s: float = 0.0
    lamp_t: float | None = None
    is_loud: bool = False  # the sounder goes: the countdown

    def look(self, room: Room, programme: Programme) -> None:
        values, t = room.values, room.t
        self._door(room)
        is_well = all(values[tag] is True for tag in CONTACTS if tag in values)
        is_well = is_well and not room.trips
        if not is_well:
            self.well_since = None
            if self.is_loud or self.on_since is not None:
                self.confirmed_t = None
        elif self.well_since is None:
            self.well_since = t
        claim = room.claim(programme.output)
        if claim is None or not claim.on:
            self.on_since = None
        else:
            self._on(room, programme, is_well=is_well)
        sounder = room.claim("sounder")
        self.is_loud = sounder is not None and sounder.on
        if room.lamp:
            self.lamp_t = t
        if self.lamp_t is not None and t - self.lamp_t < programme.decay_s:
            assert room.entry() is Entry.FORBIDDEN

    def _door(self, room: Room) -> None:
        doors = [room.values.get(tag, True) for tag in CONTACTS[:2]]
        if False in doors:
            self.opened = True
        elif all(value is True for value in doors) and self.opened:
            self.opened, self.proved = False, True

    def _on(self, room: Room, programme: Programme, *, is_well: bool) -> None:
        t = room.t
        assert is_well
        assert self.well_since is not None
        assert t - self.well_since >= programme.warning_s
        assert self.confirmed_t is not None
        assert t - self.confirmed_t >= programme.warning_s
        if self.on_since is None:
            assert self.proved
            self.proved, self.on_since = False, t
        else:
            self.on_total_s += STEP_S
        assert t - self.on_since <= programme.run_s
        assert self.on_total_s <= programme.daily_run_s + STEP_S

    def act(self, verb: Verb, t: float, *, refused: bool) -> None:
        if refused:
            return
        if verb is Verb.REQUEST:
            self.asked_t, self.confirmed_t = t, None
        elif verb is Verb.CONFIRM:
            assert self.asked_t is not None
            assert t - self.asked_t <= 60.0
            self.confirmed_t = t
        elif verb is Verb.ABORT:
            self.confirmed_t = None


START = ("open", "close", "wait", "request", "confirm", "wait")
MOVES = st.sampled_from(
    [
        *START,
        "start",
        "start",
        "start",
        "abort",
        "acknowledge",
        "sign_off",
        "person",
        "empty",
        "trip",
        "reset",
        "silent",
        "heard",
        "ozone",
        "clean",
        "no_ozone",
        "weld",
        "free",
        "dark",
        "bright",
        "restart",
        "step",
        "step",
    ]
)
SETS: dict[str, dict[str, bool | float | None]] = {
    "open": {"c.door_1": False, "c.door_2": False},
    "close": {"c.door_1": True, "c.door_2": True},
    "person": {"c.nobody": False},
    "empty": {"c.nobody": True},
    "silent": {"c.e_stop": None, "c.door_1": None},
    "heard": {"c.e_stop": True, "c.door_1": True},
    "ozone": {"o3.ozone": 5.0},
    "clean": {"o3.ozone": 0.01},
    "no_ozone": {"o3.ozone": None},
    "dark": {"b.uv": None, "c.uv_lit": None, "b.ozone": None},
}
VERBS = {
    "request": Verb.REQUEST,
    "confirm": Verb.CONFIRM,
    "abort": Verb.ABORT,
    "acknowledge": Verb.ACKNOWLEDGE,
    "sign_off": Verb.SIGN_OFF,
}


class Walk:
    """One random day. `starts` counts how often the lamp was claimed on."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.room = Room(programme)
        self.room.values |= SOUND
        self.observer = Observer()
        self.starts = 0

    def play(self, moves: list[str]) -> int:
        for name in moves:
            for each in START if name == "start" else (name,):
                self.move(each)
        return self.starts

    def move(self, name: str) -> None:
        room = self.room
        room.values |= SETS.get(name, {})
        if name in VERBS:
            refused = room.ask(VERBS[name], why="随机") is not None
            self.observer.act(VERBS[name], room.t, refused=refused)
        if name in ("trip", "reset"):
            room.trips = (trip(self.programme.output),) if name == "trip" else ()
        if name in ("weld", "free"):
            room.works = name == "free"
        if name in ("dark", "bright"):
            room.shows = name == "bright"
        if name == "restart":
            self.restart()
        self.step(25 if name == "wait" else STEP_S)

    def restart(self) -> None:
        cycle = restarted(self.room.cycle, self.room.t)
        self.room.state = replace(self.room.state, cycles={self.programme.id: cycle})
        self.observer.confirmed_t = None
        assert cycle.stage not in (Stage.WARNING, Stage.RUN, Stage.STOPPING)

    def step(self, seconds: float) -> None:
        for _ in range(round(seconds / STEP_S)):
            was_on = self.observer.on_since is not None
            self.room.scan(STEP_S)
            self.observer.look(self.room, self.programme)
            self.starts += self.observer.on_since is not None and not was_on


@given(moves=st.lists(MOVES, min_size=3, max_size=20))
@settings(max_examples=60, deadline=None)
def test_no_random_day_of_a_lamp_breaks_a_law(moves: list[str]) -> None:
    Walk(LAMP).play(["start", *moves])


@given(moves=st.lists(MOVES, min_size=3, max_size=20))
@settings(max_examples=40, deadline=None)
def test_no_random_day_of_ozone_breaks_a_law(moves: list[str]) -> None:
    Walk(GENERATOR).play(["start", *moves])


def test_the_observer_sees_real_starts() -> None:
    assert Walk(LAMP).play(["start", "wait", "wait", "wait", "start"]) == 2
