"""Measures for Prometheus: base units, windows as labels, absent where nothing is known."""

from daemon.live import LatestSnapshot
from daemon.metric_preservation import preservation_families
from daemon.metrics import make_metrics
from daemon.model import RoomMeasures
from tests.fakes import StillClock

from .metrics_kit import families, rich, site, value


def test_measures_are_in_base_units() -> None:
    text = rich()
    assert value(text, "roomd_room_twpi_years", room="stack-1") == 41.2
    assert value(text, "roomd_room_preservation_index_years") == 44.6
    assert value(text, "roomd_room_equilibrium_moisture_content_ratio") == 0.0927
    assert value(text, "roomd_room_mixing_ratio") == 0.00724
    assert value(text, "roomd_room_absolute_humidity_grams_per_cubic_meter") == 8.62
    assert value(text, "roomd_room_mould_index") == 0.1
    assert value(text, "roomd_room_mould_risk_ratio") == 0.05
    assert value(text, "roomd_room_relative_humidity_drift_ratio") == 0.025
    assert value(text, "roomd_room_temperature_drift_celsius") == -0.5


def test_windows_are_labels() -> None:
    text = rich()
    assert value(text, "roomd_room_relative_humidity_swing_ratio", window="24h") == 0.04
    assert value(text, "roomd_room_temperature_swing_celsius", window="30d") == 3.0
    assert value(text, "roomd_room_in_band_ratio", window="30d") == 0.9
    assert value(text, "roomd_room_measures_coverage_ratio", window="24h") == 0.99
    assert value(text, "roomd_room_measures_coverage_ratio", window="1y") == 0.7


def test_what_is_not_known_is_absent_and_its_coverage_is_there() -> None:
    info = site()
    young = RoomMeasures(room="stack-1", coverage_24h=0.25)
    extra = (preservation_families(info, lambda: {"stack-1": young}),)
    text = make_metrics(info, LatestSnapshot(), StillClock(), extra)().decode()
    found = {
        name for name in families(text) if name.startswith("roomd_room_") and "info" not in name
    }
    assert found == {"roomd_room_measures_coverage_ratio"}
    assert value(text, "roomd_room_measures_coverage_ratio", window="24h") == 0.25
    assert value(text, "roomd_room_measures_coverage_ratio", window="30d") == 0
