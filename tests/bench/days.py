"""Thirty days of a July in two rooms on the virtual clock, scanned each second."""

import time

from tests.bench.table import Row
from tests.scenario.days import month


def rows(count: float = 30.0) -> list[Row]:
    """Return what control made of so many days."""
    begun = time.perf_counter()
    found = month(count)
    real_s = time.perf_counter() - begun
    starts = ", ".join(f"{name} {n}" for name, n in found.starts.items())
    return [
        Row(
            f"{found.days:g} days of July, two rooms, a scan each second",
            f"{real_s:.0f} s: half of the days on each of two cores ({found.cpu_s:.0f} s CPU)",
            "< 120 s",
        ),
        Row(
            "seconds scanned, or left out because nothing could be decided anew in them",
            f"{found.seconds}, of them {found.scans} scans made",
            "",
        ),
        Row(
            "time within 14-24 °C and 45-60 %RH",
            f"{found.in_band:.1%}, without control {found.in_band_without:.1%}",
            "",
        ),
        Row("switchings an hour and room", f"{found.switchings_h:.2f}", ""),
        Row("starts", starts, ""),
        Row(
            "most starts of a compressor within an hour",
            f"{found.most_starts_h}",
            "<= 6",
            counts=(max(0, found.most_starts_h - 6),),
        ),
        Row("both of a locked pair on", f"{found.both_on_s:g} s", "0 s", (int(found.both_on_s),)),
    ]
