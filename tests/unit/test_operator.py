"""When people are answered: a stop once it is decided, everything else once it is recorded."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from daemon import operator
from daemon.model import Act, Answer, Origin, Verb, reason
from daemon.operator import MOST_KNOWN, STOPS, Desk
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


# The same once more, because the answer got lost


async def answered(desk: Desk, ledger: Ledger, asked: Act) -> Answer:
    """Ask, and let the next scan decide where one is needed."""
    task = asyncio.create_task(desk.act(asked))
    await turns()
    decide(desk, ledger)
    return await task


async def test_the_same_asked_again_hears_the_first_answer_and_is_not_asked_twice(
    tmp_path: Path,
) -> None:
    ledger = Ledger(tmp_path, HeldClock(), "v1")
    woken = list[int]()
    desk = Desk(ledger, lambda: woken.append(1))
    async with running(ledger):
        first = await answered(desk, ledger, act(Verb.HAND))
        assert await desk.act(act(Verb.HAND)) is first
        assert (desk.taken(), len(woken)) == ((), 1)


@pytest.mark.parametrize("verb", sorted(STOPS))
async def test_what_stops_is_asked_of_control_each_time(verb: Verb, tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, HeldClock(), "v1")
    desk = Desk(ledger, lambda: None)
    async with running(ledger):
        first = await answered(desk, ledger, act(verb))
        assert await answered(desk, ledger, act(verb)) is not first


@pytest.mark.parametrize(
    "other", [{"subject": "r2"}, {"verb": Verb.AUTO}, {"for_s": 60.0}, {"who": "李四"}]
)
async def test_another_act_of_the_same_id_is_for_control_to_refuse(
    other: dict[str, Any], tmp_path: Path
) -> None:
    ledger = Ledger(tmp_path, HeldClock(), "v1")
    desk = Desk(ledger, lambda: None)
    async with running(ledger):
        await answered(desk, ledger, act(Verb.HAND))
        changed = replace(act(Verb.HAND), **other)
        assert (await answered(desk, ledger, changed)).act == changed


async def test_what_was_refused_is_decided_anew(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, HeldClock(), "v1")
    desk = Desk(ledger, lambda: None)
    async with running(ledger):
        task = asyncio.create_task(desk.act(act(Verb.HAND)))
        await turns()
        (asked,) = desk.taken()
        refused = Answer(act=asked, accepted=False, reason=reason("act_repeated"))
        desk.answer([refused], ledger.offer(result(HeldClock()), remembering(1)))
        assert await task is refused
        assert (await answered(desk, ledger, asked)).accepted


async def test_answers_are_kept_for_a_while_and_not_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = Ledger(tmp_path, HeldClock(), "v1")
    desk = Desk(ledger, lambda: None)
    async with running(ledger):
        first = await answered(desk, ledger, act(Verb.HAND))
        others = [replace(act(Verb.HAND), id=f"act-1{n:03}") for n in range(MOST_KNOWN)]
        asked = [asyncio.create_task(desk.act(other)) for other in others]
        await turns()
        decide(desk, ledger)
        await asyncio.wait(asked)
        assert await answered(desk, ledger, act(Verb.HAND)) is not first
        monkeypatch.setattr(operator, "KNOWN_S", 0.0)
        soon = replace(act(Verb.HAND), id="act-2000")
        first = await answered(desk, ledger, soon)
        await turns()
        assert await answered(desk, ledger, soon) is not first
