"""What the panel says of control: may I go in, what runs, why, what is offered."""

import re
from dataclasses import replace

import pytest

from daemon.model import Decision, Entry, Mode, Rank, Stage, Verdict, reason
from panel.control_words import GRAVITY, countdown
from panel.i18n import load_texts
from panel.presenters import Presenter
from panel.room_control import entry_of
from panel.settings import Language
from panel.shown import ControlView, SnapshotView
from tests.browser.alarm_example import alarm, damp
from tests.browser.control_example import (
    CONTROL_SITE,
    DOOR,
    HUMID,
    Scene,
    altered,
    by_hand,
    calm,
    claim,
    cycle,
    decision,
    degraded,
    door_tripped,
    local_stop,
    nearly_started,
    room,
    shown,
    trip,
    uv_run,
)
from tests.browser.example import SITE, snapshot

T = 1000.0
TEXTS = load_texts()


def seen(scene: Scene, language: Language = "zh", t: float = T) -> SnapshotView:
    return Presenter(CONTROL_SITE, language, TEXTS[language].tr).view(shown(1, T, scene), t)


def control(view: SnapshotView) -> ControlView:
    found = view["rooms"]["stack-1"]["control"]
    assert found is not None
    return found


# What an output does and why


def test_an_output_has_its_word_and_the_one_sentence_of_explain() -> None:
    view = seen(calm(T))["outputs"]["dry-1"]
    assert view["word"] == {"state": "on", "text": "运行"}
    assert view["mode"] == {"state": "auto", "text": "自动"}
    assert view["why"] == "除湿机已运行 14 分钟：湿度 61.2 %，到 60 % 开始除湿，降到 57 % 停"
    assert view["verdict"]["state"] == "good"
    assert view["left"] == view["trouble"] == ""
    lines = view["full"].splitlines()
    assert lines[0].startswith("方式：自动")
    assert len(lines) == 2 + 2  # what is decided, what is seen, and the two claims


def test_the_reasons_are_english_in_english() -> None:
    view = seen(door_tripped(T), "en")
    lamp = view["outputs"]["uv-1"]
    assert "the door is not closed" in lamp["why"]
    assert lamp["word"]["text"] == "stopped"
    chinese = re.compile(r"[\u4e00-\u9fff]")
    assert not chinese.search(lamp["full"].replace("紫外灯", ""))
    assert not chinese.search(control(view)["trips"] + control(view)["goal"])


@pytest.mark.parametrize(
    ("command", "feedback", "running", "verdict", "state"),
    [
        (True, True, None, Verdict.CONFIRMED, "on"),
        (False, False, None, Verdict.CONFIRMED, "off"),
        (True, True, False, Verdict.NOT_RUNNING, "off"),
        (False, False, True, Verdict.WELDED, "on"),
        (True, False, None, Verdict.PENDING, "pending"),
        (True, None, None, Verdict.UNKNOWN, "unknown"),
        (None, None, None, Verdict.UNKNOWN, "unknown"),
        (None, True, None, Verdict.UNKNOWN, "on"),
    ],
)
def test_the_word_is_what_the_machine_shows_not_what_it_was_told(
    command: bool | None,
    feedback: bool | None,
    running: bool | None,
    verdict: Verdict,
    state: str,
) -> None:
    told = replace(
        decision("dry-1", T),
        command=command,
        feedback=feedback,
        running=running,
        verdict=verdict,
    )
    scene = altered(calm(T), outputs={"dry-1": told})
    assert seen(scene)["outputs"]["dry-1"]["word"]["state"] == state


def test_a_machine_that_disobeys_needs_attention_and_is_named() -> None:
    view = seen(by_hand(T))
    assert view["outputs"]["dry-1"]["verdict"] == {"state": "lost", "text": "设备未执行"}
    assert "请检查设备" in view["outputs"]["dry-1"]["trouble"]
    found = view["rooms"]["stack-1"]
    assert found["word"]["state"] == "attention"
    assert found["summary"] == "除湿机：设备未执行"
    assert view["rooms"]["stack-2"]["word"]["state"] == "good"


