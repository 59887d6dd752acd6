"""What a command asks of a way to the main system: that what was refused is sent once more.

The daemon alone writes the local facts. A command leaves an empty file named after the way; it is
removed once all that was parked there is on its way again.
"""

import asyncio
import logging
from collections.abc import Mapping
from pathlib import Path

from daemon.clock import Clock
from records_sync.holdings.outbox import Outbox
from records_sync.holdings.sending import Delivery

BEGINS = "records-release-"
LOOK_S = 5.0

log = logging.getLogger(__name__)


def release_file(directory: Path, name: str) -> Path:
    """Return the file that asks for the release of what one way has parked."""
    return directory / f"{BEGINS}{name}"


async def release_asked(directory: Path, outboxes: Mapping[str, Outbox]) -> None:
    """Release what was asked for once; raises sqlite3.Error and OSError."""
    for name, outbox in outboxes.items():
        asked = release_file(directory, name)
        if await asyncio.to_thread(asked.exists):
            count = await outbox.release()
            await asyncio.to_thread(asked.unlink, missing_ok=True)
            log.info("records: %d refused events of %s are sent once more", count, name)


async def keep_releasing(directory: Path, deliveries: Mapping[str, Delivery], clock: Clock) -> None:
    """Look for what is asked until cancelled; raises sqlite3.Error."""
    outboxes = {name: delivery.outbox for name, delivery in deliveries.items()}
    while True:
        try:
            await release_asked(directory, outboxes)
        except OSError as err:
            log.warning("records: %s", err)
        await clock.sleep_until(clock.monotonic() + LOOK_S)
