"""Each degraded mode: when it holds, where, with which sentence; and that all of them are told."""

import re
from dataclasses import replace

import pytest

from daemon.control.degraded import GOOD_RUN_S, MODES, degraded
from daemon.control.settings import COLDEST, Settings
from daemon.control.state import ControlState
from daemon.control.view import View
from daemon.model import Degraded, DeviceInfo, PointInfo, Quality, Reading, Why, waiting
from daemon.model.render import sentence
from daemon.model.sentences.degraded import SENTENCES
from tests.control_kit import ROOM, T, seen, settings, view


def point(device: str, quantity: str, *, of_room: bool = True) -> PointInfo:
    return PointInfo(
        tag=f"{device}.{quantity}",
        device=device,
        room=ROOM,
        zone="",
        quantity=quantity,
        unit="",
        title_zh="",
        title_en="",
        resolution=0.1,
        is_bit=False,
        of_room=of_room,
    )


def device(name: str, bus: str, room: str = ROOM) -> DeviceInfo:
    return DeviceInfo(
        id=name,
        bus=bus,
        unit_id=1,
        profile="example",
        room=room,
        zone="",
        poll_s=5.0,
        title_zh="",
        title_en="",
        verified=True,
    )


def site(*sensors: str) -> Settings:
    """Return the settings of the one room with T/RH sensors and two buses."""
    told = settings()
    points = [point(s, q) for s in sensors for q in ("temperature", "relative_humidity")]
    devices = (
        *(device(sensor, "rs485-1") for sensor in sensors),
        device("relay", "gateway"),
        device("outside", "gateway", room=""),
    )
    outside = point("th-out", "temperature", of_room=False)
    return replace(told, site=replace(told.site, points=(*points, outside), devices=devices))


GOOD = seen(20.0)
DEAD = seen(None)
DOUBTED = seen(20.0, quality=Quality.UNCERTAIN, why=Why.SENSOR_NOT_ACCURATE)
MISSED = seen(20.0, quality=Quality.UNCERTAIN, why=Why.LAST_USABLE)
NEW = waiting("")


def looked(temperatures: list[Reading], humidities: list[Reading] | None = None) -> View:
    """Return a view of a room whose sensors read this."""
    humidities = humidities or [GOOD] * len(temperatures)
    names = [f"th-{n}" for n in range(len(temperatures))]
    values = {f"{n}.temperature": r for n, r in zip(names, temperatures, strict=True)} | {
        f"{n}.relative_humidity": r for n, r in zip(names, humidities, strict=True)
    }
    return view(dict(values), to=site(*names))


def found(seen_now: View) -> list[tuple[str, str, str]]:
    return [(mode.mode, mode.room, mode.reason.code) for mode in degraded(seen_now)]


def test_a_room_with_all_its_sensors_is_not_degraded() -> None:
    assert found(looked([GOOD, GOOD])) == []


@pytest.mark.parametrize("lost", [DEAD, DOUBTED], ids=["dead", "doubted"])
def test_one_sensor_left_is_said_with_its_name(lost: Reading) -> None:
    (mode,) = degraded(looked([lost, GOOD, lost]))
    assert (mode.mode, mode.room) == ("one_sensor_left", ROOM)
    assert mode.reason.code == "degraded_one_sensor_left_temperature"
    assert dict(mode.reason.args) == {"sensor": "th-1"}
    assert mode.action.code == "degraded_one_sensor_left_action"


def test_both_quantities_of_a_lost_sensor_make_one_line() -> None:
    modes = found(looked([GOOD, DEAD], [GOOD, DEAD]))
    assert modes == [("one_sensor_left", ROOM, "degraded_one_sensor_left_both")]


def test_a_room_built_with_one_sensor_is_not_degraded_by_having_one() -> None:
    assert found(looked([GOOD])) == []


def walled(*air: Reading) -> View:
    """Return a view of a room whose coldest wall reads well, and its air sensors this."""
    whole = looked([*air, GOOD], [*air, GOOD])
    points = tuple(
        replace(p, zone=COLDEST) if p.device == f"th-{len(air)}" else p
        for p in whole.settings.site.points
    )
    told = replace(whole.settings, site=replace(whole.settings.site, points=points))
    return replace(whole, settings=told)


def test_the_coldest_wall_does_not_stand_in_for_a_sensor_of_the_air() -> None:
    """It has no voice beside sensors of the air: control is blind without them, and says so."""
    assert found(walled(DEAD, DEAD)) == [("no_sensor", ROOM, "degraded_no_sensor_both")]
    assert found(walled(DEAD, GOOD)) == [("one_sensor_left", ROOM, "degraded_one_sensor_left_both")]
    assert found(walled(DEAD)) == [("no_sensor", ROOM, "degraded_no_sensor_both")]
    assert found(walled(GOOD)) == []


