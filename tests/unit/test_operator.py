"""When people are answered: a stop once it is decided, everything else once it is recorded."""

import asyncio
from pathlib import Path

import pytest

from daemon.model import Act, Answer, Origin, Verb, reason
from daemon.operator import STOPS, Desk
from daemon.store.ledger import Ledger

from .history_kit import HeldClock
from .ledger_kit import event, remembering, result, running


def act(verb: Verb) -> Act:
    return Act(id="act-0001", verb=verb, subject="r1", who="test", origin=Origin.LOCAL)


def decide(desk: Desk, ledger: Ledger) -> None:
    """Do what a scan does with what people asked."""
    asked = desk.taken()
    answers = [Answer(act=each, accepted=True, reason=reason("act_stopped")) for each in asked]
    desk.answer(answers, ledger.offer(result(HeldClock(), event(1)), remembering(1)))


async def turns() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


@pytest.mark.parametrize("verb", Verb)
async def test_a_stop_alone_does_not_wait_for_a_disk_that_is_slow(
    verb: Verb, tmp_path: Path
) -> None:
    ledger = Ledger(tmp_path, HeldClock(), "v1")  # nobody writes it, and nothing has failed yet
    desk = Desk(ledger, lambda: None)
    asked = asyncio.create_task(desk.act(act(verb)))
    await turns()
    decide(desk, ledger)
    await turns()
    assert ledger.sound
    assert ledger.counters.rows_written == 0
    assert asked.done() is (verb in STOPS)
    async with running(ledger):
        assert (await asked).accepted