def test_a_machine_without_effect_is_told_by_its_trouble() -> None:
    idle = replace(decision("dry-1", T), trouble=reason("output_unseen"))
    view = seen(altered(calm(T), outputs={"dry-1": idle}))
    assert view["rooms"]["stack-1"]["summary"].startswith("除湿机：读不到设备状态")


def test_a_wish_of_a_person_counts_down_to_automatic() -> None:
    view = seen(by_hand(T), t=T + 7)["outputs"]["fan-1"]
    assert view["mode"] == {"state": "hand", "text": "手动开"}
    assert view["left"] == "1:52:00 后恢复自动"


def test_a_guard_counts_down_too() -> None:
    waits = decision(
        "dry-1",
        T,
        claim("dry-1", True, Rank.RULE, HUMID),
        claim("dry-1", False, Rank.GUARD, reason("guard_min_off"), T + 272),
    )
    view = seen(altered(calm(T), outputs={"dry-1": waits}))["outputs"]["dry-1"]
    assert (view["want"], view["allowed"], view["left"]) == (True, False, "还需等待 4:32")


def test_an_output_off_by_hand_keeps_its_countdown_under_a_guard() -> None:
    held = decision(
        "dry-1",
        T,
        claim("dry-1", False, Rank.HAND, reason("hand_off", who="a", why="-"), T + 60),
        claim("dry-1", True, Rank.GUARD, reason("guard_min_on"), T + 30),
        mode=Mode.OFF,
    )
    view = seen(altered(calm(T), outputs={"dry-1": held}))["outputs"]["dry-1"]
    assert view["left"] == "1:00 后恢复自动"


@pytest.mark.parametrize(
    ("seconds", "digits"), [(-3, "0:00"), (9.9, "0:09"), (3599, "59:59"), (6720, "1:52:00")]
)
def test_a_countdown_is_digits(seconds: float, digits: str) -> None:
    assert countdown(seconds) == digits


def test_every_verdict_has_its_gravity() -> None:
    assert set(GRAVITY) == set(Verdict)


# May I go in


def test_a_calm_room_may_be_entered() -> None:
    assert control(seen(calm(T)))["entry"]["word"] == {"state": "free", "text": "可进入"}


def test_a_run_forbids_entry_and_counts_down() -> None:
    entry = control(seen(uv_run(T)))["entry"]
    assert entry["word"]["state"] == "forbidden"
    assert entry["left"] == "23:14"
    assert entry["why"].startswith("正在消毒，禁止进入")


def test_the_countdown_before_a_run_tells_people_to_leave() -> None:
    entry = control(seen(nearly_started(T, Stage.WARNING)))["entry"]
    assert (entry["word"]["state"], entry["left"]) == ("leave", "1:11")


LIT = replace(decision("uv-1", T), feedback=True, running=True)


@pytest.mark.parametrize(
    ("lamp", "state"),
    [
        (LIT, "forbidden"),
        (replace(LIT, feedback=False), "forbidden"),
        (replace(LIT, running=False), "forbidden"),
        (replace(LIT, feedback=False, running=False, command=True), "forbidden"),
        (replace(LIT, feedback=False, running=False, verdict=Verdict.WELDED), "forbidden"),
        (replace(LIT, feedback=None, running=None), "unknown"),
        (replace(LIT, feedback=False, running=None), "free"),
    ],
)
def test_a_lamp_that_may_burn_outweighs_an_idle_cycle(lamp: Decision, state: str) -> None:
    scene = altered(calm(T), outputs={"uv-1": lamp})
    assert control(seen(scene))["entry"]["word"]["state"] == state


def test_before_the_first_scan_and_after_the_last_nobody_can_tell() -> None:
    view = Presenter(CONTROL_SITE, "zh", TEXTS["zh"].tr).view(None, T)
    assert control(view)["entry"]["word"]["state"] == "unknown"
    assert control(seen(calm(T), t=T + 9))["entry"]["word"]["state"] == "unknown"
    assert control(seen(uv_run(T), t=T + 9))["entry"]["word"]["state"] == "forbidden"


def test_a_hazard_without_a_decision_is_unknown() -> None:
    assert entry_of(room("stack-1"), [None], stale=False) is None
    assert entry_of(room("stack-1", entry=Entry.LEAVE), [], stale=False) is Entry.LEAVE


