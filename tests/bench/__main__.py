"""`python -m tests.bench [NAME …]`: the figures of this machine, as a table.

Counts (wrong values, early frames, requests a round) decide the exit code; timings never do.
"""

import sys
from collections.abc import Callable

from tests.bench import (
    days,
    dead,
    deadman,
    door,
    guard,
    lag,
    pace,
    panel,
    panel_page,
    preservation,
    records,
    records_live,
    reports,
    rtu,
    scan,
    scrape,
    soak,
    write,
)
from tests.bench.table import Row, show

BENCHES: dict[str, Callable[[], list[Row]]] = {
    "rtu": rtu.rows,
    "write": write.rows,
    "scan": scan.rows,
    "preservation": preservation.rows,
    "records": records.rows,
    "records_live": records_live.rows,
    "reports": reports.rows,
    "lag": lag.rows,
    "scrape": scrape.rows,
    "guard": guard.rows,
    "dead": dead.rows,
    "pace": pace.rows,
    "door": door.rows,
    "deadman": deadman.rows,
    "panel": panel.rows,
    "panel_page": panel_page.rows,
    "soak": soak.rows,
    "days": days.rows,
}


def main() -> int:
    """Run the named benches, or all."""
    names = sys.argv[1:] or list(BENCHES)
    sound = True
    for name in names:
        found = BENCHES[name]()
        print(f"\n[{name}]")
        show(found)
        sound = sound and all(row.sound for row in found)
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
