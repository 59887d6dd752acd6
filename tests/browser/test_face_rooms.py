"""The face with any number of rooms, long names and wide numbers: nothing leaves its tile."""

import time
from dataclasses import replace

import pytest
from playwright.async_api import expect

from daemon.model import Priority, RoomInfo, SiteInfo, Snapshot

from . import control_example as scenes
from .alarm_example import alarm
from .conftest import Visit, stop_clock
from .example import SITE, Example, climate, device, online, point, snapshot
from .many_rooms import many

pytestmark = pytest.mark.asyncio(loop_scope="session")

LONG = "当阳市档案馆东区地下一层珍贵档案特藏库房"
NAMES = (LONG, "Special Collections & Photographic Negatives Cold Store", *("音像档案库",) * 6)
OLD_S = 59.0  # of a scan whose values count for nothing any more
SIZES = ((1280, 800), (800, 480), (1920, 1080), (360, 740))
ROWS = {1: 1, 2: 1, 3: 2, 4: 2, 6: 2, 8: 2}  # on a screen that lies
OUT = """() => [...document.querySelectorAll(".tile, .tile > *, .tile header > *, .values > *")]
  .filter((node) => node.scrollWidth > node.clientWidth + 1 && node.clientWidth)
  .map((node) => `${node.className} ${node.scrollWidth} > ${node.clientWidth}`)"""
PLACES = "() => [...document.querySelectorAll('.tile')].map((tile) => tile.offsetTop)"


def site(count: int) -> SiteInfo:
    """Return a site of so many rooms with one sensor each."""
    rooms = tuple(RoomInfo(id=f"room-{n}", name=NAMES[n]) for n in range(count))
    sensors = [
        device(f"th-{n}", "", "变送器", "Transmitter", n + 1, r.id) for n, r in enumerate(rooms)
    ]
    air = (("temperature", "temperature"), ("humidity", "relative_humidity"))
    return replace(
        SITE,
        rooms=rooms,
        devices=tuple(sensors),
        points=tuple(point(sensor, *each) for sensor in sensors for each in air),
    )


@pytest.mark.parametrize(("count", "age_s"), [*((count, 0.0) for count in ROWS), (3, OLD_S)])
async def test_nothing_sticks_out_however_many_rooms_there_are(
    visit: Visit, count: int, age_s: float
) -> None:
    page, told = visit.page, site(count)
    panel = Example(site=told)
    t = time.monotonic() - age_s
    now = snapshot(1, t, devices={each.id: online() for each in told.devices})
    airs = {room.id: climate(-18.5, 100.0, t) for room in told.rooms}
    await panel.live.publish(replace(now, result=replace(now.result, climates=airs)))
    async with panel.serving():
        for width, height in SIZES:
            await page.set_viewport_size({"width": width, "height": height})
            for language in ("zh", "en"):
                await visit.open(f"{panel.url}/?lang={language}")
                assert await page.evaluate("document.documentElement.scrollWidth") <= width
                assert await page.evaluate(OUT) == []
                rows = len(set(await page.evaluate(PLACES)))
                if width >= 1280:
                    assert rows == ROWS[count]
    assert visit.complaints == []


WALLS = ((800, 480), (1280, 800), (1920, 1080))
# What a tile must show, however small it is: shown whole, inside of its tile, nothing above it.
HIDDEN = """() => [...document.querySelectorAll(".tile")].flatMap((tile) => {
  const wanted = [".word", ".stop", ".entry", ".left", ".temperature .value", ".humidity .value"];
  const edge = tile.getBoundingClientRect();
  const boxes = wanted.map((name) => tile.querySelector(name)).filter((node) => node?.textContent);
  const places = boxes.map((node) => node.getBoundingClientRect());
  return boxes.filter((node, at) => {
    const box = places[at];
    const inside = box.height && box.top >= edge.top && box.bottom <= edge.bottom
      && box.left >= edge.left && box.right <= edge.right;
    const isFree = places.every((other, of) => of === at || box.right <= other.left + 1
      || other.right <= box.left + 1 || box.bottom <= other.top + 1 || other.bottom <= box.top + 1);
    return !inside || !isFree;
  }).map((node) => `${tile.dataset.room} ${node.className}`);
})"""