# What the room does


def test_the_room_says_what_runs() -> None:
    assert control(seen(uv_run(T)))["doing"]["text"] == "正在运行：除湿机、紫外灯"
    quiet = altered(calm(T), outputs={"dry-1": decision("dry-1", T)})
    assert control(seen(quiet))["doing"] == {"state": "off", "text": "没有设备在运行"}


@pytest.mark.parametrize(
    ("scene", "state", "text"),
    [
        (calm(T), "on", "正在运行：除湿机 · 状态不明：{mute}"),
        (altered(calm(T), outputs={"dry-1": decision("dry-1", T)}), "unknown", "状态不明：{mute}"),
        (local_stop(T), "stopped", "已手动停止 · 状态不明：{mute}"),
    ],
    ids=["one runs", "none runs", "stopped"],
)
def test_a_machine_that_shows_nothing_is_never_said_to_be_off(
    scene: Scene, state: str, text: str
) -> None:
    """A cable is out: told on or off, its machine may run on until its own timer is over."""
    fan = next(output for output in CONTROL_SITE.outputs if output.id == "fan-1")
    for command in (True, False, None):
        mute = replace(
            decision("fan-1", T), command=command, feedback=None, verdict=Verdict.UNKNOWN
        )
        doing = control(seen(altered(scene, outputs={"fan-1": mute})))["doing"]
        assert doing == {"state": state, "text": text.format(mute=fan.name)}


def test_the_room_says_its_setpoints_and_limits() -> None:
    assert control(seen(calm(T)))["goal"] == "设定 20.0 °C · 52.0 %RH · 允许 14–24 °C · 45–60 %RH"
    free = room("stack-1", setpoint_c=None, setpoint_pct=None)
    scene = altered(calm(T), rooms={"stack-1": free})
    assert control(seen(scene))["goal"] == "允许 14–24 °C · 45–60 %RH"


def test_advice_and_notes_are_sentences() -> None:
    told = room("stack-1", ventilation=DOOR, notes=(reason("trip_person"), reason("trip_fire")))
    view = control(seen(altered(calm(T), rooms={"stack-1": told})))
    assert view["ventilation"].startswith("库房门没有关好")
    assert len(view["notes"].splitlines()) == 2


def test_a_stopped_room_says_so_and_offers_the_release() -> None:
    view = seen(local_stop(T))
    found = control(view)
    assert (found["stopped"], found["offers"]["release"]) == ("yes", "yes")
    assert found["doing"] == {"state": "stopped", "text": "已手动停止，没有设备在运行"}
    assert view["rooms"]["stack-1"]["summary"] == "已手动停止"
    assert view["rooms"]["stack-1"]["word"]["state"] == "attention"
    assert control(seen(calm(T)))["offers"] == {
        "release": "no",
        "reset": "no",
        "setpoint_clear": "no",
    }


@pytest.mark.parametrize(
    ("latched", "healthy", "reset", "ending", "state"),
    [
        (True, True, "yes", "原因已消除，请复位", "attention"),
        (True, False, "no", "原因还在，消除后须复位", "attention"),
        (False, False, "no", "已 3 分钟", "good"),
    ],
)
def test_a_trip_says_its_cause_and_is_reset_when_that_is_gone(
    latched: bool, healthy: bool, reset: str, ending: str, state: str
) -> None:
    holding = room("stack-1", trips=(trip(T, latched=latched, healthy=healthy),))
    view = seen(altered(calm(T), rooms={"stack-1": holding}))
    found = control(view)
    assert found["trips"].startswith("库房门没有关好，有危险的设备不得运行 · 已 3 分钟")
    assert found["trips"].endswith(ending)
    assert found["offers"]["reset"] == reset
    assert view["rooms"]["stack-1"]["word"]["state"] == state


def test_what_waits_for_a_person_at_the_panel_is_said_before_the_alarms() -> None:
    whole = shown(1, T, door_tripped(T))
    alarms = (damp(T), alarm("device_silent", T, subject="th-south"))
    told = replace(whole, result=replace(whole.result, alarms=alarms))
    view = Presenter(CONTROL_SITE, "zh", TEXTS["zh"].tr).view(told, T)
    first, *rest = view["rooms"]["stack-1"]["summary"].split(" · ")
    assert first == "须复位：库房门没有关好，有危险的设备不得运行"
    assert rest[0].startswith("库房湿度过高")
    assert view["summary"] == f"一号库房：{first}"


