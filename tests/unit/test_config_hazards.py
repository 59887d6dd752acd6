"""What may not be said about hazards, and what about control is only warned about."""

import re
from pathlib import Path

import pytest

from daemon.configuration.control_settings import control_settings
from daemon.configuration.loading import load_config
from daemon.configuration.messages import render
from daemon.configuration.sentences_of_control import CAUTIONS, HAZARDS
from daemon.control.interlocks import is_hazard
from daemon.model import Kind
from tests.demo_config import ROOT, bent, more, part, problem_at, within
from tests.site_folder import Edit, write_site

OZONE = """
[[output]]
id = "ozone-gen"
name = "臭氧机"
kind = "ozone_generator"
room = "stack-1"
device = "lamps-1"
write = "lamp_2"
running = "contacts-1.spare_2"

[[programme]]
id = "ozone-night"
name = "臭氧"
room = "stack-1"
output = "ozone-gen"
run_min = 30
"""

PLASMA = """
[[output]]
id = "plasma-1"
name = "等离子"
kind = "plasma"
room = "stack-1"
device = "io-2"
write = "relay_4"
"""

REFUSED = [
    pytest.param(
        [
            within(
                "output", "uv-1", ('device = "lamps-1"', 'device = "io-1"'), ("lamp_1", "relay_7")
            )
        ],
        "output[uv-1].device",
        "hazard_board",
        "uv-lamp-relay",
        id="a lamp on an ordinary board",
    ),
    pytest.param(
        [more("output", "uv-1", PLASMA)],
        "output[plasma-1].device",
        "occupancy_unsaid",
        "occupancy",
        id="a plasma machine on a board that says nothing of people",
    ),
    pytest.param(
        [more("output", "uv-1", PLASMA)],
        "output[plasma-1]",
        "hazard_idle",
        "[[programme]]",
        id="a plasma machine without a programme",
    ),
    pytest.param(
        [
            within(
                "output",
                "sounder-1",
                ('device = "io-1"', 'device = "lamps-1"'),
                ("relay_5", "lamp_5"),
            )
        ],
        "output[sounder-1].device",
        "harmless_on_hazard_board",
        "sounder",
        id="a sounder on the lamps' board",
    ),
    pytest.param(
        [(part("programme", "uv-night-1"), "")],
        "output[uv-1]",
        "hazard_idle",
        "[[programme]]",
        id="a hazard without a programme",
    ),
    pytest.param(
        [('contactor = "contactor-1"\n', "")],
        "output[contactor-1]",
        "contactor_idle",
        "接触器",
        id="a contactor that cuts nothing",
    ),
    pytest.param(
        [('door_closed = ["io-1.input_1", "io-1.input_8"]\n', "")],
        "room[stack-1].safety",
        "unguarded",
        "door_closed",
        id="a hazard behind an unwatched door",
    ),
    pytest.param(
        [('nobody = ["io-1.input_2"]\ne_stop_released = ["io-1.input_3"]\n', "")],
        "room[stack-1].safety",
        "unguarded",
        "nobody、e_stop_released",
        id="a hazard without detector and button",
    ),
    pytest.param(
        [('nobody = ["io-1.input_2"]', 'nobody = ["io-1.input_1"]')],
        "room[stack-1].safety.nobody[#1]",
        "contact_twice",
        "io-1.input_1",
        id="one contact for two facts",
    ),
    pytest.param(
        [('nobody = ["io-1.input_2"]', 'nobody = ["th-1-north.temperature"]')],
        "room[stack-1].safety.nobody[#1]",
        "tag_not_contact",
        "触点",
        id="a temperature as a contact",
    ),
    pytest.param(
        [('nobody = ["io-1.input_2"]', 'nobody = ["io-1.relay_7"]')],
        "room[stack-1].safety.nobody[#1]",
        "tag_not_contact",
        "继电器",
        id="a relay as a contact",
    ),
    pytest.param(
        [('ozone = ["ozone-1.ozone"]', 'ozone = ["th-1-north.humidity"]')],
        "room[stack-1].safety.ozone[#1]",
        "tag_not_ozone",
        "臭氧变送器",
        id="a humidity as ozone",
    ),
    pytest.param(
        [within("device", "io-1", ("interlock = true ", "interlock = false "))],
        "device[io-1].interlock",
        "guard_backed_off",
        "interlock = true",
        id="guarding contacts that are backed off",
    ),
    pytest.param(
        [within("device", "io-1", ("poll_s = 0.15 ", "poll_s = 0.3 "))],
        "device[io-1].poll_s",
        "guard_slow",
        "0.2",
        id="guarding contacts that are read too seldom",
    ),
    pytest.param(
        [within("programme", "uv-night-1", ('room = "stack-1"', 'room = "stack-3"'))],
        "programme[uv-night-1].room",
        "unknown_room",
        "stack-",
        id="a programme nowhere",
    ),
    pytest.param(
        [within("programme", "uv-night-1", ('output = "uv-1"', 'output = "uv-2"'))],
        "programme[uv-night-1].output",
        "unknown_output",
        "uv-1",
        id="a programme of nothing",
    ),
    pytest.param(
        [within("programme", "uv-night-1", ('output = "uv-1"', 'output = "humidifier-1"'))],
        "programme[uv-night-1].output",
        "not_a_hazard",
        "humidifier",
        id="a programme of a harmless machine",
    ),
    pytest.param(
        [('sounder = "sounder-1"', 'sounder = "exhaust-1"')],
        "programme[uv-night-1].sounder",
        "wrong_kind",
        "sounder",
        id="a fan warns nobody",
    ),
    pytest.param(
        [('exhaust = "exhaust-1"\nrun', 'exhaust = "exhaust-2"\nrun')],
        "programme[uv-night-1].exhaust",
        "output_elsewhere",
        "stack-2",
        id="the fan of another room",
    ),
    pytest.param(
        [("run_min = 30\n", "run_min = 121\n")],
        "programme[uv-night-1].run_min",
        "run_over_day",
        "120 min",
        id="a run longer than the day allows",
    ),
    pytest.param(
        [("run_min = 30\n", "run_min = 30\nwarning_s = 59\n")],
        "programme[uv-night-1].warning_s",
        "out_of_range",
        "60～600",
        id="a warning too short to leave",
    ),
    pytest.param(
        [("run_min = 30\n", "run_min = 30\nmost_pct = 61\n")],
        "programme[uv-night-1].most_pct",
        "out_of_range",
        "20～60",
        id="a cycle in a damp room",
    ),
    pytest.param(
        [("run_min = 30\n", "run_min = 30\nleast_c = 31\n")],
        "programme[uv-night-1].least_c",
        "not_below",
        "most_c",
        id="no temperature fits",
    ),
    pytest.param(
        [("run_min = 30\n", "run_min = 30\nentry_ozone_mg_m3 = 0.2\nmost_ozone_mg_m3 = 0.15\n")],
        "programme[uv-night-1].entry_ozone_mg_m3",
        "not_below",
        "most_ozone_mg_m3",
        id="a limit of the run below that of entry",
    ),
    pytest.param(
        [("run_min = 30\n", "run_min = 30\nstart_ozone_mg_m3 = 0.18\n")],
        "programme[uv-night-1].start_ozone_mg_m3",
        "above_other",
        "entry_ozone_mg_m3",
        id="a start in air that nobody may enter",
    ),
    pytest.param(
        [("run_min = 30\n", "run_min = 30\ndecay_min = 300\n")],
        "programme[uv-night-1].worst_case_min",
        "below_other",
        "decay_min",
        id="a worst case better than the usual",
    ),
    pytest.param(
        [more("programme", "uv-night-1", OZONE + "worst_case_min = 239")],
        "programme[ozone-night].worst_case_min",
        "worst_case_short",
        "240 min",
        id="ozone without a fan and too short a wait",
    ),
]


