"""The first page in a real Chromium: `make bench-panel-page`.

From a register in the simulator to a drawn digit, through the whole daemon; what the page weighs
and when it answers on a slow tablet; and whether a day of it grows.
"""

import asyncio
import random
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, CDPSession, Page, async_playwright

from tests.bench.pace import p99
from tests.bench.table import Row
from tests.browser import control_example as scenes
from tests.browser.conftest import ARGUMENTS, WHOLE_CHROMIUM
from tests.browser.control_example import CONTROL_SITE
from tests.browser.example import KEY, SETTINGS, Example, HandFedOperator
from tests.end_to_end.daemon_kit import PROFILES, bus_of, configuration, daemon, scenario
from tests.rig import Rig, simulated, tcp_line

POLL_S = 0.5
SCANS_S = (1.0, 0.2)  # as delivered, and the brisk one: a value waits for a scan too
TAG = "humidity"  # without a limit on how fast it may change
DRAWN_WITHIN_S = 20.0
MOST_KB, MOST_REQUESTS, SLOWER = 150, 60, 6
MOST_GROWTH_MB, MOST_NEW_NODES = 5.0, 50
MINUTES = 24 * 60
# The time at which the frame after the change has begun: the change is on the screen by then.
WATCH = """() => {
  const node = document.querySelector(".tile .humidity .digits");
  new MutationObserver(() => {
    const text = node.textContent;
    requestAnimationFrame(() => requestAnimationFrame(() => drawn(text, performance.now())));
  }).observe(node, {childList: true, characterData: true, subtree: true});
}"""
LIVE = """() => new MutationObserver((_, watch) => {
  if (document.body?.dataset.link !== "live") return;
  window.liveAt ??= performance.now();
  watch.disconnect();
}).observe(document, {attributes: true, subtree: true, attributeFilter: ["data-link"]})"""
READY = """() => Math.max(
  window.liveAt, performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd
)"""
# What the page does each minute happens `minute` ms apart; each frame that it shows is counted.
HASTE = """(() => {
  const usual = window.setInterval.bind(window);
  window.setInterval = (work, ms) => usual(work, ms === 60000 ? %d : ms);
  window.frames_shown = 0;
  document.addEventListener("snapshot", () => { window.frames_shown += 1; });
})()"""


def rows(changes: int = 120, loads: int = 10, updates: int = 20_000) -> list[Row]:
    """Return what a person before the first page waits for, and what it costs."""
    return asyncio.run(_rows(changes, loads, updates))


async def _rows(changes: int, loads: int, updates: int) -> list[Row]:
    drawn = [await pixel(changes, scan_s) for scan_s in SCANS_S]
    return [*drawn, *await weight(loads), *await day(updates)]


@asynccontextmanager
async def _context() -> AsyncIterator[BrowserContext]:
    """Open a browser that has never seen the panel."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=WHOLE_CHROMIUM, args=ARGUMENTS)
        try:
            yield await browser.new_context(viewport={"width": 1280, "height": 800})
        finally:
            await browser.close()


# From the register to the screen


async def pixel(changes: int, scan_s: float) -> Row:
    """Return how long it takes until a changed register is drawn."""
    with simulated(scenario(tcp_line("wire")), profiles=PROFILES) as rig:
        config = configuration(rig, bus_of(rig, "tcp"), count=1, poll_s=POLL_S)
        with config.open("a", encoding="utf-8") as file:
            file.write(f"[scan]\nperiod_s = {scan_s}\n")
        with daemon(config) as running:
            async with _context() as context:
                page = await context.new_page()
                await page.goto(f"{running.url}?lang=en")
                await page.wait_for_selector('body[data-link="live"]')
                took = [ms - POLL_S * 1e3 for ms in await _drawn(rig, page, changes)]
    return Row(
        f"a register changes -> the digit is drawn, over Modbus TCP, a scan each {scan_s:g} s: "
        f"beyond the poll period of {POLL_S:g} s",
        f"p99 {p99(took):.0f} ms, median {statistics.median(took):.0f} ms, longest {max(took):.0f} "
        f"ms of {len(took)} changes",
        "p99 <= 300 ms beyond the poll period",
    )


async def _drawn(rig: Rig, page: Page, changes: int) -> list[float]:
    """Change the register at any moment; return when each change was drawn, milliseconds."""
    seen: asyncio.Queue[tuple[str, float]] = asyncio.Queue()
    await page.expose_function("drawn", lambda text, at: seen.put_nowait((text, at)))
    await page.evaluate(WATCH)
    zero_ms = await _page_zero_ms(page)
    dice = random.Random(6)
    took_ms = []
    for n in range(changes):
        await asyncio.sleep(dice.uniform(0, 2 * POLL_S))
        word = 450 + n % 100
        start_ms = time.monotonic() * 1e3
        rig.remote.pin("th-1", TAG, word)
        async with asyncio.timeout(DRAWN_WITHIN_S):
            text, at_ms = "", 0.0
            while text != f"{word / 10:.1f}":
                text, at_ms = await seen.get()
        took_ms.append(zero_ms + at_ms - start_ms)
    return took_ms


async def _page_zero_ms(page: Page) -> float:
    """Return when the page's clock was zero, on ours: both count from the start of the machine."""
    tries = []
    for _ in range(20):
        before = time.monotonic() * 1e3
        at = float(await page.evaluate("performance.now()"))
        after = time.monotonic() * 1e3
        tries.append((after - before, (before + after) / 2 - at))
    return min(tries)[1]


