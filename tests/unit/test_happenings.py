"""What happened to a room, out of a real ledger: the right rows, the newest, in both languages."""

from datetime import timedelta
from pathlib import Path

import pytest

from daemon.happenings import LedgerHappenings
from daemon.model import Event
from daemon.ports import Happening, HappeningKind, LedgerUnavailableError
from daemon.store.ledger import Ledger
from tests.browser.chart_example import CHART_SITE

from .history_kit import NOON, HeldClock
from .ledger_kit import remembering, result, running

REASON = {"code": "alarm_fire", "args": {"room": "一号库房"}}


def alarm(step: str, room: str = "stack-1") -> Event:
    return Event(
        kind="alarm",
        subject=f"fire:{room}",
        body={
            "step": step,
            "code": "fire",
            "about": room,
            "room": room,
            "who": "",
            "under": "",
            "reason": REASON,
        },
    )


def act(verb: str, subject: str, *, accepted: bool = True) -> Event:
    return Event(
        kind="act",
        subject=subject,
        body={
            "verb": verb,
            "who": "张三",
            "accepted": accepted,
            "reason": {"code": "act_stopped", "args": {}},
        },
    )


def cycle(stage: str) -> Event:
    return Event(
        kind="cycle",
        subject="uv-night",
        body={
            "name": "夜间紫外消毒",
            "to": stage,
            "reason": {"code": "cycle_idle", "args": {}},
        },
    )


async def told(tmp_path: Path, *events: Event, most: int = 10) -> list[Happening]:
    """Return what is told after these, one a minute from noon on."""
    clock = HeldClock()
    ledger = Ledger(tmp_path, clock, "v1")
    async with running(ledger):
        for number, event in enumerate(events):
            offered = ledger.offer(result(clock, event), remembering(number))
            await ledger.until(offered)
            clock.advance(60.0)
    happenings = LedgerHappenings(ledger.path, CHART_SITE)
    return list(await happenings.of_room("stack-1", NOON, NOON + timedelta(hours=1), most))


async def test_alarms_cycles_and_acts_of_the_room_are_told_in_order(tmp_path: Path) -> None:
    found = await told(
        tmp_path,
        act("stop", "stack-1"),
        alarm("raise"),
        cycle("run"),
        act("hand", "dry-1"),
    )
    assert [each.kind for each in found] == [
        HappeningKind.ACT,
        HappeningKind.ALARM,
        HappeningKind.CYCLE,
        HappeningKind.ACT,
    ]
    assert [each.at for each in found] == [NOON + timedelta(minutes=n) for n in range(4)]
    assert "张三" in found[0].says.zh
    assert found[2].says.zh.startswith("夜间紫外消毒：")
    assert all(each.says.zh != each.says.en for each in found)


async def test_what_is_of_another_room_or_no_news_is_not_told(tmp_path: Path) -> None:
    found = await told(
        tmp_path,
        alarm("raise", "stack-2"),
        alarm("return"),
        act("stop", "stack-2"),
        act("stop", "stack-1", accepted=False),
        act("alarm_acknowledge", "fire:stack-1"),
        cycle("precheck"),
        Event(kind="output", subject="dry-1", body={}),
    )
    assert found == []


async def test_only_the_newest_are_told(tmp_path: Path) -> None:
    found = await told(tmp_path, *(act("stop", "stack-1") for _ in range(5)), most=2)
    assert [each.at for each in found] == [NOON + timedelta(minutes=n) for n in (3, 4)]


async def test_what_happens_often_hides_nothing_of_another_kind(tmp_path: Path) -> None:
    often = [act("stop", "stack-1") for _ in range(3)]
    found = await told(
        tmp_path, alarm("raise"), cycle("run"), act("setpoint_clear", "stack-1"), *often, most=2
    )
    assert [each.kind for each in found] == [
        HappeningKind.ALARM,
        HappeningKind.CYCLE,
        HappeningKind.SETPOINT,
        HappeningKind.ACT,
        HappeningKind.ACT,
    ]


async def test_a_ledger_that_is_not_there_is_said(tmp_path: Path) -> None:
    happenings = LedgerHappenings(tmp_path / "ledger.db", CHART_SITE)
    with pytest.raises(LedgerUnavailableError):
        await happenings.of_room("stack-1", NOON, NOON + timedelta(hours=1), 5)
