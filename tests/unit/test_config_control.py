"""What control is told by a configuration, and that its problems come with all the others."""

import re
from datetime import date
from pathlib import Path

from daemon.configuration.control_settings import control_settings
from daemon.configuration.loading import load_config
from daemon.control.settings import OnLoss, Season, Settings, Window
from daemon.model import Band, Kind, OutputInfo
from tests.demo_config import DEMO, PURIFIER, bent, within
from tests.site_folder import Edit, edited, line_of, problems_of, write_site
from tests.test_architecture import ROOT


def settings(tmp_path: Path, *edits: Edit) -> Settings:
    return control_settings(load_config(write_site(tmp_path, bent(*edits))))


def refused(tmp_path: Path, *edits: Edit) -> list[tuple[str, str]]:
    problems = problems_of(write_site(tmp_path, bent(*edits)))
    return [(problem.path, problem.code) for problem in problems]


def test_the_example_is_sound_and_without_warning(tmp_path: Path) -> None:
    assert load_config(write_site(tmp_path, DEMO)).problems == ()


def test_rooms_are_told_with_band_rules_and_contacts(tmp_path: Path) -> None:
    room = settings(tmp_path).rooms["stack-1"]
    assert room.band == Band(low_c=14, high_c=24, low_pct=45, high_pct=60)
    assert room.humidity
    assert (room.humidity.lower, room.humidity.raise_) == ("dehumidifier-1", "humidifier-1")
    assert (room.humidity.setpoint_pct, room.humidity.glide_pct_per_day) == (52, 2)
    assert room.temperature
    assert (room.temperature.lower, room.temperature.raise_) == ("cooler-1", None)
    assert room.ventilation
    assert (room.ventilation.temperature, room.ventilation.humidity) == (
        "th-outside.temperature",
        "th-outside.humidity",
    )
    assert room.circulation
    assert (room.circulation.run_s, room.circulation.every_s) == (600, 3600)
    assert room.seasons[0] == Season(month=6, day=1, setpoint_c=21)
    assert room.safety.door_closed == ("io-1.input_1", "io-1.input_8")
    assert room.safety.ozone == ("ozone-1.ozone",)


def test_schedules_and_exceptions_keep_their_order_and_dates(tmp_path: Path) -> None:
    room = settings(tmp_path).rooms["stack-2"]
    assert [(change.at, change.setpoint_pct) for change in room.schedule] == [
        ("0 18 * * 1-5", 47),
        ("0 8 * * 1-5", 48),
    ]
    (holiday,) = room.exceptions
    assert (holiday.first, holiday.last) == (date(2026, 10, 1), date(2026, 10, 7))


def test_outputs_are_told_in_seconds_with_what_their_profile_says(tmp_path: Path) -> None:
    outputs = settings(tmp_path).outputs
    dry, lamp, register = (outputs[n] for n in ("dehumidifier-1", "uv-1", "dehumidifier-2"))
    assert (dry.kind, dry.device, dry.write, dry.feedback) == (
        Kind.DEHUMIDIFIER,
        "io-1",
        "relay_1",
        "io-1.relay_1",
    )
    assert (dry.min_on_s, dry.min_off_s, dry.starts_per_hour) == (300, 180, 6)
    assert (dry.dead_man_s, dry.renew_s, dry.hazardous) == (60, 20, False)
    assert (dry.on_sensor_loss, dry.duty_pct) == (OnLoss.DUTY, 25)
    assert (dry.running, dry.full) == ("io-1.input_5", "io-1.input_7")
    assert (lamp.dead_man_s, lamp.renew_s, lamp.hazardous) == (3, 1, True)
    assert (register.feedback, register.dead_man_s, register.daily_writes) == (
        "dehumidifier-2.power",
        None,
        100,
    )
    assert register.settle_s == 2.0
    assert outputs["cooler-1"].hold_s == 600


def test_programmes_are_told_in_seconds(tmp_path: Path) -> None:
    (programme,) = settings(tmp_path).programmes.values()
    assert (programme.output, programme.contactor) == ("uv-1", "contactor-1")
    assert (programme.run_s, programme.quiet_s, programme.warning_s) == (1800, 60, 90)
    assert (programme.decay_s, programme.worst_case_s, programme.clear_s) == (1800, 14_400, 600)
    assert programme.lamp_life_s == 3_600_000


