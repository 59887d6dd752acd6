"""Publishes states to an MQTT broker: retained, complete after every reconnect.

One topic is listened to, and only what makes a room safer is taken from there. The broker may be
down, mute or flapping: this task waits and tries again, and nobody waits for it.
"""

import asyncio
import json
import logging
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiomqtt

from .backoff import Backoff
from .clock import Clock
from .model import SiteInfo, Snapshot
from .mqtt_alarms import AlarmsState
from .mqtt_commands import Commands
from .mqtt_control_states import ControlState, control_topics
from .mqtt_states import DeviceState, RoomState, base_topic, state_topics, status_topic
from .ports import Live, Operator

log = logging.getLogger(__name__)

ANSWER_S = 5.0  # for the broker to accept a connection or a message
CONNECT_S = 3.0  # for the network to reach it; a stop waits for that
FAREWELL_S = 1.0
STEADY_S = 30.0  # a connection that lived so long makes the next pause short again
QUEUED_MESSAGES = 100
FIRST_FAILURE = 128  # of the codes with which a broker answers a subscription
ONLINE, OFFLINE = "online", "offline"
_LOGIN_REFUSED = frozenset({134, 135})  # reason codes of MQTT 5, into which older ones are turned


@dataclass(frozen=True, slots=True, kw_only=True)
class MqttSettings:
    """The broker and how to publish there. `ca_file` None means the system's authorities."""

    host: str
    port: int
    tls: bool = False
    ca_file: Path | None = None
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    keepalive_s: int = 20
    topic_prefix: str = "roomd"
    publish_s: float = 10.0


State = RoomState | DeviceState | ControlState | AlarmsState


