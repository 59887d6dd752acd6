"""Control at a real mosquitto: what is published of it, and the few commands that are taken."""

import asyncio
import itertools
import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiomqtt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.clock import SystemClock
from daemon.live import LatestSnapshot
from daemon.model import Origin, Verb
from daemon.mqtt import MqttPublisher, MqttSettings
from daemon.mqtt_commands import ALLOWED, MOST_BYTES, RefusedCommandError, command
from tests.browser.control_example import (
    CONTROL_SITE,
    Scene,
    calm,
    door_tripped,
    local_stop,
    shown,
    uv_run,
)
from tests.browser.example import HandFedOperator
from tests.fakes import EPOCH
from tests.waiting import until

from .mqtt_kit import HOST, Broker, Watcher, watching

BASE = "roomd/dangyang-bianban"
COMMAND, REPLY, STATUS = f"{BASE}/command", f"{BASE}/reply", f"{BASE}/status"
LAMP = f"{BASE}/output/uv-1/state"
CYCLE = f"{BASE}/programme/uv-night/state"
ROOM = f"{BASE}/room/stack-1/control"


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    one = Broker(tmp_path)
    one.start()
    yield one
    one.stop()


def moment(seq: int, scene_of: Any) -> Any:
    t = SystemClock().monotonic()
    scene: Scene = scene_of(t)
    return shown(seq, t, scene)


@dataclass
class Site:
    """A publisher with its operator, and another client that sees everything."""

    live: LatestSnapshot
    operator: HandFedOperator
    publisher: MqttPublisher
    watcher: Watcher
    broker: Broker

    @property
    def ignored(self) -> int:
        assert self.publisher.commands is not None
        return self.publisher.commands.ignored

    async def send(self, sent: object, *, retain: bool = False) -> None:
        """Publish a message at the topic of commands, as bytes or as JSON."""
        payload = sent if isinstance(sent, bytes) else json.dumps(sent).encode()
        async with aiomqtt.Client(HOST, self.broker.port) as stranger:
            await stranger.publish(COMMAND, payload, qos=1, retain=retain)

    async def reply(self, sent: object) -> dict[str, Any]:
        """Send a message and return the reply to it."""
        before = self.watcher.counts.get(REPLY, 0)
        await self.send(sent)
        await until(lambda: self.watcher.counts.get(REPLY, 0) > before)
        return self.watcher.state(REPLY)


@asynccontextmanager
async def site(broker: Broker) -> AsyncIterator[Site]:
    live, operator = LatestSnapshot(), HandFedOperator()
    live.swap(moment(1, calm))
    told = MqttSettings(host=HOST, port=broker.port, publish_s=3600.0)
    publisher = MqttPublisher(told, CONTROL_SITE, live, SystemClock(), operator)
    async with watching(broker) as watcher:
        task = asyncio.create_task(publisher.run())
        await until(lambda: ROOM in watcher.seen)
        yield Site(live, operator, publisher, watcher, broker)
        task.cancel()
        await asyncio.wait([task])
    assert task.cancelled()


def ask(verb: str = "stop", subject: str = "stack-1", **more: object) -> dict[str, object]:
    soon = SystemClock().utc() + timedelta(minutes=1)
    usual = {"id": "far-0001", "verb": verb, "subject": subject, "expires_at": soon.isoformat()}
    return {**usual, **more}


# States


async def test_outputs_programmes_and_rooms_are_published_with_their_sentences(
    broker: Broker,
) -> None:
    async with site(broker) as one:
        lamp, cycle, room = map(one.watcher.state, (LAMP, CYCLE, ROOM))
        assert (lamp["on"], lamp["want"], lamp["allowed"], lamp["mode"]) == (
            False,
            False,
            False,
            "auto",
        )
        assert (lamp["verdict"], lamp["kind"], lamp["room"]) == ("confirmed", "uv_lamp", "stack-1")
        assert lamp["why_zh"].startswith("紫外灯已停 14 分钟：")
        assert lamp["why_en"].startswith("紫外灯 has been off for 14 min: ")
        assert (cycle["stage"], cycle["entry"], cycle["checks"]) == ("idle", "free", [])
        assert (room["entry"], room["stopped"], room["trips"]) == ("free", False, [])
        assert (room["setpoint_c"], room["setpoint_pct"]) == (20.0, 52.0)


