"""A store that is stopped while it opens leaves nothing open behind it."""

import asyncio
import os
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

from daemon.store import database as history
from records_sync.holdings import database as holdings

OPENERS: tuple[Callable[[Path], AbstractAsyncContextManager[Any]], ...] = (
    history.writer,
    lambda path: holdings.connected(path, "rwc"),
)


def is_open(path: Path) -> bool:
    """Return whether this process has a file open."""
    links = Path("/proc/self/fd").iterdir()
    return any(os.path.realpath(link) == os.path.realpath(path) for link in links)


@pytest.mark.parametrize("opened", OPENERS, ids=["history", "holdings"])
@pytest.mark.parametrize("turns", [1, 2, 3])
async def test_a_file_is_closed_whenever_its_opening_is_cancelled(
    opened: Callable[[Path], AbstractAsyncContextManager[Any]], turns: int, tmp_path: Path
) -> None:
    path = tmp_path / "some.db"

    async def use() -> None:
        async with opened(path):
            await asyncio.Event().wait()

    for _ in range(20):
        task = asyncio.create_task(use())
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled()
        assert not is_open(path)
