"""The stop button of the kiosk while a crowd storms the panel: `make bench-panel`.

The whole daemon runs on simulated devices, in a network of its own (`unshare`), where the crowd has
250 addresses that are not this machine's loopback: the panel treats them as any stranger. Where no
such network may be made, the crowd comes from this machine's one address on its real network.
"""

import json
import re
import resource
import socket
import statistics
import subprocess
import sys
import time
from http.client import HTTPConnection
from typing import Any

from panel.page_token import HEADER
from tests.bench.measured import line_of, measured, tell
from tests.bench.pace import p99
from tests.bench.table import Row
from tests.end_to_end.daemon_kit import PROFILES, bus_of, configuration, scenario
from tests.rig import simulated, tcp_line
from tests.site_process import free_port

NETWORK, SOURCES = "198.18.0.0/15", 250
PRESS_S = 0.1
CALM_S = 3.0
OPEN_FILES = 8192
MOST_STREAMS = 56  # 64, of which 8 are this machine's
MOST_LINES = 100
ALONE = (("unshare", "--net"), ("unshare", "--user", "--map-root-user", "--net"))


def rows(attempts: int = 5000, seconds: float = 30.0) -> list[Row]:
    """Return what the kiosk and the loop felt."""
    inside = (sys.executable, "-m", "tests.bench.panel", str(attempts), str(seconds))
    done = subprocess.run(
        [*_alone(), *inside], capture_output=True, text=True, timeout=seconds * 4 + 120, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-4000:])
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    crowd = ", ".join(f"{what} {count}" for what, count in found["crowd"].items())
    calm, stormy = found["calm_ms"], found["stormy_ms"]
    calm_late, _, late, own = (
        [pair[n] for pair in lags] for lags in found["lags_ms"] for n in (0, 1)
    )
    return [
        Row(
            f"stop button of the kiosk: {attempts} streams and all else at once for {seconds:g} s",
            f"p99 {p99(stormy):.0f} ms, median {statistics.median(stormy):.0f} ms, longest "
            f"{max(stormy):.0f} ms of {len(stormy)}; in calm p99 {p99(calm):.0f} ms",
            "p99 <= 300 ms, every press done",
            (found["failed"],),
        ),
        Row(
            "loop lag of the whole daemon meanwhile",
            f"p99 {p99(late):.1f} ms, longest {max(late):.1f} ms of {len(late)}; in calm p99 "
            f"{p99(calm_late):.1f} ms; its own work in that p99 {p99(own):.1f} ms, longest "
            f"{max(own):.1f} ms",
            "p99 <= 50 ms",
        ),
        Row(
            f"the crowd, from {found['sources']} addresses",
            crowd,
            "no traceback, no more streams than places, few lines in the log",
            (
                found["tracebacks"],
                max(0, found["crowd"].get("events: 200", 0) - MOST_STREAMS),
                max(0, found["lines"] - MOST_LINES),
            ),
        ),
    ]


def _alone() -> tuple[str, ...]:
    """Return the command that gives a network of one's own, () where that is not allowed."""
    for command in ALONE:
        if subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0:
            return command
    return ()


def _own_network() -> list[str]:
    """Bring up the network of our own; return the addresses of strangers."""
    wired = [["ip", "link", "set", "lo", "up"], ["ip", "address", "add", NETWORK, "dev", "lo"]]
    if len(socket.if_nameindex()) > 1 or any(
        subprocess.run(each, capture_output=True, check=False).returncode for each in wired
    ):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as plug:
            plug.connect(("192.0.2.1", 9))  # sends nothing; tells which address would be used
            return [str(plug.getsockname()[0])]
    return [f"198.18.{n // 200}.{n % 200 + 1}" for n in range(SOURCES)]


class Kiosk:
    """Presses the stop button again and again, each time by a new connection: the worst case."""

    def __init__(self, port: int, key: str) -> None:
        self._port = port
        self.failed = self._pressed = 0
        first = self._connection()
        first.request("GET", f"/local?key={key}")
        self._cookie = (first.getresponse().getheader("Set-Cookie") or "").partition(";")[0]
        first.close()
        first.request("GET", "/api/v1/session", headers={"Cookie": self._cookie})
        self._token = str(json.loads(first.getresponse().read())["token"])
        first.close()

    def _connection(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self._port, timeout=10)

    def press(self, number: int) -> float:
        """Stop the room; return how long that took, seconds."""
        origin = f"http://127.0.0.1:{self._port}"
        body = json.dumps({"id": f"press-{number:06}", "verb": "stop", "subject": "stack-1"})
        kind = {"Origin": origin, "Content-Type": "application/json"}
        kind |= {"Cookie": self._cookie, HEADER: self._token}
        start = time.perf_counter()
        connection = self._connection()
        try:
            connection.request("POST", "/api/v1/acts", body, kind)
            self.failed += connection.getresponse().status != 200
        except OSError:
            self.failed += 1
        finally:
            connection.close()
        return time.perf_counter() - start

    def presses(self, seconds: float) -> list[float]:
        """Press for `seconds`; return how long each took, milliseconds."""
        took_ms = []
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._pressed += 1
            took_ms.append(self.press(self._pressed) * 1e3)
            time.sleep(PRESS_S)
        return took_ms


def storm(attempts: int, seconds: float) -> dict[str, Any]:
    """Run daemon, kiosk and crowd, here and now; return all figures."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(OPEN_FILES, most), most))
    sources, port = _own_network(), free_port()
    host = "198.18.0.1" if len(sources) > 1 else sources[0]
    with simulated(scenario(tcp_line("wire")), profiles=PROFILES) as rig:
        config = configuration(rig, bus_of(rig, "tcp"))
        panel = f'[panel]\nhost = "0.0.0.0"\nallowed_hosts = ["{host}"]\n'
        config.write_text(
            re.sub(r"\[panel\]\nport = \d+", f"{panel}port = {port}", config.read_text("utf-8")),
            encoding="utf-8",
        )
        log = rig.folder / "daemon.log"
        with log.open("w", encoding="utf-8") as errors, measured(config, errors) as served:
            kiosk = Kiosk(port, line_of(served))
            calm = kiosk.presses(CALM_S)
            tell(served)
            told = {
                "host": host,
                "port": port,
                "sources": sources,
                "attempts": attempts,
                "seconds": seconds,
            }
            crowd = subprocess.Popen(
                [sys.executable, "-m", "tests.bench.crowd", json.dumps(told)],
                stdout=subprocess.PIPE,
                text=True,
            )
            stormy = kiosk.presses(seconds)
            told_by_crowd, _ = crowd.communicate(timeout=60)
            tell(served)
            lags_ms = json.loads(line_of(served))
        text = log.read_text(encoding="utf-8")
    return {
        "calm_ms": calm,
        "stormy_ms": stormy,
        "failed": kiosk.failed,
        "lags_ms": lags_ms,
        "crowd": json.loads(told_by_crowd),
        "sources": len(sources),
        "tracebacks": text.count("Traceback"),
        "lines": len(text.splitlines()),
    }


if __name__ == "__main__":
    print(json.dumps(storm(int(sys.argv[1]), float(sys.argv[2]))))
