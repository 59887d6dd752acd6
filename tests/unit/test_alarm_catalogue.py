"""Every kind of alarm has its words, an action and a sane priority; its page says what it says."""

from collections import Counter
from pathlib import Path
from string import Formatter

import pytest

from daemon import alarm_pages
from daemon.control.alarms.acts import SAFETY
from daemon.control.alarms.catalogue import CATALOGUE, LATCHING
from daemon.control.alarms.groups import FILTER_DIRTY, FILTER_DUE_HOURS, FILTER_HOURS, TANK_FULL
from daemon.control.alarms.settings import AlarmSettings, RoomAlarms
from daemon.model import Priority
from daemon.model.sentences import SENTENCES
from daemon.model.sentences.alarms import HAZARD_WORDS, WORDS
from drivers.catalog import shipped_profiles
from tests.test_architecture import ROOT

PAGE = ROOT / "docs" / "alarm-catalogue.md"
CODES = {
    "temperature_high",
    "temperature_low",
    "humidity_high",
    "humidity_low",
    "swing_temperature",
    "swing_humidity",
    "drift_temperature",
    "drift_humidity",
    "dew_point_near_surface",
    "mould_risk",
    "sensor_stale",
    "sensor_stuck",
    "sensors_disagree",
    "calibration_expired",
    "bus_down",
    "device_silent",
    "output_without_effect",
    "output_not_obeying",
    "short_cycling",
    "filter_due",
    "tank_full",
    "lamp_due",
    "sterilisation_overrun",
    "sterilisation_locked_out",
    "ozone_high",
    "water_leak",
    "fire",
    "door_open",
    "clock_untrusted",
    "ledger_unwritable",
    "disk_low",
    "backup_unset",
    "backup_stale",
    "monitor_only",
    "service_down",
    "sync_stale",
    "mass_delete_held",
    "record_missing",
    "record_overdue",
    "panel_not_seen",
    "alarm_flood",
}
FIXED = ("_title", "_means", "_matters", "_cause", "_action")


def test_the_catalogue_has_every_kind_once() -> None:
    assert set(CATALOGUE) == CODES
    assert set(WORDS) == set(CATALOGUE)
    assert all(code == kind.code for code, kind in CATALOGUE.items())


@pytest.mark.parametrize("code", CATALOGUE)
def test_an_alarm_has_all_its_sentences(code: str) -> None:
    for end in FIXED:
        zh, en = SENTENCES[f"alarm_{code}{end}"]
        assert len(zh) >= 2
        assert len(en) >= 4
        assert not [name for text in (zh, en) for _, name, _, _ in Formatter().parse(text) if name]
    assert f"alarm_{code}" in SENTENCES


@pytest.mark.parametrize("code", CATALOGUE)
def test_an_action_says_more_than_to_look(code: str) -> None:
    zh, en = SENTENCES[f"alarm_{code}_action"]
    assert len(zh) >= 12, "no alarm without an action"
    assert len(en.split()) >= 8
    assert en != SENTENCES[f"alarm_{code}_cause"].en


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_title_fits_a_line_of_the_wall_panel(code: str) -> None:
    zh, en = SENTENCES[f"alarm_{code}_title"]
    assert len(zh) <= 12
    assert len(en) <= 34
    assert en[0].isupper()


def test_every_hazard_has_its_word_and_every_word_a_hazard() -> None:
    assert {kind.hazard for kind in CATALOGUE.values()} == set(HAZARD_WORDS)


def test_cold_is_no_heat_and_dry_is_no_damp() -> None:
    hazards = {code: HAZARD_WORDS[kind.hazard].zh for code, kind in CATALOGUE.items()}
    assert (hazards["temperature_high"], hazards["temperature_low"]) == ("防高温", "防低温")
    assert (hazards["humidity_high"], hazards["humidity_low"]) == ("防潮", "防干燥")
    swings = ("swing_temperature", "swing_humidity", "drift_temperature", "drift_humidity")
    assert {hazards[code] for code in swings} == {"温湿度稳定"}


