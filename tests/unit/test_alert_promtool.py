"""What promtool and amtool say of the generated files: sound, each alert fires and resolves."""

import re
import subprocess
from pathlib import Path

import pytest

from daemon.configuration.control_settings import control_settings
from daemon.configuration.loading import load_config
from daemon.control.alarms.conditions.climate import conditions as climate_conditions
from daemon.control.alarms.engine import stepped
from daemon.control.alarms.memory import AlarmMemory, standing
from daemon.control.settings import Settings
from daemon.monitoring.alertmanager import alertmanager_text
from daemon.monitoring.rule_tests import rule_tests_text
from daemon.monitoring.rules import rules_text
from daemon.monitoring.scrape import scrape_text
from daemon.monitoring.yaml import Value, document
from tests.test_architecture import ROOT

from .alert_kit import RULES_FILE, all_rules, of_code, one_room, own, promtool
from .conditions_kit import seen_at, site

DEMO = ROOT / "daemon" / "demo" / "roomd.toml"
HOSTILE = (
    "一号 \"库房\" '甲' \\ C:\\x: #1 - [a] {b}",
    "{{ $labels.room }} {{ fail }} }}",
    "tab\tand\nline, \x7f \x85 \u2028 \ufeff 😀",
    "yes",
    "%s ${HOME} $1 `x`",
)


def test_every_alert_of_a_site_with_everything_fires_and_resolves(tmp_path: Path) -> None:
    told = own()
    (tmp_path / RULES_FILE).write_text(rules_text(told), encoding="utf-8")
    tests = rule_tests_text(told, RULES_FILE, "docs")
    (tmp_path / "tests.yml").write_text(tests, encoding="utf-8")
    checked = promtool("test", "rules", "tests.yml", folder=tmp_path)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert [
        rule.alert for rule in all_rules(told) if f"alertname: {rule.alert}\n" not in tests
    ] == []


def test_the_files_of_the_example_site_are_sound(tmp_path: Path) -> None:
    told = control_settings(load_config(DEMO))
    (tmp_path / RULES_FILE).write_text(rules_text(told), encoding="utf-8")
    scrape = scrape_text("127.0.0.1:8080", RULES_FILE, "localhost:9093")
    (tmp_path / "prometheus.yml").write_text(scrape, encoding="utf-8")
    rules = promtool("check", "rules", "--lint=all", "--lint-fatal", RULES_FILE, folder=tmp_path)
    assert (rules.returncode, rules.stderr) == (0, "")
    config = promtool("check", "config", "--lint-fatal", "prometheus.yml", folder=tmp_path)
    assert (config.returncode, config.stderr) == (0, "")
    alertmanager = tmp_path / "alertmanager.yml"
    alertmanager.write_text(alertmanager_text(told, "http://127.0.0.1:1/x"), encoding="utf-8")
    found = subprocess.run(
        ["amtool", "check-config", alertmanager], capture_output=True, text=True, check=False
    )
    assert (found.returncode, found.stderr) == (0, "")


def small_tests(name: str, folder: Path) -> str:
    """Write the rules of a room that is called so; return those of its tests that are quick."""
    told = one_room(name)
    (folder / RULES_FILE).write_text(rules_text(told), encoding="utf-8")
    whole = rule_tests_text(told, RULES_FILE, "docs").split("\n  - name: ")
    wanted = [part for part in whole[1:] if part.startswith("TemperatureHigh")]
    assert len(wanted) == 1
    return "\n  - name: ".join([whole[0], *wanted])


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_of_a_room_breaks_the_rules(name: str, tmp_path: Path) -> None:
    (tmp_path / "tests.yml").write_text(small_tests(name, tmp_path) + "\n", encoding="utf-8")
    checked = promtool("test", "rules", "tests.yml", folder=tmp_path)
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("> 24\n", "> 24.3\n"),
        ("for: 15s", "for: 30s"),
        ("keep_firing_for: 15s", "keep_firing_for: 30s"),
        ("severity: warning", "severity: info"),
    ],
)
def test_the_tests_notice_a_rule_that_was_changed(was: str, becomes: str, tmp_path: Path) -> None:
    tests = small_tests("一号库房", tmp_path)
    (tmp_path / "tests.yml").write_text(tests + "\n", encoding="utf-8")
    rules = (tmp_path / RULES_FILE).read_text(encoding="utf-8")
    assert was in rules
    (tmp_path / RULES_FILE).write_text(rules.replace(was, becomes), encoding="utf-8")
    assert promtool("test", "rules", "tests.yml", folder=tmp_path).returncode == 1


