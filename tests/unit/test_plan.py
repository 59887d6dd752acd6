"""The planner asks for few blocks and never for an address it must not touch."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.line import Line
from drivers.plan import Block, load, plan, split
from drivers.vocabulary import Space
from tests.devices import registers

RTU = Line(transport="rtu")
TCP = Line(transport="tcp")


def spans(blocks: tuple[Block, ...]) -> list[tuple[str, int, int]]:
    return [(block.space.value, block.address, block.count) for block in blocks]


@pytest.mark.parametrize(
    ("line", "addresses", "expected"),
    [
        pytest.param(RTU, [0, 1, 2, 3], [("holding", 0, 4)], id="adjacent registers are one read"),
        pytest.param(RTU, [0, 8], [("holding", 0, 9)], id="RTU reads over 7 unused registers"),
        pytest.param(
            RTU, [0, 9], [("holding", 0, 1), ("holding", 9, 1)], id="RTU does not read over 8"
        ),
        pytest.param(TCP, [0, 32], [("holding", 0, 33)], id="TCP reads over 31"),
        pytest.param(
            TCP, [0, 33], [("holding", 0, 1), ("holding", 33, 1)], id="TCP does not read over 32"
        ),
    ],
)
def test_holes_are_read_over_where_cheaper(
    line: Line, addresses: list[int], expected: list[tuple[str, int, int]]
) -> None:
    assert spans(plan(registers({"holding": addresses}), line)) == expected


def test_spaces_are_never_mixed_and_all_kept() -> None:
    blocks = plan(registers({"input": [0, 1, 500], "holding": [0], "coil": [3]}), RTU)
    assert sorted(spans(blocks)) == [
        ("coil", 3, 1),
        ("holding", 0, 1),
        ("input", 0, 2),
        ("input", 500, 1),
    ]


def test_a_forbidden_address_is_never_read_over() -> None:
    forbidden = '[[forbidden]]\nspace = "holding"\naddress = 2\ncount = 1\n'
    blocks = plan(registers({"holding": [0, 4]}, forbidden=forbidden), RTU)
    assert spans(blocks) == [("holding", 0, 1), ("holding", 4, 1)]


def test_the_device_limit_cuts_a_block() -> None:
    blocks = plan(registers({"holding": list(range(10))}, limits="max_registers = 4"), RTU)
    assert spans(blocks) == [("holding", 0, 4), ("holding", 4, 4), ("holding", 8, 2)]


def test_sixteen_devices_of_four_registers_make_sixteen_requests() -> None:
    profile = registers({"holding": [0, 1, 2, 3]})
    assert sum(len(plan(profile, RTU)) for _ in range(16)) == 16


def test_the_wire_time_is_the_arithmetic_of_the_standard() -> None:
    eleven_bits = Line(transport="rtu", parity="E")
    # 8 + 13 characters and two silences of 3.5, at 11 bits and 9600 baud; 16 times
    assert 16 * eleven_bits.read_s(Space.HOLDING, 4) == pytest.approx(0.5133, abs=1e-4)
    share = load("d", registers({"holding": [0, 1, 2, 3]}), eleven_bits, 1.0).share
    assert share == pytest.approx(0.5133 / 16, abs=1e-5)


def test_above_19200_baud_the_silence_is_fixed() -> None:
    assert Line(transport="rtu", baudrate=115_200).silence_s == 0.001_750


def test_a_refused_block_is_cut_at_its_widest_hole() -> None:
    (block,) = plan(registers({"holding": [0, 1, 6, 7]}), RTU)
    left, right = split(block)
    assert (left.address, left.count, right.address, right.count) == (0, 2, 6, 2)


@given(
    st.dictionaries(
        st.sampled_from(["holding", "input", "coil", "discrete"]),
        st.lists(st.integers(0, 400), min_size=1, max_size=30, unique=True),
        min_size=1,
    ),
    st.sampled_from([RTU, TCP]),
    st.integers(1, 125),
)
def test_every_point_is_read_exactly_once_within_the_limits(
    addresses: dict[str, list[int]], line: Line, limit: int
) -> None:
    profile = registers(addresses, limits=f"max_registers = {limit}")
    blocks = plan(profile, line)
    assert sorted(p.tag for b in blocks for p in b.points) == sorted(profile.points)
    for block in blocks:
        assert block.space.is_bits or block.count <= limit
        for point in block.points:
            assert point.space is block.space
            assert block.address <= point.address < block.address + block.count
