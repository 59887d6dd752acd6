"""A simulator process for benches and tests, started from a scenario text."""

import contextlib
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drivers.simulator.control import Remote
from drivers.simulator.launch import Running, launched


@dataclass(frozen=True)
class Rig:
    """A running simulator and its folder."""

    folder: Path
    running: Running

    @property
    def remote(self) -> Remote:
        """Its remote control."""
        return self.running.remote

    def port(self, line: str) -> int:
        """Return the TCP port of a line."""
        return self.running.port(line)

    def path(self, line: str) -> str:
        """Return the serial path of a line."""
        return str(self.running.lines[line]["path"])

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
    texts by id of site profiles.
    """
    with tempfile.TemporaryDirectory(prefix="roomd-") as name:
        folder = Path(name)
        (folder / "profiles").mkdir()
        for profile_id, text in (profiles or {}).items():
            (folder / "profiles" / f"{profile_id}.toml").write_text(text, encoding="utf-8")
        file = folder / "scenario.toml"
        file.write_text(
            'profiles = "profiles"\n' + scenario.replace("{folder}", name), encoding="utf-8"
        )
        log = folder / "truth.jsonl" if truth else None
        with launched(file, folder, truth=log, truth_kinds=truth) as running:
            yield Rig(folder, running)


def serial_line(line: str = "rs485", *, stopbits: int = 1, baudrate: int = 9600) -> str:
    """Return a scenario's serial line."""
    return f"""
[[line]]
id = "{line}"
transport = "rtu"
path = "{{folder}}/{line}"
baudrate = {baudrate}
stopbits = {stopbits}
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
