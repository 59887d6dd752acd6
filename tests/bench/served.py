"""The whole daemon with a clock beside it that measures how late its loop is.

`python -m tests.bench.served CONFIG` prints the key of the room's own panel, and after two lines on
its input how late the loop was each 10 ms, before the first line and after it, as pairs in
milliseconds: all of it, and what of it was the loop's own work and not that of other programs.
"""

import asyncio
import json
import logging
import os
import sys
import time
from contextlib import suppress
from pathlib import Path

from daemon.app import Edges, run
from daemon.clock import SystemClock
from daemon.configuration.loading import load_config
from daemon.local_key import LocalKey
from daemon.notify import Notifier

log = logging.getLogger(__name__)

LAG_S = 0.01


def _say(_url: str, key: LocalKey, _code: str | None) -> None:
    print(key.key, flush=True)


async def _measure(lags_ms: list[tuple[float, float]]) -> None:
    loop = asyncio.get_running_loop()
    while True:
        due, worked_s = loop.time() + LAG_S, time.thread_time()
        await asyncio.sleep(LAG_S)
        late_s, work_s = loop.time() - due, time.thread_time() - worked_s
        lags_ms.append((round(late_s * 1e3, 2), round(min(late_s, work_s) * 1e3, 2)))


async def main(config: Path) -> None:
    """Run until there is a line."""
    lags_ms: list[list[tuple[float, float]]] = [[], []]
    edges = Edges(clock=SystemClock(), notifier=Notifier(), on_listening=_say)
    site = asyncio.create_task(run(load_config(config), edges))
    for found in lags_ms:  # in calm until the first line, in the storm until the second
        measure = asyncio.create_task(_measure(found))
        line = asyncio.create_task(asyncio.to_thread(sys.stdin.readline))
        await asyncio.wait([site, line], return_when=asyncio.FIRST_COMPLETED)
        if site.done():
            log.error("the site ended by itself", exc_info=site.exception())
            os._exit(1)  # the thread that waits for a line would keep the process
        measure.cancel()
    site.cancel()
    with suppress(asyncio.CancelledError):
        await site
    print(json.dumps(lags_ms), flush=True)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, stream=sys.stderr)
    asyncio.run(main(Path(sys.argv[1])))
