"""What a poller believes, over real sockets: identity first, disturbances forgiven."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from daemon.clock import SystemClock
from daemon.image import ImageWriter, Source
from daemon.model import Quality, Reading, Why
from daemon.poller import Pace, Poller
from drivers.catalog import parse_profile
from drivers.device import Device
from drivers.profile import Profile
from tests.devices import registers
from tests.fakes import point_info
from tests.waiting import until
from tests.wire.scripted import Peer, mbap, scripted
from tests.wire.test_bus import running

IDENTITY = 7
SENSOR = """
id = "test-identified"
title = { zh = "测试", en = "Test" }
source = "made for the test suite"
worst_latency_s = 0.2
[[identity]]
space = "holding"
address = 0
equals = 7
[[point]]
tag = "brisk"
quantity = "runtime"
title = { zh = "快", en = "Brisk" }
space = "holding"
address = 1
encoding = "uint16"
low = 0
high = 1000
[[point]]
tag = "slow"
quantity = "runtime"
title = { zh = "慢", en = "Slow" }
space = "input"
address = 1
encoding = "uint16"
low = 0
high = 1000
poll = "slow"
"""
Words = Callable[[int, int, int], int | None]  # function, address, connection -> word


def device(words: Words) -> Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]:
    """Return a peer that answers each address with a word, or not at all for None."""

    async def answer(request: bytes, writer: asyncio.StreamWriter) -> None:
        tid, address = int.from_bytes(request[:2], "big"), int.from_bytes(request[8:10], "big")
        connection = next(n for n, w in enumerate(PEERS[-1].writers, 1) if w is writer)
        found = [
            words(request[7], address + i, connection)
            for i in range(int.from_bytes(request[10:12], "big"))
        ]
        if None not in found:
            data = b"".join((word or 0).to_bytes(2, "big") for word in found)
            writer.write(mbap(tid, request[6], request[7], len(data), *data))

    return answer


PEERS: list[Peer] = []


@asynccontextmanager
async def polled(
    words: Words, profile: Profile, poll_s: float = 0.25
) -> AsyncIterator[tuple[Callable[[str], Reading], Peer]]:
    """Poll one device; yield how to look at a reading, and the peer."""
    async with scripted(device(words), header=12) as peer:
        PEERS.append(peer)
        async with running(peer, "tcp", {1: profile}) as bus:
            sources = [
                Source(info=point_info(f"d.{tag}"), point=point, poll_s=30.0, offset=0.0)
                for tag, point in profile.points.items()
            ]
            image = ImageWriter(sources, SystemClock())
            pace = Pace(poll_s=poll_s, interlock=False)
            poller = Poller("d", Device(bus, 1, profile), pace, image, SystemClock())
            task = asyncio.create_task(poller.run())
            try:
                yield lambda tag: image.freeze().readings[f"d.{tag}"], peer
            finally:
                task.cancel()
                await asyncio.wait([task])


async def test_another_device_is_never_believed_not_even_at_the_start() -> None:
    def impostor(_function: int, address: int, _connection: int) -> int:
        return 99 if address == 0 else 5

    async with polled(impostor, parse_profile(SENSOR)) as (look, peer):
        await until(lambda: look("brisk").why is Why.CONFIGURATION_ERROR)
        assert look("brisk").value is None
        assert {int.from_bytes(request[8:10], "big") for request in peer.requests} == {0}


async def test_a_device_changed_behind_a_new_connection_is_not_believed() -> None:
    def changed(_function: int, address: int, connection: int) -> int:
        return (IDENTITY if connection == 1 else 99) if address == 0 else 5

    async with polled(changed, parse_profile(SENSOR)) as (look, peer):
        await until(lambda: look("brisk").quality is Quality.GOOD)
        read_before = len(peer.requests)
        peer.writers[0].transport.abort()
        await until(lambda: look("brisk").why is Why.CONFIGURATION_ERROR)
        after = [int.from_bytes(request[8:10], "big") for request in peer.requests[read_before:]]
        assert 1 not in after[1:]  # at most the one that was on its way when the link broke


async def test_one_lost_reply_is_forgiven_at_once() -> None:
    lost = asyncio.Event()

    def forgetful(_function: int, address: int, _connection: int) -> int | None:
        if address == 1 and len(PEERS[-1].requests) > 6 and not lost.is_set():
            lost.set()
            return None
        return IDENTITY if address == 0 else 5

    async with polled(forgetful, parse_profile(SENSOR)) as (look, peer):
        await until(lost.is_set)
        asked = len(peer.requests)
        await until(lambda: len(peer.requests) >= asked + 2)  # asked again, and then as usual
        assert look("brisk").quality is not Quality.BAD
        assert look("slow").quality is Quality.GOOD
        await until(lambda: look("brisk").quality is Quality.GOOD, 1.0)


async def test_a_mute_block_does_not_take_the_others_with_it() -> None:
    def partly_mute(function: int, address: int, _connection: int) -> int | None:
        if function == 3 and address >= 100:
            return None
        return 5

    profile = registers({"holding": [0, 200]}, limits="worst_latency_s = 0.1")
    async with polled(partly_mute, profile) as (look, peer):
        await until(lambda: look("holding_200").quality is Quality.BAD and len(peer.requests) > 8)
        await until(lambda: len(peer.requests) > 20)
        assert look("holding_0").quality is Quality.GOOD
        asked = [int.from_bytes(request[8:10], "big") for request in peer.requests]
        assert asked.count(200) < asked.count(0) / 2


async def test_slow_points_come_back_with_the_link() -> None:
    def sound(_function: int, address: int, _connection: int) -> int:
        return IDENTITY if address == 0 else 5

    async with polled(sound, parse_profile(SENSOR)) as (look, peer):
        await until(lambda: look("slow").quality is Quality.GOOD)
        peer.writers[0].transport.abort()
        await until(lambda: look("slow").why is Why.LINK_DOWN)
        await until(lambda: look("slow").quality is Quality.GOOD, 5.0)
