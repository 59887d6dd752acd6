"""What a command leaves comes into the ledger once, whatever happens on the way."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from daemon.calibration.certificate import KIND, body_of
from daemon.calibration.standing import Calibrations
from daemon.inbox import Inbox
from daemon.live import LatestSnapshot
from daemon.model import Snapshot
from daemon.store.ledger import Ledger
from daemon.store.ledger_inbox import MOST_BYTES, is_known, leave, waiting
from daemon.store.ledger_read import rows
from tests.waiting import until

from .history_kit import HeldClock
from .ledger_kit import remembering, result, running
from .test_calibration_register import TAG, ZONE, certificate

AT = datetime(2026, 3, 1, 3, 0, tzinfo=UTC)
BODY = body_of(certificate())


def snapshot(clock: HeldClock) -> Snapshot:
    return Snapshot(result=result(clock), devices={}, buses={}, services={})


@asynccontextmanager
async def taking(folder: Path, clock: HeldClock) -> AsyncIterator[tuple[Ledger, list[str]]]:
    """Run a ledger and its inbox; yield what the inbox has told."""
    ledger, live, told = Ledger(folder, clock, "v1"), LatestSnapshot(), list[str]()
    live.swap(snapshot(clock))
    ledger.offer(result(clock), remembering(1))
    inbox = Inbox(ledger, live, clock, told.append)
    task = asyncio.create_task(inbox.run())
    try:
        async with running(ledger):
            yield ledger, told
    finally:
        task.cancel()
        await asyncio.wait([task])


async def test_an_entry_becomes_a_row_and_its_file_goes(tmp_path: Path) -> None:
    place = leave(tmp_path, KIND, TAG, BODY, AT)
    async with taking(tmp_path, HeldClock()) as (ledger, told):
        await until(lambda: told == [KIND])
        (row,) = rows(ledger.path, kind=KIND)
    assert not place.exists()
    assert (row.subject, row.body["number"], row.body["entered"]) == (TAG, "C-1", AT.isoformat())


async def test_nothing_is_taken_before_the_first_scan(tmp_path: Path) -> None:
    leave(tmp_path, KIND, TAG, BODY, AT)
    clock, live = HeldClock(), LatestSnapshot()
    ledger = Ledger(tmp_path, clock, "v1")
    task = asyncio.create_task(Inbox(ledger, live, clock, lambda _: None).run())
    await asyncio.sleep(0)
    assert ledger.counters.waiting == 0
    live.swap(snapshot(clock))
    await until(lambda: ledger.counters.waiting == 1)
    task.cancel()
    await asyncio.wait([task])


async def test_an_entry_that_was_taken_before_a_power_cut_is_not_taken_twice(
    tmp_path: Path,
) -> None:
    place = leave(tmp_path, KIND, TAG, BODY, AT)
    text = place.read_bytes()
    async with taking(tmp_path, HeldClock()) as (_, told):
        await until(lambda: told == [KIND])
    place.write_bytes(text)  # the row was on the disk, the file was not yet removed
    (entry,), _ = waiting(tmp_path)
    async with taking(tmp_path, HeldClock(t=2000.0)) as (ledger, told):
        await until(lambda: told == [KIND])
        assert is_known(ledger.path, entry)
        assert len(list(rows(ledger.path, kind=KIND))) == 1
    assert not place.exists()


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b'{"kind": "calibration"}',
        b'{"kind": 1, "subject": "a", "at": "2026-03-01T00:00:00+00:00", "body": {"id": "a"}}',
        b'{"kind": "a", "subject": "a", "at": "2026-03-01T00:00:00", "body": {"id": "a"}}',
        b'{"kind": "a", "subject": "a", "at": "never", "body": {"id": "a"}}',
        b"[" * 20_000,
        b" " * (MOST_BYTES + 1),
    ],
)
async def test_a_file_that_is_no_entry_is_set_aside(tmp_path: Path, text: bytes) -> None:
    wrong = tmp_path / "entry-x.waiting"
    wrong.write_bytes(text)
    leave(tmp_path, KIND, TAG, BODY, AT)
    async with taking(tmp_path, HeldClock()) as (_, told):
        await until(lambda: told == [KIND])
    assert not wrong.exists()
    assert wrong.with_suffix(".refused").read_bytes() == text


async def test_only_some_kinds_come_from_commands(tmp_path: Path) -> None:
    place = leave(tmp_path, "output", "dehumidifier-1", {}, AT)
    async with taking(tmp_path, HeldClock()) as (ledger, _):
        await until(lambda: not place.exists() and ledger.counters.commits)
        assert list(rows(ledger.path, kind="output")) == []


async def test_the_scan_hears_of_a_new_certificate(tmp_path: Path) -> None:
    clock = HeldClock()
    calibrations = Calibrations(tmp_path / "ledger.db", clock, ZONE)
    task = asyncio.create_task(calibrations.run())
    await asyncio.sleep(0.05)
    assert calibrations.left_s() == {}
    leave(tmp_path, KIND, TAG, BODY, AT)
    async with taking(tmp_path, clock) as (_, told):
        await until(lambda: told == [KIND])
        calibrations.taken(KIND)
        await until(lambda: TAG in calibrations.left_s())
    left = calibrations.left_s()[TAG]
    assert left == (datetime(2026, 6, 2, tzinfo=ZONE) - clock.utc()).total_seconds()
    task.cancel()
    await asyncio.wait([task])


def test_an_entry_is_plain_json_with_an_id_of_its_own(tmp_path: Path) -> None:
    first, second = (leave(tmp_path, KIND, TAG, BODY, AT) for _ in range(2))
    told = [json.loads(path.read_bytes()) for path in (first, second)]
    assert told[0]["body"]["id"] != told[1]["body"]["id"]
    assert oct(first.stat().st_mode & 0o777) == "0o644"
