"""Words become values or faults, never both, never a guess; and values become the same words."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.catalog import shipped_profiles
from drivers.codec import Fault, Sample, command_words, decode, number, words_of
from drivers.frames import encode, first_frame, values
from drivers.profile import Point
from drivers.request import Read
from drivers.vocabulary import WORDS, Encoding, Quantity, Space

PROFILES = shipped_profiles()
POINTS = [(p.id, point) for p in PROFILES.values() for point in p.point]
ORDERS = ("big", "little")
RANGES: dict[Encoding, tuple[int, int]] = {
    "bit": (0, 1),
    "flag": (0, 0xFFFF),
    "uint16": (0, 0xFFFF),
    "int16": (-0x8000, 0x7FFF),
    "uint32": (0, 0xFFFF_FFFF),
    "int32": (-0x8000_0000, 0x7FFF_FFFF),
}
a_word = st.integers(0, 0xFFFF)
untimed = settings(deadline=None)  # a busy machine is no failure


def number_point(encoding: Encoding, **changes: object) -> Point:
    return Point.model_validate(
        {
            "tag": "temperature",
            "quantity": Quantity.TEMPERATURE,
            "title": {"zh": "温度", "en": "Temperature"},
            "space": Space.INPUT,
            "address": 0,
            "encoding": encoding,
            "low": -40.0,
            "high": 80.0,
        }
        | changes
    )


def shipped(profile: str, tag: str, *words: int) -> Sample:
    return decode(PROFILES[profile].points[tag], words, t=1.0)


def test_xy_md02_golden_frames() -> None:
    request = Read(unit_id=1, space=Space.INPUT, address=1, count=2)
    assert encode("rtu", request, 0) == bytes.fromhex("01 04 00 01 00 02 20 0B")
    found = first_frame("rtu", bytes.fromhex("01 04 04 01 31 02 22 2A CE"))
    assert found is not None
    first, second = values(found[0].pdu, 2)
    assert shipped("xy-md02", "temperature", first).value == 30.5
    assert shipped("xy-md02", "humidity", second).value == 54.6


@pytest.mark.parametrize(
    ("profile", "tag", "words", "value"),
    [
        pytest.param("md02-x100", "temperature", (0x0BEA,), 30.50, id="hundredths"),
        pytest.param("u7071-ir-ac", "temperature", (0xFF9C,), -10.0, id="maker's negative example"),
        pytest.param("xy-md02", "temperature", (0xFFFF,), -0.1, id="0xFFFF is a real -0.1 °C"),
        pytest.param("rs-ws-n01", "temperature", (0xFF9B,), -10.1, id="two's complement"),
        pytest.param("vaisala-hmd60", "humidity", (0x7AE1, 0x41F4), 30.559999, id="low word first"),
        pytest.param("vaisala-hmw90", "temperature_check", (0xF830,), -20.0, id="hundredths, cold"),
        pytest.param("medole-dehumidifier", "temperature_1", (0x0517,), 23.5, id="split bytes"),
        pytest.param("medole-dehumidifier", "water_full", (0x0082,), True, id="flag set"),
        pytest.param("medole-dehumidifier", "compressor", (0x0082,), True, id="its neighbour"),
        pytest.param("medole-dehumidifier", "fan", (0x0082,), False, id="flag clear"),
        pytest.param("medole-dehumidifier", "high_pressure", (0x0800,), True, id="high byte"),
        pytest.param("constant-humidity-template", "filter_dirty", (0,), True, id="inverted"),
        pytest.param("generic-di-8", "door_closed", (1,), True, id="closed contact"),
    ],
)
def test_words_become_the_value(
    profile: str, tag: str, words: tuple[int, ...], value: float | bool
) -> None:
    sample = shipped(profile, tag, *words)
    assert (sample.value, sample.fault) == (value, None)
    assert (sample.raw, sample.t) == (words, 1.0)


def test_minus_one_degree_is_65535() -> None:
    assert decode(number_point("int16"), (65535,), 0.0).value == -1.0


@pytest.mark.parametrize(
    ("profile", "tag", "words", "fault"),
    [
        pytest.param("xy-md02", "humidity", (0xFFFF,), Fault.OUT_OF_RANGE, id="6553.5 % not 100 %"),
        pytest.param("xy-md02", "humidity", (1001,), Fault.OUT_OF_RANGE, id="100.1 %"),
        pytest.param("xy-md02", "humidity", (0,), Fault.OUT_OF_RANGE, id="not measured yet"),
        pytest.param("xy-md02", "humidity", (5460,), Fault.OUT_OF_RANGE, id="a clone's 54.60 %"),
        pytest.param("xy-md02", "temperature", (0x8000,), Fault.OUT_OF_RANGE, id="-3276.8 °C"),
        pytest.param("vaisala-hmw90", "humidity_check", (0x8000,), Fault.SENTINEL, id="missing"),
        pytest.param("vaisala-hmw90", "humidity_check", (0x7FFF,), Fault.SENTINEL, id="overflow"),
        pytest.param("vaisala-hmw90", "humidity_check", (0x8001,), Fault.SENTINEL, id="underflow"),
        pytest.param("ozone-transmitter", "ozone", (0xFFFF,), Fault.SENTINEL, id="ozone missing"),
        pytest.param("vaisala-hmd60", "humidity", (0, 0x7FC0), Fault.NOT_A_NUMBER, id="quiet NaN"),
        pytest.param("vaisala-hmd60", "humidity", (0, 0x7F80), Fault.NOT_A_NUMBER, id="infinity"),
        pytest.param("vaisala-hmd60", "temperature", (0, 0xFF80), Fault.NOT_A_NUMBER, id="-inf"),
        pytest.param(
            "medole-dehumidifier", "temperature_1", (0x8000,), Fault.NOT_A_NUMBER, id="128 tenths"
        ),
    ],
)
def test_unusable_words_are_rejected_never_clamped(
    profile: str, tag: str, words: tuple[int, ...], fault: Fault
) -> None:
    sample = shipped(profile, tag, *words)
    assert (sample.value, sample.fault, sample.raw) == (None, fault, words)


@pytest.mark.parametrize("reading_c", [-40.0, 85.0])
def test_the_rails_of_a_lost_sensor_are_never_a_temperature(reading_c: float) -> None:
    for profile, point in POINTS:
        if point.quantity is Quantity.TEMPERATURE and (point.encoding, reading_c) != (
            "split8",
            -40.0,  # the encoding has no negative numbers
        ):
            words = words_of(reading_c / point.scale, point.encoding, point.word_order)
            assert decode(point, words, 0.0).fault is Fault.OUT_OF_RANGE, (profile, point.tag)


@pytest.mark.parametrize("word", [0x7FFF, 0x8000])
def test_usual_error_words_are_never_a_climate(word: int) -> None:
    climate = (Quantity.TEMPERATURE, Quantity.RELATIVE_HUMIDITY)
    for profile, point in POINTS:
        if point.quantity in climate and point.words == 1:
            assert decode(point, (word,), 0.0).value is None, (profile, point.tag)


@pytest.mark.parametrize("temperature_c", [18.0, 20.0, 21.37, 21.5, 30.56])
def test_a_temperature_with_swapped_words_is_rejected(temperature_c: float) -> None:
    point = PROFILES["vaisala-hmd60"].points["temperature"]
    swapped = words_of(temperature_c, "float32", "big")
    assert point.word_order == "little"
    assert decode(point, swapped, 0.0).value is None


def test_98_of_100_humidities_with_swapped_words_are_rejected() -> None:
    point = PROFILES["vaisala-hmd60"].points["humidity"]
    hundredths = range(100, 10_001)
    believed = [
        n
        for n in hundredths
        if decode(point, words_of(n / 100, "float32", "big"), 0.0).value is not None
    ]
    assert len(believed) / len(hundredths) < 0.02


def test_as_many_words_as_the_point_has() -> None:
    with pytest.raises(ValueError, match="temperature: 1 words, not 2"):
        decode(number_point("float32"), (0,), 0.0)


def test_a_32_bit_sentinel_is_compared_in_word_order() -> None:
    point = number_point("uint32", word_order="little", sentinels=[0x8000_0000])
    assert decode(point, (0x0000, 0x8000), 0.0).fault is Fault.SENTINEL
    assert decode(point, (0x0014, 0x0000), 0.0).value == 20.0


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("encoding", RANGES)
def test_whole_numbers_survive_the_round_trip(encoding: Encoding, order: str) -> None:
    @untimed
    @given(st.integers(*RANGES[encoding]))
    def survives(value: int) -> None:
        words = words_of(value, encoding, order)
        assert len(words) == WORDS[encoding]
        assert all(0 <= word <= 0xFFFF for word in words)
        assert number(words, encoding, order) == value

    survives()


@untimed
@given(st.integers(0, 2559), st.sampled_from(ORDERS))
def test_split_bytes_survive_the_round_trip(tenths: int, order: str) -> None:
    assert number(words_of(tenths / 10, "split8", order), "split8", order) == tenths / 10


@untimed
@given(st.floats(width=32), st.sampled_from(ORDERS))
def test_floats_survive_the_round_trip(value: float, order: str) -> None:
    found = number(words_of(value, "float32", order), "float32", order)
    assert found == value or (math.isnan(found) and math.isnan(value))


@untimed
@given(st.floats(width=32, allow_nan=False))
def test_the_two_word_orders_mirror_each_other(value: float) -> None:
    assert words_of(value, "float32", "big") == words_of(value, "float32", "little")[::-1]


@pytest.mark.parametrize(
    ("value", "encoding"),
    [
        (-1, "uint16"),
        (65536, "uint16"),
        (-32769, "int16"),
        (32768, "int16"),
        (2**32, "uint32"),
        (2**31, "int32"),
        (256.0, "split8"),
        (-0.1, "split8"),
        (1e39, "float32"),
        (math.nan, "int16"),
        (math.inf, "split8"),
    ],
)
def test_what_does_not_fit_is_refused(value: float, encoding: Encoding) -> None:
    with pytest.raises(ValueError, match=f"does not fit in {encoding}"):
        words_of(value, encoding)


@untimed
@given(
    encoding=st.sampled_from(["uint16", "int16", "uint32", "int32", "float32", "split8"]),
    order=st.sampled_from(ORDERS),
    scale=st.sampled_from([0.001, 0.01, 0.1, 1.0, 2.5]),
    sentinels=st.frozensets(a_word, max_size=3),
    words=st.tuples(a_word, a_word),
)
def test_any_words_give_a_value_in_range_or_a_fault(
    encoding: Encoding,
    order: str,
    scale: float,
    sentinels: frozenset[int],
    words: tuple[int, int],
) -> None:
    point = number_point(encoding, word_order=order, scale=scale, sentinels=sentinels)
    raw = words[: point.words]
    sample = decode(point, raw, 0.0)
    assert (sample.value is None) is not (sample.fault is None)
    if sample.value is not None:
        assert math.isfinite(sample.value)
        assert -40.0 <= sample.value <= 80.0
        assert sample.value == round(number(raw, encoding, order) * scale, 6)


@untimed
@given(st.sampled_from(POINTS), st.tuples(a_word, a_word))
def test_no_shipped_point_ever_shows_a_number_outside_its_range(
    entry: tuple[str, Point], words: tuple[int, int]
) -> None:
    _, point = entry
    sample = decode(point, words[: point.words], 0.0)
    assert (sample.value is None) is not (sample.fault is None)
    if point.is_bit:
        assert isinstance(sample.value, bool)
    elif sample.value is not None:
        assert point.low is not None
        assert point.high is not None
        assert point.low <= sample.value <= point.high


def test_commands_are_scaled_to_words() -> None:
    template = {w.tag: w for w in PROFILES["constant-humidity-template"].write}
    assert command_words(template["humidity_setpoint"], 47.5) == (475,)
    assert command_words(template["power"], 1) == (1,)
