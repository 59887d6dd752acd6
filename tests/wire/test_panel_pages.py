"""Preservation, the floor plan and the reports on the panel, over real sockets."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import ClientSession, ClientTimeout, CookieJar

from daemon.model import RoomMeasures, Why
from panel.report_pages import MOST_WAITING
from tests.browser.alarm_example import ALARM_SITE, HandFedReports, alarmed, everything
from tests.browser.example import SETTINGS, Example, bad, doubtful, good
from tests.waiting import until

Json = dict[str, Any]


class Site:
    """A panel with all its pages."""

    def __init__(self, session: ClientSession) -> None:
        self.reports = HandFedReports()
        extra = replace(everything(), reports=self.reports)
        self.panel = Example(SETTINGS, ALARM_SITE, extra=extra)
        self.session = session

    async def show(self, **facts: object) -> None:
        measures = facts.pop("measures", None)
        new = alarmed(1, time.monotonic(), (), **facts)
        if isinstance(measures, RoomMeasures):
            new = replace(new, measures={measures.room: measures})
        await self.panel.live.publish(new)

    async def got(self, path: str) -> tuple[int, str]:
        async with self.session.get(f"{self.panel.url}{path}") as answer:
            return answer.status, await answer.text()

    async def measured(self) -> Json:
        _, text = await self.got("/api/v1/snapshot?lang=zh")
        found: Json = json.loads(text)["rooms"]["stack-1"]["preservation"]
        return found


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with ClientSession(
        timeout=ClientTimeout(total=10), cookie_jar=CookieJar(unsafe=True)
    ) as session:
        opened = Site(session)
        async with opened.panel.serving():
            yield opened


# Preservation


async def test_inside_the_rule_stands_beside_good_for_paper(site: Site) -> None:
    await site.show()
    view = await site.measured()
    lines = view["measures"]
    assert {name: line["text"] for name, line in lines.items()} == {
        "in_band_24h": "98.6 %",
        "in_band_30d": "100.0 %",
        "swing_24h_c": "2.6 °C",
        "swing_24h_pct": "4.1 %RH",
        "pi": "48 年",
        "twpi": "44 年",
        "emc": "9.3 %",
        "mould_risk": "0.08",
        "mould_index": "0.12",
        "dew_point": "8.6 °C",
    }
    swing = lines["swing_24h_c"]
    assert swing["rule"] == {"state": "attention", "text": "处于规定边缘"}
    assert swing["coverage"] == "已测 99 %"
    assert view["rule"]["text"] == "处于规定边缘"
    pi = lines["pi"]
    assert pi["paper"]["text"] == "对纸张一般"


async def test_what_was_hardly_measured_is_shown_and_not_judged(site: Site) -> None:
    await site.show()
    lines = (await site.measured())["measures"]
    twpi = lines["twpi"]
    assert twpi["coverage"] == "已测 41 %"
    assert twpi["paper"] == {"state": "unknown", "text": "测得太少，无法评价"}


async def test_nearly_all_is_never_rounded_up_to_all(site: Site) -> None:
    nearly = RoomMeasures(room="stack-1", in_band_24h=0.9999, coverage_24h=1.0)
    await site.show(measures=nearly)
    lines = (await site.measured())["measures"]
    line = lines["in_band_24h"]
    assert line["text"] == "99.9 %"
    assert line["rule"]["state"] == "attention"


async def test_a_room_of_which_nothing_is_known_says_so(site: Site) -> None:
    await site.show(measures=RoomMeasures(room="stack-2"))
    view = await site.measured()
    assert view["rule"]["state"] == "unknown"
    assert {line["text"] for name, line in view["measures"].items() if name != "dew_point"} == {"—"}


async def test_the_advice_on_windows_is_said_where_no_rule_says_it(site: Site) -> None:
    await site.show()
    view = await site.measured()
    assert str(view["window"]).startswith("不宜通风")
    assert str(view["best"]).startswith("今天 14:00 最宜开窗")
    _, page = await site.got("/rooms?lang=zh")
    assert "今天 14:00 最宜开窗" in page


# The floor plan


async def planned(site: Site) -> Json:
    async with site.session.get(f"{site.panel.url}/events?page=plan") as answer:
        async for line in answer.content:
            if line.startswith(b"data: "):
                found: Json = json.loads(line[6:])["plan"]
                return found
    raise EOFError


async def test_each_zone_shows_its_values_and_the_hottest_and_dampest_are_marked(
    site: Site,
) -> None:
    t = time.monotonic()
    await site.show(
        readings={
            "th-north.temperature": good(21.4, "°C", t),
            "th-south.humidity": good(57.0, "%RH", t),
        }
    )
    room = (await planned(site))["stack-1"]
    zones = room["zones"]
    assert (zones["north"]["temperature"], zones["north"]["humidity"]) == ("21.4 °C", "51.2 %RH")
    assert {name: (zone["hot"], zone["damp"]) for name, zone in zones.items()} == {
        "north": ("yes", "no"),
        "south": ("no", "yes"),
    }
    assert room["corners"] == "最热：北侧 · 最湿：南侧"
    _, page = await site.got("/plan")
    assert "<svg" in page
    assert page.count('class="door"') == 1


async def test_a_difference_within_the_sensors_marks_nothing(site: Site) -> None:
    t = time.monotonic()
    await site.show(readings={"th-north.temperature": good(18.7, "°C", t)})
    room = (await planned(site))["stack-1"]
    assert room["corners"] == "各处一致（在传感器误差之内）"


async def test_a_zone_that_cannot_be_trusted_is_marked_and_never_the_hottest(site: Site) -> None:
    t = time.monotonic()
    await site.show(
        readings={
            "th-north.temperature": bad(good(99.0, "°C", t), Why.COMM_FAILURE),
            "th-south.temperature": doubtful(good(19.0, "°C", t), Why.SENSOR_NOT_ACCURATE),
        }
    )
    zones = (await planned(site))["stack-1"]["zones"]
    assert (zones["north"]["quality"], zones["north"]["temperature"]) == ("bad", "— °C")
    assert zones["south"]["quality"] == "uncertain"
    assert {zone["hot"] for zone in zones.values()} == {"no"}


# Reports


async def test_the_reports_of_now_and_the_kept_ones_are_listed(site: Site) -> None:
    await site.panel.enter(site.session)
    await site.show()
    _, page = await site.got("/reports")
    for address in (
        "/reports/pages/monthly/stack-1/2026-11",
        "/reports/pages/yearly/stack-2/2026",
        "/reports/pages/alarms/dangyang-bianban/2026-11",
        "/reports/pages/monthly/stack-1/2026-10?lang=zh",
    ):
        assert f'href="{address}"' in page
    assert "第 1 版 · 1A2B-3C4D" in page
    assert "-r1.xlsx" in page


async def test_a_report_is_a_page_of_its_own_that_can_do_nothing(site: Site) -> None:
    await site.panel.enter(site.session)
    address = f"{site.panel.url}/reports/pages/monthly/stack-1/2026-11?lang=en"
    async with site.session.get(address) as answer:
        assert answer.status == 200
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "sandbox allow-modals" in policy
        assert "script-src" not in policy
        assert "一号库房" in await answer.text()
    assert site.reports.asked == [("monthly", "stack-1/2026-11", "en")]


async def test_a_file_is_saved_under_its_own_name(site: Site) -> None:
    await site.panel.enter(site.session)
    name = "2026-10-stack-1-%E6%B8%A9%E6%B9%BF%E5%BA%A6%E7%99%BB%E8%AE%B0%E8%A1%A8-r1.xlsx"
    async with site.session.get(f"{site.panel.url}/reports/files/{name}") as answer:
        assert answer.status == 200
        assert answer.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''{name}"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.content_type.endswith("spreadsheetml.sheet")
        assert await answer.read() == b"PK"


async def test_what_is_not_there_and_what_cannot_be_made_is_said(site: Site) -> None:
    await site.panel.enter(site.session)
    assert (await site.got("/reports/pages/poem/stack-1/2026-11"))[0] == 404
    assert (await site.got("/reports/files/evil.exe"))[0] == 404
    assert (await site.got("/reports/files/..%2Fledger.db"))[0] == 404
    site.reports.available = False
    status, told = await site.got("/reports/pages/monthly/stack-1/2026-11")
    assert status == 503
    assert "报表现在生成不了" in told
    assert (await site.got("/reports"))[0] == 503


async def test_no_more_than_a_few_wait_for_a_report(site: Site) -> None:
    await site.panel.enter(site.session)
    site.reports.free.clear()
    address = "/reports/pages/monthly/stack-1/2026-11"
    async with asyncio.TaskGroup() as group:
        for _ in range(MOST_WAITING):
            group.create_task(site.got(address))
        await until(lambda: len(site.reports.asked) == MOST_WAITING)
        assert (await site.got(address))[0] == 503
        site.reports.free.set()
    assert (await site.got(address))[0] == 200
