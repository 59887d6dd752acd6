"""The interlock table: what trips, what it blocks, what latches, and that doubt is never well."""

from dataclasses import replace

import pytest

from daemon.control.facts import STALE_S
from daemon.control.interlocks import INTERLOCKS, SIREN_S, is_hazard
from daemon.control.settings import RoomSettings, SafetyInputs
from daemon.control.state import ControlState, Cycle, OutputMemory, TripMemory
from daemon.control.trips import blocks, full_tanks, is_healthy, is_live, sirens, tripped, trips_of
from daemon.control.view import View
from daemon.model import Kind, Quality, Rank, Stage, Trip, Verdict, reason
from tests.control_kit import (
    BAND,
    OUTPUTS,
    PROGRAMME,
    ROOM,
    SAFETY,
    T,
    output,
    seen,
    settings,
    view,
)

HAZARDS = {"uv", "contactor"}
MACHINES = {"dry", "damp", "cool", "heat", *HAZARDS}
EVERYTHING_BUT_SIREN = {*MACHINES, "exhaust"}
RUNNING = ControlState(started_t=0.0, cycles={"uv-1": Cycle(stage=Stage.RUN)})
IDLE = ControlState(started_t=0.0)

# interlock, the input's values that trip it, blocked outputs
ROWS = (
    ("door", {"c.door_1": False}, HAZARDS),
    ("door", {"c.door_2": False}, HAZARDS),
    ("door", {"c.door_1": None}, HAZARDS),
    ("person", {"c.nobody": False}, HAZARDS),
    ("person", {"c.nobody": None}, HAZARDS),
    ("e_stop", {"c.e_stop": False}, HAZARDS),
    ("e_stop", {"c.e_stop": None}, HAZARDS),
    ("e_stop_pressed", {"c.e_stop": False}, MACHINES),
    ("fire", {"c.no_fire": False}, EVERYTHING_BUT_SIREN),
    ("fire", {"c.no_fire": None}, EVERYTHING_BUT_SIREN),
    ("water", {"c.dry": False}, {"dry", "damp", *HAZARDS}),
    ("water", {"c.dry": None}, {"dry", "damp", *HAZARDS}),
    ("ozone", {"o3.ozone": 30.1}, HAZARDS),
    ("ozone", {"o3.ozone": None}, HAZARDS),
    ("ozone", {"o3.ozone": seen(0.01, quality=Quality.UNCERTAIN)}, HAZARDS),
    ("too_damp", {"th.rh": 60.0}, {"damp"}),
    ("too_damp", {"th.rh": None}, {"damp"}),
    ("too_hot", {"th.t": 24.0}, {"heat"}),
    ("too_hot", {"th.t": None}, {"heat"}),
    ("too_dry", {"th.rh": 45.0}, {"dry"}),
    ("too_cold", {"th.t": 14.0}, {"cool"}),
)
# interlock, values at which it does not trip
WELL = (
    ("e_stop_pressed", {"c.e_stop": None}),
    ("ozone", {"o3.ozone": 30.0}),
    ("too_damp", {"th.rh": 59.9}),
    ("too_hot", {"th.t": 23.9}),
    ("too_dry", {"th.rh": 45.1}),
    ("too_dry", {"th.rh": None}),
    ("too_cold", {"th.t": 14.1}),
    ("too_cold", {"th.t": None}),
)


def holding(now: View) -> dict[str, Trip]:
    trips = trips_of(now, now.settings.rooms[ROOM], tripped(now))
    return {trip.interlock: trip for trip in trips}


def test_nothing_trips_while_all_is_well() -> None:
    assert holding(view()) == {}


@pytest.mark.parametrize(("interlock", "values", "blocked"), ROWS)
def test_an_input_that_is_not_well_blocks_its_outputs(
    interlock: str, values: dict[str, object], blocked: set[str]
) -> None:
    now = view(values)  # type: ignore[arg-type]
    trip = holding(now)[interlock]
    assert set(trip.outputs) == blocked
    assert (trip.room, trip.healthy) == (ROOM, False)
    for claim in blocks((trip,)):
        assert (claim.on, claim.rank) == (False, Rank.INTERLOCK)
        assert (claim.owner, claim.reason) == (interlock, trip.reason)
    assert {claim.output for claim in blocks((trip,))} == blocked


