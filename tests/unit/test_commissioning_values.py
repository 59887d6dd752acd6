"""Values that staff change: where they stand, what they may be, and the file with others in it."""

import tomllib
from pathlib import Path

import pytest

from daemon.commissioning.values import values_of
from daemon.commissioning.values_table import ROWS, field_of
from daemon.commissioning.values_text import with_values
from daemon.commissioning_ports import (
    ConfigurationValue,
    NoValueError,
    RefusedTextError,
    Value,
    ValuePath,
    ValueWish,
)
from daemon.configuration.loading import load_config
from daemon.configuration.model import Config
from tests.demo_config import DEMO, bent
from tests.site_folder import SECOND, edited, line_of, write_site

HUMIDITY: ValuePath = ("room", 0, "humidity", "setpoint_pct")
POLL: ValuePath = ("device", 0, "poll_s")
THIRD = '\n[[room]]\nid = "stack-3"\nname = "三号库房"\nmedia = ["paper"]\n'


@pytest.fixture
def main(tmp_path: Path) -> Path:
    return write_site(tmp_path, DEMO, {"conf.d/more.toml": f"[storage]\nraw_days = 20\n{THIRD}"})


def found(main: Path) -> dict[ValuePath, ConfigurationValue]:
    return {value.path: value for value in values_of(main)}


def wished(main: Path, *wishes: tuple[ValuePath, Value | None]) -> str:
    return with_values(main, [ValueWish(path=path, value=value) for path, value in wishes]).text


def test_every_row_of_the_table_is_a_value_of_the_model() -> None:
    for row in ROWS:
        field = field_of(row.path)
        assert (field.least is None) is (row.step is None), row.path
        assert row.label.zh != row.label.en


def test_what_the_table_says_of_a_value_is_what_the_model_says() -> None:
    field = field_of(("alarms", "disk_free_pct"))
    assert (field.standard, field.least, field.most) == (5.0, 0.1, 50)
    assert field_of(("alarms", "sounder")).choices == ("never", "low", "medium", "high")
    assert (
        field_of(("storage", "raw_days")).standard
        == Config.model_fields["storage"].default.raw_days
    )


def test_a_value_is_told_with_its_place_and_what_it_may_be(main: Path) -> None:
    value = found(main)[HUMIDITY]
    assert (value.written, value.unit, value.step) == (52, "%RH", 1)
    assert (value.least, value.most, value.standard) == (0, 100, None)
    assert (value.of, value.group["en"]) == ("一号库房", "Room")
    assert (value.file, value.line) == ("roomd.toml", line_of(DEMO, "setpoint_pct = 52"))


def test_a_value_that_no_file_sets_is_told_with_what_holds(main: Path) -> None:
    values = found(main)
    glide = values["room", 1, "humidity", "glide_pct_per_day"]
    assert (glide.written, glide.standard, glide.line) == (None, 2.0, None)
    low = values["room", 0, "alarms", "low_pct"]
    assert (low.written, low.standard) == (None, 45)  # of paper
    assert values["output", 0, "min_on_min"].unit == "min"
    assert ("room", 2, "humidity", "setpoint_pct") not in values  # it has no such rule
    assert values["room", 2, "name"].file == "conf.d/more.toml"


def test_a_correction_is_bound_by_what_the_sensor_can_measure(main: Path) -> None:
    value = found(main)["device", 1, "calibration", "temperature"]
    assert (value.written, value.standard, value.unit) == (-0.3, 0.0, "°C")
    assert value.least is not None
    assert value.most == -value.least
    assert value.most > 1
    refused = wished(main, (value.path, value.most + 1))
    write_site(main.parent, refused)
    with pytest.raises(RefusedTextError):
        values_of(main)


def test_a_new_value_changes_its_line_and_no_other(main: Path) -> None:
    text = wished(main, (HUMIDITY, 50.0), (POLL, 2.5))
    changed = [
        (old, new)
        for old, new in zip(DEMO.split("\n"), text.split("\n"), strict=True)
        if old != new
    ]
    assert [new for _, new in changed] == [
        "setpoint_pct = 50                # 从现在的湿度起，每天最多靠近 2 %",
        "poll_s = 2.5                       # 每 5 秒读一次 / read every 5 s",
    ]


