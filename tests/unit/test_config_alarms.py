"""What may be said about alarms, what may not, and what the alarms are told by it."""

from pathlib import Path

import pytest

from daemon.configuration.control_settings import control_settings
from daemon.configuration.loading import load_config
from daemon.configuration.messages import SENTENCES, render
from daemon.configuration.model import Config
from daemon.configuration.sentences_of_alarms import ALARMS
from daemon.control.alarms.catalogue import CATALOGUE
from daemon.control.alarms.settings import AlarmSettings, RoomAlarms
from daemon.control.settings import Settings
from daemon.model import Band, Priority
from tests.demo_config import bent, problem_at
from tests.site_folder import Edit, write_site
from tests.unit.test_config_messages import findings, leaves, replaced

SITE: Edit = ("[panel]\n", "[alarms]\n{text}\n\n[panel]\n")
ROOM: Edit = ("[room.circulation] ", "[room.alarms]\n{text}\n\n[room.circulation] ")


def written(edit: Edit, text: str) -> Edit:
    return edit[0], edit[1].replace("{text}", text)


def told(folder: Path, *edits: Edit) -> Settings:
    return control_settings(load_config(write_site(folder, bent(*edits))))


def test_without_a_word_the_catalogue_and_the_media_hold(tmp_path: Path) -> None:
    settings = told(tmp_path)
    assert settings.alarms == AlarmSettings()
    room = settings.rooms["stack-1"]
    assert room.alarms == RoomAlarms(band=room.band)


def test_the_defaults_of_both_sides_are_the_same(tmp_path: Path) -> None:
    settings = told(tmp_path, written(SITE, "disk_free_pct = 5"), written(ROOM, "swing_c = 2"))
    assert settings.alarms == AlarmSettings()
    assert settings.rooms["stack-1"].alarms.swing_c == RoomAlarms().swing_c


def test_the_site_sets_its_limits_and_kinds(tmp_path: Path) -> None:
    text = """
disk_free_pct = 10
backup_age_h = 24
sync_age_h = 2
panel_age_s = 30
lamp_life_pct = 80
kind.door_open = { on_delay_s = 120, priority = "high" }
kind.fire = { off_delay_s = 60 }
"""
    alarms = told(tmp_path, written(SITE, text)).alarms
    assert alarms.disk_free_ratio == pytest.approx(0.1)
    assert (alarms.backup_age_s, alarms.sync_age_s, alarms.panel_age_s) == (86_400, 7200, 30)
    assert alarms.lamp_ratio == pytest.approx(0.8)
    door, fire = alarms.kinds["door_open"], alarms.kinds["fire"]
    assert (door.on_delay_s, door.off_delay_s, door.priority) == (120, 10, Priority.HIGH)
    assert (fire.on_delay_s, fire.off_delay_s, fire.latches) == (0, 60, True)
    assert set(alarms.kinds) == set(CATALOGUE)


def test_a_room_sets_its_limits_and_leaves_the_rest_to_its_media(tmp_path: Path) -> None:
    text = "high_pct = 57\nlow_c = 16\ndeadband_pct = 2\nozone_mg_m3 = 0.1\nmould_index = 0.5"
    rooms = told(tmp_path, written(ROOM, text)).rooms
    alarms = rooms["stack-1"].alarms
    assert alarms.band == Band(low_c=16, high_c=24, low_pct=45, high_pct=57)
    assert (alarms.deadband_pct, alarms.ozone_mg_m3, alarms.mould_index) == (2, 0.1, 0.5)
    assert rooms["stack-1"].band == Band(low_c=14, high_c=24, low_pct=45, high_pct=60)
    assert rooms["stack-2"].alarms.band == rooms["stack-2"].band


REFUSED = [
    (SITE, "kind.dor_open.on_delay_s = 5", "alarms.kind.dor_open", "unknown_alarm", "door_open"),
    (SITE, "kind.door_open = {}", "alarms.kind.door_open", "nothing_set", "on_delay_s"),
    (SITE, "kind.fire.on_delay_s = 61", "alarms.kind.fire.on_delay_s", "alarm_waits", "60 s"),
    (SITE, 'kind.fire.priority = "low"', "alarms.kind.fire.priority", "alarm_lowered", '"low"'),
    (SITE, 'kind.fire.priority = "grave"', "alarms.kind.fire.priority", "one_of", "medium"),
    (SITE, "kind.door_open.delay = 5", "alarms.kind.door_open.delay", "unknown_key", "on_delay_s"),
    (SITE, "disk_free_pct = 90", "alarms.disk_free_pct", "out_of_range", "50"),
    (SITE, "quiet = 5", "alarms.quiet", "unknown_key", "disk_free_pct"),
    (
        ROOM,
        "high_c = 14.5",
        "room[stack-1].alarms.high_c",
        "alarm_limits_close",
        "14.5",
    ),
    (
        ROOM,
        "low_pct = 61",
        "room[stack-1].alarms.low_pct",
        "alarm_limits_close",
        "60",
    ),
    (
        ROOM,
        "deadband_c = 5",
        "room[stack-1].alarms.deadband_c",
        "alarm_limits_close",
        "5",
    ),
    (ROOM, "swing_c = 4", "room[stack-1].alarms.swing_c", "alarm_swings", "swing_most_c"),
    (
        ROOM,
        "swing_most_pct = 3",
        "room[stack-1].alarms.swing_most_pct",
        "alarm_swings",
        "swing_pct",
    ),
    (ROOM, "ozone_mg_m3 = 0.3", "room[stack-1].alarms.ozone_mg_m3", "out_of_range", "0.2"),
    (ROOM, "high_temperature = 5", "room[stack-1].alarms.high_temperature", "unknown_key", ""),
]


@pytest.mark.parametrize(("edit", "text", "path", "code", "part"), REFUSED)
def test_what_can_not_be_meant_is_refused(
    tmp_path: Path, edit: Edit, text: str, path: str, code: str, part: str
) -> None:
    problem = problem_at(tmp_path, [written(edit, text)], path, code)
    assert part in render(problem, "en")
    assert part in render(problem, "zh")


def test_a_limit_of_ozone_needs_a_sensor(tmp_path: Path) -> None:
    edits = [written(ROOM, "ozone_mg_m3 = 0.1"), ('ozone = ["ozone-1.ozone"]\n', "")]
    problem_at(tmp_path, edits, "room[stack-1].alarms.ozone_mg_m3", "alarm_unmeasured")


def test_every_sentence_of_alarms_is_reached() -> None:
    assert set(ALARMS) == {code for *_, code, _ in REFUSED if code in ALARMS} | {"alarm_unmeasured"}


def test_nothing_about_alarms_fails_in_words_of_pydantic() -> None:
    kind = {"on_delay_s": 5.0, "off_delay_s": 5.0, "priority": "low"}
    tree = {
        "site": {"id": "x", "name": "x", "timezone": "Asia/Shanghai"},
        "alarms": {"disk_free_pct": 5.0, "kind": {"door_open": kind}},
        "room": [
            {"id": "r", "name": "r", "media": ["paper"], "alarms": {"low_c": 15.0, "swing_c": 2.0}}
        ],
    }
    assert findings(Config, tree) == []
    wrong: list[object] = [None, True, -1, 1e99, float("nan"), "", [], [None], {}]
    for path in leaves(tree):
        for value in wrong:
            for code in findings(Config, replaced(tree, path, value)):
                assert code in SENTENCES
                assert code != "invalid", (path, value)