async def test_states_are_retained_and_follow_control_at_once(broker: Broker) -> None:
    async with site(broker) as one:
        one.live.swap(moment(2, uv_run))
        await until(lambda: one.watcher.state(LAMP)["on"] is True)
        await until(lambda: one.watcher.state(ROOM)["entry"] == "forbidden")
        assert one.watcher.state(CYCLE)["stage"] == "run"
        one.live.swap(moment(3, door_tripped))
        await until(lambda: one.watcher.state(LAMP)["on"] is False)
        await until(lambda: one.watcher.state(ROOM)["trips"])
        (trip,) = one.watcher.state(ROOM)["trips"]
        assert (trip["interlock"], trip["latched"], trip["healthy"]) == ("door", True, True)
        assert one.watcher.state(LAMP)["why"] == "trip_door"
        async with watching(broker) as late:
            await until(lambda: {LAMP, CYCLE, ROOM} <= late.seen.keys())


async def test_what_does_not_change_is_not_sent_again(broker: Broker) -> None:
    async with site(broker) as one:
        one.live.swap(moment(2, uv_run))
        await until(lambda: one.watcher.counts[CYCLE] == 2)
        for seq in range(3, 6):
            one.live.swap(moment(seq, uv_run))
        await one.reply(ask())
        assert one.watcher.counts[LAMP] == 2


async def test_the_docs_show_control_states_as_they_are(broker: Broker) -> None:
    docs = (Path(__file__).parents[2] / "docs" / "mqtt.md").read_text("utf-8")
    blocks = [json.loads(b) for b in re.findall(r"```json control\n(.*?)```", docs, re.DOTALL)]
    async with site(broker) as one:
        one.live.swap(moment(2, door_tripped))
        await until(lambda: one.watcher.counts[ROOM] == 2)
        answer = await one.reply(ask())
        real = [*map(one.watcher.state, (LAMP, CYCLE, ROOM)), ask(), answer]
    assert [list(block) for block in blocks] == [list(state) for state in real]
    assert list(blocks[2]["trips"][0]) == list(real[2]["trips"][0])


# Commands


async def test_a_room_can_be_stopped_and_a_run_aborted(broker: Broker) -> None:
    async with site(broker) as one:
        told = await one.reply(ask())
        assert (told["id"], told["accepted"], told["code"]) == ("far-0001", True, "act_stopped")
        assert told["zh"] == "本室设备已全部停止"
        assert (await one.reply(ask("abort", "uv-night", id="far-0002")))["accepted"]
        stop, abort = one.operator.acts
        assert (stop.verb, stop.subject, stop.who) == (Verb.STOP, "stack-1", "MQTT")
        assert (abort.verb, abort.subject) == (Verb.ABORT, "uv-night")
        assert {act.origin for act in one.operator.acts} == {Origin.REMOTE}


async def test_what_the_site_does_not_have_never_reaches_control(broker: Broker) -> None:
    async with site(broker) as one:
        told = await one.reply(ask("abort", "x"))
        assert (told["id"], told["accepted"], told["code"]) == (
            "far-0001",
            False,
            "act_unknown_subject",
        )
        assert one.operator.acts == []


async def test_commands_that_change_nothing_are_counted_and_a_stop_is_not(broker: Broker) -> None:
    async with site(broker) as one:
        abort = ask("abort", "uv-night")
        codes = [(await one.reply(abort))["code"] for _ in range(ALLOWED.most + 1)]
        assert codes == ["act_stopped"] * ALLOWED.most + ["command_too_many"]
        for _ in range(3):
            assert (await one.reply(ask()))["accepted"]
        one.live.swap(moment(2, local_stop))
        told = await one.reply(ask())
        assert told["code"] == "command_too_many"
        assert told["zh"].startswith("没有可停的设备")


async def test_the_refusal_of_control_is_the_reply(broker: Broker) -> None:
    async with site(broker) as one:
        one.operator.refused = "act_repeated"
        told = await one.reply(ask())
        assert (told["accepted"], told["code"]) == (False, "act_repeated")


@pytest.mark.parametrize("verb", [v.value for v in Verb if v not in (Verb.STOP, Verb.ABORT)])
async def test_nothing_else_reaches_control(broker: Broker, verb: str) -> None:
    async with site(broker) as one:
        told = await one.reply(ask(verb, "uv-night"))
        assert (told["id"], told["accepted"], told["code"]) == ("far-0001", False, "command_verb")
        assert one.operator.acts == []
        assert one.ignored == 1


async def test_junk_gets_a_reply_and_the_next_command_is_taken(broker: Broker) -> None:
    async with site(broker) as one:
        for junk in (b"", b"\x00", b"stop", b"[" * 2000, b"x" * (MOST_BYTES + 1)):
            assert (await one.reply(junk))["accepted"] is False
        assert one.ignored == 5
        assert (await one.reply(ask()))["accepted"] is True


async def test_a_retained_command_is_ignored(broker: Broker) -> None:
    async with aiomqtt.Client(HOST, broker.port) as stranger:
        await stranger.publish(COMMAND, json.dumps(ask()), qos=1, retain=True)
    async with site(broker) as one:
        await until(lambda: one.ignored == 1)
        await one.reply(ask(id="far-0002"))
        assert [act.id for act in one.operator.acts] == ["far-0002"]


