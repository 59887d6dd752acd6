"""Alerts of Prometheus and alarms of the panel are one thing: kinds, limits, delays, words."""

import re
from dataclasses import fields, replace

import pytest

from daemon.control.alarms.catalogue import CATALOGUE
from daemon.control.alarms.settings import AlarmSettings, RoomAlarms
from daemon.metric_system import FACTS
from daemon.model import Priority
from daemon.model.sentences.alarms import WORDS
from daemon.monitoring import panel_alerts
from daemon.monitoring.alerts import alert_name
from daemon.monitoring.own_alerts import OUTDATED
from daemon.monitoring.promql import duration
from daemon.monitoring.rules import annotations, rules_text, version_of
from tests.control_kit import ROOM
from tests.test_architecture import ROOT

from .alert_kit import OWN_ROOM, OWN_SITE, all_rules, of_code, own, with_kind
from .conditions_kit import site
from .metrics_kit import documented

LIMITS: dict[str, tuple[str, ...]] = {  # of `own()`
    "temperature_high": ("> 22.5", "> 21.8 and"),
    "temperature_low": ("< 13.5", "< 14.2 and"),
    "humidity_high": ("> 0.575", "> 0.56 and"),
    "humidity_low": ("< 0.415", "< 0.43 and"),
    "swing_temperature": ("> 2.2", "> 1.5 and", "> 4.4"),
    "swing_humidity": ("> 0.055", "> 0.04 and", "> 0.11"),
    "drift_temperature": ("> 4.5", "> 3.8 and"),
    "drift_humidity": ("> 0.065", "> 0.05 and"),
    "dew_point_near_surface": ("< 2.8", "< 3.5 and"),
    "mould_risk": (">= 1.2", "> 0.6", ">= 1.08 or", "> 0.54)"),
    "ozone_high": ("> 0.00015", "> 0.00012 and"),
    "disk_low": ("< 0.08", "< 0.096 and"),
    "backup_stale": ("> 50000",),
    "sync_stale": ("> 40000",),
    "panel_not_seen": ("> 90",),
    "lamp_due": (">= 2880000",),  # 0.8 of 1000 h
}
MEASURES = re.compile(r"\b(roomd_[a-z_]+|scrape_[a-z_]+|process_[a-z_]+)\{?")


def test_every_kind_of_alarm_has_exactly_one_alert() -> None:
    names = {code: {rule.alert for rule in of_code(site(), code)} for code in CATALOGUE}
    assert names == {code: {alert_name(code)} for code in CATALOGUE}
    assert {rule.code for rule in all_rules(site())} == {*CATALOGUE, ""}


def test_what_only_the_panel_can_know_is_listed_with_its_reason() -> None:
    mirrored = {r.code for r in all_rules(site()) if "roomd_alarm_active" in r.expr}
    assert mirrored == set(panel_alerts.WHY)
    assert all(len(why) > 30 for why in panel_alerts.WHY.values())


def test_every_other_alert_measures_and_needs_no_alarm_of_the_panel() -> None:
    for rule in all_rules(site()):
        if rule.code not in panel_alerts.WHY:
            cause = rule.expr.partition("unless on (site) roomd_alarm_set_aside")[0]
            assert "roomd_alarm_active" not in cause


@pytest.mark.parametrize("code", LIMITS)
def test_the_limits_are_those_of_the_site(code: str) -> None:
    text = " ".join(rule.expr for rule in of_code(own(), code))
    assert [limit for limit in LIMITS[code] if limit not in text] == []


ROOM_NUMBERS = [field.name for field in fields(RoomAlarms) if field.name != "band"]
NO_LIMITS = {"kinds", "sounder_least", "sounder_s"}  # the last two: who is told in the room
SITE_NUMBERS = [field.name for field in fields(AlarmSettings) if field.name not in NO_LIMITS]


@pytest.mark.parametrize("name", ROOM_NUMBERS)
def test_no_limit_of_a_room_is_left_out(name: str) -> None:
    told = own()
    other = replace(OWN_ROOM, **{name: getattr(OWN_ROOM, name) * 1.01})
    moved = replace(told, rooms={ROOM: replace(told.rooms[ROOM], alarms=other)})
    assert version_of(moved) != version_of(told)


@pytest.mark.parametrize("name", SITE_NUMBERS)
def test_no_limit_of_the_site_is_left_out(name: str) -> None:
    told = own()
    other = replace(OWN_SITE, **{name: getattr(OWN_SITE, name) * 1.01})
    assert version_of(replace(told, alarms=other)) != version_of(told)


SEVERITY = {Priority.HIGH: "critical", Priority.MEDIUM: "warning", Priority.LOW: "info"}


