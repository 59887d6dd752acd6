"""States at a real mosquitto: whole, honest, retained, and published when it matters."""

import asyncio
import json
import re
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import aiomqtt
import pytest

from daemon.model import (
    Quality,
    Why,
)
from tests.waiting import until

from .mqtt_kit import (
    BASE,
    CONTACTS,
    HOST,
    ROOM,
    SENSOR,
    STATES,
    STATUS,
    TOPICS,
    Broker,
    good,
    newest,
    publishing,
    snapshot,
    watching,
)


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    one = Broker(tmp_path)
    one.start()
    yield one
    one.stop()


async def test_birth_and_all_states_are_retained(broker: Broker) -> None:
    async with publishing(broker, newest()) as publisher:
        await until(lambda: publisher.published == STATES)
        assert publisher.status == ""
        async with watching(broker) as late:
            await until(lambda: late.seen.keys() == TOPICS)
    assert late.seen[STATUS] == "online"
    room, sensor = late.state(ROOM), late.state(SENSOR)
    age_s = sensor["readings"]["temperature"].pop("age_s")
    assert 0.0 <= age_s < 10.0
    assert sensor["readings"]["temperature"] == {
        "value": 20.5,
        "unit": "°C",
        "quality": "good",
        "why": "none",
        "at": "2026-03-01T00:00:00.000+00:00",
    }
    assert (sensor["device"], sensor["room"], sensor["online"]) == ("th-north", "stack-1", True)
    assert (room["room"], room["name"], room["clock_trusted"]) == ("stack-1", "一号库房", True)
    assert room["readings"]["dew_point"] == {
        "value": None,
        "unit": "°C",
        "quality": "bad",
        "why": "waiting_for_initial_data",
        "age_s": None,
        "at": None,
    }
    assert late.state(CONTACTS)["readings"]["input_1"]["value"] is True


async def test_the_docs_show_states_as_they_are(broker: Broker) -> None:
    docs = (Path(__file__).parents[2] / "docs" / "mqtt.md").read_text("utf-8")
    blocks = re.findall(r"```json\n(.*?)```", docs, re.DOTALL)
    async with watching(broker) as watcher, publishing(broker, newest()):
        await until(lambda: watcher.seen.keys() == TOPICS)
    for topic, block in zip((ROOM, CONTACTS), blocks, strict=True):
        shown, real = json.loads(block), watcher.state(topic)
        assert list(shown) == list(real)
        assert list(shown["readings"]) == list(real["readings"])
        for name, reading in real["readings"].items():
            assert list(shown["readings"][name]) == list(reading)


async def test_a_clean_stop_says_offline(broker: Broker) -> None:
    async with publishing(broker, newest()) as publisher:
        await until(lambda: publisher.published)
    async with watching(broker) as late:
        await until(lambda: STATUS in late.seen)
        assert late.seen[STATUS] == "offline"


async def test_a_killed_process_is_reported_offline(broker: Broker) -> None:
    async with watching(broker) as watcher:
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.wire.mqtt_kit", str(broker.port))
        )
        await until(lambda: watcher.seen.get(STATUS) == "online", within_s=20.0)
        child.send_signal(signal.SIGKILL)
        await until(lambda: watcher.seen.get(STATUS) == "offline")
        await child.wait()


async def test_a_change_of_quality_is_published_at_once_and_a_number_is_not(
    broker: Broker,
) -> None:
    live = newest()
    async with watching(broker) as watcher, publishing(broker, live) as publisher:
        await until(lambda: publisher.published == STATES)
        live.swap(snapshot(2, good(25.0, "°C"), door_shut=False))
        await until(lambda: watcher.counts.get(CONTACTS) == 2)
        assert (watcher.counts[ROOM], watcher.counts[SENSOR]) == (1, 1)
        bad = replace(good(0.0, "°C"), value=None, quality=Quality.BAD, why=Why.SENSOR_FAILURE)
        live.swap(snapshot(3, bad, door_shut=False))
        await until(lambda: watcher.counts.get(SENSOR) == 2 and watcher.counts.get(ROOM) == 2)
        shown = watcher.state(SENSOR)["readings"]["temperature"]
        assert (shown["value"], shown["quality"], shown["why"]) == (None, "bad", "sensor_failure")
        assert watcher.counts[CONTACTS] == 2


async def test_a_door_and_a_lost_device_are_published_at_once(broker: Broker) -> None:
    live = newest()
    async with watching(broker) as watcher, publishing(broker, live) as publisher:
        await until(lambda: publisher.published == STATES)
        live.swap(snapshot(2, door_shut=False))
        await until(lambda: watcher.counts.get(CONTACTS) == 2)
        assert watcher.state(CONTACTS)["readings"]["input_1"]["value"] is False
        live.swap(snapshot(3, door_shut=False, online=False))
        await until(lambda: watcher.counts.get(CONTACTS) == 3)
        assert watcher.state(CONTACTS)["online"] is False
        assert watcher.state(CONTACTS)["why"] == "comm_failure"


async def test_everything_is_published_again_in_time(broker: Broker) -> None:
    live = newest()
    async with watching(broker) as watcher, publishing(broker, live, publish_s=0.1) as publisher:
        for seq in range(2, 6):
            await until(lambda: publisher.published >= STATES * (seq - 1))  # noqa: B023 - at once
            await asyncio.sleep(0.1)
            live.swap(snapshot(seq, good(20.0 + seq, "°C")))
        await until(lambda: watcher.state(SENSOR)["readings"]["temperature"]["value"] == 25.0)


async def test_commands_are_not_listened_to(broker: Broker) -> None:
    async with publishing(broker, newest()) as publisher, watching(broker):
        await until(lambda: publisher.published == STATES)
        async with aiomqtt.Client(HOST, broker.port) as stranger:
            for topic in (f"{BASE}/cmd/relay", f"{BASE}/device/io-1/set", STATUS):
                await stranger.publish(topic, "on", qos=1)
        await asyncio.sleep(0.1)
        assert publisher.published == STATES
        assert publisher.status == ""
