"""One dead device among sixteen: what it costs the others, over TCP and on a serial wire."""

import contextlib
import itertools
import time

from tests.bench.pace import arrivals, p99
from tests.bench.table import Row
from tests.rig import Rig, fixed_devices, serial_line, simulated, tcp_line
from tests.site_process import SENSOR, daemon, serial_bus, site_text, tcp_bus

DEVICES = 16
DEAD = 8
WORST_S = 0.2


def measured(name: str, scenario: str, *, serial: bool, seconds: float) -> Row:
    """Let the daemon poll sixteen devices, silence one after a while, and judge the others."""
    with simulated(scenario, truth="request") as rig, contextlib.ExitStack() as stack:
        folder = rig.folder / "site"
        (folder / "profiles").mkdir(parents=True)
        text = SENSOR.replace("worst_latency_s = 0.3", f"worst_latency_s = {WORST_S}")
        (folder / "profiles" / "bench-four.toml").write_text(text, encoding="utf-8")
        bus = serial_bus(rig.path("ours")) if serial else tcp_bus(rig.port("ours"))
        config = folder / "roomd.toml"
        config.write_text(
            site_text(folder, bus, devices=DEVICES, poll_s=1.0, profile="bench-four"),
            encoding="utf-8",
        )
        stack.enter_context(daemon(config))
        time.sleep(3)
        since_ns = time.monotonic_ns()
        rig.remote.fault(f"ours-{DEAD}", "silence")
        time.sleep(seconds)
        return judged(name, rig, since_ns, seconds, serial=serial)


def judged(name: str, rig: Rig, since_ns: int, seconds: float, *, serial: bool) -> Row:
    """Return the others' worst percentile and the dead device's share of the bus."""
    times = arrivals(rig, since_ns)["ours"]
    dead = times.pop(DEAD)
    intervals = [b - a for each in times.values() for a, b in itertools.pairwise(each)]
    cost_s = WORST_S * (2 if serial else 1)  # the time-out, and the quiet time behind it
    return Row(
        name,
        f"the other {len(times)}: interval p99 {p99(intervals):.3f} s, longest "
        f"{max(intervals):.3f} s; the dead one was asked {len(dead)} times, "
        f"{len(dead) * cost_s / seconds:.1%} of the bus time",
        "p99 <= 1.05 s, <= 5 % of the bus time",
    )


def rows(seconds: float = 90.0) -> list[Row]:
    """Return the figures over TCP and on RTU 9600."""
    over_tcp = tcp_line("ours") + fixed_devices("ours", DEVICES)
    on_wire = serial_line("ours") + fixed_devices("ours", DEVICES, latency_s=0.001)
    return [
        measured("one dead device of 16, TCP", over_tcp, serial=False, seconds=seconds),
        measured("one dead device of 16, RTU 9600", on_wire, serial=True, seconds=seconds),
    ]