@pytest.mark.parametrize(("interlock", "values"), WELL)
def test_a_row_leaves_alone_what_it_need_not_stop(
    interlock: str, values: dict[str, object]
) -> None:
    assert interlock not in holding(view(values))  # type: ignore[arg-type]


def test_every_row_is_exercised_and_argues_for_itself() -> None:
    tested = {row[0] for row in ROWS} | {"welded", "dropped", "monitor_only"}
    assert {row.id for row in INTERLOCKS} == tested
    assert all(row.hazard and row.fail_safe for row in INTERLOCKS)


def test_the_reason_tells_a_silent_input_from_an_unsafe_one() -> None:
    assert holding(view({"c.nobody": False}))["person"].reason == reason("trip_person")
    assert holding(view({"c.nobody": None}))["person"].reason == reason("trip_person_unknown")


def test_a_contact_beside_a_hazard_goes_stale_after_six_tenths_of_a_second() -> None:
    assert "door" not in holding(view({"c.door_1": seen(True, t=T - STALE_S + 0.01)}))
    assert "door" in holding(view({"c.door_1": seen(True, t=T - STALE_S - 0.01)}))


def test_a_contact_in_a_harmless_room_may_be_as_old_as_its_poll() -> None:
    harmless = settings([o for o in OUTPUTS if not is_hazard(o)], programmes=())
    assert "door" not in holding(view({"c.door_1": seen(True, t=T - 3)}, to=harmless))


def test_a_number_is_no_contact() -> None:
    assert "door" in holding(view({"c.door_1": 1.0}))


def test_rows_without_their_input_do_not_exist_in_a_room() -> None:
    bare = RoomSettings(
        id=ROOM,
        name="r",
        band=BAND,
        safety=SafetyInputs(door_closed=SAFETY.door_closed, nobody=SAFETY.nobody),
    )
    found = holding(view({"c.no_fire": False, "c.dry": False}, to=settings(room=bare)))
    assert set(found) == {"e_stop"}  # a hazard without an emergency stop never runs


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_hazard_that_disobeys_blocks_itself_and_its_contactor(verdict: Verdict) -> None:
    state = ControlState(started_t=0.0, outputs={"uv": OutputMemory(verdict=verdict)})
    found = holding(view(state=state))
    assert ("welded" in found) is (verdict is Verdict.WELDED)
    assert ("dropped" in found) is (verdict is Verdict.OVERRIDDEN)
    for trip in found.values():
        assert set(trip.outputs) == HAZARDS
        assert trip.latched


def test_a_harmless_output_that_disobeys_trips_nothing() -> None:
    state = ControlState(started_t=0.0, outputs={"dry": OutputMemory(verdict=Verdict.WELDED)})
    assert holding(view(state=state)) == {}


def test_monitor_only_stops_machines_but_not_what_protects_people() -> None:
    trip = holding(view(to=settings(monitor_only=True)))["monitor_only"]
    assert set(trip.outputs) == MACHINES
    assert not trip.latched


LATCHES = (
    ("door", {"c.door_1": False}, False, True),
    ("door", {"c.door_1": None}, False, True),
    ("person", {"c.nobody": False}, False, True),
    ("e_stop", {"c.e_stop": False}, False, True),
    ("e_stop_pressed", {"c.e_stop": False}, True, True),
    ("fire", {"c.no_fire": False}, True, True),
    ("fire", {"c.no_fire": None}, False, True),
    ("water", {"c.dry": False}, True, True),
    ("water", {"c.dry": None}, False, True),
    ("ozone", {"o3.ozone": 31.0}, False, True),
    ("too_damp", {"th.rh": 70.0}, False, False),
    ("too_hot", {"th.t": 30.0}, False, False),
    ("too_dry", {"th.rh": 30.0}, False, False),
    ("too_cold", {"th.t": 5.0}, False, False),
)


@pytest.mark.parametrize(("interlock", "values", "idle", "live"), LATCHES)
def test_what_latches(interlock: str, values: dict[str, object], idle: bool, live: bool) -> None:
    assert holding(view(values, state=IDLE))[interlock].latched is idle  # type: ignore[arg-type]
    assert holding(view(values, state=RUNNING))[interlock].latched is live  # type: ignore[arg-type]


@pytest.mark.parametrize("stage", list(Stage))
def test_a_hazard_is_live_from_the_warning_until_it_is_proven_off(stage: Stage) -> None:
    state = ControlState(started_t=0.0, cycles={"uv-1": Cycle(stage=stage)})
    now = view(state=state)
    live = stage in (Stage.WARNING, Stage.RUN, Stage.STOPPING)
    assert is_live(now, now.settings.rooms[ROOM]) is live


