"""Alarms on the panel over real sockets: what is shown, what is set aside, who may do what."""

import json
import re
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import ClientSession, ClientTimeout, CookieJar

from daemon.model import Alarm, AlarmState, Origin, Verb
from panel.alarms import MOST_LIVE
from panel.app import Extra
from tests.browser import alarm_example as scenes
from tests.browser.alarm_example import ALARM_SITE, HandFedAlarmLog, alarmed, everything
from tests.browser.example import Example, HandFedOperator

from .test_panel import connection, next_event
from .test_panel_actions import LOCAL, Panel

Json = dict[str, Any]


@pytest.fixture
async def panel() -> AsyncIterator[Panel]:
    operator = HandFedOperator()
    example = Example(LOCAL, ALARM_SITE, operator=operator, extra=everything())
    async with (
        example.serving(),
        ClientSession(
            timeout=ClientTimeout(total=15), cookie_jar=CookieJar(unsafe=True)
        ) as session,
    ):
        yield Panel(example, operator, session)


async def show(panel: Panel, *alarms: Alarm, seq: int = 1, t: float | None = None) -> None:
    now = time.monotonic() if t is None else t
    await panel.example.live.publish(alarmed(seq, now, alarms))


async def got(panel: Panel, path: str) -> tuple[int, str]:
    async with panel.session.get(f"{panel.origin}{path}") as answer:
        return answer.status, await answer.text()


async def told(panel: Panel, path: str = "/api/v1/alarms") -> Json:
    status, text = await got(panel, path)
    assert status == 200
    found: Json = json.loads(text)
    return found


# What is shown


@pytest.mark.parametrize("path", ["/", "/alarms", "/plan", "/reports", "/alarms/quality"])
async def test_every_page_has_the_number_and_the_gravest_in_its_header(
    panel: Panel, path: str
) -> None:
    t = time.monotonic()
    await panel.enter()  # not every page is for visitors
    await show(panel, *scenes.storm(t))
    _, page = await got(panel, path)
    assert "报警 3 条" in page
    assert "高 · 立即到场：一号库房 火警：一号库房消防报警" in page
    _, english = await got(panel, f"{path}?lang=en")
    assert "Alarms 3" in english
    assert "high · come now: 一号库房, " in english
    await show(panel, seq=2)
    assert "没有报警" in (await got(panel, f"{path}?lang=zh"))[1]


async def test_a_high_alarm_that_holds_is_the_word_of_the_room_and_of_the_site(
    panel: Panel,
) -> None:
    t = time.monotonic()
    await show(panel, scenes.fire(t))
    view = await told(panel, "/api/v1/snapshot")
    assert view["word"] == {"state": "alarm", "text": "报警"}
    assert view["title"] == "报警 · 当阳市编办档案室"
    assert view["summary"] == "一号库房：火警"
    rooms = view["rooms"]
    assert rooms["stack-1"]["word"]["text"] == "报警"
    assert rooms["stack-1"]["summary"] == "火警"
    assert rooms["stack-2"]["word"]["text"] == "读数正常"


@pytest.mark.parametrize(
    ("alarm", "word"),
    [
        ({"active": False, "state": AlarmState.RETURNED}, "注意"),
        ({"active": False, "state": AlarmState.LATCHED}, "注意"),
        ({"state": AlarmState.ACKNOWLEDGED}, "报警"),
        ({"state": AlarmState.SHELVED, "until": 1e9}, "读数正常"),
    ],
)
async def test_what_no_longer_holds_or_was_set_aside_is_no_alarm_of_the_room(
    panel: Panel, alarm: dict[str, object], word: str
) -> None:
    await show(panel, scenes.fire(time.monotonic(), **alarm))
    view = await told(panel, "/api/v1/snapshot")
    rooms = view["rooms"]
    assert rooms["stack-1"]["word"]["text"] == word


async def test_a_lesser_alarm_makes_the_room_ask_for_attention_and_says_which(
    panel: Panel,
) -> None:
    await show(panel, scenes.damp(time.monotonic()))
    rooms = (await told(panel, "/api/v1/snapshot"))["rooms"]
    assert rooms["stack-1"]["word"]["text"] == "注意"
    assert rooms["stack-1"]["summary"].startswith("库房湿度过高")


async def test_nobody_scans_says_more_than_an_old_alarm(panel: Panel) -> None:
    t = time.monotonic()
    await show(panel, scenes.fire(t), t=t - 60)
    view = await told(panel)
    assert view["word"] == {"state": "lost", "text": "失联"}
    assert view["alarms"] == {
        "word": {"state": "unknown", "text": "失联"},
        "shown": 1,
        "call": 7,
        "unseen": "yes",
        "gravest": "",
    }


async def test_before_the_first_scan_nobody_says_that_there_are_no_alarms(panel: Panel) -> None:
    view = await told(panel)
    assert view["alarms"] == {
        "word": {"state": "unknown", "text": "等待数据"},
        "shown": 0,
        "call": 0,
        "unseen": "no",
        "gravest": "",
    }


