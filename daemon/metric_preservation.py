"""What is exported of preservation: the running measures of each room (pure).

What is not known is absent, its coverage is always there.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from prometheus_client.core import GaugeMetricFamily, Metric

from .metric_families import exported_number
from .metric_services import Families
from .model import RoomMeasures, SiteInfo

DAY, MONTH, YEAR = "24h", "30d", "1y"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One metric; `scale` turns the measure's unit into the metric's.

    `by_window` are its fields by the label `window`; a metric without windows has the one "".
    """

    name: str
    text: str
    by_window: Mapping[str, str]
    scale: float = 1.0


ROWS = (
    Row(
        name="absolute_humidity_grams_per_cubic_meter",
        text="Water in the air of the room.",
        by_window={"": "absolute_g_m3"},
    ),
    Row(
        name="mixing_ratio",
        text="Water to dry air by mass.",
        by_window={"": "mixing_g_kg"},
        scale=0.001,
    ),
    Row(
        name="preservation_index_years",
        text="Preservation index of the air as it is now.",
        by_window={"": "pi_y"},
    ),
    Row(
        name="twpi_years",
        text="Time-weighted preservation index of the last 30 days.",
        by_window={"": "twpi_y"},
    ),
    Row(
        name="equilibrium_moisture_content_ratio",
        text="Mean moisture of wood over the last 30 days, 0 to 1.",
        by_window={"": "emc_pct"},
        scale=0.01,
    ),
    Row(
        name="mould_index",
        text="Mould index of VTT for sensitive material, 0 to 6.",
        by_window={"": "mould_index"},
    ),
    Row(
        name="mould_risk_ratio",
        text="Share of a germination in the last 30 days; 1 is germination to be expected.",
        by_window={"": "mould_risk"},
    ),
    Row(
        name="temperature_swing_celsius",
        text="Highest minus lowest half-hour mean.",
        by_window={DAY: "swing_24h_c", MONTH: "swing_30d_c"},
    ),
    Row(
        name="relative_humidity_swing_ratio",
        text="Highest minus lowest half-hour mean, 0 to 1.",
        by_window={DAY: "swing_24h_pct", MONTH: "swing_30d_pct"},
        scale=0.01,
    ),
    Row(
        name="temperature_drift_celsius",
        text="Mean of the last day minus that of 30 days.",
        by_window={"": "drift_c"},
    ),
    Row(
        name="relative_humidity_drift_ratio",
        text="Mean of the last day minus that of 30 days, -1 to 1.",
        by_window={"": "drift_pct"},
        scale=0.01,
    ),
    Row(
        name="in_band_ratio",
        text="Share of measured time inside the allowed band, 0 to 1.",
        by_window={DAY: "in_band_24h", MONTH: "in_band_30d"},
    ),
    Row(
        name="measures_coverage_ratio",
        text="Share of the time in which the room was measured, 0 to 1.",
        by_window={DAY: "coverage_24h", MONTH: "coverage_30d", YEAR: "coverage_1y"},
    ),
)


def preservation_families(
    info: SiteInfo, measures: Callable[[], Mapping[str, RoomMeasures]]
) -> Families:
    """Return the families of the running measures."""

    def families() -> Iterable[Metric]:
        told = measures()
        found = (_family(info, row, told) for row in ROWS)
        return tuple(family for family in found if family.samples)

    return families


def _family(info: SiteInfo, row: Row, told: Mapping[str, RoomMeasures]) -> Metric:
    named = ("site", "room") if "" in row.by_window else ("site", "room", "window")
    family = GaugeMetricFamily(f"roomd_room_{row.name}", row.text, labels=named)
    for room, measures in told.items():
        for window, field in row.by_window.items():
            value = exported_number(getattr(measures, field), row.scale)
            if value is not None:
                family.add_metric((info.id, room, window)[: len(named)], value)
    return family
