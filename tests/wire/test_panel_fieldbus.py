"""Buses and outputs through the panel of a running site: who may, and what comes of it."""

import json
import tomllib
from collections.abc import AsyncIterator
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from daemon.commissioning import output_tests
from daemon.configuration.loading import load_config
from daemon.control import acts
from daemon.model.people import Role
from panel.commissioning.fieldbus_addresses import (
    ACCEPT,
    BUSES,
    CANCEL,
    END,
    OUTPUTS,
    PROBE,
    REGISTERS,
    TEST,
)
from tests.fieldbus_panel import FieldbusPanel, fieldbus_panel
from tests.fieldbus_site import LINE, NEW, SILENT
from tests.people_kit import Visitor
from tests.waiting import until

SEARCH = {"bus": LINE, "first": 3, "last": 6}
NAMED = {"bus": LINE, "unit_id": NEW, "profile": "xy-md02", "id": "th-new", "room": "r1"}
FAN_ON = {"output": "fan", "on": True}


@pytest.fixture
async def panel() -> AsyncIterator[FieldbusPanel]:
    async with fieldbus_panel() as served:
        yield served


@pytest.fixture
async def admin(panel: FieldbusPanel) -> AsyncIterator[Visitor]:
    """An administrator somewhere else."""
    async with panel.visitor() as visitor:
        await visitor.sign_in(Role.ADMIN)
        yield visitor


async def shown(visitor: Visitor, address: str) -> Any:
    status, text = await visitor.get(address)
    assert status == 200, text
    return json.loads(text)


# Who may


async def test_only_an_administrator_looks_at_buses(panel: FieldbusPanel) -> None:
    async with panel.visitor() as visitor:
        assert (await visitor.get("/settings/buses"))[0] == 401
        for role in (Role.VIEWER, Role.OPERATOR, Role.SAFETY):
            await visitor.sign_in(role)
            for address in ("/settings/buses", f"/settings/buses/{LINE}", "/settings/outputs"):
                assert (await visitor.get(address))[0] == 403
            for address in (BUSES, OUTPUTS, f"{REGISTERS}?bus={LINE}"):
                assert (await visitor.get(address))[0] == 403
            for address, body in (
                (PROBE, SEARCH),
                (CANCEL, {}),
                (ACCEPT, NAMED),
                (TEST, FAN_ON),
                (END, {}),
            ):
                assert (await visitor.post(address, body))[0] == 403
    assert panel.site.fieldbus.probed() is None
    assert panel.site.fieldbus.tested() is None


async def test_an_output_is_tested_at_the_rooms_own_panel_by_an_administrator_only(
    panel: FieldbusPanel, admin: Visitor
) -> None:
    status, told = await admin.post(TEST, FAN_ON)
    assert (status, told["detail"].split(" / ")[1]) == (
        403,
        "This can only be done at the room's own panel; stopping can be done anywhere.",
    )
    async with panel.visitor() as wall:
        await wall.enter()
        await wall.unlock()  # an operator's PIN
        assert (await wall.post(TEST, FAN_ON))[0] == 403
    assert panel.site.truth("relay") == []


# Searching


async def test_a_search_is_begun_watched_and_ended(panel: FieldbusPanel, admin: Visitor) -> None:
    status, run = await admin.post(PROBE, SEARCH)
    assert (status, run["running"], run["total"]) == (200, "yes", 4)
    assert (await admin.post(PROBE, SEARCH))[0] == 409
    await panel.site.searched()
    told = (await shown(admin, f"{BUSES}?lang=en"))["search"]
    assert (told["running"], told["share"], told["word"]["text"]) == ("no", 100, "search done")
    assert told["text"] == "4 of 4 unit ids asked, 2 found"
    new, odd = told["found"]
    assert (new["unit_id"], new["is_new"], new["word"]["text"]) == (NEW, "yes", "new")
    assert [profile["id"] for profile in new["profiles"]] == ["xy-md02"]
    assert odd["word"]["text"] == "answers, but no profile knows it"
    assert (await admin.post(CANCEL, {}))[0] == 409
    (begun, _ended) = (event for event in panel.site.told if event.kind == "commissioning")
    assert begun.body["by"] == "远程 127.0.0.1 · 王芳"


