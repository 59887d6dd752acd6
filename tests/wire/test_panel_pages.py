"""Preservation, the floor plan and the reports on the panel, over real sockets."""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import ClientSession, ClientTimeout, CookieJar
from yarl import URL

from daemon.model import RoomMeasures, Why
from panel.assets import TEMPLATE_DIR
from panel.people.doorman import COOKIE, DOORMAN
from panel.report_pages import MOST_WAITING
from tests.browser.alarm_example import ALARM_SITE, HandFedReports, alarmed, everything
from tests.browser.example import SETTINGS, Example, bad, doubtful, good
from tests.browser.viewer import VIEWER, OneViewer
from tests.waiting import until

Json = dict[str, Any]


class Site:
    """A panel with all its pages."""

    def __init__(self, session: ClientSession) -> None:
        self.reports = HandFedReports()
        extra = replace(everything(), reports=self.reports, people=OneViewer())
        self.panel = Example(SETTINGS, ALARM_SITE, extra=extra)
        self.session = session

    def sit_in_the_office(self) -> None:
        """Make the browser one of a viewer who has signed in elsewhere."""
        sessions = self.panel.app[DOORMAN].sessions
        token = sessions.open(VIEWER, "127.0.0.1", time.monotonic(), secure=False)
        self.session.cookie_jar.update_cookies({COOKIE: token}, URL(self.panel.url))

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


@pytest.mark.parametrize(
    ("measured", "coverage", "state"),
    [(0.02, "已测 2 %", "unknown"), (0.09, "已测 9 %", "good")],  # a month is 8 %
)
async def test_the_mould_index_is_judged_once_a_month_of_the_year_was_measured(
    site: Site, measured: float, coverage: str, state: str
) -> None:
    little = RoomMeasures(room="stack-1", mould_index=0.0, coverage_24h=1.0, coverage_1y=measured)
    await site.show(measures=little)
    view = await site.measured()
    mould = view["measures"]["mould_index"]
    assert (mould["text"], mould["coverage"], mould["paper"]["state"]) == ("0.00", coverage, state)
    assert view["paper"]["state"] == state


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

STEP = re.compile(r'href="/reports\?month=([0-9-]+)"')


async def test_the_reports_of_now_and_the_kept_ones_are_listed(site: Site) -> None:
    site.sit_in_the_office()
    await site.show()
    _, page = await site.got("/reports")
    for address in (
        "/reports/pages/monthly/stack-1/2026-11",
        "/reports/pages/yearly/stack-2/2026",
        "/reports/pages/alarms/dangyang-bianban/2026-11",
        "/reports/pages/1A2B-3C4D",
    ):
        assert f'href="{address}"' in page
    assert "第 1 版 · 1A2B-3C4D" in page
    assert "-r1.xlsx" in page


async def test_other_months_are_a_step_away_back_to_the_first_reading(site: Site) -> None:
    await site.panel.enter(site.session)
    await site.show()
    _, page = await site.got("/reports")
    assert STEP.findall(page) == ["2025-11", "2026-10"]
    _, page = await site.got("/reports?month=2025-11")
    assert STEP.findall(page) == ["2025-03", "2025-10", "2025-12", "2026-11"]
    for address in ("monthly/stack-1/2025-11", "yearly/stack-1/2025"):
        assert f'href="/reports/shown/{address}"' in page
    assert "2025-11 和 2025 年全年" in page
    _, page = await site.got("/reports?month=2025-03")
    assert STEP.findall(page) == ["2025-04", "2026-03"]
    for wrong in ("2026-13", "2026", "x", "2026-1", "2026-1-1", "２０２６-10"):
        assert (await site.got(f"/reports?month={wrong}"))[0] == 400


async def test_a_report_that_was_kept_is_opened_by_its_code(site: Site) -> None:
    await site.panel.enter(site.session)
    status, page = await site.got("/reports/pages/1A2B-3C4D")
    assert (status, "第 1 版" in page) == (200, True)
    assert site.reports.asked == []
    assert (await site.got("/reports/pages/FFFF-FFFF"))[0] == 404


async def test_programs_read_what_was_kept_and_where_it_is(site: Site) -> None:
    site.sit_in_the_office()
    status, told = await site.got("/api/v1/reports")
    first = json.loads(told)["kept"][0]
    assert status == 200
    assert (first["code"], first["page"]) == ("1A2B-3C4D", "/reports/pages/1A2B-3C4D")
    assert all(address.startswith("/reports/files/") for address in first["files"])
    assert (await site.got(first["page"]))[0] == 200


async def test_a_report_of_a_time_that_is_not_over_says_until_when_it_goes(site: Site) -> None:
    await site.panel.enter(site.session)
    await site.show()
    assert "未完" not in (await site.got("/reports"))[1]
    site.reports.until = "2026-10-09 13:00"
    assert "未完：到 2026-10-09 13:00" in (await site.got("/reports"))[1]


async def test_the_page_says_when_the_registers_wait_for_the_clock(site: Site) -> None:
    await site.panel.enter(site.session)
    await site.show()
    assert "登记表在等时钟" not in (await site.got("/reports"))[1]
    await site.show(clock_trusted=False)
    assert "登记表在等时钟" in (await site.got("/reports"))[1]


def test_no_template_offers_the_rooms_own_panel_a_window_or_a_file() -> None:
    lines = [
        line.strip()
        for template in sorted(TEMPLATE_DIR.glob("*.html"))
        for line in template.read_text(encoding="utf-8").splitlines()
        if re.search(r" target=| download\b", line)
    ]
    assert len(lines) >= 6
    assert [line for line in lines if "not local" not in line] == []


# what would open a window of its own, or give a file that nobody can take from there
BESIDE = re.compile(r' target=|\bdownload\b|href="/reports/(?:pages|files)/|\.csv|\.xlsx|/labels')


@pytest.mark.parametrize("path", ["/reports", "/trend?room=stack-1&quantity=temperature"])
async def test_nothing_opens_beside_the_rooms_own_panel(site: Site, path: str) -> None:
    await site.panel.enter(site.session)
    await site.show()
    status, page = await site.got(path)
    assert (status, BESIDE.findall(page)) == (200, [])


async def test_a_report_at_the_rooms_own_panel_stands_in_a_frame_with_the_stops(site: Site) -> None:
    await site.panel.enter(site.session)
    await site.show()
    address = f"{site.panel.url}/reports/shown/monthly/stack-1/2026-11?lang=en"
    async with site.session.get(address) as answer:
        page = await answer.text()
        assert "frame-src 'self'" in answer.headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert 'data-inside="/reports/pages/monthly/stack-1/2026-11?lang=en"' in page
    assert 'data-act="stop" data-subject="stack-1"' in page
    assert 'href="/reports">Back' in page
    _, page = await site.got("/reports/shown/1A2B-3C4D?lang=en")
    assert 'data-inside="/reports/pages/1A2B-3C4D?lang=en"' in page


async def test_a_report_is_a_page_of_its_own_that_can_do_nothing(site: Site) -> None:
    await site.panel.enter(site.session)
    address = f"{site.panel.url}/reports/pages/monthly/stack-1/2026-11?lang=en"
    async with site.session.get(address) as answer:
        assert answer.status == 200
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "sandbox allow-modals allow-same-origin;" in policy
        assert "allow-scripts" not in policy
        assert "frame-ancestors 'self'" in policy
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
