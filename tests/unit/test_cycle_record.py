"""What a cycle leaves behind: plain values in the ledger, and a form to sign."""

import json
from dataclasses import replace

import pytest

from daemon.control.cycle_record import record, turns_between
from daemon.control.state import Cycle, RoomMemory
from daemon.model import Event, Stage, Verb, reason
from daemon.model.cycle_form import FIELDS, form, result, title
from tests.control_kit import T
from tests.cycle_kit import OZONE, UV, Room, moment, site


def ended(room: Room) -> Event:
    found = [event for event in room.events if "record" in event.body]
    assert len(found) == 1
    return found[0]


def whole(room: Room) -> dict[str, object]:
    found = ended(room).body["record"]
    assert isinstance(found, dict)
    return found


def test_a_complete_cycle_leaves_its_facts() -> None:
    room = Room(OZONE)
    room.start()
    room.scan(10.0, o3__ozone=20.0)
    room.until(Stage.DECAY)
    room.scan(o3__ozone=0.1)
    room.until(Stage.READY)
    event = ended(room)
    assert (event.kind, event.subject) == ("cycle", OZONE.id)
    assert (event.body["from"], event.body["to"]) == ("decay", "ready")
    found = whole(room)
    assert found == {
        **found,
        "number": 1,
        "programme": "臭氧消毒",
        "room": "一号库房",
        "device": "ozone",
        "device_kind": "ozone_generator",
        "asked_s": 1800.0,
        "ran_s": 1800.0,
        "start_c": 19.0,
        "start_pct": 52.0,
        "ozone": "whole",
        "peak_ozone_mg_m3": 20.0,
        "who": "张三",
        "why": "",
        "checker": "",
        "clean": True,
        "stop": {"code": "run_done", "args": {"ran_s": 1800.0}},
        "clock_trusted": True,
    }
    assert found["lamp_h"] == round((1800 + 1) / 3600, 2)
    assert json.loads(json.dumps(found)) == found


def test_times_are_the_sites_and_follow_each_other() -> None:
    room = Room()
    room.start()
    began = room.t
    room.until(Stage.STOPPING)
    stopped = room.t
    room.until(Stage.READY)
    found = whole(room)
    # T = 10 000 s after 2026-07-01 00:00 UTC is 10:46:40 in Shanghai.
    assert began == T + 694
    assert found["started"] == "2026-07-01T10:58:14+08:00"
    assert stopped - began == 1800
    assert found["ended"] == "2026-07-01T11:28:14+08:00"
    assert found["opened"] == "2026-07-01T11:58:15+08:00"


def test_a_failed_cycle_says_why() -> None:
    room = Room()
    room.start()
    room.run(30)
    room.ask(Verb.ABORT, who="李四")
    room.until(Stage.LOCKED_OUT)
    found = whole(room)
    assert found["clean"] is False
    assert found["stop"] == {"code": "cycle_aborted", "args": {"who": "李四"}}
    assert found["ran_s"] == 30.0


def test_a_call_off_and_an_acknowledgement_leave_no_record() -> None:
    room = Room()
    room.prove()
    room.ask(Verb.REQUEST)
    room.ask(Verb.CONFIRM)
    room.run(10)
    room.scan(c__door_1=False)
    assert not any("record" in event.body for event in room.events)
    assert room.events[-1].body == {
        "name": UV.name,
        "from": "warning",
        "to": "idle",
        "reason": {"code": "check_door", "args": {}},
        "who": "张三",
        "why": "",
    }


@pytest.mark.parametrize(
    ("sensor", "unmeasured", "word"),
    [(True, False, "whole"), (True, True, "partly"), (False, False, "none"), (False, True, "none")],
)
def test_the_record_says_how_far_the_ozone_was_measured(
    *, sensor: bool, unmeasured: bool, word: str
) -> None:
    now = moment(Cycle(unmeasured=unmeasured), to=site(UV, sensor=sensor))
    assert record(now)["ozone"] == word


def test_a_run_whose_times_are_not_known_says_so() -> None:
    found = record(moment(Cycle()))
    assert (found["started"], found["ended"], found["ran_s"]) == (None, None, None)
    assert found["stop"] is None
    assert record(moment(Cycle(run_from=T - 60)))["ran_s"] is None
    assert record(moment(Cycle(run_to=T - 60)))["ran_s"] is None


def test_the_numbers_of_a_record_are_rounded_for_the_form() -> None:
    cycle = Cycle(
        run_from=T - 60.06,
        run_to=T,
        peak_ozone_mg_m3=20.12345,
        cycle_dose_mg_h_m3=9.87654,
        lamp_s=4000.0,
        why="新档案入库",
    )
    found = record(moment(cycle, room=RoomMemory(dose_mg_h_m3=81.23456)))
    assert found == {
        **found,
        "ran_s": 60.1,
        "peak_ozone_mg_m3": 20.123,
        "dose_mg_h_m3": 9.877,
        "year_dose_mg_h_m3": 81.235,
        "lamp_h": 1.11,
        "why": "新档案入库",
    }


