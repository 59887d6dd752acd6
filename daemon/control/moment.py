"""What every condition of a sterilisation cycle looks at: one programme at one moment."""

from dataclasses import dataclass
from functools import cached_property

from daemon.model import Kind, Quality, Trip

from .feedback import Shown, shown
from .settings import OutputSettings, Programme
from .state import Cycle, RoomMemory
from .view import Facts, View


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One programme in one scan. `trips` are all of its room; `room` is the room's memory."""

    view: View
    programme: Programme
    cycle: Cycle
    room: RoomMemory
    trips: tuple[Trip, ...] = ()

    @property
    def t(self) -> float:
        """The monotonic time of the scan."""
        return self.view.t

    @property
    def stage_s(self) -> float:
        """Seconds that the stage lasts by now."""
        return self.t - self.cycle.since

    @property
    def facts(self) -> Facts:
        """The safety facts of the room."""
        return self.view.facts[self.programme.room]

    @property
    def hazard(self) -> OutputSettings:
        """The output that hurts people."""
        return self.view.settings.outputs[self.programme.output]

    @cached_property
    def shown(self) -> Shown:
        """What the hazard's device shows."""
        return shown(self.view, self.hazard)

    @property
    def makes_ozone(self) -> bool:
        """Whether the hazard fills the room with ozone; of a UV lamp only traces leak.

        GB 28235-2020 allows a lamp 0.1 mg/m³, below the limit of entry.
        """
        return self.hazard.kind is not Kind.UV_LAMP

    @property
    def ozone_mg_m3(self) -> float | None:
        """The highest measured ozone, None unless every sensor can be trusted now."""
        reading = self.facts.ozone
        if reading is None or reading.quality is not Quality.GOOD:
            return None
        return reading.number

    @property
    def high_ozone_mg_m3(self) -> float | None:
        """The highest ozone that any sensor reads, in doubt or not; None where none can be read."""
        reading = self.facts.ozone_high
        return None if reading is None else reading.number

    @cached_property
    def blocking(self) -> tuple[Trip, ...]:
        """The trips that keep the hazard or its contactor off."""
        ours = {self.programme.output, self.programme.contactor}
        return tuple(trip for trip in self.trips if ours & set(trip.outputs))

    @cached_property
    def lamp_cycles(self) -> tuple[Cycle, ...]:
        """The cycles of all programmes with the same hazard, this one as it is now."""
        view, ours = self.view, self.programme
        others = (p for p in view.settings.programmes.values() if p.output == ours.output)
        return (
            self.cycle,
            *(view.state.cycles.get(p.id, Cycle()) for p in others if p.id != ours.id),
        )