async def test_a_broker_that_forbids_reading_still_gets_the_states(
    broker: Broker, tmp_path: Path
) -> None:
    broker.stop()
    rules = tmp_path / "acl"
    rules.write_text("topic write roomd/#\n")
    broker.extra = f"allow_anonymous true\nacl_file {rules}\n"
    broker.start()
    live = LatestSnapshot()
    live.swap(moment(1, calm))
    told = MqttSettings(host=HOST, port=broker.port)
    publisher = MqttPublisher(told, CONTROL_SITE, live, SystemClock(), HandFedOperator())
    task = asyncio.create_task(publisher.run())
    await until(lambda: publisher.published >= 10)
    assert publisher.status == ""
    task.cancel()
    await asyncio.wait([task])


async def test_commands_work_again_after_the_broker_was_away(broker: Broker) -> None:
    live, operator = LatestSnapshot(), HandFedOperator()

    async def scan() -> None:
        for seq in itertools.count(1):
            live.swap(moment(seq, calm))
            await asyncio.sleep(0.05)

    scans = asyncio.create_task(scan())
    told = MqttSettings(host=HOST, port=broker.port)
    publisher = MqttPublisher(told, CONTROL_SITE, live, SystemClock(), operator)
    task = asyncio.create_task(publisher.run())
    await until(lambda: publisher.published >= 10)
    broker.stop()
    await until(lambda: publisher.status)
    broker.start()
    await until(lambda: publisher.connects == 2 and not publisher.status, within_s=20.0)
    async with watching(broker) as watcher:
        await until(lambda: STATUS in watcher.seen)
        again = Site(live, operator, publisher, watcher, broker)
        assert (await again.reply(ask()))["accepted"]
    task.cancel()
    scans.cancel()
    await asyncio.wait([task, scans])
    assert task.cancelled()


# Which messages are commands


NOW = EPOCH


def read(more: dict[str, object], *, trusted: bool = True) -> str:
    """Return the code of the refusal, "" for an act."""
    soon = (NOW + timedelta(minutes=1)).isoformat()
    fields = {"id": "far-0001", "verb": "stop", "subject": "stack-1", "expires_at": soon, **more}
    kept = {name: value for name, value in fields.items() if value is not ...}
    try:
        command(json.dumps(kept).encode(), NOW, clock_trusted=trusted)
    except RefusedCommandError as refused:
        return refused.reason.code
    return ""


def iso(**ahead: float) -> str:
    at: datetime = NOW + timedelta(**ahead)
    return at.isoformat()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({}, ""),
        ({"expires_at": iso(minutes=5)}, ""),
        ({"expires_at": iso(seconds=0)}, "command_expired"),
        ({"expires_at": iso(days=-1)}, "command_expired"),
        ({"expires_at": iso(minutes=6)}, "command_expiry_far"),
        ({"expires_at": "2026-06-01T00:01:00"}, "command_malformed"),
        ({"expires_at": "soon"}, "command_malformed"),
        ({"expires_at": 60}, "command_malformed"),
        ({"expires_at": ...}, "command_malformed"),
        ({"id": ...}, "command_malformed"),
        ({"id": "short"}, "command_malformed"),
        ({"subject": "x" * 65}, "command_malformed"),
        ({"subject": "a\nb"}, "command_malformed"),
        ({"who": "admin"}, "command_malformed"),
        ({"origin": "local"}, "command_malformed"),
        ({"verb": "confirm"}, "command_verb"),
        ({"verb": 1}, "command_malformed"),
    ],
)
def test_a_command_has_its_four_fields_and_is_fresh(more: dict[str, object], code: str) -> None:
    assert read(more) == code


def test_without_a_trusted_clock_a_stop_is_a_stop() -> None:
    assert read({"expires_at": iso(days=-400)}, trusted=False) == ""
    assert read({"expires_at": iso(days=400)}, trusted=False) == ""
    assert read({"verb": "confirm"}, trusted=False) == "command_verb"


@given(
    st.binary(max_size=200)
    | st.dictionaries(st.sampled_from(["id", "verb", "subject", "expires_at"]), st.text()).map(
        lambda fields: json.dumps(fields).encode()
    )
)
@settings(max_examples=300, deadline=None)
def test_any_message_is_a_safe_act_or_refused(payload: bytes) -> None:
    try:
        act = command(payload, NOW, clock_trusted=True)
    except RefusedCommandError:
        return
    assert act.verb in (Verb.STOP, Verb.ABORT)
    assert act.origin is Origin.REMOTE
