"""The core over real sockets: people are answered, doors are noticed, a broken bus stays alone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from daemon.model import Act, Origin, Stage, Verb
from daemon.parts import serving
from daemon.ports import LedgerUnavailableError
from daemon.store.ledger import FILE
from daemon.store.ledger_read import rows
from drivers.bus import Bus
from drivers.jobs import Rank
from tests.devices import relay
from tests.lamp_log import TRUTH, LampLog
from tests.rig import Rig, simulated
from tests.uv_site import PROFILES, Site, controlled, load, scenario, settings_of
from tests.wire.scripted import scripted
from tests.wire.test_bus import running, value_reply


@asynccontextmanager
async def one_room(storage: Path | None = None) -> AsyncIterator[tuple[Site, Rig]]:
    with simulated(scenario(1, serial=False), truth=TRUTH, profiles=PROFILES) as rig:
        loaded = load(rig, 1, serial=False)
        if storage is not None:
            section = loaded.config.storage.model_copy(update={"directory": storage})
            config = loaded.config.model_copy(update={"storage": section})
            loaded = replace(loaded, config=config)
        async with asyncio.timeout(60), controlled(loaded, settings_of(loaded)) as (site, _):
            yield site, rig


def act(verb: Verb, subject: str, number: int = 0) -> Act:
    return Act(id=f"t-{number}", verb=verb, subject=subject, who="test", origin=Origin.LOCAL)


async def test_an_answer_comes_when_the_ledger_holds_the_act() -> None:
    async with one_room() as (site, rig):
        assert (await site.core.desk.act(act(Verb.STOP, "r1"))).accepted  # a stop does not wait
        assert (await site.core.desk.act(act(Verb.RELEASE, "r1", 1))).accepted
        held = list(rows(rig.folder / "site" / FILE, kind="act"))
        assert [(row.subject, row.body["verb"]) for row in held] == [
            ("r1", "stop"),
            ("r1", "release"),
        ]


async def test_the_same_act_asked_twice_at_once_is_done_once_and_answered_twice() -> None:
    async with one_room() as (site, rig):
        desk = site.core.desk
        async with asyncio.TaskGroup() as group:
            asked = [group.create_task(desk.act(act(Verb.STOP, "r1"))) for _ in range(2)]
        assert all(task.result().accepted for task in asked)
        await desk.act(act(Verb.RELEASE, "r1", 1))
        assert len(list(rows(rig.folder / "site" / FILE, kind="act"))) == 2
        again = await desk.act(act(Verb.STOP, "r1"))
        assert not again.accepted


async def test_a_stop_is_answered_though_nothing_can_be_recorded(tmp_path: Path) -> None:
    nowhere = tmp_path / "file"
    nowhere.write_text("", encoding="utf-8")
    async with one_room(nowhere / "below") as (site, _):
        stop = await site.core.desk.act(act(Verb.STOP, "r1"))
        assert stop.accepted
        with pytest.raises(LedgerUnavailableError):
            await site.core.desk.act(act(Verb.RELEASE, "r1", 1))


async def test_an_act_and_a_door_are_looked_at_before_the_next_scan_time() -> None:
    async with one_room() as (site, rig):
        await site.light("r1", rig.remote)
        assert site.core.live.snapshot is not None
        assert site.core.live.snapshot.result.brisk
        edge_ns = await asyncio.to_thread(rig.remote.door, "r1", is_open=True)
        await site.until("r1", lambda _, cycle: cycle.stage is Stage.LOCKED_OUT)
        out = LampLog.of(rig).after("r1", edge_ns)
        assert out is not None
        assert out.cause == "command"
        timing = site.core.scanner.timing
        snapshot = site.core.live.snapshot
        assert snapshot is not None
        assert snapshot.result.seq > timing.scans  # the timing counts scans on the schedule only


async def test_a_device_that_went_silent_must_be_identified_before_it_is_switched_on() -> None:
    async with one_room() as (site, rig):
        await site.light("r1", rig.remote)
        poller = next(p for p in site.core._pollers if p.name == "relay-r1")
        assert poller.opening() == 1
        await asyncio.to_thread(rig.remote.fault, "relay-r1", "silence")
        await site.until("r1", lambda s, _: not s.devices["relay-r1"].online)
        await site.until("r1", lambda *_: poller.opening() < 0)


async def test_a_bug_in_one_bus_ends_the_block_while_the_other_bus_still_serves() -> None:
    async def answer(request: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(value_reply(request) if request[1] != 5 else request)

    class Broken(Bus):
        async def run(self) -> None:
            raise ZeroDivisionError

    told = []

    async def served(sound: Bus) -> None:
        async with serving(Broken(sound.endpoint, {1: relay()})):
            try:
                await asyncio.Event().wait()
            finally:
                await sound.write(1, "relay_1", 0, Rank.SAFETY_WRITE)
                told.append("off")

    async with scripted(answer) as peer, running(peer, "rtu-over-tcp", {1: relay()}) as sound:
        with pytest.raises(BaseExceptionGroup) as failed:
            await served(sound)
        assert failed.group_contains(ZeroDivisionError)
    assert told == ["off"]


async def test_a_changed_value_brings_the_next_scan_forward() -> None:
    async with one_room() as (site, rig):
        live = site.core.live
        first = await live.newer_than(0)
        temperature = "th-r1.temperature"
        await asyncio.to_thread(rig.remote.pin, "th-r1", "temperature", 231)
        while (shown := await live.newer_than(first.result.seq)).result.image.readings[
            temperature
        ].value != pytest.approx(23.1):
            first = shown
        assert shown.result.seq > site.core.scanner.timing.scans  # one was not on the schedule
