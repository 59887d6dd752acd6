"""When people may go in again: measured, waited for, or signed off; never by a sensor in doubt."""

from dataclasses import replace

import pytest

from daemon.control.decay import air, needs_sign_off
from daemon.control.moment import Moment
from daemon.control.settings import Programme
from daemon.control.state import Cycle, RoomMemory
from daemon.model import Quality, Reason, Stage, reason
from tests.control_kit import ROOM, SAFETY, T, seen
from tests.cycle_kit import OZONE, UV, Value, moment, site

SEEN = Cycle(peak_ozone_mg_m3=OZONE.entry_ozone_mg_m3)


def decaying(
    waited_s: float,
    ozone: Value = 0.01,
    *,
    clear_s: float | None = 6000.0,
    programme: Programme = OZONE,
    sensor: bool = True,
    cycle: Cycle | None = None,
) -> Moment:
    last = replace(cycle or SEEN, stage=Stage.DECAY, since=T - waited_s, decayed=False)
    return moment(
        last,
        programme=programme,
        to=site(programme, sensor=sensor),
        values={"o3.ozone": ozone},
        room=RoomMemory(clear_t=None if clear_s is None else T - clear_s),
    )


def test_measured_air_is_clean_after_the_least_time() -> None:
    assert not air(decaying(1799.9)).clean
    found = air(decaying(1800.0))
    assert found.clean
    assert found.left_s == 0.0
    assert air(decaying(5000.0)).left_s == 0.0


def test_measured_air_must_stay_clean_for_a_while() -> None:
    found = air(decaying(5000.0, clear_s=599.0))
    assert not found.clean
    assert found.left_s == 1.0
    assert found.reason == reason("decay_clearing", ozone_mg_m3=0.01, left_s=1.0)
    assert air(decaying(5000.0, clear_s=600.0)).clean


def test_the_longer_of_both_waits_is_told() -> None:
    assert air(decaying(1000.0, clear_s=100.0)).left_s == 800.0
    assert air(decaying(1700.0, clear_s=100.0)).left_s == 500.0


@pytest.mark.parametrize("waited_s", [1800.0, 1e6])
def test_measured_ozone_is_never_waited_away(waited_s: float) -> None:
    for found in (
        air(decaying(waited_s, 0.16)),
        air(decaying(waited_s, 0.16, cycle=replace(SEEN, signed_off=True))),
        air(decaying(waited_s, 0.159, clear_s=None)),
    ):
        assert found.clean is False
        assert found.left_s is None
        assert found.reason.code == "decay_high"
    for ozone, clear_s in ((0.5, 6000.0), (0.159, None)):
        assert air(decaying(waited_s, ozone, clear_s=clear_s)).reason == reason(
            "decay_high", ozone_mg_m3=ozone, limit_mg_m3=0.16
        )


def test_after_a_restart_a_measurement_is_enough() -> None:
    assert air(decaying(1800.0, cycle=replace(SEEN, unmeasured=True))).clean


@pytest.mark.parametrize("programme", [UV, OZONE])
@pytest.mark.parametrize("ozone", [None, seen(0.0, quality=Quality.UNCERTAIN)])
def test_a_doubtful_sensor_needs_the_worst_case_and_a_person(
    ozone: Value, programme: Programme
) -> None:
    early = decaying(14_399.0, ozone, programme=programme, cycle=Cycle(signed_off=True))
    assert air(early).clean is False
    assert air(early).left_s == 1.0
    assert air(early).reason == reason("decay_blind", left_s=1.0)
    late = decaying(14_400.0, ozone, programme=programme)
    assert not air(late).clean
    assert air(late).left_s is None
    assert air(late).reason == reason("decay_sign_off")
    signed = replace(late, cycle=replace(late.cycle, signed_off=True))
    assert air(signed).clean
    assert air(signed).left_s == 0.0


@pytest.mark.parametrize(
    "stop",
    [
        None,
        reason("run_no_ozone", ozone_mg_m3=0.159),
        reason("cycle_aborted", who="张三"),
        reason("cycle_restarted"),
        reason("run_done", ran_s=1800.0),
    ],
)
def test_a_sensor_that_did_not_see_the_ozone_is_not_believed_however_the_run_ended(
    stop: Reason | None,
) -> None:
    missed = Cycle(stop=stop, peak_ozone_mg_m3=0.159)
    assert not air(decaying(5000.0, cycle=missed)).clean
    assert air(decaying(5000.0, cycle=missed)).left_s == 9400.0
    assert not air(decaying(14_400.0, cycle=missed)).clean
    assert air(decaying(14_400.0, cycle=replace(missed, signed_off=True))).clean


def test_a_sensor_that_saw_the_ozone_has_its_word_however_the_run_ended() -> None:
    for stop in (reason("run_done", ran_s=60.0), reason("cycle_aborted", who="张三")):
        assert air(decaying(1800.0, cycle=replace(SEEN, stop=stop))).clean


def test_a_lamp_makes_no_ozone_that_a_sensor_could_miss() -> None:
    assert air(decaying(1800.0, programme=UV, cycle=Cycle())).clean


def test_a_dead_sensor_does_not_hide_what_the_other_one_reads() -> None:
    room = replace(SAFETY, ozone=("o3.ozone", "o3.dead"))
    bare = site(OZONE)
    two = replace(bare, rooms={ROOM: replace(bare.rooms[ROOM], safety=room)})
    signed = replace(SEEN, signed_off=True, stage=Stage.DECAY, since=T - 1e5, decayed=False)

    def found(ozone: Value) -> Moment:
        values: dict[str, Value] = {"o3.ozone": ozone, "o3.dead": None}
        return moment(signed, programme=OZONE, to=two, values=values)

    assert air(found(0.159)).clean
    assert not air(found(0.16)).clean
    assert air(found(0.16)).reason == reason("decay_high", ozone_mg_m3=0.16, limit_mg_m3=0.16)
    assert not air(found(seen(5.0, quality=Quality.UNCERTAIN))).clean


@pytest.mark.parametrize(
    ("programme", "unmeasured", "wait_s"),
    [(OZONE, False, 14_400.0), (UV, False, 1800.0), (UV, True, 14_400.0)],
)
def test_without_a_sensor_ozone_waits_for_the_worst_case_and_a_lamp_does_not(
    programme: Programme, unmeasured: bool, wait_s: float
) -> None:
    def waited(seconds: float) -> Moment:
        cycle = Cycle(unmeasured=unmeasured)
        return decaying(seconds, None, programme=programme, sensor=False, cycle=cycle)

    early = air(waited(wait_s - 1))
    assert not early.clean
    assert early.left_s == 1.0
    assert early.reason == reason("decay_waiting", left_s=1.0)
    assert air(waited(wait_s)).clean
    assert air(waited(wait_s + 5)).left_s == 0.0


def test_the_worst_case_is_never_shorter_than_the_least_time() -> None:
    odd = replace(OZONE, worst_case_s=60.0)
    assert not air(decaying(1799.0, None, programme=odd, sensor=False)).clean
    assert air(decaying(1800.0, None, programme=odd, sensor=False)).clean


def test_a_signature_is_asked_for_once_where_nothing_else_helps() -> None:
    assert needs_sign_off(decaying(14_400.0, None))
    assert not needs_sign_off(decaying(14_399.0, None))
    assert not needs_sign_off(decaying(14_400.0, 0.01))
    assert not needs_sign_off(decaying(14_400.0, None, sensor=False))
    assert not needs_sign_off(decaying(14_400.0, None, cycle=Cycle(signed_off=True)))
    assert needs_sign_off(decaying(14_400.0, 0.01, cycle=Cycle()))
