"""What a configuration may not say: every rule is broken once and names its key, file and line."""

from pathlib import Path

import pytest

from daemon.configuration.messages import render
from tests.site_folder import GOOD, SECOND, Edit, edited, line_of, problems_of, write_site

RULES = [
    pytest.param(
        [('bus = "line-1"', 'bus = "line-2"')],
        "device[th-north].bus",
        "unknown_bus",
        'bus = "line-2"',
        "line-1",
        id="unknown bus, with the nearest",
    ),
    pytest.param(
        [('room = "stack-2"', 'room = "basement"')],
        "device[relays].room",
        "unknown_room",
        'room = "basement"',
        "stack-1、stack-2",
        id="unknown room, with all there are",
    ),
    pytest.param(
        [('profile = "test-th"', 'profile = "test-ht"')],
        "device[th-north].profile",
        "unknown_profile",
        'profile = "test-ht"',
        "test-th",
        id="unknown profile",
    ),
    pytest.param(
        [('id = "gateway"', 'id = "line-1"'), ('bus = "gateway"', 'bus = "line-1"')],
        "bus[line-1].id",
        "duplicate_id",
        'id = "line-1"\ntransport = "tcp"',
        ":33",
        id="two buses with one id",
    ),
    pytest.param(
        [('id = "relays"', 'id = "stack-1"')],
        "device[stack-1].id",
        "duplicate_id",
        'id = "stack-1"\nprofile',
        ":49",
        id="a device with the id of a room",
    ),
    pytest.param(
        [('room = "stack-2"\n', 'room = "stack-2"\n' + SECOND), ("unit_id = 4", "unit_id  = 3")],
        "device[th-south].unit_id",
        "shared_unit_id",
        "unit_id  = 3",
        ":62",
        id="two devices at one unit id",
    ),
    pytest.param(
        [("unit_id = 3", "unit_id = 255")],
        "device[th-north].unit_id",
        "unit_id_range",
        "unit_id = 255\nroom",
        "1～247",
        id="255 is only for those that leave the factory with it",
    ),
    pytest.param(
        [
            ('host = "192.168.10.20"', 'host = "Box.example"'),
            (
                "tcp_port = 1502\n",
                (
                    'tcp_port = 1502\n[[bus]]\nid = "b2"\ntransport = '
                    '"rtu-over-tcp"\nhost = "box.example"\ntcp_port = 1502\n'
                ),
            ),
        ],
        "bus[b2].host",
        "shared_endpoint",
        'host = "box.example"',
        ":45",
        id="two buses at one address",
    ),
    pytest.param(
        [
            (
                "tcp_port = 1502\n",
                (
                    'tcp_port = 1502\n[[bus]]\nid = "b2"\ntransport = "rtu"\n'
                    'port = "/dev/serial//by-path/port0"\n'
                ),
            ),
        ],
        "bus[b2].port",
        "shared_endpoint",
        'port = "/dev/serial//by-path/port0"',
        ":35",
        id="two buses at one serial port",
    ),
    pytest.param(
        [('temperature = "北墙温度"', 'temprature = "北墙温度"')],
        "device[th-north].names.temprature",
        "unknown_point",
        "temprature =",
        "temperature",
        id="a name for a point that is not there",
    ),
    pytest.param(
        [("humidity = -1.5", "dew_point = -1.5")],
        "device[th-north].calibration.dew_point",
        "unknown_point",
        "dew_point =",
        "humidity、temperature",
        id="a calibration of a point that is not there",
    ),
    pytest.param(
        [("humidity = -1.5", "humidity = -10.5")],
        "device[th-north].calibration.humidity",
        "calibration_large",
        "humidity = -10.5",
        "10 %RH",
        id="a calibration that hides a broken sensor",
    ),
    pytest.param(
        [('room = "stack-2"\n', 'room = "stack-2"\ncalibration = { relay_2 = 1 }\n')],
        "device[relays].calibration.relay_2",
        "calibrated_bit",
        "calibration = { relay_2",
        "",
        id="a calibration of a relay",
    ),
    pytest.param(
        [("poll_s = 5.0", "poll_s = 0.7")],
        "device[th-north].poll_s",
        "hasty_poll",
        "poll_s = 0.7",
        "0.8 s",
        id="a poll faster than the bus may answer",
    ),
    pytest.param(
        [("worst_latency_s = 0.8\n", ""), ("poll_s = 5.0", "poll_s = 0.4")],
        "device[th-north].poll_s",
        "hasty_poll",
        "poll_s = 0.4",
        "0.5 s",
        id="a poll faster than the device may answer",
    ),
    pytest.param(
        [("worst_latency_s = 0.8", "worst_latency_s = 0.4")],
        "bus[line-1].worst_latency_s",
        "short_latency",
        "worst_latency_s = 0.4",
        "test-th",
        id="a bus that gives up before its device",
    ),
    pytest.param(
        [("tls = true", "tls = false")],
        "mqtt.ca_file",
        "ca_without_tls",
        "ca_file",
        "tls",
        id="a certificate without TLS",
    ),
    pytest.param(
        [('username = "roomd"\n', "")],
        "mqtt.password_credential",
        "password_without_user",
        "password_credential",
        "username",
        id="a password without a user",
    ),
    pytest.param(
        [("[scan]", '[scan]\npassword = "geheim-7"')],
        "scan.password",
        "password_in_file",
        "password = ",
        "/etc/roomd/credentials/",
        id="a password in the file",
    ),
    pytest.param(
        [("baudrate = 9600", "baudrat = 9600")],
        "bus[line-1].baudrat",
        "unknown_key",
        "baudrat =",
        "baudrate",
        id="a misspelt key, with the nearest",
    ),
    pytest.param(
        [("period_s = 0.5", "period_s = 0.5\nzzz = 1")],
        "scan.zzz",
        "unknown_key",
        "zzz",
        "period_s",
        id="an unknown key, with all there are",
    ),
    pytest.param(
        [("tcp_port = 1502", "tcp_port = 1502\nbaudrate = 9600")],
        "bus[gateway].baudrate",
        "other_transport",
        "baudrate = 9600\n\n[[room]]",
        "transport",
        id="a serial key on a network bus",
    ),
    pytest.param(
        [('port = "/dev/serial/by-path/port0"', 'host = "10.0.0.1"')],
        "bus[line-1].host",
        "other_transport",
        'host = "10.0.0.1"',
        "transport",
        id="a network key on a serial bus",
    ),
    pytest.param(
        [('transport = "tcp"', 'transport = "udp"')],
        "bus[gateway].transport",
        "one_of",
        'transport = "udp"',
        "rtu、tcp、rtu-over-tcp",
        id="a transport that does not exist",
    ),
    pytest.param(
        [("[scan]", "[[scan]]")],
        "scan",
        "wants_table",
        "[[scan]]",
        "[…]",
        id="double brackets around a single table",
    ),
    pytest.param(
        [('"optical"]', '"photo_print"]')],
        "room[stack-2].media",
        "repeated",
        'media = ["photo_print", "photo_print"]',
        "",
        id="one medium twice",
    ),
]


