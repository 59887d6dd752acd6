"""Packed rows: what goes in comes out, and what is no block says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.model import Quality, Why
from daemon.store.blocks import Block, Row, unpacked
from daemon.store.states import GOOD, WHY_CODES, quality_of, state_of, why_of

_states = st.builds(state_of, st.sampled_from(Quality), st.sampled_from(Why))
_rows = st.lists(
    st.tuples(st.integers(0, 10**12), _states, st.integers(-(2**80), 2**80)), min_size=1
)


@given(start_ms=st.integers(0, 10**12), rows=_rows)
def test_rows_come_out_as_they_went_in(start_ms: int, rows: list[tuple[int, int, int]]) -> None:
    block = Block(start_ms)
    expected = []
    offset_ms = start_ms
    for delay_ms, state, steps in rows:
        offset_ms += delay_ms
        kept = None if quality_of(state) is Quality.BAD else steps
        block.add(offset_ms, state, kept)
        expected.append(Row(offset_ms, state, kept))
    assert list(unpacked(start_ms, bytes(block.packed))) == expected
    assert block.count == len(rows)


def test_a_restless_sensor_takes_three_bytes_a_row() -> None:
    block = Block(0)
    for second in range(60):
        block.add(second * 1000, GOOD, 235 + (-1) ** second * (second % 5))
    assert len(block.packed) <= 60 * 3 + 4


@pytest.mark.parametrize(
    "packed",
    [
        pytest.param(b"\x80", id="ends within a number"),
        pytest.param(b"\x01", id="ends before the state"),
        pytest.param(b"\x01\x02", id="ends before the value"),
        pytest.param(b"\x01\x03\x00", id="a quality that is none"),
    ],
)
def test_bytes_that_are_no_block_are_refused(packed: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        list(unpacked(0, packed))


def test_every_reason_has_a_number_of_its_own() -> None:
    assert set(WHY_CODES) == set(Why)
    assert len(set(WHY_CODES.values())) == len(Why)
    for why in Why:
        for quality in Quality:
            state = state_of(quality, why)
            assert (quality_of(state), why_of(state)) == (quality, why.value)


def test_a_reason_of_a_newer_program_keeps_its_number() -> None:
    assert why_of(99 << 2) == "why_99"
