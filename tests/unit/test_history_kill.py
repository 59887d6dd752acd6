"""kill -9 at any moment leaves a sound file with every committed row; a stop ends at once."""

import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

from .history_kit import plain

KILLS = 20
STOP_S = 5.0


def child(directory: Path, day: int) -> "subprocess.Popen[str]":
    """Start a process that writes restless minutes of one day, and tells what it committed."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.unit.history_kit", str(directory), str(day)],
        stdout=subprocess.PIPE,
        text=True,
    )


def told(process: "subprocess.Popen[str]") -> int:
    """Return the last number of committed rows that the process told before its end."""
    assert process.stdout is not None
    whole = process.stdout.read().rpartition("\n")[0]
    return int(whole.split()[-1]) if whole else 0


def kept(directory: Path, day: int) -> int:
    """Return the rows in the file that the process of one day wrote."""
    with plain(directory) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'raw'").fetchone():
            return 0
        found: int | None = db.execute(
            "SELECT SUM(count) FROM raw JOIN segment ON id = segment WHERE mono_ms / 86400000 = ?",
            (day,),
        ).fetchone()[0]
        return found or 0


def test_no_kill_loses_a_committed_row(tmp_path: Path) -> None:
    chance = random.Random(3)
    for day in range(KILLS):
        with child(tmp_path, day) as process:
            first = 0
            if day % 2:  # in the midst of its commits; else at any moment, the start included
                assert process.stdout is not None
                first = int(process.stdout.readline())
                assert first > 0
            killer = threading.Timer(chance.uniform(0.0, 0.6), process.kill)
            killer.start()
            committed = max(first, told(process))
            killer.join()
        assert kept(tmp_path, day) >= committed


def test_a_stop_commits_the_open_minute_and_ends_the_process(tmp_path: Path) -> None:
    with child(tmp_path, 0) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        committed = told(process)
        assert process.wait(STOP_S) == 0
    assert kept(tmp_path, 0) == committed > 0
