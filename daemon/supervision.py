"""Best-effort services: kept running, with a sentence for what is wrong with each."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from .backoff import Backoff

FIRST_S = 1.0
CAP_S = 60.0
STEADY_S = 10.0  # a service that runs for so long is well again

log = logging.getLogger(__name__)


class Services:
    """Restarts services that fail; control never waits for one of them."""

    def __init__(self) -> None:
        self.restarts: dict[str, int] = {}
        self._failed: dict[str, str] = {}
        self._reports: dict[str, Callable[[], str]] = {}

    def report(self, name: str, sentence: Callable[[], str]) -> None:
        """Let a service say by itself what is wrong, "" when all is well."""
        self._reports[name] = sentence

    def status(self) -> dict[str, str]:
        """Return what is wrong with each service, "" where all is well."""
        names = self.restarts | self._reports
        return {name: self._failed.get(name) or self._said(name) for name in names}

    async def keep_running(self, name: str, service: Callable[[], Awaitable[None]]) -> None:
        """Run `service` for ever; after a failure, or an end, start it again with back-off."""
        self.restarts[name] = 0
        loop = asyncio.get_running_loop()
        backoff = Backoff(FIRST_S, CAP_S)
        while True:
            started = loop.time()
            steady = loop.call_later(STEADY_S, self._failed.pop, name, None)
            try:
                await service()
                self._failed[name] = "服务自行结束，正在重启 / ended by itself, starting again"
            except Exception as err:  # the one place where anything may be caught
                if str(err) != self._failed.get(name):
                    log.warning("%s: %s", name, err, exc_info=not str(err))
                self._failed[name] = str(err) or type(err).__name__
            finally:
                steady.cancel()
            if loop.time() - started > CAP_S:
                backoff.reset()
            self.restarts[name] += 1
            await asyncio.sleep(backoff.next_s())

    def _said(self, name: str) -> str:
        return self._reports[name]() if name in self._reports else ""