def test_one_missed_poll_and_a_sensor_not_yet_asked_degrade_nothing() -> None:
    assert found(looked([GOOD, MISSED])) == []
    assert found(looked([GOOD, NEW], [GOOD, GOOD])) == []
    assert found(looked([NEW, NEW], [NEW, NEW])) == []


def test_without_any_trusted_sensor_the_room_is_blind() -> None:
    assert found(looked([DEAD, DOUBTED])) == [("no_sensor", ROOM, "degraded_no_sensor_temperature")]
    assert found(looked([DEAD], [DEAD])) == [("no_sensor", ROOM, "degraded_no_sensor_both")]


def test_one_quantity_may_be_gone_while_the_other_has_one_sensor() -> None:
    assert found(looked([DEAD, DEAD], [GOOD, DEAD])) == [
        ("no_sensor", ROOM, "degraded_no_sensor_temperature"),
        ("one_sensor_left", ROOM, "degraded_one_sensor_left_humidity"),
    ]


def test_a_bus_that_is_down_degrades_the_rooms_of_its_devices() -> None:
    whole = looked([GOOD, GOOD])

    def down(*buses: str) -> list[Degraded]:
        return list(degraded(replace(whole, inputs=replace(whole.inputs, down=frozenset(buses)))))

    assert [(mode.mode, mode.room) for mode in down("rs485-1")] == [("bus_down", ROOM)]
    both = down("rs485-1", "gateway")
    assert [(mode.room, dict(mode.reason.args)["buses"]) for mode in both] == [
        (ROOM, "gateway, rs485-1"),
        ("", "gateway"),
    ]
    assert down("spare") == []


def test_a_clock_that_is_not_trusted_degrades_the_site() -> None:
    assert found(view(trusted=False)) == [("clock_untrusted", "", "degraded_clock_untrusted")]


def test_a_ledger_that_cannot_be_written_degrades_the_site() -> None:
    assert found(view(ledger_sound=False)) == [
        ("ledger_unwritable", "", "degraded_ledger_unwritable")
    ]


def test_monitor_only_degrades_the_site() -> None:
    assert found(view(to=settings(monitor_only=True))) == [
        ("monitor_only", "", "degraded_monitor_only")
    ]


def test_monitor_only_tells_how_long_it_lasts_and_not_to_restart() -> None:
    """Only a good run ends it: a restart would begin that anew."""
    told = settings(monitor_only=True)
    for run_s, left in ((0.0, "10 min"), (59.0, "10 min"), (60.0, "9 min"), (599.0, "1 min")):
        (mode,) = degraded(view(to=told, state=ControlState(started_t=T - run_s)))
        assert f"by itself after {left} more" in sentence(mode.reason, "en")
        assert "don't restart" in sentence(mode.action, "en")
    assert GOOD_RUN_S == 600


def test_the_gravest_mode_comes_first_and_none_comes_twice() -> None:
    worst = looked([DEAD, DEAD], [DEAD, GOOD])
    worst = replace(
        worst,
        settings=replace(worst.settings, monitor_only=True),
        image=replace(worst.image, clock_trusted=False),
        inputs=replace(worst.inputs, ledger_sound=False, down=frozenset({"gateway"})),
    )
    modes = [(mode, room) for mode, room, _ in found(worst)]
    assert modes == [
        ("monitor_only", ""),
        ("ledger_unwritable", ""),
        ("clock_untrusted", ""),
        ("bus_down", ROOM),
        ("bus_down", ""),
        ("no_sensor", ROOM),
        ("one_sensor_left", ROOM),
    ]


def test_every_mode_says_what_is_the_matter_and_what_control_does() -> None:
    for row in MODES:
        assert f"degraded_{row.mode}_action" in SENTENCES
        assert any(code.startswith(f"degraded_{row.mode}") for code in SENTENCES)
    for code, told in SENTENCES.items():
        assert re.search(r"[\u4e00-\u9fff]", told.zh), code
        assert not re.search(r"[\u4e00-\u9fff]", told.en), code
        assert set(re.findall(r"{\w+}", told.zh)) == set(re.findall(r"{\w+}", told.en))


def test_the_time_of_a_reading_does_not_matter_only_its_quality() -> None:
    assert found(looked([seen(20.0, t=T - 900), GOOD])) == []
