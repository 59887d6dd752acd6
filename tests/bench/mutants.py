"""Mutation testing of interlocks, guards and sterilisation: what share of small lies is noticed.

`make mutants` changes the source in some thousand places, one at a time, and runs the unit tests
of these modules against each. Takes a quarter of an hour; leaves its work in `mutants/`.
"""

import json
import subprocess
import sys
from pathlib import Path

LEAST = 0.95


def main() -> None:
    """Run mutmut, print the share of killed mutants and the survivors; exit 1 below `LEAST`."""
    subprocess.run([sys.executable, "-m", "mutmut", "run"], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([sys.executable, "-m", "mutmut", "export-cicd-stats"], check=True)
    stats = json.loads(Path("mutants/mutmut-cicd-stats.json").read_text(encoding="utf-8"))
    slow, whole = stats["timeout"], stats["total"]
    killed = stats["killed"] + slow
    results = subprocess.run(
        [sys.executable, "-m", "mutmut", "results"], check=True, capture_output=True, text=True
    )
    print(results.stdout)
    print(f"{killed} of {whole} mutants killed, {slow} by a time-out: {killed / whole:.1%}")
    sys.exit(killed / whole < LEAST)


if __name__ == "__main__":
    main()
