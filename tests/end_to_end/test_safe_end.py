"""However the controller ends while lamps burn, it tells them OFF itself: the simulator knows."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.bench.deadman import Burning
from tests.lamp_log import TRUTH, LampLog
from tests.rig import simulated
from tests.uv_site import PROFILES, scenario
from tests.waiting import wait_until


@contextmanager
def burning_rooms() -> Iterator[Burning]:
    with simulated(scenario(2, serial=True), truth=TRUTH, profiles=PROFILES) as rig:
        burning = Burning(rig, 2)
        try:
            burning.until_lit()
            yield burning
        finally:
            burning.process.kill()
            burning.process.wait(10)


@pytest.mark.parametrize(
    ("number", "status"),
    [
        pytest.param(signal.SIGTERM, 0, id="SIGTERM"),
        pytest.param(signal.SIGINT, 0, id="SIGINT"),
        pytest.param(signal.SIGUSR1, 1, id="a bug in the scan"),
    ],
)
def test_every_lamp_is_told_off_on_the_way_out(number: signal.Signals, status: int) -> None:
    with burning_rooms() as burning:
        t_ns = time.monotonic_ns()
        assert burning.end(number) == status
        for room in ("r1", "r2"):
            out = LampLog.of(burning.rig).after(room, t_ns)
            assert out is not None
            assert out.cause == "command"  # not the timer of the board


def test_a_dead_bus_does_not_keep_the_lamp_of_another_burning() -> None:
    with burning_rooms() as burning:
        t_ns = time.monotonic_ns()
        burning.rig.remote.unplug("r1")
        assert burning.end(signal.SIGTERM) == 0
        out = LampLog.of(burning.rig).after("r2", t_ns)
        assert out is not None
        assert out.cause == "command"
        wait_until(lambda: LampLog.of(burning.rig).after("r1", t_ns))
        alone = LampLog.of(burning.rig).after("r1", t_ns)
        assert alone is not None
        assert alone.cause == "timer"


def test_a_second_signal_does_not_break_into_the_way_out() -> None:
    with burning_rooms() as burning:
        t_ns = time.monotonic_ns()
        burning.process.send_signal(signal.SIGTERM)
        burning.process.send_signal(signal.SIGINT)
        assert burning.end(signal.SIGTERM) == 0
        for room in ("r1", "r2"):
            out = LampLog.of(burning.rig).after(room, t_ns)
            assert out is not None
            assert out.cause == "command"
