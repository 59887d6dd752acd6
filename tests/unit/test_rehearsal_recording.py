"""The record as moments: what was recorded last, nothing invented, every absence known."""

import hashlib
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from daemon.model import Quality, Why
from daemon.rehearsal.recording import Away, Recording
from daemon.store.blocks import Block
from tests.rehearsal_kit import POINTS, QUIET, START, Tape, point, wave

HOUR = timedelta(hours=1)


def heard(
    tape: Tape,
    tag: str,
    *,
    since: datetime = START,
    until: datetime = START + HOUR,
    step_s: int = 10,
) -> list[tuple[float, float | bool | None]]:
    """Return the seconds since START and the value of one tag at every moment."""
    return [
        ((frame.moment.at - START).total_seconds(), frame.moment.readings[tag].value)
        for frame in Recording(tape.path).frames(since, until, step_s)
    ]


def absences(tape: Tape, until: datetime = START + 10 * HOUR) -> list[Away]:
    frames = Recording(tape.path).frames(START, until, 10)
    return [frame.away for frame in frames if frame.away is not None]


def test_a_moment_shows_what_was_recorded_last_before_it(tmp_path: Path) -> None:
    tape = Tape(tmp_path)
    tape.record(lambda s: {**QUIET, "th.humidity": 50 + s / 10}, 65)
    assert heard(tape, "th.humidity") == [
        (0, 50.0), (10, 51.0), (20, 52.0), (30, 53.0), (40, 54.0), (50, 55.0), (60, 56.0)
    ]  # fmt: skip
    assert heard(tape, "th.humidity", step_s=60) == [(0, 50.0), (60, 56.0)]


def test_a_value_that_stays_is_shown_as_fresh_until_its_next_heartbeat(tmp_path: Path) -> None:
    tape = Tape(tmp_path)
    tape.record(lambda _: QUIET, 1800)
    frames = Recording(tape.path).frames(START, START + HOUR, 60)
    ages = {frame.moment.readings["th.humidity"].age_s(frame.moment.t) for frame in frames}
    assert ages == {0.0}


def test_moments_lie_within_the_asked_time_with_both_clocks(tmp_path: Path) -> None:
    tape = Tape(tmp_path)
    tape.record(wave, 3600)
    since, until = START + timedelta(minutes=20), START + timedelta(minutes=21)
    moments = [f.moment for f in Recording(tape.path).frames(since, until, 10)]
    assert [m.at for m in moments] == [since + timedelta(seconds=10 * n) for n in range(6)]
    assert [m.t for m in moments] == [2200.0 + 10 * n for n in range(6)]
    assert all(m.readings["th.humidity"].quality is Quality.GOOD for m in moments)


def test_contacts_are_facts_and_bad_readings_have_no_value(tmp_path: Path) -> None:
    tape = Tape(tmp_path)
    tape.record(lambda s: {**QUIET, "io.floor": s < 30, "th.humidity": None}, 60)
    (*_, last) = Recording(tape.path).frames(START, START + HOUR, 10)
    floor, humidity = (last.moment.readings[tag] for tag in ("io.floor", "th.humidity"))
    assert (floor.value, floor.quality) == (False, Quality.GOOD)
    assert (humidity.value, humidity.quality, humidity.why) == (
        None,
        Quality.BAD,
        Why.COMM_FAILURE,
    )


def test_a_point_whose_rows_are_lost_becomes_bad(tmp_path: Path) -> None:
    tape = Tape(tmp_path)
    tape.record(wave, 3600)
    with closing(sqlite3.connect(tape.path, isolation_level=None)) as db:
        db.execute("DELETE FROM raw WHERE series = 1 AND start_ms > 600000")
    found = dict(heard(tape, "th.humidity", step_s=60))
    assert found[900] is not None
    assert found[1200] is None
    assert dict(heard(tape, "th.temperature", step_s=60))[1200] == 20.0


def test_the_same_boot_after_a_gap_is_a_restart(tmp_path: Path) -> None:
    tape = Tape(tmp_path)
    tape.record(wave, 600)
    tape.record(wave, 600, at=START + HOUR, t=1000.0 + 3600)
    assert absences(tape) == [Away(same_boot=True, length_s=3005.0)]
    assert [
        at for at, _ in heard(tape, "th.humidity", until=START + 2 * HOUR) if 595 < at < 3600
    ] == []


def test_another_boot_is_known_by_its_name_and_by_true_clocks(tmp_path: Path) -> None:
    tape = Tape(tmp_path)
    tape.record(wave, 600)
    tape.record(wave, 600, at=START + HOUR, boot="second", t=20.0)
    tape.record(wave, 600, at=START + 2 * HOUR, boot="third", t=20.0, trusted=False)
    assert absences(tape) == [
        Away(same_boot=False, length_s=3005.0),
        Away(same_boot=False, length_s=None),
    ]


def test_a_clock_that_was_set_is_no_absence(tmp_path: Path) -> None:
    tape = Tape(tmp_path)
    tape.record(wave, 600)
    tape.record(wave, 600, at=START + HOUR, t=1000.0 + 600)
    assert absences(tape) == []
    tape.record(wave, 600, at=START + 2 * HOUR, t=1000.0 + 1200, trusted=False)
    assert absences(tape) == []


def test_the_newest_unit_of_a_tag_is_the_one_that_counts(tmp_path: Path) -> None:
    tape = Tape(tmp_path, (*POINTS, point("th.humidity", "relative_humidity", "g/m³")))
    tape.record(lambda _: QUIET, 60)
    assert Recording(tape.path).units["th.humidity"] == "g/m³"


def test_the_file_is_not_touched_and_may_be_written_meanwhile(tmp_path: Path) -> None:
    tape = Tape(tmp_path)
    tape.record(wave, 600)
    before = hashlib.sha256(tape.path.read_bytes()).digest()
    frames = Recording(tape.path).frames(START, START + 2 * HOUR, 10)
    next(frames)
    assert hashlib.sha256(tape.path.read_bytes()).digest() == before
    tape.record(wave, 600, at=START + HOUR, t=1000.0 + 3600)
    assert len(list(frames)) >= 59
    assert len(heard(tape, "th.humidity", until=START + 2 * HOUR)) == 120


def test_a_damaged_block_is_a_damaged_file(tmp_path: Path) -> None:
    tape = Tape(tmp_path)
    tape.record(wave, 60)
    block = Block(0)
    block.add(0, 2, 1 << 20)
    with closing(sqlite3.connect(tape.path, isolation_level=None)) as db:
        db.execute("UPDATE raw SET rows = ?", (bytes(block.packed)[:-1],))
    with pytest.raises(sqlite3.DatabaseError):
        list(Recording(tape.path).frames(START, START + HOUR, 10))


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        Recording(tmp_path / "history.db")
    assert list(tmp_path.iterdir()) == []
