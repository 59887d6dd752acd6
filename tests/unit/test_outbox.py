"""The queue of messages: their order, their totals, and rows that nobody can read."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from daemon.control.alarms.escalation import Told
from daemon.notifying.outbox import FILE, KEPT_DAYS, Outbox, open_outbox
from daemon.store.schema import migrations
from tests.alarm_kit import alarm

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def body(key: str, kind: str = "raised", priority: str = "medium") -> Mapping[str, object]:
    return {"alarm": key, "kind": kind, "priority": priority}


async def sent(outbox: Outbox) -> list[str]:
    """Take everything that waits; return the notices in their order."""
    found = []
    while (message := await outbox.next_for("office")) is not None:
        found.append(message.notice)
        await outbox.sent(message)
    return found


async def test_a_notice_that_says_something_else_is_queued_too(tmp_path: Path) -> None:
    async with open_outbox(tmp_path, NOW) as outbox:
        for key in ("bus_down:b", "bus_down:b", "fire:r", "fire:r"):
            await outbox.put({}, [("5-raised-0", "office", {"id": "5", **body(key)})], NOW)
        first = await outbox.next_for("office")
        assert first is not None
        await outbox.sent(first)
        second = await outbox.next_for("office")
        assert second is not None
        assert (first.body["alarm"], second.body["alarm"]) == ("bus_down:b", "fire:r")
        assert second.body["id"] == second.notice != first.notice
        await outbox.sent(second)
        assert await outbox.next_for("office") is None


async def test_what_is_urgent_goes_first_with_all_that_waits_of_its_alarm(tmp_path: Path) -> None:
    async with open_outbox(tmp_path, NOW) as outbox:
        for name, told in (
            ("1", body("bus_down:b")),
            ("2", body("ozone:r")),
            ("3", body("ozone:r", "cleared", "high")),
            ("4", body("bus_down:c")),
            ("5", body("ozone:r", "raised", "high")),
            ("6", body("ozone:r", "cleared", "high")),
        ):
            await outbox.put({}, [(name, "office", told)], NOW)
        assert await sent(outbox) == ["2", "3", "5", "1", "4", "6"]


async def test_totals_outlive_the_messages_that_they_count(tmp_path: Path) -> None:
    async with open_outbox(tmp_path, NOW) as outbox:
        await outbox.put({}, [(str(n), "office", body("x:y")) for n in range(3)], NOW)
        await sent(outbox)
        later = NOW + timedelta(days=KEPT_DAYS + 1)
        await outbox.put({}, [("9", "gone", body("x:y"))], later)
        assert await outbox.counts() == {("office", "sent"): 3, ("gone", "waiting"): 1}
        await outbox.drop_unknown(["office"])
        assert await outbox.counts() == {("office", "sent"): 3, ("gone", "refused"): 1}


async def test_rows_that_can_not_be_read_are_left_out_and_hold_up_no_other(tmp_path: Path) -> None:
    async with open_outbox(tmp_path, NOW) as outbox:
        told = Told(number=1, alarm=alarm(), channels=frozenset({"office"}))
        waiting = [(str(n), "office", body("x:y")) for n in range(3)]
        await outbox.put({told.alarm.key: told, "fire:r": told}, waiting, NOW)
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as db:
        db.execute("UPDATE told SET text = '{\"old\": 1}' WHERE key = 'fire:r'")
        db.execute("UPDATE message SET body = 'no json' WHERE notice = '0'")
        db.execute("UPDATE message SET body = '[]' WHERE notice = '1'")
    async with open_outbox(tmp_path, NOW) as outbox:
        assert await outbox.told() == {told.alarm.key: told}
        assert await sent(outbox) == ["2"]
        assert await outbox.counts() == {("office", "sent"): 1, ("office", "refused"): 2}


async def test_a_queue_of_the_first_schema_is_carried_over(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as db:
        db.executescript(migrations("notices")[1])
        db.execute("PRAGMA user_version = 1")
        rows = [("1", "sent"), ("2", "sent"), ("3", "waiting")]
        db.executemany(
            "INSERT INTO message (notice, channel, made_ms, body, state)"
            " VALUES (?, 'office', 0, '{}', ?)",
            rows,
        )
    async with open_outbox(tmp_path, NOW) as outbox:
        assert await outbox.counts() == {("office", "sent"): 2, ("office", "waiting"): 1}
        assert await sent(outbox) == ["3"]
