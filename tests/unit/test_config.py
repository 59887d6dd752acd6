"""What a configuration may say, what it then means, and that its problems come all at once."""

from pathlib import Path

import pytest

from daemon.configuration.loading import load_config
from daemon.configuration.messages import render
from daemon.configuration.model import NetworkBus, SerialBus, config_schema
from tests.site_folder import (
    GOOD,
    SECOND,
    THERMOMETER,
    Edit,
    edited,
    line_of,
    problems_of,
    write_site,
)


def test_a_sound_configuration_is_read_whole(tmp_path: Path) -> None:
    loaded = load_config(write_site(tmp_path))
    config = loaded.config
    assert loaded.problems == ()
    assert (config.site.id, config.site.simulated) == ("dangyang", True)
    assert config.storage.directory == Path("/var/lib/roomd")
    assert config.panel.allowed_hosts == ("panel.example",)
    assert config.mqtt
    assert (config.mqtt.port, config.mqtt.publish_s) == (8884, 15.0)
    assert isinstance(config.buses["line-1"], SerialBus)
    assert isinstance(config.buses["gateway"], NetworkBus)
    assert config.rooms["stack-2"].media == ("photo_print", "optical")
    assert config.devices["th-north"].names == {"temperature": "北墙温度"}
    assert config.devices["th-north"].calibration == {"humidity": -1.5}
    assert set(loaded.profiles) >= {"test-th", "test-relay", "xy-md02"}


def test_what_is_not_written_has_its_documented_default(tmp_path: Path) -> None:
    site = '[site]\nid = "a"\nname = "b"\ntimezone = "Asia/Shanghai"\n'
    config = load_config(write_site(tmp_path, site + '[mqtt]\nhost = "10.0.0.1"\n')).config
    assert (config.storage.directory, config.storage.history_max_mib) == (
        Path("/var/lib/roomd"),
        1024,
    )
    assert (config.panel.host, config.panel.port, config.panel.language) == (
        "127.0.0.1",
        8080,
        "zh",
    )
    assert config.scan.period_s == 1.0
    assert config.site.simulated is False
    assert config.mqtt
    assert (config.mqtt.keepalive_s, config.mqtt.topic_prefix, config.mqtt.publish_s) == (
        20,
        "roomd",
        10.0,
    )


@pytest.mark.parametrize(("tls", "port"), [("false", 1883), ("true", 8883)])
def test_the_port_of_the_broker_follows_tls(tmp_path: Path, tls: str, port: int) -> None:
    text = edited(("tls = true\nport = 8884\nca_file", f"tls = {tls}\nca_file"))
    if tls == "false":
        text = edited(('ca_file = "/etc/roomd/ca.pem"\n', ""), text=text)
    mqtt = load_config(write_site(tmp_path, text)).config.mqtt
    assert mqtt
    assert mqtt.port == port


@pytest.mark.parametrize(
    ("written", "inch"),
    [("", None), ("diagonal_inch = 7\n", 7.0), ("diagonal_inch = 10.1\n", 10.1)],
)
def test_the_diagonal_of_the_screen_is_known_where_it_is_written(
    tmp_path: Path, written: str, inch: float | None
) -> None:
    text = edited(("[panel]\n", f"[panel]\n{written}"))
    assert load_config(write_site(tmp_path, text)).config.panel.diagonal_inch == inch


@pytest.mark.parametrize(
    ("written", "code", "told"),
    [
        ("0", "out_of_range", "100"),
        ("256", "out_of_range", "100"),  # millimetres
        ("nan", "out_of_range", "100"),
        ('"7"', "wants_number", "7"),
        ("true", "wants_number", ""),
    ],
)
def test_a_diagonal_that_no_screen_has_is_refused(
    tmp_path: Path, written: str, code: str, told: str
) -> None:
    text = edited(("[panel]\n", f"[panel]\ndiagonal_inch = {written}\n"))
    (problem,) = problems_of(write_site(tmp_path, text))
    assert (problem.path, problem.code) == ("panel.diagonal_inch", code)
    assert all(told in render(problem, language) for language in ("zh", "en"))


def test_no_message_shows_what_could_be_a_password(tmp_path: Path) -> None:
    text = edited(
        ('password_credential = "mqtt"', 'password_credential = "p@ss word"\npasswort = "p@ss"')
    )
    said = [
        render(problem, language)
        for problem in problems_of(write_site(tmp_path, text))
        for language in ("zh", "en")
    ]
    assert len(said) == 4
    assert not any("p@ss" in sentence for sentence in said)


