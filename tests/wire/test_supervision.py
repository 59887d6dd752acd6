"""A best-effort service that fails is started again; its trouble is told while it lasts."""

import asyncio

import pytest

from daemon import supervision
from daemon.supervision import Services
from tests.waiting import until


async def test_a_failing_service_is_restarted_and_named() -> None:
    services, runs = Services(), 0

    async def service() -> None:
        nonlocal runs
        runs += 1
        raise OSError("the port is taken")

    task = asyncio.create_task(services.keep_running("panel", service))
    await until(lambda: runs >= 2, 15)
    assert services.status() == {"panel": "the port is taken"}
    assert services.restarts["panel"] >= 1
    task.cancel()
    await asyncio.wait([task])


async def test_a_service_that_runs_again_is_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervision, "STEADY_S", 0.1)
    services, runs = Services(), 0

    async def service() -> None:
        nonlocal runs
        runs += 1
        if runs == 1:
            raise OSError("the port is taken")
        await asyncio.Event().wait()

    task = asyncio.create_task(services.keep_running("panel", service))
    await until(lambda: runs == 2 and services.status() == {"panel": ""})
    task.cancel()
    await asyncio.wait([task])


async def test_a_service_speaks_for_itself() -> None:
    services = Services()
    services.report("history", lambda: "the disk is full")
    assert services.status() == {"history": "the disk is full"}
