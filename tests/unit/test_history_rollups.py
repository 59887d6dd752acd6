"""Roll-ups merge exactly, follow the site's days, and are complete after a crash."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.store.opening import opened
from daemon.store.ring import Batch, Sum
from daemon.store.rollups import day_start, next_day
from daemon.store.segments import Segment
from daemon.store.series import SeriesKey
from daemon.store.writer import Writer

from .history_kit import NOON, HeldClock, Scans, good, history_in, plain, running, site, written

TAG = "th.temperature"
KEY = SeriesKey(TAG, "°C", 0.1, is_bit=False)
SHANGHAI = ZoneInfo("Asia/Shanghai")
MIDNIGHT = datetime(2026, 2, 28, 16, 0, tzinfo=UTC)  # 1 March in Shanghai
MERGED = "SUM(covered_ms), SUM(integral), MIN(low), MAX(high)"


def batch(number: int, start: datetime, total: Sum, segment: Segment) -> Batch:
    return Batch(
        number=number, segment=segment, start=int(start.timestamp()), packed=(), sums=(total,)
    )


def segment(start: datetime, mono_ms: int = 0) -> Segment:
    return Segment(
        boot="boot-1", mono_ms=mono_ms, utc_ms=int(start.timestamp()) * 1000, trusted=True
    )


async def write(directory: Path, batches: list[Batch], zone: ZoneInfo = SHANGHAI) -> None:
    async with opened(directory / "history.db", NOON, lambda _: None) as db:
        writer = Writer(db, zone)
        await writer.start([KEY])
        await writer.commit(batches)


_sums = st.builds(
    lambda covered_ms, low, spread, share: Sum(
        0, covered_ms, covered_ms * low + round(covered_ms * spread * share), low, low + spread
    ),
    st.integers(1, 60_000),
    st.integers(-400, 1000),
    st.integers(0, 500),
    st.floats(0, 1),
)
_minutes = st.dictionaries(st.integers(0, 2 * 1440 - 1), _sums, min_size=1, max_size=60)


@settings(max_examples=25, deadline=None)
@given(minutes=_minutes)
async def test_a_day_is_the_merge_of_its_minutes(
    tmp_path_factory: pytest.TempPathFactory, minutes: dict[int, Sum]
) -> None:
    directory = tmp_path_factory.mktemp("rollups")
    one = segment(MIDNIGHT)
    batches = [
        batch(n, MIDNIGHT + timedelta(minutes=minute), total, one)
        for n, (minute, total) in enumerate(sorted(minutes.items()), 1)
    ]
    closing = batch(len(batches) + 1, MIDNIGHT + timedelta(days=2), Sum(0, 1, 0, 0, 0), one)
    await write(directory, [*batches, closing])
    with plain(directory) as db:
        for day in (MIDNIGHT, MIDNIGHT + timedelta(days=1)):
            since = int(day.timestamp())
            within = (since, since + 86_400)
            merged = db.execute(
                f"SELECT {MERGED} FROM minute WHERE start >= ? AND start < ?",  # noqa: S608
                within,
            ).fetchone()
            quarters = db.execute(
                f"SELECT {MERGED} FROM quarter WHERE start >= ? AND start < ?",  # noqa: S608
                within,
            ).fetchone()
            whole = db.execute(
                "SELECT covered_ms, integral, low, high FROM day WHERE start = ?", (since,)
            ).fetchone()
            assert quarters == merged
            assert (whole or (None,) * 4) == merged


async def test_quarters_and_days_do_not_depend_on_how_minutes_were_committed(
    tmp_path: Path,
) -> None:
    one = segment(MIDNIGHT)
    batches = [
        batch(n, MIDNIGHT + timedelta(minutes=7 * n), Sum(0, 50_000 + n, n * 1000, n, n + 3), one)
        for n in range(1, 450)
    ]
    await write(tmp_path / "whole", batches)
    for cut in range(0, len(batches), 37):
        await write(tmp_path / "cut", batches[cut : cut + 37])
    rows = []
    for part in ("whole", "cut"):
        with plain(tmp_path / part) as db:
            rows.append(
                [db.execute(f"SELECT * FROM {table}").fetchall() for table in ("quarter", "day")]  # noqa: S608
            )
    assert rows[0] == rows[1]
    assert len(rows[0][1]) == 2


async def test_writing_a_batch_again_changes_nothing(tmp_path: Path) -> None:
    one = segment(MIDNIGHT)
    batches = [
        batch(n, MIDNIGHT + timedelta(minutes=n), Sum(0, 60_000, 6000 * n, 1, 9), one)
        for n in range(1, 40)
    ]
    await write(tmp_path, batches)
    with plain(tmp_path) as db:
        before = list(db.iterdump())
    await write(tmp_path, batches)
    with plain(tmp_path) as db:
        assert list(db.iterdump()) == before


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        pytest.param(datetime(2026, 3, 29), 23, id="the night that loses an hour"),  # noqa: DTZ001
        pytest.param(datetime(2026, 10, 25), 25, id="the night that has one twice"),  # noqa: DTZ001
    ],
)
async def test_a_day_is_the_sites_own_day(tmp_path: Path, day: datetime, hours: int) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    midnight = day.replace(tzinfo=berlin).astimezone(UTC)
    assert next_day(int(midnight.timestamp()), berlin) - midnight.timestamp() == hours * 3600
    one = segment(midnight)
    await write(
        tmp_path,
        [
            batch(n, midnight + timedelta(minutes=n), Sum(0, 60_000, 0, 0, 0), one)
            for n in range(30 * 60)
        ],
        berlin,
    )
    with plain(tmp_path) as db:
        days = db.execute("SELECT start, covered_ms FROM day").fetchall()
    assert days == [(midnight.timestamp(), hours * 3_600_000)]


def test_a_midnight_that_does_not_exist_is_the_first_second_after_it() -> None:
    beirut = ZoneInfo("Asia/Beirut")  # 00:00 becomes 01:00
    noon = int(datetime(2026, 3, 29, 12, tzinfo=beirut).timestamp())
    start = datetime.fromtimestamp(day_start(noon, beirut), beirut)
    assert (start.day, start.hour) == (29, 1)


@pytest.mark.parametrize("down_h", [0.01, 2.0, 30.0])
async def test_what_a_crash_left_open_is_merged_after_the_next_start(
    tmp_path: Path, down_h: float
) -> None:
    first = segment(MIDNIGHT)
    await write(
        tmp_path,
        [
            batch(n, MIDNIGHT + timedelta(minutes=n), Sum(0, 60_000, 60_000 * n, n, n), first)
            for n in range(1432)  # the day's last quarter has begun
        ],
    )
    back = MIDNIGHT + timedelta(minutes=1432, hours=down_h)
    later = [
        batch(n, back + timedelta(minutes=n), Sum(0, 60_000, 0, 0, 0), segment(back, 9_999))
        for n in range(40)
    ]
    await write(tmp_path, [later[0]])
    await write(tmp_path, later[1:])
    with plain(tmp_path) as db:
        since = int(MIDNIGHT.timestamp())
        minutes = db.execute(
            f"SELECT {MERGED} FROM minute WHERE start < ?",  # noqa: S608
            (since + 86_400,),
        ).fetchone()
        day = db.execute(
            "SELECT covered_ms, integral, low, high FROM day WHERE start = ?", (since,)
        ).fetchone()
    assert day == minutes


async def test_a_clock_that_went_back_counts_the_minutes_of_both_times(tmp_path: Path) -> None:
    total = Sum(0, 60_000, 60_000 * 200, 200, 200)
    first, again = segment(MIDNIGHT), segment(MIDNIGHT, 3_600_000)
    await write(
        tmp_path,
        [batch(n, MIDNIGHT + timedelta(minutes=n), total, first) for n in range(60)]
        + [batch(60 + n, MIDNIGHT + timedelta(minutes=n), total, again) for n in range(90)],
    )
    with plain(tmp_path) as db:
        quarters = db.execute("SELECT covered_ms FROM quarter ORDER BY start").fetchall()
    assert [covered // 60_000 for (covered,) in quarters] == [30, 30, 30, 30, 15]


async def test_scans_end_up_in_all_three_roll_ups(tmp_path: Path) -> None:
    clock = HeldClock(at=NOON + timedelta(hours=11, minutes=40))
    history = history_in(tmp_path, clock, site())
    scans = Scans(history.offer, clock)
    async with running(history):
        scans.hold(1200, {TAG: good(20.0)})
        scans.hold(120, {TAG: good(23.0)})
        await written(history, clock)
    with plain(tmp_path) as db:
        counts = [
            db.execute(f"SELECT COUNT(*), SUM(covered_ms) FROM {table}").fetchone()  # noqa: S608
            for table in ("minute", "quarter", "day")
        ]
    assert counts == [(22, 1_319_000), (2, 1_200_000), (1, 1_200_000)]