@pytest.mark.parametrize("code", CATALOGUE)
def test_delays_and_severity_are_those_of_the_kind(code: str) -> None:
    usual = CATALOGUE[code]
    kind = replace(usual, priority=Priority.HIGH, on_delay_s=123.0, off_delay_s=45.0)
    for told, held in ((site(), usual), (with_kind(site(), kind), kind)):
        mildest = [rule for rule in of_code(told, code) if rule.milder is None]
        waits = (0.0, 0.0) if code in panel_alerts.WHY else (held.on_delay_s, held.off_delay_s)
        assert {rule.severity for rule in mildest} == {SEVERITY[held.priority]}
        assert {(rule.for_s, rule.keep_s) for rule in of_code(told, code)} == {waits}


def test_what_the_panel_finds_graver_is_graver() -> None:
    graver = {(r.code, r.severity) for r in all_rules(site()) if r.milder is not None}
    assert graver == {
        ("swing_temperature", "warning"),
        ("swing_humidity", "warning"),
        ("sensor_stale", "warning"),
        ("output_not_obeying", "critical"),
    }


def test_what_was_set_aside_at_the_panel_does_not_fire() -> None:
    for rule in all_rules(site()):
        aside = f'roomd_alarm_set_aside{{site="site",alarm="{rule.code}"'
        assert (aside in rule.expr.rpartition("unless")[2]) is bool(rule.code)


def test_an_alert_speaks_both_languages_and_says_what_to_do() -> None:
    for rule in all_rules(site()):
        said = annotations(rule, "docs")
        assert set(said) == {
            *("summary", "summary_zh", "description", "description_zh", "runbook_url"),
        }
        assert "现在怎么办：" in said["description_zh"]
        assert "What to do now: " in said["description"]
        if rule.code:
            words = WORDS[rule.code]
            assert said["summary_zh"].endswith(words.title.zh)
            assert said["summary"].endswith(words.title.en)
            assert words.action.zh in said["description_zh"]
            assert words.action.en in said["description"]
        for text in said.values():
            bare = re.sub(r"\{\{.*?\}\}", "", text)
            assert "{" not in bare
            assert "}" not in bare


def test_an_alert_is_in_camel_case_and_its_severity_one_of_three() -> None:
    for rule in all_rules(site()):
        assert re.fullmatch(r"([A-Z][a-z]+)+", rule.alert)
        assert rule.severity in ("critical", "warning", "info")


def test_every_alert_has_a_runbook_that_is_there() -> None:
    for rule in all_rules(site()):
        page, _, anchor = rule.page.partition("#")
        lines = (ROOT / "docs" / page).read_text(encoding="utf-8").lower().splitlines()
        assert f"## {anchor}" in lines, rule.page
    assert annotations(all_rules(site())[0], "https://a.example/x/")["runbook_url"].startswith(
        "https://a.example/x/alarm-catalogue.md#"
    )


def test_an_alert_looks_only_at_metrics_that_are_documented() -> None:
    known = {*documented(), "scrape_duration_seconds"}
    for rule in all_rules(site()):
        assert set(MEASURES.findall(rule.expr)) <= known, rule.alert


def test_every_fact_that_is_exported_has_its_alert() -> None:
    text = " ".join(rule.expr for rule in all_rules(site()))
    assert [name for name, _ in FACTS.values() if name not in text] == []


def test_a_site_without_machines_has_no_rules_of_machines() -> None:
    bare = replace(site(), outputs={}, programmes={})
    codes = {rule.code for rule in all_rules(bare)}
    assert not codes & {
        *("output_not_obeying", "short_cycling", "output_without_effect"),
        *("lamp_due", "sterilisation_overrun", "sterilisation_locked_out"),
    }
    assert {"humidity_high", "bus_down", "sensor_stale"} <= codes


def test_the_rules_are_the_same_each_time_and_know_when_they_are_old() -> None:
    assert rules_text(own()) == rules_text(own())
    assert f'version!="{version_of(own())}"' in rules_text(own())
    assert version_of(own()) != version_of(site())
    outdated = next(rule for rule in all_rules(own()) if rule.alert == OUTDATED)
    assert "roomd prometheus rules" in outdated.description.en


def test_every_selector_names_its_site() -> None:
    text = rules_text(site())
    for found in re.findall(r"(?:roomd_[a-z_]+|ALERTS)\{([^}]*)\}", text):
        assert 'site="site"' in found


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (900.0, "15m"),
        (7200.0, "2h"),
        (2.0, "2s"),
        (90.0, "90s"),
        (0.3, "300ms"),
        (86_400.0, "24h"),
        (0.0, "0s"),
    ],
)
def test_a_duration_is_exact(seconds: float, told: str) -> None:
    assert duration(seconds) == told
