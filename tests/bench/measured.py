"""A whole controller in a process of its own, whose loop is measured (`served.py`)."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


@contextmanager
def measured(config: Path, errors: TextIO) -> Iterator["subprocess.Popen[str]"]:
    """Run the controller; its first line is the key of the room's own panel."""
    daemon = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.served", str(config)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
    )
    try:
        yield daemon
    finally:
        daemon.terminate()
        daemon.communicate(timeout=20)


def line_of(daemon: "subprocess.Popen[str]") -> str:
    """Return its next line; raises RuntimeError where it is gone."""
    line = daemon.stdout.readline() if daemon.stdout else ""
    if not line:
        raise RuntimeError("the daemon is gone")
    return line.strip()


def tell(daemon: "subprocess.Popen[str]") -> None:
    """End the calm, and then the storm."""
    if daemon.stdin:
        daemon.stdin.write("go\n")
        daemon.stdin.flush()