async def test_each_alarm_says_what_since_when_and_what_to_do(panel: Panel) -> None:
    await show(panel, *scenes.storm(time.monotonic()))
    view = await told(panel)
    alarms = view["list"]
    fire = alarms[0]
    assert (fire["title"], fire["about"]) == ("火警", "一号库房")
    assert fire["sentence"] == "一号库房消防报警"
    assert fire["priority"] == {"state": "high", "text": "高 · 立即到场"}
    assert fire["state"] == {"state": "unacknowledged", "text": "未确认"}
    assert fire["since"] == "10:31 起，已 14 分钟"
    assert fire["first_out"] == "最先发生"
    assert fire["action"]
    assert fire["cause"]
    assert fire["runbook"] == "/alarms/kinds/fire"
    assert alarms[2]["about"] == "一号库房 除湿机"


async def test_an_alarm_that_comes_and_goes_says_so_beside_its_state(panel: Panel) -> None:
    t = time.monotonic()
    await show(panel, scenes.fire(t), scenes.damp(t, chattering=True))
    for language, word in (("zh", "反复发生"), ("en", "comes and goes")):
        found = (await told(panel, f"/api/v1/alarms?lang={language}"))["list"]
        assert [alarm["chattering"] for alarm in found] == ["", word]
        _, page = await got(panel, f"/alarms?lang={language}")
        assert page.count(f'data-field="chattering">{word}</p>') == 1


async def test_what_is_set_aside_stands_below_with_who_why_and_until_when(panel: Panel) -> None:
    await panel.enter()  # names are not for guests
    await show(panel, *scenes.storm(time.monotonic()))
    view = await told(panel)
    alarms = view["list"]
    assert [a["group"] for a in alarms] == ["shown"] * 3 + ["aside"] * 3
    assert (view["shown_title"], view["aside_title"]) == (
        "报警 3 条",
        "已搁置、抑制或停用 3 条",
    )
    shelved, suppressed, out = alarms[3:]
    assert shelved["aside"] == "到 11:14，还剩 29 分钟 · 本机面板 · 张三 · 正在维修"
    assert suppressed["aside"] == "归于：rs485-1：通信总线中断"
    assert suppressed["doubt"] == "现在无法判断，保持原状"
    assert out["aside"] == "本机面板 · 传感器送检 · 现在已不成立"


async def test_a_thousand_alarms_make_a_short_event_and_none_is_hidden(panel: Panel) -> None:
    t = time.monotonic()
    many = [scenes.alarm("device_silent", t, subject=f"th-{n}") for n in range(60)]
    await show(panel, *many, scenes.fire(t))
    async with connection(panel.example.port, 2**20) as (reader, writer):
        writer.write(b"GET /events?page=alarms HTTP/1.0\r\nHost: localhost\r\n\r\n")
        await reader.readuntil(b"\r\n\r\n")
        event = await next_event(reader)
    view = json.loads(event["data"])
    assert len(view["list"]) == MOST_LIVE
    assert view["rest"] == f"还有 {61 - MOST_LIVE} 条，查看全部"
    assert "rooms" not in view
    assert len(event["data"].encode()) < 64 * 1024
    whole = (await told(panel))["list"]
    assert len(whole) == 61
    assert (await got(panel, "/alarms?all=yes"))[1].count('<article class="alarm"') == 61 + 1


async def test_the_events_of_a_page_are_those_that_it_asks_for(panel: Panel) -> None:
    await show(panel)
    for frame, key in (("head", "alarms"), ("plan", "plan"), ("rooms", "points")):
        async with panel.session.get(f"{panel.origin}/events?page={frame}") as answer:
            view = json.loads((await next_event(answer.content))["data"])
        assert key in view
        assert ("points" in view) is (frame == "rooms")
    status, _ = await got(panel, "/events?page=cellar")
    assert status == 400


async def test_texts_of_people_cannot_become_a_page(panel: Panel) -> None:
    await panel.enter()  # names are not for guests
    evil = scenes.shelved(time.monotonic(), why="<script>alert(1)</script>", who="'\"><img src=x>")
    await show(panel, evil)
    _, page = await got(panel, "/alarms")
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


# Who may do what


async def test_only_the_rooms_own_panel_has_buttons(panel: Panel) -> None:
    await show(panel, *scenes.storm(time.monotonic()))
    _, page = await got(panel, "/alarms")
    assert set(re.findall('data-act="([^"]*)"', page)) == {"stop"}  # that is for everybody
    assert "确认和搁置报警请到库房的本机面板" in page
    await panel.enter()
    _, page = await got(panel, "/alarms")
    for verb in ("acknowledge", "reset", "shelve", "unshelve", "out_of_service", "in_service"):
        assert f'data-act="alarm_{verb}"' in page


