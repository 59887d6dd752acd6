"""Short runs of the benches: the counts decide, the timings are only printed."""

import pytest

from tests.bench import (
    deadman,
    door,
    guard,
    panel,
    panel_page,
    preservation,
    records,
    reports,
    rtu,
    write,
)


def test_no_frame_is_early_and_no_value_wrong_on_a_serial_wire() -> None:
    found = rtu.rows(requests=40)
    assert [row.counts for row in found if not row.sound] == []


def test_no_wrong_reply_is_taken_for_a_value() -> None:
    found = guard.rows(replies=9_000, seed=7)
    assert [row.what for row in found if not row.sound] == []


def test_a_write_waits_for_one_request_at_most() -> None:
    assert all(row.sound for row in write.rows(writes=20))


@pytest.mark.parametrize(
    ("serial", "share", "edges"),
    [(True, 0.0, 40), (True, 0.5, 50), (True, 0.95, 60), (False, 0.0, 40), (False, 0.95, 110)],
)
def test_a_door_puts_the_lamp_out_by_our_command(serial: bool, share: float, edges: int) -> None:
    assert door.case(serial, share, edges, rooms=10).sound


@pytest.mark.parametrize("trouble", deadman.TROUBLES)
def test_a_lamp_falls_by_its_own_timer_and_stays_out(trouble: str) -> None:
    assert deadman.fallen(trouble, rounds=1, rooms=2).sound


def test_a_year_of_days_merges_to_what_one_pass_finds() -> None:
    assert all(row.sound for row in preservation.rows(years=1))


def test_the_years_reports_are_made_beside_a_live_loop() -> None:
    assert all(row.sound for row in reports.rows(days=20))


def test_the_index_counts_what_a_plain_scan_finds() -> None:
    assert all(row.sound for row in records.rows(count=8_000))


def test_a_crowd_at_the_panel_keeps_nobody_from_the_stop_button() -> None:
    assert [row for row in panel.rows(attempts=300, seconds=5) if not row.sound] == []


def test_the_first_page_is_light_draws_what_is_read_and_does_not_grow() -> None:
    found = panel_page.rows(changes=3, loads=1, updates=400)
    assert [row for row in found if not row.sound] == []
