"""Start a simulator as a process of its own, for tests and benches."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .control import Remote

END_S = 5.0


class LaunchError(Exception):
    """The simulator ended before it was ready; its own message went to stderr."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A simulator that serves: its process, where its lines are, its control connection."""

    process: subprocess.Popen[str]
    lines: dict[str, Any]
    control: Path
    remote: Remote

    def port(self, line: str) -> int:
        """Return the port of a TCP line."""
        return int(self.lines[line]["port"])


@contextlib.contextmanager
def launched(
    scenario: Path,
    folder: Path,
    *,
    truth: Path | None = None,
    truth_kinds: str | None = None,
    speed: float | None = None,
) -> Iterator[Running]:
    """Run a scenario until the block ends; the control socket is made in `folder`.

    Raises LaunchError.
    """
    control = folder / "control"
    options: list[str] = ["--control", str(control), "--parent", str(os.getpid())]
    for name, value in (("truth", truth), ("truth-kinds", truth_kinds), ("speed", speed)):
        if value is not None:
            options += [f"--{name}", str(value)]
    command = [sys.executable, "-m", "drivers.simulator", str(scenario), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            line = process.stdout.readline() if process.stdout is not None else ""
            if not line:
                raise LaunchError(f"{scenario}: status {process.wait(END_S)}")
            with Remote(control) as remote:
                lines = json.loads(line)["lines"]
                yield Running(process=process, lines=lines, control=control, remote=remote)
        finally:
            process.terminate()
            try:
                process.wait(END_S)
            except subprocess.TimeoutExpired:
                process.kill()
