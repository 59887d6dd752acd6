"""One trouble is one alarm: what a graver one explains, and what a flood would bury."""

from dataclasses import replace

import pytest

from daemon.control.alarms.flood import MOST, OVER_BELOW, WITHIN_S
from daemon.model import SHOWN, Condition, Priority, Verb
from daemon.model import AlarmState as S
from tests.alarm_site import KINDS, ON_S, SITE, Alarms, condition, keys, kind

BUS = "bus_down:rs485-1"
DEVICE = "device_silent:th-1"
SENSOR = "sensor_stale:th-1.t"
FLOOD = f"alarm_flood:{SITE}"
FOREVER_S = 400.0


@pytest.fixture
def site() -> Alarms:
    return Alarms()


def bus(active: bool | None = True) -> Condition:
    return condition(BUS, active, room="")


def device(active: bool | None = True, name: str = "th-1") -> Condition:
    return condition(f"device_silent:{name}", active, parents=(BUS,))


def sensor(active: bool | None = True) -> Condition:
    return condition(SENSOR, active, parents=(DEVICE,))


def shown(site: Alarms) -> list[str]:
    return [alarm.key for alarm in site.alarms if alarm.state in SHOWN]


# By design


def test_a_cut_bus_with_sixty_devices_is_one_alarm_and_the_rest_is_listed(site: Alarms) -> None:
    cut = (bus(), *(device(name=f"th-{n}") for n in range(60)))
    for _ in range(120):
        site.look(*cut, after_s=1.0)
        assert set(shown(site)) <= {BUS}
    assert shown(site) == [BUS]
    assert len(site.alarms) == 61
    assert {alarm.under for alarm in site.alarms if alarm.key != BUS} == {BUS}
    well = (bus(active=False), *(device(active=False, name=f"th-{n}") for n in range(60)))
    for _ in range(120):
        site.look(*well, after_s=1.0)
        assert set(shown(site)) <= {BUS}
    assert keys(site.alarms) == [BUS]
    assert site.state(BUS) is S.RETURNED


def test_suppression_reaches_through_what_is_not_active(site: Alarms) -> None:
    now = (bus(), device(active=False), sensor())
    site.look(*now)
    site.watch(*now, for_s=30)
    alarm = site.listed(SENSOR)
    assert (alarm.state, alarm.under) == (S.SUPPRESSED, BUS)


def test_the_alarm_that_is_shown_is_named_and_not_one_between(site: Alarms) -> None:
    now = (bus(), device(), sensor())
    site.watch(*now, for_s=60)
    assert shown(site) == [BUS]
    assert {site.listed(DEVICE).under, site.listed(SENSOR).under} == {BUS}
    site.ask(Verb.ALARM_SHELVE, DEVICE)
    site.watch(*now, for_s=5)
    assert site.listed(SENSOR).under == BUS


def test_a_child_that_is_shown_goes_under_the_parent_that_comes_later(site: Alarms) -> None:
    site.watch(device(), for_s=30)
    site.ask(Verb.ALARM_ACKNOWLEDGE, DEVICE)
    site.look(bus(), device())
    site.watch(bus(), device(), for_s=14)
    assert site.state(DEVICE) is S.ACKNOWLEDGED
    site.look(bus(), device(), after_s=1.0)
    assert shown(site) == [BUS]
    assert site.steps(DEVICE) == ["raise", "suppress"]


def test_a_child_gets_a_new_on_delay_when_its_parent_ends(site: Alarms) -> None:
    site.watch(bus(), device(), for_s=60)
    for _ in range(5):
        site.look(bus(active=False), device(), after_s=1.0)
    site.look(bus(active=False), device(), after_s=1.0)
    assert site.state(BUS) is S.RETURNED
    ends = site.t
    alarm = site.listed(DEVICE)
    assert (alarm.state, alarm.under, alarm.until) == (S.SUPPRESSED, BUS, ends + 20.0)
    site.watch(bus(active=False), device(), for_s=19)
    assert site.state(DEVICE) is S.SUPPRESSED
    site.look(bus(active=False), device(), after_s=1.0)
    assert site.state(DEVICE) is S.UNACKNOWLEDGED


def test_a_child_that_recovers_in_that_delay_is_never_shown(site: Alarms) -> None:
    site.watch(bus(), device(), for_s=60)
    site.watch(bus(active=False), device(), for_s=15)
    site.watch(bus(active=False), device(active=False), for_s=30)
    assert keys(site.alarms) == [BUS]


def test_a_child_is_not_shown_while_its_off_delay_runs(site: Alarms) -> None:
    site.kinds = {**KINDS, "sensor_stale": kind("sensor_stale", on_s=0.0, off_s=300.0)}
    now = condition(SENSOR, parents=(BUS,))
    over = condition(SENSOR, active=False, parents=(BUS,))
    site.watch(bus(), now, for_s=60)
    for _ in range(320):
        site.look(bus(active=False), over, after_s=1.0)
        assert set(shown(site)) <= {BUS}
    assert keys(site.alarms) == [BUS]


