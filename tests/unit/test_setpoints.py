"""Setpoints that people choose: what is allowed, how long it holds, how it is undone."""

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from daemon.configuration.climate_checks import Scale
from daemon.control.choice import UNDO_S, choice_of, key
from daemon.control.chosen import choosable
from daemon.control.restart import restored
from daemon.control.scan import scan
from daemon.control.settings import DatedException, RoomSettings, Season, SetpointChange, Settings
from daemon.control.state import ControlState, RoomMemory
from daemon.control.view import Inputs
from daemon.model import (
    Act,
    Answer,
    Band,
    Event,
    Origin,
    Quantity,
    Rank,
    RoomControl,
    ScanResult,
    Setpoint,
    Verb,
    reason,
)
from daemon.model.explain import explain
from daemon.model.recorded import recorded_decision
from daemon.model.render import sentence
from daemon.model.site import OutputInfo
from daemon.store.control_memory import ControlMemory, as_text, from_text, recalled
from tests.control_kit import ROOM, START, T, image
from tests.rules_kit import AIR, FULL, HUMIDITY, SETPOINTS, told

C, PCT = Quantity.TEMPERATURE, Quantity.HUMIDITY
SET = {C: Verb.SET_TEMPERATURE, PCT: Verb.SET_HUMIDITY}
BEGUN = ControlState(t=T - 1, started_t=0.0, rooms={ROOM: SETPOINTS})
CALENDAR = replace(
    FULL,
    schedule=(SetpointChange(at="0 * * * *", setpoint_pct=50.0, setpoint_c=19.0),),
    exceptions=(DatedException(first=date(2026, 6, 30), last=date(2026, 7, 2), setpoint_pct=51.0),),
    seasons=(Season(month=6, day=1, setpoint_pct=53.0, setpoint_c=21.0),),
)


class Site:
    """One room that is scanned when it is told to."""

    def __init__(self, room: RoomSettings = FULL, state: ControlState = BEGUN) -> None:
        self.settings: Settings = told(room)
        self.state = state
        self.t = T
        self.result: ScanResult
        self.events: list[Event] = []
        self.trusted = True

    def scan(self, *acts: Act, after_s: float = 1.0) -> tuple[Answer, ...]:
        self.t += after_s
        now = image(AIR, t=self.t, trusted=self.trusted)
        self.result, self.state = scan(Inputs(image=now, acts=acts), self.settings, self.state)
        self.events += self.result.events
        return self.result.answers

    def ask(self, verb: Verb, number: str = "a-1", **more: object) -> Answer:
        usual: dict[str, object] = {"who": "张三", "why": "检查", "origin": Origin.REMOTE}
        act = Act(id=number, verb=verb, subject=ROOM, **{**usual, **more})  # type: ignore[arg-type]
        (answer,) = self.scan(act)
        return answer

    def choose(self, quantity: Quantity, value: float, number: str = "a-1", **m: object) -> Answer:
        return self.ask(SET[quantity], number, value=value, **m)

    @property
    def room(self) -> RoomControl:
        return self.result.rooms[ROOM]

    def setpoint(self, quantity: Quantity) -> Setpoint:
        return next(s for s in self.room.setpoints if s.quantity is quantity)

    @property
    def goals(self) -> dict[str, float]:
        return {s.quantity.value: s.goal for s in self.room.setpoints}

    def rows(self, kind: str) -> list[Mapping[str, object]]:
        return [event.body for event in self.events if event.kind == kind]


# What may be chosen


@pytest.mark.parametrize(
    ("quantity", "value", "accepted"),
    [
        (PCT, 50.0, True),  # 45 + 4/2 + 3
        (PCT, 49.9, False),
        (PCT, 55.0, True),  # 60 - 5
        (PCT, 55.1, False),
        (PCT, 52.34, True),
        (PCT, 60.0, False),
        (PCT, 45.0, False),
        (C, 15.0, True),  # 14 + 1/2 + 0.5
        (C, 14.9, False),
        (C, 23.0, True),
        (C, 23.01, False),
        (C, -0.0, False),
    ],
)
def test_a_setpoint_keeps_off_the_limits_of_its_band(
    quantity: Quantity, value: float, accepted: bool
) -> None:
    site = Site()
    answer = site.choose(quantity, value)
    assert answer.accepted is accepted
    assert (site.goals[quantity.value] == value) is accepted
    if not accepted:
        unit = "c" if quantity is C else "pct"
        assert answer.reason.code == f"act_setpoint_outside_{unit}"
        assert site.state.changes == {}