@pytest.mark.parametrize(("edits", "path", "code", "says"), REFUSED)
def test_what_makes_no_sense_is_refused_at_its_key(
    tmp_path: Path, edits: list[Edit], path: str, code: str, says: str
) -> None:
    assert says in render(problem_at(tmp_path, edits, path, code), "zh")


WARNED = [
    pytest.param(
        [('running = "contacts-1.spare_1"\n', "")],
        "output[cooler-1]",
        "compressor_unproven",
        id="a compressor of which only the relay is known",
    ),
    pytest.param(
        [(part("output", "uv-1"), re.sub("running.*\n", "", part("output", "uv-1")))],
        "output[uv-1]",
        "hazard_unproven",
        id="a lamp of which only the relay is known",
    ),
    pytest.param(
        [within("output", "cooler-2", ("min_off_min = 5", "min_off_min = 2"))],
        "output[cooler-2].min_off_min",
        "short_rest",
        id="a compressor that rests too little",
    ),
    pytest.param(
        [
            ('ozone = ["ozone-1.ozone"]\n', ""),
            more("programme", "uv-night-1", OZONE),
        ],
        "output[ozone-gen]",
        "ozone_unmeasured",
        id="ozone that nobody measures",
    ),
    pytest.param(
        [('["io-1.input_1", "io-1.input_8"]', '["io-1.input_1"]')],
        "room[stack-1].safety.door_closed",
        "lone_door",
        id="a door contact that nothing proves",
    ),
    pytest.param(
        [('sounder = "sounder-1"\n', "")],
        "programme[uv-night-1]",
        "programme_silent",
        id="a cycle that warns nobody",
    ),
    pytest.param(
        [('exhaust = "exhaust-1"\nrun', "run")],
        "programme[uv-night-1]",
        "programme_unvented",
        id="a cycle that clears no air",
    ),
    pytest.param(
        [('contactor = "contactor-1"\n', ""), (part("output", "contactor-1"), "")],
        "programme[uv-night-1]",
        "programme_uncut",
        id="a cycle that can't cut a welded relay",
    ),
]


@pytest.mark.parametrize(("edits", "path", "code"), WARNED)
def test_what_is_weak_is_warned_about_and_taken(
    tmp_path: Path, edits: list[Edit], path: str, code: str
) -> None:
    loaded = load_config(write_site(tmp_path, bent(*edits)))
    assert (path, code) in {(problem.path, problem.code) for problem in loaded.problems}


def test_a_plasma_machine_is_harmless_only_where_its_profile_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "profiles"
    folder.mkdir()
    board = (ROOT / "drivers" / "profiles" / "waveshare-relay-8.toml").read_text(encoding="utf-8")
    said = board.replace('"waveshare-relay-8"', '"plasma-board"').replace(
        "verified = false", 'verified = false\noccupancy = "allowed"'
    )
    (folder / "plasma-board.toml").write_text(said, encoding="utf-8")
    device = within("device", "io-2", ("waveshare-relay-8", "plasma-board"))
    loaded = load_config(write_site(tmp_path, bent(device, more("output", "uv-1", PLASMA))))
    plasma = control_settings(loaded).outputs["plasma-1"]
    assert (plasma.kind, is_hazard(plasma)) == (Kind.PLASMA, False)


def test_every_rule_and_warning_about_hazards_has_its_case() -> None:
    assert set(HAZARDS) <= {case.values[2] for case in REFUSED}
    assert set(CAUTIONS) == {case.values[2] for case in WARNED}
