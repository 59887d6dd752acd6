"""Wires are left to control while a hazard is live, or may be about to be."""

from dataclasses import replace

import pytest

from daemon.commissioning.calm import is_calm
from daemon.model import Kind, Rank, Stage
from tests.browser.control_example import (
    HUMID,
    Scene,
    altered,
    calm,
    claim,
    cycle,
    decision,
    shown,
    uv_run,
)
from tests.control_kit import output

T = 1000.0
OUTPUTS = (output("uv-1", Kind.UV_LAMP), output("dry-1", Kind.DEHUMIDIFIER))


def calm_in(scene: Scene) -> bool:
    return is_calm(shown(1, T, scene), OUTPUTS)


def test_a_humid_day_is_calm_and_a_run_is_not() -> None:
    assert calm_in(calm(T))  # the dehumidifier runs
    assert not calm_in(uv_run(T))


@pytest.mark.parametrize(
    ("stage", "is_so"),
    [
        (Stage.IDLE, True),
        (Stage.REQUESTED, False),
        (Stage.PRECHECK, False),
        (Stage.WARNING, False),
        (Stage.RUN, False),
        (Stage.STOPPING, False),
        (Stage.DECAY, True),
        (Stage.READY, True),
        (Stage.LOCKED_OUT, True),
    ],
)
def test_each_stage_of_a_cycle_says_whether_the_wires_are_free(stage: Stage, is_so: bool) -> None:
    says = cycle(Stage.IDLE, T)
    scene = altered(calm(T), cycles={"uv-night": replace(says, stage=stage)})
    assert calm_in(scene) is is_so


def test_a_hazard_that_is_told_on_counts_whatever_its_cycle_says() -> None:
    lit = decision("uv-1", T, claim("uv-1", True, Rank.RULE, HUMID))
    assert not calm_in(altered(calm(T), outputs={"uv-1": lit}))


def test_before_the_first_scan_nothing_is_calm() -> None:
    assert not is_calm(None, OUTPUTS)
