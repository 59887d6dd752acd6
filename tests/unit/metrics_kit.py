"""A site with every quantity there is, and ways to render and read its metrics."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from daemon.archive.upkeep import OutboxState
from daemon.certificate_watch import certificate_families
from daemon.control.alarms.settings import AlarmSettings
from daemon.control.settings import RoomSettings, Settings
from daemon.live import LatestSnapshot
from daemon.metric_alarms import Raised, alarm_families, rules_family
from daemon.metric_limits import limit_families
from daemon.metric_people import people_families
from daemon.metric_preservation import preservation_families
from daemon.metric_records import outbox_families, record_families
from daemon.metric_services import history_families, restart_families, scan_families
from daemon.metric_system import (
    FACTS,
    OTHER_FACTS,
    calibration_families,
    fact_families,
    ledger_families,
)
from daemon.metrics import make_metrics
from daemon.model import (
    Alarm,
    AlarmState,
    Band,
    BusHealth,
    DeviceHealth,
    DeviceInfo,
    PointInfo,
    Priority,
    ProcessImage,
    Quality,
    Reading,
    RoomClimate,
    RoomInfo,
    RoomMeasures,
    ScanResult,
    SiteInfo,
    Snapshot,
    Why,
    reason,
)
from daemon.panel_watch import PanelWatch, panel_families
from daemon.records import SourceState
from daemon.scanner import ScanTiming
from daemon.store.history import HistoryCounters
from daemon.store.ledger import LedgerCounters
from daemon.store.ledger_chain import START
from drivers.vocabulary import UNITS, Quantity
from tests.browser.control_example import OUTPUTS, PROGRAMME, Scene, calm
from tests.fakes import StillClock

AT = datetime(2026, 3, 1, tzinfo=UTC)
DOCS = Path(__file__).parents[2] / "docs" / "metrics.md"
VALUES: dict[Quantity, float | bool] = {
    Quantity.RELATIVE_HUMIDITY: 45.6,
    Quantity.OZONE: 0.2,
    Quantity.RUNTIME: 1.5,
    Quantity.CONTACT: True,
    Quantity.RELAY: False,
    Quantity.FLAG: True,
}


MEASURES = RoomMeasures(
    room="stack-1",
    swing_24h_c=1.5,
    swing_24h_pct=4.0,
    swing_30d_c=3.0,
    swing_30d_pct=8.0,
    drift_c=-0.5,
    drift_pct=2.5,
    absolute_g_m3=8.62,
    mixing_g_kg=7.24,
    emc_pct=9.27,
    pi_y=44.6,
    twpi_y=41.2,
    mould_index=0.1,
    mould_risk=0.05,
    in_band_24h=0.875,
    in_band_30d=0.9,
    coverage_24h=0.99,
    coverage_30d=0.8,
    coverage_1y=0.7,
)


class Book:
    """A ledger that has written a little."""

    sound = True
    counters = LedgerCounters(
        rows_written=5, waiting=1, commits=4, failures=2, file_bytes=8192, head=START
    )


class Counters:
    """A history that has written a little."""

    counters = HistoryCounters(
        rows_written=7, rows_dropped=1, waiting=2, commits=3, failures=1, file_bytes=4096
    )


def point(quantity: Quantity, device: str = "all-1") -> PointInfo:
    return PointInfo(
        tag=f"{device}.{quantity}",
        device=device,
        room="stack-1",
        zone="north",
        quantity=quantity,
        unit=UNITS[quantity],
        title_zh="点",
        title_en="Point",
        resolution=0.1,
        is_bit=isinstance(VALUES.get(quantity), bool),
    )


def reading(value: float | bool | None, quality: Quality, t: float | None = 998.0) -> Reading:
    why = Why.NONE if quality is Quality.GOOD else Why.COMM_FAILURE
    return Reading(value=value, unit="", quality=quality, why=why, t=t, at=AT)


def site(*points: PointInfo) -> SiteInfo:
    return SiteInfo(
        id="yard",
        name='档案室 "A"\\',
        timezone="Asia/Shanghai",
        rooms=(RoomInfo(id="stack-1", name="一号库房"),),
        devices=tuple(
            DeviceInfo(
                id=device,
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
            for device in sorted({p.device for p in points})
        ),
        points=points,
        buses=("rs485-1",),
        simulated=False,
    )


def told(info: SiteInfo) -> Settings:
    """Return what control is told of a site of paper."""
    band = Band(low_c=14.0, high_c=24.0, low_pct=45.0, high_pct=60.0)
    rooms = {room.id: RoomSettings(id=room.id, name=room.name, band=band) for room in info.rooms}
    return Settings(site=info, rooms=rooms)


def alarm(state: AlarmState, code: str = "door_open", *, t: float = 0.0, number: int = 1) -> Alarm:
    """Return an alarm of the room that came at `t`."""
    return Alarm(
        key=f"{code}:stack-1",
        code=code,
        subject="stack-1",
        room="stack-1",
        priority=Priority.MEDIUM,
        state=state,
        active=state is not AlarmState.RETURNED,
        since=t,
        changed=t,
        reason=reason("alarm_well"),
        number=number,
    )


def snapshot(
    info: SiteInfo, readings: dict[str, Reading], room: Quality = Quality.GOOD
) -> Snapshot:
    image = ProcessImage(t=999.0, at=AT, clock_trusted=False, readings=readings)
    good = reading(20.5, Quality.GOOD)
    climate = RoomClimate(
        temperature=good,
        humidity=replace(reading(50.0, Quality.UNCERTAIN), why=Why.LAST_USABLE),
        dew_point=reading(None if room is Quality.BAD else 9.5, room),
    )
    return Snapshot(
        result=ScanResult(seq=17, image=image, climates={"stack-1": climate}),
        devices={
            device.id: DeviceHealth(
                online=True,
                why=Why.NONE,
                trouble="",
                polls=9,
                failures=2,
                latency_s=0.034,
                next_try_s=None,
            )
            for device in info.devices
        },
        buses={
            "rs485-1": BusHealth(
                up=True,
                detail="",
                trouble="",
                requests=11,
                no_replies=1,
                bad_replies=2,
                refusals=3,
                reopens=4,
                busy=0.25,
                progress_t=999.5,
            )
        },
        services={"history": "", "mqtt": "down"},
    )


def rendered(info: SiteInfo, shown: Snapshot | None, clock: StillClock | None = None) -> str:
    live = LatestSnapshot()
    if shown is not None:
        live.swap(shown)
    raised = Raised(AlarmSettings().kinds)
    raised.see(shown)
    watch = PanelWatch(clock or StillClock(), kiosk=True)
    watch.seen()
    timing = ScanTiming(scans=17, slips=1, duration_s=0.004, lag_s=0.001, worst_lag_s=0.2)
    extra = (
        scan_families(info, lambda: timing),
        history_families(info, Counters()),
        restart_families(info, lambda: {"mqtt": 3}),
        preservation_families(info, lambda: {"stack-1": MEASURES}),
        limit_families(told(info), live),
        alarm_families(info, live, raised),
        rules_family(info, "0123456789ab"),
        fact_families(info, lambda: dict.fromkeys((*FACTS, *OTHER_FACTS), 0.25)),
        record_families(
            info,
            lambda: [SourceState(id="main", name="主系统", kind="files", told_t=0.0, as_of=1)],
        ),
        outbox_families(info, lambda: [OutboxState(id="main", waiting=1, refused=0)]),
        calibration_families(info, lambda: {"all-1.temperature": -60.0}),
        ledger_families(info, Book()),
        panel_families(info, watch),
        people_families(info, lambda: {("password", "accepted"): 3}),
        certificate_families(info, lambda: 1.8e9),
    )
    return make_metrics(info, live, clock or StillClock(), extra)().decode()


def rich() -> str:
    """Render a site with every quantity there is."""
    standing = (alarm(AlarmState.SHELVED),)
    return controlled(calm(999.0), *map(point, Quantity), alarms=standing)


def controlled(scene: Scene, *points: PointInfo, alarms: tuple[Alarm, ...] = ()) -> str:
    """Render a site whose control shows the scene."""
    outputs = tuple(output for output in OUTPUTS if output.room == "stack-1")
    info = replace(site(*points), outputs=outputs, programmes=(PROGRAMME,))
    readings = {
        p.tag: reading(VALUES.get(Quantity(p.quantity), 20.5), Quality.GOOD) for p in info.points
    }
    shown = snapshot(info, readings)
    rooms = {name: room for name, room in scene.rooms.items() if name == "stack-1"}
    result = replace(
        shown.result,
        outputs=scene.outputs,
        rooms=rooms,
        cycles=scene.cycles,
        degraded=scene.degraded,
        alarms=alarms,
    )
    return rendered(info, replace(shown, result=result))


def families(text: str) -> dict[str, Metric]:
    return {family.name: family for family in text_string_to_metric_families(text)}


def value(text: str, sample_name: str, /, **labels: str) -> float | None:
    """Return the sample with these labels among others, None where there is none."""
    found = [
        sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == sample_name and labels.items() <= sample.labels.items()
    ]
    assert len(found) <= 1
    return found[0] if found else None


def documented() -> set[str]:
    return set(re.findall(r"^\| `([a-z_]+)` \|", DOCS.read_text("utf-8"), re.MULTILINE))


def sample_names(found: Iterable[Metric]) -> set[str]:
    return {sample.name for family in found for sample in family.samples}
