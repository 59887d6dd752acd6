"""Thirty days of a July in two rooms on the virtual clock.

`SCAN_S=1` scans each second of them, and takes about an hour.
"""

import os

from tests.bench.table import Row
from tests.scenario.days import days


def rows(count: float = 30.0) -> list[Row]:
    """Return what control made of so many days."""
    scan_s = float(os.environ.get("SCAN_S", "45"))
    found = days(count, scan_s)
    starts = ", ".join(f"{name} {n}" for name, n in found.starts.items())
    return [
        Row(
            f"{found.days:g} days of July", f"{found.real_s:.0f} s, {found.scans} scans", "< 120 s"
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