def test_opposed_machines_of_one_room_are_pairs_beside_those_written(tmp_path: Path) -> None:
    own = ('[[programme]]\nid = "uv', '[[pair]]\noutputs = ["humidifier-1", "exhaust-1"]\n')
    told = settings(tmp_path, (own[0], own[1] + own[0]))
    assert set(told.pairs) == {
        ("exhaust-1", "humidifier-1"),
        ("dehumidifier-1", "humidifier-1"),
        ("dehumidifier-2", "humidifier-2"),
    }


def test_a_purifier_is_told_with_its_windows(tmp_path: Path) -> None:
    told = settings(tmp_path, *PURIFIER)
    rule = told.rooms["stack-2"].purifier
    assert rule
    assert rule.windows == (Window(at="0 8 * * 1-5", for_s=36_000),)
    assert (rule.output, rule.above, rule.limit) == ("purifier-2", "ozone-1.ozone", 0.1)


def test_the_site_knows_its_outputs_and_programmes(tmp_path: Path) -> None:
    site = settings(tmp_path).site
    assert site.outputs[0] == OutputInfo(
        id="dehumidifier-1",
        room="stack-1",
        kind=Kind.DEHUMIDIFIER,
        name="除湿机",
        hazardous=False,
        device="io-1",
        feedback="io-1.relay_1",
    )
    assert [output.id for output in site.outputs if output.hazardous] == ["uv-1", "contactor-1"]
    assert [(p.id, p.room, p.output) for p in site.programmes] == [
        ("uv-night-1", "stack-1", "uv-1")
    ]


def test_the_version_changes_with_values_and_not_with_comments(tmp_path: Path) -> None:
    version = settings(tmp_path).version
    assert re.fullmatch("[0-9a-f]{12}", version)
    assert settings(tmp_path, ("# ---- 消毒程序", "# ---- 程序")).version == version
    assert settings(tmp_path, ("setpoint_pct = 52 ", "setpoint_pct = 53 ")).version != version


def test_the_version_does_not_change_where_a_default_is_written_down(tmp_path: Path) -> None:
    unwritten = edited(("glide_pct_per_day = 2 ", "# "), text=bent())
    left_out = control_settings(load_config(write_site(tmp_path, unwritten)))
    assert left_out.version == settings(tmp_path).version


def test_the_version_changes_with_a_profile_that_is_used(tmp_path: Path) -> None:
    shipped = (ROOT / "drivers/profiles/uv-lamp-relay.toml").read_text(encoding="utf-8")
    before = settings(tmp_path).version
    own = {
        "profiles/uv-lamp-relay.toml": edited(("period_s = 3.0", "period_s = 2.6"), text=shipped)
    }
    assert control_settings(load_config(write_site(tmp_path, DEMO, own))).version != before


def test_a_broken_table_is_told_once_and_not_by_those_who_name_it(tmp_path: Path) -> None:
    edit = within("output", "dehumidifier-1", ('kind = "dehumidifier"', 'kind = "dryer"'))
    assert refused(tmp_path, edit) == [("output[dehumidifier-1].kind", "one_of")]


def test_problems_of_control_are_told_with_all_the_others(tmp_path: Path) -> None:
    found = refused(
        tmp_path,
        ('language = "zh"', 'language = "de"'),
        ("setpoint_pct = 52 ", "setpoint_pct = 62 "),
        within("output", "cooler-2", ("starts_per_hour = 6", "starts_per_hour = 9")),
    )
    assert [code for _, code in found] == ["one_of", "setpoint_outside", "compressor_starts"]


def test_a_problem_in_a_nested_table_has_its_line(tmp_path: Path) -> None:
    text = edited(("setpoint_pct = 47\n", "setpoint_pct = 147\n"), text=DEMO)
    (problem,) = problems_of(write_site(tmp_path, text))
    assert problem.line == line_of(text, "setpoint_pct = 147")
