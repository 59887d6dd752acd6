"""Who may act through the panel, over real sockets: what is refused never reaches control."""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import ClientSession, ClientTimeout, CookieJar
from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.model import Act, Answer, Origin, Verb
from panel import actions
from panel.actions import MOST_BYTES, MOST_WAITING, REPEATED
from panel.app import PanelSettings
from panel.asked_act import asked_act
from panel.limit import OF_ADDRESS, OF_ALL
from panel.local import COOKIE, MOST_WRONG_KEYS
from panel.local_sessions import MOST_SESSIONS
from panel.problems import ProblemError
from tests.browser.control_example import CONTROL_SITE, calm, local_stop, shown
from tests.browser.example import HOST, Example, HandFedOperator
from tests.page_token import with_token
from tests.waiting import until

from .test_panel import ask, connection

KEY = "a-key-made-at-this-start"
LOCAL = PanelSettings(host=HOST, port=0, local_key=KEY, guests=True, wall_pin=False)
STOP = {"id": "act-0001", "verb": "stop", "subject": "stack-1"}
HAND = {"id": "act-0003", "verb": "hand", "subject": "dry-1", "for_min": 30}
START = {"id": "act-0002", "verb": "request", "subject": "uv-night", "who": "张三", "why": "试验"}


@dataclass
class Panel:
    """One panel with its operator and a browser's session."""

    example: Example
    operator: HandFedOperator
    session: ClientSession

    @property
    def origin(self) -> str:
        return self.example.url

    async def post(
        self, act: object, *, raw: bytes | None = None, **headers: str
    ) -> tuple[int, dict[str, object]]:
        """Ask for `act` as our own page does, but for the given headers ("" leaves one out)."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        token = await with_token(self.session, self.origin, **named)
        usual = {"Origin": self.origin, "Content-Type": "application/json", **token}
        sent = {name: value for name, value in {**usual, **named}.items() if value}
        body = json.dumps(act).encode() if raw is None else raw
        async with self.session.post(
            f"{self.origin}/api/v1/acts",
            data=body,
            headers=sent,
            skip_auto_headers=("Content-Type",),
        ) as answer:
            return answer.status, json.loads(await answer.text())

    async def enter(self, key: str = KEY) -> int:
        """Open the room's own panel."""
        address = f"{self.origin}/local"
        async with self.session.get(address, params={"key": key}, allow_redirects=False) as answer:
            return answer.status


@pytest.fixture
async def panel() -> AsyncIterator[Panel]:
    operator = HandFedOperator()
    example = Example(LOCAL, CONTROL_SITE, operator=operator)
    async with (
        example.serving(),
        ClientSession(
            timeout=ClientTimeout(total=15), cookie_jar=CookieJar(unsafe=True)
        ) as session,
    ):
        yield Panel(example, operator, session)


# Who may do what


async def test_anybody_may_stop_a_room_and_is_named_by_his_address(panel: Panel) -> None:
    status, told = await panel.post({**STOP, "who": "李四"})
    assert status == 200
    assert told == {
        "id": "act-0001",
        "accepted": True,
        "code": "act_stopped",
        "zh": "本室设备已全部停止",
        "en": "everything in the room is stopped",
    }
    (act,) = panel.operator.acts
    assert (act.verb, act.subject, act.origin) == (Verb.STOP, "stack-1", Origin.REMOTE)
    assert (act.id, act.who, act.for_s) == ("act-0001", "远程 127.0.0.1 · 自称 李四", None)


@pytest.mark.parametrize("verb", [verb for verb in Verb if verb not in (Verb.STOP, Verb.ABORT)])
async def test_from_afar_nothing_but_stopping_and_aborting_reaches_control(
    panel: Panel, verb: Verb
) -> None:
    status, told = await panel.post({**STOP, "verb": verb.value})
    assert status == 403
    assert str(told["detail"]).startswith("此操作只能在库房的本机面板上进行")
    assert panel.operator.acts == []


async def test_a_typed_name_is_never_that_of_a_proven_person(panel: Panel) -> None:
    for told in ("x · 张三", ""):
        await panel.post({**STOP, "who": told})
    assert [act.who for act in panel.operator.acts] == [
        "远程 127.0.0.1 · 自称 x · 张三",
        "远程 127.0.0.1",
    ]


async def test_a_run_can_be_aborted_from_afar(panel: Panel) -> None:
    assert (await panel.post({**STOP, "verb": "abort", "subject": "uv-night"}))[0] == 200
    assert [act.verb for act in panel.operator.acts] == [Verb.ABORT]