class MqttPublisher:
    """Keeps a broker's retained states in step with the newest snapshot."""

    def __init__(
        self,
        settings: MqttSettings,
        info: SiteInfo,
        live: Live,
        clock: Clock,
        operator: Operator | None = None,
    ) -> None:
        self.status = f"尚未连接 MQTT 服务器 {settings.host} / not connected to the broker yet"
        self.connects = 0
        self.published = 0
        self.commands = None if operator is None else Commands(operator, clock, info, live)
        self._settings = settings
        self._live = live
        self._clock = clock
        self._client_id = f"roomd-{info.id}"
        self._status_topic = status_topic(settings.topic_prefix, info.id)
        base = base_topic(settings.topic_prefix, info.id)
        self._command_topic, self._reply_topic = f"{base}/command", f"{base}/reply"
        self._states: tuple[State, ...] = (
            *state_topics(settings.topic_prefix, info),
            *control_topics(base, info),
            AlarmsState(topic=f"{base}/alarms"),
        )
        self._backoff = Backoff(first_s=1.0, cap_s=60.0)

    async def run(self) -> None:
        """Publish until cancelled; raise only on a bug."""
        while True:
            began = self._clock.monotonic()
            try:
                await self._session()
            except (aiomqtt.MqttError, OSError) as error:
                self._note(error)
            if (task := asyncio.current_task()) and task.cancelling():
                raise asyncio.CancelledError  # the broker failed us while we took our leave
            if self._clock.monotonic() - began > STEADY_S:
                self._backoff.reset()
            await self._clock.sleep_until(self._clock.monotonic() + self._backoff.next_s())

    async def _session(self) -> None:
        async with self._connected() as client:
            await client.publish(self._status_topic, ONLINE, qos=1, retain=True)
            self.connects += 1
            self._well()
            try:
                await self._serve(client)
            except asyncio.CancelledError:
                await self._farewell(client)
                raise

    async def _serve(self, client: aiomqtt.Client) -> None:
        """Publish and listen until the connection fails; who sees a state can command already."""
        if self.commands is None or not await self._subscribed(client):
            await self._publish(client)
            return
        failed: BaseException | None = None
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._listen(client, self.commands), name="mqtt commands")
                await self._publish(client)
        except* (aiomqtt.MqttError, OSError) as errors:
            failed = errors.exceptions[0]
        if failed is not None:
            raise failed

    async def _subscribed(self, client: aiomqtt.Client) -> bool:
        """Return whether commands will come; states are published without them too."""
        try:
            granted = await client.subscribe(self._command_topic, qos=1)
        except aiomqtt.MqttError as error:
            log.info("mqtt: no commands: %s", error)
            return False
        if any((c if isinstance(c, int) else c.value) >= FIRST_FAILURE for c in granted):
            log.warning("mqtt: the broker forbids reading %s: no commands", self._command_topic)
            return False
        return True

    async def _listen(self, client: aiomqtt.Client, commands: Commands) -> None:
        """Carry out commands, one after the other, until the connection is lost.

        Only who publishes fails of that: a child of a group that fails in Python 3.11 leaves its
        parent marked as cancelled.
        """
        try:
            async for message in client.messages:
                await self._obey(client, commands, message)
        except aiomqtt.MqttError as error:
            log.info("mqtt: no more commands: %s", error)

    async def _obey(
        self, client: aiomqtt.Client, commands: Commands, message: aiomqtt.Message
    ) -> None:
        if message.retain:
            commands.ignore("a retained message")
            return
        told = await commands.obey(message.payload)
        text = json.dumps(told, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        await client.publish(self._reply_topic, text, qos=1)

    async def _publish(self, client: aiomqtt.Client) -> None:
        """Publish every state at once, again each `publish_s`, and sooner where it matters."""
        seen: dict[str, object] = {}
        seq, due = 0, float("-inf")
        while True:
            snapshot = await self._live.newer_than(seq)
            if not client._client.is_connected():  # noqa: SLF001 - aiomqtt tells only who reads
                raise aiomqtt.MqttError("connection lost")
            seq = snapshot.result.seq
            all_due = self._clock.monotonic() >= due
            if all_due:
                due = self._clock.monotonic() + self._settings.publish_s
            for state in self._states:
                urgency = state.urgency(snapshot)
                if all_due or seen.get(state.topic) != urgency:
                    await self._send(client, state, snapshot)
                    seen[state.topic] = urgency

    async def _send(self, client: aiomqtt.Client, state: State, snapshot: Snapshot) -> None:
        payload = state.state(snapshot, self._clock.monotonic())
        if payload is None:
            return
        text = json.dumps(payload, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        await client.publish(state.topic, text, qos=1, retain=True)
        self.published += 1

    async def _farewell(self, client: aiomqtt.Client) -> None:
        """Say that we go: a clean disconnect discards the will."""
        try:
            await client.publish(
                self._status_topic, OFFLINE, qos=1, retain=True, timeout=FAREWELL_S
            )
        except aiomqtt.MqttError as error:
            log.info("mqtt: no farewell: %s", error)

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[aiomqtt.Client]:
        settings = self._settings
        client = aiomqtt.Client(
            settings.host,
            settings.port,
            username=settings.username,
            password=settings.password,
            identifier=self._client_id,
            will=aiomqtt.Will(self._status_topic, OFFLINE, qos=1, retain=True),
            keepalive=settings.keepalive_s,
            timeout=ANSWER_S,
            max_queued_incoming_messages=QUEUED_MESSAGES,
            tls_context=await self._tls() if settings.tls else None,
        )
        client._client.connect_timeout = CONNECT_S  # noqa: SLF001 - not offered by aiomqtt
        try:
            async with client:
                yield client
        finally:
            # A broker that accepts and then says nothing leaves a socket and a timer behind.
            client._client.disconnect()  # noqa: SLF001
            await asyncio.sleep(0)
            lost = client._disconnected  # noqa: SLF001 - else asyncio reports an end that is known
            if lost.done() and not lost.cancelled():
                lost.exception()

    async def _tls(self) -> ssl.SSLContext:
        return await asyncio.to_thread(ssl.create_default_context, cafile=self._settings.ca_file)

    def _note(self, error: Exception) -> None:
        trouble = self._sentence(error)
        if trouble != self.status:
            log.warning("mqtt: %s", trouble)
        self.status = trouble

    def _well(self) -> None:
        if self.status:
            log.info("mqtt: connected to %s:%s", self._settings.host, self._settings.port)
        self.status = ""

    def _sentence(self, error: Exception) -> str:
        broker = f"{self._settings.host}:{self._settings.port}"
        if isinstance(error, aiomqtt.MqttCodeError) and _code(error) in _LOGIN_REFUSED:
            return (
                f"MQTT 服务器 {broker} 拒绝登录：请检查用户名、密码和权限"
                f" / the broker {broker} refuses the login: check user, password and its rules"
            )
        return (
            f"连不上 MQTT 服务器 {broker}，稍后重试，不影响控制（{error}）"
            f" / the broker {broker} cannot be reached, trying again, control goes on ({error})"
        )


def _code(error: aiomqtt.MqttCodeError) -> int | None:
    return error.rc if isinstance(error.rc, int) or error.rc is None else error.rc.value
