"""The safety facts of a room: agreement, age, and doubt."""

import pytest

from daemon.control.facts import STALE_S, agreed, contact, facts
from daemon.control.settings import RoomSettings, SafetyInputs
from daemon.control.view import Facts
from daemon.model import Quality, Reading
from tests.control_kit import BAND, ROOM, SAFETY, T, image, seen

ROOMS = RoomSettings(id=ROOM, name="r", band=BAND, safety=SAFETY)


@pytest.mark.parametrize(
    ("values", "fact"),
    [
        ((), None),
        ((True,), True),
        ((False,), False),
        ((None,), None),
        ((True, True), True),
        ((True, None), None),
        ((True, False), False),
        ((None, False), False),
    ],
)
def test_all_contacts_must_agree(values: tuple[bool | None, ...], fact: bool | None) -> None:
    assert agreed(values) is fact


@pytest.mark.parametrize("tag", ["c.door_1", "c.door_2", "c.nobody", "c.e_stop"])
def test_beside_a_hazard_each_contact_of_people_must_be_fresh(tag: str) -> None:
    old = image({tag: seen(True, t=T - STALE_S - 0.01)})
    fact = {"c.nobody": "nobody", "c.e_stop": "e_stop_released"}.get(tag, "door_closed")
    assert getattr(facts(ROOMS, old, hazard=True), fact) is None
    assert getattr(facts(ROOMS, old, hazard=False), fact) is True


@pytest.mark.parametrize(("tag", "fact"), [("c.dry", "floor_dry"), ("c.no_fire", "no_fire")])
def test_other_contacts_may_be_as_old_as_their_quality_allows(tag: str, fact: str) -> None:
    old = image({tag: seen(True, t=T - 5, quality=Quality.UNCERTAIN)})
    assert getattr(facts(ROOMS, old, hazard=True), fact) is True
    assert getattr(facts(ROOMS, image({tag: None}), hazard=True), fact) is None


def test_an_age_at_the_limit_still_counts() -> None:
    exact = image({"c.x": seen(True, t=T - 0.5)})
    assert contact(exact, "c.x", 0.5) is True
    assert contact(exact, "c.x", 0.49) is None
    assert contact(exact, "c.x") is True


def test_an_unread_contact_is_unknown() -> None:
    assert contact(image(), "c.never") is None
    bad = Reading(value=True, unit="", quality=Quality.BAD, why=seen(None).why, t=T, at=None)
    assert contact(image({"c.x": bad}), "c.x") is None
    timeless = Reading(
        value=True, unit="", quality=Quality.GOOD, why=seen(True).why, t=None, at=None
    )
    assert contact(image({"c.x": timeless}), "c.x") is None


def ozone(**values: float | Reading | None) -> Reading | None:
    return ozone_facts(**values).ozone


def high(**values: float | Reading | None) -> float | None:
    reading = ozone_facts(**values).ozone_high
    return None if reading is None else reading.number


def ozone_facts(**values: float | Reading | None) -> Facts:
    safety = SafetyInputs(ozone=tuple(f"o.{name}" for name in values))
    room = RoomSettings(id=ROOM, name="r", band=BAND, safety=safety)
    now = image({f"o.{name}": value for name, value in values.items() if value != -1})
    return facts(room, now, hazard=True)


def test_the_worst_ozone_sensor_speaks_for_the_room() -> None:
    highest = ozone(a=0.01, b=0.3, c=0.02)
    assert highest is not None
    assert highest.value == 0.3
    doubtful = ozone(a=9.0, b=seen(0.01, quality=Quality.UNCERTAIN))
    assert doubtful is not None
    assert doubtful.quality is Quality.UNCERTAIN
    silent = ozone(a=9.0, b=None)
    assert silent is not None
    assert silent.quality is Quality.BAD
    zero = ozone(a=0.0, b=0.5)
    assert zero is not None
    assert zero.value == 0.5
    assert ozone() is None


def test_the_highest_ozone_is_of_all_sensors_that_can_be_read() -> None:
    assert high(a=0.01, b=0.3, c=0.02) == 0.3
    assert high(a=5.0, b=None) == 5.0
    assert high(a=0.0, b=0.3) == 0.3
    assert high(a=-1, b=5.0) == 5.0
    assert high(a=0.1, b=seen(5.0, quality=Quality.UNCERTAIN)) == 5.0
    assert high(a=0.1, b=seen(5.0, quality=Quality.BAD)) == 0.1
    assert high(a=None) is None
    assert high() is None


def test_an_ozone_sensor_that_was_never_read_is_unknown_not_absent() -> None:
    unread = ozone(a=-1)
    assert unread is not None
    assert (unread.quality, unread.unit) == (Quality.BAD, "mg/m³")
