"""Why an output is on or off, in one sentence and in full, now and out of a row of the ledger."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace

import pytest

from daemon.control.events import (
    act_events,
    degraded_events,
    output_event,
    trip_events,
)
from daemon.control.state import TripMemory
from daemon.model import (
    Act,
    Answer,
    Claim,
    Decision,
    Degraded,
    Kind,
    Mode,
    OutputInfo,
    Rank,
    Reason,
    Verb,
    Verdict,
    reason,
)
from daemon.model.explain import explain, in_full
from daemon.model.recorded import recorded_decision, recorded_output
from daemon.model.recorded_words import in_brief, inputs_in_words, row_kind
from tests.control_kit import OUTPUTS, T, view

DRY = OutputInfo(
    id="dry", room="stack-1", kind=Kind.DEHUMIDIFIER, name="东墙除湿机", hazardous=False
)
DAMP = reason("humidity_above", rh_pct=61.2, high_pct=60.0, low_pct=57.0)
CALM = reason("humidity_not_above", rh_pct=52.0, high_pct=60.0)


def claim(rank: Rank, *, on: bool, why: Reason, until: float | None = None) -> Claim:
    return Claim(output="dry", on=on, rank=rank, owner="x", reason=why, until=until)


RULE_ON = claim(Rank.RULE, on=True, why=DAMP)
RULE_OFF = claim(Rank.RULE, on=False, why=CALM)
NOBODY = claim(Rank.DEFAULT, on=False, why=reason("default_off"))
RESTING = claim(Rank.GUARD, on=False, why=reason("guard_min_off"), until=T + 180)
KEPT_ON = claim(Rank.GUARD, on=True, why=reason("guard_min_on"), until=T + 180)
DOOR = claim(Rank.INTERLOCK, on=False, why=reason("trip_door"))
HAND = claim(
    Rank.HAND, on=True, why=reason("hand_on", who="李工", why="试机"), until=T + 3600 + 300
)


def decision(*claims: Claim, **changes: object) -> Decision:
    """Return the decision of these claims, the strongest first, which the device follows."""
    allowed = claims[0].on
    whole = Decision(
        output="dry",
        mode=Mode.AUTO,
        want=next(c for c in claims if c.rank <= Rank.HAND).on,
        allowed=allowed,
        claims=claims,
        command=allowed,
        feedback=allowed,
        running=None,
        verdict=Verdict.CONFIRMED,
        since=T - 840,
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("made", "zh", "en"),
    [
        pytest.param(
            decision(RULE_ON, NOBODY),
            "东墙除湿机已运行 14 分钟：湿度 61.2 %，到 60 % 开始除湿，降到 57 % 停",
            "东墙除湿机 has been on for 14 min: humidity 61.2 %: drying starts at 60 % and ends at"
            " 57 %",
            id="a rule wants it on",
        ),
        pytest.param(
            decision(RESTING, RULE_ON, NOBODY),
            "东墙除湿机已停 14 分钟：停机未满最短时间，保护压缩机，还剩 3 分钟；否则会运行："
            "湿度 61.2 %，到 60 % 开始除湿，降到 57 % 停",
            "东墙除湿机 has been off for 14 min: it has not rested long enough since it stopped,"
            " 3 min left; else it would be on: humidity 61.2 %: drying starts at 60 % and ends at"
            " 57 %",
            id="a guard keeps it off",
        ),
        pytest.param(
            decision(KEPT_ON, RULE_OFF),
            "东墙除湿机已运行 14 分钟：运行未满最短时间，保护压缩机，还剩 3 分钟；否则会停止："
            "湿度 52 %，到 60 % 才除湿",
            "东墙除湿机 has been on for 14 min: it has not run long enough since it started, 3 min"
            " left; else it would be off: humidity 52 %: drying starts at 60 %",
            id="a guard keeps it on",
        ),
        pytest.param(
            decision(KEPT_ON, RULE_ON),
            "东墙除湿机已运行 14 分钟：湿度 61.2 %，到 60 % 开始除湿，降到 57 % 停；"
            "运行未满最短时间，保护压缩机，还剩 3 分钟",
            "东墙除湿机 has been on for 14 min: humidity 61.2 %: drying starts at 60 % and ends at"
            " 57 %; it has not run long enough since it started, 3 min left",
            id="a guard agrees",
        ),
        pytest.param(
            decision(HAND, RULE_OFF, mode=Mode.HAND),
            "东墙除湿机已运行 14 分钟：手动，李工手动开启（试机），还剩 1 小时 5 分",
            "东墙除湿机 has been on for 14 min: by hand, switched on by hand by 李工 (试机),"
            " 1 h 5 min left",
            id="a person wants it on",
        ),
    ],
)
def test_one_sentence_says_what_and_why_and_how_long_still(
    made: Decision, zh: str, en: str
) -> None:
    assert explain(made, DRY, T, "zh") == zh
    assert explain(made, DRY, T, "en") == en


def test_countdowns_run_to_the_time_that_is_asked_about() -> None:
    made = decision(RESTING, RULE_ON)
    assert "还剩 1 分钟" in explain(made, DRY, T + 120, "zh")
    assert "还剩 0 秒" in explain(made, DRY, T + 999, "zh")
    assert "已停 16 分钟" in explain(made, DRY, T + 120, "zh")


def test_a_change_of_this_moment_has_not_lasted() -> None:
    assert explain(decision(RULE_ON, since=T), DRY, T, "zh").startswith("东墙除湿机运行：")
    assert explain(decision(RULE_OFF, since=T), DRY, T, "en").startswith("东墙除湿机 is off: ")


@pytest.mark.parametrize(
    ("changes", "does"),
    [
        ({}, "已运行 14 分钟"),
        ({"feedback": None}, "已运行 14 分钟"),
        ({"feedback": None, "verdict": Verdict.UNKNOWN}, "应运行，实际状态未知"),
        ({"feedback": False, "verdict": Verdict.PENDING}, "正在启动"),
        ({"feedback": None, "verdict": Verdict.PENDING}, "正在启动"),
        ({"feedback": False, "verdict": Verdict.REFUSED}, "应运行，实际未运行"),
        ({"running": False, "verdict": Verdict.NOT_RUNNING}, "应运行，实际未运行"),
    ],
)
def test_the_sentence_tells_what_the_machine_does_not_what_it_should(
    changes: Mapping[str, object], does: str
) -> None:
    assert explain(decision(RULE_ON, **changes), DRY, T, "zh").startswith(f"东墙除湿机{does}：")


def test_a_welded_relay_is_never_told_as_stopped() -> None:
    made = decision(
        DOOR,
        RULE_ON,
        running=True,
        verdict=Verdict.WELDED,
        trouble=reason("output_welded"),
    )
    told = explain(made, DRY, T, "zh")
    assert "应停止，实际仍在运行" in told
    assert "注意：" in told
    assert "已停" not in told


def test_a_degraded_decision_says_so() -> None:
    assert "降级" in explain(decision(RULE_ON, degraded=True), DRY, T, "zh")
    assert "降级" not in explain(decision(RULE_ON), DRY, T, "zh")


def test_a_nameless_output_is_called_by_its_kind() -> None:
    assert explain(decision(RULE_ON), replace(DRY, name=""), T, "zh").startswith("除湿机已")


def test_in_full_shows_every_claim_in_its_order() -> None:
    made = decision(DOOR, RESTING, RULE_ON, NOBODY, feedback=None, verdict=Verdict.PENDING)
    lines = in_full(made, DRY, T, "zh")
    assert lines[0] == explain(made, DRY, T, "zh")
    assert lines[1] == "方式：自动；需求：开；允许：关"
    assert lines[2] == "命令：关；回读：未知；机器：未知；核对：等待设备响应"
    assert [re.sub(r"（.*", "", line) for line in lines[3:]] == [
        "1. 安全联锁",
        "2. 设备保护",
        "3. 规则",
        "4. 默认",
    ]
    assert [line.endswith("由此决定") for line in lines[3:]] == [True, False, False, False]
    assert "还剩 3 分钟" in lines[4]


@pytest.mark.parametrize(
    "made",
    [
        decision(RULE_ON, NOBODY),
        decision(DOOR, RESTING, HAND, RULE_OFF, mode=Mode.HAND, feedback=None, running=True),
        decision(RULE_ON, degraded=True, trouble=reason("output_refused"), command=None),
    ],
)
def test_a_row_of_the_ledger_explains_as_the_scan_did(made: Decision) -> None:
    now = view()
    settings = next(o for o in OUTPUTS if o.id == "dry")
    body = json.loads(json.dumps(output_event(now, settings, made).body))
    again = recorded_decision("dry", body, t=T, since=made.since)
    owned = replace(made, claims=again.claims)
    assert again == owned
    info = recorded_output("dry", body)
    for language in ("zh", "en"):
        assert in_full(again, info, T, language) == in_full(made, info, T, language)


def test_inputs_are_told_with_quality_and_age() -> None:
    settings = next(o for o in OUTPUTS if o.id == "dry")
    event = output_event(view({"c.dry": None}), settings, decision(RULE_ON))
    inputs = event.body["inputs"]
    assert isinstance(inputs, Mapping)
    zh, en = inputs_in_words(inputs, "zh"), inputs_in_words(inputs, "en")
    assert "温度: 19 °C (可信, 0 秒前)" in zh
    assert "temperature: 19 °C (good, 0 s ago)" in en
    assert "门已关: 是" in zh
    assert "地面干燥: 未知" in zh
    assert len(zh) == len(en) == len(inputs)


def test_every_kind_of_row_has_one_line() -> None:
    settings = next(o for o in OUTPUTS if o.id == "dry")
    act = Act(id="1", verb=Verb.STOP, subject="stack-1", who="李工")
    mode = Degraded(mode="m", room="", reason=reason("trip_door"), action=reason("act_stopped"))
    trip = TripMemory(since=0.0, latched=True, reason=reason("trip_door"))
    events = [
        output_event(view(), settings, decision(RULE_ON)),
        *act_events([Answer(act=act, accepted=True, reason=reason("act_stopped"))]),
        *trip_events({}, {"stack-1/door": trip}),
        *degraded_events([], [mode]),
    ]
    for event in events:
        assert row_kind(event.kind, "zh") != event.kind
        for language in ("zh", "en"):
            told = in_brief(event.kind, event.subject, event.body, language, t=T)
            assert "{" not in told
            assert "[" not in told
    assert in_brief("act", "stack-1", events[1].body, "zh") == (
        "本室停止 · 李工 · 本室设备已全部停止"
    )


@pytest.mark.parametrize("kind", ["output", "act", "moon"])
def test_a_row_that_nobody_knows_is_shown_as_it_is(kind: str) -> None:
    assert in_brief(kind, "x", {"phase": "满月"}, "zh") == '{"phase": "满月"}'
