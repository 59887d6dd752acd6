"""The running measures on a real history file: begun from it, followed live, honest without it."""

import asyncio
import random
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from daemon.control.fusion import climate
from daemon.control.preservation.sample import Sample
from daemon.control.settings import RoomSettings, Settings
from daemon.live import LatestSnapshot
from daemon.measures import LOOK_S, SETTLE_S, TELL_S, Measures
from daemon.model import (
    Band,
    PointInfo,
    ProcessImage,
    Quality,
    Reading,
    RoomInfo,
    RoomMeasures,
    ScanResult,
    SiteInfo,
    Snapshot,
    Why,
)
from daemon.store.history import History
from daemon.store.room_samples import room_samples
from tests.waiting import until

from .history_kit import (
    NOON,
    HeldClock,
    Scans,
    bad,
    good,
    history_in,
    plain,
    point,
    running,
    site,
    written,
)

ROOM = "stack-1"
BAND = Band(low_c=14, high_c=24, low_pct=45, high_pct=60)
TAGS = ("a.t", "a.rh", "b.t", "b.rh", "c.t")
DAY_S = 86_400
Readings = Mapping[str, Reading]


def sensor(tag: str) -> PointInfo:
    humid = tag.endswith("rh")
    return point(
        tag,
        quantity="relative_humidity" if humid else "temperature",
        unit="%RH" if humid else "°C",
        zone="coldest" if tag == "c.t" else "",
    )


def air(c: float, pct: float, *, other: float = 0.0) -> dict[str, Reading]:
    return {
        "a.t": good(c),
        "a.rh": good(pct, "%RH"),
        "b.t": good(c + other),
        "b.rh": good(pct, "%RH"),
        "c.t": good(c - 5),
    }


def settings() -> Settings:
    whole: SiteInfo = site(*map(sensor, TAGS))
    return Settings(
        site=SiteInfo(
            id=whole.id,
            name=whole.name,
            timezone=whole.timezone,
            rooms=(RoomInfo(id=ROOM, name="一号库房"),),
            devices=(),
            points=whole.points,
            buses=(),
            simulated=True,
        ),
        rooms={ROOM: RoomSettings(id=ROOM, name="一号库房", band=BAND)},
    )


class Site:
    """A history that is running, its clock, and the measures that follow it."""

    def __init__(self, directory: Path) -> None:
        self.settings = settings()
        self.clock = HeldClock()
        self.live = LatestSnapshot()
        self.history: History = history_in(directory, self.clock, self.settings.site)
        self.measures = Measures(
            self.settings, self.history.path, self.history, self.live, self.clock
        )
        self._seq = 0

    def show(self, readings: Readings) -> None:
        """Swap in the snapshot of a scan."""
        self._seq += 1
        image = ProcessImage(
            t=self.clock.monotonic(), at=self.clock.utc(), clock_trusted=True, readings=readings
        )
        temperatures, humidities = self.settings.climate_tags[ROOM]
        room = climate((readings[t] for t in temperatures), (readings[t] for t in humidities))
        result = ScanResult(seq=self._seq, image=image, climates={ROOM: room})
        self.live.swap(Snapshot(result=result, devices={}, buses={}, services={}))

    async def pass_time(self, seconds: float, readings: Readings | None) -> None:
        """Let scans go on, and every task have its turn after each look."""
        for _ in range(int(seconds / LOOK_S)):
            self.clock.advance(LOOK_S)
            if readings is not None:
                self.show(readings)
            for _ in range(8):
                await asyncio.sleep(0)

    @property
    def told(self) -> RoomMeasures:
        return self.measures.measures()[ROOM]


@asynccontextmanager
async def following(site: Site) -> AsyncIterator[None]:
    task = asyncio.create_task(site.measures.run())
    try:
        await until(lambda: ROOM in site.measures.measures())
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


def backfill(directory: Path, days: int, c: float, pct: float) -> None:
    """Put even quarters before NOON into the file, as `days` of running would have."""
    end = int(NOON.timestamp()) // 900 * 900
    with plain(directory) as db, db:
        known = db.execute("SELECT id, tag, step FROM series").fetchall()
        for series, tag, step in known:
            value = round((pct if tag.endswith("rh") else c) / step)
            db.executemany(
                "INSERT OR REPLACE INTO quarter VALUES (?, ?, 900000, ?, ?, ?)",
                [
                    (end - 900 * (n + 1), series, value * 900_000, value, value)
                    for n in range(96 * days)
                ],
            )


async def begun(directory: Path, days: int, c: float = 20.0, pct: float = 50.0) -> Site:
    """Leave a history of `days` and a few live minutes; return a site that is about to start."""
    first = Site(directory)
    async with running(first.history):
        Scans(first.history.offer, first.clock).hold(61, air(c, pct))
        await written(first.history, first.clock)
    backfill(directory, days, c, pct)
    return Site(directory)