def test_a_child_is_not_shown_in_a_hiccup_after_its_parent_ended(site: Alarms) -> None:
    site.kinds = {**KINDS, "sensor_stale": kind("sensor_stale", on_s=120.0, off_s=60.0)}

    def look(*, silent: bool, stale: bool, for_s: float) -> None:
        above = condition(DEVICE, silent)
        site.watch(above, condition(SENSOR, stale, parents=(DEVICE,)), for_s=for_s)

    look(silent=True, stale=True, for_s=200)
    look(silent=False, stale=False, for_s=40)
    assert (site.state(DEVICE), site.state(SENSOR)) == (S.RETURNED, S.SUPPRESSED)
    look(silent=True, stale=True, for_s=4)
    assert shown(site) == [DEVICE]
    look(silent=False, stale=True, for_s=1)
    look(silent=False, stale=False, for_s=70)
    assert keys(site.alarms) == [DEVICE]
    assert "unsuppress" not in site.steps(SENSOR)


def test_a_child_waits_for_its_whole_on_delay_since_it_holds_without_a_break(site: Alarms) -> None:
    site.watch(bus(), device(), for_s=60)
    site.watch(bus(active=False), device(), for_s=15)
    site.look(bus(active=False), device(active=False), after_s=1.0)
    site.watch(bus(active=False), device(), for_s=20)
    assert site.state(DEVICE) is S.SUPPRESSED
    site.look(bus(active=False), device(), after_s=1.0)
    assert site.state(DEVICE) is S.UNACKNOWLEDGED


def test_a_parent_that_returned_holds_its_child_back_when_it_is_about_to_come_again(
    site: Alarms,
) -> None:
    site.watch(bus(), device(active=False), for_s=30)
    site.watch(bus(active=False), device(active=False), for_s=30)
    assert site.state(BUS) is S.RETURNED
    site.watch(bus(active=False), device(), for_s=12)
    for _ in range(30):
        site.look(bus(), device(), after_s=1.0)
        assert shown(site) == [BUS]
    assert site.listed(DEVICE).under == BUS


def test_a_parent_that_is_about_to_come_holds_its_child_back(site: Alarms) -> None:
    site.watch(device(), for_s=15)
    site.watch(bus(), device(), for_s=10)
    alarm = site.listed(DEVICE)
    assert (alarm.state, alarm.under) == (S.SUPPRESSED, BUS)
    site.look(bus(active=False), device(), after_s=1.0)
    assert site.state(DEVICE) is S.UNACKNOWLEDGED


def test_a_parent_that_comes_much_later_holds_nothing_back(site: Alarms) -> None:
    site.kinds = {**KINDS, "bus_down": kind("bus_down", on_s=3600.0)}
    site.watch(bus(), device(), for_s=30)
    assert shown(site) == [DEVICE]


def test_a_shelved_parent_still_explains_and_one_out_of_service_does_not(site: Alarms) -> None:
    site.watch(bus(), device(), for_s=60)
    site.ask(Verb.ALARM_SHELVE, BUS)
    site.watch(bus(), device(), for_s=60)
    assert shown(site) == []
    site.ask(Verb.ALARM_UNSHELVE, BUS)
    site.ask(Verb.ALARM_OUT_OF_SERVICE, BUS)
    site.watch(bus(), device(), for_s=19)
    assert shown(site) == []
    site.watch(bus(), device(), for_s=5)
    assert shown(site) == [DEVICE]


def test_two_alarms_can_not_hide_each_other(site: Alarms) -> None:
    ring = (
        condition("humidity_high:r", parents=("humidity_low:r",)),
        condition("humidity_low:r", parents=("humidity_high:r",)),
        condition("device_silent:x", parents=("humidity_low:r",)),
    )
    site.watch(*ring, for_s=30)
    assert set(shown(site)) == {"humidity_high:r", "humidity_low:r"}
    assert site.state("device_silent:x") is S.SUPPRESSED


def test_a_child_in_doubt_is_shown_in_the_end(site: Alarms) -> None:
    site.watch(bus(), device(), for_s=60)
    site.watch(bus(active=False), device(active=None), for_s=60)
    alarm = site.listed(DEVICE)
    assert (alarm.state, alarm.known) == (S.UNACKNOWLEDGED, False)


def test_a_person_can_set_aside_what_is_suppressed(site: Alarms) -> None:
    site.watch(bus(), device(), for_s=60)
    assert site.ask(Verb.ALARM_ACKNOWLEDGE, DEVICE) == "act_alarm_not_shown"
    assert site.ask(Verb.ALARM_SHELVE, DEVICE) == ""
    site.look(bus(), device())
    alarm = site.listed(DEVICE)
    assert (alarm.state, alarm.under) == (S.SHELVED, "")
    site.look(bus(), device(), after_s=7200.0)
    assert site.state(DEVICE) is S.SUPPRESSED