def test_a_hazard_that_is_told_to_be_on_is_live_whatever_the_cycle_says() -> None:
    state = ControlState(started_t=0.0, outputs={"uv": OutputMemory(command=True)})
    assert is_live(view(state=state), settings().rooms[ROOM])
    harmless = ControlState(started_t=0.0, outputs={"dry": OutputMemory(command=True)})
    assert not is_live(view(state=harmless), settings().rooms[ROOM])


def test_a_latched_trip_outlives_its_cause_and_keeps_its_first_reason() -> None:
    first = tripped(view({"c.door_1": False}, state=RUNNING))
    later = replace(IDLE, trips=first)
    kept = tripped(view({"c.door_1": None}, t=T + 5, state=later))["stack-1/door"]
    assert kept == first["stack-1/door"]
    trip = holding(view(t=T + 9, state=later))["door"]
    assert (trip.latched, trip.healthy, trip.since) == (True, True, T)


def test_a_trip_that_did_not_latch_ends_once_its_input_is_well_for_two_seconds() -> None:
    state = replace(IDLE, trips=tripped(view({"c.door_1": False})))
    state = replace(state, trips=tripped(view(t=T + 1, state=state)))
    assert holding(view(t=T + 2.9, state=state))["door"].healthy
    bounced = replace(state, trips=tripped(view({"c.door_1": False}, t=T + 2.9, state=state)))
    assert "door" in holding(view(t=T + 3, state=bounced))
    assert holding(view(t=T + 3, state=state)) == {}


@pytest.mark.parametrize(
    ("interlock", "tag", "trips_at", "still", "over"),
    [
        ("too_damp", "th.rh", 60.0, 59.1, 58.9),
        ("too_dry", "th.rh", 45.0, 45.9, 46.1),
        ("too_hot", "th.t", 24.0, 23.6, 23.4),
        ("too_cold", "th.t", 14.0, 14.4, 14.6),
    ],
)
def test_a_climate_trip_ends_well_inside_the_band(
    interlock: str, tag: str, trips_at: float, still: float, over: float
) -> None:
    state = replace(IDLE, trips=tripped(view({tag: trips_at})))
    assert not holding(view({tag: still}, t=T + 9, state=state))[interlock].healthy
    assert holding(view({tag: over}, t=T + 9, state=state))[interlock].healthy
    assert interlock not in holding(view({tag: still}))


def test_a_trip_that_began_before_the_warning_latches_when_the_hazard_goes_live() -> None:
    state = replace(RUNNING, trips=tripped(view({"c.door_1": False})))
    trip = holding(view({"c.door_1": False}, t=T + 1, state=state))["door"]
    assert (trip.latched, trip.since) == (True, T)


def test_an_input_without_a_word_is_healthy_only_where_silence_does_not_trip() -> None:
    rows = {row.id: row for row in INTERLOCKS}
    silent = view({"c.e_stop": None})
    assert is_healthy(silent, silent.settings.rooms[ROOM], rows["e_stop_pressed"])
    assert not is_healthy(silent, silent.settings.rooms[ROOM], rows["e_stop"])


def test_a_full_tank_blocks_its_own_machine_only() -> None:
    outputs = [replace(o, full="c.full") if o.id == "dry" else o for o in OUTPUTS]
    told = settings(outputs)
    (claim,) = full_tanks(view({"c.full": True}, to=told))
    assert (claim.output, claim.on, claim.rank) == ("dry", False, Rank.INTERLOCK)
    assert (claim.owner, claim.reason) == ("tank", reason("trip_tank"))
    assert not list(full_tanks(view({"c.full": False}, to=told)))
    assert not list(full_tanks(view({"c.full": None}, to=told)))


