"""Orders on the wire: what goes first, what is taken back, what is told on the way out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import pytest

from daemon.clock import SystemClock
from daemon.control.settings import OutputSettings
from daemon.image import ImageWriter, Source
from daemon.model import Kind, Order
from daemon.outputs import Outputs
from daemon.way import Way
from drivers.bus import Bus
from drivers.request import Read
from drivers.vocabulary import Space
from tests.devices import relay
from tests.fakes import point_info
from tests.waiting import until
from tests.wire.scripted import Peer, mbap, scripted
from tests.wire.test_bus import running

LAMP = OutputSettings(
    id="lamp",
    name="紫外灯",
    room="stack-1",
    kind=Kind.UV_LAMP,
    device="relays",
    write="relay_1",
    feedback="relays.relay_1",
    hazardous=True,
    settle_s=0.02,
    dead_man_s=3.0,
    renew_s=1.0,
)
FAN = replace(
    LAMP, id="fan", kind=Kind.CIRCULATION_FAN, write="relay_2", hazardous=False, dead_man_s=None
)
DRYER = replace(LAMP, id="dryer", kind=Kind.DEHUMIDIFIER, write="relay_3", hazardous=False)
ON, OFF = Order(output="lamp", on=True, safety=False), Order(output="lamp", on=False, safety=True)
READ_COILS, WRITE_COIL = 1, 5
TIMER = 0x0200  # of relay 1; 30 units of 0.1 s


class Board:
    """A relay board behind a gateway; `held` keeps its answers back."""

    def __init__(self) -> None:
        self.free = asyncio.Event()
        self.free.set()
        self.mute = False
        self.refuses = 0
        self.coils = dict.fromkeys(range(8), 0)

    async def answer(self, request: bytes, writer: asyncio.StreamWriter) -> None:
        await self.free.wait()
        tid, unit, function = int.from_bytes(request[:2], "big"), request[6], request[7]
        if self.mute:
            return
        if function == READ_COILS:
            first = int.from_bytes(request[8:10], "big")
            writer.write(mbap(tid, unit, function, 1, self.coils[first]))
            return
        if self.refuses:
            writer.write(mbap(tid, unit, function | 0x80, self.refuses))
            return
        address, value = int.from_bytes(request[8:10], "big"), int.from_bytes(request[10:12], "big")
        self.coils[address % TIMER] = int(value != 0)
        writer.write(mbap(tid, unit, *request[7:12]))


@dataclass
class Rigged:
    outputs: Outputs
    board: Board
    peer: Peer
    bus: Bus
    image: ImageWriter

    @property
    def writes(self) -> list[tuple[int, int]]:
        """The writes that reached the board: address and value."""
        return [
            (int.from_bytes(r[8:10], "big"), int.from_bytes(r[10:12], "big"))
            for r in self.peer.requests
            if r[7] == WRITE_COIL
        ]

    def hold(self) -> None:
        """Let the bus wait for the answer to a read, so that everything else must queue."""
        self.board.free.clear()
        self.reading = asyncio.create_task(
            self.bus.read(Read(unit_id=1, space=Space.COIL, address=7, count=1))
        )


@asynccontextmanager
async def rigged(
    *outputs: OutputSettings, opening: int = 1, worst_s: float = 5.0
) -> AsyncIterator[Rigged]:
    board, profile = Board(), relay().model_copy(update={"worst_latency_s": worst_s})
    async with (
        scripted(board.answer, header=12) as peer,
        running(peer, "tcp", {1: profile}) as bus,
    ):
        await until(lambda: bus.up)
        image = ImageWriter(
            [
                Source(info=point_info(f"relays.{tag}"), point=point, poll_s=30.0, offset=0.0)
                for tag, point in profile.points.items()
            ],
            SystemClock(),
        )
        ways = [
            Way(
                settings=each,
                bus=bus,
                unit_id=1,
                verify=profile.points[each.write],
                opening=lambda: opening,
            )
            for each in outputs or (LAMP,)
        ]
        carrier = Outputs(ways, image, SystemClock())
        task = asyncio.create_task(carrier.run())
        rig = Rigged(carrier, board, peer, bus, image)
        try:
            yield rig
        finally:
            board.free.set()
            task.cancel()
            await asyncio.wait([task])


async def test_a_hazard_is_switched_on_by_the_timer_of_the_board_and_never_latched() -> None:
    async with rigged() as rig:
        rig.outputs.carry([ON])
        await until(lambda: rig.writes)
        assert rig.writes == [(TIMER, 30)]


async def test_a_right_echo_ends_an_order_and_the_feedback_is_read_without_waiting_for_a_poll() -> (
    None
):
    async with rigged() as rig:
        rig.outputs.carry([ON])
        await until(lambda: rig.image.freeze().readings["relays.relay_1"].value is True)
        (written,) = rig.outputs.taken()
        assert (written.output, written.on, written.error) == ("lamp", True, "")
        assert rig.outputs.taken() == ()
        read_t = rig.image.freeze().readings["relays.relay_1"].t
        assert read_t is not None
        assert read_t >= written.t + LAMP.settle_s


async def test_a_renewal_of_a_machine_is_not_read_back() -> None:
    async with rigged(DRYER) as rig:
        for number in range(1, 4):
            rig.outputs.carry([replace(ON, output="dryer")])
            await until(lambda n=number: len(rig.writes) == n)  # type: ignore[misc]
        rig.outputs.carry([replace(OFF, output="dryer")])
        await until(lambda: rig.image.freeze().readings["relays.relay_3"].value is False)
        reads = [r for r in rig.peer.requests if r[7] == READ_COILS]
        assert len(reads) <= 2  # one for on, one for off


@pytest.mark.parametrize("safety", [True, False])
async def test_an_off_takes_back_an_on_that_still_waits_for_the_bus(safety: bool) -> None:
    async with rigged() as rig:
        rig.hold()
        await until(lambda: rig.peer.requests)
        rig.outputs.carry([ON])
        await asyncio.sleep(0)
        rig.outputs.carry([replace(OFF, safety=safety)])
        await asyncio.sleep(0)
        rig.board.free.set()
        await until(rig.outputs.taken)
        assert rig.writes == [(0, 0)]


async def test_an_off_follows_an_on_that_is_on_the_wire_and_has_the_last_word() -> None:
    async with rigged() as rig:
        rig.board.free.clear()
        rig.outputs.carry([ON])
        await until(lambda: rig.writes)
        rig.outputs.carry([OFF])
        await asyncio.sleep(0)
        rig.board.free.set()
        await until(lambda: len(rig.writes) == 2)
        assert rig.writes == [(TIMER, 30), (0, 0)]
        await until(lambda: rig.outputs.waits_s() == 0)
        assert [(w.on, w.error) for w in rig.outputs.taken()] == [(False, "")]


async def test_a_safety_off_overtakes_an_off_of_the_same_output_that_waits_with_lower_rank() -> (
    None
):
    mild = replace(OFF, safety=False)
    other = replace(mild, output="fan")
    async with rigged(LAMP, FAN) as rig:
        rig.hold()
        await until(lambda: rig.peer.requests)
        rig.outputs.carry([other, mild])
        await asyncio.sleep(0)
        rig.outputs.carry([OFF])
        await asyncio.sleep(0)
        rig.board.free.set()
        await until(lambda: len(rig.writes) == 2)
        assert rig.writes == [(0, 0), (1, 0)]


async def test_an_on_waits_for_the_end_of_an_off() -> None:
    async with rigged() as rig:
        rig.board.free.clear()
        rig.outputs.carry([OFF])
        await until(lambda: rig.writes)
        rig.outputs.carry([ON])
        await asyncio.sleep(0)
        rig.board.free.set()
        await until(lambda: len(rig.writes) == 2)
        await until(lambda: rig.outputs.waits_s() == 0)
        assert [(w.on, w.error) for w in rig.outputs.taken()] == [(False, ""), (True, "")]


async def test_of_orders_that_wait_only_the_newest_is_sent() -> None:
    async with rigged() as rig:
        rig.board.free.clear()
        rig.outputs.carry([OFF])
        await until(lambda: rig.writes)
        for order in (ON, OFF, ON, OFF):
            rig.outputs.carry([order])
        rig.board.free.set()
        await until(lambda: len(rig.writes) == 2)
        await until(lambda: rig.outputs.waits_s() == 0)
        assert rig.writes == [(0, 0), (0, 0)]


async def test_a_device_that_was_not_identified_is_told_off_but_never_on() -> None:
    async with rigged(opening=-1) as rig:
        rig.outputs.carry([ON])
        await until(lambda: rig.outputs.waits_s() == 0)
        (written,) = rig.outputs.taken()
        assert written.error == "reopened"
        rig.outputs.carry([OFF])
        await until(lambda: rig.writes)
        assert rig.writes == [(0, 0)]


async def test_an_on_that_waited_too_long_is_not_sent() -> None:
    async with rigged() as rig:
        rig.hold()
        await until(lambda: rig.peer.requests)
        rig.outputs.carry([ON])
        await until(lambda: rig.outputs.waits_s() > 1.05)
        rig.board.free.set()
        await until(lambda: rig.outputs.waits_s() == 0)
        assert rig.outputs.taken()[0].error == "not_sent"
        assert rig.writes == []


async def test_a_device_that_does_not_take_the_command_is_told_from_one_that_is_mute() -> None:
    async with rigged(worst_s=0.1) as rig:
        rig.board.refuses = 2
        rig.outputs.carry([ON])
        await until(lambda: rig.outputs.waits_s() == 0)
        assert [w.refused for w in rig.outputs.taken()] == [True]
        rig.board.mute = True
        rig.outputs.carry([OFF])
        await until(lambda: rig.outputs.waits_s() == 0)
        assert [(w.refused, bool(w.error)) for w in rig.outputs.taken()] == [(False, True)]


async def test_on_the_way_out_hazards_and_what_would_latch_are_told_off_and_timers_are_left() -> (
    None
):
    async with rigged(LAMP, FAN, DRYER) as rig:
        await rig.outputs.drive_safe()
        assert rig.writes == [(0, 0), (1, 0)]


async def test_the_way_out_overtakes_everything_that_still_waits() -> None:
    async with rigged() as rig:
        rig.hold()
        await until(lambda: rig.peer.requests)
        rig.outputs.carry([ON])
        polls = [
            asyncio.create_task(
                rig.bus.read(Read(unit_id=1, space=Space.COIL, address=at, count=1))
            )
            for at in range(1, 5)
        ]
        leaving = asyncio.create_task(rig.outputs.drive_safe())
        await asyncio.sleep(0)
        rig.board.free.set()
        await leaving
        assert [request[7] for request in rig.peer.requests][1] == WRITE_COIL
        assert rig.writes[0] == (0, 0)
        await asyncio.wait(polls)


async def test_the_way_out_ends_though_nobody_answers() -> None:
    async with rigged(LAMP, FAN) as rig:
        rig.board.mute = True
        async with asyncio.timeout(5):
            await rig.outputs.drive_safe()
        assert (0, 0) in rig.writes
