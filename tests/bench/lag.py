"""How punctual the scan of the whole daemon is with a thousand points, a scraper and a panel."""

import re
import threading
import time
import urllib.request
from contextlib import ExitStack

from tests.bench.pace import p99
from tests.bench.table import Row
from tests.rig import fixed_devices, simulated, tcp_line
from tests.site_process import SENSOR, daemon, free_port, site_text, tcp_bus

DEVICES = 64
POINTS_EACH = 16
PROFILE = SENSOR.replace("repeat = 4", f"repeat = {POINTS_EACH}")
LAG = re.compile(r"^roomd_event_loop_lag_seconds\{[^}]*\} ([0-9.e+-]+)$", re.MULTILINE)


def lag_s(url: str) -> float:
    """Return how late the newest scan began, from the daemon's own metrics."""
    with urllib.request.urlopen(f"{url}metrics", timeout=5) as answer:
        found = LAG.search(answer.read().decode())
    if found is None:
        raise RuntimeError("the daemon exports no lag")
    return float(found[1])


def watch(url: str, stop: threading.Event) -> None:
    """Read the live events as a panel does, until told to stop."""
    with urllib.request.urlopen(f"{url}events", timeout=10) as stream:
        while not stop.is_set():
            stream.readline()


def rows(seconds: float = 60.0) -> list[Row]:
    """Return the lag of the loop, sampled at every scan."""
    port, stop = free_port(), threading.Event()
    scenario = tcp_line() + fixed_devices("gateway", DEVICES)
    with simulated(scenario) as rig, ExitStack() as stack:
        folder = rig.folder / "site"
        (folder / "profiles").mkdir(parents=True)
        (folder / "profiles" / "bench-four.toml").write_text(PROFILE, encoding="utf-8")
        bus = tcp_bus(rig.port("gateway"))
        text = site_text(
            folder, bus, devices=DEVICES, poll_s=1.0, profile="bench-four", panel_port=port
        )
        (folder / "roomd.toml").write_text(text, encoding="utf-8")
        stack.enter_context(daemon(folder / "roomd.toml"))
        url = f"http://127.0.0.1:{port}/"
        panel = threading.Thread(target=watch, args=(url, stop), daemon=True)
        panel.start()
        lags = []
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(1.05)  # beyond the second for which the text is kept
            lags.append(lag_s(url) * 1e3)
        stop.set()
        panel.join(5)
    return [
        Row(
            f"loop lag, {DEVICES * POINTS_EACH} points each second, one panel, one scraper",
            f"p99 {p99(lags):.1f} ms, longest {max(lags):.1f} ms of {len(lags)} scans",
            "p99 < 50 ms",
        )
    ]
