"""Absolute schedules, back-off within its share, and who goes first."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.poller import backoff_s, next_due
from drivers.errors import NoSlackError
from drivers.jobs import JobQueue, Rank
from drivers.latency import FLOOR_S, Latency
from drivers.request import Read
from drivers.vocabulary import Space

ASK = Read(unit_id=1, space=Space.INPUT, address=0, count=1)


@given(st.floats(0, 1e6), st.floats(0.1, 3600), st.floats(0, 1e5))
def test_the_next_poll_is_on_the_grid_and_ahead(
    origin: float, poll_s: float, elapsed: float
) -> None:
    now = origin + elapsed
    due = next_due(origin, poll_s, now)
    assert now - 1e-6 < due <= now + poll_s + 1e-6
    steps = (due - origin) / poll_s
    assert steps == pytest.approx(round(steps), abs=1e-4)


def test_a_late_poll_leaves_periods_out_instead_of_piling_up() -> None:
    assert next_due(0.0, 1.0, 3.7) == 4.0


def test_a_silent_device_is_asked_once_more_and_then_left_alone_longer() -> None:
    assert backoff_s(1, 0.4) == 0.0
    waits = [backoff_s(n, 0.05) for n in range(2, 10)]
    assert waits == [2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 60.0]


@given(st.integers(2, 1000), st.floats(0.01, 3.0))
def test_a_dead_device_takes_at_most_its_share(failures: int, cost_s: float) -> None:
    wait_s = backoff_s(failures, cost_s)
    assert wait_s <= 60.0
    assert cost_s / (cost_s + wait_s) <= 0.05 + 1e-9


def test_the_timeout_follows_the_device_between_floor_and_worst_case() -> None:
    fresh = Latency(worst_s=0.5)
    assert fresh.allowed_s == 0.5
    assert fresh.observed(0.005).allowed_s == FLOOR_S
    assert fresh.observed(0.08).allowed_s == pytest.approx(0.32)
    assert fresh.observed(0.4).allowed_s == 0.5


async def test_ranks_go_before_due_times_and_probes_wait_for_slack() -> None:
    queue = JobQueue()
    for rank, due, cost_s in [
        (Rank.PROBE, 1.0, 0.5),
        (Rank.POLL, 2.0, 0.1),
        (Rank.POLL, 1.5, 0.1),
        (Rank.OPERATOR_WRITE, 2.5, 0.1),
        (Rank.SAFETY_WRITE, 2.6, 0.1),
        (Rank.POLL, 3.3, 0.1),
    ]:
        queue.put(ASK, rank, due, cost_s=cost_s)
    order = []
    while (job := queue.take(3.0)) is not None:
        order.append((job.rank, job.due))
    assert order == [
        (Rank.SAFETY_WRITE, 2.6),
        (Rank.OPERATOR_WRITE, 2.5),
        (Rank.POLL, 1.5),
        (Rank.POLL, 2.0),
    ]
    assert queue.next_due(3.0) == 3.3
    polled = queue.take(3.3)
    assert polled is not None
    assert polled.rank is Rank.POLL
    probe = queue.take(3.4)
    assert probe is not None
    assert probe.rank is Rank.PROBE


async def test_a_probe_that_never_finds_slack_goes_in_the_end() -> None:
    queue = JobQueue()
    queue.put(ASK, Rank.PROBE, 0.0, cost_s=0.5)
    for due in range(40):
        queue.put(ASK, Rank.POLL, float(due), cost_s=0.1)
    served = [queue.take(19.0), queue.take(21.0)]
    assert [job.due for job in served if job] == [0.0, 0.0]
    assert queue.take(21.0) is not None


async def test_a_request_that_nobody_waits_for_is_not_sent() -> None:
    queue = JobQueue()
    answer: asyncio.Future[tuple[int, ...]] = queue.put(ASK, Rank.POLL, 0.0, cost_s=0.1)
    answer.cancel()
    assert queue.take(1.0) is None


async def test_a_look_goes_behind_everything_and_gives_up_without_slack() -> None:
    queue = JobQueue()
    answer = queue.put(ASK, Rank.LOOK, 0.0, cost_s=0.5, patience_s=10.0)
    probe = queue.put(ASK, Rank.PROBE, 1.0, cost_s=0.1)
    queue.put(ASK, Rank.POLL, 2.4, cost_s=0.1)
    first = queue.take(2.0)
    assert first is not None
    assert first.answer is probe
    assert queue.take(2.0) is None  # 0.4 s are not enough
    for due in range(3, 40):
        queue.put(ASK, Rank.POLL, due - 0.6, cost_s=0.1)
    assert queue.next_due(2.0) == 2.4
    served = [queue.take(t) for t in (9.9, 10.0)]
    assert all(job is not None and job.rank is Rank.POLL for job in served)
    with pytest.raises(NoSlackError, match=r"no gap of 0\.5 s within 10 s"):
        answer.result()
    assert {job.rank for job in queue.drain(50.0)} == {Rank.POLL}
