"""A panel before a real scan and a real ledger: what a person asks is decided, kept and shown."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from daemon.clock import SystemClock
from daemon.control.scan import scan
from daemon.control.settings import RoomSettings
from daemon.control.state import ControlState
from daemon.control.view import Inputs
from daemon.model import Act, Answer, OutputInfo, ProcessImage, RoomControl
from daemon.operator import Desk
from daemon.store.ledger import Ledger
from panel.app import Extra
from panel.settings import PanelSettings
from tests.browser.example import NO_EXTRA, SETTINGS, SITE, Example, snapshot
from tests.control_kit import ROOM, image
from tests.rules_kit import AIR, FULL, MACHINES, told
from tests.unit.ledger_kit import running

PANEL_SITE = replace(
    SITE,
    rooms=(
        replace(SITE.rooms[0], deadband_c=1.0, deadband_pct=4.0),
        SITE.rooms[1],
    ),
    outputs=tuple(
        OutputInfo(id=m.id, room=m.room, kind=m.kind, name=m.name, hazardous=m.hazardous)
        for m in MACHINES
    ),
)


class SetpointSite:
    """One room with every rule; scans when somebody asks for something, or when it is told to."""

    def __init__(
        self,
        folder: Path,
        room: RoomSettings = FULL,
        *,
        settings: PanelSettings = SETTINGS,
        extra: Extra = NO_EXTRA,
    ) -> None:
        self.settings = told(room)
        self.ledger = Ledger(folder, SystemClock(), "v1")
        self.state = ControlState()
        self.panel = Example(settings, PANEL_SITE, operator=self, extra=extra)
        self.control: RoomControl | None = None
        self._desk = Desk(self.ledger, lambda: None)

    async def act(self, act: Act) -> Answer:
        """Ask as a person does: the next scan decides, the ledger keeps it."""
        asked = asyncio.create_task(self._desk.act(act))
        await asyncio.sleep(0)  # it lies on the desk now, or was answered there
        await self.scan(*self._desk.taken())
        return await asked

    async def scan(self, *acts: Act) -> None:
        """Scan now, and show what came of it."""
        clock = SystemClock()
        t, at = clock.monotonic(), clock.utc()
        now: ProcessImage = replace(image(AIR, t=t), at=at)
        result, self.state = scan(Inputs(image=now, acts=acts), self.settings, self.state)
        number = self.ledger.offer(result, self.state)
        self._desk.answer(result.answers, number)
        await self.ledger.until(number)
        self.control = result.rooms[ROOM]
        usual = snapshot(result.seq, time.monotonic())
        shown = replace(
            result,
            image=replace(usual.result.image, at=at),
            climates=usual.result.climates,
            alarms=usual.result.alarms,
        )
        await self.panel.live.publish(replace(usual, result=shown))

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        """Run ledger and panel; the first scan has taken place."""
        async with running(self.ledger), self.panel.serving() as url:
            await self.scan()
            yield url
