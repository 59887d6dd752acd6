"""What the rest of the controller learns of the configured site."""

from pathlib import Path

from daemon.configuration.loading import load_config
from daemon.configuration.site import site_info
from tests.site_folder import write_site


def test_points_carry_place_unit_resolution_and_their_own_names(tmp_path: Path) -> None:
    loaded = load_config(write_site(tmp_path))
    site = site_info(loaded.config, loaded.profiles)
    points = {point.tag: point for point in site.points}
    assert list(points) == [
        "th-north.temperature",
        "th-north.humidity",
        "relays.relay_1",
        "relays.relay_2",
    ]
    temperature, humidity = points["th-north.temperature"], points["th-north.humidity"]
    assert (temperature.room, temperature.zone) == ("stack-1", "north")
    assert (temperature.unit, temperature.resolution, temperature.is_bit) == ("°C", 0.1, False)
    assert (temperature.title_zh, temperature.title_en) == ("北墙温度", "北墙温度")
    assert (humidity.title_zh, humidity.title_en) == ("湿度", "Humidity")
    assert (points["relays.relay_2"].is_bit, points["relays.relay_2"].resolution) == (True, 0.0)


def test_rooms_devices_and_buses_stand_in_the_order_of_the_configuration(tmp_path: Path) -> None:
    loaded = load_config(write_site(tmp_path))
    site = site_info(loaded.config, loaded.profiles)
    assert (site.id, site.timezone, site.simulated) == ("dangyang", "Asia/Shanghai", True)
    assert [(room.id, room.name) for room in site.rooms] == [
        ("stack-1", "一号库房"),
        ("stack-2", "二号库房(声像)"),
    ]
    assert [(d.id, d.bus, d.unit_id, d.profile, d.poll_s) for d in site.devices] == [
        ("th-north", "line-1", 3, "test-th", 5.0),
        ("relays", "gateway", 255, "test-relay", 5.0),
    ]
    assert (site.devices[0].title_zh, site.devices[0].verified) == ("温湿度变送器", False)
    assert site.buses == ("line-1", "gateway")
