"""Short runs of the benches: the counts decide, the timings are only printed."""

from tests.bench import guard, rtu, write


def test_no_frame_is_early_and_no_value_wrong_on_a_serial_wire() -> None:
    found = rtu.rows(requests=40)
    assert [row.counts for row in found if not row.sound] == []


def test_no_wrong_reply_is_taken_for_a_value() -> None:
    found = guard.rows(replies=9_000, seed=7)
    assert [row.what for row in found if not row.sound] == []


def test_a_write_waits_for_one_request_at_most() -> None:
    assert all(row.sound for row in write.rows(writes=20))
