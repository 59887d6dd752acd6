"""A candidate in the shadow: it is judged beside the active one, and can't disturb it."""

import logging
from dataclasses import replace

import pytest

from daemon.control.scan import scan
from daemon.control.settings import Settings
from daemon.control.state import ControlState, RoomMemory
from daemon.control.view import Inputs
from daemon.metric_shadow import shadow_families
from daemon.model import Act, ProcessImage, Snapshot, Verb, Written
from daemon.shadow import Shadow
from tests.fakes import StillClock
from tests.rehearsal_kit import DAMP, DRY, UV, Values, image, output, point, told

ACTIVE = told(54.0)


class Active:
    """The active configuration, whose machines obey, with a shadow that follows its scans."""

    def __init__(self, candidate: Settings, clock: StillClock | None = None) -> None:
        self.shadow = Shadow(candidate, ACTIVE, lambda: self.newest, clock or StillClock())
        self.newest: Snapshot | None = None
        self.t = 1000.0
        settled = {"stack-1": RoomMemory(setpoint_pct=54.0)}
        self._state = ControlState(booted=False, rooms=settled)
        self._on: dict[str, bool] = {}
        self._written: tuple[Written, ...] = ()

    def scan(self, values: Values, seconds: int = 1, *acts: Act, step_s: float = 1.0) -> None:
        """Scan for so many seconds, the shadow following."""
        for number in range(round(seconds / step_s)):
            self.t += step_s
            shown = image({**values, **self._feedback()}, t=self.t)
            self._decide(shown, acts if number == 0 else ())
            self.shadow.offer(shown)

    def _feedback(self) -> Values:
        return {o.feedback: self._on.get(o.id, False) for o in (DRY, DAMP, UV)}

    def _decide(self, shown: ProcessImage, acts: tuple[Act, ...]) -> None:
        inputs = Inputs(image=shown, acts=acts, written=self._written)
        result, self._state = scan(inputs, ACTIVE, self._state)
        self._on |= {order.output: order.on for order in result.orders}
        self._written = tuple(
            Written(output=order.output, on=order.on, t=self.t) for order in result.orders
        )
        self.newest = Snapshot(result=result, devices={}, buses={}, services={})


MIDDLE: Values = {"th.humidity": 55.0}  # dries at 52.5 + 2, not at 54 + 2
QUICK = told(52.5, glide_pct_per_day=1e6)


def test_the_same_configuration_never_differs() -> None:
    active = Active(ACTIVE)
    for humidity in (52.0, 57.0, 51.0, 58.0):
        active.scan({"th.humidity": humidity}, 200)
    assert (active.shadow.differing, active.shadow.differences) == (frozenset(), ())
    assert set(active.shadow.differing_s.values()) == {0.0}


def test_a_candidate_begins_where_the_active_one_is() -> None:
    active = Active(told(52.5, glide_pct_per_day=0.01))
    active.scan({"th.humidity": 53.0}, 100)
    active.scan(MIDDLE, 100)
    assert active.shadow.differences == ()


def test_a_difference_is_counted_and_explained_by_both() -> None:
    active = Active(QUICK)
    active.scan({"th.humidity": 53.0}, 100)
    assert active.shadow.differing == frozenset()
    active.scan(MIDDLE, 100)
    assert active.shadow.differing == {"dry"}
    (difference,) = active.shadow.differences
    assert (difference.active.allowed, difference.candidate.allowed) == (False, True)
    assert "56" in difference.sentences("en")[0]
    assert "54.5" in difference.sentences("en")[1]
    assert all("湿度" in sentence for sentence in difference.sentences("zh"))
    assert active.shadow.differing_s == {"dry": 99.0, "damp": 0.0}


