"""Twenty years of quarters of eight rooms in one pass: samples to spans, beside reading alone.

The file is a history as the daemon writes it. `wrong` counts days whose sum differs from one pass
over all samples, and quarters that were lost: both must be none.
"""

import math
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path

from daemon.control.preservation.sample import Sample
from daemon.control.preservation.span import Span, gathered, joined
from daemon.model import Band
from daemon.store.history import FILE
from daemon.store.room_samples import room_samples
from daemon.store.schema import migrations
from tests.bench.table import Row

ROOMS = 8
DAY_S = 86_400
YEAR_S = 365 * DAY_S
SINCE = 1_200_000_000 // DAY_S * DAY_S
BAND = Band(low_c=14, high_c=24, low_pct=45, high_pct=60)
TAGS = {f"r{n}": ((f"r{n}.t",), (f"r{n}.rh",)) for n in range(ROOMS)}
# A year's wave, a day's wave and noise, in steps of 0.1.
FILL = """
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < :quarters - 1),
wave(i, steps) AS (SELECT i, abs(i / 96 % 365 - 182) / 4 + abs(i % 96 - 48) / 4 FROM n)
INSERT INTO quarter SELECT :since + 900 * i, id, 900000, v * 900000, v - 1, v + 1 FROM (
  SELECT i, id, steps + abs(random()) % 9 + iif(unit = '°C', 160, 450) AS v FROM wave, series)
"""


def history(folder: Path, years: int) -> Path:
    """Leave a history of `years` in the folder; return its path."""
    path = folder / FILE
    with closing(sqlite3.connect(path)) as db, db:
        for step in migrations("history").values():
            db.executescript(step)
        db.executemany(
            "INSERT INTO series (tag, unit, step, is_bit) VALUES (?, ?, 0.1, 0)",
            [
                (tag, unit)
                for tags in TAGS.values()
                for (tag,), unit in zip(tags, ("°C", "%RH"), strict=True)
            ],
        )
        db.execute(FILL, {"since": SINCE, "quarters": years * 365 * 96})
    return path


def rows(years: int = 20) -> list[Row]:
    """Return the figures of one pass over `years`."""
    with tempfile.TemporaryDirectory() as folder:
        path = history(Path(folder), years)
        bare_s = _bare(path, years)
        start = time.process_time()
        days: dict[str, list[Span]] = {room: [] for room in TAGS}
        first: list[Sample] = []
        pass_s = 0.0
        until = SINCE + years * YEAR_S
        for at, found in room_samples(path, TAGS, SINCE, until, DAY_S):
            began = time.process_time()
            for room, samples in found.items():
                days[room].append(gathered(samples, BAND, DAY_S))
            pass_s += time.process_time() - began
            if at < SINCE + YEAR_S:
                first += found["r0"]
        began = time.process_time()
        wholes = [joined(spans) for spans in days.values()]
        joined_s = time.process_time() - began
        whole_s = time.process_time() - start
    one = gathered(first, BAND, YEAR_S)
    year = joined(days["r0"][:365])
    wrong = _differs(one, year) + sum(span.coverage < 1 for span in wholes)
    pairs = years * 365 * 96 * ROOMS
    return [
        Row(
            f"preservation: {years} years x {2 * ROOMS} series of quarters, {pairs} samples",
            f"one pass {pass_s + joined_s:.1f} s CPU ({pass_s / pairs * 1e6:.2f} us a sample, "
            f"{joined_s:.2f} s to merge days), {wrong} wrong",
            "<= 10 s on one core, 0 wrong",
            (wrong,),
        ),
        Row(
            "the same from the history's file",
            f"{whole_s:.1f} s CPU; bare reading of the rows {bare_s:.1f} s "
            f"(ratio {whole_s / bare_s:.2f})",
            "beside bare reading",
        ),
    ]


def _bare(path: Path, years: int) -> float:
    """Return the CPU seconds that reading every row takes."""
    start = time.process_time()
    with closing(sqlite3.connect(path)) as db:
        count = sum(
            1 for _ in db.execute("SELECT start, series, covered_ms, integral FROM quarter")
        )
    assert count == years * 365 * 96 * 2 * ROOMS
    return time.process_time() - start


def _differs(one: Span, other: Span) -> int:
    pairs = (
        (one.covered_s, other.covered_s),
        (one.ageing.decay_s, other.ageing.decay_s),
        (one.emc_pcts, other.emc_pcts),
        (one.band.damp_pcth, other.band.damp_pcth),
        (one.germination, other.germination),
        (one.humidity.high, other.humidity.high),
    )
    return sum(not math.isclose(a, b, rel_tol=1e-9) for a, b in pairs) + (one.hours != other.hours)
