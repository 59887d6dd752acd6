"""What Prometheus gets: honest readings, lawful names, every one of them in the docs."""

import math
import subprocess

from prometheus_client.parser import text_string_to_metric_families

from daemon.live import LatestSnapshot
from daemon.metric_families import POINT_METRICS
from daemon.metrics import make_metrics
from daemon.model import (
    Quality,
    waiting,
)
from drivers.vocabulary import Quantity
from tests.fakes import StillClock

from .metrics_kit import (
    documented,
    families,
    point,
    reading,
    rendered,
    rich,
    sample_names,
    site,
    snapshot,
    value,
)


def test_promtool_finds_nothing_to_complain_about() -> None:
    checked = subprocess.run(
        ["promtool", "check", "metrics"], input=rich(), capture_output=True, text=True, check=False
    )
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


def test_the_docs_name_every_metric_and_no_other() -> None:
    assert sample_names(text_string_to_metric_families(rich())) == documented()


def test_every_quantity_has_a_metric() -> None:
    assert set(POINT_METRICS) == set(Quantity)


def test_values_are_in_base_units() -> None:
    text = rich()
    assert value(text, "roomd_zone_temperature_celsius") == 20.5
    assert value(text, "roomd_zone_relative_humidity_ratio") == 0.456
    assert value(text, "roomd_zone_ozone_grams_per_cubic_meter") == 0.0002
    assert value(text, "roomd_point_runtime_seconds") == 5400.0
    assert value(text, "roomd_point_state", point="contact") == 1.0
    assert value(text, "roomd_point_state", point="relay") == 0.0
    assert value(text, "roomd_room_temperature_celsius") == 20.5
    assert value(text, "roomd_room_relative_humidity_ratio") == 0.5


def test_labels_say_where_a_reading_is_from() -> None:
    sample = families(rich())["roomd_zone_temperature_celsius"].samples[0]
    assert sample.labels == {
        "site": "yard",
        "room": "stack-1",
        "zone": "north",
        "device": "all-1",
        "point": "temperature",
    }


def test_a_bad_reading_is_absent_and_its_age_and_quality_are_there() -> None:
    temperature = point(Quantity.TEMPERATURE)
    info = site(temperature)
    readings = {temperature.tag: reading(None, Quality.BAD, 940.0)}
    text = rendered(info, snapshot(info, readings, room=Quality.BAD))
    assert value(text, "roomd_zone_temperature_celsius") is None
    assert value(text, "roomd_reading_quality") == 0.0
    assert value(text, "roomd_reading_age_seconds") == 60.0
    assert value(text, "roomd_room_dew_point_celsius") is None
    assert value(text, "roomd_room_reading_quality", quantity="dew_point") == 0.0


def test_an_uncertain_reading_is_shown_as_such() -> None:
    temperature = point(Quantity.TEMPERATURE)
    info = site(temperature)
    text = rendered(info, snapshot(info, {temperature.tag: reading(19.0, Quality.UNCERTAIN)}))
    assert value(text, "roomd_zone_temperature_celsius") == 19.0
    assert value(text, "roomd_reading_quality") == 1.0


def test_a_point_that_was_never_read_is_infinitely_old() -> None:
    temperature = point(Quantity.TEMPERATURE)
    info = site(temperature)
    text = rendered(info, snapshot(info, {temperature.tag: waiting("°C")}))
    assert value(text, "roomd_reading_age_seconds") == math.inf


def test_no_number_that_is_none_gets_out() -> None:
    temperature = point(Quantity.TEMPERATURE)
    info = site(temperature)
    text = rendered(info, snapshot(info, {temperature.tag: reading(math.nan, Quality.GOOD)}))
    assert value(text, "roomd_zone_temperature_celsius") is None


def test_health_of_devices_buses_and_services_is_counted() -> None:
    text = rich()
    assert value(text, "roomd_device_online", device="all-1") == 1.0
    assert value(text, "roomd_poll_total", device="all-1") == 9.0
    assert value(text, "roomd_poll_failures_total", device="all-1") == 2.0
    assert value(text, "roomd_poll_duration_seconds", device="all-1") == 0.034
    assert value(text, "roomd_bus_requests_total", bus="rs485-1") == 11.0
    assert [
        value(text, "roomd_bus_failures_total", kind=kind)
        for kind in ("no_reply", "bad_reply", "refusal")
    ] == [1.0, 2.0, 3.0]
    assert value(text, "roomd_bus_progress_age_seconds") == 0.5
    assert value(text, "roomd_service_up", service="history") == 1.0
    assert value(text, "roomd_service_up", service="mqtt") == 0.0
    assert value(text, "roomd_service_restarts_total", service="mqtt") == 3.0
    assert value(text, "roomd_clock_synchronized") == 0.0
    assert value(text, "roomd_scan_total") == 17.0
    assert value(text, "roomd_history_rows_dropped_total") == 1.0


def test_chinese_names_come_through_whole() -> None:
    text = rich()
    assert value(text, "roomd_room_info", name="一号库房") == 1.0
    assert value(text, "roomd_site_info", name='档案室 "A"\\') == 1.0


def test_before_the_first_scan_only_names_and_the_process_are_there() -> None:
    names = sample_names(text_string_to_metric_families(rendered(site(), None)))
    assert {"roomd_build_info", "roomd_site_info", "process_resident_memory_bytes"} <= names
    assert not any(name.startswith(("roomd_zone", "roomd_reading")) for name in names)


def test_no_creation_times_are_exported() -> None:
    assert "_created" not in rich()


def test_the_text_is_made_once_a_second() -> None:
    info, live, clock = site(point(Quantity.TEMPERATURE)), LatestSnapshot(), StillClock()
    metrics = make_metrics(info, live, clock)
    before = metrics()
    live.swap(snapshot(info, {info.points[0].tag: reading(20.0, Quality.GOOD)}))
    clock.t += 0.9
    assert metrics() is before
    clock.t += 0.2
    assert b"roomd_zone_temperature_celsius{" in metrics()


def test_a_thousand_points_are_three_thousand_series() -> None:
    info = site(*(point(Quantity.TEMPERATURE, f"th-{n}") for n in range(1000)))
    readings = {p.tag: reading(20.0 + n / 100, Quality.GOOD) for n, p in enumerate(info.points)}
    found = families(rendered(info, snapshot(info, readings)))
    for name in (
        "roomd_zone_temperature_celsius",
        "roomd_reading_age_seconds",
        "roomd_reading_quality",
    ):
        assert len(found[name].samples) == 1000
    series = [str(sample.labels) + sample.name for f in found.values() for sample in f.samples]
    assert len(set(series)) == len(series)
