"""Scenarios with profiles of their own, and what the truth log and the counters say."""

import json
from pathlib import Path
from typing import Any

from drivers.simulator.launch import Running

GAUGE = """
id = "gauge"
title = { zh = "试验变送器", en = "Test gauge" }
source = "made for this test"
max_registers = 8

[[identity]]
space = "holding"
address = 0x0100
equals_unit_id = true

[[point]]
tag = "temperature"
quantity = "temperature"
title = { zh = "温度", en = "Temperature" }
space = "holding"
address = 0
encoding = "int16"
scale = 0.1
sentinels = [0x8000]
low = -40
high = 80

[[point]]
tag = "humidity"
quantity = "relative_humidity"
title = { zh = "湿度", en = "Humidity" }
space = "holding"
address = 1
encoding = "uint16"
scale = 0.1
low = 0
high = 100

[[point]]
tag = "precise"
quantity = "temperature"
title = { zh = "温度", en = "Temperature" }
space = "holding"
address = 2
encoding = "float32"
word_order = "little"
low = -40
high = 80

[[point]]
tag = "setting"
quantity = "humidity_setpoint"
title = { zh = "设定", en = "Setting" }
space = "holding"
address = 0x10
encoding = "uint16"
low = 20
high = 90

[[point]]
tag = "span"
quantity = "runtime"
title = { zh = "时间", en = "Time" }
space = "holding"
address = 0x11
encoding = "uint32"
low = 0
high = 100000

[[write]]
tag = "setting"
space = "holding"
address = 0x10
encoding = "uint16"
low = 20
high = 90
verify = "setting"

[[write]]
tag = "span"
space = "holding"
address = 0x11
encoding = "uint32"
low = 0
high = 100000
verify = "span"

[[forbidden]]
space = "holding"
address = 0x20
count = 1
"""

BOARD = """
id = "board"
title = { zh = "试验继电器", en = "Test board" }
source = "made for this test"

[[identity]]
space = "coil"
address = 3
encoding = "bit"

[[point]]
repeat = 4
tag = "relay_{n}"
quantity = "relay"
title = { zh = "继电器", en = "Relay" }
space = "coil"
address = 0
encoding = "bit"

[[point]]
repeat = 4
tag = "input_{n}"
quantity = "contact"
title = { zh = "输入", en = "Input" }
space = "discrete"
address = 0
encoding = "bit"

[[write]]
repeat = 4
tag = "relay_{n}"
space = "coil"
address = 0
encoding = "bit"
values = [0, 1]
verify = "relay_{n}"
dead_man = { address = 0x0200, unit_s = 0.1, period_s = 3.0, renew_s = 1.0 }
"""

SHARED_LINES = """
profiles = "profiles"
room = [{ id = "stack" }]

[[line]]
id = "tcp"
transport = "tcp"

[[line]]
id = "forgetful"
transport = "tcp"
tid = "zero"

[[line]]
id = "stream"
transport = "rtu-over-tcp"

[[line]]
id = "rs485"
transport = "rtu"
path = "PTY"
baudrate = 38400
stopbits = 2

[[line]]
id = "slow"
transport = "rtu"
path = "SLOW"
baudrate = 9600
echo = true
"""

SHARED_DEVICES = """
[[device]]
id = "md02-LINE"
line = "LINE"
unit_id = 1
profile = "xy-md02"
room = "stack"

[[device]]
id = "gauge-LINE"
line = "LINE"
unit_id = 3
profile = "gauge"
room = "stack"

[[device]]
id = "board-LINE"
line = "LINE"
unit_id = 5
profile = "board"
room = "stack"

[device.bind]
relay_1 = "dehumidifier"
relay_2 = "uv_lamp"
input_1 = "door_closed"
input_2 = "nobody"
input_3 = "uv_lamp_running"

[[device]]
id = "fixed-LINE"
line = "LINE"
unit_id = 7
mode = "fixed"

[[device]]
id = "counter-LINE"
line = "LINE"
unit_id = 8
mode = "counter"

[[device]]
id = "strict-LINE"
line = "LINE"
unit_id = 9
mode = "fixed"
strict_gap = true
"""


def write_scenario(folder: Path, text: str) -> Path:
    profiles = folder / "profiles"
    profiles.mkdir(exist_ok=True)
    (profiles / "gauge.toml").write_text(GAUGE, encoding="utf-8")
    (profiles / "board.toml").write_text(BOARD, encoding="utf-8")
    scenario = folder / "scenario.toml"
    scenario.write_text(text, encoding="utf-8")
    return scenario


def truth_lines(folder: Path, kind: str) -> list[dict[str, Any]]:
    lines = (folder / "truth").read_text(encoding="utf-8").splitlines()
    return [line for line in map(json.loads, lines) if line["kind"] == kind]


def relay_edges(folder: Path, device: str, since_ns: int) -> list[tuple[bool, str]]:
    return [
        (line["on"], line["cause"])
        for line in truth_lines(folder, "relay")
        if line["device"] == device and line["t_ns"] >= since_ns
    ]


def device_stats(sim: Running, line: str, device: str) -> dict[str, Any]:
    stats: dict[str, Any] = sim.remote.stats()[line]["devices"][device]
    return stats