async def test_measures_begin_from_the_file(tmp_path: Path) -> None:
    site = await begun(tmp_path, 40)
    site.show(air(20.0, 50.0))
    async with running(site.history), following(site):
        told = site.told
    assert told.coverage_30d == pytest.approx(1, abs=0.001)
    assert told.coverage_24h == pytest.approx(1, abs=0.01)
    assert told.twpi_y == pytest.approx(44.6, abs=0.06)
    assert told.emc_pct == pytest.approx(9.27, abs=0.006)
    assert (told.swing_30d_c, told.in_band_30d, told.mould_index) == (0, 1, 0)
    assert told.absolute_g_m3 == pytest.approx(8.62, rel=0.005)
    assert told.mixing_g_kg == pytest.approx(7.24, rel=0.006)
    assert told.pi_y == pytest.approx(44.6, abs=0.06)
    assert site.measures.status() == ""


async def test_mould_of_last_summer_is_remembered(tmp_path: Path) -> None:
    site = await begun(tmp_path, 100, 22.0, 95.0)
    end = int(NOON.timestamp())
    with plain(tmp_path) as db, db:
        db.execute("DELETE FROM quarter WHERE start >= ?", (end - 40 * DAY_S,))
    backfill(tmp_path, 40, 20.0, 50.0)
    async with running(site.history), following(site):
        assert site.told.mould_risk == 0
        assert site.told.mould_index is not None
        assert site.told.mould_index > 1


async def test_minutes_that_are_not_on_the_disk_yet_count(tmp_path: Path) -> None:
    site = await begun(tmp_path, 30)
    site.clock.advance(60)
    async with running(site.history):
        Scans(site.history.offer, site.clock).hold(30 * 60, air(23.0, 50.0))
        async with following(site):
            assert site.told.swing_24h_c == pytest.approx(3.0, abs=0.4)


async def test_the_room_is_followed_live(tmp_path: Path) -> None:
    site = await begun(tmp_path, 10)
    site.show(air(20.0, 50.0))
    async with running(site.history), following(site):
        before = site.told
        await site.pass_time(3600, air(23.0, 58.0))
        after = site.told
    assert before.swing_24h_c == pytest.approx(0, abs=0.1)
    assert after.swing_24h_c == pytest.approx(3.0, abs=0.1)
    assert after.swing_24h_pct == pytest.approx(8.0, abs=0.3)
    assert after.coverage_24h == pytest.approx(1, abs=0.01)
    assert after.pi_y is not None
    assert before.pi_y is not None
    assert after.pi_y < before.pi_y


async def test_a_dead_sensor_is_a_gap(tmp_path: Path) -> None:
    site = await begun(tmp_path, 10)
    dead = {tag: bad() for tag in TAGS}
    async with running(site.history), following(site):
        await site.pass_time(3600, dead)
        told = site.told
    assert told.coverage_24h == pytest.approx(23 / 24, abs=0.005)
    assert told.swing_24h_c == pytest.approx(0, abs=0.01)
    assert (told.pi_y, told.absolute_g_m3) == (None, None)


async def test_what_is_not_sure_does_not_count(tmp_path: Path) -> None:
    site = await begun(tmp_path, 10)
    doubtful = {
        tag: Reading(
            value=90.0, unit="", quality=Quality.UNCERTAIN, why=Why.LAST_USABLE, t=0.0, at=NOON
        )
        for tag in TAGS
    }
    async with running(site.history), following(site):
        await site.pass_time(3600, doubtful)
        assert site.told.swing_24h_c == pytest.approx(0, abs=0.01)
        assert site.told.pi_y is None


def with_doubt(readings: Readings, why: Why) -> dict[str, Reading]:
    """Return readings as the scan lowers them."""
    return {
        tag: replace(reading, quality=Quality.UNCERTAIN, why=why)
        for tag, reading in readings.items()
    }


async def test_a_certificate_that_is_over_stops_no_measure(tmp_path: Path) -> None:
    site = await begun(tmp_path, 10)
    async with running(site.history), following(site):
        over = with_doubt(air(23.0, 58.0), Why.CALIBRATION_EXPIRED)
        await site.pass_time(3600, over)
        told = site.told
    assert told.swing_24h_c == pytest.approx(3.0, abs=0.1)
    assert told.coverage_24h == pytest.approx(1, abs=0.01)
    assert told.pi_y is not None


async def test_one_of_two_certificates_is_over_and_both_sensors_speak_as_in_the_history(
    tmp_path: Path,
) -> None:
    site = await begun(tmp_path, 10)
    mixed = air(22.0, 50.0, other=2.0)
    mixed |= with_doubt({"a.t": mixed["a.t"]}, Why.CALIBRATION_EXPIRED)
    async with running(site.history), following(site):
        await site.pass_time(3600, mixed)
        told = site.told
    assert told.swing_24h_c == pytest.approx(3.0, abs=0.1)  # their median is 23


async def test_a_sensor_that_is_not_believed_does_not_count(tmp_path: Path) -> None:
    site = await begun(tmp_path, 10)
    async with running(site.history), following(site):
        await site.pass_time(3600, with_doubt(air(40.0, 90.0), Why.SENSOR_NOT_ACCURATE))
        assert site.told.swing_24h_c == pytest.approx(0, abs=0.01)