def test_the_seconds_stay_when_both_agree_again(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    active = Active(QUICK)
    active.scan({"th.humidity": 53.0}, 100)
    active.scan(MIDDLE, 100)
    active.scan({"th.humidity": 57.0}, 100)
    assert active.shadow.differing == frozenset()
    assert active.shadow.differing_s["dry"] == 100.0
    said = [r.message for r in caplog.records if r.name == "daemon.shadow"]
    assert len(said) == 2  # transitions only


def test_what_a_person_holds_is_not_compared() -> None:
    active = Active(QUICK)
    active.scan({"th.humidity": 53.0}, 100)
    hand = Act(id="1", verb=Verb.OFF, subject="dry", who="王", for_s=3600)
    active.scan(MIDDLE, 100, hand)
    assert active.shadow.differing == frozenset()


def test_a_stopped_room_is_not_compared() -> None:
    active = Active(QUICK)
    active.scan({"th.humidity": 53.0}, 100)
    active.scan(MIDDLE, 100, Act(id="1", verb=Verb.STOP, subject="stack-1", who="王"))
    assert active.shadow.differing == frozenset()


def test_what_works_to_a_setpoint_that_a_person_chose_is_not_compared() -> None:
    active = Active(QUICK)
    active.scan({"th.humidity": 53.0}, 100)
    choice = Act(id="1", verb=Verb.SET_HUMIDITY, subject="stack-1", who="王", value=54.5, for_s=150)
    active.scan(MIDDLE, 100, choice)
    assert active.newest is not None
    assert active.newest.result.rooms["stack-1"].setpoints[0].chosen is not None
    assert active.shadow.differing == frozenset()


def test_hazards_are_not_compared() -> None:
    assert set(Active(QUICK).shadow.differing_s) == {"dry", "damp"}


def test_brisk_scans_are_left_to_control() -> None:
    clock = StillClock()
    active = Active(QUICK, clock)
    active.scan({"th.humidity": 53.0}, 100)
    looks = []
    real_monotonic = clock.monotonic
    clock.monotonic = lambda: looks.append(1) or real_monotonic()  # type: ignore[method-assign, func-returns-value]
    active.scan({"th.humidity": 53.0}, 10, step_s=0.2)
    assert len(looks) == 2 * 10  # the beginning and the end of a look


def test_a_broken_candidate_ends_the_shadow_and_nothing_else(
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken = QUICK
    lost = replace(DRY, room="nowhere")
    active = Active(replace(broken, outputs={**broken.outputs, "dry": lost}))
    active.scan({"th.humidity": 53.0}, 10)
    assert "KeyError" in active.shadow.status()
    assert [r.exc_info is not None for r in caplog.records if r.name == "daemon.shadow"] == [True]
    assert active.newest is not None
    assert active.newest.result.seq == 10


class SlowClock(StillClock):
    """A clock on which everything takes long."""

    def monotonic(self) -> float:
        self.t += 1.0
        return self.t


def test_a_shadow_that_costs_too_much_ends_itself() -> None:
    active = Active(QUICK, SlowClock())
    active.scan({"th.humidity": 53.0}, 2)
    assert active.shadow.status() == ""
    active.scan({"th.humidity": 53.0}, 2)
    assert "1.00 s" in active.shadow.status()


def test_points_that_nobody_reads_are_said_once(caplog: pytest.LogCaptureFixture) -> None:
    points = (*ACTIVE.site.points, point("new.humidity", "relative_humidity", "%RH"))
    active = Active(told(54.0, points=points))
    active.scan({"th.humidity": 53.0}, 10)
    said = [r.message for r in caplog.records if r.name == "daemon.shadow"]
    assert len(said) == 1
    assert "new.humidity" in said[0]
    assert active.shadow.status() == ""


def test_an_output_of_the_candidate_alone_is_run_but_not_compared() -> None:
    extra = output("dry-2", DRY.kind, "io2.dry")
    active = Active(told(54.0, outputs=(DRY, DAMP, UV, extra)))
    active.scan({"th.humidity": 57.0}, 100)
    assert active.shadow.status() == ""
    assert set(active.shadow.differing_s) == {"dry", "damp"}


def test_the_metrics_tell_what_differs() -> None:
    active = Active(QUICK)
    active.scan({"th.humidity": 53.0}, 100)
    active.scan(MIDDLE, 100)
    samples = {
        (s.name, s.labels.get("output")): s.value
        for family in shadow_families(ACTIVE.site, active.shadow)()
        for s in family.samples
    }
    assert samples["roomd_shadow_difference", "dry"] == 1
    assert samples["roomd_shadow_difference", "damp"] == 0
    assert samples["roomd_shadow_difference_seconds_total", "dry"] == 99.0
    assert ("roomd_shadow_difference", "uv") not in samples
