"""What people may do to a cycle, in which stage, and what they are told otherwise."""

from dataclasses import replace

import pytest

from daemon.control import cycle_acts
from daemon.control.moment import Moment
from daemon.control.state import ControlState, Cycle
from daemon.model import Reason, Stage, Verb, reason
from tests.control_kit import T
from tests.cycle_kit import ACTS, UV, act, moment, site

ENDED = reason("run_done", ran_s=1800.0)
FULL = Cycle(
    since=T - 30,
    who="李四",
    why="上次",
    start_in_s=50.0,
    run_from=T - 9000,
    run_to=T - 8000,
    stop=ENDED,
    lit_t=T - 8000,
    clean=True,
    unmeasured=True,
    signed_off=True,
    checker="赵六",
    peak_ozone_mg_m3=3.0,
    cycle_dose_mg_h_m3=2.0,
    start_c=20.0,
    start_pct=50.0,
    day="2026-07-01",
    day_run_s=1800.0,
    last_end=T - 8000,
    lamp_s=5000.0,
    cycles=4,
)


def done(
    verb: Verb,
    cycle: Cycle,
    *,
    why: str = "",
    for_s: float | None = None,
    now: Moment | None = None,
) -> tuple[Cycle, Reason | None]:
    asked = act(verb, why=why, for_s=for_s)
    return ACTS[verb]((now or moment()).view, UV, cycle, asked)


ALLOWED = {
    (Stage.IDLE, Verb.REQUEST): Stage.REQUESTED,
    (Stage.REQUESTED, Verb.CONFIRM): Stage.PRECHECK,
    (Stage.REQUESTED, Verb.ABORT): Stage.IDLE,
    (Stage.PRECHECK, Verb.ABORT): Stage.IDLE,
    (Stage.WARNING, Verb.ABORT): Stage.IDLE,
    (Stage.RUN, Verb.ABORT): Stage.STOPPING,
    (Stage.LOCKED_OUT, Verb.ACKNOWLEDGE): Stage.IDLE,
}
REFUSED = {
    Verb.REQUEST: reason("refused_request"),
    Verb.CONFIRM: reason("refused_confirm"),
    Verb.ABORT: reason("refused_abort"),
    Verb.ACKNOWLEDGE: reason("refused_acknowledge"),
    Verb.SIGN_OFF: reason("refused_sign_off"),
}


@pytest.mark.parametrize("verb", ACTS)
@pytest.mark.parametrize("stage", list(Stage))
def test_every_act_moves_on_in_its_stage_and_is_refused_in_the_others(
    stage: Stage, verb: Verb
) -> None:
    before = replace(FULL, stage=stage)
    after, refused = done(verb, before, why="原因")
    if (stage, verb) in ALLOWED:
        assert refused is None
        assert (after.stage, after.since) == (ALLOWED[stage, verb], T)
    else:
        assert refused == REFUSED[verb]
        assert after is before


def test_a_request_starts_a_new_record_and_keeps_what_is_counted() -> None:
    after, _ = done(Verb.REQUEST, FULL, why="入库")
    assert after == Cycle(
        stage=Stage.REQUESTED,
        since=T,
        reason=reason("cycle_asked", who="张三"),
        who="张三",
        why="入库",
        day="2026-07-01",
        day_run_s=1800.0,
        last_end=T - 8000,
        lamp_s=5000.0,
        cycles=4,
    )


def test_a_request_is_refused_beside_another_cycle() -> None:
    two = site(UV, replace(UV, id="uv-2", name="二号程序"))
    busy = moment(to=two, state=ControlState(cycles={"uv-2": Cycle(stage=Stage.REQUESTED)}))
    after, refused = done(Verb.REQUEST, FULL, now=busy)
    assert refused == reason("check_other_cycle", other="二号程序")
    assert after is FULL


def test_a_confirmation_comes_within_the_minute() -> None:
    asked = Cycle(stage=Stage.REQUESTED, since=T - 60, who="李四")
    after, refused = done(Verb.CONFIRM, asked)
    assert refused is None
    assert after.reason == reason("cycle_confirmed", who="张三")
    assert (after.who, after.start_in_s) == ("李四", 0.0)
    late = replace(asked, since=T - 60.1)
    assert done(Verb.CONFIRM, late) == (late, reason("refused_confirm"))