# What it weighs


@dataclass
class Wire:
    """What the browser asked for and what came, by the protocol of its own tools."""

    asked: list[str] = field(default_factory=list)
    came: int = 0

    async def listen(self, session: CDPSession) -> None:
        """Count from now on."""
        session.on("Network.requestWillBeSent", lambda e: self.asked.append(e["request"]["url"]))
        session.on("Network.responseReceived", self._headers)
        session.on("Network.dataReceived", self._body)
        await session.send("Network.enable")
        await session.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def _headers(self, event: dict[str, Any]) -> None:
        self.came += int(event["response"]["encodedDataLength"])

    def _body(self, event: dict[str, Any]) -> None:
        self.came += int(event["encodedDataLength"])


@asynccontextmanager
async def _face() -> AsyncIterator[Example]:
    """Serve two rooms with machines, as the room's own panel shows them."""
    panel = Example(SETTINGS, CONTROL_SITE, operator=HandFedOperator())
    async with panel.serving():
        await _scan(panel, 1)
        yield panel


async def _scan(panel: Example, seq: int) -> None:
    t = time.monotonic()
    humid, warm = 40 + seq * 7 % 200 / 10, 15 + seq * 3 % 80 / 10
    scene = scenes.uv_run(t) if seq // 50 % 2 else scenes.calm(t)
    await panel.live.publish(scenes.shown(seq, t, scene, humidity=humid, temperature=warm))


async def weight(loads: int) -> list[Row]:
    """Return what the first page weighs, and when it answers on a processor that is slow."""
    ready_ms = []
    async with _face() as panel:
        for _ in range(loads):
            async with _context() as context:
                page = await context.new_page()
                await page.add_init_script(f"({LIVE})()")
                session = await context.new_cdp_session(page)
                wire = Wire()
                await wire.listen(session)
                await session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
                await page.goto(f"{panel.url}/local?key={KEY}")
                await page.wait_for_selector('body[data-link="live"]')
                ready_ms.append(float(await page.evaluate(READY)))
    strangers = [url for url in wire.asked if urlsplit(url).netloc != urlsplit(panel.url).netloc]
    return [
        Row(
            "the first page, with nothing kept from before, until its first event",
            f"{wire.came / 1e3:.1f} kB over the wire with all headers, {len(wire.asked)} requests, "
            f"{len(strangers)} of them off the host",
            f"<= {MOST_KB} kB, <= {MOST_REQUESTS} requests, none off the host",
            (
                len(strangers),
                max(0, wire.came - MOST_KB * 1000),
                max(0, len(wire.asked) - MOST_REQUESTS),
            ),
        ),
        Row(
            f"interactive on a processor {SLOWER} times slower: scripts run, first event shown",
            f"median {statistics.median(ready_ms):.0f} ms, longest {max(ready_ms):.0f} ms of "
            f"{len(ready_ms)} first loads",
            "<= 1000 ms",
        ),
    ]


# A day of it


@dataclass(frozen=True, kw_only=True)
class Held:
    """What a page holds after its garbage was collected."""

    heap_mb: float
    nodes: int
    listeners: int


async def _held(session: CDPSession) -> Held:
    for _ in range(3):
        await session.send("HeapProfiler.collectGarbage")
    heap = await session.send("Runtime.getHeapUsage")
    dom = await session.send("Memory.getDOMCounters")
    return Held(
        heap_mb=heap["usedSize"] / 1e6, nodes=dom["nodes"], listeners=dom["jsEventListeners"]
    )


async def day(updates: int) -> list[Row]:
    """Return what grew over as many updates as a day has, with the minutes' work between them."""
    minute_ms = max(1, updates * 4 // MINUTES)
    async with _face() as panel, _context() as context:
        page = await context.new_page()
        await page.add_init_script(HASTE % minute_ms)
        session = await context.new_cdp_session(page)
        await page.goto(f"{panel.url}/local?key={KEY}")
        await page.wait_for_selector('body[data-link="live"]')
        seq = await _shown(panel, page, 1, min(200, updates))
        before = await _held(session)
        start = time.perf_counter()
        await _shown(panel, page, seq, updates)
        took_s = time.perf_counter() - start
        after = await _held(session)
    growth_mb, nodes = after.heap_mb - before.heap_mb, after.nodes - before.nodes
    return [
        Row(
            f"a day of the first page: {updates} updates in {took_s:.0f} s",
            f"heap {before.heap_mb:.2f} -> {after.heap_mb:.2f} MB ({growth_mb:+.2f}), nodes "
            f"{before.nodes} -> {after.nodes}, listeners {before.listeners} -> {after.listeners}",
            f"heap growth < {MOST_GROWTH_MB:g} MB, nodes flat",
            (int(growth_mb >= MOST_GROWTH_MB), max(0, nodes - MOST_NEW_NODES)),
        )
    ]


async def _shown(panel: Example, page: Page, seq: int, updates: int) -> int:
    """Publish until the page has shown `updates` more; return the number of the last scan."""
    goal = updates + int(await page.evaluate("window.frames_shown"))
    while int(await page.evaluate("window.frames_shown")) < goal:
        for _ in range(50):
            seq += 1
            await _scan(panel, seq)
            await asyncio.sleep(0.002)
    return seq
