"""Brokers that go, flap, keep mute, swallow packets, refuse: the publisher comes back by itself."""

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from daemon.clock import SystemClock
from daemon.mqtt import MqttPublisher, MqttSettings
from tests.waiting import until

from .mqtt_kit import (
    HOST,
    INFO,
    STATES,
    STATUS,
    TOPICS,
    UNCLOSED_HANDSHAKE,
    Broker,
    certificate,
    newest,
    publishing,
    scanning,
    watching,
)


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    one = Broker(tmp_path)
    one.start()
    yield one
    one.stop()


async def test_a_broker_that_comes_back_gets_everything_again(broker: Broker) -> None:
    async with scanning() as live, publishing(broker, live) as publisher:
        await until(lambda: publisher.published == STATES)
        broker.stop()
        await until(lambda: publisher.status)
        assert f"连不上 MQTT 服务器 {HOST}:{broker.port}" in publisher.status
        assert "control goes on" in publisher.status
        broker.start()
        await until(lambda: publisher.published == 2 * STATES, within_s=20.0)
        assert publisher.status == ""
        async with watching(broker) as late:
            await until(lambda: late.seen.keys() == TOPICS)
            assert late.seen[STATUS] == "online"


async def test_ten_flaps_leave_nothing_behind(broker: Broker) -> None:
    async with scanning() as live, publishing(broker, live) as publisher:
        counts = []
        for connects in range(1, 11):
            await until(lambda: publisher.published == STATES * connects, within_s=60.0)  # noqa: B023
            publisher._backoff.reset()
            await asyncio.sleep(0)
            counts.append(len(asyncio.all_tasks()))
            broker.stop()
            await until(lambda: publisher.status)
            broker.start()
        assert publisher.connects == 10
    assert len(set(counts)) == 1


async def test_a_mute_broker_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("daemon.mqtt.ANSWER_S", 0.1)
    writers: list[asyncio.StreamWriter] = []
    server = await asyncio.start_server(lambda _, writer: writers.append(writer), HOST, 0)
    port = server.sockets[0].getsockname()[1]
    settings = MqttSettings(host=HOST, port=port)
    publisher = MqttPublisher(settings, INFO, newest(), SystemClock())
    task = asyncio.create_task(publisher.run())
    counts = []
    for _ in range(4):
        publisher.status = ""
        await until(lambda: publisher.status)
        publisher._backoff.reset()
        await asyncio.sleep(0.05)
        counts.append(len(asyncio.all_tasks()))
    task.cancel()
    await asyncio.wait([task])
    for writer in writers:
        writer.close()
    server.close()
    assert task.cancelled()
    assert max(counts) - min(counts) <= 1
    assert "稍后重试" in publisher.status


async def test_a_broker_that_swallows_packets_is_given_up_in_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("daemon.mqtt.CONNECT_S", 0.2)
    with socket.socket() as hole, socket.socket() as first, socket.socket() as second:
        hole.bind((HOST, 0))
        hole.listen(0)  # a full queue drops what comes after it
        for filler in (first, second):
            filler.setblocking(False)
            filler.connect_ex(hole.getsockname())
        settings = MqttSettings(host=HOST, port=hole.getsockname()[1])
        async with scanning() as live:
            publisher = MqttPublisher(settings, INFO, live, SystemClock())
            task = asyncio.create_task(publisher.run())
            await until(lambda: "timed out" in publisher.status)
            assert live.snapshot is not None
            assert live.snapshot.result.seq > 3
            task.cancel()
            await asyncio.wait([task])
    assert task.cancelled()


async def test_a_refused_login_is_named_as_such(broker: Broker) -> None:
    broker.stop()
    broker.extra = "allow_anonymous false\n"
    broker.start()
    async with publishing(broker, newest(), username="roomd", password="secret-7") as publisher:  # noqa: S106
        await until(lambda: "拒绝登录" in publisher.status)
        assert "secret-7" not in publisher.status
        assert "secret-7" not in repr(publisher._settings)


@pytest.mark.filterwarnings(UNCLOSED_HANDSHAKE)
async def test_a_broker_without_encryption_is_not_taken_for_one_with(broker: Broker) -> None:
    async with publishing(broker, newest(), tls=True) as publisher:
        await until(lambda: "连不上" in publisher.status)
        assert publisher.connects == 0


async def test_an_encrypted_broker_is_checked_against_its_authority(
    broker: Broker, tmp_path: Path
) -> None:
    own = certificate(tmp_path)
    broker.stop()
    broker.extra += f"certfile {own}\nkeyfile {own.with_suffix('.key')}\n"
    broker.start()
    async with publishing(broker, newest(), tls=True, ca_file=own) as publisher:
        await until(lambda: publisher.published == STATES)
        assert publisher.status == ""


@pytest.mark.filterwarnings(UNCLOSED_HANDSHAKE)
async def test_a_broker_with_a_foreign_certificate_gets_nothing(
    broker: Broker, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    own, other = certificate(tmp_path), certificate(tmp_path / "other")
    broker.stop()
    broker.extra += f"certfile {own}\nkeyfile {own.with_suffix('.key')}\n"
    broker.start()
    async with publishing(broker, newest(), tls=True, ca_file=other) as publisher:
        await until(lambda: "certificate verify failed" in publisher.status)
        assert publisher.connects == 0


async def test_a_missing_certificate_authority_is_a_status_and_no_crash(
    broker: Broker, tmp_path: Path
) -> None:
    missing = tmp_path / "ca.pem"
    async with publishing(broker, newest(), tls=True, ca_file=missing) as publisher:
        await until(lambda: "No such file" in publisher.status)