async def test_the_key_makes_this_machine_the_rooms_own_panel(panel: Panel) -> None:
    assert await panel.enter() == 303
    assert (await panel.post(START))[0] == 200
    assert (await panel.post({**STOP, "verb": "hand", "subject": "dry-1", "for_min": 30}))[0] == 200
    start, hand = panel.operator.acts
    assert (start.verb, start.origin) == (Verb.REQUEST, Origin.LOCAL)
    assert (start.who, start.why) == ("本机面板 · 自称 张三", "试验")
    assert (hand.who, hand.for_s) == ("本机面板", 1800.0)


async def test_the_cookie_is_hidden_from_scripts_and_other_sites(panel: Panel) -> None:
    address = f"{panel.origin}/local"
    async with panel.session.get(address, params={"key": KEY}, allow_redirects=False) as answer:
        cookie = answer.cookies[COOKIE]
        assert answer.headers["Location"] == "/"
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/")
    assert KEY not in cookie.value
    assert len(cookie.value) >= 43


async def test_a_stolen_or_made_up_cookie_is_not_the_panel(panel: Panel) -> None:
    for made_up in ("", "x" * 43, KEY, "\u00e9"):
        panel.session.cookie_jar.clear()
        status, _ = await panel.post(START, Cookie=f"{COOKIE}={made_up}")
        assert status == 403
    assert panel.operator.acts == []


async def test_a_restart_ends_the_session(panel: Panel) -> None:
    await panel.enter()
    after = Example(LOCAL, CONTROL_SITE, operator=panel.operator)
    async with after.serving():
        (cookie,) = (c.value for c in panel.session.cookie_jar if c.key == COOKIE)
        again = Panel(after, panel.operator, panel.session)
        status, told = await again.post(START, Cookie=f"{COOKIE}={cookie}")
        assert status == 403
        assert str(told["detail"]).startswith("本机面板的会话已结束")


async def test_the_fifth_session_ends_the_oldest(panel: Panel) -> None:
    cookies = []
    for _ in range(MOST_SESSIONS + 1):
        panel.session.cookie_jar.clear()
        await panel.enter()
        cookies += [c.value for c in panel.session.cookie_jar if c.key == COOKIE]
    panel.session.cookie_jar.clear()
    statuses = [(await panel.post(START, Cookie=f"{COOKIE}={cookie}"))[0] for cookie in cookies]
    assert statuses == [403, 200, 200, 200, 200]


async def test_guessing_the_key_ends_after_five_tries(panel: Panel) -> None:
    for n in range(MOST_WRONG_KEYS):
        assert await panel.enter(f"wrong-{n}") == 403
    assert await panel.enter("wrong again") == 429
    assert await panel.enter() == 303  # it can't be guessed: others keep nobody out
    assert (await panel.post(STOP))[0] == 200


@pytest.mark.parametrize("key", ["", "%ff", "%00", "a-key-made-at-this-star", KEY.upper()])
async def test_what_is_not_quite_the_key_opens_nothing(panel: Panel, key: str) -> None:
    status, answer = await ask(
        panel.example.port, f"GET /local?key={key} HTTP/1.1", f"Host: {HOST}"
    )
    assert status == 403
    assert "Set-Cookie" not in answer


async def test_without_a_key_there_is_no_local_panel() -> None:
    example = Example(site=CONTROL_SITE, operator=HandFedOperator())
    async with example.serving():
        assert (await ask(example.port, "GET /local?key= HTTP/1.1", f"Host: {HOST}"))[0] == 403


async def test_the_key_does_not_show_in_the_settings() -> None:
    assert KEY not in repr(LOCAL)


# How often


async def test_what_the_site_does_not_have_never_reaches_control(panel: Panel) -> None:
    status, told = await panel.post({**STOP, "verb": "abort", "subject": "x"})
    assert status == 404
    assert str(told["detail"]).startswith("没有这个名称的库房")
    await panel.enter()
    assert (await panel.post({**STOP, "subject": "x"}))[0] == 404
    assert panel.operator.acts == []


async def test_a_crowd_of_acts_from_afar_that_change_nothing_is_cut_off(panel: Panel) -> None:
    await panel.example.show(1)  # no run is on
    abort = {**STOP, "verb": "abort", "subject": "uv-night"}
    answers = [await panel.post({**abort, "id": f"act-{n:05}"}) for n in range(OF_ADDRESS.most + 5)]
    assert [status for status, _ in answers] == [200] * OF_ADDRESS.most + [429] * 5
    assert len(panel.operator.acts) == OF_ADDRESS.most
    assert "可停的设备" in str(answers[-1][1]["detail"])
    raw = json.dumps(abort).encode()
    status, answer = await ask(
        panel.example.port,
        "POST /api/v1/acts HTTP/1.1",
        f"Host: {HOST}:{panel.example.port}",
        f"Origin: {panel.origin}",
        "Content-Type: application/json",
        f"Content-Length: {len(raw)}",
        body=raw,
    )
    assert status == 429
    wait = re.search(r"\r\nRetry-After: (\d+)\r\n", answer)
    assert wait is not None
    assert 0 < int(wait[1]) <= OF_ADDRESS.each_s