def fires(
    series: dict[str, str],
    at: str,
    folder: Path,
    name: str = "TemperatureHigh",
    told: Settings | None = None,
) -> bool:
    """Return whether one alert of this name fires, of these series."""
    told = told or one_room("一号库房")
    (folder / RULES_FILE).write_text(rules_text(told), encoding="utf-8")
    test: Value = {
        "interval": "15s",
        "input_series": [{"series": name, "values": values} for name, values in series.items()],
        "promql_expr_test": [
            {
                "expr": f'count(ALERTS{{alertname="{name}",alertstate="firing"}})',
                "eval_time": at,
                "exp_samples": [{"labels": "{}", "value": 1}],
            }
        ],
    }
    whole: Value = {"rule_files": [RULES_FILE], "evaluation_interval": "15s", "tests": [test]}
    (folder / "tests.yml").write_text(document(whole), encoding="utf-8")
    return promtool("test", "rules", "tests.yml", folder=folder).returncode == 0


WARM = 'roomd_room_temperature_highest_celsius{site="yard",room="stack-1"}'
ASIDE = (
    'roomd_alarm_set_aside{site="yard",room="stack-1",alarm="temperature_high",subject="stack-1"}'
)


def test_an_alert_is_left_a_deadband_inside_its_limit(tmp_path: Path) -> None:
    assert of_code(one_room("x"), "temperature_high")[0].for_s == 15.0
    assert fires({WARM: "25+0x5 23.6+0x60"}, "10m", tmp_path)
    assert not fires({WARM: "25+0x5 23.4+0x60"}, "10m", tmp_path)
    assert not fires({WARM: "23.6+0x65"}, "10m", tmp_path)


HIGHEST = 'roomd_room_temperature_highest_celsius{site="site",room="stack-1"}'
COURSES = (  # °C each 15 s, and whether it is an alarm half an hour later; the limit is 24
    ((24.1, *(23.8,) * 120), False),  # one sample beyond it, then inside it by less than a deadband
    ((24.1,) * 121, True),
    ((*(24.1,) * 65, *(23.8,) * 56), True),  # it stood already: it is left a deadband inside
    ((*(24.1,) * 62, *(23.4,) * 59), False),
    ((*(24.1,) * 30, *(23.8,) * 30, *(24.1,) * 61), True),  # the delay begins anew
    ((*(24.1,) * 58, *(23.8,) * 5, *(24.1,) * 58), False),
)


def stands_at_the_panel(course: tuple[float, ...], told: Settings) -> bool:
    """Return whether the panel's own alarm stands at the end of a course."""
    memory = AlarmMemory()
    for step, value in enumerate(course):
        t, kinds = 15.0 * step, told.alarms.kinds
        found = seen_at({"th.t": value, "th-2.t": 19.0}, to=told, t=t, standing=standing(memory))
        seen = {
            each.key: each for each in climate_conditions(found) if each.code == "temperature_high"
        }
        memory = stepped(seen, memory, kinds, t, site="site").memory
    return "temperature_high:stack-1" in standing(memory)


@pytest.mark.parametrize(("course", "alarms"), COURSES)
def test_the_same_course_is_an_alarm_here_and_at_the_panel(
    course: tuple[float, ...], alarms: bool, tmp_path: Path
) -> None:
    values = " ".join(f"{value:g}" for value in course)
    assert stands_at_the_panel(course, site()) is alarms
    assert fires({HIGHEST: values}, "30m", tmp_path, told=site()) is alarms


def test_no_alert_remembers_what_is_only_pending() -> None:
    found = [m for rule in all_rules(own()) for m in re.findall(r"ALERTS\{[^}]*\}", rule.expr)]
    assert len(found) > 10
    assert all('alertstate="firing"' in each for each in found)


def test_an_alarm_that_was_shelved_at_the_panel_is_silent_here_too(tmp_path: Path) -> None:
    assert fires({WARM: "25+0x65"}, "10m", tmp_path)
    assert not fires({WARM: "25+0x65", ASIDE: "1+0x65"}, "10m", tmp_path)
    other = ASIDE.replace('subject="stack-1"', 'subject="stack-2"')
    assert fires({WARM: "25+0x65", other: "1+0x65"}, "10m", tmp_path)


SILENT = {
    'roomd_device_online{site="site",room="stack-1",device="th"}': "0+0x80",
    'roomd_device_info{site="site",device="th",bus="rs485-1"}': "1+0x80",
}
BUS = 'roomd_bus_up{site="site",bus="rs485-1"}'


def test_a_device_on_a_bus_that_is_down_waits_its_delay_anew(tmp_path: Path) -> None:
    def silent(at: str, bus: str = "") -> bool:
        series = {**SILENT, BUS: bus} if bus else SILENT
        return fires(series, at, tmp_path, "DeviceSilent", site())

    assert silent("5m")
    assert silent("5m", bus="1+0x80")
    assert not silent("5m", bus="0+0x80")
    back = "0+0x19 1+0x60"  # up again after five minutes; the delay is one
    assert not silent("5m45s", bus=back)
    assert silent("6m", bus=back)