def test_who_goes_to_a_wet_floor_cuts_the_power_first_and_stays_dry() -> None:
    zh, en = WORDS["water_leak"].action
    for text, order in ((zh, ("断电", "水阀", "案卷")), (en, ("power", "valve", "records"))):
        places = [text.index(word) for word in order]
        assert places == sorted(places)
    assert "不要踏进水里" in zh
    assert "without stepping into the water" in en


def test_few_alarms_are_high_and_half_of_them_low() -> None:
    shares = Counter(kind.priority for kind in CATALOGUE.values())
    assert shares[Priority.HIGH] / len(CATALOGUE) <= 0.15
    assert shares[Priority.LOW] / len(CATALOGUE) >= 0.45
    assert shares[Priority.LOW] > shares[Priority.MEDIUM] > shares[Priority.HIGH] > 0


def test_what_is_high_is_told_at_once_and_waits_for_nobodys_repair() -> None:
    high = {code for code, kind in CATALOGUE.items() if kind.priority is Priority.HIGH}
    assert high == {"sterilisation_overrun", "ozone_high", "water_leak", "fire"}
    assert all(CATALOGUE[code].on_delay_s <= 5.0 for code in high)
    assert high <= SAFETY
    assert set(LATCHING) <= high


def test_delays_are_those_that_people_were_promised() -> None:
    assert CATALOGUE["door_open"].on_delay_s == 600.0
    assert CATALOGUE["temperature_high"].on_delay_s == 900.0
    assert CATALOGUE["service_down"].on_delay_s == 300.0
    assert all(kind.off_delay_s >= 0.0 for kind in CATALOGUE.values())


def test_the_settings_begin_with_the_catalogue_and_the_limits_of_the_rules() -> None:
    assert AlarmSettings().kinds == CATALOGUE
    room = RoomAlarms()
    assert (room.swing_c, room.swing_most_c) == (2.0, 4.0)
    assert (room.swing_pct, room.swing_most_pct) == (5.0, 10.0)
    assert room.ozone_mg_m3 == 0.16


def test_points_that_ask_for_a_person_are_called_so_by_some_profile() -> None:
    named = {tag for profile in shipped_profiles().values() for tag in profile.points}
    assert {FILTER_DIRTY, FILTER_HOURS, FILTER_DUE_HOURS, TANK_FULL} <= named


def test_the_page_is_what_the_catalogue_makes_of_it() -> None:
    assert PAGE.read_text(encoding="utf-8") == alarm_pages.page(), "run `make diagrams`"


@pytest.mark.parametrize("code", CATALOGUE)
def test_an_alarm_has_a_runbook_in_both_languages(code: str) -> None:
    lines = alarm_pages.page().splitlines()
    start = lines.index(f"## {code}")
    rest = lines[start + 1 :]
    runbook = rest[: next((n for n, line in enumerate(rest) if line.startswith("## ")), len(rest))]
    text = "\n".join(runbook)
    for heading in alarm_pages.HEADINGS:
        assert text.count(f"**{heading.zh}**") == text.count(f"**{heading.en}**") == 1
    for end in ("_title", "_means", "_matters", "_action"):
        assert SENTENCES[f"alarm_{code}{end}"].zh in text
        assert SENTENCES[f"alarm_{code}{end}"].en[1:] in text


def test_a_runbook_of_what_endangers_people_offers_no_long_shelf(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    alarm_pages.main(str(page))
    text = page.read_text(encoding="utf-8")
    fire, door = (text.partition(f"\n## {code}\n")[2] for code in ("fire", "door_open"))
    assert "never be taken out of service" in fire.partition("\n## ")[0]
    assert "30 min" in fire.partition("\n## ")[0]
    assert "resets it" in fire.partition("\n## ")[0]
    assert "at most 7 d" in door.partition("\n## ")[0]
