"""A cycle that begins while the wires are looked at: nothing more is asked until they are free."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import pytest

from daemon.commissioning import looking as looks
from daemon.commissioning.looking import SAME_S, Looking
from daemon.commissioning.probing import Probing
from daemon.commissioning.wires import Wires
from daemon.configuration.model import Config
from daemon.fieldbus_ports import (
    FoundUnit,
    ProbeEnd,
    ProbeRun,
    Registers,
    RegistersAsked,
    Unread,
    UnreadError,
)
from daemon.live import LatestSnapshot
from daemon.model import Event, Kind, Snapshot, Stage
from tests.browser.control_example import altered, calm, cycle, shown
from tests.control_kit import output
from tests.devices import registers, sensor
from tests.fakes import StillClock
from tests.waiting import until
from tests.wire.scripted import Peer, mbap, scripted
from tests.wire.test_bus import running

T = 1000.0
WHO = "王芳"
UNIT, NEW = 5, 9
PROFILES = {"words": registers({"holding": [0, 1, 2, 3]}, limits="max_registers = 1")}
CONFIG = Config.model_validate(
    {
        "site": {"id": "s", "name": "s", "timezone": "Asia/Shanghai"},
        "bus": [{"id": "b", "transport": "tcp", "host": "127.0.0.1"}],
        "room": [{"id": "r", "name": "r", "media": ["paper"]}],
        "device": [{"id": "d", "profile": "words", "bus": "b", "unit_id": UNIT, "room": "r"}],
    }
)
ALL = RegistersAsked(bus="b", unit_id=UNIT, space=Registers.HOLDING, address=0, count=4)


def quiet(seq: int) -> Snapshot:
    return shown(seq, T, calm(T))


def lit(seq: int) -> Snapshot:
    says = replace(cycle(Stage.IDLE, T), stage=Stage.RUN)
    return shown(seq, T, altered(calm(T), cycles={"uv-night": says}))


@dataclass
class Site:
    """A wire with one peer; the site turns from calm to a cycle at the request `turns_at`."""

    turns_at: int = 0
    takes_s: float = 0.0
    live: LatestSnapshot = field(default_factory=LatestSnapshot)
    clock: StillClock = field(default_factory=StillClock)
    told: list[Event] = field(default_factory=list)
    peer: Peer = field(default_factory=Peer)

    async def answer(self, request: bytes, writer: asyncio.StreamWriter) -> None:
        if len(self.peer.requests) == self.turns_at:
            self.live.swap(lit(2))
        await asyncio.sleep(self.takes_s)
        tid = int.from_bytes(request[:2], "big")
        writer.write(mbap(tid, request[6], request[7], 2, 0, 7))


@asynccontextmanager
async def wired(site: Site) -> AsyncIterator[Wires]:
    async with scripted(site.answer, header=12) as peer, running(peer, "tcp", {1: sensor()}) as bus:
        site.peer = peer
        await until(lambda: bus.up)
        site.live.swap(quiet(1))
        yield Wires(
            config=CONFIG,
            profiles=PROFILES,
            buses={"b": bus},
            outputs={"uv-1": output("uv-1", Kind.UV_LAMP)},
            live=site.live,
            clock=site.clock,
            record=site.told.append,
        )


async def test_registers_are_read_no_further_once_a_cycle_begins() -> None:
    site = Site(turns_at=2)
    async with wired(site) as wires:
        with pytest.raises(UnreadError) as unread:
            await Looking(wires).registers(ALL, WHO)
        assert unread.value.why is Unread.HAZARD
        assert len(site.peer.requests) == 2


async def test_a_look_of_many_pieces_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looks, "LONGEST_S", 0.2)
    site = Site(takes_s=0.02)
    async with wired(site) as wires:
        with pytest.raises(UnreadError) as unread:
            await Looking(wires).registers(replace(ALL, count=64), WHO)
        assert unread.value.why is Unread.BUS_FULL
        assert len(site.peer.requests) < 64


async def test_a_search_asks_no_further_until_the_cycle_is_over() -> None:
    site = Site(turns_at=1)
    async with wired(site) as wires:
        probing = Probing(wires)
        searching = asyncio.create_task(probing.run())
        assert probing.begin("b", NEW, NEW, WHO)

        def run() -> ProbeRun:
            newest = probing.newest()
            assert newest is not None
            return newest

        await until(lambda: run().waits)
        assert len(site.peer.requests) == 1
        site.live.swap(quiet(3))
        await until(lambda: run().end is ProbeEnd.DONE)
        assert run().found == (FoundUnit(unit_id=NEW, profiles=("words",)),)
        searching.cancel()
        await asyncio.wait([searching])


async def test_a_look_is_written_down_once_in_a_while() -> None:
    site = Site()
    async with wired(site) as wires:
        looking = Looking(wires)
        for who in (WHO, WHO, "李工"):
            assert (await looking.registers(ALL, who)).words == (7, 7, 7, 7)
        assert [(row.subject, row.body["by"]) for row in site.told] == [("b", WHO), ("b", "李工")]
        await looking.registers(replace(ALL, address=1), WHO)
        site.clock.t += SAME_S
        await looking.registers(ALL, WHO)
        assert [row.body["address"] for row in site.told] == [0, 0, 1, 0]
