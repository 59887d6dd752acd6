"""Replies that come when they should not: none is ever taken for another."""

import asyncio

import pytest

from drivers.catalog import parse_profile
from drivers.errors import DriverError, LinkDownError, NoReplyError
from drivers.link import Inbox
from drivers.request import Read
from drivers.resolve import address_of
from drivers.vocabulary import Space
from tests.devices import SENSOR
from tests.waiting import until
from tests.wire.scripted import mbap, rtu, scripted
from tests.wire.test_bus import ONE, TWO, running, value_reply

PATIENT = parse_profile(SENSOR.replace("worst_latency_s = 0.2", "worst_latency_s = 1.0"))


async def test_a_device_that_becomes_slower_is_waited_for_again() -> None:
    async def answer(request: bytes, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.0 if len(peer.requests) <= 3 else 0.12)
        tid = int.from_bytes(request[:2], "big")
        writer.write(mbap(tid, request[6], request[7], 2, request[8], request[9]))

    async with scripted(answer, header=12) as peer, running(peer, "tcp") as bus:
        for _ in range(3):
            assert await bus.read(ONE) == (1,)
        with pytest.raises(NoReplyError):
            await bus.read(ONE)
        assert await bus.read(TWO) == (9,)
        assert await bus.read(ONE) == (1,)


async def test_a_reply_of_the_old_connection_is_not_taken_on_the_new_one() -> None:
    late: list[asyncio.StreamWriter] = []

    async def answer(request: bytes, writer: asyncio.StreamWriter) -> None:
        late.append(writer)
        if len(peer.requests) == 1:
            writer.transport.abort()  # the serial server drops us, its device still answers
        else:
            writer.write(value_reply(request))

    async def answer_late() -> None:
        await until(lambda: peer.connections == 2)
        peer.writers[-1].write(rtu(1, 4, 2, 0, 1))

    async with scripted(answer) as peer, running(peer, "rtu-over-tcp", {1: PATIENT}) as bus:
        answering = asyncio.create_task(answer_late())
        with pytest.raises(LinkDownError):
            await bus.read(ONE)
        await until(lambda: bus.up and bus.counters.opens == 2)
        assert await bus.read(TWO) == (9,)
        await answering


async def test_a_read_for_an_earlier_opening_is_not_asked_on_a_new_link() -> None:
    async def answer(request: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(value_reply(request))

    async with scripted(answer) as peer, running(peer, "rtu-over-tcp") as bus:
        assert await bus.read(ONE, opening=None) == (1,)
        assert await bus.read(ONE, opening=1) == (1,)
        asked = len(peer.requests)
        with pytest.raises(LinkDownError):
            await bus.read(ONE, opening=0)
        assert len(peer.requests) == asked


async def test_a_stall_past_the_worst_case_does_not_shift_all_later_replies() -> None:
    held: asyncio.Queue[tuple[bytes, asyncio.StreamWriter]] = asyncio.Queue()

    async def device() -> None:
        first = True
        while True:
            request, writer = await held.get()
            await asyncio.sleep(0.45 if first else 0.02)  # a queue of requests, served in order
            first = False
            writer.write(value_reply(request))

    async def answer(request: bytes, writer: asyncio.StreamWriter) -> None:
        held.put_nowait((request, writer))

    async with scripted(answer) as peer, running(peer, "rtu-over-tcp") as bus:
        serving = asyncio.create_task(device())
        with pytest.raises(NoReplyError):
            await bus.read(ONE)
        for address in range(20, 30):
            asked = Read(unit_id=1, space=Space.INPUT, address=address, count=1)
            try:
                assert await bus.read(asked) == (address,)
            except DriverError:
                continue
        serving.cancel()


async def test_several_stale_replies_at_once_are_skipped() -> None:
    async def answer(request: bytes, writer: asyncio.StreamWriter) -> None:
        tid = int.from_bytes(request[:2], "big")
        stale = [mbap(tid - 1 or 0xFFFE, 1, 4, 200, *bytes(200)) for _ in range(3)]
        writer.write(b"".join([*stale, mbap(tid, 1, 4, 2, request[8], request[9])]))

    async with scripted(answer, header=12) as peer, running(peer, "tcp") as bus:
        assert await bus.read(ONE) == (1,)
        assert await bus.read(TWO) == (9,)
        assert bus.counters.opens == 1


def test_bytes_that_nobody_takes_are_bounded() -> None:
    inbox = Inbox()
    for _ in range(10_000):
        inbox.put(b"x" * 512, 1.0)
    assert len(inbox.received) <= 4096
    assert "babbles" in inbox.lost


async def test_names_are_resolved_and_bad_ones_are_errors() -> None:
    assert await address_of("127.0.0.1") == "127.0.0.1"
    assert await address_of("localhost") in ("127.0.0.1", "::1")
    with pytest.raises((OSError, UnicodeError)):
        await address_of("a" * 70 + ".invalid")
