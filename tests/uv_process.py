"""`python -m tests.uv_process FOLDER CONTROL`: the core as a process that keeps its lamps burning.

Made to be killed, stopped and cut off. It ends by SIGTERM and SIGINT as the daemon does, and has a
bug that SIGUSR1 lets out in the middle of a scan.
"""

import asyncio
import signal
import sys
from pathlib import Path

from daemon.commands.turns import until_signalled
from daemon.configuration.loading import load_config
from daemon.notify import Notifier
from drivers.simulator.control import Remote
from tests.uv_site import Site, controlled, settings_of


class Fragile(Notifier):
    """Feeds a watchdog until its bug shows."""

    def __init__(self) -> None:
        super().__init__()
        self.broken = False

    def watchdog(self) -> None:
        """Raise once the bug shows: in the scan, as any bug of the scan would."""
        if self.broken:
            raise ZeroDivisionError


async def keep_lit(site: Site, room: str, remote: Remote) -> None:
    """Light the lamp of a room whenever it is out."""
    while True:
        await site.light(room, remote)
        await site.until(room, lambda *_: not site.burns(room))


async def burn(folder: Path, control: Path) -> None:
    """Run the site of a folder until cancelled, or until the bug shows."""
    notifier, loop = Fragile(), asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGUSR1, setattr, notifier, "broken", True)
    loaded = load_config(folder / "roomd.toml")
    async with controlled(loaded, settings_of(loaded), notifier) as (site, controlling):
        rooms = [room.id for room in loaded.config.room]
        people = [asyncio.create_task(keep_lit(site, room, Remote(control))) for room in rooms]
        try:
            await controlling
        finally:
            for person in people:
                person.cancel()
            await asyncio.wait(people)


def main() -> None:
    """Run until signalled."""
    folder, control = map(Path, sys.argv[1:])
    asyncio.run(until_signalled(burn(folder, control), Notifier()))


if __name__ == "__main__":
    main()