async def test_an_unclear_search_is_refused(panel: FieldbusPanel, admin: Visitor) -> None:
    unclear: tuple[object, ...] = ({**SEARCH, "first": 0}, {"bus": LINE}, [])
    for body in unclear:
        assert (await admin.post(PROBE, body))[0] == 400
    assert panel.site.fieldbus.probed() is None


async def test_a_bus_that_is_not_there_is_not_found(admin: Visitor) -> None:
    assert (await admin.post(PROBE, {**SEARCH, "bus": "nowhere"}))[0] == 404
    assert (await admin.get("/settings/buses/nowhere"))[0] == 404


# Registers


async def test_registers_are_told_in_every_way(panel: FieldbusPanel, admin: Visitor) -> None:
    query = f"bus={LINE}&unit_id=1&space=input&address=0x0001&count=2&lang=en"
    told = await shown(admin, f"{REGISTERS}?{query}")
    (row,) = [event for event in panel.site.told if event.kind == "commissioning"]
    assert (row.body["what"], row.body["by"]) == ("registers_read", "远程 127.0.0.1 · 王芳")
    first, second = told["words"]
    assert (first["place"], first["signed"]) == ("0x0001", first["unsigned"])
    assert [pair["order"] for pair in first["pairs"]] == ["ABCD", "CDAB", "BADC", "DCBA"]
    assert second["pairs"] == []
    temperature, humidity = told["points"]
    assert (temperature["title"], temperature["unit"]) == ("Temperature", "°C")
    assert temperature["value"] == pytest.approx(first["unsigned"] / 10)
    assert humidity["state"] == "good"
    bits = f"bus={LINE}&unit_id=2&space=discrete&address=0&count=8"
    assert [bit["on"] for bit in (await shown(admin, f"{REGISTERS}?{bits}"))["bits"]] == [False] * 8


async def test_a_refusal_is_told_with_what_to_do(admin: Visitor) -> None:
    query = f"bus={LINE}&unit_id=1&space=holding&address=9000&count=2"
    status, text = await admin.get(f"{REGISTERS}?{query}")
    assert status == 409
    zh, en = json.loads(text)["detail"].split(" / ")
    assert zh == "设备拒绝：没有这些地址，请换地址或减少个数（异常码 2）。"
    assert en.startswith("The device refuses: it has no such addresses. Choose others")
    silent = query.replace("unit_id=1", f"unit_id={SILENT}")
    assert json.loads((await admin.get(f"{REGISTERS}?{silent}"))[1])["detail"].startswith(
        "没有应答。没有设备用这个地址"
    )
    page = (await admin.get(f"/settings/buses/{LINE}?{query}&lang=en"))[1]
    assert "The device refuses: it has no such addresses." in page


async def test_unclear_registers_are_refused_on_the_page_too(admin: Visitor) -> None:
    query = "unit_id=1&space=input&address=1&count=65"
    assert (await admin.get(f"{REGISTERS}?bus={LINE}&{query}"))[0] == 400
    status, page = await admin.get(f"/settings/buses/{LINE}?{query}&lang=en")
    assert status == 200
    assert "count must be a whole number from 1 to 64." in page


# Accepting


async def test_an_accepted_device_is_a_sound_configuration(
    panel: FieldbusPanel, admin: Visitor, tmp_path: Path
) -> None:
    new = {**NAMED, "zone": "north", "poll_s": 10, "interlock": False}
    status, told = await admin.post(f"{ACCEPT}?lang=en", new)
    assert (status, told["file"], told["hint"]) == (200, "conf.d/devices.toml", "")
    folder = tmp_path / "site"
    copytree(panel.site.loaded.file.parent, folder)
    (folder / "conf.d").mkdir()
    (folder / "conf.d" / "devices.toml").write_text(told["text"], encoding="utf-8")
    device = load_config(folder / "roomd.toml").config.devices["th-new"]
    assert (device.profile, device.unit_id, device.bus) == ("xy-md02", NEW, LINE)
    assert (device.room, device.zone, device.poll_s, device.interlock) == ("r1", "north", 10, False)


async def test_an_accepted_device_comes_behind_what_the_file_holds(
    panel: FieldbusPanel, admin: Visitor
) -> None:
    folder = panel.site.loaded.file.parent / "conf.d"
    folder.mkdir()
    (folder / "devices.toml").write_text("# 自己的注释 / kept", encoding="utf-8")
    told = (await admin.post(ACCEPT, NAMED))[1]
    assert told["text"].startswith("# 自己的注释 / kept\n\n[[device]]\n")


