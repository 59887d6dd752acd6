"""Profiles that tests build on: small, and independent of the shipped ones."""

from drivers.catalog import parse_profile
from drivers.profile import Profile

SENSOR = """
id = "test-sensor"
title = { zh = "测试传感器", en = "Test sensor" }
source = "made for the test suite"
worst_latency_s = 0.2
[[identity]]
space = "input"
address = 0
[[point]]
tag = "temperature"
quantity = "temperature"
title = { zh = "温度", en = "Temperature" }
space = "input"
address = 1
encoding = "int16"
scale = 0.1
low = -40
high = 80
max_rate_per_min = 3
sentinels = [0x8000]
[[point]]
tag = "humidity"
quantity = "relative_humidity"
title = { zh = "相对湿度", en = "Relative humidity" }
space = "input"
address = 2
encoding = "uint16"
scale = 0.1
low = 0
high = 100
"""

RELAY = """
id = "test-relay"
title = { zh = "测试继电器", en = "Test relay" }
source = "made for the test suite"
[[identity]]
space = "coil"
address = 0
encoding = "bit"
[[point]]
repeat = 8
tag = "relay_{n}"
quantity = "relay"
title = { zh = "继电器 {n}", en = "Relay {n}" }
space = "coil"
address = 0
encoding = "bit"
[[write]]
repeat = 8
tag = "relay_{n}"
space = "coil"
address = 0
encoding = "bit"
values = [0, 1]
verify = "relay_{n}"
[write.dead_man]
address = 0x0200
unit_s = 0.1
period_s = 3.0
renew_s = 1.0
"""


def sensor() -> Profile:
    """Return a two-register sensor: input 1 = temperature x10, input 2 = humidity x10."""
    return parse_profile(SENSOR)


def relay() -> Profile:
    """Return an eight-channel relay with device-side flash timers at 0x0200."""
    return parse_profile(RELAY)


def registers(addresses: dict[str, list[int]], *, forbidden: str = "", limits: str = "") -> Profile:
    """Return a profile of 16-bit points at the given addresses of each space."""
    points = "".join(
        f"""
[[point]]
tag = "{space}_{address}"
quantity = "{"contact" if space in ("coil", "discrete") else "runtime"}"
title = {{ zh = "点", en = "Point" }}
space = "{space}"
address = {address}
encoding = "{"bit" if space in ("coil", "discrete") else "uint16"}"
low = 0
high = 65535
"""
        for space, numbers in addresses.items()
        for address in numbers
    )
    return parse_profile(
        f"""
id = "test-registers"
title = {{ zh = "测试", en = "Test" }}
source = "made for the test suite"
{limits}
[[identity]]
space = "holding"
address = 0
{forbidden}
{points}
"""
    )
