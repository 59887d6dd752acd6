"""The real daemon without its wires: its image, its scan, its memory and the way over a restart."""

from collections.abc import Iterable, Mapping

from daemon.control.scan import scan
from daemon.control.settings import SafetyInputs, Settings
from daemon.control.state import ControlState
from daemon.control.view import Inputs
from daemon.image import ImageWriter, Source
from daemon.model import Act, ScanResult, Written
from daemon.store.control_memory import ControlMemory, as_text, from_text, recalled
from tests.fakes import StillClock

SAVE_S = 30.0  # the memory is stored at least so often, and with every row for the ledger
MACHINE_START_S = 20.0  # monotonic time of the first scan after the machine came up


class Brain:
    """What runs on the machine: lives, dies, and comes back with what it stored.

    `shift_s` leads from the plant's time to the monotonic clock of this boot.
    """

    def __init__(self, settings: Settings, sources: tuple[Source, ...], t: float) -> None:
        self.settings = settings
        self.clock = StillClock()
        self.shift_s = 0.0
        self.ledger_sound = True
        self.boots = 0
        self.inputs: Inputs | None = None
        self.result: ScanResult | None = None
        self.state = ControlState()
        self.woken = False
        self._sources = sources
        self._stored: list[ControlMemory] = []
        self.at(t)
        self.image = self._fresh_image()

    def at(self, t: float) -> None:
        """Set the time of the plant."""
        self.clock.t = t + self.shift_s

    def scan(
        self, acts: Iterable[Act], written: Iterable[Written], down: frozenset[str]
    ) -> ScanResult:
        """Make one scan on what the image holds now."""
        self.woken = False
        self.inputs = inputs = Inputs(
            image=self.image.freeze(),
            acts=tuple(acts),
            written=tuple(written),
            ledger_sound=self.ledger_sound,
            down=down,
        )
        self.result, self.state = scan(inputs, self.settings, self.state)
        if self.result.events or not self._stored or self._aged_s() >= SAVE_S:
            self.save()
        return self.result

    def save(self) -> None:
        """Store the memory; the one before it stands in for a commit that was cut off."""
        memory = ControlMemory(
            boot=str(self.boots),
            at=self.clock.utc(),
            clock_trusted=self.clock.is_trusted,
            state=self.state,
        )
        self._stored = [*self._stored[-1:], memory]

    def restart(self, t: float, *, other_boot: bool, memory: str) -> None:
        """Begin anew; `memory` is "stored", "stale" (the last commit was cut off) or "lost"."""
        if other_boot:
            self.boots += 1
            self.shift_s = MACHINE_START_S - t
        self.at(t)
        self.image = self._fresh_image()
        self.result = None
        self.state = ControlState()
        choice: Mapping[str, list[ControlMemory]] = {
            "stored": self._stored[-1:],
            "stale": self._stored[:1],
            "lost": [],
        }
        for known in choice[memory]:
            self.state = recalled(
                from_text(as_text(known)),
                boot=str(self.boots),
                t=self.clock.t,
                at=self.clock.utc(),
                clock_trusted=self.clock.is_trusted,
            )
        self._stored = []

    def _fresh_image(self) -> ImageWriter:
        image = ImageWriter(self._sources, self.clock)
        rooms = self.settings.rooms.values()
        image.watch((tag for room in rooms for tag in _contacts(room.safety)), self._wake)
        return image

    def _wake(self) -> None:
        self.woken = True

    def _aged_s(self) -> float:
        saved = self._stored[-1].state.t
        return SAVE_S if saved is None else self.clock.t - saved


def _contacts(safety: SafetyInputs) -> tuple[str, ...]:
    return (
        *safety.door_closed,
        *safety.nobody,
        *safety.e_stop_released,
        *safety.floor_dry,
        *safety.no_fire,
        *safety.ozone,
    )
