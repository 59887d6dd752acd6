"""A trend over a time that a logger read: drawn as such, told in words, in table and file."""

import time
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from daemon.ports import Bucket
from daemon.store.history import History
from tests.unit.history_kit import HeldClock, Scans, good, history_in, running, written
from tests.unit.import_kit import FILES, bring

from .chart_example import CHART_SITE, ChartTrends, chart_snapshot, charted
from .conftest import Visit
from .example import Example

pytestmark = pytest.mark.asyncio(loop_scope="session")

BEGINNING = datetime(2024, 2, 1, 1, 30, tzinfo=UTC)  # of our own readings: 09:30 of the site
DAY = "/trend?room=stack-1&quantity=temperature&range=24h&until=2024-02-01T12:00"
TEMPERATURES = ("th-north.temperature", "th-south.temperature", "th-wall.temperature")
IMPORTED = "imported from their files."
INKED = """(part) => {
  const canvas = document.querySelector(".plot canvas");
  const [left, right] = part.map((share) => Math.round(canvas.width * share));
  const width = right - left;
  const { data } = canvas.getContext("2d").getImageData(left, 0, width, canvas.height);
  const found = new Set();
  for (let n = 0; n < data.length; n += 4)
    if (data[n + 3] > 200 && data[n] < 60) found.add((n / 4) % width);
  return found.size / width;
}"""


class KeptTrends(ChartTrends):
    """What a real history tells; its machines are those of the example."""

    def __init__(self, history: History) -> None:
        super().__init__()
        self._history = history

    async def trend(
        self, tag: str, since: datetime, until: datetime, step_s: int
    ) -> Sequence[Bucket]:
        if "temperature" not in tag:
            return await super().trend(tag, since, until, step_s)
        return await self._history.trend(tag, since, until, step_s)

    async def imported(self, room: str, quantity: str) -> Sequence[str]:
        return await self._history.imported(room, quantity)


@pytest_asyncio.fixture(loop_scope="session")
async def panel(tmp_path: Path) -> AsyncIterator[Example]:
    bring(tmp_path, FILES / "testo.csv")
    clock = HeldClock(at=BEGINNING)
    history = history_in(tmp_path, clock, CHART_SITE)
    async with running(history):
        Scans(history.offer, clock).hold(7200, {tag: good(18.0) for tag in TEMPERATURES})
        await written(history, clock)
        example = Example(site=CHART_SITE, extra=charted(), trends=KeptTrends(history))
        async with example.serving():
            await example.live.publish(chart_snapshot(1, time.monotonic()))
            yield example


@pytest.mark.parametrize(
    ("language", "told", "table", "sources"),
    [
        (
            "zh",
            "其中 2024-02-01 06:00 至 2024-02-01 09:30 的读数由记录仪文件导入（点线）。",
            "表格",
            ["自测", "自测", "部分导入", "", "导入", "导入", ""],
        ),
        (
            "en",
            "Dotted: read by loggers from 2024-02-01 06:00 to 2024-02-01 09:30, " + IMPORTED,
            "As a table",
            ["own reading", "own reading", "partly imported", "", "imported", "imported", ""],
        ),
    ],
)
async def test_what_a_logger_read_is_told_below_the_chart_and_in_the_table(
    panel: Example, visit: Visit, language: str, told: str, table: str, sources: list[str]
) -> None:
    page = visit.page
    await visit.open(f"{panel.url}{DAY}&lang={language}")
    await page.wait_for_selector("[data-drawn]", timeout=5000)
    await expect(page.locator("#chart-words .origin")).to_have_text(told)
    assert told in (await page.locator(".plot").get_attribute("aria-label") or "")
    await page.locator("summary", has_text=table).click()
    words = await page.locator("table tbody td:last-child").all_inner_texts()
    assert words[:7] == sources
    assert set(words[7:]) == {""}
    assert visit.complaints == []


async def test_what_a_logger_read_is_dotted_and_named_under_the_cursor(
    panel: Example, visit: Visit
) -> None:
    page = visit.page
    await visit.open(panel.url + DAY)
    await page.wait_for_selector("[data-drawn]", timeout=5000)
    over = await page.locator(".plot .u-over").bounding_box()
    plot = await page.locator(".plot").bounding_box()
    assert over is not None
    assert plot is not None
    drawn = {}
    for hour, word in ((18.5, "导入"), (22.5, "")):  # since 12:00 of the day before
        x = over["x"] + over["width"] * hour / 24
        await page.mouse.move(x, over["y"] + 60)
        await expect(page.locator(".readout .share")).to_have_text(word)
        await page.mouse.move(0, 0)
        left = (x - plot["x"]) / plot["width"]
        drawn[word] = await page.evaluate(INKED, [left, left + 0.02])
    assert drawn[""] == 1.0
    assert 0.2 < drawn["导入"] < 0.8


async def test_the_past_is_reached_step_by_step_and_left_at_once(
    panel: Example, visit: Visit
) -> None:
    page = visit.page
    await visit.open(f"{panel.url}/trend?room=stack-1&quantity=temperature&range=1y")
    await expect(page.locator("[rel=next]")).to_have_count(0)
    for _ in range(2):
        await page.locator("[rel=prev]").click()
    await expect(page.locator("#chart-words")).to_contain_text("2023-11-25 至 2024-11-23")
    await expect(page.locator(".origin")).to_contain_text("其中 2024-02-01 至 2024-02-01 的读数")
    async with page.expect_download() as saved:
        await page.locator("a[download]").click()
    file = await saved.value
    assert file.suggested_filename == "stack-1-temperature-1y-20241124.csv"
    text = (await file.path()).read_text("utf-8-sig")
    assert text.splitlines()[0].endswith(",来源")
    assert [line.rpartition(",")[2] for line in text.splitlines() if "2024-02-01" in line] == [
        "部分导入"
    ]
    await page.locator("[rel=next]").click()
    await expect(page.locator("[rel=next]")).to_have_count(1)
    await page.get_by_role("link", name="现在", exact=True).click()
    await expect(page.locator("[rel=next]")).to_have_count(0)


async def test_no_span_ends_where_no_time_is(panel: Example, visit: Visit) -> None:
    for until in ("tomorrow", "0001-01-01", "9999-12-31T23:59-12:00", "1979-05-02", "%ff"):
        answer = await visit.page.goto(
            f"{panel.url}/trend?room=stack-1&quantity=temperature&until={until}"
        )
        assert answer is not None
        assert answer.status == 400
    await expect(visit.page.locator("main")).to_contain_text("2023-05-02T00:00")
