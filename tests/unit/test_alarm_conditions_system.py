"""The program itself and the record index: modes, services, and numbers with limits."""

import math
from dataclasses import replace

import pytest

from daemon.control.alarms.catalogue import CATALOGUE
from daemon.control.alarms.conditions import conditions
from daemon.control.alarms.memory import AlarmMemory, Kept
from daemon.control.alarms.settings import AlarmSettings
from daemon.control.alarms.turning import fresh
from daemon.control.state import ControlState
from daemon.model import Stage, Watched, alarm_key
from tests.control_kit import ROOM
from tests.unit.conditions_kit import (
    SITE,
    cycle,
    decision,
    is_told,
    measured,
    mode,
    said,
    seen_at,
    site,
    told,
    words,
)

DAY_S = 86_400.0

# code, fact, the value that raises, one inside the deadband or None, one that ends it
FIGURES = [
    ("disk_low", "disk_free_ratio", 0.049, 0.055, 0.061),
    ("backup_unset", "backup_unset", 1.0, None, 0.0),
    ("backup_stale", "backup_age_s", 3 * DAY_S + 1, None, 3 * DAY_S),
    ("panel_not_seen", "panel_age_s", 121.0, None, 120.0),
    ("sync_stale", "records_sync_age_s", DAY_S + 1, None, DAY_S),
    ("mass_delete_held", "records_held", 1.0, None, 0.0),
    ("record_missing", "records_missing", 2.0, None, 0.0),
    ("record_overdue", "records_overdue", 3.0, None, 0.0),
]


def facts(**numbers: float) -> Watched:
    return Watched(facts=numbers)


@pytest.mark.parametrize(("code", "fact", "on", "inside", "off"), FIGURES)
def test_a_figure_alarms_beyond_its_limit(
    code: str, fact: str, on: float, inside: float | None, off: float
) -> None:
    standing = {alarm_key(code, SITE)}
    assert said(seen_at(watched=facts(**{fact: on})), code, SITE).active is True
    assert not is_told(seen_at(watched=facts(**{fact: off})), code, SITE)
    ended = seen_at(watched=facts(**{fact: off}), standing=standing)
    assert said(ended, code, SITE).active is False
    if inside is not None:
        held = seen_at(watched=facts(**{fact: inside}), standing=standing)
        assert said(held, code, SITE).active is True
        assert not is_told(seen_at(watched=facts(**{fact: inside})), code, SITE)


@pytest.mark.parametrize(("code", "fact", "on", "inside", "off"), FIGURES)
def test_a_figure_that_a_site_lacks_is_no_condition_and_no_number_is_unknown(
    code: str, fact: str, on: float, inside: float | None, off: float
) -> None:
    del on, inside, off
    standing = {alarm_key(code, SITE)}
    assert not is_told(seen_at(standing=standing, whole=True), code, SITE)
    for value in (math.nan, math.inf):
        odd = seen_at(watched=facts(**{fact: value}), standing=standing)
        assert said(odd, code, SITE).active is None


def test_the_limits_of_the_site_hold() -> None:
    own = AlarmSettings(disk_free_ratio=0.2, panel_age_s=30.0)
    found = seen_at(to=site(alarms=own), watched=facts(disk_free_ratio=0.15, panel_age_s=31.0))
    assert words(found, "disk_low", SITE) == "15 % of the disk is left, it should be 20 %"
    assert "30 s" in words(found, "panel_not_seen", SITE)


def test_a_panel_that_can_not_be_served_explains_that_it_is_not_seen() -> None:
    found = seen_at(watched=facts(panel_age_s=500.0))
    assert said(found, "panel_not_seen", SITE).parents == ("service_down:panel",)


@pytest.mark.parametrize("code", ["clock_untrusted", "ledger_unwritable", "monitor_only"])
def test_a_mode_of_the_site_is_an_alarm(code: str) -> None:
    assert said(seen_at(modes=(mode(code),)), code, SITE).active is True
    assert said(seen_at(standing={alarm_key(code, SITE)}), code, SITE).active is False
    assert not is_told(seen_at(modes=(mode("bus_down", ROOM),)), code, SITE)


def test_a_service_says_what_is_wrong_with_it() -> None:
    down = Watched(services={"mqtt": "broker: refused " + "x" * 500, "history": ""})
    assert "broker: refused" in words(seen_at(watched=down), "service_down", "mqtt")
    assert len(words(seen_at(watched=down), "service_down", "mqtt")) < 200
    assert not is_told(seen_at(watched=down), "service_down", "history")
    well = seen_at(watched=Watched(services={"mqtt": ""}), standing={"service_down:mqtt"})
    assert said(well, "service_down", "mqtt").active is False


def test_the_ledgers_own_alarm_explains_its_service() -> None:
    down = Watched(services={"ledger": "disk full"})
    parents = said(seen_at(watched=down), "service_down", "ledger").parents
    assert parents == (alarm_key("ledger_unwritable", SITE),)


def test_a_site_where_all_is_well_tells_nothing() -> None:
    quiet = seen_at(
        decisions=[decision(name) for name in site().outputs],
        cycles=[cycle(Stage.IDLE)],
        watched=replace(
            measured(
                swing_24h_c=1.0, swing_24h_pct=2.0, drift_c=0.0, drift_pct=0.0, mould_index=0.0
            ),
            services={"mqtt": ""},
            facts={"disk_free_ratio": 0.5, "records_held": 0.0},
        ),
    )
    assert told(quiet) == {}


def test_what_is_remembered_is_told_though_it_is_well() -> None:
    condition = said(seen_at({"c.no_fire": False}), "fire")
    alarm = fresh(condition, CATALOGUE["fire"], 0.0)
    state = ControlState(started_t=0.0, alarms=AlarmMemory(kept={alarm.key: Kept(alarm=alarm)}))
    assert [(c.key, c.active) for c in conditions(seen_at(state=state))] == [(alarm.key, False)]


def test_a_whole_look_tells_of_every_kind_but_the_flood() -> None:
    figures = {fact: 1.0 for _, fact, _, _, _ in FIGURES}
    whole = seen_at(
        whole=True,
        decisions=[decision(name) for name in site().outputs],
        cycles=[cycle(Stage.IDLE)],
        watched=replace(
            measured(
                swing_24h_c=1.0, swing_24h_pct=2.0, drift_c=0.0, drift_pct=0.0, mould_index=0.0
            ),
            services={"mqtt": ""},
            facts=figures,
            calibration_left_s={"th.t": 1e6},
        ),
    )
    known = told(whole)
    assert {condition.code for condition in known.values()} == set(CATALOGUE) - {"alarm_flood"}
    assert len(list(conditions(whole))) == len(known)
    for condition in known.values():
        assert condition.room in ("", ROOM)
        assert condition.key not in condition.parents
        assert {parent.partition(":")[0] for parent in condition.parents} <= set(CATALOGUE)
