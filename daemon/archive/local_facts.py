"""The local facts of the records: their only writer, its copies, its ways to the main system.

Best effort: while the file can't be had there are no acts, and the scan goes on.
"""

import asyncio
import logging
from collections.abc import Collection, Mapping
from zoneinfo import ZoneInfo

from daemon.clock import Clock
from daemon.configuration.loading import Loaded
from daemon.record_ports import RecordsUnavailableError
from records_sync.holdings.acts import Act
from records_sync.holdings.model import Key, Outcome
from records_sync.holdings.sending import Delivery
from records_sync.holdings.store import Holdings, open_holdings
from records_sync.holdings.words import COPY, OUTBOX, SALVAGED

from .releases import keep_releasing
from .senders import senders
from .troubles import FACTS_OPENING, asking_facts, both
from .upkeep import Upkeep

log = logging.getLogger(__name__)


class LocalFacts:
    """Opens holdings.db and keeps it; `run` is its only task."""

    def __init__(self, loaded: Loaded, clock: Clock, upkeep: Upkeep) -> None:
        self._directory = loaded.config.storage.directory.absolute()
        self._zone = ZoneInfo(loaded.config.site.timezone)
        self._clock = clock
        self._upkeep = upkeep
        self._senders = tuple(senders(loaded.config))
        self._holdings: Holdings | None = None
        self._salvaged = ""
        self._deliveries: Mapping[str, Delivery] = {}

    def status(self) -> str:
        """Return what is wrong and what to do, "" when well."""
        said = [self._salvaged, *map(_told, self._deliveries.values()), self._upkeep.status()]
        if self._holdings is not None and (why := self._holdings.copy_trouble):
            said.append(both(COPY.filled({"why": str(why)})))
        return "；".join(filter(None, said))

    async def act(self, act: Act, former: Collection[Key] = ()) -> Outcome:
        """Return what became of an act, once it is on the disk; raises RecordsUnavailableError.

        `former` are keys that its records had before: their facts go to the present ones first.
        """
        holdings = self._holdings
        if holdings is None:
            raise RecordsUnavailableError(both(FACTS_OPENING))
        await self._upkeep.renaming.rename(holdings, former)
        with asking_facts():
            outcome = await holdings.do(act)
        self._upkeep.acted()
        return outcome

    async def run(self) -> None:
        """Keep the file open until cancelled; raises RecordsUnavailableError."""
        failed: Exception | None = None
        with asking_facts():
            try:
                await self._keep()
            except ExceptionGroup as group:
                failed = group.exceptions[0]
            finally:
                self._holdings, self._deliveries = None, {}
            if failed is not None:
                raise failed

    async def _keep(self) -> None:
        async with open_holdings(self._directory, self._clock.utc, self._zone) as holdings:
            if (salvage := holdings.salvage) is not None:
                values = {
                    "aside": salvage.aside.name,
                    "kept": salvage.kept,
                    "from_copy": salvage.from_copy,
                    "lost": salvage.lost,
                }
                self._salvaged = both(SALVAGED.filled(values))
                log.warning("records: %s", self._salvaged)
            self._deliveries = {
                name: holdings.delivery(name, sender) for name, sender in self._senders
            }
            self._holdings = holdings
            async with asyncio.TaskGroup() as group:
                group.create_task(holdings.keep_copies(), name="copies of holdings.db")
                for name, delivery in self._deliveries.items():
                    group.create_task(delivery.run(), name=f"outbox {name}")
                group.create_task(self._upkeep.run(holdings, self._deliveries), name="upkeep")
                releasing = keep_releasing(self._directory, self._deliveries, self._clock)
                group.create_task(releasing, name="releases")


def _told(delivery: Delivery) -> str:
    trouble = delivery.trouble
    return "" if trouble is None else both(OUTBOX[trouble.code].filled({"error": trouble.detail}))
