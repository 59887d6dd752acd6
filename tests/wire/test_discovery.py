"""Discovery tells devices apart by reading, and never writes."""

import asyncio

from drivers.discovery import Search, discover
from drivers.jobs import Rank
from tests.devices import relay, sensor
from tests.wire.scripted import rtu, scripted
from tests.wire.test_bus import running


async def test_a_device_is_found_by_its_identity_and_silence_is_silence() -> None:
    async def answer(request: bytes, writer: asyncio.StreamWriter) -> None:
        unit_id, function = request[0], request[1]
        if unit_id == 5 and function == 4:
            writer.write(rtu(5, 4, 2, 0, 200))
        elif unit_id == 5:
            writer.write(rtu(5, function | 0x80, 1))

    profiles = {"test-sensor": sensor(), "test-relay": relay()}
    async with scripted(answer) as peer, running(peer, "rtu-over-tcp", {5: sensor()}) as bus:
        found = await discover(bus, 5, profiles)
        assert found is not None
        assert found.profiles == ("test-sensor",)
        assert {request[1] for request in peer.requests} <= {1, 2, 3, 4}


async def test_nobody_home_is_none() -> None:
    async def answer(request: bytes, writer: asyncio.StreamWriter) -> None:
        pass

    async with scripted(answer) as peer, running(peer, "tcp", {5: sensor()}) as bus:
        assert await discover(bus, 5, {}) is None


async def test_a_stranger_that_answers_once_and_falls_silent_costs_no_connection() -> None:
    async def answer(request: bytes, writer: asyncio.StreamWriter) -> None:
        unit_id, function, address = request[6], request[7], int.from_bytes(request[8:10], "big")
        if (unit_id, function, address) == (9, 4, 1):
            writer.write(request[:4] + bytes([0, 5, 9, 4, 2, 0, 200]))

    strangers = {f"stranger-{n}": relay() for n in range(6)}  # each asks in vain
    search = Search(rank=Rank.LOOK)
    async with scripted(answer, header=12) as peer, running(peer, "tcp", {5: sensor()}) as bus:
        found = await discover(bus, 9, strangers, search)
        assert (found is not None, found and found.profiles) == (True, ())
        assert bus.counters.no_replies == 6
        assert bus.counters.opens == 1
