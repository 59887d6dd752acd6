"""Assumed machines: they begin as they are shown, obey at once, and no hazard is ever on."""

from dataclasses import replace

import pytest

from daemon.model import Order, Written
from daemon.rehearsal.assumed import machines
from tests.rehearsal_kit import DRY, START, UV, image, point, told


@pytest.mark.parametrize(
    ("shown", "on"), [(True, True), (False, False), (None, False)], ids=["on", "off", "unknown"]
)
def test_a_machine_begins_as_it_is_shown(shown: bool | None, on: bool) -> None:
    assert machines(told(), image({"io.dry": shown})).on == {"dry": on, "damp": False, "uv": False}


def test_a_hazard_begins_off_whatever_is_shown() -> None:
    assert machines(told(), image({"lamp.uv": True})).on["uv"] is False


def test_feedback_and_running_proof_follow_an_order_at_once() -> None:
    before = machines(told(), image())
    after = before.told([Order(output="dry", on=True, safety=False)], t=1010.0)
    shown = after.readings(1020.0, START)
    assert (shown["io.dry"].value, shown["io.dry_runs"].value) == (True, True)
    assert (shown["io.dry"].t, shown["io.damp"].value) == (1020.0, False)
    assert before.readings(1020.0, START)["io.dry"].value is False


def test_an_order_is_echoed_rightly_and_once() -> None:
    after = machines(told(), image()).told([Order(output="dry", on=True, safety=False)], t=1010.0)
    assert after.written == (Written(output="dry", on=True, t=1010.0),)
    assert after.told([], t=1020.0).written == ()
    assert after.told([], t=1020.0).on["dry"] is True


def test_a_register_shows_the_values_of_its_output() -> None:
    register = replace(DRY, feedback="io.mode", on_value=3.0, off_value=1.0, running=None)
    settings = told(outputs=(register, UV), points=(point("io.mode", "mode", "1"),))
    before = machines(settings, image({"io.mode": 3.0}))
    assert before.on["dry"] is True
    after = before.told([Order(output="dry", on=False, safety=False)], t=1010.0)
    assert after.readings(1010.0, START)["io.mode"].value == 1.0