def alarmed(t: float) -> Snapshot:
    """Return a room with a fire, air that is too damp and a transmitter that is silent."""
    alarms = (
        alarm("fire", t, priority=Priority.HIGH, number=3),
        alarm("humidity_high", t, number=4),
        alarm("device_silent", t, subject="th-south", number=5),
    )
    told = scenes.shown(1, t, scenes.calm(t))
    return replace(told, result=replace(told.result, alarms=alarms))


SCENES = {
    "calm": lambda t: scenes.shown(1, t, scenes.calm(t)),
    "lamp": lambda t: scenes.shown(1, t, scenes.uv_run(t)),
    "stopped": lambda t: scenes.shown(1, t, scenes.local_stop(t)),
    "alarmed": alarmed,
}


@pytest.mark.parametrize(
    ("scene", "count"),
    [
        *((scene, count) for scene in ("alarmed", "lamp") for count in (1, 2, 3, 4, 6, 8)),
        *((scene, count) for scene in ("calm", "stopped") for count in (2, 8)),
    ],
)
async def test_all_rooms_are_on_one_screen_with_what_matters(
    visit: Visit, scene: str, count: int
) -> None:
    page = visit.page
    told, now = many(scenes.CONTROL_SITE, SCENES[scene](time.monotonic()), count)
    panel = Example(site=told)
    await panel.live.publish(now)
    async with panel.serving():
        for language in ("zh", "en"):
            await visit.open(f"{panel.url}/?lang={language}")
            assert await page.locator(".tile .stop").count() == count
            for width, height in WALLS:
                await page.set_viewport_size({"width": width, "height": height})
                tall = await page.evaluate("document.documentElement.scrollHeight")
                assert (tall, await page.evaluate(HIDDEN)) == (height, []), (language, width)
    assert visit.complaints == []


# An answer below the button that was pressed, inside of its tile, above the banner, in its colours.
UNSEEN = """() => {
  const answer = [...document.querySelectorAll(".answer")].find((node) => node.textContent);
  const [told, tile, stop, banner] = [answer, answer.closest(".tile"),
    answer.closest(".tile").querySelector(".stop"), document.querySelector(".banner")]
    .map((node) => node.getBoundingClientRect());
  const seen = told.height && told.top >= stop.bottom - 1 && told.bottom <= tile.bottom + 1
    && tile.bottom <= banner.top;
  const grey = (node) =>
    node && (getComputedStyle(node).filter !== "none" || grey(node.parentElement));
  const red = getComputedStyle(document.querySelector(".stop")).backgroundColor;
  return seen && !grey(answer) && getComputedStyle(answer).backgroundColor === red
    ? "" : JSON.stringify({ told, tile, stop, banner, red });
}"""


@pytest.mark.parametrize("count", [1, 2, 4, 8])
async def test_a_stop_that_fails_is_seen_above_the_banner(visit: Visit, count: int) -> None:
    page = visit.page
    told, now = many(scenes.CONTROL_SITE, SCENES["calm"](time.monotonic()), count)
    await page.clock.install()
    for language in ("zh", "en"):
        panel = Example(site=told)
        await panel.live.publish(now)
        async with panel.serving():
            await visit.open(f"{panel.url}/?lang={language}")
            await stop_clock(page)
        await page.clock.run_for(6000)
        await expect(page.locator("body")).to_have_attribute("data-link", "lost")
        await page.locator(".tile .stop").last.click()
        answer = page.locator(".tile .answer").last
        await expect(answer).to_contain_text(
            "操作没有送到" if language == "zh" else "did not reach"
        )
        for width, height in WALLS:
            await page.set_viewport_size({"width": width, "height": height})
            assert await page.evaluate(UNSEEN) == "", (language, width)
        await page.clock.resume()
