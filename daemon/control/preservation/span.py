"""A stretch of time in one value: everything that its samples come to, ready to be merged.

The law of the file: `joined` over the spans of consecutive stretches equals `gathered` over all
their samples, whatever the stretches, as long as each begins at a whole hour after `origin_s`
(local midnights do, with any of them as the origin). Only measured time counts; a gap adds nothing
but to `asked_s`, so coverage tells of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from daemon.model import Band

from . import band as bands
from . import mould_vtt, swing, twpi
from .band import BandTime
from .gathering import Gathering
from .mould_vtt import Run
from .sample import Sample
from .surface import NO_SURFACES, Surfaces
from .swing import Extremes
from .twpi import Ageing


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What the samples of `asked_s` seconds come to, of which `covered_s` were measured.

    `temperature_cs`, `humidity_pcts` and `emc_pcts` are integrals over the measured seconds,
    `germination` the mould risk, `hours` what the mould index needs.
    """

    asked_s: float = 0.0
    covered_s: float = 0.0
    temperature_cs: float = 0.0
    humidity_pcts: float = 0.0
    emc_pcts: float = 0.0
    germination: float = 0.0
    ageing: Ageing = field(default_factory=Ageing)
    band: BandTime = field(default_factory=BandTime)
    temperature: Extremes = field(default_factory=Extremes)
    humidity: Extremes = field(default_factory=Extremes)
    hours: tuple[Run, ...] = ()

    @property
    def coverage(self) -> float:
        """The measured share, 0..1."""
        return min(1.0, self.covered_s / self.asked_s) if self.asked_s > 0 else 0.0

    @property
    def mean_c(self) -> float | None:
        """The mean temperature, None where nothing was measured."""
        return self._mean(self.temperature_cs)

    @property
    def mean_pct(self) -> float | None:
        """The mean relative humidity, None where nothing was measured."""
        return self._mean(self.humidity_pcts)

    @property
    def emc_pct(self) -> float | None:
        """The mean equilibrium moisture of wood in %, None where nothing was measured."""
        return self._mean(self.emc_pcts)

    @property
    def inside(self) -> float | None:
        """The share of measured time inside the band, None where nothing was measured."""
        return self._mean(self.band.inside_s)

    def _mean(self, integral: float) -> float | None:
        return integral / self.covered_s if self.covered_s else None


def gathered(
    samples: Iterable[Sample],
    band: Band,
    asked_s: float,
    origin_s: int = 0,
    surfaces: Surfaces = NO_SURFACES,
) -> Span:
    """Return the span of samples in the order of time; its half hours count from `origin_s`.

    Mould is that of the coldest of `surfaces` where one is given and colder than the air.
    """
    found = Gathering(band, origin_s, surfaces)
    found.take(samples)
    found.close()
    return Span(
        asked_s=asked_s,
        covered_s=found.covered_s,
        temperature_cs=found.temperature_cs,
        humidity_pcts=found.humidity_pcts,
        emc_pcts=found.emc_pcts,
        germination=found.germination,
        ageing=Ageing(covered_s=found.covered_s, decay_s=found.decay_s),
        band=BandTime(
            inside_s=found.inside_s,
            warm_ch=found.warm_ch,
            cold_ch=found.cold_ch,
            damp_pcth=found.damp_pcth,
            dry_pcth=found.dry_pcth,
        ),
        temperature=swing.extremes(found.halves_c),
        humidity=swing.extremes(found.halves_pct),
        hours=mould_vtt.joined(found.hours),
    )


def joined(spans: Iterable[Span]) -> Span:
    """Return one span of consecutive ones, in the order of time."""
    parts = list(spans)
    return Span(
        asked_s=sum(part.asked_s for part in parts),
        covered_s=sum(part.covered_s for part in parts),
        temperature_cs=sum(part.temperature_cs for part in parts),
        humidity_pcts=sum(part.humidity_pcts for part in parts),
        emc_pcts=sum(part.emc_pcts for part in parts),
        germination=sum(part.germination for part in parts),
        ageing=twpi.joined([part.ageing for part in parts]),
        band=bands.joined([part.band for part in parts]),
        temperature=swing.joined([part.temperature for part in parts]),
        humidity=swing.joined([part.humidity for part in parts]),
        hours=mould_vtt.joined(run for part in parts for run in part.hours),
    )
