"""Alarms in the scan: acts of people get an answer and a row, looks come once a second."""

from dataclasses import replace
from datetime import timedelta

import pytest

from daemon.control.scan import scan
from daemon.control.state import ControlState
from daemon.control.view import Inputs
from daemon.model import Act, Origin, ScanResult, Verb
from daemon.model import AlarmState as S
from daemon.model.recorded_words import in_brief, row_kind
from daemon.model.render import Language
from daemon.store.control_memory import ControlMemory, as_text, from_text, recalled
from tests.control_kit import ROOM, START, T, image, settings

TOLD = settings()
FIRE, DAMP = f"fire:{ROOM}", f"humidity_high:{ROOM}"
BURNS = {"c.no_fire": False}


def look(
    state: ControlState,
    *acts: Act,
    t: float = T,
    values: dict[str, object] | None = None,
) -> tuple[ScanResult, ControlState]:
    now = image(BURNS if values is None else values, t=t)  # type: ignore[arg-type]
    return scan(Inputs(image=now, acts=acts), TOLD, state)


def act(verb: Verb, key: str = FIRE, **more: object) -> Act:
    whole = Act(id=f"{verb}-{key}", verb=verb, subject=key, who="李工", why="检修")
    return replace(whole, **more)  # type: ignore[arg-type]


def burning() -> ControlState:
    """Return the state in which a fire is told."""
    result, state = look(ControlState(started_t=0.0))
    assert [(a.key, a.state) for a in result.alarms] == [(FIRE, S.UNACKNOWLEDGED)]
    return state


def states(result: ScanResult) -> dict[str, S]:
    return {alarm.key: alarm.state for alarm in result.alarms}


def rows(result: ScanResult) -> list[tuple[str, object, object]]:
    return [
        (event.subject, event.body["step"], event.body["who"])
        for event in result.events
        if event.kind == "alarm"
    ]


def test_an_acknowledgement_is_answered_and_told_with_its_name() -> None:
    result, state = look(burning(), act(Verb.ALARM_ACKNOWLEDGE), t=T + 0.2)
    (answer,) = result.answers
    assert (answer.accepted, answer.reason.code) == (True, "act_alarm_acknowledged")
    assert states(result) == {FIRE: S.ACKNOWLEDGED}
    assert rows(result) == [(FIRE, "acknowledge", "李工")]
    assert [event.kind for event in result.events].count("act") == 1
    again, _ = look(state, act(Verb.ALARM_ACKNOWLEDGE), t=T + 0.4)
    assert [a.reason.code for a in again.answers] == ["act_repeated"]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (act(Verb.ALARM_ACKNOWLEDGE, who=" "), "act_nameless"),
        (act(Verb.ALARM_ACKNOWLEDGE, "fire:nowhere"), "act_unknown_subject"),
        (act(Verb.ALARM_ACKNOWLEDGE, "nonsense"), "act_unknown_subject"),
        (act(Verb.ALARM_ACKNOWLEDGE, ROOM), "act_unknown_subject"),
        (act(Verb.ALARM_RESET, origin=Origin.REMOTE), "act_needs_local_panel"),
        (act(Verb.ALARM_RESET, origin=Origin.LOCAL), "act_alarm_still_holds"),
        (act(Verb.ALARM_SHELVE, why=""), "act_alarm_reasonless"),
        (act(Verb.ALARM_SHELVE, for_s=7200.0), "act_duration"),
        (act(Verb.ALARM_OUT_OF_SERVICE), "act_alarm_guards_people"),
        (act(Verb.ALARM_UNSHELVE), "act_alarm_not_shelved"),
        (act(Verb.ALARM_IN_SERVICE), "act_alarm_is_in_service"),
        (act(Verb.ALARM_ACKNOWLEDGE, DAMP), "act_alarm_not_standing"),
    ],
)
def test_what_can_not_be_done_is_refused_with_a_sentence(asked: Act, code: str) -> None:
    result, _ = look(burning(), asked, t=T + 0.2)
    (answer,) = result.answers
    assert (answer.accepted, answer.reason.code) == (False, code)
    assert states(result) == {FIRE: S.UNACKNOWLEDGED}
    assert rows(result) == []


