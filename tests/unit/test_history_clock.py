"""Rows keep their order whatever the wall clock does, and are dated once it is trusted."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from daemon.store.export import export_rows
from daemon.store.opening import opened
from daemon.store.ring import Batch, PackedRows, Sum
from daemon.store.segments import Segment
from daemon.store.series import SeriesKey
from daemon.store.writer import Writer

from .history_kit import NOON, HeldClock, Scans, good, history_in, plain, running, site, written

TAG = "th.temperature"
ZONE = ZoneInfo("Asia/Shanghai")
BEGINNING = datetime(1970, 1, 1, 0, 0, 20, tzinfo=UTC)  # what a Pi without a clock shows
LONG = (datetime(1969, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC))


async def test_rows_from_before_the_clock_was_set_get_their_time(tmp_path: Path) -> None:
    clock = HeldClock(at=BEGINNING)
    clock.set_trusted(False)
    history = history_in(tmp_path, clock, site())
    scans = Scans(history.offer, clock)
    async with running(history):
        for value in range(40):
            scans.hold(60, {TAG: good(float(value))})
        await written(history, clock)
        clock.step_wall((NOON - clock.utc()).total_seconds())  # NTP answers at NOON
        clock.set_trusted(True)
        scans.hold(121, {TAG: good(40.0)})
        await written(history, clock)
        found = await history.trend(TAG, NOON - timedelta(minutes=40), NOON, 60)
        coarse = await history.trend(TAG, NOON - timedelta(minutes=45), NOON, 900)
    rows = list(export_rows(history.path, (), *LONG, ZONE))
    changes = {row.value: row for row in reversed(rows)}
    for value in range(40):
        assert changes[float(value)].at == NOON - timedelta(minutes=40 - value)
        assert changes[float(value)].clock == "backdated"
    assert changes[40.0].clock == "trusted"
    # The old clock's minutes began 20 s into a minute: moved by whole minutes, 20 s early at most.
    assert [bucket.coverage for bucket in found[:-1]] == [40 / 60] + [1.0] * 38
    assert sum(bucket.coverage for bucket in coarse) * 900 == 60 * 40 - 1 - 19
    with plain(tmp_path) as db:
        assert db.execute("SELECT COUNT(*) FROM minute WHERE start < 1000000").fetchone() == (0,)
        assert db.execute("SELECT COUNT(*) FROM quarter WHERE start < 1000000").fetchone() == (0,)


async def test_rows_of_another_boot_keep_their_doubtful_time(tmp_path: Path) -> None:
    lost = Segment(boot="before", mono_ms=0, utc_ms=20_000, trusted=False)
    now = Segment(boot="after", mono_ms=5_000, utc_ms=1_772_000_040_000, trusted=True)
    async with opened(tmp_path / "history.db", NOON, lambda _: None) as db:
        writer = Writer(db, ZONE)
        await writer.start([SeriesKey(TAG, "°C", 0.1, is_bit=False)])
        for number, segment in enumerate((lost, now), 1):
            await writer.commit(
                [
                    Batch(
                        number=number,
                        segment=segment,
                        start=segment.utc_ms // 60_000 * 60,
                        packed=(PackedRows(0, 0, 1, b"\x01\x02\x14"),),
                        sums=(Sum(0, 60_000, 600_000, 10, 10),),
                    )
                ]
            )
    rows = list(export_rows(tmp_path / "history.db", (), *LONG, ZONE))
    assert [(row.at.year, row.clock) for row in rows] == [(1970, "untrusted"), (2026, "trusted")]


async def test_rows_that_waited_for_the_disk_are_dated_too(tmp_path: Path) -> None:
    clock = HeldClock(at=BEGINNING)
    clock.set_trusted(False)
    history = history_in(tmp_path, clock, site())
    scans = Scans(history.offer, clock)
    scans.hold(120, {TAG: good(20.0)})
    clock.step_wall((NOON - clock.utc()).total_seconds())
    clock.set_trusted(True)
    scans.hold(61, {TAG: good(21.0)})
    async with running(history):
        await written(history, clock)
    rows = list(export_rows(history.path, (), *LONG, ZONE))
    assert [(row.at, row.clock) for row in rows] == [
        (NOON - timedelta(minutes=2), "backdated"),
        (NOON, "trusted"),
    ]


async def test_a_clock_that_jumps_keeps_the_order_of_rows(tmp_path: Path) -> None:
    clock = HeldClock()
    history = history_in(tmp_path, clock, site())
    scans = Scans(history.offer, clock)
    jumps_s = (3600.0, -7200.0, 86_400.0 * 30, -86_400.0 * 31)
    async with running(history):
        for number, jump_s in enumerate(jumps_s):
            scans.hold(90, {TAG: good(float(number))})
            clock.step_wall(jump_s)
        scans.hold(90, {TAG: good(4.0)})
        await written(history, clock)
    rows = list(export_rows(history.path, (), *LONG, ZONE))
    assert [row.value for row in rows] == [0.0, 1.0, 2.0, 3.0, 4.0]
    with plain(tmp_path) as db:
        segments = db.execute("SELECT mono_ms FROM segment ORDER BY id").fetchall()
        covered = db.execute("SELECT SUM(covered_ms) FROM minute").fetchone()[0]
    assert segments == sorted(segments)
    assert len(segments) == 5
    assert covered == 5 * 89_000


async def test_quarters_are_right_after_every_jump(tmp_path: Path) -> None:
    clock = HeldClock()
    history = history_in(tmp_path, clock, site())
    scans = Scans(history.offer, clock)
    async with running(history):
        for jump_s in (-5400.0, 10_000.0, -86_400.0 * 400, 86_400.0 * 400, 0.0):
            scans.hold(2000, {TAG: good(20.0)})
            await written(history, clock)
            clock.step_wall(jump_s)
        scans.hold(2000, {TAG: good(20.0)})
        await written(history, clock)
    with plain(tmp_path) as db:
        rolled = db.execute("SELECT until FROM rolled").fetchone()[0]
        quarters = db.execute("SELECT * FROM quarter WHERE start < ?", (rolled,)).fetchall()
        merged = db.execute(
            "SELECT start / 900 * 900, series, SUM(covered_ms), SUM(integral), MIN(low), MAX(high)"
            " FROM minute WHERE start < ? GROUP BY 1, 2",
            (rolled,),
        ).fetchall()
    assert quarters == merged
