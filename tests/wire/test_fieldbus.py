"""Looking at a running bus: what is new is found, what is configured goes on as ever."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from daemon.commissioning import probing
from daemon.fieldbus_ports import (
    FoundUnit,
    ProbeEnd,
    ProbeRun,
    Registers,
    RegistersAsked,
    Unread,
    UnreadError,
)
from drivers.discovery import Search
from drivers.jobs import Rank
from tests.fieldbus_site import LINE, NEW, ODD, READS, SILENT, FieldbusSite, fieldbus_site
from tests.waiting import until

WHO = "本机面板 · 王芳"


@pytest.fixture
async def site() -> AsyncIterator[FieldbusSite]:
    async with fieldbus_site() as running:
        yield running


def slips(site: FieldbusSite) -> dict[str, int]:
    return {poller.name: poller.slips for poller in site.core._pollers}


def asked(space: Registers, address: int, count: int, unit_id: int = 1) -> RegistersAsked:
    return RegistersAsked(bus=LINE, unit_id=unit_id, space=space, address=address, count=count)


async def test_a_search_finds_what_is_new_and_holds_up_no_poll(site: FieldbusSite) -> None:
    before, written = slips(site), len(site.truth("request"))
    assert site.fieldbus.probe(LINE, 1, 7, WHO)
    assert not site.fieldbus.probe(LINE, 1, 7, WHO)  # one at a time
    run = await site.searched()
    assert (run.end, run.done, run.total, run.who) == (ProbeEnd.DONE, 7, 7, WHO)
    assert run.found == (
        FoundUnit(unit_id=1, profiles=("test-sensor",), device="th"),
        FoundUnit(unit_id=2, profiles=("waveshare-relay-d-8",), device="io"),
        FoundUnit(unit_id=NEW, profiles=("xy-md02",)),
        FoundUnit(unit_id=ODD, profiles=()),
    )
    assert slips(site) == before
    requests = site.truth("request")[written:]
    assert {entry["function"] for entry in requests} <= READS
    assert {entry["unit_id"] for entry in requests} >= {1, 2, 3, NEW, SILENT, ODD, 7}
    assert site.truth("relay") == []
    assert [(event.subject, event.body["what"]) for event in site.told] == [
        (LINE, "probe_begun"),
        (LINE, "probe_ended"),
    ]
    assert site.told[1].body["found"] == [1, 2, NEW, ODD]
    await site.until(lambda s: all(s.devices[name].online for name in ("th", "io")))


async def test_on_a_serial_line_silent_unit_ids_hold_up_no_poll_either() -> None:
    async with fieldbus_site(serial=True, poll_s=2.0) as site:
        before = slips(site)
        assert site.fieldbus.probe(LINE, 3, 5, WHO)
        run = await site.searched()
        assert (run.end, run.found) == (
            ProbeEnd.DONE,
            (FoundUnit(unit_id=NEW, profiles=("xy-md02",)),),
        )
        assert slips(site) == before
        assert site.core.buses[LINE].counters.opens == 1


async def test_a_search_can_be_ended_and_begun_again(site: FieldbusSite) -> None:
    site.fieldbus.probe(LINE, 4, 247, WHO)
    await until(lambda: _newest(site).done >= 2, 20)
    assert _newest(site).left_s is not None
    assert site.fieldbus.cancel(WHO)
    run = _newest(site)
    assert (run.end, run.found[0].unit_id) == (ProbeEnd.CANCELLED, NEW)
    assert not site.fieldbus.cancel(WHO)
    await until(lambda: site.fieldbus.probe(LINE, 1, 2, WHO))
    assert (await site.searched()).end is ProbeEnd.DONE


def _newest(site: FieldbusSite) -> ProbeRun:
    run = site.fieldbus.probed()
    assert run is not None
    return run


async def test_a_bus_that_is_down_is_said_at_once(site: FieldbusSite) -> None:
    await asyncio.to_thread(site.rig.remote.unplug, LINE)
    await until(lambda: not site.core.buses[LINE].up)
    assert site.fieldbus.probe(LINE, 1, 9, WHO)
    run = await site.searched(5)
    assert (run.end, run.done) == (ProbeEnd.BUS_DOWN, 0)
    assert run.detail == str(site.core.buses[LINE].down) != ""
    with pytest.raises(UnreadError) as unread:
        await site.fieldbus.registers(asked(Registers.INPUT, 1, 2), WHO)
    assert unread.value.why is Unread.BUS_DOWN


async def test_a_search_goes_on_where_it_stood_once_a_lost_link_is_back(site: FieldbusSite) -> None:
    site.fieldbus.probe(LINE, 3, 6, WHO)
    await until(lambda: _newest(site).done >= 1, 20)
    await asyncio.to_thread(site.rig.remote.unplug, LINE)
    await until(lambda: not site.core.buses[LINE].up)
    await asyncio.to_thread(site.rig.remote.replug, LINE)
    run = await site.searched()
    assert (run.end, [unit.unit_id for unit in run.found]) == (ProbeEnd.DONE, [NEW, ODD])


async def test_a_configured_device_that_is_silent_is_left_to_its_own_polls(
    site: FieldbusSite,
) -> None:
    await asyncio.to_thread(site.rig.remote.fault, "th", "silence")
    await site.until(lambda s: not s.devices["th"].online)
    site.fieldbus.probe(LINE, 1, 1, WHO)
    run = await site.searched()
    assert run.found == (FoundUnit(unit_id=1, profiles=(), device="th", online=False),)


async def test_a_bus_without_gaps_is_said_and_its_polls_go_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(probing, "SEARCH", Search(rank=Rank.LOOK, patience_s=1.0))
    async with fieldbus_site(poll_s=0.2) as site:  # a silent unit id costs 0.3 s
        site.fieldbus.probe(LINE, SILENT, 9, WHO)
        run = await site.searched(20)
        assert (run.end, run.done) == (ProbeEnd.BUS_FULL, 0)
        assert SILENT not in {entry["unit_id"] for entry in site.truth("request")}


# Registers


async def test_registers_of_all_spaces_are_read_as_they_are(site: FieldbusSite) -> None:
    await asyncio.to_thread(site.rig.remote.pin, "th", "temperature", 0xFFEC)
    read = await site.fieldbus.registers(asked(Registers.INPUT, 1, 2), WHO)
    assert read.words[0] == 0xFFEC
    assert next((p.tag, p.value, p.unit, p.fault) for p in read.points) == (
        "temperature",
        -2.0,
        "°C",
        "",
    )
    holding = await site.fieldbus.registers(asked(Registers.HOLDING, 0x4000, 1, 2), WHO)
    assert (holding.words, holding.device, holding.points) == ((2,), "io", ())
    coils = await site.fieldbus.registers(asked(Registers.COIL, 0, 8, 2), WHO)
    assert coils.words == (0,) * 8
    assert [point.tag for point in coils.points] == [f"relay_{n}" for n in range(1, 9)]
    inputs = await site.fieldbus.registers(asked(Registers.DISCRETE, 0, 8, 2), WHO)
    assert next(point.value for point in inputs.points) is False
    new = await site.fieldbus.registers(asked(Registers.INPUT, 1, 2, NEW), WHO)
    assert (new.device, new.points, len(new.words)) == ("", (), 2)


async def test_a_faulty_value_is_told_beside_its_words(site: FieldbusSite) -> None:
    await asyncio.to_thread(site.rig.remote.pin, "th", "temperature", 0x8000)
    read = await site.fieldbus.registers(asked(Registers.INPUT, 1, 1), WHO)
    assert [(point.value, point.fault) for point in read.points] == [(None, "sentinel")]


async def test_exceptions_and_silence_are_told_apart(site: FieldbusSite) -> None:
    with pytest.raises(UnreadError) as refused:
        await site.fieldbus.registers(asked(Registers.HOLDING, 0x2222, 1), WHO)
    assert (refused.value.why, refused.value.code) == (Unread.REFUSED, 2)
    with pytest.raises(UnreadError) as silent:
        await site.fieldbus.registers(asked(Registers.HOLDING, 0, 1, SILENT), WHO)
    assert (silent.value.why, silent.value.code) == (Unread.NO_REPLY, 0)
    await asyncio.to_thread(site.rig.remote.fault, "new", "exception", code=6)
    with pytest.raises(UnreadError) as busy:
        await site.fieldbus.registers(asked(Registers.INPUT, 1, 1, NEW), WHO)
    assert (busy.value.why, busy.value.code) == (Unread.REFUSED, 6)


async def test_one_person_reads_at_a_time(site: FieldbusSite) -> None:
    async with asyncio.TaskGroup() as group:
        first = group.create_task(site.fieldbus.registers(asked(Registers.INPUT, 1, 2), WHO))
        await asyncio.sleep(0)
        with pytest.raises(UnreadError) as busy:
            await site.fieldbus.registers(asked(Registers.INPUT, 1, 2), WHO)
    assert busy.value.why is Unread.BUSY
    assert len(first.result().words) == 2