@pytest.mark.parametrize(("edits", "path", "code", "where", "says"), RULES)
def test_a_broken_rule_is_named_with_its_place(
    tmp_path: Path, edits: list[Edit], path: str, code: str, where: str, says: str
) -> None:
    text = edited(*edits)
    main = write_site(tmp_path, text)
    found = {(problem.path, problem.code): problem for problem in problems_of(main)}
    assert (path, code) in found
    problem = found[path, code]
    assert (problem.file, problem.line) == (main, line_of(text, where))
    assert says in render(problem, "zh")


def test_single_brackets_around_a_repeated_table_are_explained(tmp_path: Path) -> None:
    text = GOOD[: GOOD.index("[[device]]")] + '[device]\nid = "x"\n'
    (problem,) = problems_of(write_site(tmp_path, text))
    assert (problem.path, problem.code) == ("device", "wants_tables")
    assert "[[device]]" in render(problem, "en")


def test_a_bus_without_transport_is_still_looked_through(tmp_path: Path) -> None:
    text = edited(('transport = "tcp"', "transprot = 1"), ("tcp_port = 1502", "tcp_port = 0"))
    assert [
        (problem.path, problem.code) for problem in problems_of(write_site(tmp_path, text))
    ] == [
        ("bus[gateway].transport", "missing"),
        ("bus[gateway].transprot", "unknown_key"),
        ("bus[gateway].tcp_port", "out_of_range"),
    ]


def test_a_bus_without_transport_lacks_just_that(tmp_path: Path) -> None:
    (problem,) = problems_of(write_site(tmp_path, edited(('transport = "tcp"\n', ""))))
    assert (problem.path, problem.code) == ("bus[gateway].transport", "missing")
