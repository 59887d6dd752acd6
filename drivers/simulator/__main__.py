"""`python -m drivers.simulator SCENARIO.toml --truth FILE --control SOCKET [--speed 60]`.

Prints one JSON line with the places of all lines once everything listens. Ends on SIGTERM,
SIGINT or the command `stop` with status 0; status 1 where a line can't be opened, 2 on a bad
scenario.
"""

import argparse
import contextlib
import ctypes
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from .control import ControlServer
from .scenario import profiles_of, read_scenario
from .simulation import Simulation
from .truth import Truth, TruthKind

PR_SET_PDEATHSIG = 1  # prctl(2)
SWITCH_S = 0.0005  # a serial line's thread must not wait 5 ms for the physics


def main() -> int:
    """Run a scenario until told to stop; return the exit status."""
    options = _options()
    try:
        scenario = read_scenario(options.scenario)
        if options.speed is not None:
            scenario = scenario.model_validate({**dict(scenario), "speed": options.speed})
        profiles = profiles_of(scenario)
        kinds = [TruthKind(word) for word in options.truth_kinds.split(",") if word]
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{options.scenario}: {error}\n")
        return 2
    if options.parent is not None and not _tied_to(options.parent):
        return 0
    sys.setswitchinterval(SWITCH_S)
    with contextlib.closing(Truth(options.truth, kinds)) as truth:
        simulation = Simulation(scenario, profiles, truth)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: simulation.stopping.set())
        with contextlib.ExitStack() as stack:
            if options.control is not None:
                stack.enter_context(ControlServer(options.control, simulation.executor))
            try:
                simulation.run(lambda lines: _ready(lines, options.control))
            except OSError as error:
                sys.stderr.write(f"{options.scenario}: {error}\n")
                return 1
    return 0


def _ready(lines: dict[str, Any], control: Path | None) -> None:
    place = None if control is None else str(control)
    ready = {"ready": True, "pid": os.getpid(), "lines": lines, "control": place}
    sys.stdout.write(json.dumps(ready, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def _tied_to(parent: int) -> bool:
    """Let the kernel end this process with its parent; return whether the parent still lives."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    return os.getppid() == parent


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m drivers.simulator", description=__doc__)
    parser.add_argument("scenario", type=Path)
    parser.add_argument("--truth", type=Path, help="file for the truth log")
    parser.add_argument(
        "--truth-kinds",
        default=",".join(TruthKind),
        help="comma-separated; default: %(default)s",
    )
    parser.add_argument("--control", type=Path, help="unix socket for commands")
    parser.add_argument("--parent", type=int, help="end with this process, which started it")
    parser.add_argument("--speed", type=float, help="physics this many times faster")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
