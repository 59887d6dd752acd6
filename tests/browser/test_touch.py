"""What a finger in a glove meets at the room's own panel: 9 mm, and 2 mm around what acts.

Boxes are measured in a real browser on the screens of docs/panel.md, in millimetres of the glass.
"""

import math
import re
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from panel.help.topics import TOPICS

from .control_example import CONTROL_SITE
from .example import KEY, SETTINGS, Example
from .many_rooms import many
from .test_axe import OPEN, RECORD
from .test_face_rooms import HIDDEN, SCENES
from .whole_site import Whole, whole_site

pytestmark = pytest.mark.asyncio(loop_scope="session")

MANUAL = (Path(__file__).parents[2] / "docs/panel.md").read_text(encoding="utf-8")
# A screen: inches, pixels; what its least target measures without the diagonal and with it, in mm.
REACHED = re.findall(r'^\| ([\d.]+)" (\d+)×(\d+) \| ([\d.]+) \| ([\d.]+) \|$', MANUAL, re.MULTILINE)
FINGER_MM, APART_MM, ROUNDING_MM = 9.0, 2.0, 0.02
PAGES = (
    "/",
    "/rooms/stack-1",
    "/alarms",
    "/unlock",
    "/sign-in",
    "/records?q=",
    f"/records/record?{RECORD}",
    "/records/box?code=1984-001",
    "/records/browse?axis=unit",
    "/records/statistics",
    "/trend?room=stack-1&quantity=relative_humidity",
    "/reports",
    "/help",
    f"/help/{next(iter(TOPICS))}",
    "/nothing-is-here",
)
ALL_ACTS = "for (const node of document.querySelectorAll('[data-act]')) node.dataset.is = 'yes'"
KEYS = "for (const node of document.querySelectorAll('.latin')) node.hidden = false"
# A tile is pressed anywhere; what is typed or chosen inside of a label is pressed on its label.
# What stands above a page that is scrolled is a neighbour only of what stands there too.
BOXES = """(inch) => {
  const mm = Math.hypot(screen.width, screen.height) / (inch * 25.4);
  const open = document.querySelector("dialog[open], :popover-open");
  const kinds =
    "a[href], button, input:not([type=hidden]), select, textarea, summary, label.button";
  const above = (node) => node.closest(".top, .latin, .bare > header, dialog, [popover]");
  const nodes = [...(open ?? document).querySelectorAll(kinds)].filter((node) =>
    node.checkVisibility({ visibilityProperty: true }) && node.getClientRects().length
    && !(node.matches("input") && node.closest("label.button")));
  const found = nodes.map((node) => {
    const box = (node.matches(".whole") ? node.closest(".tile") : node).getBoundingClientRect();
    const text = (node.textContent || node.ariaLabel || node.name).trim().replace(/\\s+/g, " ");
    const acts = node.matches("button, input, select, textarea, label");
    return { node, box, acts, above: above(node), name: `${node.className} ${text.slice(0, 30)}` };
  });
  const near = found.flatMap((one, at) => found.slice(at + 1).flatMap((two) => {
    if (!one.acts && !two.acts || one.above !== two.above) return [];
    if (one.node.matches(".whole") || two.node.matches(".whole")) return [];
    if (one.node.contains(two.node) || two.node.contains(one.node)) return [];
    const x = Math.max(one.box.left - two.box.right, two.box.left - one.box.right);
    const y = Math.max(one.box.top - two.box.bottom, two.box.top - one.box.bottom);
    return [[Math.max(x, y) / mm, `${one.name} | ${two.name}`]];
  }));
  const out = found.filter(({ box }) => open && (box.left < 0 || box.right > innerWidth
    || box.top < 0 || box.bottom > innerHeight)).map(({ name }) => name);
  const small = found.map(({ box, name }) => [Math.min(box.width, box.height) / mm, name]);
  const { scrollWidth, clientWidth } = document.documentElement;
  return { small, near, out, wide: scrollWidth > clientWidth };
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A screen on the wall: inches and pixels."""

    inch: float
    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.inch}-{self.width}x{self.height}"


SCREENS = [Screen(inch=float(i), width=int(w), height=int(h)) for i, w, h, _, _ in REACHED]


@pytest_asyncio.fixture(scope="module", loop_scope="session", params=SCREENS, ids=str)
async def wall(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Screen, Whole]]:
    screen: Screen = request.param
    settings = replace(SETTINGS, diagonal_inch=screen.inch)
    async with whole_site(tmp_path_factory.mktemp("whole"), settings) as opened:
        yield screen, opened


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Page]:
    context = await browser.new_context(reduced_motion="reduce")
    yield await context.new_page()
    await context.close()


async def enter(page: Page, url: str, screen: Screen) -> None:
    """Open the first page as the room's own panel."""
    await page.set_viewport_size({"width": screen.width, "height": screen.height})
    await page.goto(f"{url}/local?key={KEY}")
    await page.wait_for_selector('body[data-link="live"]')


