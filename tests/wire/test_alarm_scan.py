"""Alarms of a running core: from a device or a service to a person's acknowledgement."""

import asyncio
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from itertools import count
from pathlib import Path

from daemon.control.settings import Settings
from daemon.model import Act, Alarm, Snapshot, Verb
from daemon.model import AlarmState as S
from tests.rig import simulated
from tests.uv_site import PROFILES, Site, controlled, load, scenario, settings_of

NUMBERS = count(1)
SERVICE = "service_down:history"


def hasty(settings: Settings, *codes: str) -> Settings:
    """Return the settings with alarms that wait for nothing."""
    kinds = {
        code: replace(kind, on_delay_s=0.0, off_delay_s=0.0) if code in codes else kind
        for code, kind in settings.alarms.kinds.items()
    }
    return replace(settings, alarms=replace(settings.alarms, kinds=kinds))


async def alarm(site: Site, key: str, state: S) -> Alarm:
    """Return an alarm once it is in a state."""

    def of(snapshot: Snapshot) -> dict[str, Alarm]:
        return {alarm.key: alarm for alarm in snapshot.result.alarms if alarm.state is state}

    return of(await site.until("r1", lambda snapshot, _: key in of(snapshot)))[key]


async def gone(site: Site, key: str) -> None:
    """Return once an alarm is not listed."""
    await site.until("r1", lambda s, _: key not in {a.key for a in s.result.alarms})


def act(verb: Verb, key: str) -> Act:
    return Act(id=f"alarm-{next(NUMBERS)}", verb=verb, subject=key, who="李工", why="检修")


def steps(path: Path, key: str) -> list[str]:
    """Return the steps of an alarm that the ledger holds."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        rows = db.execute(
            "SELECT body FROM ledger WHERE kind = 'alarm' AND subject = ? ORDER BY seq", (key,)
        )
        return [json.loads(body)["step"] for (body,) in rows]


async def test_a_service_that_fails_is_an_alarm_until_it_is_well_and_seen() -> None:
    told = {"history": "磁盘已满"}
    services: Callable[[], dict[str, str]] = lambda: dict(told)  # noqa: E731 - one dict, changed
    with simulated(scenario(1, serial=False), profiles=PROFILES) as rig:
        loaded = load(rig, 1, serial=False)
        settings = hasty(settings_of(loaded), "service_down")
        running = controlled(loaded, settings, services=services)
        async with asyncio.timeout(60), running as (site, _):
            assert "磁盘已满" in str((await alarm(site, SERVICE, S.UNACKNOWLEDGED)).reason)
            answer = await site.core.desk.act(act(Verb.ALARM_ACKNOWLEDGE, SERVICE))
            assert answer.accepted
            assert (await alarm(site, SERVICE, S.ACKNOWLEDGED)).who == "李工"
            told["history"] = ""
            await gone(site, SERVICE)
            await site.core.desk.act(act(Verb.STOP, "r1"))  # answered once the ledger has it all
        ledger = Path(loaded.config.storage.directory) / "ledger.db"
        assert steps(ledger, SERVICE) == ["raise", "acknowledge", "return"]


async def test_a_device_that_falls_silent_is_an_alarm() -> None:
    with simulated(scenario(1, serial=False), profiles=PROFILES) as rig:
        loaded = load(rig, 1, serial=False)
        settings = hasty(settings_of(loaded), "device_silent")
        async with asyncio.timeout(60), controlled(loaded, settings) as (site, _):
            await site.until("r1", lambda s, _: all(d.online for d in s.devices.values()))
            device = next(iter(settings.site.devices)).id
            await asyncio.to_thread(rig.remote.fault, device, "silence")
            await alarm(site, f"device_silent:{device}", S.UNACKNOWLEDGED)
            await asyncio.to_thread(rig.remote.clear, device)
            await alarm(site, f"device_silent:{device}", S.RETURNED)
