"""Before a lamp is renewed its device is asked: what went out by itself is not lit again."""

import asyncio
import time
from dataclasses import replace

import pytest

from daemon.model import Snapshot, Stage
from daemon.parts import urgent_tags
from tests.lamp_log import TRUTH, LampLog
from tests.rig import simulated
from tests.uv_site import PROFILES, Site, controlled, load, scenario, settings_of
from tests.waiting import until
from tests.wire.test_outputs import LAMP, OFF, ON, READ_COILS, TIMER, WRITE_COIL, Rigged, rigged

SELDOM_S = 30.0  # no poll sees what the relay does meanwhile
UNRENEWED_S = 3.1  # so long no lamp burns that nobody renews
LIT = (TIMER, 30)


async def lit(rig: Rigged) -> None:
    rig.outputs.carry([ON])
    await until(lambda: rig.image.freeze().readings["relays.relay_1"].value is True)
    rig.outputs.taken()


async def renewed(rig: Rigged) -> str:
    """Order a renewal; return the error with which it ended, "" for none."""
    rig.outputs.carry([ON])
    await until(lambda: rig.outputs.waits_s() == 0)
    (written,) = rig.outputs.taken()
    return written.error


async def test_a_lamp_that_reads_on_is_renewed_right_after_it_was_asked() -> None:
    async with rigged() as rig:
        await lit(rig)
        asked = len(rig.peer.requests)
        assert await renewed(rig) == ""
        assert [request[7] for request in rig.peer.requests[asked:]] == [READ_COILS, WRITE_COIL]
        assert rig.writes == [LIT, LIT]


async def test_a_lamp_that_reads_off_is_not_lit_again_and_the_scan_learns_of_it() -> None:
    async with rigged() as rig:
        await lit(rig)
        rig.board.coils[0] = 0
        assert await renewed(rig) == "went_out"
        assert rig.writes == [LIT]
        assert rig.image.freeze().readings["relays.relay_1"].value is False


async def test_a_lamp_whose_relay_does_not_answer_is_not_renewed() -> None:
    async with rigged(worst_s=0.1) as rig:
        await lit(rig)
        rig.board.mute = True
        assert await renewed(rig)
        assert rig.writes == [LIT]


async def test_a_first_on_asks_nothing_for_it_follows_an_off() -> None:
    async with rigged() as rig:
        await lit(rig)
        rig.outputs.carry([OFF])
        await until(lambda: rig.image.freeze().readings["relays.relay_1"].value is False)
        rig.outputs.taken()
        asked = len(rig.peer.requests)
        assert await renewed(rig) == ""
        assert rig.peer.requests[asked][7] == WRITE_COIL


async def test_the_question_waits_until_the_relay_has_settled() -> None:
    slow = replace(LAMP, settle_s=0.6)
    async with rigged(slow) as rig:
        rig.outputs.carry([ON])
        await until(rig.outputs.taken)
        rig.board.coils[0] = 0  # as a relay that has not moved yet
        rig.outputs.carry([ON])
        await until(lambda: rig.outputs.waits_s() > 0.3)
        rig.board.coils[0] = 1
        await until(lambda: rig.outputs.waits_s() == 0)
        assert [written.error for written in rig.outputs.taken()] == [""]


async def test_an_off_overtakes_a_renewal_that_still_asks() -> None:
    async with rigged() as rig:
        await lit(rig)
        rig.board.free.clear()
        asked = len(rig.peer.requests)
        rig.outputs.carry([ON])
        await until(lambda: len(rig.peer.requests) > asked)
        rig.outputs.carry([OFF])
        await asyncio.sleep(0)
        rig.board.free.set()
        await until(lambda: rig.writes[-1] == (0, 0))
        await until(lambda: rig.outputs.waits_s() == 0)
        assert rig.writes == [LIT, (0, 0)]


def test_an_off_of_a_lamp_between_two_scans_is_not_lost() -> None:
    with simulated(scenario(1, serial=False), profiles=PROFILES) as rig:
        loaded = load(rig, 1, serial=False)
        assert "relay-r1.lamp_1" in urgent_tags(settings_of(loaded), loaded.config)


async def asked_after(site: Site, t: float) -> float:
    """Return the first time past `t` at which the lamp of r1 was asked, by what a scan knows."""

    def read_t(snapshot: Snapshot) -> float:
        return snapshot.result.image.readings["relay-r1.lamp_1"].t or 0.0

    return read_t(await site.until("r1", lambda snapshot, _: read_t(snapshot) > t))


@pytest.mark.parametrize("phase_s", [0.25, 0.5, 0.75])  # of the second between two renewals
async def test_a_dip_of_the_boards_supply_that_no_poll_sees_ends_the_run(phase_s: float) -> None:
    with simulated(scenario(1, serial=False), truth=TRUTH, profiles=PROFILES) as rig:
        loaded = load(rig, 1, serial=False, relay_s=SELDOM_S)
        async with asyncio.timeout(60), controlled(loaded, settings_of(loaded)) as (site, _):
            await site.light("r1", rig.remote)
            lit_t = time.monotonic()
            asked_t = await asked_after(site, lit_t + UNRENEWED_S)
            assert LampLog.of(rig).burns("r1")
            await asyncio.sleep(asked_t + phase_s - time.monotonic())
            await asyncio.to_thread(rig.remote.reset, "relay-r1")
            ended = await site.until("r1", lambda _, c: c.stage not in (Stage.RUN, Stage.STOPPING))
            cycle = ended.result.cycles["uv-r1"]
            assert [why.code for why in cycle.checks] == ["trip_dropped"]
            trips = ended.result.rooms["r1"].trips
            assert [(trip.interlock, trip.latched) for trip in trips] == [("dropped", True)]
            await site.until("r1", lambda s, _: s.result.image.t > ended.result.image.t + 2.5)
        assert [change.cause for change in LampLog.of(rig).changes["r1"]] == ["command", "reset"]