async def test_files_that_cannot_be_read_are_said_in_the_language_of_the_page(
    panel: FieldbusPanel, admin: Visitor
) -> None:
    panel.site.loaded.file.write_bytes(b"\xff")
    status, told = await admin.post(ACCEPT, NAMED)
    zh, en = told["detail"].split(" / ", 1)
    assert (status, zh.startswith("配置文件读不出来："), "can't" in zh) == (503, True, False)
    assert en.startswith("the configuration files can't be read: ")


async def test_what_is_typed_is_quoted(admin: Visitor) -> None:
    told = (await admin.post(ACCEPT, {**NAMED, "id": 'a"\\\nb'}))[1]
    assert "text" not in told  # no line breaks
    told = (await admin.post(ACCEPT, {**NAMED, "id": 'x"]\\u0041#'}))[1]
    (device,) = tomllib.loads(told["text"])["device"]
    assert device["id"] == 'x"]\\u0041#'


async def test_a_device_that_could_switch_something_says_so(admin: Visitor) -> None:
    told = (await admin.post(f"{ACCEPT}?lang=en", {**NAMED, "profile": "waveshare-relay-8"}))[1]
    assert told["hint"].startswith("It can switch relay_1, relay_2")
    assert "[[output]]" not in told["text"]


async def test_an_impossible_device_is_refused(admin: Visitor) -> None:
    for more in ({"profile": "no-such"}, {"room": "nowhere"}, {"poll_s": 0}):
        assert (await admin.post(ACCEPT, {**NAMED, **more}))[0] == 400


# Outputs


async def test_a_test_at_the_panel_switches_a_real_relay_and_gives_it_back(
    panel: FieldbusPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts, "SHORTEST_S", 1.0)
    monkeypatch.setattr(output_tests, "TEST_S", 5.0)  # what half a minute is in the unit tests
    async with panel.visitor() as wall:
        await wall.enter()
        await wall.sign_in(Role.ADMIN)
        status, told = await wall.post(TEST, FAN_ON)
        assert (status, told["accepted"]) == (200, True)
        assert (await wall.post(TEST, {"output": "mix", "on": True}))[0] == 409
        await until(lambda: panel.site.truth("relay"), 5)
        await until(lambda: _ran(panel), 10)
        now = await shown(wall, f"{OUTPUTS}?lang=en")
        fan, mix = now["outputs"]
        assert (fan["asked"], fan["told"], fan["coil"], fan["machine"]) == ("on", "on", "on", "on")
        assert mix["machine"] == "none is wired"
        assert now["test"]["running"] == "yes"
        await until(lambda: panel.site.truth("relay")[-1]["on"] is False, 20)
        await until(lambda: _is_over(panel))
        now = await shown(wall, f"{OUTPUTS}?lang=en")
        assert now["test"]["running"] == "no"
        assert now["test"]["text"].startswith("On after ")
        assert ", and the machine ran after " in now["test"]["text"]
    changes = [(entry["device"], entry["on"]) for entry in panel.site.truth("relay")]
    assert changes == [("io", True), ("io", False)]
    (row,) = [event for event in panel.site.told if event.body.get("what") == "output_tested"]
    assert row.body["by"] == "本机面板 · 王芳"


def _ran(panel: FieldbusPanel) -> bool:
    test = panel.site.fieldbus.tested()
    return test is not None and test.ran_s is not None


def _is_over(panel: FieldbusPanel) -> bool:
    test = panel.site.fieldbus.tested()
    return test is not None and test.is_over


async def test_a_test_is_ended_by_a_person(panel: FieldbusPanel) -> None:
    async with panel.visitor() as wall:
        await wall.enter()
        await wall.sign_in(Role.ADMIN)
        assert (await wall.post(END, {}))[0] == 409
        await wall.post(TEST, {"output": "mix", "on": True})
        await until(lambda: panel.site.truth("relay"), 5)
        assert (await wall.post(END, {}))[0] == 200
        await until(lambda: panel.site.truth("relay")[-1]["on"] is False, 5)
        told = (await shown(wall, f"{OUTPUTS}?lang=en"))["test"]
        assert told["word"]["text"] == "循环风扇: ended early"
        assert (await wall.post(TEST, {"output": "nothing", "on": True}))[0] == 404
        assert (await wall.post(TEST, {"output": "mix", "on": 1}))[0] == 400
