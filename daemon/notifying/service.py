"""Looks at every scan for what has to be told, and gets it to the channels; control never waits.

A channel that can't be reached is tried again with back-off, its messages in their order; the
others are not held up by it.
"""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from daemon.backoff import Backoff
from daemon.clock import Clock
from daemon.control.alarms.escalation import Channel, notices
from daemon.model import SiteInfo
from daemon.ports import Live

from .message import body_of
from .outbox import Outbox, open_outbox
from .sending import RefusedError, Sender, UnreachableError

log = logging.getLogger(__name__)

FIRST_S, CAP_S = 2.0, 600.0


class Notifier:
    """Tells the channels of a site about its alarms; `run` is its only task."""

    def __init__(
        self,
        directory: Path,
        info: SiteInfo,
        ladder: Iterable[Channel],
        senders: Mapping[str, Sender],
        live: Live,
        clock: Clock,
    ) -> None:
        self._directory = directory.absolute()
        self._info = info
        self._zone = ZoneInfo(info.timezone)
        self._ladder = tuple(ladder)
        self._senders = senders
        self._live = live
        self._clock = clock
        self._filled = {name: asyncio.Event() for name in senders}
        self._trouble = dict.fromkeys(senders, "")
        self.counts: Mapping[tuple[str, str], int] = {}

    @property
    def status(self) -> str:
        """What is wrong with which channel, "" when all is well."""
        return "；".join(
            f"通知渠道 {name} 送不出去，稍后重试（{error}）"
            f" / notices do not reach {name}, trying again ({error})"
            for name, error in self._trouble.items()
            if error
        )

    async def run(self) -> None:
        """Tell and send until cancelled; raises what the disk raises."""
        async with open_outbox(self._directory, self._clock.utc()) as outbox:
            await outbox.drop_unknown(self._senders)
            async with asyncio.TaskGroup() as group:
                for name, sender in self._senders.items():
                    group.create_task(self._send(outbox, name, sender), name=f"notify {name}")
                await self._watch(outbox)

    async def _watch(self, outbox: Outbox) -> None:
        """Queue what every new scan makes due."""
        told = await outbox.told()
        seq = 0
        while True:
            snapshot = await self._live.newer_than(seq)
            seq = snapshot.result.seq
            t, at = self._clock.monotonic(), self._clock.utc()
            local = at.astimezone(self._zone)
            due, after = notices(snapshot.result.alarms, told, self._ladder, t, local)
            if not due and after.keys() == told.keys():
                continue
            messages = [
                (notice.id, channel, body_of(notice, self._info, t, at))
                for notice in due
                for channel in notice.channels
                if channel in self._senders
            ]
            await outbox.put(after, messages, at)
            told = after
            for _, channel, _ in messages:
                self._filled[channel].set()

    async def _send(self, outbox: Outbox, name: str, sender: Sender) -> None:
        """Send what waits for one channel, in order, until cancelled."""
        backoff = Backoff(FIRST_S, CAP_S)
        while True:
            self._filled[name].clear()
            message = await outbox.next_for(name)
            self.counts = await outbox.counts()
            if message is None:
                await self._filled[name].wait()
                continue
            try:
                await sender.send(message.notice, message.body)
            except RefusedError as error:
                log.warning("notify %s: message %s refused: %s", name, message.notice, error)
                self._trouble[name] = str(error)
                await outbox.refused(message, str(error))
            except UnreachableError as error:
                if not self._trouble[name]:
                    log.warning("notify %s: %s", name, error)
                self._trouble[name] = str(error)
                await outbox.tried(message, str(error))
                await self._clock.sleep_until(self._clock.monotonic() + backoff.next_s())
            else:
                self._trouble[name] = ""
                backoff.reset()
                await outbox.sent(message)
