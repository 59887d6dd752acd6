"""Wrong replies in their thousands: how many are taken for values, here and by plain pymodbus.

One reply in a hundred is late, crossed with the one before, from a wrong unit, with a wrong
function, a wrong count or a wrong echo. Every register's word is known from unit and address, so
a value that is accepted and wrong is seen.
"""

import argparse
import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from pymodbus import FramerType, ModbusException
from pymodbus.client import AsyncModbusTcpClient

from drivers.bus import Bus
from drivers.catalog import parse_profile
from drivers.errors import DriverError
from drivers.jobs import Rank
from drivers.line import Line, Transport
from drivers.link import Endpoint
from drivers.profile import Profile
from drivers.request import Read
from drivers.simulator.bench_device import fixed_word
from drivers.vocabulary import Space
from tests.bench.table import Row, show
from tests.devices import RELAY as PROFILE
from tests.devices import registers
from tests.rig import Rig, fixed_devices, simulated, tcp_line

UNITS = 16
RELAY_UNIT = 40
FAULT_EVERY = 100
WORST_S = 0.02  # the devices' worst latency; late replies come after it
LATE_S = 0.03
KINDS = ("late", "crossed", "wrong_unit", "wrong_function", "wrong_count")
FRAMINGS: tuple[tuple[str, Transport, Literal["echo", "zero"]], ...] = (
    ("Modbus TCP", "tcp", "echo"),
    ("Modbus TCP, gateway without transaction ids", "tcp", "zero"),
    ("RTU over TCP", "rtu-over-tcp", "echo"),
)


@dataclass
class Tally:
    """What one client took for true."""

    wrong: int = 0
    failed: int = 0
    writes: int = 0  # acknowledged
    lies: int = 0  # told by the simulator
    took_s: float = 0.0


def scenario(transport: Transport, tid: str) -> str:
    """Return sixteen devices with known words and a relay that is written."""
    relay = f'\n[[device]]\nid = "relay"\nline = "gateway"\nunit_id = {RELAY_UNIT}\n'
    return (
        tcp_line("gateway", transport, tid=tid)
        + fixed_devices("gateway", UNITS)
        + relay
        + 'profile = "test-relay"\n'
    )


def lie(rig: Rig) -> None:
    """Let every device lie once in a hundred replies, in turn by every kind."""
    each = FAULT_EVERY * len(KINDS)
    for unit_id in range(1, UNITS + 1):
        for kind in KINDS:
            arguments = {"seconds": LATE_S} if kind == "late" else {}
            rig.remote.fault(f"gateway-{unit_id}", kind, probability=1 / each, **arguments)
    rig.remote.fault("relay", "wrong_echo", probability=1 / FAULT_EVERY)


def questions(count: int, seed: int) -> Iterator[Read | int]:
    """Yield reads of random places, never the same unit twice in a row; now and then a write."""
    rng = random.Random(seed)
    unit_id = 1
    for number in range(count):
        if number % 20 == 19:
            yield number
            continue
        unit_id = rng.choice([u for u in range(1, UNITS + 1) if u != unit_id])
        yield Read(
            unit_id=unit_id,
            space=Space.HOLDING,
            address=rng.randrange(900),
            count=rng.choice((1, 2)),
        )


def truth(request: Read) -> list[int]:
    """Return the words that the registers really hold."""
    return [fixed_word(request.unit_id, request.address + i) for i in range(request.count)]


def units() -> dict[int, Profile]:
    """Return profiles whose worst latency is short, so that the campaign is."""
    limits = f"worst_latency_s = {WORST_S}"
    relay = parse_profile(PROFILE.replace("source =", f"{limits}\nsource ="))
    profile = registers({"holding": [0]}, limits=limits)
    return dict.fromkeys(range(1, UNITS + 1), profile) | {RELAY_UNIT: relay}


