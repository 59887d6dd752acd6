"""A small site for the panel's tests, with ports that the test feeds by hand."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from aiohttp import ClientSession

from daemon.model import (
    Act,
    Answer,
    BusHealth,
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
    reason,
)
from daemon.ports import Bucket, HistoryUnavailableError, Operator
from panel.app import Extra, PanelSettings, StreamLimits, make_app
from panel.server import serve

AT = datetime(2026, 11, 23, 2, 45, 12, tzinfo=UTC)
HOST = "127.0.0.1"
KEY = "a-key-made-at-this-start"
SETTINGS = PanelSettings(host=HOST, port=0, local_key=KEY, guests=True, wall_pin=False)
LIMITS = StreamLimits()
NO_EXTRA = Extra()
TITLES = {
    "temperature": ("温度", "Temperature", "°C"),
    "relative_humidity": ("相对湿度", "Relative humidity", "%RH"),
    "ozone": ("臭氧", "Ozone", "mg/m³"),
    "relay": ("继电器", "Relay", ""),
    "contact": ("门磁", "Door contact", ""),
}


def device(
    name: str, zone: str, zh: str, en: str, unit_id: int, room: str = "stack-1"
) -> DeviceInfo:
    return DeviceInfo(
        id=name,
        bus="rs485-1",
        unit_id=unit_id,
        profile="example",
        room=room,
        zone=zone,
        poll_s=5.0,
        title_zh=zh,
        title_en=en,
        verified=False,
    )


def point(owner: DeviceInfo, name: str, quantity: str, number: str = "") -> PointInfo:
    zh, en, unit = TITLES[quantity]
    return PointInfo(
        tag=f"{owner.id}.{name}",
        device=owner.id,
        room=owner.room,
        zone=owner.zone,
        quantity=quantity,
        unit=unit,
        title_zh=f"{zh} {number}".strip(),
        title_en=f"{en} {number}".strip(),
        resolution=0.1,
        is_bit=unit == "",
    )


NORTH = device("th-north", "north", "温湿度变送器", "T/RH transmitter", 1)
SOUTH = device("th-south", "south", "温湿度变送器", "T/RH transmitter", 2)
RELAYS = device("relay-1", "", "四路继电器", "Four relays", 3)
OZONE = device("o3-1", "", "臭氧检测仪", "Ozone detector", 4)
EAST = device("th-east", "", "温湿度变送器", "T/RH transmitter", 5, room="stack-2")

SITE = SiteInfo(
    id="dangyang-bianban",
    name="当阳市编办档案室",
    timezone="Asia/Shanghai",
    rooms=(RoomInfo(id="stack-1", name="一号库房"), RoomInfo(id="stack-2", name="二号库房")),
    devices=(NORTH, SOUTH, RELAYS, OZONE, EAST),
    points=(
        point(NORTH, "temperature", "temperature"),
        point(NORTH, "humidity", "relative_humidity"),
        point(SOUTH, "temperature", "temperature"),
        point(SOUTH, "humidity", "relative_humidity"),
        *(point(RELAYS, f"relay_{n}", "relay", str(n)) for n in (1, 2, 3)),
        point(RELAYS, "door", "contact"),
        point(OZONE, "ozone", "ozone"),
        point(EAST, "temperature", "temperature"),
        point(EAST, "humidity", "relative_humidity"),
    ),
    buses=("rs485-1",),
    simulated=True,
)


def good(value: float | bool, unit: str, t: float) -> Reading:
    return Reading(value=value, unit=unit, quality=Quality.GOOD, why=Why.NONE, t=t, at=AT)


def doubtful(reading: Reading, why: Why) -> Reading:
    return replace(reading, quality=Quality.UNCERTAIN, why=why)


def bad(reading: Reading, why: Why) -> Reading:
    return replace(reading, value=None, quality=Quality.BAD, why=why)


def online(latency_s: float = 0.035) -> DeviceHealth:
    return DeviceHealth(
        online=True,
        why=Why.NONE,
        trouble="",
        polls=1200,
        failures=3,
        latency_s=latency_s,
        next_try_s=None,
    )


def offline(why: Why, trouble: str, next_try_s: float | None = None) -> DeviceHealth:
    return DeviceHealth(
        online=False,
        why=why,
        trouble=trouble,
        polls=1200,
        failures=9,
        latency_s=None,
        next_try_s=next_try_s,
    )


def climate(temperature: float, humidity: float, t: float) -> RoomClimate:
    return RoomClimate(
        temperature=good(temperature, "°C", t),
        humidity=good(humidity, "%RH", t),
        dew_point=good(temperature - (100 - humidity) / 5, "°C", t),
    )


def snapshot(
    seq: int,
    t: float,
    *,
    temperature: float = 18.4,
    humidity: float = 51.2,
    clock_trusted: bool = True,
    readings: Mapping[str, Reading] | None = None,
    climates: Mapping[str, RoomClimate] | None = None,
    devices: Mapping[str, DeviceHealth] | None = None,
    bus_up: bool = True,
    services: Mapping[str, str] | None = None,
) -> Snapshot:
    """Return a snapshot in which all is well, but for what is given."""
    usual = {
        "temperature": temperature,
        "relative_humidity": humidity,
        "ozone": 0.02,
        "relay": False,
        "contact": True,
    }
    whole = {p.tag: good(usual[p.quantity], p.unit, t - 0.5) for p in SITE.points}
    rooms = {room.id: climate(temperature, humidity, t - 0.5) for room in SITE.rooms}
    return Snapshot(
        result=ScanResult(
            seq=seq,
            image=ProcessImage(
                t=t,
                at=AT + timedelta(seconds=seq),
                clock_trusted=clock_trusted,
                readings={**whole, **(readings or {})},
            ),
            climates={**rooms, **(climates or {})},
        ),
        devices={**{d.id: online() for d in SITE.devices}, **(devices or {})},
        buses={
            "rs485-1": BusHealth(
                up=bus_up,
                detail="" if bus_up else "cannot open port",
                trouble="" if bus_up else "port_missing",
                requests=12_345,
                no_replies=7,
                bad_replies=1,
                refusals=0,
                reopens=2,
                busy=0.234,
                progress_t=t,
            )
        },
        services=services or {"history": ""},
    )


class HandFedLive:
    """`daemon.ports.Live` whose snapshots come from the test."""

    def __init__(self) -> None:
        self._snapshot: Snapshot | None = None
        self._changed = asyncio.Condition()

    @property
    def snapshot(self) -> Snapshot | None:
        return self._snapshot

    async def newer_than(self, seq: int) -> Snapshot:
        async with self._changed:
            while self._snapshot is None or self._snapshot.result.seq <= seq:
                await self._changed.wait()
            return self._snapshot

    async def publish(self, new: Snapshot) -> None:
        async with self._changed:
            self._snapshot = new
            self._changed.notify_all()


class HandFedTrends:
    """`daemon.ports.Trends`: a gentle day with one gap; unavailable when told so."""

    def __init__(self) -> None:
        self.available = True
        self.asked: list[tuple[str, datetime, datetime, int]] = []

    async def trend(
        self, tag: str, since: datetime, until: datetime, step_s: int
    ) -> Sequence[Bucket]:
        if not self.available:
            raise HistoryUnavailableError("no such file")
        self.asked.append((tag, since, until, step_s))
        count = int((until - since).total_seconds() // step_s)
        base = 18.0 if tag.endswith("temperature") else 51.0
        return [self._bucket(base, since, n, step_s) for n in range(count)]

    async def imported(self, room: str, quantity: str) -> Sequence[str]:  # noqa: ARG002
        """Return nothing: no logger's file was imported."""
        return ()

    def _bucket(self, base: float, since: datetime, n: int, step_s: int) -> Bucket:
        start = since + timedelta(seconds=n * step_s)
        if 40 <= n < 48:
            return Bucket(start=start, mean=None, low=None, high=None, coverage=0.0)
        swing = abs(n % 48 - 24) / 24
        mean = base + swing
        return Bucket(start=start, mean=mean, low=mean - 0.2, high=mean + 0.3, coverage=1.0)


