"""Shipped profiles are honest and tell look-alikes apart; a bad profile is refused by key."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from drivers import profile as schema
from drivers.codec import mismatch, words_of
from drivers.profile import (
    Point,
    Profile,
    Quantity,
    Space,
    parse_profile,
    shipped_profiles,
    site_profiles,
)

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
HOLDING, INPUT, COIL, DISCRETE = Space.HOLDING, Space.INPUT, Space.COIL, Space.DISCRETE
Memory = Mapping[tuple[Space, int], int]


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
        reads = [*profile.point, *profile.identity]
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
def test_the_budget_lets_an_output_be_renewed_for_a_whole_programme(profile: Profile) -> None:
    for write in profile.write:
        if write.dead_man:
            assert write.daily_budget * write.dead_man.renew_s >= 5 * 3600


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


# Identity: registers of whole devices, as their sources describe them.


def float_at(address: int, value: float, order: str = "little") -> dict[tuple[Space, int], int]:
    first, second = words_of(value, "float32", order)
    return {(HOLDING, address): first, (HOLDING, address + 1): second}


def signed(value: float) -> int:
    return words_of(value, "int16")[0]


def xy_md02(unit_id: int, temperature_c: float = 21.5, humidity_pct: float = 54.6) -> Memory:
    return {
        (INPUT, 1): signed(temperature_c * 10),
        (INPUT, 2): round(humidity_pct * 10),
        (HOLDING, 0x101): unit_id,
        (HOLDING, 0x102): 9600,
        (HOLDING, 0x103): 0,
    }


def md02(unit_id: int, temperature_c: float = 21.5, humidity_pct: float = 54.6) -> Memory:
    return {
        (INPUT, 1): signed(temperature_c * 100),
        (INPUT, 2): round(humidity_pct * 100),
        (HOLDING, 0x100): unit_id,
        (HOLDING, 0x101): 2,  # code of 9600 baud, and of unit id 2 on an XY-MD02
    }


def humidity_first(first_word: int, second_word: int) -> Memory:
    return {(HOLDING, 0): first_word, (HOLDING, 1): second_word, (HOLDING, 0x100): 7}


def hmd60(order: str = "little") -> Memory:
    return (
        float_at(0x0000, 47.12, order)
        | float_at(0x0002, 21.37, order)
        | float_at(0x000A, 7.4, order)
        | float_at(0x1F01, -123.45, order)
        | {(HOLDING, 0x1F00): signed(-12345), (HOLDING, 0x0200): 0}
    )


def hmdw110() -> Memory:
    return {place: word for place, word in hmd60().items() if place[1] not in (0x000A, 0x000B)}


def hmw90(order: str = "little") -> Memory:
    return (
        float_at(0x0002, 47.12, order)
        | float_at(0x0004, 21.37, order)
        | {(HOLDING, 0x0101): 4712, (HOLDING, 0x0102): 2137}
    )


def relays(inputs: int = 0, version: int | None = 200) -> Memory:
    board = {(COIL, n): 0 for n in range(8)} | {(DISCRETE, n): 1 for n in range(inputs)}
    board[(HOLDING, 0x4000)] = 7
    return board if version is None else board | {(HOLDING, 0x8000): version}


def answers(profile: str, device: Memory, unit_id: int = 7) -> bool:
    """Say whether every identity read of `profile` finds in `device` what it asks for."""
    for check in PROFILES[profile].identity:
        places = [(check.space, check.address + n) for n in range(check.words)]
        if not all(place in device for place in places):
            return False  # exception 2, illegal data address
        if mismatch(check, [device[place] for place in places], unit_id):
            return False
    return True


@pytest.mark.parametrize(
    ("profile", "device"),
    [
        ("xy-md02", xy_md02(7)),
        ("md02-x100", md02(7)),
        ("rs-ws-n01", humidity_first(546, 215)),
        ("sht30-label", humidity_first(546, 215)),
        ("vaisala-hmd60", hmd60()),
        ("vaisala-hmw90", hmw90()),
        ("waveshare-relay-8", relays()),
        ("waveshare-relay-d-8", relays(inputs=8)),
        ("uv-lamp-relay", relays()),
        ("generic-di-8", relays(inputs=8)),
    ],
)
def test_a_device_is_recognised_by_its_own_profile(profile: str, device: Memory) -> None:
    assert answers(profile, device)


@pytest.mark.parametrize(
    ("profile", "device"),
    [
        pytest.param("xy-md02", xy_md02(3), id="another unit's registers"),
        pytest.param("xy-md02", xy_md02(7, humidity_pct=0), id="dead sensor"),
        pytest.param("rs-ws-n01", humidity_first(215, 546), id="temperature first"),
        pytest.param("sht30-label", humidity_first(215, 546), id="temperature first, labelled"),
        pytest.param("vaisala-hmd60", hmd60("big"), id="high word first"),
        pytest.param("vaisala-hmd60", hmdw110(), id="its sister without mixing ratio"),
        pytest.param("vaisala-hmd60", hmw90(), id="its cousin"),
        pytest.param("vaisala-hmw90", hmw90("big"), id="high word first, HMW90"),
        pytest.param("vaisala-hmw90", hmd60(), id="one register off"),
        pytest.param("waveshare-relay-d-8", relays(), id="relays without inputs"),
        pytest.param("waveshare-relay-8", relays(version=None), id="a cheap relay board"),
        pytest.param("uv-lamp-relay", relays(version=None), id="a lamp on a cheap relay board"),
    ],
)
def test_a_look_alike_is_not_recognised(profile: str, device: Memory) -> None:
    assert not answers(profile, device)


@given(
    unit_id=st.integers(1, 247),
    temperature_c=st.integers(-1999, 5999).map(lambda hundredths: hundredths / 100),
    humidity_pct=st.integers(1010, 10_000).map(lambda hundredths: hundredths / 100),
)
def test_xy_md02_and_its_clone_are_never_confused(
    unit_id: int, temperature_c: float, humidity_pct: float
) -> None:
    tenths = xy_md02(unit_id, temperature_c, humidity_pct)
    hundredths = md02(unit_id, temperature_c, humidity_pct)
    assert answers("xy-md02", tenths, unit_id)
    assert answers("md02-x100", hundredths, unit_id)
    assert not answers("xy-md02", {(HOLDING, 0x101): unit_id, **hundredths}, unit_id)
    assert not answers("xy-md02", {**hundredths, (HOLDING, 0x101): unit_id}, unit_id)
    assert not answers("md02-x100", {**tenths, (HOLDING, 0x100): unit_id}, unit_id)


def test_an_identity_mismatch_says_what_was_found() -> None:
    unit, _, humidity = PROFILES["xy-md02"].identity
    assert mismatch(unit, (2,), 7) == "holds 2, expected 7"
    assert mismatch(humidity, (5460,), 7) == "holds 546, expected 5..100"


# The text format.

VALID = """
id = "test-device"
title = { zh = "测试", en = "Test" }
source = "the manual of the test device"
[[identity]]
space = "input"
address = 1
[[point]]
tag = "temperature"
quantity = "temperature"
title = { zh = "温度", en = "Temperature" }
space = "input"
address = 1
encoding = "int16"
low = -30
high = 70
[[point]]
tag = "relay"
quantity = "relay"
title = { zh = "继电器", en = "Relay" }
space = "coil"
address = 0
encoding = "bit"
[[write]]
tag = "relay"
space = "coil"
address = 0
encoding = "bit"
values = [0, 1]
verify = "relay"
dead_man = { address = 0x200, unit_s = 0.1, period_s = 3.0, renew_s = 1.0 }
"""


def test_the_smallest_profile_is_accepted() -> None:
    profile = parse_profile(VALID)
    assert (profile.verified, profile.serial.baudrate, profile.occupancy) == (
        False,
        9600,
        "allowed",
    )
    assert list(profile.points) == ["temperature", "relay"]


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('id = "test-device"', 'id = "Test Device"', "id"),
        ('id = "test-device"', 'id = "test-device"\ncolour = "red"', "colour"),
        ('source = "the manual of the test device"', 'source = "me"', "source"),
        ('source = "the manual of the test device"', "", "source"),
        ('zh = "测试", en = "Test"', 'en = "Test"', "title.zh"),
        ('source = "the', 'serial = { baudrate = 9601 }\nsource = "the', "serial.baudrate"),
        ('source = "the', 'max_registers = 126\nsource = "the', "max_registers"),
        ('source = "the', 'worst_latency_s = nan\nsource = "the', "worst_latency_s"),
        ('[[identity]]\nspace = "input"\naddress = 1', "", "identity"),
        ('[[identity]]\nspace = "input"', '[[identity]]\nspace = "inputs"', "identity.0.space"),
        (
            '[[identity]]\nspace = "input"',
            '[[identity]]\nequals = 3\nequals_unit_id = true\nspace = "input"',
            "equals_unit_id",
        ),
        ('tag = "temperature"', 'tag = "Temperature"', "point.0.tag"),
        ('tag = "temperature"', 'tag = "relay"', "same tag"),
        ('quantity = "temperature"', 'quantity = "warmth"', "point.0.quantity"),
        ('encoding = "int16"', 'encoding = "int8"', "point.0.encoding"),
        ('encoding = "int16"', 'encoding = "bit"', "encoding bit does not fit space input"),
        ('encoding = "int16"', 'encoding = "flag"', "flag needs it"),
        ('encoding = "int16"', 'encoding = "int16"\nbit = 3', "bit belongs"),
        ('encoding = "int16"', 'encoding = "int16"\nscale = 0', "point.0.scale"),
        ('encoding = "int16"', 'encoding = "int16"\nsentinels = [-32768]', "sentinels"),
        ("address = 1\nencoding", "address = 0x10000\nencoding", "point.0.address"),
        (
            'address = 1\nencoding = "int16"',
            'address = 0xFFFF\nencoding = "int32"',
            "past address 0xFFFF",
        ),
        ("low = -30", "low = 80", "low 80.0 is not below high 70.0"),
        ("low = -30", "", "low and high"),
        ("low = -30", "low = -inf", "point.0.low"),
        ('verify = "relay"', 'verify = "lamp"', "verify names no point: lamp"),
        ("values = [0, 1]", "", "values"),
        ("renew_s = 1.0", "renew_s = 1.6", "renew_s"),
        ("unit_s = 0.1, period_s = 3.0", "unit_s = 0.1, period_s = 7000.0", "period_s"),
        (
            'source = "the',
            'forbidden = [{ space = "input", address = 0, count = 2 }]\nsource = "the',
            "point temperature lies in a forbidden range",
        ),
        ('tag = "temperature"', 'repeat = 65\ntag = "temperature_{n}"', "repeat = 65"),
        ('tag = "temperature"', 'repeat = 2\ntag = "temperature"', "same tag"),
    ],
)
def test_a_bad_profile_is_refused_by_key(old: str, new: str, key: str) -> None:
    assert old in VALID
    with pytest.raises(ValueError, match=re.escape(key)):
        parse_profile(VALID.replace(old, new, 1))


def test_a_hazard_without_a_timer_is_refused() -> None:
    text = VALID.replace('source = "the', 'occupancy = "forbidden"\nsource = "the')
    assert parse_profile(text).occupancy == "forbidden"
    with pytest.raises(ValueError, match="write relay: occupancy = forbidden needs dead_man"):
        parse_profile(re.sub(r"dead_man = .*", "", text))


def test_two_writes_of_one_tag_are_refused() -> None:
    write = VALID[VALID.index("[[write]]") :]
    with pytest.raises(ValueError, match="two writes have the same tag"):
        parse_profile(VALID + write)


def test_a_timer_belongs_to_a_coil() -> None:
    head, write = VALID.split("[[write]]")
    holding = write.replace('"coil"', '"holding"').replace('"bit"', '"uint16"')
    with pytest.raises(ValueError, match="dead_man is a timer of coils"):
        parse_profile(f"{head}[[write]]{holding}")


def test_broken_toml_is_refused_with_its_line() -> None:
    with pytest.raises(ValueError, match="line 2"):
        parse_profile('id = "x"\nsource "y"')


def test_repeat_counts_from_one_and_moves_every_address() -> None:
    text = VALID.replace('tag = "relay"', 'repeat = 3\ntag = "relay_{n}"').replace(
        'verify = "relay"', 'verify = "relay_{n}"'
    )
    profile = parse_profile(
        text.replace('zh = "继电器", en = "Relay"', 'zh = "{n} 路", en = "No. {n}"')
    )
    third = profile.points["relay_3"]
    assert (third.address, third.title.zh, third.title.en) == (2, "3 路", "No. 3")
    write = profile.write[2]
    assert (write.tag, write.verify, write.address) == ("relay_3", "relay_3", 2)
    assert write.dead_man is not None
    assert write.dead_man.address == 0x202


def test_a_site_adds_its_own_profiles(tmp_path: Path) -> None:
    template = (ROOT / "drivers/profiles/constant-humidity-template.toml").read_text("utf-8")
    mine = template.replace('id = "constant-humidity-template"', 'id = "our-machine"')
    (tmp_path / "our-machine.toml").write_text(mine, encoding="utf-8")
    assert set(site_profiles(tmp_path)) == {"our-machine"}
    assert site_profiles(tmp_path / "missing") == {}


def test_two_files_with_one_id_are_refused(tmp_path: Path) -> None:
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(VALID, encoding="utf-8")
    with pytest.raises(ValueError, match="b.toml: another file has the id test-device"):
        site_profiles(tmp_path)


# The manual.


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
    words = {*keys, *SHIPPED, *Quantity, *Space, *schema.WORDS}
    assert {word for word in words if f"`{word}`" not in manual} == set()


def test_points_are_what_the_scan_needs_to_know() -> None:
    assert {"measures", "max_rate_per_min", "low", "high"} <= Point.model_fields.keys()