def test_every_value_of_the_example_can_be_changed_and_taken_out(main: Path) -> None:
    for path, value in found(main).items():
        text = wished(main, (path, _other(value)))
        tomllib.loads(text)
        comments = _source(main, value).count("#")
        assert text.count("#") == comments
        if value.written is not None and value.standard is not None:
            text = wished(main, (path, None))
            assert comments - text.count("#") in (0, 1)  # its own, behind it


def _other(value: ConfigurationValue) -> Value:
    now = value.standard if value.written is None else value.written
    if value.step is not None:
        return (now if isinstance(now, int | float) else 0) + value.step
    if isinstance(now, bool):
        return not now
    return value.choices[-1] if value.choices else "另一个名字"


def _source(main: Path, value: ConfigurationValue) -> str:
    return (main.parent / value.file).read_text(encoding="utf-8")


def test_a_value_that_was_not_written_gets_its_table(main: Path) -> None:
    text = wished(main, (("room", 0, "alarms", "high_pct"), 58))
    write_site(main.parent, text)
    assert load_config(main).config.room[0].alarms.high_pct == 58
    assert load_config(main).config.room[1].alarms.high_pct is None
    text = wished(main, (("alarms", "disk_free_pct"), 7.5))
    assert tomllib.loads(text)["alarms"] == {"disk_free_pct": 7.5}


def test_a_value_stays_in_the_file_that_has_its_table(main: Path) -> None:
    proposed = with_values(main, [ValueWish(path=("storage", "raw_days"), value=40)])
    assert proposed.name == "conf.d/more.toml"
    assert proposed.text == f"[storage]\nraw_days = 40\n{THIRD}"
    proposed = with_values(main, [ValueWish(path=("room", 2, "name"), value="西库")])
    assert proposed.text == f"[storage]\nraw_days = 20\n{THIRD.replace('三号库房', '西库')}"


def test_values_of_two_files_are_changed_one_file_at_a_time(main: Path) -> None:
    with pytest.raises(NoValueError) as told:
        wished(main, (HUMIDITY, 50), (("storage", "raw_days"), 40))
    assert "conf.d/more.toml, roomd.toml" in told.value.texts["en"]


def test_what_is_usual_is_what_no_file_says(main: Path) -> None:
    text = wished(main, (("room", 0, "humidity", "deadband_pct"), None))
    assert "deadband_pct" not in tomllib.loads(text)["room"][0]["humidity"]
    for path in (("room", 1, "humidity", "glide_pct_per_day"), HUMIDITY):
        with pytest.raises(NoValueError):
            wished(main, (path, None))


def test_numbers_are_written_as_people_write_them(main: Path) -> None:
    assert "poll_s = 5.3 " in wished(main, (POLL, 5.0 + 0.1 + 0.1 + 0.1))
    assert "raw_days = 40\n" in wished(main, (("storage", "raw_days"), 40.0))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (HUMIDITY, "50"),
        (HUMIDITY, True),
        (HUMIDITY, 1e300),
        (("panel", "guests"), 1),
        (("panel", "language"), "fr"),
        (("room", 0, "id"), "another"),
        (("room", 9, "name"), "nowhere"),
        (("site", "simulated"), False),
        (("device", 0, "calibration", "relay_1"), 0.1),
        (("room",), "x"),
    ],
)
def test_nothing_else_can_be_changed_so(main: Path, path: ValuePath, value: Value) -> None:
    with pytest.raises(NoValueError):
        wished(main, (path, value))


def test_dotted_keys_inline_tables_and_windows_lines_are_understood(tmp_path: Path) -> None:
    text = bent(
        ('[panel]\nhost = "127.0.0.1" ', 'panel.wall_pin = false\n[panelx]\nhost = "127.0.0.1" ')
    ).partition("[panelx]")
    head, rest = text[0], text[2].partition("# 历史数据")[2]
    site, panel = (
        head.partition("panel.wall_pin")[0],
        "panel.wall_pin = false\npanel.guests = true\n",
    )
    main = write_site(tmp_path, (panel + site + "# 历史数据" + rest).replace("\n", "\r\n"))
    changed = wished(main, (("panel", "guests"), False))
    assert changed.startswith("panel.wall_pin = false\npanel.guests = false\n")
    device = next(path for path in found(main) if path[-2:] == ("calibration", "temperature"))
    tomllib.loads(wished(main, (device, 0.1)))


def test_files_that_are_not_sound_have_no_values(tmp_path: Path) -> None:
    main = write_site(tmp_path, edited(("poll_s = 5.0", "poll_s = 0")) + SECOND)
    with pytest.raises(RefusedTextError):
        values_of(main)
