"""A process that syncs for ever and can be killed at any moment, and what must be true after it.

Its story: snapshot 0 of the whole catalogue, some increments, snapshot 1, and so on. The cursor
tells how far it is, and from the cursor follows every title that the index must have.
"""

import random
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

from records_sync.index.writing import IndexWriter
from records_sync.model import Page, Put, Record
from tests.records_site import record

COUNT = 600
PAGE = 60
INCREMENTS = 12
CHANGED = 20
SOURCE = "files"


def told(at: int, version: int, increments: int) -> Record:
    """Return record `at` as it is after so many increments of a version."""
    found = record(at)
    last = max((k for k in range(increments) if at in touched(k)), default=None)
    words = f"第{version}版" + ("" if last is None else f"改{last}")
    return found._replace(title=found.title + words)


def touched(increment: int) -> range:
    """Return the records that an increment changes."""
    return range(increment * 31 % 100, COUNT, COUNT // CHANGED)


def work(folder: Path) -> None:
    """Sync until killed; begin where the killed one stood."""
    with IndexWriter(folder / "records.db") as writer:
        while True:
            cursor = writer.cursor(SOURCE)[0]
            version, done = (int(n) for n in cursor.split("+")) if cursor else (-1, INCREMENTS)
            if done < INCREMENTS:
                run = writer.begin(SOURCE, snapshot=False)
                items = tuple(Put(record=told(at, version, done + 1)) for at in touched(done))
                run.take(Page(items=items, cursor=f"{version}+{done + 1}"))
                run.apply()
                continue
            run = writer.begin(SOURCE, snapshot=True)
            first = int(run.cursor.split("/")[1]) if run.cursor and "/" in run.cursor else 0
            for at in range(first, COUNT, PAGE):
                puts = tuple(Put(record=told(n, version + 1, 0)) for n in range(at, at + PAGE))
                last = at + PAGE == COUNT
                mark = f"{version + 1}+0" if last else f"{version + 1}/{at + PAGE}"
                run.take(Page(items=puts, cursor=mark))
                print(mark, flush=True)
            run.apply()
            print("applied", flush=True)


def problems(folder: Path) -> list[str]:
    """Return what is wrong with an index that a killed process has left."""
    path = folder / "records.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        if not db.execute("PRAGMA user_version").fetchone()[0]:
            return []
        row = db.execute("SELECT cursor, snapshot, snapshot_cursor FROM source").fetchone()
        titles = dict(db.execute("SELECT id, title FROM record WHERE deleted_at IS NULL"))
    if row is None:
        return [] if not titles else ["records without a source"]
    cursor, stage, halfway = row
    if cursor is None:
        done = COUNT if halfway == "0+0" else int(halfway.split("/")[1]) if halfway else 0
        want = [told(at, 0, 0) for at in range(done)]
    else:
        version, increments = (int(n) for n in cursor.split("+"))
        want = [told(at, version, increments) for at in range(COUNT)]
    wrong = {one.id: one.title for one in want} != titles
    return [f"titles are not those of cursor {cursor}, {stage}, {halfway}"] if wrong else []


def killed(folder: Path, chance: random.Random) -> str:
    """Start the process, kill it shortly after something that it tells, return the last of that."""
    command = [sys.executable, "-m", "tests.index_worker", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for _ in range(chance.randrange(1, 2 * COUNT // PAGE)):  # however slow the machine is
            first = process.stdout.readline()
        killer = threading.Timer(chance.uniform(0.0, 0.05), process.kill)
        killer.start()
        rest = process.stdout.read()
        killer.join()
    assert process.returncode == -signal.SIGKILL
    return (first + rest).split()[-1]


if __name__ == "__main__":
    work(Path(sys.argv[1]))