async def test_mould_at_the_coldest_wall_is_known_from_the_file(tmp_path: Path) -> None:
    site = await begun(tmp_path, 40, 20.0, 58.0)
    with plain(tmp_path) as db, db:
        series, step = db.execute("SELECT id, step FROM series WHERE tag = 'c.t'").fetchone()
        db.execute(
            "UPDATE quarter SET integral = ? WHERE series = ?",
            (round(12.5 / step) * 900_000, series),
        )
    async with running(site.history), following(site):
        told = site.told
    assert told.mould_risk is not None
    assert told.mould_index is not None
    assert told.mould_risk > 1  # 94 % at the wall
    assert told.mould_index > 0.3
    assert told.twpi_y == pytest.approx(36.2, abs=0.6)  # the rest is of the room's air


async def test_mould_at_the_coldest_wall_is_followed_live(tmp_path: Path) -> None:
    site = await begun(tmp_path, 10, 20.0, 58.0)
    site.show(air(20.0, 58.0))
    async with running(site.history), following(site):
        before = site.told.mould_risk
        await site.pass_time(4 * 3600, {**air(20.0, 58.0), "c.t": good(12.5)})
        after = site.told.mould_risk
    assert before == pytest.approx(0, abs=0.001)
    assert after is not None
    assert 0.03 < after < 0.2


async def test_without_a_history_they_begin_now_and_say_so(tmp_path: Path) -> None:
    site = Site(tmp_path / "none")
    site.show(air(20.0, 50.0))
    async with following(site):
        assert site.measures.status() == ""  # it may only be young
        await site.pass_time(2 * TELL_S, air(20.0, 50.0))
        await until(lambda: site.measures.status() != "")
        assert "/ without the history" in site.measures.status()
        assert site.told.coverage_24h > 0
        assert site.told.swing_24h_c is None


async def test_a_clock_that_jumps_leads_back_to_the_file(tmp_path: Path) -> None:
    site = await begun(tmp_path, 10)
    site.show(air(20.0, 50.0))
    async with running(site.history), following(site):
        site.clock.step_wall(-5 * DAY_S)
        await site.pass_time(SETTLE_S + 2 * TELL_S, air(20.0, 50.0))
        await until(lambda: site.told.coverage_30d < 0.2)
    assert site.told.coverage_30d == pytest.approx(5 / 30, abs=0.01)


async def test_rooms_are_read_with_the_median_of_their_sensors(tmp_path: Path) -> None:
    site = await begun(tmp_path, 2)
    end = int(NOON.timestamp())
    with plain(tmp_path) as db, db:
        for tag, value in (("a.t", 20.0), ("b.t", 22.0), ("c.t", 5.0)):
            series, step = db.execute(
                "SELECT id, step FROM series WHERE tag = ?", (tag,)
            ).fetchone()
            db.execute(
                "UPDATE quarter SET integral = ? WHERE series = ?",
                (round(value / step) * 900_000, series),
            )
        db.execute(
            "DELETE FROM quarter WHERE start = ? AND series ="
            " (SELECT id FROM series WHERE tag = 'a.rh')",
            (end - 900,),
        )
        db.execute("DELETE FROM quarter WHERE start = ?", (end - 1800,))
    tags = {ROOM: (("a.t", "b.t"), ("a.rh",))}
    found: list[Sample] = []
    for _, rooms in room_samples(site.history.path, tags, end - 3600, end, 900):
        found += rooms[ROOM]
    assert found == [(end - 3600, 900, 21.0, 50.0), (end - 2700, 900, 21.0, 50.0)]


async def test_one_sensor_is_read_as_several_that_agree(tmp_path: Path) -> None:
    site = await begun(tmp_path, 3)
    end, noise = int(NOON.timestamp()), random.Random(3)
    with plain(tmp_path) as db, db:
        for start, series in db.execute("SELECT start, series FROM quarter").fetchall():
            covered_ms = noise.choice((0, 1, 400_000, 900_000, 950_000))
            db.execute(
                "UPDATE quarter SET covered_ms = ?, integral = ? WHERE start = ? AND series = ?",
                (covered_ms, covered_ms * noise.randrange(100, 900), start, series),
            )
    once = {ROOM: (("a.t",), ("a.rh",))}
    twice = {ROOM: (("a.t", "a.t"), ("a.rh", "a.rh"))}
    path, since = site.history.path, end - 3 * DAY_S
    found = [
        [s for _, rooms in room_samples(path, tags, since, end, DAY_S) for s in rooms[ROOM]]
        for tags in (once, twice)
    ]
    assert len(found[0]) > 100
    assert found[0] == [pytest.approx(sample) for sample in found[1]]


async def test_the_read_stops_when_nobody_waits_for_it(tmp_path: Path) -> None:
    site = await begun(tmp_path, 30)
    async with running(site.history):
        task = asyncio.create_task(site.measures.run())
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task], timeout=10)
        assert task.cancelled()
    assert site.clock.utc() - NOON < timedelta(days=1)
