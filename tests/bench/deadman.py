"""The controller dies, hangs or loses its cable while UV lamps burn: how soon are they out?

The core runs as a process of its own (`tests.uv_process`) with rooms whose lamps it keeps burning.
The fall of the relays is taken from the simulator's log, and so is that no lamp comes back before
a person closed its door again.
"""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.bench.table import Row
from tests.lamp_log import TRUTH, LampLog
from tests.rig import Rig, simulated
from tests.uv_site import PROFILES, load, names, scenario
from tests.waiting import wait_until

ROOMS = 8
MOST_S = 3.1
AFTER_S = 4.0  # how long a trouble lasts
RELIT_S = 90.0


@dataclass
class Burning:
    """A process that keeps the lamps of a rig burning, started anew where it is dead."""

    rig: Rig
    rooms: int
    process: "subprocess.Popen[bytes]" = field(init=False)

    def __post_init__(self) -> None:
        load(self.rig, self.rooms, serial=True)
        self.start()

    def start(self) -> None:
        """Start the process."""
        folder, control = self.rig.folder / "site", self.rig.running.control
        with (folder / "log").open("ab") as log:
            command = (sys.executable, "-m", "tests.uv_process", str(folder), str(control))
            self.process = subprocess.Popen(command, stderr=log)

    def until_lit(self) -> None:
        """Return once the lamps of all rooms burn."""

        def lit() -> bool:
            log = LampLog.of(self.rig)
            return all(log.burns(room) for room in names(self.rooms))

        wait_until(lit, RELIT_S)

    def end(self, number: int = signal.SIGTERM) -> int:
        """End the process by a signal; return its status."""
        self.process.send_signal(number)
        return self.process.wait(10)


def killed(burning: Burning) -> None:
    """Kill the process; start another after a while."""
    burning.end(signal.SIGKILL)
    time.sleep(AFTER_S)
    burning.start()


def stopped(burning: Burning) -> None:
    """Stop the process; let it go on after a while."""
    burning.process.send_signal(signal.SIGSTOP)
    time.sleep(AFTER_S)
    burning.process.send_signal(signal.SIGCONT)


def unplugged(burning: Burning) -> None:
    """Pull the cables of all buses; plug them in again after a while."""
    for room in names(burning.rooms):
        burning.rig.remote.unplug(room)
    time.sleep(AFTER_S)
    for room in names(burning.rooms):
        burning.rig.remote.replug(room)


TROUBLES: dict[str, Callable[[Burning], None]] = {
    "killed by -9": killed,
    "stopped by SIGSTOP": stopped,
    "cable pulled": unplugged,
}


def fallen(name: str, rounds: int, rooms: int) -> Row:
    """Return how soon lamps went out after one kind of trouble."""
    trouble, since = TROUBLES[name], []
    with simulated(scenario(rooms, serial=True), truth=TRUTH, profiles=PROFILES) as rig:
        burning = Burning(rig, rooms)
        try:
            for _ in range(rounds):
                burning.until_lit()
                time.sleep(random.random())
                since.append(time.monotonic_ns())
                trouble(burning)
        finally:
            burning.end()
        log = LampLog.of(rig)
    outs = [(t_ns, log.after(room, t_ns)) for t_ns in since for room in names(rooms)]
    took = [(out.t_ns - t_ns) / 1e9 for t_ns, out in outs if out is not None]
    late = sum(seconds > MOST_S for seconds in took)
    unasked = sum(log.unasked(room) for room in names(rooms))
    return Row(
        f"lamp relay off after: {name}, {len(took)} lamps",
        f"longest {max(took, default=0):.2f} s, {late} past {MOST_S} s; {unasked} lit again "
        f"unasked; {len(outs) - len(took)} out before",
        f"<= {MOST_S} s, 0 lit again unasked",
        counts=(late, unasked),
    )


def rows(rounds: int = 25, rooms: int = ROOMS) -> list[Row]:
    """Return the figures of all troubles."""
    return [fallen(name, rounds, rooms) for name in TROUBLES]
