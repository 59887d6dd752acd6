"""A small site, a mosquitto of our own, and a client that watches it."""

import asyncio
import json
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiomqtt

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
from tests.waiting import wait_until

HOST = "127.0.0.1"
BASE = "roomd/yard"
STATUS = f"{BASE}/status"
ROOM = f"{BASE}/room/stack-1/state"
SENSOR = f"{BASE}/device/th-north/state"
CONTACTS = f"{BASE}/device/io-1/state"
ALARMS = f"{BASE}/alarms"
TOPICS = {STATUS, ROOM, SENSOR, CONTACTS, ALARMS}
STATES = len(TOPICS) - 1  # the status is none
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
        trouble="",
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


async def _publish_until_killed(port: int) -> None:
    settings = MqttSettings(host=HOST, port=port)
    await MqttPublisher(settings, INFO, newest(), SystemClock()).run()


if __name__ == "__main__":
    asyncio.run(_publish_until_killed(int(sys.argv[1])))
