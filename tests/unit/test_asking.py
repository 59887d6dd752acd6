"""How often others may ask for what changes nothing, and what always counts as a stop."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.control.acts import MOST_REMEMBERED, REMEMBERED_S
from daemon.control.sterilisation import TABLE
from daemon.model import Stage, Verb
from daemon.model.asking import Allowance, is_known, is_needed
from daemon.mqtt_commands import ALLOWED
from panel.limit import OF_ADDRESS, OF_ALL, RemoteLimit
from tests.browser.control_example import CONTROL_SITE, calm, local_stop, shown, uv_run

T = 5_000.0


def test_so_many_at_once_and_then_one_by_one() -> None:
    two = Allowance(most=2, left=2, each_s=10.0)
    spent = two.spent(T).spent(T)
    assert (two.wait_s(T), two.spent(T).wait_s(T), spent.wait_s(T)) == (0.0, 0.0, 10.0)
    assert spent.wait_s(T + 9) == pytest.approx(1.0)
    assert spent.wait_s(T + 10) == 0.0
    assert spent.spent(T + 10).wait_s(T + 10) == 10.0
    assert (spent.is_full(T + 19), spent.is_full(T + 20)) == (False, True)
    long_after = spent.spent(T + 1e6)
    assert long_after.wait_s(T + 1e6) == 0.0
    assert long_after.spent(T + 1e6).wait_s(T + 1e6) == 10.0


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.floats(0, 300)), max_size=200))
def test_in_no_order_more_pass_than_all_addresses_may_together(
    asked: list[tuple[str, float]],
) -> None:
    limit, t, passed = RemoteLimit(), T, dict.fromkeys("abcd", 0)
    for address, later_s in asked:
        t += later_s
        passed[address] += limit.wait_s(address, t) == 0.0
    assert sum(passed.values()) <= OF_ALL.most + (t - T) / OF_ALL.each_s + 1e-6
    for count in passed.values():
        assert count <= OF_ADDRESS.most + (t - T) / OF_ADDRESS.each_s + 1e-6


def test_one_address_does_not_use_up_what_all_have() -> None:
    limit = RemoteLimit()
    assert [limit.wait_s("a", T) for _ in range(OF_ADDRESS.most)] == [0.0] * OF_ADDRESS.most
    assert limit.wait_s("a", T) == OF_ADDRESS.each_s
    assert limit.wait_s("b", T) == 0.0
    assert OF_ADDRESS.each_s > OF_ALL.each_s


def test_many_addresses_share_one_allowance_and_are_forgotten() -> None:
    limit = RemoteLimit()
    waits = [limit.wait_s(f"a{n}", T) for n in range(OF_ALL.most + 1)]
    assert waits == [0.0] * OF_ALL.most + [OF_ALL.each_s]


def test_control_remembers_the_ids_of_a_whole_day_of_them() -> None:
    day = sum(one.most + REMEMBERED_S / one.each_s for one in (OF_ALL, ALLOWED))
    assert day < MOST_REMEMBERED


@pytest.mark.parametrize(
    ("subject", "known"), [("stack-1", True), ("uv-1", True), ("uv-night", True), ("x", False)]
)
def test_rooms_outputs_and_programmes_are_known(subject: str, known: bool) -> None:
    assert is_known(CONTROL_SITE, subject) is known


def test_before_the_first_scan_every_stop_is_needed() -> None:
    assert is_needed(None, Verb.STOP, "stack-1")
    assert is_needed(None, Verb.ABORT, "uv-night")
    assert not is_needed(None, Verb.HAND, "dry-1")


def test_a_stop_is_needed_until_the_room_is_stopped() -> None:
    running = shown(1, T, calm(T))
    assert is_needed(running, Verb.STOP, "stack-1")
    assert not is_needed(running, Verb.STOP, "uv-night")
    assert not is_needed(shown(2, T, local_stop(T)), Verb.STOP, "stack-1")


@pytest.mark.parametrize("stage", list(Stage))
def test_an_abort_is_needed_while_a_cycle_can_be_aborted(stage: Stage) -> None:
    moment = shown(1, T, uv_run(T))
    cycle = replace(moment.result.cycles["uv-night"], stage=stage)
    moment = replace(
        moment, result=replace(moment.result, cycles={**moment.result.cycles, "uv-night": cycle})
    )
    can = {row.stage for row in TABLE if row.when == Verb.ABORT}
    assert is_needed(moment, Verb.ABORT, "uv-night") is (stage in can)
    assert not is_needed(moment, Verb.ABORT, "stack-1")
