"""Our bus against pymodbus's own server, so that our two ends can't share a mistake."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from pymodbus import FramerType
from pymodbus.server import ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

from drivers.errors import RefusedError
from drivers.line import Transport
from drivers.request import Read
from drivers.vocabulary import Space
from tests.site_process import free_port
from tests.wire.scripted import Peer
from tests.wire.test_bus import running

BITS = [True, False, False, True, True, False, False, False, False, True, False, True]
FRAMERS: dict[Transport, FramerType] = {"tcp": FramerType.SOCKET, "rtu-over-tcp": FramerType.RTU}


@asynccontextmanager
async def pymodbus_server(transport: Transport) -> AsyncIterator[Peer]:
    device = SimDevice(
        1,
        simdata=(
            [SimData(0, values=BITS, datatype=DataType.BITS)],
            [SimData(0, values=BITS, datatype=DataType.BITS)],
            [SimData(0, values=list(range(1000, 1130)), datatype=DataType.REGISTERS)],
            [SimData(0, values=[0x0131, 0x0222], datatype=DataType.REGISTERS)],
        ),
    )
    peer = Peer(port=free_port())
    server = ModbusTcpServer(device, address=("127.0.0.1", peer.port), framer=FRAMERS[transport])
    await server.serve_forever(background=True)
    try:
        yield peer
    finally:
        await server.shutdown()  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("transport", FRAMERS)
async def test_registers_and_bits_come_as_pymodbus_holds_them(transport: Transport) -> None:
    async with pymodbus_server(transport) as peer, running(peer, transport) as bus:

        async def read(space: Space, count: int, address: int = 0) -> tuple[int, ...]:
            return await bus.read(Read(unit_id=1, space=space, address=address, count=count))

        assert await read(Space.HOLDING, 125, 3) == tuple(range(1003, 1128))
        assert await read(Space.INPUT, 2) == (0x0131, 0x0222)
        assert await read(Space.COIL, len(BITS)) == tuple(map(int, BITS))
        assert await read(Space.DISCRETE, 3, 9) == (1, 0, 1)
        with pytest.raises(RefusedError) as refused:
            await read(Space.INPUT, 2, 500)
        assert refused.value.code == 2
