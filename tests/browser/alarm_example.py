"""A site with alarms of every kind, a plan, measures, and the ports of the other pages."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from daemon.control.alarms.acts import SAFETY
from daemon.control.ventilation_advice import Advice
from daemon.model import (
    Alarm,
    AlarmState,
    PlanDoor,
    PlanZone,
    Priority,
    Reason,
    RoomMeasures,
    RoomPlan,
    Snapshot,
    reason,
)
from daemon.model.alarm_quality import AlarmQuality, Offender
from daemon.ports import (
    FiledReport,
    LedgerUnavailableError,
    ReportsUnavailableError,
    UnknownReportError,
    WindowAdvice,
)
from panel.app import Extra

from .control_example import CONTROL_SITE, calm, shown

PLANS = (
    RoomPlan(
        room="stack-1",
        x_m=0,
        y_m=0,
        width_m=8,
        depth_m=6,
        zones=(
            PlanZone(zone="north", x_m=4, y_m=0.4),
            PlanZone(zone="south", x_m=5, y_m=5.4),
        ),
        doors=(PlanDoor(wall="south", at_m=1, width_m=1.2),),
    ),
)
ALARM_SITE = replace(CONTROL_SITE, plans=PLANS)
SAYS: Mapping[str, Reason] = {
    "fire": reason("alarm_fire", room="一号库房"),
    "humidity_high": reason(
        "alarm_humidity_high", sensor="th-north", value_pct=66.2, limit_pct=60.0
    ),
    "device_silent": reason("alarm_device_silent_by", device="th-south", of_trouble="no_reply"),
    "output_not_obeying": reason("alarm_output_not_obeying", output="除湿机"),
    "sensor_stuck": reason("alarm_sensor_stuck", sensor="th-north.humidity", for_s=25_200.0),
}


def alarm(
    code: str,
    t: float,
    *,
    state: AlarmState = AlarmState.UNACKNOWLEDGED,
    subject: str = "stack-1",
    priority: Priority = Priority.MEDIUM,
    **facts: object,
) -> Alarm:
    usual: dict[str, object] = {
        "room": "stack-1",
        "active": True,
        "since": t - 840,
        "changed": t - 840,
        "reason": SAYS.get(code, reason(f"alarm_{code}")),
        "number": 7,
    }
    return Alarm(
        key=f"{code}:{subject}",
        code=code,
        subject=subject,
        priority=priority,
        state=state,
        **{**usual, **facts},  # type: ignore[arg-type]
    )


def fire(t: float, **facts: object) -> Alarm:
    return alarm("fire", t, priority=Priority.HIGH, **facts)  # type: ignore[arg-type]


def damp(t: float, **facts: object) -> Alarm:
    return alarm("humidity_high", t, **facts)  # type: ignore[arg-type]


def shelved(t: float, **facts: object) -> Alarm:
    usual: dict[str, object] = {
        "state": AlarmState.SHELVED,
        "subject": "th-south",
        "priority": Priority.LOW,
        "who": "本机面板 · 张三",
        "why": "正在维修",
        "until": t + 1740,
    }
    return alarm("device_silent", t, **{**usual, **facts})  # type: ignore[arg-type]


MEASURES = {
    "stack-1": RoomMeasures(
        room="stack-1",
        swing_24h_c=2.6,
        swing_24h_pct=4.1,
        emc_pct=9.3,
        pi_y=48.0,
        twpi_y=43.6,
        mould_index=0.12,
        mould_risk=0.08,
        in_band_24h=0.986,
        in_band_30d=1.0,
        coverage_24h=0.99,
        coverage_30d=0.41,
        coverage_1y=0.6,
    )
}


def storm(t: float) -> tuple[Alarm, ...]:
    """Return one alarm of each fate, in the order of the engine."""
    return (
        fire(t, first_out=True),
        damp(t, since=t - 700),
        alarm(
            "output_not_obeying",
            t,
            subject="dry-1",
            state=AlarmState.ACKNOWLEDGED,
        ),
        shelved(t),
        alarm(
            "device_silent",
            t,
            subject="o3-1",
            state=AlarmState.SUPPRESSED,
            under="bus_down:rs485-1",
            known=False,
        ),
        alarm(
            "sensor_stuck",
            t,
            subject="th-north.humidity",
            state=AlarmState.OUT_OF_SERVICE,
            priority=Priority.LOW,
            who="本机面板",
            why="传感器送检",
            active=False,
        ),
    )


def alarmed(seq: int, t: float, alarms: tuple[Alarm, ...], **facts: object) -> Snapshot:
    """Return a calm room with these alarms and its measures."""
    whole = shown(seq, t, calm(t), **facts)
    return replace(whole, result=replace(whole.result, alarms=alarms), measures=MEASURES)


class HandFedAlarmLog:
    """`daemon.ports.AlarmLog`: one week; unavailable when told so."""

    def __init__(self) -> None:
        self.available = True

    async def quality(self, days: int) -> AlarmQuality:
        if not self.available:
            raise LedgerUnavailableError("disk")
        often = Offender(
            key="humidity_high:stack-1",
            code="humidity_high",
            subject="stack-1",
            room="stack-1",
            count=12,
        )
        return AlarmQuality(
            days=days,
            annunciated=14,
            busiest=3,
            by_priority={Priority.MEDIUM: 12, Priority.LOW: 2},
            worst=(often,),
            chattering=(often,),
            standing=(replace(often, count=0, stood_s=190_000.0),),
            acknowledged=9,
            usual_ack_s=240.0,
            longest_ack_s=5400.0,
        )


ADVICE = Advice(
    allowed=False,
    reason=reason("ventilation_arrives_damp", rh_pct=71.0, limit_pct=60.0),
    best_hour=14,
    best_reason=reason("window_best_today", hour="14:00", out_g_m3=7.1, in_g_m3=9.4),
)


class HandFedVentilation:
    """`daemon.ports.Ventilation`: one room is advised."""

    def advice(self) -> Mapping[str, WindowAdvice]:
        return {"stack-1": ADVICE}


class HandFedReports:
    """`daemon.ports.Reports`: one kept register; unavailable or slow when told so."""

    def __init__(self) -> None:
        self.free = asyncio.Event()
        self.free.set()
        self.available = True
        self.until = ""
        self.asked: list[tuple[str, str, str]] = []

    async def list(self) -> Sequence[FiledReport]:
        if not self.available:
            raise ReportsUnavailableError("no folder")
        return (
            FiledReport(
                kind="monthly",
                subject="stack-1/2026-10",
                language="zh",
                title="库房温湿度登记表",
                revision=1,
                code="1A2B-3C4D",
                files=("2026-10-stack-1-温湿度登记表-r1.xlsx",),
                until=self.until,
            ),
        )

    async def first(self) -> date | None:
        return date(2025, 3, 9)

    async def kept(self, code: str) -> bytes:
        if code != "1A2B-3C4D":
            raise UnknownReportError(code)
        text = "<title>登记表</title><main><h1>登记表</h1><p>第 1 版</p></main>"
        return f'<!doctype html><html lang="zh-CN">{text}'.encode()

    async def page(self, kind: str, subject: str, language: Literal["zh", "en"]) -> bytes:
        self.asked.append((kind, subject, language))
        await self.free.wait()
        if not self.available:
            raise ReportsUnavailableError("no disk")
        if kind != "monthly":
            raise UnknownReportError(kind)
        return "<!doctype html><title>登记表</title><style>p{}</style><p>一号库房</p>".encode()

    async def file(self, name: str) -> tuple[bytes, str]:
        if not name.endswith(".xlsx"):
            raise UnknownReportError(name)
        return b"PK", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def everything() -> Extra:
    """Return all that a panel can have."""
    return Extra(
        alarm_log=HandFedAlarmLog(),
        ventilation=HandFedVentilation(),
        reports=HandFedReports(),
        brief=SAFETY,
    )
