"""The sounder calls for unacknowledged alarms, and falls silent as soon as somebody came."""

from dataclasses import replace

import pytest

from daemon.control.alarms.memory import AlarmMemory, Kept
from daemon.control.alarms.settings import AlarmSettings
from daemon.control.scan import Inputs, scan
from daemon.control.settings import Settings
from daemon.control.state import ControlState
from daemon.model import Alarm, AlarmState, Call, Claim, Decision, Mode, Priority, Rank, reason
from tests.alarm_kit import alarm
from tests.control_kit import OUTPUTS, ROOM, T, image, settings

SOUNDER = "sounder"
CALLING = alarm("sensor_stale", "th", priority=Priority.HIGH, since=T - 30)


def sounder(*alarms: Alarm, told: Settings | None = None, **state: object) -> Decision:
    """Return what is decided for the sounder beside alarms that were found by the last look."""
    kept = {each.key: Kept(alarm=each) for each in alarms}
    remembered = ControlState(
        t=T - 1,
        started_t=0.0,
        alarms=AlarmMemory(t=T - 0.1, kept=kept),
        **state,  # type: ignore[arg-type]
    )
    result, _ = scan(Inputs(image=image()), told or settings(), remembered)
    return result.outputs[SOUNDER]


def test_an_unacknowledged_high_alarm_of_the_room_is_heard() -> None:
    decision = sounder(CALLING)
    assert decision.allowed
    assert decision.winner.owner == "alarms"


def test_an_alarm_of_the_whole_site_is_heard_in_every_room() -> None:
    assert sounder(replace(CALLING, room="")).allowed


@pytest.mark.parametrize(
    "silent",
    [
        replace(CALLING, state=AlarmState.ACKNOWLEDGED),
        replace(CALLING, state=AlarmState.SHELVED),
        replace(CALLING, state=AlarmState.SUPPRESSED),
        replace(CALLING, priority=Priority.MEDIUM),
        replace(CALLING, room="elsewhere"),
        replace(CALLING, since=T - 601),
    ],
)
def test_what_nobody_has_to_come_for_is_not_heard(silent: Alarm) -> None:
    assert not sounder(silent).allowed


def test_an_alarm_off_its_shelf_is_heard_for_the_whole_time_of_a_call() -> None:
    old = replace(CALLING, since=T - 7200)
    assert not sounder(old).allowed
    back = replace(old, called=Call(number=2, t=T - 599, priority=Priority.HIGH))
    assert sounder(back).allowed
    assert not sounder(replace(back, called=replace(back.call, t=T - 601))).allowed


def test_what_this_moment_changed_is_heard_as_it_was_before_it() -> None:
    seen = replace(CALLING, state=AlarmState.ACKNOWLEDGED, changed=T, was=AlarmState.UNACKNOWLEDGED)
    assert sounder(seen).allowed
    graver = Call(number=2, t=T, priority=Priority.HIGH)
    assert not sounder(replace(CALLING, called=graver)).allowed
    assert sounder(replace(CALLING, called=graver, outdid=CALLING.call)).allowed


def test_a_site_may_want_its_sounder_silent() -> None:
    quiet = replace(settings(), alarms=AlarmSettings(sounder_least=None))
    assert not sounder(CALLING, told=quiet).allowed


def test_a_hand_silences_it() -> None:
    assert SOUNDER in {output.id for output in OUTPUTS}
    off = Claim(
        output=SOUNDER,
        on=False,
        rank=Rank.HAND,
        owner="张",
        reason=reason("hand_off", who="张"),
        until=T + 600,
    )
    decision = sounder(CALLING, hands={SOUNDER: off})
    assert decision.mode is Mode.OFF
    assert not decision.allowed


def test_a_local_stop_silences_it() -> None:
    assert not sounder(CALLING, stops={ROOM: reason("local_stop", who="张")}).allowed
