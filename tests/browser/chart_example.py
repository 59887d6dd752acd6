"""A room with a door, a cold wall and a sensor outside, and the past of all of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from daemon.model import Kind, OutputInfo, RoomInfo, Sentence, Snapshot
from daemon.ports import Bucket, Happening, HappeningKind
from panel.app import Extra

from .alarm_example import everything
from .control_example import CONTROL_SITE, calm, shown
from .example import AT, HandFedTrends, climate, device, good, point

WALL = device("th-wall", "coldest", "温湿度变送器", "T/RH transmitter", 6)
OUTSIDE = device("th-outside", "outside", "温湿度变送器", "T/RH transmitter", 7)
MACHINES = (
    ("dry-1", Kind.DEHUMIDIFIER, "除湿机", "relay-1.relay_1"),
    ("wet-1", Kind.HUMIDIFIER, "加湿机", "relay-1.relay_2"),
    ("cool-1", Kind.COOLER, "空调", "relay-1.relay_3"),
    ("exhaust-1", Kind.EXHAUST_FAN, "排风机", ""),
    ("fan-1", Kind.CIRCULATION_FAN, "循环风机", ""),
)
CHART_SITE = replace(
    CONTROL_SITE,
    rooms=(
        RoomInfo(
            id="stack-1",
            name="一号库房",
            doors=("relay-1.door",),
            deadband_c=1.0,
            deadband_pct=4.0,
        ),
        CONTROL_SITE.rooms[1],
    ),
    devices=(*CONTROL_SITE.devices, WALL, OUTSIDE),
    points=(
        *CONTROL_SITE.points,
        point(WALL, "temperature", "temperature"),
        *(
            replace(point(OUTSIDE, name, quantity), of_room=False)
            for name, quantity in (
                ("temperature", "temperature"),
                ("humidity", "relative_humidity"),
            )
        ),
    ),
    outputs=(
        *(
            OutputInfo(
                id=name, room="stack-1", kind=kind, name=title, hazardous=False, feedback=tag
            )
            for name, kind, title, tag in MACHINES
        ),
        *(o for o in CONTROL_SITE.outputs if o.id in ("uv-1", "dry-2")),
    ),
    altitude_m=60.0,
)
SAID = (
    (HappeningKind.ALARM, 540, "湿度过高：61.2 %，上限 60 %", "humidity high: 61.2 %, limit 60 %"),
    (HappeningKind.CYCLE, 420, "夜间紫外消毒：消毒中", "UV at night: running"),
    (HappeningKind.ACT, 200, "停止 · 张三", "stop · Zhang San"),
    (HappeningKind.SETPOINT, 60, "湿度设定值 50 % → 52 %", "humidity setpoint 50 % → 52 %"),
)


class ChartTrends(HandFedTrends):
    """A gentle day with a gap, and machines that run now and then."""

    async def trend(
        self, tag: str, since: datetime, until: datetime, step_s: int
    ) -> Sequence[Bucket]:
        found = await super().trend(tag, since, until, step_s)
        known = next(p for p in CHART_SITE.points if p.tag == tag)
        return [_as_bit(tag, n, b) for n, b in enumerate(found)] if known.is_bit else found


def _as_bit(tag: str, n: int, bucket: Bucket) -> Bucket:
    if bucket.mean is None:
        return bucket
    on = n % 17 < 5 + int(tag[-1] if tag[-1].isdigit() else 0)
    share = (1.0 if n % 60 else 0.4) if tag.endswith("door") else float(on)
    return replace(bucket, mean=share, low=0.0, high=1.0)


class HandFedHappenings:
    """`daemon.ports.Happenings`: a little of everything, minutes before now."""

    async def of_room(
        self, room: str, since: datetime, until: datetime, most: int
    ) -> Sequence[Happening]:
        told = (
            Happening(at=AT - timedelta(minutes=ago), kind=kind, says=Sentence(zh, en))
            for kind, ago, zh, en in SAID
        )
        return [each for each in told if since <= each.at < until and room == "stack-1"][-most:]


def charted() -> Extra:
    """Return all that a panel can have, with a past."""
    return replace(everything(), happenings=HandFedHappenings())


def chart_snapshot(seq: int, t: float) -> Snapshot:
    """Return a humid day with a cold wall and a cool day outside."""
    return shown(
        seq,
        t,
        calm(t),
        climates={"stack-1": climate(20.4, 57.5, t - 0.5)},
        readings={
            "th-wall.temperature": good(15.2, "°C", t),
            "th-outside.temperature": good(8.0, "°C", t),
            "th-outside.humidity": good(70.0, "%RH", t),
        },
    )
