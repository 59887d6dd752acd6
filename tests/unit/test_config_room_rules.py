"""What may not be said about the rules of a room: each is broken once."""

from pathlib import Path

import pytest

from daemon.configuration.messages import render
from daemon.configuration.sentences_of_control import RULES
from tests.demo_config import PURIFIER, more, problem_at, within
from tests.site_folder import Edit

REFUSED = [
    pytest.param(
        [('lower = "dehumidifier-1"', 'lower = "dehumidifer-1"')],
        "room[stack-1].humidity.lower",
        "unknown_output",
        "dehumidifier-1",
        id="a rule for an output that is not there",
    ),
    pytest.param(
        [('lower = "dehumidifier-1"', 'lower = "exhaust-1"')],
        "room[stack-1].humidity.lower",
        "wrong_kind",
        "dehumidifier、cooler",
        id="a fan can't dry",
    ),
    pytest.param(
        [('raise = "humidifier-1"', 'raise = "dehumidifier-1"')],
        "room[stack-1].humidity.raise",
        "wrong_kind",
        "humidifier",
        id="a dehumidifier can't damp",
    ),
    pytest.param(
        [('fan = "circulation-1"', 'fan = "uv-1"')],
        "room[stack-1].circulation.fan",
        "wrong_kind",
        "circulation_fan",
        id="a lamp is no fan",
    ),
    pytest.param(
        [
            ('fan = "circulation-1"', 'fan = "plasma-1"'),
            (
                "[[room.season]]                  #",
                (
                    '[room.purifier]\noutput = "plasma-1"\nabove = "ozone-1.ozone"\nlimit = 1\n\n'
                    "[[room.season]]                  #"
                ),
            ),
            more(
                "output",
                "exhaust-2",
                '[[output]]\nid = "plasma-1"\nname = "等离子"\nkind = "plasma"\nroom = "stack-1"\n'
                'device = "lamps-1"\nwrite = "lamp_4"',
            ),
        ],
        "room[stack-1].purifier.output",
        "hazard_in_rule",
        "消毒程序",
        id="a rule may not start a hazard",
    ),
    pytest.param(
        [('lower = "cooler-2"', 'lower = "cooler-1"')],
        "room[stack-2].temperature.lower",
        "output_elsewhere",
        "stack-1",
        id="a rule for a machine of another room",
    ),
    pytest.param(
        [('lower = "dehumidifier-1"', 'lower = "cooler-1"')],
        "room[stack-1].temperature.lower",
        "output_in_two_rules",
        "一条规则",
        id="two rules for one machine",
    ),
    pytest.param(
        [('setpoint_c = 19\nlower = "cooler-2"', "setpoint_c = 19")],
        "room[stack-2].temperature",
        "rule_idle",
        "lower",
        id="a rule without a machine",
    ),
    pytest.param(
        [
            ('zone = "rack"', 'zone = "outside"'),
            ('zone = "door"', 'zone = "outside"'),
            (
                'unit_id = 3\nroom = "stack-2"\nzone = "coldest"',
                'unit_id = 3\nroom = "stack-1"\nzone = "x"',
            ),
            within("device", "ac-2", ('room = "stack-2"', 'room = "stack-1"')),
        ],
        "room[stack-2].temperature",
        "unmeasured_c",
        "温度传感器",
        id="a temperature rule without a sensor",
    ),
    pytest.param(
        [
            ('zone = "rack"', 'zone = "outside"'),
            ('zone = "door"', 'zone = "outside"'),
            (
                'unit_id = 3\nroom = "stack-2"\nzone = "coldest"',
                'unit_id = 3\nroom = "stack-1"\nzone = "x"',
            ),
            within("device", "ac-2", ('room = "stack-2"', 'room = "stack-1"')),
        ],
        "room[stack-2].humidity",
        "unmeasured_pct",
        "湿度传感器",
        id="a humidity rule without a sensor",
    ),
    pytest.param(
        [
            (
                'fan = "exhaust-1"\noutside = "th-outside"',
                'fan = "exhaust-1"\noutside = "th-1-north"',
            )
        ],
        "room[stack-1].ventilation.outside",
        "not_outside",
        'zone = "outside"',
        id="ventilation by an inside sensor",
    ),
    pytest.param(
        [('fan = "exhaust-1"\noutside = "th-outside"', 'fan = "exhaust-1"\noutside = "ozone-1"')],
        "room[stack-1].ventilation.outside",
        "half_outside",
        "温湿度变送器",
        id="ventilation by a sensor without humidity",
    ),
    pytest.param(
        [('fan = "exhaust-1"\noutside = "th-outside"', 'fan = "exhaust-1"\noutside = "th-out"')],
        "room[stack-1].ventilation.outside",
        "unknown_device",
        "th-outside",
        id="ventilation by no sensor",
    ),
    pytest.param(
        [("last = 2026-10-07", "last = 2026-09-07")],
        "room[stack-2].exception[#1].last",
        "last_before_first",
        "2026-09-07",
        id="an exception that ends before it begins",
    ),
    pytest.param(
        [('from = "10-01"', 'from = "06-01" ')],
        "room[stack-1].season[#2].from",
        "same_season",
        "06-01",
        id="two seasons on one day",
    ),
    pytest.param(
        [('from = "10-01"', 'from = "02-30"')],
        "room[stack-1].season[#2].from",
        "month_day",
        "06-01",
        id="no day of the year",
    ),
    pytest.param(
        [('at = "0 8 * * 1-5"', 'at = "0 25 * * 1-5"')],
        "room[stack-2].schedule[#2].at",
        "cron_time",
        "五段",
        id="no hour of the day",
    ),
    pytest.param(
        [('at = "0 8 * * 1-5"', 'at = "0 0 8 * * 1-5"')],
        "room[stack-2].schedule[#2].at",
        "cron_time",
        "五段",
        id="cron with seconds",
    ),
    pytest.param(
        [("first = 2026-10-01", 'first = "2026-10-01"')],
        "room[stack-2].exception[#1].first",
        "wants_date",
        "不加引号",
        id="a date in quotes",
    ),
    pytest.param(
        [("run_min = 10\n", "run_min = 61\n")],
        "room[stack-1].circulation.run_min",
        "run_over_every",
        "60 min",
        id="a run longer than its period",
    ),
    pytest.param(
        [
            PURIFIER[1],
            (PURIFIER[0][0], '[room.purifier]\noutput = "purifier-2"\n\n' + PURIFIER[0][0]),
        ],
        "room[stack-2].purifier",
        "purifier_idle",
        "windows",
        id="a purifier that never runs",
    ),
    pytest.param(
        [PURIFIER[1], (PURIFIER[0][0], PURIFIER[0][1].replace("limit = 0.1\n", ""))],
        "room[stack-2].purifier.above",
        "limit_alone",
        "limit",
        id="above without a limit",
    ),
    pytest.param(
        [PURIFIER[1], (PURIFIER[0][0], PURIFIER[0][1].replace('above = "ozone-1.ozone"\n', ""))],
        "room[stack-2].purifier.limit",
        "limit_alone",
        "above",
        id="a limit of nothing",
    ),
    pytest.param(
        [PURIFIER[1], (PURIFIER[0][0], PURIFIER[0][1].replace("ozone-1.ozone", "io-1.input_2"))],
        "room[stack-2].purifier.above",
        "tag_not_number",
        "数值",
        id="a purifier by a contact",
    ),
]


@pytest.mark.parametrize(("edits", "path", "code", "says"), REFUSED)
def test_what_makes_no_sense_is_refused_at_its_key(
    tmp_path: Path, edits: list[Edit], path: str, code: str, says: str
) -> None:
    assert says in render(problem_at(tmp_path, edits, path, code), "zh")


def test_everything_about_rules_is_broken_once() -> None:
    assert set(RULES) <= {case.values[2] for case in REFUSED}
