"""What may not be said about outputs, and what is only warned about."""

from pathlib import Path

import pytest

from daemon.configuration.messages import render
from daemon.configuration.sentences_of_control import OUTPUTS
from tests.demo_config import DEMO, problem_at, within
from tests.site_folder import Edit, edited, problems_of, write_site
from tests.test_architecture import ROOT

REFUSED = [
    pytest.param(
        [
            within("output", "exhaust-2", ('id = "exhaust-2"', 'id = "stack-1"')),
            ('fan = "exhaust-2"', 'fan = "stack-1"'),
        ],
        "output[stack-1].id",
        "duplicate_subject",
        "互不相同",
        id="an output with the id of a room",
    ),
    pytest.param(
        [within("output", "exhaust-2", ('room = "stack-2"', 'room = "stack-3"'))],
        "output[exhaust-2].room",
        "unknown_room",
        "stack-",
        id="an output nowhere",
    ),
    pytest.param(
        [within("output", "exhaust-2", ('device = "io-2"', 'device = "io-3"'))],
        "output[exhaust-2].device",
        "unknown_device",
        "io-",
        id="an output of no device",
    ),
    pytest.param(
        [within("output", "exhaust-2", ('write = "relay_3"', 'write = "relay_9"'))],
        "output[exhaust-2].write",
        "unknown_write",
        "relay_",
        id="an output of no relay",
    ),
    pytest.param(
        [within("output", "exhaust-2", ('write = "relay_3"', 'write = "relay_2"'))],
        "output[exhaust-2].write",
        "shared_write",
        "io-2.relay_2",
        id="two outputs on one relay",
    ),
    pytest.param(
        [within("output", "exhaust-2", ('write = "relay_3"', 'write = "relay_3"\non_value = 0'))],
        "output[exhaust-2].on_value",
        "same_value",
        "off_value",
        id="on and off are the same",
    ),
    pytest.param(
        [
            within(
                "output",
                "uv-1",
                ('write = "lamp_1"', 'write = "lamp_1"\non_value = 0\noff_value = 1'),
            )
        ],
        "output[uv-1].on_value",
        "inverted_timer",
        "on_value = 1",
        id="a lamp that its timer keeps off",
    ),
    pytest.param(
        [within("output", "exhaust-2", ('write = "relay_3"', 'write = "relay_3"\non_value = 255'))],
        "output[exhaust-2].on_value",
        "value_not_taken",
        "0 / 1",
        id="a value that the relay does not take",
    ),
    pytest.param(
        [
            within(
                "output",
                "dehumidifier-2",
                ('write = "power"', 'write = "humidity_setpoint"\non_value = 45\noff_value = 95'),
            )
        ],
        "output[dehumidifier-2].off_value",
        "value_not_taken",
        "20..90",
        id="a value beyond the register's bounds",
    ),
    pytest.param(
        [('running = "io-1.input_5"', 'running = "io-1.relay_1"')],
        "output[dehumidifier-1].running",
        "tag_not_contact",
        "继电器",
        id="a relay that proves itself",
    ),
    pytest.param(
        [('full = "io-1.input_7"', 'full = "io-1.input_9"')],
        "output[dehumidifier-1].full",
        "unknown_point",
        "input_",
        id="a tank on an input that is not there",
    ),
    pytest.param(
        [('running = "io-1.input_5"', 'running = "input_5"')],
        "output[dehumidifier-1].running",
        "tag",
        "io-1.input_1",
        id="a tag without its device",
    ),
    pytest.param(
        [within("output", "cooler-2", ("min_off_min = 5\nstarts_per_hour = 6\n", ""))],
        "output[cooler-2]",
        "compressor_times",
        "min_off_min、starts_per_hour",
        id="a compressor without its times",
    ),
    pytest.param(
        [within("output", "cooler-2", ("starts_per_hour = 6", "starts_per_hour = 7"))],
        "output[cooler-2].starts_per_hour",
        "compressor_starts",
        "最多 6 次",
        id="a compressor that starts too often",
    ),
    pytest.param(
        [within("output", "dehumidifier-1", ("duty_pct = 25", ""))],
        "output[dehumidifier-1].on_sensor_loss",
        "duty_missing",
        "duty_pct",
        id="a duty without its share",
    ),
    pytest.param(
        [within("output", "cooler-2", ("min_on_min = 5", "min_on_min = 5\nhold_min = 5"))],
        "output[cooler-2].hold_min",
        "loss_key_idle",
        '"hold"',
        id="a hold that is never used",
    ),
    pytest.param(
        [within("output", "humidifier-1", ("min_on_min = 2", 'on_sensor_loss = "hold"'))],
        "output[humidifier-1].on_sensor_loss",
        "never_blind",
        "humidifier",
        id="a humidifier that runs blind",
    ),
    pytest.param(
        [
            (
                '[[programme]]\nid = "uv',
                '[[pair]]\noutputs = ["uv-1", "uv-2"]\n\n[[programme]]\nid = "uv',
            )
        ],
        "pair[#1].outputs[#2]",
        "unknown_output",
        "uv-1",
        id="a pair of one",
    ),
    pytest.param(
        [('[[programme]]\nid = "uv', '[[pair]]\noutputs = ["uv-1"]\n\n[[programme]]\nid = "uv')],
        "pair[#1].outputs",
        "short_list",
        "2",
        id="a pair with one name",
    ),
]


@pytest.mark.parametrize(("edits", "path", "code", "says"), REFUSED)
def test_what_makes_no_sense_is_refused_at_its_key(
    tmp_path: Path, edits: list[Edit], path: str, code: str, says: str
) -> None:
    assert says in render(problem_at(tmp_path, edits, path, code), "zh")


def test_every_rule_about_outputs_is_broken_once() -> None:
    tested = {case.values[2] for case in REFUSED} | {"renewed_seldom"}
    assert set(OUTPUTS) <= tested


def test_a_timer_that_scans_renew_too_seldom_is_refused(tmp_path: Path) -> None:
    shipped = (ROOT / "drivers/profiles/waveshare-relay-8.toml").read_text(encoding="utf-8")
    quick = edited(
        ("period_s = 60.0, renew_s = 20.0", "period_s = 5.0, renew_s = 1.5"), text=shipped
    )
    own = {"profiles/waveshare-relay-8.toml": quick}
    assert problems_of(write_site(tmp_path, DEMO, own)) == ()
    slow = DEMO.replace("[panel]", "[scan]\nperiod_s = 1.1\n\n[panel]", 1)
    problems = problems_of(write_site(tmp_path, slow, own))
    assert {(p.path, p.code) for p in problems} == {
        (f"output[{name}].write", "renewed_seldom")
        for name in ("humidifier-2", "cooler-2", "exhaust-2")
    }
    assert "scan.period_s" in render(problems[0], "zh")


def test_beside_a_hazard_scans_are_quick_enough_for_its_timer(tmp_path: Path) -> None:
    slow = DEMO.replace("[panel]", "[scan]\nperiod_s = 2.0\n\n[panel]", 1)
    assert problems_of(write_site(tmp_path, slow)) == ()
