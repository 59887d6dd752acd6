"""What may not be said about climate: carriers, setpoints, deadbands."""

from pathlib import Path

import pytest

from daemon.configuration.media import BANDS, band_of
from daemon.configuration.messages import render
from daemon.configuration.sentences_of_control import CLIMATE
from daemon.model import Band
from tests.demo_config import problem_at
from tests.site_folder import Edit

REFUSED = [
    pytest.param(
        [('media = ["paper"]', 'media = ["paper", "optical"]')],
        "room[stack-1].media",
        "media_apart",
        "45 %RH",
        id="paper and discs meet at one humidity",
    ),
    pytest.param(
        [('media = ["film_copy", "magnetic"]', 'media = ["special", "film_master"]')],
        "room[stack-2].media",
        "media_apart",
        "45",
        id="special and film masters meet at one humidity",
    ),
    pytest.param(
        [('media = ["paper"]', 'media = ["photo_print", "paper", "optical"]')],
        "room[stack-1].media",
        "media_apart",
        "柜",
        id="three carriers with one humidity in common",
    ),
    pytest.param(
        [("setpoint_pct = 52 ", "setpoint_pct = 62 ")],
        "room[stack-1].humidity.setpoint_pct",
        "setpoint_outside",
        "50～55",
        id="humidity outside the band",
    ),
    pytest.param(
        [("setpoint_pct = 52 ", "setpoint_pct = 55.1 ")],
        "room[stack-1].humidity.setpoint_pct",
        "setpoint_on_limit",
        "50～55",
        id="humidity near its limit",
    ),
    pytest.param(
        [("setpoint_c = 20\n", "setpoint_c = 14.5\n")],
        "room[stack-1].temperature.setpoint_c",
        "setpoint_on_limit",
        "15～23",
        id="temperature near its limit",
    ),
    pytest.param(
        [('media = ["film_copy", "magnetic"]', 'media = ["film_copy", "special"]')],
        "room[stack-2].schedule[#1].setpoint_pct",
        "setpoint_on_limit_narrow",
        "49～51",
        id="a band too narrow for the whole margin leaves its middle",
    ),
    pytest.param(
        [("setpoint_c = 18\n", "setpoint_c = 25\n")],
        "room[stack-1].season[#2].setpoint_c",
        "setpoint_outside",
        "15～23",
        id="a season outside the band",
    ),
    pytest.param(
        [("setpoint_pct = 46\n", "setpoint_pct = 41\n")],
        "room[stack-2].exception[#1].setpoint_pct",
        "setpoint_on_limit",
        "45～55",
        id="an exception near the limit",
    ),
    pytest.param(
        [("setpoint_pct = 47\n", "setpoint_pct = 59\n")],
        "room[stack-2].schedule[#1].setpoint_pct",
        "setpoint_on_limit",
        "45～55",
        id="a schedule near the limit",
    ),
    pytest.param(
        [("setpoint_pct = 52 ", "setpoint_pct = 60 "), ("setpoint_c = 20\n", "setpoint_c = 24\n")],
        "room[stack-1].temperature",
        "corner_high",
        "上限",
        id="both at their upper limits",
    ),
    pytest.param(
        [("setpoint_pct = 52 ", "setpoint_pct = 45 "), ("setpoint_c = 18\n", "setpoint_c = 14\n")],
        "room[stack-1].season[#2]",
        "corner_low",
        "下限",
        id="a season that joins the other lower limit",
    ),
    pytest.param(
        [
            ("setpoint_c = 21\n", "setpoint_c = 21\nsetpoint_pct = 52\n"),
            ("[room.humidity]\nsetpoint_pct = 52", "[room.humidty]\nsetpoint_pct = 52"),
        ],
        "room[stack-1].humidty",
        "unknown_key",
        "humidity",
        id="a misspelt rule",
    ),
    pytest.param(
        [
            (
                'setpoint_c = 19\nlower = "cooler-2"\n',
                'setpoint_c = 19\nlower = "cooler-2"\n[[room.season]]\nfrom = "06-01"\n',
            )
        ],
        "room[stack-2].season[#1]",
        "nothing_set",
        "setpoint_c、setpoint_pct",
        id="a season without a setpoint",
    ),
    pytest.param(
        [('[room.temperature]\nsetpoint_c = 20\ndeadband_c = 1\nlower = "cooler-1"\n', "")],
        "room[stack-1].season[#1].setpoint_c",
        "setpoint_without_rule",
        "[room.temperature]",
        id="a setpoint of no rule",
    ),
    pytest.param(
        [("deadband_pct = 4 ", "deadband_pct = 16 ")],
        "room[stack-1].humidity.deadband_pct",
        "deadband_wide",
        "45..60 %RH",
        id="a deadband wider than the band",
    ),
    pytest.param(
        [("deadband_pct = 4 ", "deadband_pct = 2 ")],
        "room[stack-1].humidity.deadband_pct",
        "deadband_opposed",
        "3 %RH",
        id="a deadband in which two machines fight",
    ),
    pytest.param(
        [("deadband_pct = 4 ", "deadband_pct = 0.5 ")],
        "room[stack-1].humidity.deadband_pct",
        "out_of_range",
        "1～20",
        id="a humidity deadband that is noise",
    ),
    pytest.param(
        [("deadband_c = 1\n", "deadband_c = 0.2\n")],
        "room[stack-1].temperature.deadband_c",
        "out_of_range",
        "0.3～5",
        id="a temperature deadband that is noise",
    ),
]


@pytest.mark.parametrize(("edits", "path", "code", "says"), REFUSED)
def test_what_makes_no_sense_is_refused_at_its_key(
    tmp_path: Path, edits: list[Edit], path: str, code: str, says: str
) -> None:
    assert says in render(problem_at(tmp_path, edits, path, code), "zh")


def test_every_rule_about_climate_is_broken_once() -> None:
    assert set(CLIMATE) <= {case.values[2] for case in REFUSED}


def test_a_room_of_several_media_gets_what_they_have_in_common() -> None:
    assert band_of(["special", "magnetic"]) == Band(low_c=14, high_c=20, low_pct=45, high_pct=55)
    assert band_of(["paper"]) == BANDS["paper"]
