"""A sound configuration that uses every key once, to be bent by the tests of configuration."""

from collections.abc import Mapping
from pathlib import Path

from daemon.configuration.loading import load_config
from daemon.configuration.problem import ConfigError, Problem

Edit = tuple[str, str]  # a part of the text and what takes its place

GOOD = """\
[site]
id = "dangyang"
name = "当阳市编办档案室"
timezone = "Asia/Shanghai"
simulated = true

[storage]
directory = "/var/lib/roomd"
history_max_mib = 512
raw_days = 14

[panel]
host = "127.0.0.1"
port = 8080
allowed_hosts = ["panel.example"]
language = "zh"

[mqtt]
host = "broker.example"
tls = true
port = 8884
ca_file = "/etc/roomd/ca.pem"
username = "roomd"
password_credential = "mqtt"
keepalive_s = 30
topic_prefix = "archives/roomd"
publish_s = 15.0

[scan]
period_s = 0.5

[[bus]]
id = "line-1"
transport = "rtu"
port = "/dev/serial/by-path/port0"
baudrate = 9600
parity = "E"
stopbits = 1
echo = false
worst_latency_s = 0.8

[[bus]]
id = "gateway"
transport = "tcp"
host = "192.168.10.20"
tcp_port = 1502

[[room]]
id = "stack-1"
name = "一号库房"
media = ["paper"]

[[room]]
id = "stack-2"
name = "二号库房(声像)"
media = ["photo_print", "optical"]

[[device]]
id = "th-north"
profile = "test-th"
bus = "line-1"
unit_id = 3
room = "stack-1"
zone = "north"
poll_s = 5.0
interlock = false

[device.names]
temperature = "北墙温度"

[device.calibration]
humidity = -1.5

[[device]]
id = "relays"
profile = "test-relay"
bus = "gateway"
unit_id = 255
room = "stack-2"
"""

SECOND = """
[[device]]
id = "th-south"
profile = "test-th"
bus = "line-1"
unit_id = 4
room = "stack-1"
"""

THERMOMETER = """\
id = "test-th"
title = { zh = "温湿度变送器", en = "Climate transmitter" }
source = "written for the tests"
serial = { baudrate = 9600, parity = "E" }
worst_latency_s = 0.5

[[identity]]
space = "input"
address = 0

[[point]]
tag = "temperature"
quantity = "temperature"
title = { zh = "温度", en = "Temperature" }
space = "input"
address = 0
encoding = "int16"
scale = 0.1
low = -40.0
high = 80.0

[[point]]
tag = "humidity"
quantity = "relative_humidity"
title = { zh = "湿度", en = "Humidity" }
space = "input"
address = 1
encoding = "uint16"
scale = 0.1
low = 0.0
high = 100.0
"""

RELAYS = """\
id = "test-relay"
title = { zh = "继电器", en = "Relays" }
source = "written for the tests"
serial = { unit_id = 255 }

[[identity]]
space = "coil"
address = 0
encoding = "bit"

[[point]]
repeat = 2
tag = "relay_{n}"
quantity = "relay"
title = { zh = "继电器 {n}", en = "Relay {n}" }
space = "coil"
address = 0
encoding = "bit"
"""

PROFILES = {"test-th.toml": THERMOMETER, "test-relay.toml": RELAYS}


def write_site(folder: Path, text: str = GOOD, others: Mapping[str, str] | None = None) -> Path:
    """Write `text` as the main file into `folder`, the profiles and `others` beside it."""
    files = {f"profiles/{name}": profile for name, profile in PROFILES.items()}
    for name, content in {**files, **(others or {}), "roomd.toml": text}.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    return folder / "roomd.toml"


def problems_of(main: Path) -> tuple[Problem, ...]:
    """Return what the loader says against `main`; nothing where it is sound."""
    try:
        load_config(main)
    except ConfigError as refused:
        return refused.problems
    return ()


def edited(*edits: Edit, text: str = GOOD) -> str:
    """Return `text` with each old part, which must occur once, replaced by its new one."""
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def line_of(text: str, part: str) -> int:
    """Return the line, from 1, on which `part` first stands in `text`."""
    assert part in text, part
    return text[: text.index(part)].count("\n") + 1