def test_the_siren_calls_people_out_for_a_minute_and_for_a_welded_lamp_until_the_reset() -> None:
    def sounds(interlock: str, age_s: float, *, latched: bool = True) -> set[str]:
        memory = TripMemory(since=T - age_s, latched=latched, reason=reason("trip_door"))
        state = replace(IDLE, trips={f"{ROOM}/{interlock}": memory})
        now = view({"c.door_1": False, "c.nobody": False, "c.e_stop": False}, state=state)
        room = now.settings.rooms[ROOM]
        claims = list(sirens(now, room, trips_of(now, room, state.trips)))
        assert all(c.on and c.rank is Rank.INTERLOCK and c.owner == interlock for c in claims)
        assert all(c.reason == memory.reason for c in claims)
        return {claim.output for claim in claims}

    for interlock in ("door", "person", "e_stop"):
        assert sounds(interlock, 0.0) == {"sounder"}
        assert sounds(interlock, SIREN_S - 0.1) == {"sounder"}
        assert sounds(interlock, SIREN_S) == set()
        assert sounds(interlock, 0.0, latched=False) == set()
    assert sounds("welded", 1e6) == {"sounder"}
    assert sounds("water", 0.0) == set()


def test_trips_belong_to_their_room() -> None:
    other = RoomSettings(id="stack-2", name="二号", band=BAND)
    told = settings()
    two = replace(told, rooms={**told.rooms, "stack-2": other})
    now = view({"c.door_1": False}, to=two)
    both = replace(
        now,
        climates={**now.climates, "stack-2": now.climates[ROOM]},
        facts={**now.facts, "stack-2": now.facts[ROOM]},
    )
    found = tripped(both)
    assert f"{ROOM}/door" in found
    assert trips_of(both, other, found) == ()  # nothing there to block


def test_the_strictest_programme_sets_the_ozone_limit() -> None:
    weak = replace(PROGRAMME, id="uv-2", most_ozone_mg_m3=1.0)
    told = settings(programmes=(PROGRAMME, weak))
    assert "ozone" in holding(view({"o3.ozone": 1.1}, to=told))
    assert "ozone" not in holding(view({"o3.ozone": 1.0}, to=told))
    assert "ozone" not in holding(view({"o3.ozone": 90.0}, to=settings(programmes=())))


@pytest.mark.parametrize("kind", list(Kind))
def test_hazards_by_kind_and_by_profile(kind: Kind) -> None:
    dangerous = kind in (Kind.UV_LAMP, Kind.OZONE_GENERATOR, Kind.CONTACTOR)
    assert is_hazard(output("x", kind, hazardous=False)) is dangerous
    assert is_hazard(output("x", kind, hazardous=True))


def test_a_row_that_blocks_nothing_in_a_room_hides_no_other() -> None:
    harmless = settings([o for o in OUTPUTS if not is_hazard(o)], programmes=())
    found = holding(view({"c.door_1": False, "c.no_fire": False}, to=harmless))
    assert set(found) == {"fire"}


def test_a_siren_that_is_over_silences_no_other() -> None:
    old = TripMemory(since=T - SIREN_S, latched=True, reason=reason("trip_door"))
    state = replace(IDLE, trips={f"{ROOM}/door": old, f"{ROOM}/person": replace(old, since=T)})
    now = view({"c.door_1": False, "c.nobody": False}, state=state)
    room = now.settings.rooms[ROOM]
    (claim,) = sirens(now, room, trips_of(now, room, state.trips))
    assert claim.owner == "person"


def test_at_the_start_the_first_word_of_a_contact_is_awaited_while_nothing_burns() -> None:
    fresh = replace(IDLE, started_t=T - 4.9)
    assert tripped(view({"c.nobody": None}, state=fresh)) == {}
    assert set(tripped(view({"c.nobody": False}, state=fresh))) == {f"{ROOM}/person"}
    assert tripped(view({"c.nobody": None}, state=replace(fresh, started_t=T - 5)))
    live = replace(fresh, cycles=RUNNING.cycles)
    assert tripped(view({"c.nobody": None}, state=live))[f"{ROOM}/person"].latched


def test_a_trip_from_before_the_start_is_not_ended_by_silence() -> None:
    before = TripMemory(since=T - 9, latched=False, reason=reason("trip_person"))
    fresh = replace(IDLE, started_t=T, trips={f"{ROOM}/person": before})
    trip = tripped(view({"c.nobody": None}, state=fresh))[f"{ROOM}/person"]
    assert (trip.since, trip.well_t) == (T - 9, None)


def test_the_reason_of_a_trip_that_is_not_latched_is_that_of_now() -> None:
    state = replace(IDLE, trips=tripped(view({"c.nobody": None})))
    assert state.trips[f"{ROOM}/person"].latched is False
    later = tripped(view({"c.nobody": False}, t=T + 1, state=state))[f"{ROOM}/person"]
    assert (later.reason, later.since) == (reason("trip_person"), T)