@pytest.mark.parametrize("value", [None, math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_no_setpoint(value: float | None) -> None:
    site = Site()
    answer = site.ask(Verb.SET_HUMIDITY, value=value)
    assert (answer.accepted, answer.reason) == (False, reason("act_setpoint_no_number"))
    (row,) = site.rows("act")
    assert "value" not in row  # JSON has no infinity


def test_a_room_without_the_rule_has_no_setpoint_to_change() -> None:
    site = Site(replace(FULL, temperature=None))
    assert site.choose(C, 20.0).reason == reason("act_setpoint_no_rule_c")
    assert [s.quantity for s in site.room.setpoints] == [PCT]


def test_the_refusal_says_the_range_in_both_languages() -> None:
    why = Site().choose(PCT, 58.0).reason
    assert sentence(why, "zh") == (
        "湿度设定值应在 50 % 到 55 % 之间，不能贴近允许范围 45 % 到 60 % 的上下限"
    )
    assert sentence(why, "en").startswith("the humidity setpoint must be between 50 % and 55 %")


@pytest.mark.parametrize("for_s", [59.0, 7 * 86_400 + 1.0, math.nan])
def test_a_time_that_is_too_short_or_too_long_is_refused(for_s: float) -> None:
    site = Site()
    assert site.choose(PCT, 54.0, for_s=for_s).reason.code == "act_duration"
    assert site.state.changes == {}


BANDS = st.tuples(st.floats(0, 60), st.floats(2, 40)).map(
    lambda pair: Band(low_c=14, high_c=24, low_pct=pair[0], high_pct=pair[0] + pair[1])
)


@effort(max_examples=150, deadline=None)
@given(band=BANDS, deadband=st.floats(0.5, 20), value=st.floats(-10, 110), days=st.floats(0, 30))
def test_no_choice_leaves_the_band_or_what_the_configuration_could_say(
    band: Band, deadband: float, value: float, days: float
) -> None:
    room = replace(FULL, band=band, humidity=replace(HUMIDITY, deadband_pct=deadband))
    site = Site(room, replace(BEGUN, rooms={ROOM: RoomMemory()}))
    accepted = site.choose(PCT, value).accepted
    span = choosable(room, PCT)
    assert span is not None
    scale = Scale("humidity", "", "", band.low_pct, band.high_pct, deadband, 3.0)
    assert accepted is span.holds(value)
    if accepted:
        assert not scale.limits.end(value)
    for _ in range(3):
        site.scan(after_s=days * 86_400)
        assert band.low_pct <= (site.room.setpoint_pct or 0.0) <= band.high_pct
        assert band.low_pct <= site.goals["humidity"] <= band.high_pct
    if accepted:
        assert site.goals["humidity"] == pytest.approx(value, abs=1e-8)


# What it outranks, and how it gets there


def test_a_choice_outranks_schedule_season_and_dated_exception() -> None:
    site = Site(CALENDAR)
    site.scan()
    assert site.goals == {"temperature": 21.0, "humidity": 51.0}
    site.choose(PCT, 54.5)
    assert site.goals == {"temperature": 21.0, "humidity": 54.5}
    site.choose(C, 18.0, "a-2")
    assert site.goals == {"temperature": 18.0, "humidity": 54.5}


def test_a_choice_holds_while_the_clock_is_not_trusted() -> None:
    site = Site(CALENDAR)
    site.trusted = False
    site.choose(PCT, 54.5)
    assert site.goals["humidity"] == 54.5
    site.ask(Verb.CLEAR_SETPOINT, "a-2")
    assert site.goals["humidity"] == pytest.approx(52.0, abs=0.01)  # where it is now


def test_nothing_jumps_when_a_setpoint_is_chosen_or_cleared() -> None:
    site = Site()
    site.choose(PCT, 55.0)
    assert site.room.setpoint_pct == pytest.approx(52.0, abs=0.001)
    site.scan(after_s=43_200)
    assert site.room.setpoint_pct == pytest.approx(53.0, abs=0.001)  # 2 %RH a day
    site.ask(Verb.CLEAR_SETPOINT, "a-2")
    assert site.room.setpoint_pct == pytest.approx(53.0, abs=0.001)
    site.scan(after_s=86_400)
    assert site.room.setpoint_pct == 52.0


def test_a_choice_moves_no_setpoint_faster_than_its_glide() -> None:
    site = Site()
    site.choose(C, 23.0)
    for _ in range(5):
        before = site.room.setpoint_c or 0.0
        site.scan(after_s=6 * 3600)
        assert 0 <= (site.room.setpoint_c or 0.0) - before <= 0.25 + 1e-9


# How long


def test_a_choice_ends_after_its_time_and_the_ledger_says_so() -> None:
    site = Site(CALENDAR)
    site.choose(PCT, 54.0, for_s=7200.0)
    assert site.setpoint(PCT).until == site.t + 7200
    site.scan(after_s=7199.0)
    assert site.goals["humidity"] == 54.0
    site.scan()
    assert site.goals["humidity"] == 51.0
    (row,) = site.rows("setpoint")
    assert (row["quantity"], row["value"], row["who"]) == ("humidity", 54.0, "张三")
    assert row["reason"] == {
        "code": "setpoint_over_pct",
        "args": {"setpoint_pct": 54.0, "who": "张三"},
    }
    assert site.state.changes == {}
    assert not site.ask(Verb.UNDO_SETPOINT, "a-2", undoes="a-1").accepted


def test_without_a_time_a_choice_holds_until_it_is_changed_again() -> None:
    site = Site(CALENDAR)
    site.choose(PCT, 54.0)
    site.scan(after_s=40 * 86_400)
    assert site.goals["humidity"] == 54.0
    site.choose(PCT, 53.0, "a-2", for_s=3600.0)
    site.scan(after_s=3600.0)
    assert site.goals["humidity"] != 54.0  # it was changed again: the calendar holds


# Undo and clear


def test_undo_brings_back_what_held_before() -> None:
    site = Site()
    site.choose(PCT, 54.0, "a-1")
    site.choose(PCT, 55.0, "a-2")
    answer = site.ask(Verb.UNDO_SETPOINT, "a-3", undoes="a-2")
    assert answer.reason == reason("act_setpoint_undone", was="55 %", now="54 %")
    assert site.goals["humidity"] == 54.0
    assert site.setpoint(PCT).undo == ""


def test_undo_of_the_first_change_is_the_configuration() -> None:
    site = Site()
    site.choose(PCT, 54.0)
    assert site.setpoint(PCT).undo == "a-1"
    assert site.ask(Verb.UNDO_SETPOINT, "a-2").accepted
    assert site.goals["humidity"] == 52.0
    assert site.setpoint(PCT).chosen is None


def test_an_undo_is_not_undone() -> None:
    site = Site()
    site.choose(PCT, 54.0, "a-1")
    site.choose(PCT, 55.0, "a-2")
    site.ask(Verb.UNDO_SETPOINT, "a-3")
    for number, undoes in (("a-4", ""), ("a-5", "a-2"), ("a-6", "a-3"), ("a-7", "a-1")):
        answer = site.ask(Verb.UNDO_SETPOINT, number, undoes=undoes)
        assert answer.reason.code == "act_setpoint_not_undone"
        assert site.goals["humidity"] == 54.0


def test_nobody_undoes_by_mistake_what_somebody_else_changed_since() -> None:
    site = Site()
    site.choose(PCT, 54.0, "a-1", who="张三")
    site.choose(PCT, 55.0, "b-1", who="李四")
    assert not site.ask(Verb.UNDO_SETPOINT, "a-2", undoes="a-1").accepted
    assert site.goals["humidity"] == 55.0


def test_the_newest_change_is_undone_and_the_other_quantity_stays() -> None:
    site = Site()
    site.choose(PCT, 54.0, "a-1")
    site.choose(C, 18.0, "a-2")
    site.ask(Verb.UNDO_SETPOINT, "a-3")
    assert site.goals == {"temperature": 20.0, "humidity": 54.0}
    site.ask(Verb.UNDO_SETPOINT, "a-4", undoes="a-1")
    assert site.goals == {"temperature": 20.0, "humidity": 52.0}


def test_a_change_can_be_undone_for_ten_minutes() -> None:
    site = Site()
    site.choose(PCT, 54.0)
    site.scan(after_s=UNDO_S - 1)
    assert site.setpoint(PCT).undo == "a-1"
    site.scan()
    assert site.setpoint(PCT).undo == ""
    assert not site.ask(Verb.UNDO_SETPOINT, "a-2").accepted
    assert site.goals["humidity"] == 54.0


def test_undo_does_not_bring_back_a_choice_whose_time_is_over() -> None:
    site = Site()
    site.choose(PCT, 54.0, "a-1", for_s=60.0)
    site.choose(PCT, 55.0, "a-2")
    site.scan(after_s=120.0)
    site.ask(Verb.UNDO_SETPOINT, "a-3", undoes="a-2")
    assert site.goals["humidity"] == 52.0


def test_clear_gives_both_setpoints_back_and_can_be_undone() -> None:
    site = Site(CALENDAR)
    site.choose(PCT, 54.0, "a-1")
    site.choose(C, 18.0, "a-2")
    cleared = site.ask(Verb.CLEAR_SETPOINT, "a-3")
    assert dict(cleared.reason.args) == {"was": "18 °C · 54 %", "now": "21 °C · 51 %"}
    assert site.goals == {"temperature": 21.0, "humidity": 51.0}
    assert site.ask(Verb.CLEAR_SETPOINT, "a-4").reason == reason("act_setpoint_not_chosen")
    assert site.ask(Verb.UNDO_SETPOINT, "a-5", undoes="a-3").accepted
    assert site.goals == {"temperature": 18.0, "humidity": 54.0}


def test_one_act_counts_once() -> None:
    site = Site()
    site.choose(PCT, 54.0)
    site.choose(PCT, 55.0, "a-2")
    assert site.choose(PCT, 54.0).reason == reason("act_repeated")
    assert site.goals["humidity"] == 55.0


# What remembers it


def test_a_restart_keeps_a_choice_and_its_end() -> None:
    site = Site()
    site.choose(PCT, 54.0, for_s=7200.0)
    memory = ControlMemory(boot="b", at=START, clock_trusted=True, state=site.state)
    assert from_text(as_text(memory)) == memory
    again = recalled(memory, boot="b", t=site.t + 60, at=START, clock_trusted=True)
    assert again.changes == site.state.changes
    choice = choice_of(again.changes, ROOM, PCT)
    assert choice is not None
    assert choice.at == START + timedelta(seconds=site.t)


def test_after_another_boot_the_rest_of_the_time_is_left() -> None:
    site = Site()
    site.choose(PCT, 54.0, for_s=7200.0)
    memory = ControlMemory(boot="b", at=START, clock_trusted=True, state=site.state)
    later = START + timedelta(seconds=1200)
    again = recalled(memory, boot="c", t=30.0, at=later, clock_trusted=True)
    choice = choice_of(again.changes, ROOM, PCT)
    assert choice is not None
    assert choice.until == 30.0 + 6000.0
    assert again.changes[key(ROOM, PCT)].since == 30.0 - 1200.0


def test_a_time_of_which_nobody_knows_how_much_has_passed_is_over() -> None:
    site = Site()
    site.choose(PCT, 54.0, for_s=7200.0)
    site.choose(C, 18.0, "a-2")
    site.state = restored(site.state, 30.0, same_boot=False, away_s=None)
    site.t = 30.0
    site.scan(after_s=0.0)
    assert site.goals == {"temperature": 18.0, "humidity": 52.0}
    assert [row["quantity"] for row in site.rows("setpoint")] == ["humidity"]
    assert site.setpoint(C).undo == ""


@pytest.mark.parametrize(
    ("room", "code"),
    [
        (replace(FULL, band=replace(FULL.band, high_pct=56)), "setpoint_outside_pct"),
        (replace(FULL, humidity=replace(HUMIDITY, deadband_pct=6.0)), "setpoint_outside_pct"),
        (replace(FULL, humidity=None), "setpoint_rule_gone_pct"),
        (replace(FULL, id="stack-9"), "setpoint_room_gone_pct"),
    ],
)
def test_a_configuration_that_does_not_allow_a_choice_ends_it(
    room: RoomSettings, code: str
) -> None:
    site = Site()
    site.choose(PCT, 55.0)
    later = told(room)
    if room.id != ROOM:
        later = replace(site.settings, rooms={}, outputs={})
    result, state = scan(Inputs(image=image(AIR, t=site.t + 1)), later, site.state)
    assert state.changes == {}
    (row,) = [event for event in result.events if event.kind == "setpoint"]
    assert row.subject == ROOM
    assert row.body["reason"]["code"] == code  # type: ignore[index]


def test_an_older_memory_has_no_choices() -> None:
    text = as_text(ControlMemory(boot="b", at=START, clock_trusted=True, state=ControlState()))
    assert '"changes":{}' in text
    assert from_text(text.replace('"changes":{},', "")).state.changes == {}


# What is said of it


def test_the_ledger_has_who_what_from_to_how_long_and_why() -> None:
    site = Site()
    site.choose(PCT, 54.0, for_s=7200.0)
    (row,) = site.rows("act")
    assert {name: row[name] for name in ("who", "why", "verb", "for_s", "value")} == {
        "who": "张三",
        "why": "检查",
        "verb": "setpoint_humidity",
        "for_s": 7200.0,
        "value": 54.0,
    }
    assert row["reason"] == {
        "code": "act_setpoint_pct",
        "args": {"from_pct": 52.0, "to_pct": 54.0, "lasts_s": 7200.0},
    }


def test_an_output_names_who_chose_its_setpoint() -> None:
    site = Site()
    site.choose(PCT, 54.0, for_s=7200.0)
    begun = START + timedelta(seconds=site.t)
    zone = ZoneInfo("Asia/Shanghai")

    def clock(at: datetime) -> str:
        return (at + timedelta(seconds=30)).astimezone(zone).strftime("%m-%d %H:%M")

    decision = site.result.outputs["dry"]
    info = OutputInfo(id="dry", room=ROOM, kind="dehumidifier", name="除湿机", hazardous=False)  # type: ignore[arg-type]
    told_so = explain(decision, info, site.t, "zh")
    assert told_so.endswith(
        f"（湿度设定值由 张三 于 {clock(begun)} 改为 54 %，"
        f"至 {clock(begun + timedelta(seconds=7200))}）"
    )
    cooler = site.result.outputs["cool"]
    assert {c.source for c in cooler.claims} == {None}  # it works to the temperature
    (row,) = [e.body for e in site.events if e.kind == "output" and e.subject == "dry"]
    again = recorded_decision("dry", row, t=site.t, since=site.t)
    rule = next(c for c in again.claims if c.rank is Rank.RULE)
    assert rule.source == next(c for c in decision.claims if c.rank is Rank.RULE).source


def test_a_time_of_a_clock_that_is_not_trusted_is_not_told() -> None:
    site = Site()
    site.trusted = False
    site.choose(PCT, 54.0, for_s=7200.0)
    chosen = site.setpoint(PCT).chosen
    assert chosen is not None
    assert (dict(chosen.args)["at"], dict(chosen.args)["end"]) == ("—", "—")


def test_a_row_of_before_names_no_source() -> None:
    site = Site()
    site.scan()
    rows = [e.body for e in site.events if e.kind == "output"]
    assert rows
    assert "source" not in str(rows)


def test_the_same_moment_twice_decides_the_same() -> None:
    site = Site()
    site.choose(PCT, 54.0, for_s=60.0)
    site.scan(after_s=60.0)
    before = site.goals
    site.scan(after_s=0.0)
    assert site.goals == before
    assert len(site.rows("setpoint")) == 1