async def ours(rig: Rig, transport: Transport, count: int, seed: int) -> Tally:
    """Ask by our bus."""
    endpoint = Endpoint(
        line=Line(transport=transport), host="127.0.0.1", tcp_port=rig.port("gateway")
    )
    async with Bus(endpoint, units(), expects_silence=True) as bus:
        serving = asyncio.create_task(bus.run())

        async def ask(question: Read | int) -> bool:
            if isinstance(question, Read):
                return list(await bus.read(question)) == truth(question)
            await bus.write(RELAY_UNIT, "relay_1", 0, Rank.OPERATOR_WRITE)
            return True

        try:
            return await tallied(ask, count, seed, DriverError)
        finally:
            serving.cancel()
            await asyncio.wait([serving])


async def plain(rig: Rig, transport: Transport, count: int, seed: int) -> Tally:
    """Ask by pymodbus's own client, as its documentation does."""
    framer = FramerType.SOCKET if transport == "tcp" else FramerType.RTU
    client = AsyncModbusTcpClient(
        "127.0.0.1", port=rig.port("gateway"), framer=framer, timeout=WORST_S, retries=0
    )
    client.set_max_no_responses(10**9)
    await client.connect()

    async def ask(question: Read | int) -> bool:
        if not isinstance(question, Read):
            written = await client.write_coil(0, False, device_id=RELAY_UNIT)
            if written.isError():
                raise ModbusException("refused")
            return True
        reply = await client.read_holding_registers(
            question.address, count=question.count, device_id=question.unit_id
        )
        if reply.isError():
            raise ModbusException("refused")
        return list(reply.registers) == truth(question)

    try:
        return await tallied(ask, count, seed, ModbusException)
    finally:
        client.close()


async def tallied(
    ask: Callable[[Read | int], Awaitable[bool]], count: int, seed: int, failure: type[Exception]
) -> Tally:
    """Ask all questions; `ask` returns whether the value is true, or raises `failure`."""
    tally = Tally()
    start = time.perf_counter()
    for question in questions(count, seed):
        try:
            tally.wrong += not await ask(question)
            tally.writes += not isinstance(question, Read)
        except failure:
            tally.failed += 1
    tally.took_s = time.perf_counter() - start
    return tally


def campaign(transport: Transport, tid: str, count: int, seed: int, *, by_us: bool) -> Tally:
    """Run one client against a fresh, lying simulator."""
    with simulated(scenario(transport, tid), profiles={"test-relay": PROFILE}) as rig:
        lie(rig)
        logging.getLogger("pymodbus").setLevel(logging.CRITICAL)
        tally = asyncio.run((ours if by_us else plain)(rig, transport, count, seed))
        relay = rig.stats("gateway")["devices"]["relay"]
        asked = sum(isinstance(q, int) for q in questions(count, seed))
        false_echoes = int(relay["hits"].get("wrong_echo", 0))
        tally.wrong += max(0, false_echoes - (asked - tally.writes))
        tally.lies = false_echoes + sum(
            sum(device["hits"].values())
            for name, device in rig.stats("gateway")["devices"].items()
            if name != "relay"
        )
    return tally


def rows(replies: int = 9_000, seed: int = 1) -> list[Row]:
    """Return the figures of all framings; `replies` are shared out between them."""
    found = []
    for name, transport, tid in FRAMINGS:
        count = replies // len(FRAMINGS)
        mine = campaign(transport, tid, count, seed, by_us=True)
        theirs = campaign(transport, tid, min(count, 20_000), seed, by_us=False)
        found.append(
            Row(
                f"wrong replies, {name}",
                f"{count} replies, {mine.lies} of them lies: {mine.wrong} wrong values accepted "
                f"({mine.failed} refused, {mine.took_s:.0f} s); plain pymodbus: {theirs.wrong} "
                f"accepted of {theirs.lies} lies in {min(count, 20_000)}",
                "0 wrong values accepted",
                counts=(mine.wrong,),
            )
        )
    return found


def main() -> None:
    """Run the campaign from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replies", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    options = parser.parse_args()
    print(f"seed {options.seed}")
    found = rows(options.replies, options.seed)
    show(found)
    if not all(row.sound for row in found):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
