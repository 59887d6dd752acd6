"""`roomd alarms` on a ledger that the engine's own rows were written to."""

import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from daemon.alarm_log import LedgerAlarms
from daemon.clock import SystemClock
from daemon.control.alarms.events import alarm_event
from daemon.control.alarms.machine import Step
from daemon.model import Alarm, AlarmState, Event, ProcessImage, ScanResult
from daemon.store.ledger import Ledger
from tests.browser.alarm_example import damp, fire
from tests.control_kit import T
from tests.site_folder import edited, write_site
from tests.unit.ledger_kit import remembering, running

from .test_cli import EN, ZH, roomd

UNSEEN, NORMAL = AlarmState.UNACKNOWLEDGED, AlarmState.NORMAL


def turned(alarm: Alarm, step: Step, before: AlarmState, **words: str) -> Event:
    was = damp(T, state=before)
    return alarm_event(step, was, alarm, T, **words)


async def site_with(folder: Path, events: Sequence[Event]) -> Path:
    """Return the configuration of a site whose ledger has one of the rows for each minute."""
    clock = SystemClock()
    ledger = Ledger(folder, clock, "v1")
    async with running(ledger):
        for number, event in enumerate(events):
            at = clock.utc() - timedelta(minutes=len(events) - number)
            image = ProcessImage(t=T + 60 * number, at=at, clock_trusted=True, readings={})
            result = ScanResult(seq=1, image=image, climates={}, events=(event,))
            await ledger.until(ledger.offer(result, remembering(number, T + 60 * number)))
    return write_site(folder, edited(('"/var/lib/roomd"', f'"{folder}"')))


async def told(folder: Path) -> Path:
    return await site_with(
        folder,
        (
            turned(damp(T), Step.RAISE, NORMAL),
            turned(fire(T), Step.RAISE, NORMAL),
            turned(
                damp(T, state=AlarmState.SHELVED, until=T + 60),
                Step.SHELVE,
                UNSEEN,
                who="本机面板",
                why="正在维修",
            ),
        ),
    )


async def test_the_gravest_stands_first_and_what_was_set_aside_is_there(tmp_path: Path) -> None:
    done = roomd("alarms", "list", "--config", await told(tmp_path), env=ZH)
    assert (done.returncode, done.stderr) == (0, "")
    note, first, second = done.stdout.splitlines()
    assert "roomd 没有在运行" in note
    assert first.split()[:4] == ["高", "·", "立即到场", "未确认"]
    assert "fire:stack-1" in first
    assert re.search(r" \d\d-\d\d \d\d:\d\d 时：", first)
    assert "已搁置" in second
    assert second.endswith("本机面板 · 正在维修")


async def test_what_is_over_is_not_listed(tmp_path: Path) -> None:
    over = turned(damp(T, state=NORMAL), Step.RETURN, AlarmState.ACKNOWLEDGED)
    site = await site_with(tmp_path, (turned(damp(T), Step.RAISE, NORMAL), over))
    done = roomd("alarms", "list", "--config", site, env=EN)
    assert done.stdout.splitlines()[-1] == "no alarm stands, and none was set aside"


async def test_the_quality_is_that_of_the_panel(tmp_path: Path) -> None:
    site = await told(tmp_path)
    done = roomd("alarms", "quality", "--config", site, env=EN)
    assert (done.returncode, done.stderr) == (0, "")
    first, *rest = done.stdout.splitlines()
    assert first == "2 annunciated in 7 d, 0.3 a day; 2 in the busiest 10 minutes"
    assert "the ten most frequent" in rest
    found = await LedgerAlarms(tmp_path / "ledger.db", SystemClock()).quality(7)
    assert (found.annunciated, found.unseen) == (2, 1)


def test_a_ledger_that_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    site = write_site(tmp_path, edited(('"/var/lib/roomd"', f'"{tmp_path}"')))
    for asked in ("list", "quality"):
        done = roomd("alarms", asked, "--config", site, env=EN)
        assert done.returncode == 1
        assert len(done.stderr.splitlines()) == 1
        assert "ledger.db" in done.stderr
