"""The publisher against a real mosquitto: states are whole, honest, and there after every flap."""

import asyncio
import json
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiomqtt
import pytest

from daemon.clock import SystemClock
from daemon.live import LatestSnapshot
from daemon.model import (
    DeviceHealth,
    DeviceInfo,
    PointInfo,
    ProcessImage,
    Quality,
    Reading,
    RoomClimate,
    RoomInfo,
    ScanResult,
    SiteInfo,
    Snapshot,
    Why,
    waiting,
)
from daemon.mqtt import MqttPublisher, MqttSettings
from tests.waiting import until, wait_until

HOST = "127.0.0.1"
BASE = "roomd/yard"
STATUS = f"{BASE}/status"
ROOM = f"{BASE}/room/stack-1/state"
SENSOR = f"{BASE}/device/th-north/state"
CONTACTS = f"{BASE}/device/io-1/state"
TOPICS = {STATUS, ROOM, SENSOR, CONTACTS}
AT = datetime(2026, 3, 1, tzinfo=UTC)
# paho leaves it to the garbage collector to close the socket of a handshake that failed.
UNCLOSED_HANDSHAKE = "ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning"


def device(name: str) -> DeviceInfo:
    return DeviceInfo(
        id=name,
        bus="rs485-1",
        unit_id=3,
        profile="xy-md02",
        room="stack-1",
        zone="north",
        poll_s=5.0,
        title_zh="温湿度",
        title_en="Sensor",
        verified=False,
    )


def point(tag: str, unit: str, *, is_bit: bool = False) -> PointInfo:
    return PointInfo(
        tag=tag,
        device=tag.partition(".")[0],
        room="stack-1",
        zone="north",
        quantity="temperature",
        unit=unit,
        title_zh="点",
        title_en="Point",
        resolution=0.1,
        is_bit=is_bit,
    )


INFO = SiteInfo(
    id="yard",
    name="档案室",
    timezone="Asia/Shanghai",
    rooms=(RoomInfo(id="stack-1", name="一号库房"),),
    devices=(device("th-north"), device("io-1")),
    points=(
        point("th-north.temperature", "°C"),
        point("th-north.humidity", "%RH"),
        point("io-1.input_1", "", is_bit=True),
    ),
    buses=("rs485-1",),
    simulated=False,
)


def good(value: float | bool, unit: str) -> Reading:
    t = SystemClock().monotonic()
    return Reading(value=value, unit=unit, quality=Quality.GOOD, why=Why.NONE, t=t, at=AT)


def snapshot(
    seq: int, temperature: Reading | None = None, *, door_shut: bool = True, online: bool = True
) -> Snapshot:
    temperature = temperature or good(20.5, "°C")
    humidity = good(50.0, "%RH")
    health = DeviceHealth(
        online=online,
        why=Why.NONE if online else Why.COMM_FAILURE,
        detail="",
        polls=1,
        failures=0,
        latency_s=0.03,
        next_try_s=None,
    )
    return Snapshot(
        result=ScanResult(
            seq=seq,
            image=ProcessImage(
                t=SystemClock().monotonic(),
                at=AT,
                clock_trusted=True,
                readings={
                    "th-north.temperature": temperature,
                    "th-north.humidity": humidity,
                    "io-1.input_1": good(door_shut, ""),
                },
            ),
            climates={
                "stack-1": RoomClimate(
                    temperature=temperature, humidity=humidity, dew_point=waiting("°C")
                )
            },
        ),
        devices=dict.fromkeys(("th-north", "io-1"), health),
        buses={},
        services={},
    )


