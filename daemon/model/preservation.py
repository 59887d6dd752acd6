"""What a room's climate of the last day and month means for the records in it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomMeasures:
    """One room's running measures; None where too little was measured.

    Swings are highest minus lowest of half-hour means. `drift_c` and `drift_pct` are the mean of
    the last day minus that of 30 days. `pi_y` and `twpi_y` are years (reference acetate), `emc_pct`
    the mean moisture of wood in % over 30 days, `mould_index` the VTT index 0..6 of the sensitive
    class as a year has left it, `mould_risk` the share of a germination (1 = to be expected) of
    the last 30 days; `absolute_g_m3`, `mixing_g_kg` and `pi_y` are of this moment, `twpi_y` is of
    30 days. Shares are 0..1.
    """

    room: str
    swing_24h_c: float | None = None
    swing_24h_pct: float | None = None
    swing_30d_c: float | None = None
    swing_30d_pct: float | None = None
    drift_c: float | None = None
    drift_pct: float | None = None
    absolute_g_m3: float | None = None
    mixing_g_kg: float | None = None
    emc_pct: float | None = None
    pi_y: float | None = None
    twpi_y: float | None = None
    mould_index: float | None = None
    mould_risk: float | None = None
    in_band_24h: float | None = None
    in_band_30d: float | None = None
    coverage_24h: float = 0.0
    coverage_30d: float = 0.0
    coverage_1y: float = 0.0
