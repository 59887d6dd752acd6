"""Buses, devices, filters and tanks: what is told, what ends it, what nobody knows."""

import pytest

from daemon.control.alarms.found import Found
from daemon.model import Watched
from daemon.model.render import sentence
from tests.unit.conditions_kit import (
    Value,
    bus_health,
    device_health,
    is_told,
    said,
    seen_at,
    told,
    words,
)

BUS, DEVICE = {"bus_down:gateway"}, {"device_silent:th"}


def with_bus(*, up: bool, trouble: str = "", standing: set[str] | None = None) -> Found:
    watched = Watched(buses={"gateway": bus_health(up=up, trouble=trouble)})
    return seen_at(watched=watched, standing=standing or ())


def with_device(
    *, online: bool, polls: int = 9, trouble: str = "", standing: set[str] | None = None
) -> Found:
    health = device_health(online=online, polls=polls, trouble=trouble)
    return seen_at(watched=Watched(devices={"th": health}), standing=standing or ())


def test_a_bus_is_down_and_up_again() -> None:
    found = with_bus(up=False, trouble="connection_refused")
    assert words(found, "bus_down", "gateway") == (
        "the bus gateway is down: the gateway refuses the connection"
    )
    assert sentence(said(found, "bus_down", "gateway").reason, "zh") == (
        "总线 gateway 中断：网关拒绝连接"
    )
    assert said(with_bus(up=True, standing=BUS), "bus_down", "gateway").active is False
    assert not is_told(with_bus(up=True), "bus_down", "gateway")


def test_a_bus_that_control_can_not_use_is_down_whatever_its_health_says() -> None:
    assert said(seen_at(down=["gateway"]), "bus_down", "gateway").active is True


def test_of_a_bus_without_health_nothing_is_known() -> None:
    assert said(seen_at(standing=BUS), "bus_down", "gateway").active is None
    assert not is_told(seen_at(), "bus_down", "gateway")


def test_a_silent_device_is_explained_by_its_bus() -> None:
    found = with_device(online=False, trouble="no_reply")
    assert words(found, "device_silent", "th") == (
        "th does not answer as it should: no reply comes"
    )
    assert said(found, "device_silent", "th").parents == ("bus_down:rs485-1",)
    assert said(with_device(online=True, standing=DEVICE), "device_silent", "th").active is False


def test_a_device_that_was_not_asked_yet_is_not_silent() -> None:
    assert not is_told(with_device(online=False, polls=0), "device_silent", "th")
    unasked = with_device(online=False, polls=0, standing=DEVICE)
    assert said(unasked, "device_silent", "th").active is None
    assert said(seen_at(standing=DEVICE), "device_silent", "th").active is None


@pytest.mark.parametrize(
    ("dirty", "active", "held"), [(True, True, True), (False, False, False), (None, False, None)]
)
def test_a_filter_is_told_by_its_flag(dirty: Value, active: bool, held: bool | None) -> None:
    values = {"ac.filter_dirty": dirty}
    assert is_told(seen_at(values), "filter_due", "ac") is active
    standing = seen_at(values, standing={"filter_due:ac"})
    assert said(standing, "filter_due", "ac").active is held


@pytest.mark.parametrize(
    ("hours", "due", "active", "held"),
    [
        (500.0, 500.0, True, True),
        (499.0, 500.0, False, False),
        (500.0, 0.0, False, False),
        (None, 500.0, False, None),
        (500.0, None, False, None),
    ],
)
def test_a_filter_is_told_by_its_hours(
    hours: Value, due: Value, active: bool, held: bool | None
) -> None:
    values = {"dh.fan_hours": hours, "dh.fan_alarm_hours": due}
    assert is_told(seen_at(values), "filter_due", "dh") is active
    standing = seen_at(values, standing={"filter_due:dh"})
    assert said(standing, "filter_due", "dh").active is held


def test_a_filter_by_hours_says_how_many() -> None:
    found = seen_at({"dh.fan_hours": 620.0})
    assert words(found, "filter_due", "dh") == (
        "the fan of dh has run for 620 h; its filter was due at 500 h"
    )


@pytest.mark.parametrize(("tag", "subject"), [("c.tank", "dry"), ("dh.water_full", "dh")])
def test_a_full_tank_is_told_of_the_output_or_the_device(tag: str, subject: str) -> None:
    standing = {f"tank_full:{subject}"}
    assert said(seen_at({tag: True}), "tank_full", subject).active is True
    assert said(seen_at({tag: False}, standing=standing), "tank_full", subject).active is False
    assert said(seen_at({tag: None}, standing=standing), "tank_full", subject).active is None
    assert len([key for key in told(seen_at({tag: True})) if key.startswith("tank_full")]) == 1


def test_nobody_says_that_a_machine_stopped_which_nobody_here_runs() -> None:
    ours = said(seen_at({"c.tank": True}), "tank_full", "dry").reason
    reported = said(seen_at({"dh.water_full": True}), "tank_full", "dh").reason
    assert "已停止除湿" in sentence(ours, "zh")
    assert sentence(reported, "zh") == "dh 报告水箱已满"
    assert "stopped" not in sentence(reported, "en")
