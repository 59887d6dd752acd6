"""kill -9 in the middle of a sync, again and again: the index and its cursor agree, and it resumes.

`python -m tests.bench.records_kill --kills 200`
"""

import argparse
import asyncio
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from records_sync.index.database import reading
from records_sync.index.runs import Stage
from tests.records_sync_worker import KINDS, PAGES, known_after, prepare

STORY_KILLS = 4  # then it is told to its end


@dataclass
class Outcome:
    """How often it was killed at which kind of story, and everything that was wrong."""

    kills: Counter[str] = field(default_factory=Counter)
    ended: int = 0
    resumed: int = 0
    wrong: list[str] = field(default_factory=list)


def killed(folder: Path, kills: int, seed: int = 1) -> Outcome:
    """Kill a syncing process so often; each story is told to its end."""
    chance, outcome = random.Random(seed), Outcome()
    stories = 0
    while sum(outcome.kills.values()) < kills:
        kind = KINDS[stories % len(KINDS)]
        stories += 1
        path = folder / str(stories) / "records.db"
        path.parent.mkdir()
        asyncio.run(prepare(path, kind))
        most = min(kills, sum(outcome.kills.values()) + STORY_KILLS)
        while not _told(path, kind, chance, outcome, sum(outcome.kills.values()) < most):
            pass
    return outcome


def _told(path: Path, kind: str, chance: random.Random, outcome: Outcome, is_killing: bool) -> bool:
    """Run one process, killed or to its end; return whether the story was told."""
    at = place(path, kind) if path.exists() else 0
    was_told = at == PAGES or is_applied(path, kind)
    command = [sys.executable, "-m", "tests.records_sync_worker", str(path), kind]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout is not None
        last = worker.stdout.readline()
        said, _, what = last.strip().partition(" ")
        if said == "asks":  # else all had been told before
            shift = PAGES if kind == "increments" else 0
            outcome.resumed += at > 0
            _check(outcome, int(what) - shift == at, f"{kind}: {at} goes on at {what}")
        lines = chance.randrange(1, 30)
        for line in worker.stdout:
            last, lines = line, lines - 1
            if is_killing and not lines:
                time.sleep(chance.uniform(0, 0.01))
                worker.kill()
                outcome.kills[kind] += 1
    has_ended = worker.returncode == 0
    if worker.returncode not in (0, -signal.SIGKILL):
        raise RuntimeError(f"the worker ended by itself: {worker.returncode}")
    if path.exists():
        _sound(path, kind, outcome, has_ended)
    if has_ended:
        outcome.ended += 1
        # Killed between its last commit and its report, a story is told already.
        ends = ("ended done", "ended unchanged") if was_told else ("ended done",)
        _check(outcome, last.strip() in ends, f"{kind} at {at}: {last.strip()}")
    return has_ended


def place(path: Path, kind: str) -> int:
    """Return how many pages of a story the index says that it has: where it goes on.

    A staged story that was applied is told anew from its first page.
    """
    with closing(reading(path)) as db:
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'source'").fetchone():
            return 0
        row = db.execute("SELECT cursor, snapshot_cursor, snapshot FROM source").fetchone()
    cursor, snapshot_cursor, stage = row or (None, None, Stage.NONE)
    if kind == "increments":
        return int(cursor or "0") - PAGES
    if stage == Stage.NONE and kind == "staged":
        return 0
    return int((cursor if stage == Stage.NONE else snapshot_cursor) or "0")


def is_applied(path: Path, kind: str) -> bool:
    """Return whether a staged story is in the index as a whole, also while it is told anew."""
    if kind != "staged" or not path.exists():
        return False
    with closing(reading(path)) as db:
        row = db.execute("SELECT cursor FROM source").fetchone()
    return row is not None and row[0] == str(PAGES)


def _sound(path: Path, kind: str, outcome: Outcome, has_ended: bool) -> None:
    is_whole = has_ended or is_applied(path, kind)
    at = PAGES if is_whole else place(path, kind)
    with closing(reading(path)) as db:
        whole = db.execute("PRAGMA integrity_check").fetchone()[0]
        _check(outcome, whole == "ok", f"{kind}: {whole}")
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'record'").fetchone():
            return
        found = dict(db.execute("SELECT id, title FROM record WHERE deleted_at IS NULL"))
        staged = "SELECT 1 FROM source WHERE snapshot = ?"
        if not is_whole and db.execute(staged, (Stage.STAGED,)).fetchone():
            at = min(at, PAGES - 1)  # all may be told, nothing is applied
        tally, total = db.execute(
            "SELECT (SELECT SUM(count) FROM tally), (SELECT total FROM source)"
        ).fetchone()
    _check(outcome, found == known_after(kind, at), f"{kind}: rows are not those of page {at}")
    _check(outcome, (tally or 0) == (total or 0) == len(found), f"{kind}: {tally}, {total}")


def _check(outcome: Outcome, holds: bool, what: str) -> None:
    if not holds:
        outcome.wrong.append(what)


def main() -> int:
    """Print how it went."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = killed(Path(folder), asked.kills, asked.seed)
    print(f"{dict(outcome.kills)} kills, resumed {outcome.resumed} times, {outcome.ended} stories")
    print("\n".join(outcome.wrong) or "index and cursor agreed each time")
    return 1 if outcome.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