@pytest.mark.parametrize("delay_s", [0.0, 1.0, 12 * 3600.0])
def test_a_start_may_be_delayed_by_half_a_day(delay_s: float) -> None:
    asked = Cycle(stage=Stage.REQUESTED, since=T - 1)
    after, refused = done(Verb.CONFIRM, asked, for_s=delay_s)
    assert refused is None
    assert after.start_in_s == delay_s


@pytest.mark.parametrize("delay_s", [-0.1, 12 * 3600.0 + 1, float("nan")])
def test_another_delay_is_refused(delay_s: float) -> None:
    asked = Cycle(stage=Stage.REQUESTED, since=T - 1)
    refusal = reason("refused_delay", most_s=43_200.0)
    assert done(Verb.CONFIRM, asked, for_s=delay_s) == (asked, refusal)


def test_an_abort_of_a_run_writes_its_end_down() -> None:
    running = Cycle(stage=Stage.RUN, since=T - 100, run_from=T - 100, decayed=False)
    after, _ = done(Verb.ABORT, running)
    aborted = reason("cycle_aborted", who="张三")
    assert (after.run_to, after.last_end, after.stop, after.clean) == (T, T, aborted, False)
    assert not after.decayed


def test_an_abort_by_any_other_verb_is_an_abort() -> None:
    running = Cycle(stage=Stage.RUN, since=T - 100, run_from=T - 100, decayed=False)
    for verb in (Verb.STOP, Verb.OFF):
        after, refused = cycle_acts.aborted(moment().view, UV, running, act(verb))
        assert refused is None
        assert after.stage is Stage.STOPPING


@pytest.mark.parametrize("why", ["", "  "])
def test_a_lock_out_is_acknowledged_with_a_reason(why: str) -> None:
    locked = replace(FULL, stage=Stage.LOCKED_OUT)
    assert done(Verb.ACKNOWLEDGE, locked, why=why) == (locked, reason("refused_no_why"))


def test_a_lock_out_with_the_hazard_off_leads_to_the_decay() -> None:
    locked = replace(FULL, stage=Stage.LOCKED_OUT, decayed=False, clean=False, signed_off=False)
    after, refused = done(Verb.ACKNOWLEDGE, locked, why="已断电")
    assert refused is None
    assert (after.stage, after.since, after.decayed) == (Stage.DECAY, T, False)
    assert after.reason == reason("cycle_acknowledged", who="张三", why="已断电")


@pytest.mark.parametrize("values", [{"c.uv_lit": True}, {"c.uv_lit": None}, {"b.uv": True}])
def test_a_lock_out_stays_while_the_hazard_may_be_on(values: dict[str, bool | None]) -> None:
    locked = replace(FULL, stage=Stage.LOCKED_OUT, decayed=False)
    now = moment(values=dict(values))
    refusal = reason("refused_not_off")
    assert done(Verb.ACKNOWLEDGE, locked, why="已断电", now=now) == (locked, refusal)


def test_the_air_is_signed_off_where_a_signature_is_asked_for() -> None:
    blind = moment(values={"o3.ozone": None})
    waiting = Cycle(stage=Stage.DECAY, since=T - UV.worst_case_s, decayed=False)
    after, refused = done(Verb.SIGN_OFF, waiting, why="便携仪 0.02", now=blind)
    assert refused is None
    assert after == replace(waiting, signed_off=True, checker="张三")
    assert done(Verb.SIGN_OFF, after, why="再签", now=blind)[1] == reason("refused_sign_off")
    assert done(Verb.SIGN_OFF, waiting, why=" ", now=blind) == (waiting, reason("refused_no_why"))
    early = replace(waiting, since=T - UV.worst_case_s + 1)
    assert done(Verb.SIGN_OFF, early, why="便携仪", now=blind)[1] == reason("refused_sign_off")
    locked = replace(waiting, stage=Stage.LOCKED_OUT)
    assert done(Verb.SIGN_OFF, locked, why="便携仪", now=blind)[1] == reason("refused_sign_off")