class Broker:
    """A mosquitto of our own on a loopback port; it forgets everything when it stops."""

    def __init__(self, directory: Path) -> None:
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            self.port: int = probe.getsockname()[1]
        self.extra = "allow_anonymous true\n"
        self._file = directory / "mosquitto.conf"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._file.write_text(
            f"listener {self.port} {HOST}\npersistence false\nuser root\n{self.extra}"
        )
        self._process = subprocess.Popen(
            ["/usr/sbin/mosquitto", "-c", str(self._file)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_until(self._listens)

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
            self._process = None

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex((HOST, self.port)) == 0


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    one = Broker(tmp_path)
    one.start()
    yield one
    one.stop()


class Watcher:
    """Another client, which sees what the broker retains and what is published."""

    def __init__(self) -> None:
        self.seen: dict[str, str] = {}
        self.counts: dict[str, int] = {}

    def state(self, topic: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.seen[topic])
        return found

    async def listen(self, client: aiomqtt.Client) -> None:
        async for message in client.messages:
            topic = str(message.topic)
            assert isinstance(message.payload, bytes)
            self.seen[topic] = message.payload.decode()
            self.counts[topic] = self.counts.get(topic, 0) + 1


@asynccontextmanager
async def watching(broker: Broker) -> AsyncIterator[Watcher]:
    watcher = Watcher()
    async with aiomqtt.Client(HOST, broker.port) as client:
        await client.subscribe("#", qos=1)
        task = asyncio.create_task(watcher.listen(client))
        yield watcher
        task.cancel()
        await asyncio.wait([task])


@asynccontextmanager
async def publishing(
    broker: Broker, live: LatestSnapshot, **changes: Any
) -> AsyncIterator[MqttPublisher]:
    settings = replace(MqttSettings(host=HOST, port=broker.port, publish_s=3600.0), **changes)
    publisher = MqttPublisher(settings, INFO, live, SystemClock())
    task = asyncio.create_task(publisher.run())
    try:
        yield publisher
    finally:
        task.cancel()
        await asyncio.wait([task])
    assert task.cancelled()


def newest(seq: int = 1, **changes: Any) -> LatestSnapshot:
    live = LatestSnapshot()
    live.swap(snapshot(seq, **changes))
    return live


@asynccontextmanager
async def scanning() -> AsyncIterator[LatestSnapshot]:
    """Scan every 20 ms, without any change."""
    live = LatestSnapshot()

    async def scan() -> None:
        seq = 0
        while True:
            seq += 1
            live.swap(snapshot(seq))
            await asyncio.sleep(0.02)

    task = asyncio.create_task(scan())
    yield live
    task.cancel()
    await asyncio.wait([task])


async def test_birth_and_all_states_are_retained(broker: Broker) -> None:
    async with publishing(broker, newest()) as publisher:
        await until(lambda: publisher.published == 3)
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


async def test_a_clean_stop_says_offline(broker: Broker) -> None:
    async with publishing(broker, newest()) as publisher:
        await until(lambda: publisher.published)
    async with watching(broker) as late:
        await until(lambda: STATUS in late.seen)
        assert late.seen[STATUS] == "offline"


async def test_a_killed_process_is_reported_offline(broker: Broker) -> None:
    async with watching(broker) as watcher:
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.wire.test_mqtt", str(broker.port))
        )
        await until(lambda: watcher.seen.get(STATUS) == "online", within_s=20.0)
        child.send_signal(signal.SIGKILL)
        await until(lambda: watcher.seen.get(STATUS) == "offline")
        await child.wait()


async def test_a_broker_that_comes_back_gets_everything_again(broker: Broker) -> None:
    async with scanning() as live, publishing(broker, live) as publisher:
        await until(lambda: publisher.published == 3)
        broker.stop()
        await until(lambda: publisher.status)
        assert f"连不上 MQTT 服务器 {HOST}:{broker.port}" in publisher.status
        assert "control goes on" in publisher.status
        broker.start()
        await until(lambda: publisher.published == 6, within_s=20.0)
        assert publisher.status == ""
        async with watching(broker) as late:
            await until(lambda: late.seen.keys() == TOPICS)
            assert late.seen[STATUS] == "online"


async def test_a_change_of_quality_is_published_at_once_and_a_number_is_not(
    broker: Broker,
) -> None:
    live = newest()
    async with watching(broker) as watcher, publishing(broker, live) as publisher:
        await until(lambda: publisher.published == 3)
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
        await until(lambda: publisher.published == 3)
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
            await until(lambda: publisher.published >= 3 * (seq - 1))  # noqa: B023 - at once
            await asyncio.sleep(0.1)
            live.swap(snapshot(seq, good(20.0 + seq, "°C")))
        await until(lambda: watcher.state(SENSOR)["readings"]["temperature"]["value"] == 25.0)


async def test_ten_flaps_leave_nothing_behind(broker: Broker) -> None:
    async with scanning() as live, publishing(broker, live) as publisher:
        counts = []
        for connects in range(1, 11):
            await until(lambda: publisher.published == 3 * connects, within_s=60.0)  # noqa: B023
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


def certificate(directory: Path) -> Path:
    """Make a self-signed certificate for the loopback address, with its key beside it."""
    made = directory / "broker.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *(
                "-nodes",
                "-days",
                "1",
                "-subj",
                "/CN=broker",
                "-addext",
                f"subjectAltName=IP:{HOST}",
            ),
            *("-keyout", str(made.with_suffix(".key")), "-out", str(made)),
        ],
        check=True,
        capture_output=True,
    )
    return made


async def test_an_encrypted_broker_is_checked_against_its_authority(
    broker: Broker, tmp_path: Path
) -> None:
    own = certificate(tmp_path)
    broker.stop()
    broker.extra += f"certfile {own}\nkeyfile {own.with_suffix('.key')}\n"
    broker.start()
    async with publishing(broker, newest(), tls=True, ca_file=own) as publisher:
        await until(lambda: publisher.published == 3)
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


async def test_commands_are_not_listened_to(broker: Broker) -> None:
    async with publishing(broker, newest()) as publisher, watching(broker):
        await until(lambda: publisher.published == 3)
        async with aiomqtt.Client(HOST, broker.port) as stranger:
            for topic in (f"{BASE}/cmd/relay", f"{BASE}/device/io-1/set", STATUS):
                await stranger.publish(topic, "on", qos=1)
        await asyncio.sleep(0.1)
        assert publisher.published == 3
        assert publisher.status == ""


async def _publish_until_killed(port: int) -> None:
    settings = MqttSettings(host=HOST, port=port)
    await MqttPublisher(settings, INFO, newest(), SystemClock()).run()


if __name__ == "__main__":
    asyncio.run(_publish_until_killed(int(sys.argv[1])))
