"""Pictures of the real demonstration for the documents: `make screenshots`."""

import asyncio
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Page, async_playwright

from drivers.simulator.control import Remote

from .conftest import ARGUMENTS, CHROMIUM

SIZES = ((1280, 800), (800, 480), (1920, 1080), (390, 844))
URLS = 3  # the panel, the room's own panel, and where the first administrator is made
CHARTS = {
    "trend": "trend?room=stack-1&quantity=relative_humidity&range=1h",
    "air": "psychrometrics?room=stack-1&view=near",
}
RECORDS = {"records": "records?q=jgbz", "missing": "records/missing"}
SETTINGS = {
    "values": "settings/values",
    "files": "settings/files",
    "bus": "settings/buses/gateway-1",
    "outputs": "settings/outputs",
    "people": "people",
    "reports": "reports",
}
ADMIN = {"name": "演示管理员", "password": "only for these pictures"}
SYNCED_S = 90  # the demonstration's catalogue is read meanwhile
ENDS_S = 60.0  # a sync of records that goes on is waited for
SETTLE_S = 20.0  # so that every device was read and the trend has begun


async def pictures(url: str, local: str, code: str, control: Path, folder: Path) -> None:
    """Take every size in both languages, then a room in trouble, its alarms, plan and measures."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for language in ("zh", "en"):
            for width, height in SIZES:
                page = await browser.new_page(viewport={"width": width, "height": height})
                await page.goto(f"{url}?lang={language}")
                await page.wait_for_selector('body[data-link="live"]')
                await page.screenshot(path=folder / f"panel-{language}-{width}x{height}.png")
                await page.close()
        with Remote(control) as remote:
            remote.fault("th-1-north", "silence")
        page = await browser.new_page(viewport={"width": 1280, "height": 800})
        await page.goto(f"{url}rooms?lang=zh")
        await page.wait_for_selector('.big[data-is="bad"], li[data-is="bad"]', timeout=30_000)
        await page.screenshot(path=folder / "panel-zh-trouble.png")
        with Remote(control) as remote:
            remote.pin("io-1", "input_4", 0)  # water on the floor
        await page.wait_for_selector('.bar .alarms[data-is="high"]', timeout=30_000)
        for language in ("zh", "en"):
            await page.set_viewport_size({"width": 800, "height": 480})
            await page.goto(local)
            for name in ("alarms", "plan"):
                await page.goto(f"{url}{name}?lang={language}")
                await page.wait_for_selector('body[data-link="live"]')
                await page.screenshot(path=folder / f"{name}-{language}-800x480.png")
            await page.set_viewport_size({"width": 1280, "height": 800})
            await page.goto(f"{url}rooms?lang={language}")
            await page.wait_for_selector('body[data-link="live"]')
            await page.locator(".preservation .whole > summary").first.click()
            part = page.locator(".preservation").first
            await part.screenshot(path=folder / f"preservation-{language}.png")
            for name, address in CHARTS.items():
                await page.goto(f"{url}{address}&lang={language}")
                await page.wait_for_selector("[data-drawn], .air-chart")
                await page.screenshot(path=folder / f"{name}-{language}-1280x800.png")
        await synced(page, f"{url}{RECORDS['records']}")
        made = await page.request.post(
            f"{url}api/v1/setup", data={"code": code, **ADMIN}, headers={"Origin": url.rstrip("/")}
        )
        if not made.ok:
            sys.exit(await made.text())
        for language in ("zh", "en"):
            for name, address in {**RECORDS, **SETTINGS}.items():
                joint = "&" if "?" in address else "?"
                await page.goto(f"{url}{address}{joint}lang={language}")
                await page.wait_for_selector('body[data-link="live"]')
                await page.screenshot(path=folder / f"{name}-{language}-1280x800.png")
        await browser.close()


async def synced(page: Page, address: str) -> None:
    """Return once records are found at an address."""
    for _ in range(SYNCED_S):
        await page.goto(address)
        if await page.locator("a[href^='/records/record']").count():
            return
        await asyncio.sleep(1)
    sys.exit("the catalogue of the demonstration was not read")


def main() -> None:
    """Run the demonstration and take its pictures into the folder that the command line names."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        process = subprocess.Popen(
            [sys.executable, "-m", "daemon.cli", "demo", "--directory", name],
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            found: list[str] = []
            line = ""
            while process.stdout and len(found) < URLS:
                line = process.stdout.readline()
                if not line:
                    sys.exit("the demonstration has ended: does another one run?")
                found += re.findall(r"http://\S+[\w/]", line)
            local, (url, *_) = next(u for u in found if "/local?" in u), found
            code = line.split()[-1]
            asyncio.run(_settled(url, local, code, Path(name) / "control", folder))
        finally:
            process.terminate()
            process.wait(ENDS_S)


async def _settled(url: str, local: str, code: str, control: Path, folder: Path) -> None:
    await asyncio.sleep(SETTLE_S)
    await pictures(url, local, code, control, folder)


if __name__ == "__main__":
    main()