async def test_an_act_on_an_alarm_reaches_control_from_the_panel_alone(panel: Panel) -> None:
    act = {
        "id": "act-alarm-1",
        "verb": "alarm_shelve",
        "subject": "humidity_high:stack-1",
        "for_min": 30,
        "why": "正在维修",
    }
    await show(panel, scenes.damp(time.monotonic()))
    assert (await panel.post(act))[0] == 403
    await panel.enter()
    assert (await panel.post(act))[0] == 200
    (done,) = panel.operator.acts
    assert (done.verb, done.subject, done.for_s, done.why, done.origin) == (
        Verb.ALARM_SHELVE,
        "humidity_high:stack-1",
        1800.0,
        "正在维修",
        Origin.LOCAL,
    )


async def test_a_refusal_of_control_is_explained(panel: Panel) -> None:
    await panel.enter()
    panel.operator.refused = "act_alarm_still_holds"
    status, answer = await panel.post(
        {"id": "act-alarm-2", "verb": "alarm_reset", "subject": "fire:stack-1"}
    )
    assert status == 409
    assert answer["zh"] == "不能复位：原因还没有消除"


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        (
            AlarmState.UNACKNOWLEDGED,
            {"alarm_acknowledge", "alarm_shelve", "alarm_shelve_long", "alarm_out_of_service"},
        ),
        (AlarmState.ACKNOWLEDGED, {"alarm_shelve", "alarm_shelve_long", "alarm_out_of_service"}),
        (
            AlarmState.LATCHED,
            {"alarm_reset", "alarm_shelve", "alarm_shelve_long", "alarm_out_of_service"},
        ),
        (AlarmState.SHELVED, {"alarm_unshelve"}),
        (AlarmState.OUT_OF_SERVICE, {"alarm_in_service"}),
        (AlarmState.SUPPRESSED, set[str]()),
    ],
)
async def test_what_is_offered_is_what_the_state_allows(
    panel: Panel, state: AlarmState, offered: set[str]
) -> None:
    t = time.monotonic()
    await show(panel, scenes.damp(t, state=state), scenes.fire(t, state=state))
    alarms = (await told(panel))["list"]
    damp, fire = alarms
    assert {what for what, yes in damp["offers"].items() if yes == "yes"} == offered
    brief = offered - {"alarm_shelve_long", "alarm_out_of_service"}
    assert {what for what, yes in fire["offers"].items() if yes == "yes"} == brief


# The other pages


async def test_every_kind_of_alarm_has_its_runbook(panel: Panel) -> None:
    status, page = await got(panel, "/alarms/kinds/water_leak")
    assert status == 200
    for heading in ("是什么意思", "为什么要紧", "现在怎么办", "常见原因"):
        assert heading in page
    status, page = await got(panel, "/alarms/kinds/water_leak?lang=en")
    assert "What to do now" in page
    assert (await got(panel, "/alarms/kinds/dragons"))[0] == 404


async def test_the_quality_page_names_the_worst_and_says_what_is_aimed_at(panel: Panel) -> None:
    status, page = await got(panel, "/alarms/quality?days=30")
    assert status == 200
    for text in (
        "30 天内提示 14 次",
        "EEMUA 191",
        "最多的十个",
        "12 次",
        "反复报警",
        "已持续 2 天",
    ):
        assert text in page
    assert (await got(panel, "/alarms/quality?days=8"))[0] == 400


async def test_programs_read_the_same_quality_and_plan(panel: Panel) -> None:
    status, told = await got(panel, "/api/v1/alarms/quality?days=30&lang=en")
    quality = json.loads(told)
    assert status == 200
    assert (quality["asked_days"], quality["annunciated"]) == (30, 14)
    assert sum(quality["by_priority"].values()) == 14
    assert quality["worst"][0]["count"] == 12
    assert any("EEMUA 191" in sentence for sentence in quality["sentences"])
    assert (await got(panel, "/api/v1/alarms/quality?days=8"))[0] == 400
    status, told = await got(panel, "/api/v1/plan?lang=en")
    assert status == 200
    assert set(json.loads(told)["plan"]) == {"stack-1"}


async def test_a_ledger_that_cannot_be_read_is_said(panel: Panel) -> None:
    log = HandFedAlarmLog()
    log.available = False
    example = Example(LOCAL, ALARM_SITE, extra=replace(everything(), alarm_log=log))
    async with example.serving(), panel.session.get(f"{example.url}/alarms/quality") as answer:
        assert answer.status == 503
        assert "台账现在读不出来" in await answer.text()


async def test_a_panel_without_these_parts_says_so(panel: Panel) -> None:
    example = Example(LOCAL, replace(ALARM_SITE, plans=()), extra=Extra())
    async with example.serving():
        await example.enter(panel.session)
        for path in ("/alarms/quality", "/reports"):
            async with panel.session.get(f"{example.url}{path}") as answer:
                assert answer.status == 404
        async with panel.session.get(f"{example.url}/plan") as answer:
            page = await answer.text()
            assert answer.status == 200
            assert "<svg" not in page
            assert "[room.plan]" in page
        async with panel.session.get(example.url) as answer:
            page = await answer.text()
            assert 'href="/plan"' not in page
            assert 'href="/reports"' not in page
