"""When to open the window: the usual day outside against the room, honest where it is unknown."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from daemon.control.climate import absolute_humidity_g_m3
from daemon.control.fusion import climate
from daemon.control.preservation.sample import Sample
from daemon.control.settings import RoomSettings, Settings, VentilationRule
from daemon.control.situation import told
from daemon.control.ventilation import AWAITED, Exchange, advice
from daemon.control.ventilation_advice import DAYS, UsualAir, advised, usual_day
from daemon.live import LatestSnapshot
from daemon.model import (
    Band,
    Entry,
    PointInfo,
    ProcessImage,
    Reading,
    RoomControl,
    RoomInfo,
    ScanResult,
    Snapshot,
    reason,
    waiting,
)
from daemon.model.render import sentence
from daemon.ventilation_adviser import SOON_S, Adviser, outside
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

SHANGHAI = ZoneInfo("Asia/Shanghai")
BAND = Band(low_c=14, high_c=24, low_pct=45, high_pct=60)
INDOORS = Exchange(
    band=BAND,
    margin_g_m3=0.5,
    going=False,
    inside_c=20.0,
    inside_pct=58.0,  # 10.0 g/m3
    surface_c=18.0,
    outside_c=20.0,
    outside_pct=58.0,
)
NOW = (False, reason("ventilation_wet_outside", in_g_m3=10.0, margin_g_m3=0.5, out_g_m3=14.0))


def usual(c: float, pct: float) -> UsualAir:
    return UsualAir(c=c, pct=pct, g_m3=absolute_humidity_g_m3(c, pct))


WET = usual(26.0, 70.0)
DRY = usual(18.0, 58.0)
DRIER = usual(18.0, 54.0)


def day(**hours: UsualAir) -> dict[int, UsualAir]:
    found = dict.fromkeys(range(24), WET)
    return found | {int(name.removeprefix("h")): air for name, air in hours.items()}


def test_the_driest_good_hour_that_is_left_today_is_named() -> None:
    found = advised(NOW, INDOORS, day(h5=DRIER, h16=DRY, h20=DRIER), 9)
    assert (found.best_hour, found.best_reason.code) == (20, "window_best_today")
    assert (found.allowed, found.reason) == NOW
    assert "20:00" in sentence(found.best_reason, "zh")
    assert "8.3 g/m³" in sentence(found.best_reason, "en")


def test_the_hour_that_runs_still_counts_as_today() -> None:
    assert advised(NOW, INDOORS, day(h5=DRIER), 5).best_hour == 5


def test_a_good_hour_that_is_over_is_told_for_tomorrow() -> None:
    found = advised(NOW, INDOORS, day(h5=DRIER), 6)
    assert (found.best_hour, found.best_reason.code) == (5, "window_best_tomorrow")


def test_a_summer_without_a_dry_hour_has_no_best_one() -> None:
    found = advised(NOW, INDOORS, day(), 6)
    assert (found.best_hour, found.best_reason.code) == (None, "window_no_good_hour")


def test_the_driest_hour_is_not_named_where_it_would_harm() -> None:
    frosty = usual(-5.0, 60.0)  # dries far below the band
    found = advised(NOW, INDOORS, day(h5=frosty, h14=DRY), 0)
    assert found.best_hour == 14


def test_a_later_hour_needs_the_whole_margin() -> None:
    going = replace(INDOORS, going=True)
    assert advised(NOW, going, day(h7=usual(19.0, 60.5)), 0).best_hour is None


@pytest.mark.parametrize(
    ("indoors", "known", "code"),
    [
        (INDOORS, None, "window_no_sensor_outside"),
        (INDOORS, {}, "window_too_little_outside"),
        (INDOORS, dict.fromkeys(range(17), DRY), "window_too_little_outside"),
        (told("ventilation_blind_inside_degraded"), day(), "ventilation_blind_inside_degraded"),
    ],
)
def test_what_is_not_known_is_said(
    indoors: Exchange, known: Mapping[int, UsualAir] | None, code: str
) -> None:
    found = advised(NOW, indoors, known, 6)
    assert (found.best_hour, found.best_reason.code) == (None, code)
    assert sentence(found.best_reason, "zh")


def samples(days: int, since: int, seconds: float = 900.0) -> list[Sample]:
    """Return days that are driest at five and warmest at three, local to Shanghai."""
    found: list[Sample] = []
    for n in range(96 * days):
        start = since + 900 * n
        hour = datetime.fromtimestamp(start, SHANGHAI).hour
        c = 16.0 + (hour == 15) * 10 + (hour != 5) * 2
        found.append((start, seconds, c, 58.0))
    return found


def test_the_usual_day_is_by_local_hours() -> None:
    found = usual_day(samples(5, int(NOON.timestamp())), SHANGHAI)
    assert len(found) == 24
    assert min(found, key=lambda h: found[h].g_m3) == 5
    assert max(found, key=lambda h: found[h].c) == 15
    assert found[5].pct == pytest.approx(58.0, rel=0.001)


def test_an_hour_that_was_hardly_measured_is_left_out() -> None:
    assert usual_day(samples(1, 0), SHANGHAI) == {}
    assert len(usual_day(samples(2, 0), SHANGHAI)) == 24
    assert usual_day(samples(5, 0, seconds=60.0), SHANGHAI) == {}


def test_absurd_values_are_no_air() -> None:
    assert usual_day([(900 * n, 900.0, 500.0, 50.0) for n in range(960)], SHANGHAI) == {}


ROOM = "stack-1"
TAGS = ("in.t", "in.rh", "out.t", "out.rh")


def sensor(tag: str, **changes: object) -> PointInfo:
    humid, is_out = tag.endswith("rh"), tag.startswith("out")
    found = point(
        tag,
        quantity="relative_humidity" if humid else "temperature",
        unit="%RH" if humid else "°C",
        zone="outside" if is_out else "",
    )
    return replace(found, of_room=not is_out, **changes)  # type: ignore[arg-type]


def settings(*tags: str, rule: VentilationRule | None = None) -> Settings:
    points = tuple(map(sensor, tags))
    whole = replace(site(*points), rooms=(RoomInfo(id=ROOM, name="一号库房"),))
    room = RoomSettings(id=ROOM, name="一号库房", band=BAND, ventilation=rule)
    return Settings(site=whole, rooms={ROOM: room})


def shown(
    of: Settings, readings: Mapping[str, Reading], rooms: Mapping[str, RoomControl] | None = None
) -> LatestSnapshot:
    image = ProcessImage(t=1.0, at=NOON, clock_trusted=True, readings=readings)
    temperatures, humidities = of.climate_tags[ROOM]
    air = climate((readings[t] for t in temperatures), (readings[t] for t in humidities))
    live = LatestSnapshot()
    result = ScanResult(seq=1, image=image, climates={ROOM: air}, rooms=rooms or {})
    live.swap(Snapshot(result=result, devices={}, buses={}, services={}))
    return live


def readings(**changes: Reading) -> dict[str, Reading]:
    values = {
        "in.t": good(20.0),
        "in.rh": good(58.0, "%RH"),
        "out.t": good(18.0),
        "out.rh": good(58.0, "%RH"),
    }
    return values | {name.replace("_", "."): reading for name, reading in changes.items()}


async def test_advice_comes_from_a_real_file(tmp_path: Path) -> None:
    told_site, clock = settings(*TAGS), HeldClock()
    history = history_in(tmp_path, clock, told_site.site)
    async with running(history):
        Scans(history.offer, clock).hold(61, readings())
        await written(history, clock)
    since = int(NOON.timestamp()) - DAYS * 86_400
    with plain(tmp_path) as db, db:
        for series, tag, step in db.execute("SELECT id, tag, step FROM series").fetchall():
            column = 3 if tag.endswith("rh") else 2
            db.executemany(
                "INSERT OR REPLACE INTO quarter VALUES (?, ?, 900000, ?, 0, 0)",
                [
                    (sample[0], series, round(sample[column] / step) * 900_000)
                    for sample in samples(DAYS, since)
                ],
            )
    adviser = Adviser(told_site, history.path, shown(told_site, readings()), clock)
    task = asyncio.create_task(adviser.run())
    await until(lambda: ROOM in adviser.advice())
    task.cancel()
    await asyncio.wait([task])
    found = adviser.advice()[ROOM]
    assert (found.allowed, found.reason.code) == (True, "ventilation_helps")
    assert (found.best_hour, found.best_reason.code) == (12, "window_best_today")


async def answer(
    directory: Path, of: Settings, live: LatestSnapshot
) -> tuple[bool, str, int | None, str]:
    """Return the first advice where there is no history at all."""
    adviser = Adviser(of, directory / "history.db", live, HeldClock())
    task = asyncio.create_task(adviser.run())
    await until(lambda: ROOM in adviser.advice())
    task.cancel()
    await asyncio.wait([task])
    found = adviser.advice()[ROOM]
    return found.allowed, found.reason.code, found.best_hour, found.best_reason.code


async def test_without_a_sensor_outside_nothing_is_promised(tmp_path: Path) -> None:
    of = settings("in.t", "in.rh")
    assert await answer(tmp_path, of, shown(of, readings())) == (
        *(False, "window_no_sensor_outside"),
        *(None, "window_no_sensor_outside"),
    )


async def test_without_a_history_the_present_is_still_answered(tmp_path: Path) -> None:
    of = settings(*TAGS)
    assert await answer(tmp_path, of, shown(of, readings())) == (
        *(True, "ventilation_helps"),
        *(None, "window_too_little_outside"),
    )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"out_t": bad()}, "ventilation_blind_outside_degraded"),
        ({"in_rh": bad(unit="%RH")}, "ventilation_blind_inside_degraded"),
        ({"out_rh": good(90.0, "%RH")}, "ventilation_wet_outside"),
    ],
)
async def test_what_forbids_now_is_named(
    tmp_path: Path, changes: dict[str, Reading], code: str
) -> None:
    of = settings(*TAGS)
    allowed, why, *_ = await answer(tmp_path, of, shown(of, readings(**changes)))
    assert (allowed, why) == (False, code)


async def test_soon_after_the_start_the_first_answer_is_made_anew(tmp_path: Path) -> None:
    of, clock = settings(*TAGS), HeldClock()
    unread = readings(in_t=waiting("°C"), in_rh=waiting("%RH"))
    live = shown(of, unread)
    adviser = Adviser(of, tmp_path / "history.db", live, clock)
    task = asyncio.create_task(adviser.run())
    await until(lambda: ROOM in adviser.advice())
    first = adviser.advice()[ROOM].reason.code
    later = shown(of, readings()).snapshot
    assert later is not None
    live.swap(later)
    clock.advance(SOON_S)
    await until(lambda: adviser.advice()[ROOM].allowed)
    task.cancel()
    await asyncio.wait([task])
    assert first == AWAITED


async def test_the_wall_is_asked_too(tmp_path: Path) -> None:
    of = settings(*TAGS, "wall.t")
    wall = replace(of.site.points[-1], zone="coldest")
    of = replace(of, site=replace(of.site, points=(*of.site.points[:-1], wall)))
    wet = shown(of, readings(wall_t=good(11.0)))
    assert (await answer(tmp_path, of, wet))[:2] == (False, "ventilation_wets_surface")
    blind = shown(of, readings(wall_t=bad()))
    assert (await answer(tmp_path, of, blind))[:2] == (
        False,
        "ventilation_blind_surface_degraded",
    )


async def test_a_room_with_a_rule_has_but_one_answer(tmp_path: Path) -> None:
    rule = VentilationRule(fan="fan", temperature="out.t", humidity="out.rh")
    of = settings(*TAGS, rule=rule)
    said = reason("ventilation_warms", limit_c=24.0, out_c=30.0)
    control = RoomControl(
        room=ROOM,
        band=BAND,
        setpoint_c=None,
        setpoint_pct=None,
        stopped=False,
        trips=(),
        entry=Entry.FREE,
        ventilation=said,
    )
    found = await answer(tmp_path, of, shown(of, readings(), {ROOM: control}))
    assert found[:2] == (False, "ventilation_warms")


def test_the_nearest_sensor_outside_speaks() -> None:
    of = settings(*TAGS)
    far = tuple(sensor(tag, room="stack-2") for tag in ("out-0.t", "out-0.rh"))
    both = replace(of, site=replace(of.site, points=(*far, *of.site.points)))
    assert outside(both, both.rooms[ROOM]) == ("out.t", "out.rh")
    alone = replace(of, site=replace(of.site, points=(*far, *of.site.points[:2])))
    assert outside(alone, alone.rooms[ROOM]) == ("out-0.t", "out-0.rh")
    half = replace(of, site=replace(of.site, points=of.site.points[:3]))
    assert outside(half, half.rooms[ROOM]) is None


def test_the_answer_of_a_named_hour_is_the_rules_own() -> None:
    found = advised(NOW, INDOORS, day(h20=DRIER), 9)
    assert found.best_hour == 20
    at = replace(INDOORS, outside_c=DRIER.c, outside_pct=DRIER.pct)
    assert advice(at)[0]