async def wrong(page: Page, screen: Screen, where: str) -> list[str]:
    """Return what is too small, too near, out of sight or too wide, on a page or a dialog."""
    found: dict[str, Any] = await page.evaluate(BOXES, screen.inch)
    floors = {"small": FINGER_MM, "near": APART_MM}
    return [
        *(
            f"{where} {kind}: {mm:.2f} mm {name}"
            for kind, floor in floors.items()
            for mm, name in found[kind]
            if mm < floor - ROUNDING_MM
        ),
        *(f"{where} out of sight: {name}" for name in found["out"]),
        *([f"{where} too wide"] if found["wide"] else []),
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_target_of_the_wall_is_as_large_as_a_glove_needs(
    wall: tuple[Screen, Whole], page: Page, language: str
) -> None:
    screen, whole = wall
    url, found = whole.panel.url, []
    await enter(page, url, screen)
    for path in PAGES:
        await page.goto(f"{url}{path}{'&' if '?' in path else '?'}lang={language}")
        if await page.locator("body[data-link]").count():
            await page.wait_for_selector('body[data-link="live"]')
        found += await wrong(page, screen, path)
        await page.evaluate(f"{OPEN}; {ALL_ACTS}; {KEYS}")
        found += await wrong(page, screen, f"{path} unfolded")
    assert found == [], "\n".join(found)


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_what_opens_above_a_page_is_whole_in_sight_and_as_large(
    wall: tuple[Screen, Whole], page: Page, language: str
) -> None:
    screen, whole = wall
    await enter(page, whole.panel.url, screen)
    await page.goto(f"{whole.panel.url}/rooms/stack-1?lang={language}")
    await page.wait_for_selector('body[data-link="live"]')
    found = []
    for quantity in ("temperature", "humidity"):
        await page.locator(f'[data-opens="{quantity}"]').click()
        found += await wrong(page, screen, f"{quantity} {language}")
        await page.locator("dialog[open] [data-closes]").click()
    await page.locator(".top .halt").click()
    found += await wrong(page, screen, f"stop {language}")
    assert found == [], "\n".join(found)


@pytest.mark.parametrize("rooms", [1, 2, 3, 4, 6, 8])
@pytest.mark.parametrize("screen", SCREENS, ids=str)
async def test_the_first_page_keeps_all_rooms_on_one_screen_with_large_targets(
    page: Page, screen: Screen, rooms: int
) -> None:
    told, now = many(CONTROL_SITE, SCENES["alarmed"](time.monotonic()), rooms)
    panel = Example(replace(SETTINGS, diagonal_inch=screen.inch), told)
    await panel.live.publish(now)
    async with panel.serving():
        await enter(page, panel.url, screen)
        for language in ("zh", "en"):
            await page.goto(f"{panel.url}/?lang={language}")
            await page.wait_for_selector('body[data-link="live"]')
            assert await wrong(page, screen, language) == []
            assert await page.evaluate(HIDDEN) == []
            tall = await page.evaluate("document.documentElement.scrollHeight")
            assert tall == screen.height


async def least(page: Page, screen: Screen, inch: float | None) -> float:
    """Return how small the least target of the first page is, in mm."""
    panel = Example(replace(SETTINGS, diagonal_inch=inch), CONTROL_SITE)
    await panel.live.publish(SCENES["calm"](time.monotonic()))
    async with panel.serving():
        await enter(page, panel.url, screen)
        found: dict[str, Any] = await page.evaluate(BOXES, screen.inch)
    return min(float(mm) for mm, _ in found["small"])


@pytest.mark.parametrize("claim", REACHED, ids=lambda claim: f"{claim[0]}-{claim[1]}x{claim[2]}")
async def test_targets_are_as_large_as_the_manual_says(page: Page, claim: tuple[str, ...]) -> None:
    screen = Screen(inch=float(claim[0]), width=int(claim[1]), height=int(claim[2]))
    assert await least(page, screen, None) == pytest.approx(float(claim[3]), abs=0.05)
    assert await least(page, screen, screen.inch) == pytest.approx(float(claim[4]), abs=0.05)


async def test_the_claims_cover_the_usual_screens() -> None:
    assert {str(screen) for screen in SCREENS} >= {
        "7.0-800x480",
        "7.0-1280x720",
        "7.0-1280x800",
        "10.1-1280x800",
        "15.6-1920x1080",
    }


async def test_a_browser_elsewhere_is_not_told_the_diagonal_of_the_wall(page: Page) -> None:
    panel = Example(replace(SETTINGS, diagonal_inch=7.0), CONTROL_SITE)
    await panel.live.publish(SCENES["calm"](time.monotonic()))
    async with panel.serving():
        for path in ("/", "/sign-in", "/nothing-is-here"):
            await page.goto(f"{panel.url}{path}")
            assert await page.locator("html[data-diagonal-inch]").count() == 0
        touch = "getComputedStyle(document.documentElement).getPropertyValue('--mm')"
        assert await page.evaluate(touch) == "0px"


async def test_a_screen_that_is_turned_keeps_its_millimetres(page: Page) -> None:
    panel = Example(replace(SETTINGS, diagonal_inch=7.0), CONTROL_SITE)
    await panel.live.publish(SCENES["calm"](time.monotonic()))
    async with panel.serving():
        await enter(page, panel.url, Screen(inch=7.0, width=1280, height=720))
        for width, height in ((720, 1280), (800, 480), (1280, 720)):
            await page.set_viewport_size({"width": width, "height": height})
            px = 9 * math.hypot(width, height) / (7 * 25.4)
            await page.wait_for_function(
                "px => Math.abs(document.querySelector('.bar .button').offsetHeight - px) < 2",
                arg=max(px, 48),
            )
