"""What bounces is held up: a day of it is a handful of rows and messages, whatever its rhythm."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from daemon.control.alarms.chatter import HOLDS
from daemon.control.alarms.escalation import Book, Channel, notices
from daemon.model import AlarmState as S
from daemon.model import Verb
from tests.alarm_site import KINDS, ROOM, Alarms, condition, kind

LEAK = f"humidity_high:{ROOM}"
DAY_S = 86_400
MOST_ROWS = 60
(_, _, LONG_S), (WITHIN_S, OFTEN, HOLD_S) = HOLDS
NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def site() -> Alarms:
    return Alarms(kinds={**KINDS, "humidity_high": kind("humidity_high", on_s=0.0, off_s=0.0)})


def bounce(site: Alarms, times: int, *, every_s: float = 7.0) -> None:
    """Let a contact close and open so often."""
    for _ in range(times):
        site.look(condition(LEAK), after_s=1.0)
        site.look(condition(LEAK, active=False), after_s=every_s - 1.0)


@pytest.mark.parametrize(
    ("every_s", "aside"),
    [
        (7.0, None),
        (47.0, Verb.ALARM_ACKNOWLEDGE),
        *product(
            (620.0, 900.0, 1800.0, 3500.0, 3700.0),
            (None, Verb.ALARM_ACKNOWLEDGE, Verb.ALARM_OUT_OF_SERVICE),
        ),
    ],
)
def test_a_day_of_bouncing_is_a_handful_of_rows_and_messages(
    site: Alarms, every_s: float, aside: Verb | None
) -> None:
    book: Book = {}
    told = 0
    for turn in range(round(DAY_S / every_s)):
        bounce(site, 1, every_s=every_s)
        if aside is not None and turn % 3 == 0:
            site.ask(aside, LEAK)
        at = NOON + timedelta(seconds=turn * every_s)
        due, book = notices(site.alarms, book, [Channel(id="office")], site.t, at)
        told += len(due)
    assert 0 < len(site.rows) <= MOST_ROWS
    assert told <= MOST_ROWS


def test_the_raise_from_which_on_it_is_held_says_so(site: Alarms) -> None:
    bounce(site, OFTEN - 1)
    assert not any(row.body["chattering"] for row in site.rows)
    bounce(site, 500)
    assert [row.body["chattering"] for row in site.rows].count(True) == 1
    assert site.rows[-1].body["step"] == "raise"
    alarm = site.listed(LEAK)
    assert (alarm.state, alarm.active, alarm.chattering) == (S.UNACKNOWLEDGED, True, True)


def test_a_held_alarm_returns_when_it_was_calm_for_long(site: Alarms) -> None:
    bounce(site, OFTEN)
    site.look(condition(LEAK, active=False), after_s=HOLD_S - 7.0)
    assert site.listed(LEAK).active
    site.look(condition(LEAK, active=False), after_s=7.0)
    alarm = site.listed(LEAK)
    assert (alarm.state, alarm.chattering) == (S.RETURNED, False)


def test_what_comes_seldom_enough_is_not_held(site: Alarms) -> None:
    bounce(site, OFTEN, every_s=WITHIN_S / (OFTEN - 1))
    assert not site.listed(LEAK).active


def test_days_of_bouncing_do_not_wear_the_hold_out(site: Alarms) -> None:
    bounce(site, OFTEN)
    rows = len(site.rows)
    bounce(site, 3 * DAY_S // 300, every_s=300.0)
    assert len(site.rows) == rows
    site.restart(-site.t)
    bounce(site, 20)
    assert len(site.rows) == rows
    site.look(condition(LEAK, active=False), after_s=LONG_S)
    site.look(condition(LEAK, active=False), after_s=DAY_S)
    assert site.memory.came == {}


def test_raises_before_another_boot_count_on(site: Alarms) -> None:
    bounce(site, OFTEN - 1)
    site.restart(5.0e5)
    bounce(site, 1)
    assert site.listed(LEAK).chattering