def test_what_did_not_come_yet_can_be_set_aside_before_the_work_begins() -> None:
    result, state = look(burning(), act(Verb.ALARM_OUT_OF_SERVICE, DAMP), t=T + 0.2)
    assert states(result) == {FIRE: S.UNACKNOWLEDGED, DAMP: S.OUT_OF_SERVICE}
    for second in range(1, 30):
        result, state = look(state, t=T + second)
    assert states(result) == {FIRE: S.UNACKNOWLEDGED, DAMP: S.OUT_OF_SERVICE}
    result, state = look(state, act(Verb.ALARM_IN_SERVICE, DAMP), t=T + 30)
    assert states(result) == {FIRE: S.UNACKNOWLEDGED}
    assert rows(result) == [(DAMP, "in_service", "李工")]


def test_two_acts_of_one_scan_are_done_in_their_order() -> None:
    asked = (
        act(Verb.ALARM_SHELVE, for_s=600.0),
        act(Verb.ALARM_UNSHELVE),
        act(Verb.ALARM_ACKNOWLEDGE),
        act(Verb.STOP, ROOM),
    )
    result, state = look(burning(), *asked, t=T + 0.2)
    assert all(answer.accepted for answer in result.answers)
    assert {answer.act for answer in result.answers} == set(asked)
    assert [step for _, step, _ in rows(result)] == ["shelve", "unshelve", "acknowledge"]
    assert states(result) == {FIRE: S.ACKNOWLEDGED}
    assert result.rooms[ROOM].stopped
    assert ROOM in state.stops


@pytest.mark.parametrize(
    ("language", "told"), [("zh", "确认 · 火警 · 李工 · "), ("en", "acknowledged · ")]
)
def test_a_row_of_an_alarm_is_a_line(language: Language, told: str) -> None:
    result, _ = look(burning(), act(Verb.ALARM_ACKNOWLEDGE), t=T + 0.2)
    (row,) = (event for event in result.events if event.kind == "alarm")
    assert in_brief(row.kind, row.subject, row.body, language).startswith(told)
    assert row_kind("alarm", "zh") == "报警"


def test_a_look_comes_once_a_second_and_the_alarms_stay_between() -> None:
    well: dict[str, object] = {"c.no_fire": True}
    state, looks = burning(), []
    for number in range(1, 26):
        result, state = look(state, t=T + 0.2 * number, values=well)
        looks.append(state.alarms.t)
        assert states(result) == {FIRE: S.UNACKNOWLEDGED}
    assert len(set(looks)) == 6
    assert state.alarms.kept[FIRE].turned_t == T + 1.0


def test_a_second_scan_at_the_same_time_acts_on_no_alarm_twice() -> None:
    asked = act(Verb.ALARM_SHELVE, for_s=600.0)
    _, once = look(burning(), asked, t=T + 1)
    result, twice = look(once, asked, t=T + 1)
    assert replace(twice, seq=0) == replace(once, seq=0)
    assert rows(result) == []


def test_numbers_of_raises_go_on_where_the_memory_is_lost() -> None:
    first, state = look(ControlState(started_t=0.0))
    assert first.alarms[0].number == state.alarms.number
    later, _ = look(ControlState(started_t=0.0), t=T + 100)
    assert later.alarms[0].number > first.alarms[0].number


@pytest.mark.parametrize("boot", ["b-1", "b-2"])
def test_alarms_are_stored_and_come_back(boot: str) -> None:
    result, state = look(burning(), act(Verb.ALARM_SHELVE, for_s=600.0), t=T + 1)
    memory = ControlMemory(boot="b-1", at=START, clock_trusted=True, state=state)
    text = as_text(memory)
    assert from_text(text) == memory
    t = T + 61 if boot == "b-1" else 5.0
    at = START + timedelta(seconds=60)
    back = recalled(from_text(text), boot=boot, t=t, at=at, clock_trusted=True)
    unread: dict[str, object] = {"c.no_fire": None}
    again, _ = look(back, t=t, values=unread)
    (alarm,) = (alarm for alarm in again.alarms if alarm.key == FIRE)
    (was,) = result.alarms
    assert (alarm.state, alarm.who, alarm.why) == (S.SHELVED, "李工", "检修")
    assert (alarm.number, alarm.known) == (was.number, False)
    assert alarm.until == pytest.approx(t + 540.0)


def test_a_memory_of_before_there_were_alarms_is_read() -> None:
    text = as_text(ControlMemory(boot="b-1", at=START, clock_trusted=True, state=ControlState(t=T)))
    assert '"alarms":' in text
    older = text[: text.index(',"alarms":')] + "}}"
    assert from_text(older).state == ControlState(t=T)
