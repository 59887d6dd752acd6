"""The bus engine over real sockets against a peer that lies, delays and breaks off."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from drivers.bus import Bus
from drivers.errors import (
    BadReplyError,
    BusTakenError,
    DriverError,
    LinkDownError,
    NoReplyError,
    RefusedError,
    Trouble,
    WriteForbiddenError,
)
from drivers.jobs import Rank
from drivers.line import Line, Transport
from drivers.link import Endpoint, open_link
from drivers.profile import Profile
from drivers.request import Read
from drivers.vocabulary import Space
from tests.devices import relay, sensor
from tests.waiting import until
from tests.wire.scripted import Peer, mbap, rtu, scripted

ONE = Read(unit_id=1, space=Space.INPUT, address=1, count=1)
TWO = Read(unit_id=1, space=Space.INPUT, address=9, count=1)
LATE_S = 0.25  # past the 0.2 s that the test sensor's profile allows


@asynccontextmanager
async def running(
    peer: Peer,
    transport: Transport,
    units: dict[int, Profile] | None = None,
    *,
    echo: bool = False,
) -> AsyncIterator[Bus]:
    endpoint = Endpoint(line=Line(transport=transport), host="127.0.0.1", tcp_port=peer.port)
    async with Bus(endpoint, units or {1: sensor()}, echo=echo) as bus:
        task = asyncio.create_task(bus.run())
        try:
            yield bus
        finally:
            task.cancel()
            await asyncio.wait([task])


def value_reply(request: bytes) -> bytes:
    """Answer an RTU read with the address it asked for, so that mix-ups show."""
    return rtu(request[0], request[1], 2, request[2], request[3])


async def test_a_late_reply_is_never_taken_for_the_next_request() -> None:
    async def answer(request: bytes, writer: asyncio.StreamWriter) -> None:
        if len(peer.requests) == 1:
            await asyncio.sleep(LATE_S)
        writer.write(value_reply(request))

    async with scripted(answer) as peer, running(peer, "rtu-over-tcp") as bus:
        with pytest.raises(NoReplyError):
            await bus.read(ONE)
        assert await bus.read(TWO) == (9,)
        assert bus.counters.dropped_samples == 1


async def test_a_gateway_without_transaction_ids_is_treated_like_a_serial_line() -> None:
    async def answer(request: bytes, writer: asyncio.StreamWriter) -> None:
        if len(peer.requests) == 2:
            await asyncio.sleep(LATE_S)
        writer.write(mbap(0, request[6], request[7], 2, request[8], request[9]))

    async with scripted(answer, header=12) as peer, running(peer, "tcp") as bus:
        assert await bus.read(ONE) == (1,)
        with pytest.raises(NoReplyError):
            await bus.read(ONE)
        assert await bus.read(TWO) == (9,)


async def test_a_stale_transaction_id_is_skipped_and_the_right_reply_taken() -> None:
    async def answer(request: bytes, writer: asyncio.StreamWriter) -> None:
        tid = int.from_bytes(request[:2], "big")
        writer.write(mbap((tid - 1) & 0xFFFF or 1, request[6], request[7], 2, 0xAA, 0xAA))
        writer.write(mbap(tid, request[6], request[7], 2, request[8], request[9]))

    async with scripted(answer, header=12) as peer, running(peer, "tcp") as bus:
        assert await bus.read(ONE) == (1,)
        assert await bus.read(TWO) == (9,)
        assert bus.wire_counters.stale_frames == 2


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        pytest.param(rtu(9, 4, 2, 0, 1), BadReplyError, id="wrong unit"),
        pytest.param(rtu(1, 3, 2, 0, 1), BadReplyError, id="wrong function"),
        pytest.param(rtu(1, 4, 4, 0, 1, 0, 1), BadReplyError, id="wrong count"),
        pytest.param(rtu(1, 4, 2, 0, 1)[:-1] + b"\x00", BadReplyError, id="bad CRC"),
        pytest.param(rtu(1, 4, 2, 0, 1)[:4], BadReplyError, id="truncated"),
        pytest.param(b"\xff\x00" + rtu(1, 4, 2, 0, 1), BadReplyError, id="garbage before"),
        pytest.param(rtu(1, 4, 2, 0, 1) + b"\x55", BadReplyError, id="garbage behind"),
        pytest.param(rtu(1, 0x84, 2), RefusedError, id="exception"),
        pytest.param(b"", NoReplyError, id="silence"),
    ],
)
async def test_a_bad_reply_is_an_error_and_the_next_request_is_clean(
    reply: bytes, error: type[DriverError]
) -> None:
    async def answer(request: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(reply if len(peer.requests) == 1 else value_reply(request))

    async with scripted(answer) as peer, running(peer, "rtu-over-tcp") as bus:
        with pytest.raises(error):
            await bus.read(ONE)
        assert await bus.read(TWO) == (9,)


async def test_a_reply_in_single_bytes_is_put_together() -> None:
    async def answer(request: bytes, writer: asyncio.StreamWriter) -> None:
        for byte in value_reply(request):
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(0.002)

    async with scripted(answer) as peer, running(peer, "rtu-over-tcp") as bus:
        assert await bus.read(TWO) == (9,)


async def test_an_adapter_that_echoes_is_read_behind_its_echo() -> None:
    async def answer(request: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(request + value_reply(request))

    async with scripted(answer) as peer, running(peer, "rtu-over-tcp", echo=True) as bus:
        assert await bus.read(TWO) == (9,)


async def test_a_babbling_line_is_reopened_and_does_not_hold_the_loop() -> None:
    async def answer(request: bytes, writer: asyncio.StreamWriter) -> None:
        if peer.connections > 1:
            writer.write(value_reply(request))
            return
        while True:
            writer.write(b"\x01\x04\x7f" * 40)
            await writer.drain()
            await asyncio.sleep(0.01)

    async with scripted(answer) as peer, running(peer, "rtu-over-tcp") as bus:
        with pytest.raises(BadReplyError):
            await bus.read(ONE)
        async with asyncio.timeout(20):
            while True:
                try:
                    assert await bus.read(TWO) == (9,)
                    break
                except (LinkDownError, BadReplyError):
                    await asyncio.sleep(0.1)
        assert peer.connections > 1


@pytest.mark.parametrize(
    ("link", "trouble"),
    [
        ({"host": "127.0.0.1", "tcp_port": 1}, Trouble.CONNECTION_REFUSED),
        ({"host": "a" * 70 + ".invalid"}, Trouble.NAME_UNKNOWN),
        ({"port": "/dev/no-such-port"}, Trouble.PORT_MISSING),
        ({"port": "/dev/null"}, Trouble.PORT_FAILED),
    ],
)
async def test_what_is_wrong_with_a_link_has_its_kind(
    link: dict[str, Any], trouble: Trouble
) -> None:
    endpoint = Endpoint(line=Line(transport="rtu" if "port" in link else "tcp"), **link)
    with pytest.raises(LinkDownError) as down:
        await open_link(endpoint)
    assert down.value.trouble is trouble


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (NoReplyError("no reply from unit 3"), Trouble.NO_REPLY),
        (BadReplyError("reply broke off"), Trouble.BAD_REPLY),
        (RefusedError(2), Trouble.REFUSED),
        (RefusedError(6), Trouble.DEVICE_BUSY),
        (RefusedError(11), Trouble.GATEWAY_SILENT),
        (LinkDownError("gone", Trouble.PORT_FAILED).again(), Trouble.PORT_FAILED),
    ],
)
def test_an_error_has_the_kind_that_people_are_told(error: DriverError, trouble: Trouble) -> None:
    assert error.trouble is trouble
    assert str(error)


async def test_a_lost_connection_is_told_at_once_and_opened_again() -> None:
    async def answer(request: bytes, writer: asyncio.StreamWriter) -> None:
        if len(peer.requests) == 1:
            writer.transport.abort()
        else:
            writer.write(value_reply(request))

    async with scripted(answer) as peer, running(peer, "rtu-over-tcp") as bus:
        with pytest.raises(LinkDownError) as lost:
            await bus.read(ONE)
        assert lost.value.trouble is Trouble.CLOSED
        await until(lambda: bus.up)
        assert await bus.read(TWO) == (9,)
        assert str(bus.down) == ""
        assert bus.counters.opens == 2


async def test_a_connection_on_which_known_devices_fall_silent_is_made_anew() -> None:
    async def answer(request: bytes, writer: asyncio.StreamWriter) -> None:
        if peer.connections > 1 or len(peer.requests) == 1:
            tid = int.from_bytes(request[:2], "big")
            writer.write(mbap(tid, request[6], request[7], 2, request[8], request[9]))

    async with scripted(answer, header=12) as peer, running(peer, "tcp") as bus:
        assert await bus.read(ONE) == (1,)
        for _ in range(4):
            with pytest.raises(NoReplyError):
                await bus.read(ONE)
        await until(lambda: peer.connections == 2 and bus.up)
        assert await bus.read(TWO) == (9,)


async def test_a_device_that_never_answered_does_not_cost_its_neighbours_the_connection() -> None:
    async def answer(request: bytes, writer: asyncio.StreamWriter) -> None:
        if request[6] == 1:
            tid = int.from_bytes(request[:2], "big")
            writer.write(mbap(tid, 1, request[7], 2, request[8], request[9]))

    dead = Read(unit_id=2, space=Space.INPUT, address=1, count=1)
    units = {1: sensor(), 2: sensor()}
    async with scripted(answer, header=12) as peer, running(peer, "tcp", units) as bus:
        assert await bus.read(ONE) == (1,)
        for _ in range(6):
            with pytest.raises(NoReplyError):
                await bus.read(dead)
        assert await bus.read(TWO) == (9,)
        assert peer.connections == 1


async def test_one_request_is_in_flight_and_a_write_goes_before_waiting_reads() -> None:
    open_requests = 0

    async def answer(request: bytes, writer: asyncio.StreamWriter) -> None:
        nonlocal open_requests
        open_requests += 1
        assert open_requests == 1
        await asyncio.sleep(0.01)
        open_requests -= 1
        is_write = request[1] == 5
        writer.write(request if is_write else value_reply(request))

    units = {1: sensor(), 2: relay()}
    async with scripted(answer) as peer, running(peer, "rtu-over-tcp", units) as bus:
        async with asyncio.TaskGroup() as group:
            for _ in range(5):
                group.create_task(bus.read(ONE))
            await asyncio.sleep(0)
            group.create_task(bus.write(2, "relay_1", 0, Rank.SAFETY_WRITE))
        functions = [request[1] for request in peer.requests]
        assert functions.index(5) <= 1
        assert functions.count(4) == 5


async def test_a_write_that_is_not_listed_never_reaches_the_wire() -> None:
    async def answer(request: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(value_reply(request))

    async with scripted(answer) as peer, running(peer, "rtu-over-tcp") as bus:
        with pytest.raises(WriteForbiddenError):
            await bus.write(1, "temperature", 20, Rank.OPERATOR_WRITE)
        await bus.read(ONE)
        assert [request[1] for request in peer.requests] == [4]


async def test_a_second_owner_is_refused_before_any_traffic() -> None:
    async def answer(request: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(value_reply(request))

    async with scripted(answer) as peer, running(peer, "rtu-over-tcp"):
        endpoint = Endpoint(line=Line(transport="tcp"), host="127.0.0.1", tcp_port=peer.port)
        with pytest.raises(BusTakenError):
            async with Bus(endpoint, {}):
                pass
        assert not peer.requests