class HandFedOperator:
    """`daemon.ports.Operator`: keeps what is asked; refuses what the test names."""

    def __init__(self) -> None:
        self.acts: list[Act] = []
        self.refused: str | None = None
        self.answers = asyncio.Event()
        self.answers.set()

    async def act(self, act: Act) -> Answer:
        self.acts.append(act)
        await self.answers.wait()
        why = reason(self.refused or "act_stopped")
        return Answer(act=act, accepted=self.refused is None, reason=why)


class Example:
    """One panel with its hand-fed ports; `serving` opens and closes its port."""

    def __init__(
        self,
        settings: PanelSettings = SETTINGS,
        site: SiteInfo = SITE,
        limits: StreamLimits = LIMITS,
        metrics: Callable[[], bytes] = lambda: b"roomd_up 1\n",
        operator: Operator | None = None,
        extra: Extra = NO_EXTRA,
        trends: HandFedTrends | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.live = HandFedLive()
        self.trends = trends or HandFedTrends()
        ports = (self.live, self.trends, metrics, monotonic, operator)
        self.app = make_app(settings, site, *ports, limits=limits, extra=extra)
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    async def enter(self, session: ClientSession) -> None:
        """Make a session that keeps cookies of addresses the room's own panel."""
        address = f"{self.url}/local"
        async with session.get(address, params={"key": KEY}, allow_redirects=False) as answer:
            answer.raise_for_status()

    async def show(self, seq: int, **facts: object) -> Snapshot:
        """Publish a snapshot of now."""
        new = snapshot(seq, time.monotonic(), **facts)  # type: ignore[arg-type]
        await self.live.publish(new)
        return new

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        """Serve on the last port, at first on any; yield the URL without the last slash."""
        listening: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        async with asyncio.TaskGroup() as group:
            task = group.create_task(serve(self.app, HOST, self.port, listening.set_result))
            self.port = int((await listening).rstrip("/").rpartition(":")[2])
            try:
                yield self.url
            finally:
                task.cancel()

    @asynccontextmanager
    async def scanning(self, first: int, **facts: object) -> AsyncIterator[None]:
        """Publish the same facts four times a second with rising numbers."""

        async def scan() -> None:
            for seq in range(first, first + 1000):
                await self.show(seq, **facts)
                await asyncio.sleep(0.25)

        async with asyncio.TaskGroup() as group:
            task = group.create_task(scan())
            try:
                yield
            finally:
                task.cancel()
