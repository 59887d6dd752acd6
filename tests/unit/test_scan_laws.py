"""Laws of the whole scan over random moments: interlocks win, doubt adds no risk, twice is once."""

from dataclasses import replace

from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from daemon.control.interlocks import is_hazard
from daemon.control.scan import scan
from daemon.control.settings import HumidityRule, RoomSettings, Settings, TemperatureRule
from daemon.control.state import ControlState, Cycle, OutputMemory, RoomMemory
from daemon.control.view import Inputs
from daemon.model import Act, Claim, Origin, Rank, ScanResult, Stage, Verb, reason
from tests.control_kit import BAND, CONTACTS, OUTPUTS, ROOM, SAFETY, T, image, settings

TOLD = settings(
    room=RoomSettings(
        id=ROOM,
        name="一号库房",
        band=BAND,
        safety=SAFETY,
        humidity=HumidityRule(setpoint_pct=52, lower="dry", raise_="damp"),
        temperature=TemperatureRule(setpoint_c=19, lower="cool", raise_="heat"),
    )
)
NAMES = tuple(TOLD.outputs)
FACT = st.sampled_from([True, True, True, False, None])
VALUES = st.fixed_dictionaries(
    {
        **dict.fromkeys(CONTACTS, FACT),
        "o3.ozone": st.sampled_from([0.01, 0.01, 5.0, 40.0, None]),
        "th.t": st.one_of(st.none(), st.floats(5, 35)),
        "th.rh": st.one_of(st.none(), st.floats(20, 90)),
        "c.uv_lit": FACT,
        **{f"b.{name}": FACT for name in NAMES},
    }
)
MEMORY = st.builds(
    OutputMemory,
    want=st.booleans(),
    allowed=st.booleans(),
    command=st.sampled_from([True, False, None]),
    commanded_t=st.just(T - 30),
    echoed_t=st.sampled_from([None, T - 30]),
    written_t=st.sampled_from([None, T - 5]),
    on=st.sampled_from([True, False, None]),
    on_t=st.sampled_from([None, T - 20, T - 900]),
    off_t=st.sampled_from([None, T - 20, T - 900]),
    confirmed=st.booleans(),
)
HANDS = st.dictionaries(st.sampled_from(NAMES), st.booleans(), max_size=3).map(
    lambda wishes: {
        name: Claim(
            output=name,
            on=on,
            rank=Rank.HAND,
            owner="x",
            reason=reason("hand_on", who="x", why="y"),
            until=T + 99,
        )
        for name, on in wishes.items()
    }
)
STATES = st.builds(
    ControlState,
    t=st.just(T - 1),
    started_t=st.sampled_from([T - 2, 0.0]),
    outputs=st.fixed_dictionaries(dict.fromkeys(NAMES, MEMORY)),
    cycles=st.sampled_from(Stage).map(
        lambda stage: {
            "uv-1": Cycle(
                stage=stage, since=T - 60, run_from=T - 60, decayed=stage is not Stage.RUN
            )
        }
    ),
    hands=HANDS,
    stops=st.sampled_from([{}, {}, {ROOM: reason("local_stop", who="x")}]),
    rooms=st.just({ROOM: RoomMemory(proof_t=T - 700, quiet_t=T - 700, setpoint_pct=52.0)}),
)
MANY = examples(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def run(values: dict[str, object], state: ControlState, told: Settings = TOLD) -> ScanResult:
    return scan(Inputs(image=image(values)), told, state)[0]  # type: ignore[arg-type]


@MANY
@given(values=VALUES, state=STATES)
def test_what_an_interlock_blocks_is_not_commanded_on(
    values: dict[str, object], state: ControlState
) -> None:
    result, after = scan(Inputs(image=image(values)), TOLD, state)  # type: ignore[arg-type]
    blocked = {name for trip in result.rooms[ROOM].trips for name in trip.outputs}
    for name in blocked:
        assert not result.outputs[name].allowed
        assert after.outputs[name].command is not True
    assert not {order.output for order in result.orders if order.on} & blocked


@MANY
@given(values=VALUES, state=STATES)
def test_a_hazard_is_on_only_in_a_run_with_every_contact_well(
    values: dict[str, object], state: ControlState
) -> None:
    result = run(values, state)
    for name, decision in result.outputs.items():
        if is_hazard(TOLD.outputs[name]) and decision.allowed:
            assert result.cycles["uv-1"].stage in (Stage.RUN, Stage.STOPPING)
            assert all(values[tag] is True for tag in CONTACTS)
            assert ROOM not in state.stops
    if result.outputs["uv"].allowed:
        assert result.cycles["uv-1"].stage is Stage.RUN


@MANY
@given(values=VALUES, state=STATES)
def test_a_second_look_at_the_same_moment_changes_nothing(
    values: dict[str, object], state: ControlState
) -> None:
    inputs = Inputs(image=image(values))  # type: ignore[arg-type]
    first, once = scan(inputs, TOLD, state)
    second, twice = scan(inputs, TOLD, once)
    assert second.orders == ()
    assert {n: d.allowed for n, d in first.outputs.items()} == {
        n: d.allowed for n, d in second.outputs.items()
    }
    assert _decided(twice) == _decided(once)


DECIDED = ("want", "allowed", "command", "commanded_t", "asked_t", "starts", "writes", "switchings")
CYCLED = ("stage", "since", "reason", "clean", "decayed", "stop", "run_from", "run_to", "lamp_s")


def _decided(state: ControlState) -> object:
    """Return what was decided and counted; what was observed may be noted by a second look."""
    return (
        {n: [getattr(memory, name) for name in DECIDED] for n, memory in state.outputs.items()},
        {n: [getattr(cycle, name) for name in CYCLED] for n, cycle in state.cycles.items()},
        (state.rooms, state.hands, state.stops, state.trips, state.acted, state.degraded),
    )


@MANY
@given(values=VALUES, state=STATES, lost=st.sampled_from(sorted(CONTACTS)))
def test_losing_a_contact_never_lets_anything_on(
    values: dict[str, object], state: ControlState, lost: str
) -> None:
    before = run(values, state)
    after = run({**values, lost: None}, state)
    for name, decision in after.outputs.items():
        if decision.allowed and name not in ("exhaust", "sounder"):
            assert before.outputs[name].allowed or values[lost] is False


@MANY
@given(values=VALUES, state=STATES, subject=st.sampled_from([*NAMES, ROOM, "uv-1"]))
def test_no_act_from_afar_starts_a_hazard(
    values: dict[str, object], state: ControlState, subject: str
) -> None:
    calm = replace(
        state, cycles={"uv-1": replace(state.cycles["uv-1"], stage=Stage.IDLE, decayed=True)}
    )
    acts = tuple(
        Act(id=f"{verb}", verb=verb, subject=subject, who="x", origin=Origin.REMOTE)
        for verb in Verb
    )
    result, _ = scan(Inputs(image=image(values), acts=acts), TOLD, calm)  # type: ignore[arg-type]
    assert not result.outputs["uv"].allowed
    assert result.cycles["uv-1"].stage in (Stage.IDLE, Stage.LOCKED_OUT)


def test_every_output_has_a_decision_and_every_decision_a_reason() -> None:
    result = run({}, ControlState())
    assert set(result.outputs) == {output.id for output in OUTPUTS}
    for decision in result.outputs.values():
        assert decision.claims
        assert decision.winner.reason.code
        assert decision.wish.rank <= Rank.HAND
        ranks = [claim.rank for claim in decision.claims]
        assert ranks == sorted(ranks, reverse=True)
