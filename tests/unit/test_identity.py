"""A device is known by its own profile's identity, and its look-alike is not."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.catalog import shipped_profiles
from drivers.codec import decode, mismatch, words_of
from drivers.vocabulary import Space

PROFILES = shipped_profiles()
HOLDING, INPUT, COIL, DISCRETE = Space.HOLDING, Space.INPUT, Space.COIL, Space.DISCRETE
Memory = Mapping[tuple[Space, int], int]  # the registers of a whole device, as its source says


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
    ("profile", "device", "temperature_c", "humidity_pct"),
    [
        ("xy-md02", xy_md02(7), 21.5, 54.6),
        ("md02-x100", md02(7, -3.25, 40.01), -3.25, 40.01),
        ("rs-ws-n01", humidity_first(546, 215), 21.5, 54.6),
        ("sht30-label", humidity_first(546, 215), 21.5, 54.6),
        ("vaisala-hmd60", hmd60(), 21.37, 47.12),
        ("vaisala-hmw90", hmw90(), 21.37, 47.12),
    ],
)
def test_a_recognised_device_shows_its_climate(
    profile: str, device: Memory, temperature_c: float, humidity_pct: float
) -> None:
    for tag, expected in (("temperature", temperature_c), ("humidity", humidity_pct)):
        point = PROFILES[profile].points[tag]
        words = [device[point.space, point.address + n] for n in range(point.words)]
        assert decode(point, words, 0.0).value == pytest.approx(expected, abs=1e-4)


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


@pytest.mark.parametrize("template", ["ozone-transmitter", "constant-humidity-template"])
def test_a_template_recognises_no_device(template: str) -> None:
    devices = [xy_md02(7), md02(7), humidity_first(546, 215), hmd60(), hmw90(), relays(inputs=8)]
    assert not any(answers(template, device) for device in devices)
    assert any(check.equals for check in PROFILES[template].identity)


@settings(deadline=None)
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
