"""Shipped profiles are honest: sourced, unverified, bilingual, bounded, and safe to write with."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from drivers import profile as schema
from drivers.catalog import parse_profile, shipped_profiles
from drivers.profile import Identity, Point, Profile
from drivers.vocabulary import WORDS, Quantity, Space

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "drivers" / "profiles").glob("*.toml"))
PROFILES = shipped_profiles()
SHIPPED = {
    "constant-humidity-template",
    "generic-di-8",
    "md02-x100",
    "medole-dehumidifier",
    "ozone-transmitter",
    "rs-ws-n01",
    "sht30-label",
    "u7071-ir-ac",
    "uv-lamp-relay",
    "vaisala-hmd60",
    "vaisala-hmw90",
    "waveshare-relay-8",
    "waveshare-relay-d-8",
    "xy-md02",
}
every_profile = pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
HAN = re.compile(r"[\u4e00-\u9fff]")


def test_the_shipped_profiles_are_these() -> None:
    assert set(PROFILES) == SHIPPED


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_id_is_the_file_name(file: Path) -> None:
    assert parse_profile(file.read_text(encoding="utf-8")).id == file.stem


@every_profile
def test_a_shipped_profile_names_its_source_and_claims_no_verification(profile: Profile) -> None:
    assert len(profile.source) > 40
    assert profile.verified is False
    assert "Wiring" in profile.notes or "wiring" in profile.notes


@every_profile
def test_titles_are_in_both_languages(profile: Profile) -> None:
    for text in (profile.title, *(point.title for point in profile.point)):
        assert HAN.search(text.zh), text
        assert not HAN.search(text.en), text


@every_profile
def test_titles_of_one_device_differ(profile: Profile) -> None:
    for titles in ([p.title.zh for p in profile.point], [p.title.en for p in profile.point]):
        assert len(set(titles)) == len(titles)


@every_profile
def test_numbers_have_a_unit_and_a_range(profile: Profile) -> None:
    for point in profile.point:
        if not point.is_bit:
            assert point.low is not None
            assert point.high is not None
            assert point.unit or point.quantity is Quantity.MODE


@every_profile
def test_room_climate_points_bound_the_rate_of_change(profile: Profile) -> None:
    climate = (Quantity.TEMPERATURE, Quantity.RELATIVE_HUMIDITY)
    for point in profile.point:
        if point.quantity in climate and point.measures == "room":
            assert point.max_rate_per_min is not None


@every_profile
def test_it_forbids_nothing_that_it_reads(profile: Profile) -> None:
    for forbidden in profile.forbidden:
        banned = set(range(forbidden.address, forbidden.address + forbidden.count))
        reads: list[Point | Identity] = [*profile.point, *profile.identity]
        for read in (r for r in reads if r.space is forbidden.space):
            assert banned.isdisjoint(range(read.address, read.address + read.words))


@every_profile
def test_every_write_is_verified_by_the_point_it_changes(profile: Profile) -> None:
    for write in profile.write:
        point = profile.points[write.verify]
        assert (point.space, point.address, point.encoding) == (
            write.space,
            write.address,
            write.encoding,
        )
        assert point.scale == write.scale


@every_profile
def test_a_write_can_only_ask_for_what_its_point_can_show(profile: Profile) -> None:
    for write in profile.write:
        point = profile.points[write.verify]
        if point.low is not None and point.high is not None:
            asked = write.values or (write.low, write.high)
            assert all(a is not None and point.low <= a <= point.high for a in asked)


@every_profile
def test_a_hazard_is_only_driven_through_its_own_timer(profile: Profile) -> None:
    if profile.occupancy == "forbidden":
        assert all(write.dead_man for write in profile.write)
    if any(write.dead_man for write in profile.write):
        assert all(write.dead_man for write in profile.write)
        assert profile.comm_loss_action == "off"


def test_the_uv_lamp_falls_off_within_three_seconds() -> None:
    uv = PROFILES["uv-lamp-relay"]
    assert uv.occupancy == "forbidden"
    for n, write in enumerate(uv.write):
        assert write.dead_man is not None
        assert (write.tag, write.address, write.dead_man.address) == (f"lamp_{n + 1}", n, 0x200 + n)
        assert (write.dead_man.unit_s, write.dead_man.period_s) == (0.1, 3.0)
        assert write.dead_man.renew_s == 1.0


@every_profile
def test_words_that_may_wear_an_eeprom_are_written_rarely(profile: Profile) -> None:
    for write in profile.write:
        assert write.volatile or write.daily_budget <= 100  # 100 000 writes last 2.7 years


def test_values_of_the_machine_do_not_vote_for_the_room() -> None:
    machine = PROFILES["medole-dehumidifier"].points
    assert machine["pipe_temperature"].measures == "device"
    assert PROFILES["xy-md02"].points["temperature"].measures == "room"
    for profile in PROFILES.values():
        voting = [
            p.quantity
            for p in profile.point
            if p.measures == "room"
            and p.quantity in (Quantity.TEMPERATURE, Quantity.RELATIVE_HUMIDITY)
        ]
        assert len(set(voting)) == len(voting), profile.id


@pytest.mark.parametrize(
    ("profile", "tag", "resolution"),
    [
        ("xy-md02", "temperature", 0.1),
        ("md02-x100", "temperature", 0.01),
        ("medole-dehumidifier", "temperature_1", 0.1),
        ("medole-dehumidifier", "humidity_1", 1.0),
        ("vaisala-hmd60", "temperature", 0.0),
        ("generic-di-8", "door_closed", 0.0),
    ],
)
def test_resolution_follows_from_the_encoding(profile: str, tag: str, resolution: float) -> None:
    assert PROFILES[profile].points[tag].resolution == pytest.approx(resolution)


def test_the_manual_explains_every_key_and_lists_every_profile() -> None:
    manual = (ROOT / "docs/profiles.md").read_text(encoding="utf-8")
    models: list[type[BaseModel]] = [
        schema.Profile,
        schema.Serial,
        schema.Identity,
        schema.Point,
        schema.Writable,
        schema.DeadMan,
        schema.Forbidden,
    ]
    keys = {name for model in models for name in model.model_fields} | {"repeat"}
    words = {*keys, *SHIPPED, *Quantity, *Space, *WORDS}
    assert {word for word in words if f"`{word}`" not in manual} == set()