# Floods


def many(number: int, code: str = "humidity_high", *, active: bool = True) -> list[Condition]:
    return [condition(f"{code}:r{n}", active, room=f"r{n}") for n in range(number)]


def test_ten_new_alarms_are_no_flood(site: Alarms) -> None:
    site.watch(*many(MOST), for_s=60)
    assert len(shown(site)) == MOST


def test_the_eleventh_is_a_flood_and_the_rest_is_listed_under_it(site: Alarms) -> None:
    site.watch(*many(30), for_s=60)
    assert len(shown(site)) == MOST + 1
    assert FLOOD in shown(site)
    assert len(site.alarms) == 31
    assert {a.under for a in site.alarms if a.state is S.SUPPRESSED} == {FLOOD}
    alarm = site.listed(FLOOD)
    assert dict(alarm.reason.args)["count"] == 30


def test_a_high_alarm_is_shown_in_a_flood_and_before_all_others(site: Alarms) -> None:
    site.watch(*many(30), for_s=60)
    fire = condition("fire:r")
    site.look(*many(30), fire, after_s=1.0)
    assert shown(site)[0] == "fire:r"
    both = Alarms()
    both.kinds = {**KINDS, "fire": kind("fire", Priority.HIGH)}
    both.watch(*many(30, "humidity_low"), *many(5, "humidity_high"), *many(3, "fire"), for_s=60)
    codes = [key.partition(":")[0] for key in shown(both)]
    assert codes.count("fire") == 3
    assert codes.count("humidity_high") == 5
    assert codes.count("humidity_low") == MOST - 8


def test_what_stands_is_shown_when_the_flood_is_over(site: Alarms) -> None:
    site.watch(*many(30), for_s=60)
    site.look(*many(30), after_s=WITHIN_S)
    assert len(shown(site)) == 31
    assert site.state(FLOOD) is S.RETURNED
    site.watch(*many(30), for_s=60)
    assert site.state(FLOOD) is S.RETURNED


def test_a_flood_lasts_until_few_new_ones_come(site: Alarms) -> None:
    site.watch(*many(MOST + 1), for_s=ON_S + 1)
    now = many(MOST + 1)
    for n in range(OVER_BELOW):
        now.append(condition(f"humidity_low:r{n}", room=f"r{n}"))
    site.watch(*now, for_s=300)
    site.watch(*now, for_s=300)
    assert site.listed(FLOOD).active
    site.watch(*now, for_s=60)
    assert site.state(FLOOD) is S.RETURNED


def test_one_alarm_that_chatters_is_no_flood(site: Alarms) -> None:
    site.kinds = {**KINDS, "humidity_high": kind("humidity_high", on_s=0.0, off_s=0.0)}
    for turn in range(60):
        site.look(condition("humidity_high:r", active=turn % 2 == 0), after_s=1.0)
    assert keys(site.alarms) == ["humidity_high:r"]
    assert site.alarms[0].chattering


def test_a_few_alarms_that_chatter_together_are_a_flood(site: Alarms) -> None:
    site.kinds = {**KINDS, "humidity_high": kind("humidity_high", on_s=0.0, off_s=0.0)}
    for turn in range(20):
        site.look(*many(3, active=turn % 2 == 0), after_s=1.0)
    assert site.state(FLOOD) is S.UNACKNOWLEDGED
    assert len(shown(site)) == 4


def test_what_grows_graver_in_a_flood_is_buried_no_longer(site: Alarms) -> None:
    now = many(30)
    site.watch(*now, for_s=60)
    under = next(alarm.key for alarm in site.alarms if alarm.under == FLOOD)
    now = [replace(c, priority=Priority.HIGH) if c.key == under else c for c in now]
    site.look(*now, after_s=1.0)
    assert shown(site)[0] == under
    assert site.listed(under).call.priority is Priority.HIGH


def test_a_flood_out_of_service_limits_nothing(site: Alarms) -> None:
    assert site.ask(Verb.ALARM_OUT_OF_SERVICE, FLOOD) == ""
    site.watch(*many(30), for_s=60)
    assert len(shown(site)) == 30
    assert site.state(FLOOD) is S.OUT_OF_SERVICE


def test_a_flood_that_is_taken_out_of_service_hides_no_more(site: Alarms) -> None:
    site.watch(*many(30), for_s=60)
    assert len(shown(site)) == MOST + 1
    assert site.ask(Verb.ALARM_OUT_OF_SERVICE, FLOOD) == ""
    site.look(*many(30), after_s=1.0)
    assert len(shown(site)) == 30


def test_suppressed_devices_are_no_flood(site: Alarms) -> None:
    site.watch(bus(), *(device(name=f"th-{n}") for n in range(60)), for_s=120)
    assert site.of(FLOOD) is None
    assert len(site.memory.recent) == 1
