"""What a scrape of a thousand points costs: the text alone, over HTTP, and the loop meanwhile."""

import statistics
import time
import urllib.request
from dataclasses import replace

from daemon.live import LatestSnapshot
from daemon.metric_limits import limit_families
from daemon.metrics import make_metrics
from daemon.model import Quality
from drivers.vocabulary import Quantity
from tests.bench.lag import PROFILE, lag_s
from tests.bench.pace import p99
from tests.bench.table import Row
from tests.fakes import StillClock
from tests.rig import fixed_devices, simulated, tcp_line
from tests.site_process import daemon, free_port, site_text, tcp_bus
from tests.unit.metrics_kit import point, reading, site, snapshot, told

DEVICES, POINTS_EACH = 63, 16
QUANTITIES = (Quantity.TEMPERATURE, Quantity.RELATIVE_HUMIDITY, Quantity.RUNTIME)


def rows(scrapes: int = 30) -> list[Row]:
    """Return what making the text takes, and a scrape of the whole daemon beside its own lag."""
    return [_text(scrapes), _scrapes(scrapes)]


def _text(scrapes: int) -> Row:
    points = [
        replace(point(QUANTITIES[n % 3], f"d-{n // POINTS_EACH}"), tag=f"d-{n // POINTS_EACH}.p{n}")
        for n in range(DEVICES * POINTS_EACH)
    ]
    info, live, clock = site(*points), LatestSnapshot(), StillClock()
    live.swap(snapshot(info, {p.tag: reading(20.123, Quality.GOOD) for p in points}))
    metrics = make_metrics(info, live, clock, (limit_families(told(info), live),))
    took, text = [], b""
    for _ in range(scrapes):
        clock.t += 2
        start = time.perf_counter()
        text = metrics()
        took.append((time.perf_counter() - start) * 1e3)
    return Row(
        f"text of {len(points)} points in one process, {len(text) / 1024:.0f} KiB",
        f"median {statistics.median(took):.1f} ms, longest {max(took):.1f} ms of {scrapes}",
        "<= 50 ms",
    )


def _scrapes(scrapes: int) -> Row:
    port = free_port()
    with simulated(tcp_line() + fixed_devices("gateway", DEVICES)) as rig:
        folder = rig.folder / "site"
        (folder / "profiles").mkdir(parents=True)
        (folder / "profiles" / "bench-four.toml").write_text(PROFILE, encoding="utf-8")
        text = site_text(
            folder,
            tcp_bus(rig.port("gateway")),
            devices=DEVICES,
            poll_s=1.0,
            profile="bench-four",
            panel_port=port,
        )
        (folder / "roomd.toml").write_text(text, encoding="utf-8")
        with daemon(folder / "roomd.toml"):
            url = f"http://127.0.0.1:{port}/"
            took, lags = [], []
            for _ in range(scrapes):
                time.sleep(1.05)  # beyond the second for which the text is kept
                start = time.perf_counter()
                with urllib.request.urlopen(f"{url}metrics", timeout=5) as answer:
                    answer.read()
                took.append((time.perf_counter() - start) * 1e3)
                time.sleep(1.05)
                lags.append(lag_s(url) * 1e3)
    return Row(
        f"scrape of {DEVICES * POINTS_EACH} points polled each second, over HTTP",
        f"median {statistics.median(took):.1f} ms, p99 {p99(took):.1f} ms; "
        f"lag of the loop p99 {p99(lags):.1f} ms of {scrapes}",
        "<= 50 ms",
    )