# Programmes


@pytest.mark.parametrize(
    ("stage", "offered"),
    [
        (Stage.IDLE, {"request"}),
        (Stage.REQUESTED, {"confirm", "abort"}),
        (Stage.WARNING, {"abort"}),
        (Stage.RUN, {"abort"}),
        (Stage.DECAY, set()),
        (Stage.LOCKED_OUT, {"acknowledge"}),
    ],
)
def test_a_programme_offers_what_its_stage_allows(stage: Stage, offered: set[str]) -> None:
    scene = altered(calm(T), cycles={"uv-night": cycle(stage, T)})
    offers = seen(scene)["cycles"]["uv-night"]["offers"]
    assert {verb for verb, fact in offers.items() if fact == "yes"} == offered


def test_a_signature_is_asked_for_only_where_it_counts() -> None:
    asked = cycle(Stage.DECAY, T, reason=reason("decay_sign_off"))
    view = seen(altered(calm(T), cycles={"uv-night": asked}))["cycles"]["uv-night"]
    assert view["offers"]["sign_off"] == "yes"


def test_a_start_names_what_it_misses_and_a_run_what_ended_it() -> None:
    start = seen(nearly_started(T, Stage.REQUESTED))["cycles"]["uv-night"]
    assert start["checks_title"] == "启动还缺"
    assert len(start["checks"].splitlines()) == 2
    assert start["left"] == "0:52"
    assert start["caution"].startswith("湿度 61.2 %")
    ended = seen(door_tripped(T))["cycles"]["uv-night"]
    assert ended["checks_title"] == "终止原因"
    assert seen(calm(T))["cycles"]["uv-night"]["checks_title"] == ""


def test_a_programme_shows_who_started_it_and_what_it_used() -> None:
    view = seen(uv_run(T))["cycles"]["uv-night"]
    assert view["figures"] == "由本机面板 · 张三启动 · 灯管已用 412 小时"
    dosed = cycle(Stage.IDLE, T, dose_mg_h_m3=3.21)
    view = seen(altered(calm(T), cycles={"uv-night": dosed}))["cycles"]["uv-night"]
    assert view["figures"] == "灯管已用 412 小时 · 本年臭氧 3.2 mg·h/m³"
    computed = replace(dosed, dose_computed=True)
    view = seen(altered(calm(T), cycles={"uv-night": computed}))["cycles"]["uv-night"]
    assert view["figures"].endswith("本年臭氧最多 3.2 mg·h/m³（推算，未实测）")


# Degraded modes, and sites without control


def test_degraded_modes_stand_with_their_room_or_with_the_site() -> None:
    view = seen(degraded(T))
    assert view["degraded"].startswith("时钟没有校准")
    assert view["summary"].startswith("一号库房：注意 · 控制：时钟没有校准")
    found = view["rooms"]["stack-1"]
    assert found["degraded"].startswith("温湿度只剩一个可信的传感器（th-north）")
    assert "照常按它控制" in found["degraded"]
    assert found["word"]["state"] == "attention"
    assert view["rooms"]["stack-2"]["degraded"] == ""
    assert view["rooms"]["stack-2"]["word"]["state"] == "good"


def test_a_site_without_outputs_shows_no_control() -> None:
    view = Presenter(SITE, "zh", TEXTS["zh"].tr).view(snapshot(1, T), T)
    assert {found["control"] for found in view["rooms"].values()} == {None}
    assert (view["outputs"], view["cycles"]) == ({}, {})
    assert view["word"]["state"] == "good"


def test_before_the_first_scan_everything_of_control_waits() -> None:
    view = Presenter(CONTROL_SITE, "zh", TEXTS["zh"].tr).view(None, T)
    assert view["outputs"]["dry-1"]["word"]["state"] == "unknown"
    assert set(view["cycles"]["uv-night"]["offers"].values()) == {"no"}
    assert view["word"]["state"] == "waiting"