def test_everything_wrong_is_said_at_once_in_the_order_of_the_lines(tmp_path: Path) -> None:
    text = edited(
        ('timezone = "Asia/Shanghai"', 'timezone = "Asia"'),
        ("raw_days = 14", "raw_days = 0"),
        ("unit_id = 3", "unit_id = 0"),
        ('bus = "line-1"', 'bus = "nowhere"'),
        ('temperature = "北墙温度"', 'dew = ""'),
        ("unit_id = 255", 'unit_id = "7"'),
    )
    problems = problems_of(write_site(tmp_path, text))
    assert [(problem.path, problem.code) for problem in problems] == [
        ("site.timezone", "timezone"),
        ("storage.raw_days", "out_of_range"),
        ("device[th-north].bus", "unknown_bus"),
        ("device[th-north].unit_id", "unit_id_range"),
        ("device[th-north].names.dew", "unknown_point"),
        ("device[th-north].names.dew", "name"),
        ("device[relays].unit_id", "wants_whole"),
    ]


def test_a_bus_that_cannot_carry_its_polls_is_refused(tmp_path: Path) -> None:
    many = "".join(
        SECOND.replace("th-south", f"th-{n}").replace("unit_id = 4", f"unit_id = {n}\npoll_s = 0.8")
        for n in range(10, 60)
    )
    main = write_site(tmp_path, GOOD + many)
    (problem,) = problems_of(main)
    assert (problem.path, problem.line) == ("bus[line-1]", line_of(GOOD, "[[bus]]"))
    assert "poll_s" in render(problem, "zh")


WARNINGS = [
    pytest.param(
        [('parity = "E"', 'parity = "N"')],
        "device[th-north].bus",
        "line_settings",
        id="a device that speaks otherwise when new",
    ),
    pytest.param(
        [("/dev/serial/by-path/port0", "/dev/ttyUSB0")],
        "bus[line-1].port",
        "unstable_port",
        id="a port name that moves",
    ),
    pytest.param(
        [('room = "stack-2"\n', 'room = "stack-1"\n')],
        "room[stack-2]",
        "idle_room",
        id="a room without devices",
    ),
    pytest.param(
        [("tcp_port = 1502\n", ('tcp_port = 1502\n[[bus]]\nid = "b2"\ntransport = "tcp"\n'
          'host = "b2"\n'))],
        "bus[b2]",
        "idle_bus",
        id="a bus without devices",
    ),
    pytest.param(
        [("simulated = true\n", ""), ("port = 8080\n", "port = 8080\nwall_pin = false\n")],
        "panel.wall_pin",
        "wall_pin_off",
        id="a real site whose wall asks nobody who he is",
    ),
    pytest.param(
        [('[panel]\nhost = "127.0.0.1"', '[panel]\nhost = "0.0.0.0"')],
        "panel.host",
        "readable_passwords",
        id="a panel for the network without encryption",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("edits", "path", "code"), WARNINGS)
def test_a_doubt_does_not_refuse(tmp_path: Path, edits: list[Edit], path: str, code: str) -> None:
    loaded = load_config(write_site(tmp_path, edited(*edits)))
    assert [(problem.path, problem.code) for problem in loaded.problems] == [(path, code)]


def test_two_factory_speeds_behind_one_serial_server_are_doubted(tmp_path: Path) -> None:
    slow = THERMOMETER.replace("test-th", "slow-th").replace("9600", "4800")
    text = edited(
        ('transport = "tcp"', 'transport = "rtu-over-tcp"'),
        ('profile = "test-relay"', 'profile = "slow-th"'),
        ("unit_id = 255", "unit_id = 5"),
    ) + SECOND.replace('"line-1"', '"gateway"')
    loaded = load_config(write_site(tmp_path, text, {"profiles/slow.toml": slow}))
    assert [problem.path for problem in loaded.problems] == ["device[th-south].bus"]
    said = render(loaded.problems[0], "en")
    assert "9600 8E1" in said
    assert "4800 8E1" in said


def test_the_schema_knows_every_key_and_bound() -> None:
    schema = config_schema()
    definitions = schema["$defs"]
    assert isinstance(definitions, dict)
    assert definitions["Panel"]["properties"]["port"]["maximum"] == 65_535
    assert definitions["SerialBus"]["properties"]["stopbits"]["enum"] == [1, 2]
    tables = [table for table in definitions.values() if "properties" in table]
    assert all(table["additionalProperties"] is False for table in tables)
    assert schema["required"] == ["site"]


def test_every_key_and_medium_is_documented() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")
    schema = config_schema()
    definitions = schema["$defs"]
    assert isinstance(definitions, dict)
    for table in definitions.values():
        for key in table.get("properties", {}):
            assert f"| `{key}` |" in manual
    for medium in definitions["Room"]["properties"]["media"]["items"]["enum"]:
        assert f"`{medium}`" in manual
