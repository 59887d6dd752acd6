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
from tests.browser.control_example import (
    by_hand,
    calm,
    degraded,
    door_tripped,
    local_stop,
    uv_run,
)
from tests.fakes import StillClock

from .metrics_kit import (
    controlled,
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


T = 999.0


def holding(text: str, name: str, label: str, **labels: str) -> set[str]:
    """Return the values of `label` whose sample is 1."""
    return {
        sample.labels[label]
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == name and labels.items() <= sample.labels.items() and sample.value == 1
    }


def test_an_output_shows_what_is_wanted_allowed_told_and_seen() -> None:
    text = controlled(door_tripped(T))
    assert [
        value(text, f"roomd_output_{fact}", output="uv-1")
        for fact in ("want", "allowed", "command", "feedback", "trouble")
    ] == [1.0, 0.0, 0.0, 0.0, 0.0]
    assert value(text, "roomd_output_running", output="uv-1") == 0.0
    assert value(text, "roomd_output_running", output="dry-1") is None
    assert value(text, "roomd_output_feedback", output="dry-1") == 1.0
    assert value(text, "roomd_output_info", output="uv-1", kind="uv_lamp", name="紫外灯") == 1.0


def test_the_mode_and_the_verdict_of_an_output_are_one_word_each() -> None:
    text = controlled(by_hand(T))
    assert holding(text, "roomd_output_mode", "mode", output="fan-1") == {"hand"}
    assert holding(text, "roomd_output_mode", "mode", output="dry-1") == {"auto"}
    assert holding(text, "roomd_output_verdict", "verdict", output="dry-1") == {"refused"}
    assert value(text, "roomd_output_trouble", output="dry-1") == 1.0


def test_a_trip_is_one_interlock_of_all_there_are() -> None:
    assert holding(controlled(calm(T)), "roomd_interlock_tripped", "interlock") == set()
    text = controlled(door_tripped(T))
    assert holding(text, "roomd_interlock_tripped", "interlock") == {"door"}
    assert holding(text, "roomd_interlock_latched", "interlock") == {"door"}


def test_a_cycle_shows_its_stage_and_what_it_used() -> None:
    text = controlled(uv_run(T))
    assert holding(text, "roomd_cycle_stage", "stage", programme="uv-night") == {"run"}
    assert holding(text, "roomd_room_entry", "entry", room="stack-1") == {"forbidden"}
    assert value(text, "roomd_cycle_lamp_seconds") == 412 * 3600
    assert value(text, "roomd_cycle_checks_missing") == 0.0


def test_setpoints_and_limits_are_in_base_units() -> None:
    text = controlled(calm(T))
    assert value(text, "roomd_room_temperature_setpoint_celsius") == 20.0
    assert value(text, "roomd_room_relative_humidity_setpoint_ratio") == 0.52
    assert value(text, "roomd_room_relative_humidity_allowed_min_ratio") == 0.45
    assert value(text, "roomd_room_temperature_allowed_max_celsius") == 24.0


def test_a_stopped_room_is_seen() -> None:
    assert value(controlled(calm(T)), "roomd_room_stopped") == 0.0
    assert value(controlled(local_stop(T)), "roomd_room_stopped") == 1.0


def test_every_degraded_mode_has_a_series_and_shows_where_it_holds() -> None:
    whole, some = controlled(calm(T)), controlled(degraded(T))
    assert holding(whole, "roomd_degraded", "mode") == set()
    assert holding(some, "roomd_degraded", "mode", room="stack-1") == {"one_sensor_left"}
    assert holding(some, "roomd_degraded", "mode", room="") == {"clock_untrusted"}
    counts = [len(families(text)["roomd_degraded"].samples) for text in (whole, some)]
    assert counts == [9, 9]  # three of the site, three of a room or of what is in none


def test_the_series_of_control_do_not_come_and_go() -> None:
    def series(text: str) -> set[str]:
        return {
            f"{sample.name}{sorted(sample.labels.items())}"
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }

    usual = series(controlled(calm(T)))
    assert all(
        series(controlled(scene(T))) == usual
        for scene in (by_hand, degraded, door_tripped, local_stop, uv_run)
    )
