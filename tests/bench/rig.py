"""A simulator process for benches and tests, started from a scenario text."""

import contextlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drivers.simulator.control import Remote

STOP_S = 3.0


@dataclass(frozen=True)
class Rig:
    """A running simulator: its folder, where its lines are, and its remote control."""

    folder: Path
    lines: dict[str, dict[str, Any]]
    remote: Remote
    pid: int

    def port(self, line: str) -> int:
        """Return the TCP port of a line."""
        return int(self.lines[line]["port"])

    def path(self, line: str) -> str:
        """Return the serial path of a line."""
        return str(self.lines[line]["path"])

    def stats(self, line: str) -> dict[str, Any]:
        """Return the simulator's own counters of one line."""
        found: dict[str, Any] = self.remote.call("stats")["lines"][line]
        return found


@contextlib.contextmanager
def simulated(
    scenario: str, *, truth: str = "", profiles: Mapping[str, str] | None = None
) -> Iterator[Rig]:
    """Run the simulator on `scenario` (TOML; `{folder}` stands for its folder) until the end.

    `truth` names the kinds of truth to log, to `truth.jsonl` in the folder; `profiles` are TOML
    texts by id, which a scenario takes with `profiles = "profiles"`.
    """
    with tempfile.TemporaryDirectory(prefix="roomd-") as name:
        folder = Path(name)
        (folder / "scenario.toml").write_text(scenario.replace("{folder}", name), encoding="utf-8")
        (folder / "profiles").mkdir()
        for profile_id, text in (profiles or {}).items():
            (folder / "profiles" / f"{profile_id}.toml").write_text(text, encoding="utf-8")
        command = [
            *(sys.executable, "-m", "drivers.simulator", str(folder / "scenario.toml")),
            *("--control", str(folder / "control.sock"), "--truth-kinds", truth),
        ]
        if truth:
            command += ["--truth", str(folder / "truth.jsonl")]
        process = subprocess.Popen(command, stdout=subprocess.PIPE)
        try:
            ready = json.loads(process.stdout.readline() if process.stdout else b"")
            with Remote(folder / "control.sock") as remote:
                yield Rig(folder, ready["lines"], remote, process.pid)
        finally:
            process.terminate()
            try:
                process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdout is not None:
                process.stdout.close()


def serial_line(line: str = "rs485", *, parity: str = "N", baudrate: int = 9600) -> str:
    """Return a scenario's serial line."""
    return f"""
[[line]]
id = "{line}"
transport = "rtu"
path = "{{folder}}/{line}"
baudrate = {baudrate}
parity = "{parity}"
"""


def tcp_line(line: str = "gateway", transport: str = "tcp", **more: str) -> str:
    """Return a scenario's TCP line on a free port."""
    extra = "".join(f'{key} = "{value}"\n' for key, value in more.items())
    return f'\n[[line]]\nid = "{line}"\ntransport = "{transport}"\n{extra}'


def fixed_devices(line: str, count: int, *, latency_s: float = 0.0, strict: bool = False) -> str:
    """Return devices 1..count whose registers are `fixed_word(unit_id, address)`."""
    return "".join(
        f"""
[[device]]
id = "{line}-{unit_id}"
line = "{line}"
unit_id = {unit_id}
mode = "fixed"
latency_s = {latency_s}
strict_gap = {str(strict).lower()}
"""
        for unit_id in range(1, count + 1)
    )
