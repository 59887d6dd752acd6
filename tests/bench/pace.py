"""Sixteen devices each second over TCP: punctuality, drift, CPU and memory of the whole daemon.

A bare pymodbus loop and a skeleton of the same libraries run at the same time, each on a line of
its own of one simulator, and the simulator's log of arrivals judges all three.
"""

import contextlib
import itertools
import json
import statistics
import time
from collections import defaultdict

from tests.bench.table import Row
from tests.rig import Rig, fixed_devices, simulated, tcp_line
from tests.site_process import SENSOR, daemon, process, site_text, tcp_bus, used

DEVICES = 16
SETTLE_S = 5.0
LINES = ("ours", "bare", "skeleton")


def arrivals(rig: Rig, since_ns: int) -> dict[str, dict[int, list[float]]]:
    """Return the seconds at which requests came in, by line and unit, from the truth log."""
    found: dict[str, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    with (rig.folder / "truth.jsonl").open(encoding="utf-8") as log:
        for text in log:
            entry = json.loads(text)
            if entry["kind"] == "request" and entry["t_ns"] >= since_ns:
                found[entry["line"]][entry["unit_id"]].append(entry["t_ns"] / 1e9)
    return found


def errors_ms(times: dict[int, list[float]], period_s: float) -> list[float]:
    """Return how far every interval was from the period, in milliseconds."""
    return [
        abs(b - a - period_s) * 1e3 for each in times.values() for a, b in itertools.pairwise(each)
    ]


def drift_pct(times: dict[int, list[float]], period_s: float) -> float:
    """Return the drift of the mean period in percent."""
    means = [(each[-1] - each[0]) / (len(each) - 1) for each in times.values()]
    return (statistics.fmean(means) / period_s - 1) * 100


def p99(values: list[float]) -> float:
    """Return the 99th percentile."""
    return statistics.quantiles(values, n=100, method="inclusive")[98]


def rows(seconds: float = 60.0) -> list[Row]:
    """Return the figures of pace, CPU, memory and start."""
    scenario = "".join(tcp_line(line) + fixed_devices(line, DEVICES) for line in LINES)
    with simulated(scenario, truth="request") as rig, contextlib.ExitStack() as stack:
        config = rig.folder / "site" / "roomd.toml"
        (config.parent / "profiles").mkdir(parents=True)
        (config.parent / "profiles" / "bench-four.toml").write_text(SENSOR, encoding="utf-8")
        config.write_text(
            site_text(
                config.parent,
                tcp_bus(rig.port("ours")),
                devices=DEVICES,
                poll_s=1.0,
                profile="bench-four",
            ),
            encoding="utf-8",
        )
        bare = stack.enter_context(
            process("tests.bench.peers", "bare", str(rig.port("bare")), str(rig.folder))
        )
        skeleton = stack.enter_context(
            process("tests.bench.peers", "skeleton", str(rig.port("skeleton")), str(rig.folder))
        )
        pid, start_s = stack.enter_context(daemon(config))
        time.sleep(SETTLE_S)
        pids = {"ours": pid, "bare": bare.pid, "skeleton": skeleton.pid}
        since_ns, before = time.monotonic_ns(), {name: used(p) for name, p in pids.items()}
        time.sleep(seconds)
        after = {name: used(p) for name, p in pids.items()}
        times = arrivals(rig, since_ns)
    cpu = {name: (after[name].cpu_s - before[name].cpu_s) / seconds * 100 for name in pids}
    jitter = {name: p99(errors_ms(times[name], 1.0)) for name in LINES}
    drift = {name: drift_pct(times[name], 1.0) for name in LINES}
    requests = sum(len(each) for each in times["ours"].values())
    return [
        Row(
            "16 devices x 4 registers each second over TCP, whole daemon",
            f"interval error p99 {jitter['ours']:.1f} ms, bare pymodbus {jitter['bare']:.1f} ms, "
            f"ratio {jitter['ours'] / jitter['bare']:.2f}; drift {drift['ours']:+.4f} % (bare "
            f"{drift['bare']:+.4f} %); {requests / seconds:.1f} requests a second",
            "<= 2 x bare (about 3 ms); drift <= 0.005 %; 16 requests",
        ),
        Row(
            "CPU of the same",
            f"{cpu['ours']:.2f} %, skeleton of the same libraries {cpu['skeleton']:.2f} % (ratio "
            f"{cpu['ours'] / cpu['skeleton']:.2f}), bare pymodbus {cpu['bare']:.2f} %",
            "<= 2 x the skeleton",
        ),
        Row(
            "memory and start of the same",
            f"RSS {after['ours'].rss_mib:.1f} MiB ({before['ours'].rss_mib:.1f} after "
            f"{SETTLE_S:.0f} s), skeleton {after['skeleton'].rss_mib:.1f} MiB; address and first "
            f"scan {start_s:.2f} s after start",
            "<= 65 MiB after 10 minutes, flat; < 3 s",
        ),
    ]
