"""A setpoint changed over HTTP: decided by a real scan, kept by a real ledger, shown again."""

import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, ClientTimeout, CookieJar

from daemon.store.ledger_newest import newest
from tests.control_kit import ROOM
from tests.page_token import with_token
from tests.setpoint_site import SetpointSite

AGES = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


class Person:
    """Somebody at the room's own panel."""

    def __init__(self, site: SetpointSite, session: ClientSession) -> None:
        self.site = site
        self.session = session
        self.asked = 0

    async def ask(self, verb: str, **more: object) -> tuple[int, dict[str, Any]]:
        self.asked += 1
        body = {"id": f"act-{self.asked:04}", "verb": verb, "subject": ROOM, "who": "张三", **more}
        token = await with_token(self.session, self.site.panel.url)
        headers = {"Origin": self.site.panel.url, "Content-Type": "application/json", **token}
        async with self.session.post(
            f"{self.site.panel.url}/api/v1/acts", data=json.dumps(body), headers=headers
        ) as answer:
            return answer.status, json.loads(await answer.text())

    async def setpoints(self) -> dict[str, Any]:
        async with self.session.get(f"{self.site.panel.url}/api/v1/snapshot?lang=zh") as answer:
            found: dict[str, Any] = json.loads(await answer.text())["rooms"][ROOM]["control"]
            return found


@pytest.fixture
async def person(tmp_path: Path) -> AsyncIterator[Person]:
    site = SetpointSite(tmp_path)
    jar = CookieJar(unsafe=True)
    async with (
        site.serving(),
        ClientSession(timeout=ClientTimeout(total=15), cookie_jar=jar) as session,
    ):
        await site.panel.enter(session)
        yield Person(site, session)


async def test_a_change_is_in_the_snapshot_and_in_the_ledger(person: Person) -> None:
    status, told = await person.ask("setpoint_humidity", value=54, for_min=120, why="检查")
    assert (status, told["accepted"]) == (200, True)
    assert told["zh"] == "湿度设定值由 52 % 改为 54 %，2 小时后恢复按配置"
    assert told["en"].startswith("the humidity setpoint goes from 52 % to 54 %")
    control = await person.setpoints()
    shown = control["setpoints"]["humidity"]
    assert (shown["goal"], shown["least"], shown["most"]) == ("54.0", "50", "55")
    assert shown["chosen"].startswith("湿度设定值由 本机面板 · 自称 张三 于 ")
    assert re.search(r" · 还剩 [12]:\d\d:\d\d$", shown["chosen"])
    assert (shown["undo"], control["offers"]["setpoint_clear"]) == ("act-0001", "yes")
    assert "设定 20.0 °C · 52.0 %RH" in control["goal"]  # it glides
    (row,) = newest(person.site.ledger.path, "act", *AGES, 9)
    assert (row.subject, row.body["who"], row.body["why"]) == (ROOM, "本机面板 · 自称 张三", "检查")
    assert (row.body["value"], row.body["for_s"]) == (54.0, 7200.0)
    assert row.body["reason"]["args"]["from_pct"] == 52.0


async def test_a_setpoint_out_of_range_is_refused_in_a_sentence(person: Person) -> None:
    status, told = await person.ask("setpoint_humidity", value=58)
    assert (status, told["code"]) == (409, "act_setpoint_outside_pct")
    assert told["zh"].startswith("湿度设定值应在 50 % 到 55 % 之间")
    assert (await person.setpoints())["setpoints"]["humidity"]["goal"] == "52.0"


@pytest.mark.parametrize("value", ["54", True, [54], {"pct": 54}, 1e7, -1e300], ids=repr)
async def test_what_is_no_number_is_not_asked_of_control(person: Person, value: object) -> None:
    status, told = await person.ask("setpoint_humidity", value=value)
    assert (status, told["status"]) == (400, 400)
    assert str(told["detail"]).startswith("value 须是一个数")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999"])
async def test_no_infinity_gets_in(person: Person, number: str) -> None:
    body = f'{{"id":"act-0001","verb":"setpoint_humidity","subject":"{ROOM}","value":{number}}}'
    token = await with_token(person.session, person.site.panel.url)
    headers = {"Origin": person.site.panel.url, "Content-Type": "application/json", **token}
    address = f"{person.site.panel.url}/api/v1/acts"
    async with person.session.post(address, data=body, headers=headers) as answer:
        assert answer.status == 400
    assert person.site.state.changes == {}


async def test_without_a_value_control_says_so(person: Person) -> None:
    status, told = await person.ask("setpoint_temperature")
    assert (status, told["zh"]) == (409, "设定值必须是一个数")


async def test_a_change_is_undone_by_its_id_and_only_once(person: Person) -> None:
    await person.ask("setpoint_humidity", value=54)
    await person.ask("setpoint_humidity", value=55)
    status, told = await person.ask("setpoint_undo", undoes="act-0001")
    assert (status, told["code"]) == (409, "act_setpoint_not_undone")
    status, told = await person.ask("setpoint_undo", undoes="act-0002")
    assert (status, told["zh"]) == (200, "已撤销，设定值由 55 % 恢复为 54 %")
    assert (await person.ask("setpoint_undo"))[0] == 409
    assert (await person.setpoints())["setpoints"]["humidity"]["goal"] == "54.0"


async def test_a_room_goes_back_to_its_configuration(person: Person) -> None:
    await person.ask("setpoint_temperature", value=18.5, for_min=60)
    status, told = await person.ask("setpoint_clear")
    assert (status, told["en"].endswith("goes from 18.5 °C to 20 °C")) == (200, True)
    control = await person.setpoints()
    assert control["offers"]["setpoint_clear"] == "no"
    assert control["setpoints"]["temperature"]["chosen"] == ""


async def test_who_is_not_at_the_panel_changes_no_setpoint(person: Person) -> None:
    person.session.cookie_jar.clear()
    for verb in ("setpoint_temperature", "setpoint_humidity", "setpoint_undo", "setpoint_clear"):
        assert (await person.ask(verb, value=20))[0] == 403
    assert person.site.state.changes == {}