async def test_a_stop_is_taken_however_much_was_asked_before(panel: Panel) -> None:
    await panel.example.live.publish(shown(1, time.monotonic(), calm(time.monotonic())))
    abort = {**STOP, "verb": "abort", "subject": "uv-night"}
    while (await panel.post(abort))[0] != 429:
        pass
    for n in range(OF_ALL.most + 5):
        assert (await panel.post({**STOP, "id": f"stop-{n:05}"}))[0] == 200
    await panel.example.live.publish(shown(2, time.monotonic(), local_stop(time.monotonic())))
    assert (await panel.post(STOP))[0] == 429
    await panel.enter()
    assert (await panel.post(STOP))[0] == 200  # the room's own panel is not counted


# What a request must be like


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": ""}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://127.0.0.1"}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "same-site"}, 403),
        ({"Sec_Fetch_Site": "none"}, 403),
        ({"Content_Type": ""}, 415),
        ({"Content_Type": "text/plain"}, 415),
        ({"Content_Type": "application/x-www-form-urlencoded"}, 415),
        ({"Content_Type": "application/json; charset=utf-8"}, 415),
        ({"Content_Encoding": "gzip"}, 415),
        ({"Content_Encoding": "identity"}, 415),
    ],
)
async def test_only_our_own_page_can_ask(
    panel: Panel, headers: dict[str, str], status: int
) -> None:
    raw = json.dumps(STOP).encode()
    lines = {
        "Host": f"{HOST}:{panel.example.port}",
        "Origin": panel.origin,
        "Content-Type": "application/json",
        "Content-Length": str(len(raw)),
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    sent = [f"{name}: {value}" for name, value in lines.items() if value]
    got, answer = await ask(panel.example.port, "POST /api/v1/acts HTTP/1.1", *sent, body=raw)
    assert got == status
    assert "application/problem+json" in answer
    assert panel.operator.acts == []


@pytest.mark.parametrize("packing", ["gzip", "identity", ""])
async def test_a_packed_body_is_refused_before_anybody_looks_at_it(
    panel: Panel, packing: str
) -> None:
    status, answer = await ask(
        panel.example.port,
        "POST /api/v1/acts HTTP/1.1",
        f"Host: {HOST}",
        f"Content-Encoding: {packing}",  # and no Origin, which is looked at later
        "Content-Length: 2",
        body=b"{}",
    )
    assert status == 415
    assert "内容须原样发送" in answer


async def test_our_own_page_is_taken_with_the_headers_of_a_browser(panel: Panel) -> None:
    assert (await panel.post(STOP, Sec_Fetch_Site="same-origin"))[0] == 200


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
async def test_the_address_takes_only_posts(panel: Panel, method: str) -> None:
    status, answer = await ask(
        panel.example.port, f"{method} /api/v1/acts HTTP/1.1", "Host: localhost"
    )
    assert status == 405
    assert "\r\nAllow: POST\r\n" in answer


@pytest.mark.parametrize(
    "address", ["/local", "/api/v1/acts/", "//api/v1/acts", "/api/v1/snapshot"]
)
async def test_no_other_address_takes_a_post(panel: Panel, address: str) -> None:
    status, _ = await ask(panel.example.port, f"POST {address} HTTP/1.1", "Host: localhost")
    assert status == 405


async def test_entering_is_not_done_by_looking(panel: Panel) -> None:
    status, _ = await ask(panel.example.port, f"HEAD /local?key={KEY} HTTP/1.1", "Host: localhost")
    assert status == 405


async def test_a_long_body_is_refused_whether_announced_or_not(panel: Panel) -> None:
    long = b"{" + b" " * MOST_BYTES + b"}"
    assert (await panel.post(None, raw=long))[0] == 413
    head = (
        f"POST /api/v1/acts HTTP/1.1\r\nHost: {HOST}:{panel.example.port}\r\n"
        f"Origin: {panel.origin}\r\nContent-Type: application/json\r\n"
        "Transfer-Encoding: chunked\r\n\r\n"
    )
    async with connection(panel.example.port) as (reader, writer):
        writer.write(head.encode() + b"2000\r\n" + b" " * 0x2000 + b"\r\n")
        line = await asyncio.wait_for(reader.readline(), 5)
    assert b" 413 " in line
    assert panel.operator.acts == []


async def test_a_body_that_does_not_come_is_not_waited_for(
    panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "BODY_S", 0.2)
    head = (
        f"POST /api/v1/acts HTTP/1.1\r\nHost: {HOST}:{panel.example.port}\r\n"
        f"Origin: {panel.origin}\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n"
    )
    async with connection(panel.example.port) as (reader, writer):
        writer.write(head.encode() + b'{"id":')
        line = await asyncio.wait_for(reader.readline(), 5)
    assert b" 408 " in line


# What a body must be like


@pytest.mark.parametrize(
    "act",
    [
        None,
        [],
        "stop",
        {},
        {**STOP, "id": "short"},
        {**STOP, "id": "x" * 65},
        {**STOP, "id": "act 0001"},
        {**STOP, "id": 12345678},
        {**STOP, "verb": "start"},
        {**STOP, "verb": ["stop"]},
        {**STOP, "subject": None},
        {**STOP, "subject": "x" * 65},
        {**STOP, "why": "a\nb"},
        {**STOP, "who": "\ud800"},
        {**STOP, "who": "x" * 41},
        {**STOP, "for_min": "30"},
        {**STOP, "for_min": True},
        {**STOP, "for_min": 0},
        {**STOP, "for_min": -1},
        {**STOP, "for_min": 10081},
        {**STOP, "for_s": 30},
        {**STOP, "origin": "local"},
    ],
)
async def test_a_malformed_act_is_refused_in_both_languages(panel: Panel, act: object) -> None:
    status, told = await panel.post(act)
    assert status == 400
    assert told["title"] == "请求有误 / Bad request"
    assert panel.operator.acts == []


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe",
        b"{",
        b"[" * MOST_BYTES,
        b'{"a":' * 800,
        b'{"id":"act-0001","id":"act-0002","verb":"stop","subject":"stack-1"}',
        b'{"id":"act-0001","verb":"stop","subject":"stack-1","for_min":NaN}',
        b'{"id":"act-0001","verb":"stop","subject":"stack-1","for_min":1e999}',
        b'{"id":"act-0001","verb":"stop","subject":"stack-1","for_min":' + b"9" * 3000 + b"}",
    ],
)
async def test_what_is_no_json_object_of_ours_is_refused(panel: Panel, raw: bytes) -> None:
    assert (await panel.post(None, raw=raw))[0] == 400
    assert panel.operator.acts == []