def test_what_people_and_restarts_change_is_told_too() -> None:
    before = {"uv-1": Cycle(stage=Stage.RUN), "same": Cycle()}
    after = {
        "uv-1": Cycle(stage=Stage.STOPPING, reason=reason("cycle_aborted", who="李四")),
        "same": Cycle(),
        "gone": Cycle(stage=Stage.RUN),
    }
    (event,) = turns_between(site(UV), before, after)
    assert (event.kind, event.subject, event.body["name"]) == ("cycle", "uv-1", UV.name)
    assert (event.body["from"], event.body["to"]) == ("run", "stopping")
    assert event.body["reason"] == {"code": "cycle_aborted", "args": {"who": "李四"}}
    first = {"uv-1": Cycle(stage=Stage.REQUESTED)}
    assert [e.body["from"] for e in turns_between(site(UV), {}, first)] == ["idle"]


# The form.

RECORD = {
    **record(moment(replace(Cycle(), cycles=3, run_from=T - 3600, run_to=T - 1800, clean=True))),
    "peak_ozone_mg_m3": 20.0,
    "dose_mg_h_m3": 10.5,
    "start_c": 19.0,
    "start_pct": 52.0,
    "who": "张三",
}
ZH = dict(form(RECORD, "zh"))
EN = dict(form(RECORD, "en"))


def test_the_form_has_the_fields_of_a_record_to_sign() -> None:
    assert title(RECORD, "zh") == "消毒记录 第 3 次"
    assert list(ZH)[:3] == ["库房", "设备", "程序"]
    assert ZH["设备"] == "uv (紫外线灯)"
    assert ZH["开始时间"] == "2026-07-01 09:46:40"
    assert ZH["运行时长 / 设定"] == "30 分钟 / 30 分钟"
    assert ZH["开始时温度"] == "19 °C"
    assert ZH["开始时相对湿度"] == "52 %"
    assert ZH["臭氧最高浓度"] == "20 mg/m³"
    assert ZH["本次臭氧剂量"] == "10.5 mg·h/m³"
    assert ZH["操作人"] == "张三"
    assert set(ZH["复核人（签字）"]) == {"_"}
    assert ZH["结果"] == "完成"


def test_the_form_is_whole_in_english() -> None:
    assert title(RECORD, "en") == "Sterilisation record, cycle 3"
    assert len(EN) == len(ZH) == len(FIELDS)
    assert EN["device"] == "uv (UV lamp)"
    assert EN["result"] == "complete"


def test_what_was_not_measured_is_no_number() -> None:
    blind = {**RECORD, "ozone": "none", "start_c": None, "year_dose_mg_h_m3": 42.0}
    found = dict(form(blind, "zh"))
    assert {found[f] for f in ("臭氧最高浓度", "本次臭氧剂量")} == {"未测"}
    assert found["本年臭氧剂量"] == "42 mg·h/m³ (按最坏情况推算，未实测)"
    older = dict(form({**blind, "year_dose_mg_h_m3": 0.0}, "zh"))
    assert older["本年臭氧剂量"] == "未测"
    assert found["开始时温度"] == "未测"
    assert "未装臭氧传感器" in found["备注"]


def test_a_failed_cycle_says_so_with_its_reason() -> None:
    failed = {**RECORD, "clean": False, "stop": {"code": "cycle_aborted", "args": {"who": "李四"}}}
    assert result(failed, "zh") == "未正常完成：李四中止了消毒"
    assert result(failed, "en") == "not complete: 李四 stopped the cycle"
    assert result({**failed, "stop": None}, "en") == "not complete"


def test_the_remarks_hold_what_limits_the_record() -> None:
    doubtful = {**RECORD, "ozone": "partly", "clock_trusted": False, "why": "新档案入库"}
    assert dict(form(doubtful, "zh"))["备注"] == (
        "新档案入库；臭氧测量有中断，数值只含测到的部分；记录时时钟未校准，日期时间仅供参考"
    )
    assert dict(form(RECORD, "en"))["remarks"] == "the ozone was measured all the time"


def test_who_signed_the_air_off_is_named() -> None:
    assert ZH["空气合格签字人"] == "—"
    assert dict(form({**RECORD, "checker": "赵六"}, "zh"))["空气合格签字人"] == "赵六"
    assert set(dict(form({**RECORD, "who": ""}, "zh"))["操作人"]) == {"_"}
