"""Looks at every scan for what has to be told, and gets it to the channels; control never waits.

A channel that can't be reached is tried again with back-off, its messages in their order; the
others are not held up by it. An urgent message ends the pause, and goes first.
"""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import timedelta
from enum import Enum
from pathlib import Path
from zoneinfo import ZoneInfo

from daemon.backoff import Backoff
from daemon.clock import Clock
from daemon.control.alarms.escalation import Channel, notices
from daemon.model import Sentence, SiteInfo
from daemon.ports import Live

from .message import body_of, is_urgent
from .outbox import Message, Outbox, open_outbox
from .sending import DeniedError, RefusedError, Sender, UnreachableError

log = logging.getLogger(__name__)

FIRST_S, CAP_S = 2.0, 600.0
DENIED_MOST = timedelta(hours=24)  # so long a message waits for a person to mend the set-up


class Trouble(Enum):
    """What is wrong with a channel, as a sentence about its name and the last error."""

    UNREACHABLE = Sentence(
        "通知渠道 {name} 送不出去，稍后重试（{error}）",
        "notices do not reach {name}, trying again ({error})",
    )
    DENIED = Sentence(
        "通知渠道 {name} 不接收消息，请检查地址和口令；24 小时内继续重试（{error}）",
        "{name} takes no notices: check its address and secret; trying again for 24 h ({error})",
    )
    REFUSED = Sentence(
        "通知渠道 {name} 拒收了一条消息，不再重发（{error}）",
        "{name} refused a notice for good, it is not sent again ({error})",
    )
    PARTLY = Sentence(
        "通知渠道 {name} 有收件人没有收到，其余已送达（{error}）",
        "some readers of {name} did not get a notice, the others did ({error})",
    )


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
        self._called = {name: asyncio.Event() for name in senders}
        self._trouble: dict[str, tuple[Trouble, str]] = {}
        self.counts: Mapping[tuple[str, str], int] = {}

    @property
    def status(self) -> str:
        """What is wrong with which channel, "" when all is well."""
        return "；".join(
            " / ".join(said.format(name=name, error=error) for said in trouble.value)
            for name, (trouble, error) in self._trouble.items()
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
            if not due and after == told:
                continue
            messages = [
                (notice.id, channel, body_of(notice, self._info, t, at))
                for notice in due
                for channel in notice.channels
                if channel in self._senders
            ]
            await outbox.put(after, messages, at)
            told = after
            for _, channel, body in messages:
                self._filled[channel].set()
                if is_urgent(body):
                    self._called[channel].set()

    async def _send(self, outbox: Outbox, name: str, sender: Sender) -> None:
        """Send what waits for one channel, in its order, until cancelled."""
        backoff = Backoff(FIRST_S, CAP_S)
        while True:
            self._filled[name].clear()
            self._called[name].clear()
            message = await outbox.next_for(name)
            self.counts = await outbox.counts()
            if message is None:
                await self._filled[name].wait()
                continue
            done = await self._handed(outbox, message, sender)
            if done or await self._is_called(name, backoff.next_s()):
                backoff.reset()

    async def _handed(self, outbox: Outbox, message: Message, sender: Sender) -> bool:
        """Hand one message over; return whether the channel is done with it."""
        name = message.channel
        try:
            missed = await sender.send(message.notice, message.body)
        except RefusedError as error:
            self._note(name, Trouble.REFUSED, str(error))
            await outbox.refused(message, str(error))
        except DeniedError as error:
            denied = message.denied or self._clock.utc()
            if self._clock.utc() - denied < DENIED_MOST:
                self._note(name, Trouble.DENIED, str(error))
                await outbox.tried(message, str(error), denied)
                return False
            self._note(name, Trouble.REFUSED, str(error))
            await outbox.refused(message, str(error))
        except UnreachableError as error:
            self._note(name, Trouble.UNREACHABLE, str(error))
            await outbox.tried(message, str(error), message.denied)
            return False
        else:
            self._note(name, Trouble.PARTLY, missed)
            await outbox.sent(message, missed)
        return True

    def _note(self, name: str, trouble: Trouble, error: str) -> None:
        """Remember what is wrong with a channel, nothing where there is no error."""
        if not error:
            self._trouble.pop(name, None)
            return
        if trouble is Trouble.REFUSED or self._trouble.get(name, (None,))[0] is not trouble:
            log.warning("notify %s: %s: %s", name, trouble.name.lower(), error)
        self._trouble[name] = trouble, error

    async def _is_called(self, name: str, pause_s: float) -> bool:
        """Wait before the next try; return whether an urgent message ended the pause."""
        with suppress(TimeoutError):
            async with asyncio.timeout(pause_s):
                return await self._called[name].wait()
        return False