def test_the_docs_show_an_act_that_is_taken() -> None:
    docs = (Path(__file__).parents[2] / "docs" / "panel.md").read_text("utf-8")
    (example,) = re.findall(r"```json\n(.*?)```", docs, re.DOTALL)
    act = asked_act(example.encode())
    assert (act.verb, act.subject, act.for_s, act.who) == (Verb.HAND, "fan-1", 7200.0, "张三")
    assert [verb for verb in Verb if f"`{verb.value}`" not in docs] == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=4,
)
NEAR = st.fixed_dictionaries(
    {"id": JSON | st.just("act-0001"), "verb": JSON | st.just("stop"), "subject": JSON},
    optional={"for_min": JSON, "why": JSON, "who": JSON, "more": JSON},
)


@given(st.binary(max_size=200) | (JSON | NEAR).map(lambda value: json.dumps(value).encode()))
@settings(max_examples=400, deadline=None)
def test_any_body_is_an_act_or_a_problem_of_the_asker(body: bytes) -> None:
    problem = None
    try:
        act = asked_act(body)
    except ProblemError as error:
        problem = error
    if problem is not None:
        assert problem.status == 400
        assert problem.detail(str)
        return
    assert act.for_s is None or 0 < act.for_s <= 7 * 86_400
    (act.id + act.subject + act.why + act.who).encode()


@given(st.lists(st.binary(max_size=120), min_size=12, max_size=12))
@settings(max_examples=12, deadline=None)
def test_no_body_makes_the_server_fail(bodies: list[bytes]) -> None:
    async def send() -> list[int]:
        example = Example(LOCAL, CONTROL_SITE, operator=HandFedOperator())
        async with example.serving(), ClientSession() as session:
            opened = Panel(example, HandFedOperator(), session)
            return [(await opened.post(None, raw=body))[0] for body in bodies]

    assert set(asyncio.run(send())) == {400}


# The answer


