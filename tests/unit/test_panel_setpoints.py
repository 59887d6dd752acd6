"""What the panel shows of setpoints before and without a choice."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from daemon.model import ProcessImage, Quantity, RoomInfo, Setpoint, reason
from panel.i18n import load_texts
from panel.reader import Reader
from panel.setpoints import minutes_of_today, scales_of, setpoint_views
from tests.browser.control_example import room
from tests.control_kit import ROOM

INFO = RoomInfo(id=ROOM, name="一号库房", deadband_pct=4.0)
READER = Reader("en", load_texts()["en"].tr)
DAMP = Setpoint(quantity=Quantity.HUMIDITY, goal=52.0, least=50.0, most=55.0)


def at(text: str, *, trusted: bool = True) -> ProcessImage:
    time = datetime.fromisoformat(text)
    return ProcessImage(t=0.0, at=time, clock_trusted=trusted, readings={})


def test_a_room_shows_the_setpoints_that_it_has_rules_for() -> None:
    assert list(scales_of(INFO)) == ["humidity"]
    assert list(scales_of(replace(INFO, deadband_c=1.0))) == ["temperature", "humidity"]
    assert not scales_of(RoomInfo(id="x", name="x"))


def test_before_the_first_scan_there_are_dashes_and_nothing_can_be_chosen() -> None:
    view = setpoint_views(INFO, None, READER, 0.0)["humidity"]
    assert (view["goal"], view["least"], view["most"]) == ("—", "", "")
    assert (view["chosen"], view["offers_undo"]) == ("", "no")


def test_a_choice_without_an_end_has_no_countdown() -> None:
    why = reason("setpoint_chosen_open_pct", who="Li", at="11-26 07:30", setpoint_pct=54.0)
    control = room(ROOM, setpoints=(replace(DAMP, chosen=why),))
    view = setpoint_views(INFO, control, READER, 0.0)["humidity"]
    assert view["chosen"] == "Li set the humidity to 54 % at 11-26 07:30, until it is changed again"
    assert view["is_chosen"] == "yes"


def test_a_choice_with_an_end_counts_down() -> None:
    why = reason("setpoint_chosen_pct", who="Li", at="07:30", setpoint_pct=54.0, end="09:30")
    control = room(ROOM, setpoints=(replace(DAMP, chosen=why, until=7200.0),))
    view = setpoint_views(INFO, control, READER, 73.0)["humidity"]
    assert view["chosen"].endswith("until 09:30 · 1:58:47 left")


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("2026-11-26T00:00+08:00", "1440"),
        ("2026-11-26T07:30:59+08:00", "990"),
        ("2026-11-26T15:00+00:00", "60"),  # 23:00 in Shanghai
        ("2026-11-26T23:58:30+08:00", "2"),
        ("2026-11-26T23:59+08:00", ""),
    ],
)
def test_the_rest_of_the_day_is_that_of_the_site(text: str, minutes: str) -> None:
    assert minutes_of_today(at(text), "Asia/Shanghai") == minutes


@pytest.mark.parametrize(
    ("text", "zone", "minutes"),
    [
        ("2026-03-29T00:30+01:00", "Europe/Berlin", 22 * 60 + 30),
        ("2026-10-25T00:30+02:00", "Europe/Berlin", 24 * 60 + 30),
        ("2026-10-25T02:30+01:00", "Europe/Berlin", 21 * 60 + 30),  # the second 02:30
        ("2026-04-24T00:10+02:00", "Africa/Cairo", 22 * 60 + 50),  # after a day without midnight
        ("2026-04-23T23:30+02:00", "Africa/Cairo", 30),  # the day ends at 01:00
    ],
)
def test_today_ends_at_midnight_also_on_days_of_23_and_25_hours(
    text: str, zone: str, minutes: int
) -> None:
    image = at(text)
    assert minutes_of_today(image, zone) == str(minutes)
    of_the_site = replace(image, at=image.at.astimezone(ZoneInfo(zone)))
    assert minutes_of_today(of_the_site, zone) == str(minutes)


def test_an_untrusted_clock_knows_no_midnight() -> None:
    assert minutes_of_today(at("2026-11-26T07:30+08:00", trusted=False), "Asia/Shanghai") == ""
    assert minutes_of_today(None, "Asia/Shanghai") == ""
