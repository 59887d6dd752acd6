"""The addresses of the charts: what they answer, and how they refuse."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import ClientSession

from daemon.happenings import LedgerHappenings
from tests.browser.chart_example import CHART_SITE, ChartTrends, chart_snapshot, charted
from tests.browser.example import AT, Example

TREND = "room=stack-1&quantity=temperature"


@pytest_asyncio.fixture
async def panel() -> AsyncIterator[Example]:
    example = Example(site=CHART_SITE, extra=charted(), trends=ChartTrends())
    async with example.serving():
        await example.live.publish(chart_snapshot(1, 0.0))
        yield example


@pytest_asyncio.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession() as opened:
        yield opened


@pytest.mark.parametrize(
    ("span", "steps"), [("1h", 60), ("24h", 720), ("7d", 672), ("30d", 720), ("1y", 365)]
)
async def test_a_chart_has_columns_of_at_most_a_thousand_steps(
    panel: Example, session: ClientSession, span: str, steps: int
) -> None:
    async with session.get(f"{panel.url}/api/v1/chart?{TREND}&range={span}") as answer:
        chart = await answer.json()
    assert answer.status == 200
    assert {len(chart[name]) for name in ("t", "mean", "low", "high", "measured")} == {steps}
    assert chart["t"] == sorted(chart["t"])
    assert chart["mean"][44] is None
    assert (chart["band"], chart["setpoint"]) == ([14.0, 24.0], 20.0)
    assert chart["timezone"] == "Asia/Shanghai"


@pytest.mark.parametrize("span", ["1h", "1y"])
async def test_a_chart_ends_now_and_not_with_the_step_that_runs(
    panel: Example, session: ClientSession, span: str
) -> None:
    async with session.get(f"{panel.url}/api/v1/chart?{TREND}&range={span}") as answer:
        chart = await answer.json()
    assert chart["until"] == (AT + timedelta(seconds=1)).timestamp()


@pytest.mark.parametrize("until", ["2026-11-20T00:00", "2026-11-19T16:00Z", "2026-11-20"])
async def test_a_chart_of_the_past_ends_where_it_is_asked_to(
    panel: Example, session: ClientSession, until: str
) -> None:
    async with session.get(f"{panel.url}/api/v1/chart?{TREND}&until={until}") as answer:
        chart = await answer.json()
    assert chart["until"] == datetime(2026, 11, 19, 16, tzinfo=UTC).timestamp()
    assert chart["since"] == chart["until"] - 86_400
    assert chart["when"] == "2026-11-19 00:00 至 2026-11-20 00:00"
    assert [mark for mark in chart["marks"] if mark["t"] > chart["until"]] == []


async def test_the_future_ends_now(panel: Example, session: ClientSession) -> None:
    async with session.get(f"{panel.url}/api/v1/chart?{TREND}&until=9000-01-01") as answer:
        chart = await answer.json()
    assert chart["until"] == (AT + timedelta(seconds=1)).timestamp()
    assert chart["when"] == ""


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("room=stack-1", 400),
        ("room=stack-1&quantity=colour", 400),
        ("room=nowhere&quantity=temperature", 404),
        ("tag=nothing", 404),
        ("tag=th-north.humidity&room=stack-1&quantity=temperature", 400),
        ("tag=th-north.humidity&tag=th-south.humidity", 400),
        (f"{TREND}&range=2d", 400),
        (f"{TREND}&range=%ff", 400),
        (f"{TREND}&until=yesterday", 400),
        (f"{TREND}&until=0001-01-01T00:00%2B14:00", 400),
        (f"{TREND}&until=", 400),
    ],
)
@pytest.mark.parametrize("address", ["/trend", "/trend.csv", "/api/v1/chart"])
async def test_a_chart_of_nothing_is_refused_in_a_sentence(
    panel: Example, session: ClientSession, address: str, query: str, status: int
) -> None:
    async with session.get(f"{panel.url}{address}?{query}") as answer:
        assert answer.status == status
        assert answer.content_type == "application/problem+json"
        assert " / " in (await answer.json())["detail"]


@pytest.mark.parametrize(("query", "status"), [("room=nowhere", 404), ("view=far", 400)])
async def test_an_air_chart_of_nothing_is_refused(
    panel: Example, session: ClientSession, query: str, status: int
) -> None:
    async with session.get(f"{panel.url}/psychrometrics?{query}") as answer:
        assert answer.status == status


async def test_a_file_is_saved_and_guarded(session: ClientSession) -> None:
    rooms = tuple(replace(room, name="=1+1") for room in CHART_SITE.rooms)
    evil = Example(site=replace(CHART_SITE, rooms=rooms), trends=ChartTrends())
    async with evil.serving():
        await evil.live.publish(chart_snapshot(1, 0.0))
        async with session.get(f"{evil.url}/trend.csv?{TREND}") as answer:
            text = (await answer.read()).decode()
    assert answer.content_type == "text/csv"
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="stack-1-temperature-24h.csv"'
    )
    header, first, *rest = text.splitlines()
    assert "'=1+1" in header
    assert first.startswith("2026-11-22T10:46:00+08:00,120,")
    assert len(rest) == 719


async def test_the_air_of_a_day_is_saved_as_a_file(panel: Example, session: ClientSession) -> None:
    async with session.get(f"{panel.url}/psychrometrics.csv?room=stack-1&lang=en") as answer:
        text = (await answer.read()).decode("utf-8-sig")
    assert answer.content_type == "text/csv"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="stack-1-air.csv"'
    header, *rows = text.splitlines()
    assert header.startswith("from,Temperature (°C),Relative humidity (%),")
    assert len(rows) == 96
    full = [row.split(",") for row in rows if row.count(",") == 4]
    assert full
    for _, *values in full:
        c, pct, g_kg, dew = map(float, values)
        assert dew <= c
        assert 0 < pct <= 100
        assert g_kg > 0


async def test_all_sparklines_come_in_one_answer_and_are_read_once(
    panel: Example, session: ClientSession
) -> None:
    async with session.get(f"{panel.url}/api/v1/sparklines") as answer:
        lines = await answer.json()
    numbers = {f"point/{p.tag}" for p in CHART_SITE.points if not p.is_bit}
    assert numbers < set(lines)
    assert lines["room/stack-1/dew_point"]["line"].startswith("M")
    asked = len(panel.trends.asked)
    async with session.get(f"{panel.url}/api/v1/sparklines?lang=en") as again:
        assert "in 24 h from" in (await again.json())["point/th-north.humidity"]["text"]
    assert len(panel.trends.asked) == asked


async def test_a_chart_is_read_once_for_all_who_look(
    panel: Example, session: ClientSession
) -> None:
    for address in ("/trend", "/api/v1/chart", "/trend.csv"):
        async with session.get(f"{panel.url}{address}?{TREND}") as answer:
            assert answer.status == 200
    assert len({tag for tag, *_ in panel.trends.asked}) == len(panel.trends.asked)


async def test_the_page_of_a_trend_says_that_the_ledger_cant_be_read(
    session: ClientSession, tmp_path: Path
) -> None:
    nowhere = LedgerHappenings(tmp_path / "ledger.db", CHART_SITE)
    extra = replace(charted(), happenings=nowhere)
    silent = Example(site=CHART_SITE, extra=extra, trends=ChartTrends())
    async with silent.serving():
        await silent.live.publish(chart_snapshot(1, 0.0))
        async with session.get(f"{silent.url}/trend?{TREND}") as answer:
            assert "台账现在读不出来：发生过什么无从得知。" in await answer.text()
        async with session.get(f"{silent.url}/api/v1/chart?{TREND}&lang=en") as answer:
            assert (await answer.json())["untold"].startswith("The ledger can't be read now")


async def test_the_air_is_told_in_numbers_and_words(panel: Example, session: ClientSession) -> None:
    async with session.get(f"{panel.url}/api/v1/psychrometrics?room=stack-1&lang=en") as answer:
        air = await answer.json()
    assert air["facts"]["now"]["c"] == 20.4
    assert air["facts"]["surface_c"] == 15.2
    assert air["facts"]["outside"]["c"] == 8.0
    assert len(air["facts"]["trail"]) == 96
    assert [arrow["name"] for arrow in air["words"]["arrows"]] == [
        *("除湿机", "加湿机", "空调", "排风机")
    ]
    assert "inside the allowed climate" in air["words"]["place"]


async def test_an_air_chart_without_history_still_shows_what_is_now(
    panel: Example, session: ClientSession
) -> None:
    panel.trends.available = False
    async with session.get(f"{panel.url}/psychrometrics?room=stack-1&lang=en") as answer:
        page = await answer.text()
    assert answer.status == 200
    assert "not readable now" in page
    async with session.get(f"{panel.url}/api/v1/sparklines") as lines:
        assert lines.status == 503