async def test_what_control_refuses_is_told_in_its_sentence(panel: Panel) -> None:
    panel.operator.refused = "act_repeated"
    status, told = await panel.post(STOP)
    assert (status, told["accepted"]) == (409, False)
    assert told["zh"] == "这个操作已经处理过，不会再做一次"


class Knowing(HandFedOperator):
    """Does an id once, as control."""

    async def act(self, act: Act) -> Answer:
        self.refused = REPEATED if act.id in {each.id for each in self.acts} else None
        return await super().act(act)


async def test_a_stop_is_never_refused_for_its_id(panel: Panel) -> None:
    panel.example = Example(LOCAL, CONTROL_SITE, operator=(operator := Knowing()))
    async with panel.example.serving():
        for room in ("stack-1", "stack-2", "stack-1"):
            status, told = await panel.post({**STOP, "subject": room})
            assert (status, told["accepted"], told["id"]) == (200, True, STOP["id"])
            assert (operator.acts[-1].verb, operator.acts[-1].subject) == (Verb.STOP, room)
        await panel.enter()
        status, told = await panel.post({**HAND, "id": STOP["id"]})
        assert (status, told["code"]) == (409, REPEATED)


async def test_without_an_operator_nothing_can_be_asked(panel: Panel) -> None:
    example = Example(LOCAL, CONTROL_SITE)
    async with example.serving():
        alone = Panel(example, panel.operator, panel.session)
        assert (await alone.post(STOP))[0] == 503


async def test_a_control_that_does_not_answer_is_said(
    panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "ANSWER_S", 0.2)
    panel.operator.answers.clear()
    status, told = await panel.post(STOP)
    assert status == 503
    assert str(told["detail"]).startswith("控制程序没有答复")


async def test_waiting_acts_are_bounded_and_the_places_come_back(panel: Panel) -> None:
    await panel.enter()
    panel.operator.answers.clear()
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(panel.post({**HAND, "id": f"act-000{n}"}))
            for n in range(MOST_WAITING)
        ]
        await until(lambda: len(panel.operator.acts) == MOST_WAITING)
        assert (await panel.post({**HAND, "id": "one-too-many"}))[0] == 503
        panel.operator.answers.set()
    assert {task.result()[0] for task in tasks} == {200}
    assert (await panel.post({**HAND, "id": "after-that"}))[0] == 200


@pytest.mark.parametrize("stop", [{"verb": "stop"}, {"verb": "abort", "subject": "uv-night"}])
async def test_no_crowd_of_waiting_acts_keeps_a_stop_out(
    panel: Panel, stop: dict[str, str]
) -> None:
    crowd = [{**HAND, "id": f"act-100{n}"} for n in range(MOST_WAITING)]
    crowd += [{**STOP, "verb": "abort", "subject": "uv-night", "id": f"act-200{n}"} for n in "12"]
    await panel.enter()
    panel.operator.answers.clear()
    async with asyncio.TaskGroup() as group:
        waiting = [group.create_task(panel.post(each)) for each in crowd]
        await until(lambda: len(panel.operator.acts) == len(crowd))
        asked = group.create_task(panel.post({**STOP, **stop, "id": "the-stop-itself"}))
        await until(lambda: asked.done() or panel.operator.acts[-1].id == "the-stop-itself")
        panel.operator.answers.set()
    assert asked.result()[0] == 200
    assert {task.result()[0] for task in waiting} == {200}


async def test_waiting_aborts_of_strangers_keep_no_stop_out(panel: Panel) -> None:
    panel.operator.answers.clear()
    abort = {**STOP, "verb": "abort", "subject": "uv-night"}
    async with asyncio.TaskGroup() as group:
        for n in range(MOST_WAITING):
            group.create_task(panel.post({**abort, "id": f"act-300{n}"}))
        await until(lambda: len(panel.operator.acts) == MOST_WAITING)
        asked = group.create_task(panel.post(STOP))
        await until(lambda: asked.done() or panel.operator.acts[-1].verb is Verb.STOP)
        panel.operator.answers.set()
    assert asked.result()[0] == 200


# The page


async def test_the_page_offers_what_its_reader_may_do(panel: Panel) -> None:
    async def verbs() -> set[str]:
        async with panel.session.get(f"{panel.origin}/rooms") as answer:
            page = await answer.text()
        return {verb.value for verb in Verb if f'data-act="{verb.value}"' in page}

    await panel.example.show(1)
    assert await verbs() == {"stop", "abort"}
    await panel.enter()
    elsewhere = ("alarm_", "setpoint_")  # alarms have a page; this room has no rule for a setpoint
    assert await verbs() == {v.value for v in Verb if not v.value.startswith(elsewhere)}
