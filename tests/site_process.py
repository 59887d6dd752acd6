"""The whole daemon as a process of its own, on a site made for a bench."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SENSOR = """
id = "bench-four"
title = { zh = "四寄存器", en = "Four registers" }
source = "made for the benches"
worst_latency_s = 0.3
[[identity]]
space = "holding"
address = 0
[[point]]
repeat = 4
tag = "word_{n}"
quantity = "runtime"
title = { zh = "字 {n}", en = "Word {n}" }
space = "holding"
address = 0
encoding = "uint16"
low = 0
high = 65535
"""

TICK_S = 1 / os.sysconf("SC_CLK_TCK")


@dataclass
class Used:
    """What a process has used: CPU seconds, resident MiB, MiB written to disk."""

    cpu_s: float
    rss_mib: float
    written_mib: float


def used(pid: int) -> Used:
    """Read a process's accounts from /proc."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    rss_kib = int(status.partition("VmRSS:")[2].split()[0])
    io = Path(f"/proc/{pid}/io").read_text(encoding="ascii")
    written = int(io.partition("write_bytes:")[2].split()[0])
    cpu_s = (int(fields[11]) + int(fields[12])) * TICK_S
    return Used(cpu_s=cpu_s, rss_mib=rss_kib / 1024, written_mib=written / 2**20)


def free_port() -> int:
    """Return a TCP port of loopback that nobody listens on now."""
    with socket.socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        return int(attempt.getsockname()[1])


def tcp_bus(port: int) -> str:
    """Return the keys of a Modbus TCP bus on loopback."""
    return f'transport = "tcp"\nhost = "127.0.0.1"\ntcp_port = {port}\n'


def serial_bus(path: str) -> str:
    """Return the keys of a serial bus."""
    return f'transport = "rtu"\nport = "{path}"\nbaudrate = 9600\n'


def site_text(
    folder: Path,
    bus: str,
    *,
    devices: int,
    poll_s: float,
    profile: str,
    panel_port: int | None = None,
) -> str:
    """Return a configuration of one bus with `devices` devices of one profile."""
    tables = "".join(
        f"""
[[device]]
id = "d-{unit_id}"
profile = "{profile}"
bus = "gateway"
unit_id = {unit_id}
room = "stack-1"
poll_s = {poll_s}
"""
        for unit_id in range(1, devices + 1)
    )
    return f"""
[site]
id = "bench"
name = "bench"
timezone = "Asia/Shanghai"
[storage]
directory = "{folder}"
[panel]
port = {panel_port or free_port()}
[[bus]]
id = "gateway"
{bus}
[[room]]
id = "stack-1"
name = "bench"
media = ["paper"]
{tables}"""


@contextlib.contextmanager
def process(*command: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a Python module as a process until the end of the context."""
    running = subprocess.Popen(
        [sys.executable, "-m", *command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        yield running
    finally:
        running.terminate()
        running.wait(10)
        if running.stdout is not None:
            running.stdout.close()


@contextlib.contextmanager
def daemon(config: Path) -> Iterator[tuple[int, float]]:
    """Run `roomd run` until the end of the context; yield its pid and seconds to the address."""
    start = time.perf_counter()
    with process("daemon.cli", "run", "--config", str(config)) as running:
        if running.stdout is None or not running.stdout.readline():
            raise RuntimeError("the daemon does not start")
        yield running.pid, time.perf_counter() - start
