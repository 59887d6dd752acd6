"""One room with everything that can alarm, and what a look at it tells."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from daemon.control.alarms.conditions import conditions
from daemon.control.alarms.found import Found
from daemon.control.facts import facts
from daemon.control.interlocks import is_hazard
from daemon.control.scan import climate_of
from daemon.control.settings import Settings
from daemon.control.state import ControlState
from daemon.control.view import Inputs, View
from daemon.model import (
    BusHealth,
    Claim,
    Condition,
    CycleStatus,
    Decision,
    Degraded,
    DeviceHealth,
    DeviceInfo,
    Entry,
    Mode,
    PointInfo,
    Rank,
    Reading,
    Reason,
    RoomMeasures,
    Stage,
    Verdict,
    Watched,
    Why,
    alarm_key,
    reason,
)
from daemon.model.render import sentence
from tests.control_kit import CONTACTS, OUTPUTS, PROGRAMME, ROOM, T, image, point, settings

SITE = "site"
Value = float | bool | Reading | None
SENSORS = ("th", "th-2")
VALUES: Mapping[str, Value] = {
    "th-2.t": 19.2,
    "th-2.rh": 52.4,
    "wall.t": 17.0,
    "ac.filter_dirty": False,
    "dh.fan_hours": 100.0,
    "dh.fan_alarm_hours": 500.0,
    "dh.water_full": False,
    "c.tank": False,
}


def device(name: str, bus: str, zone: str = "") -> DeviceInfo:
    return DeviceInfo(
        id=name,
        bus=bus,
        unit_id=1,
        profile="example",
        room=ROOM,
        zone=zone,
        poll_s=5.0,
        title_zh="",
        title_en="",
        verified=True,
    )


def _machine_point(tag: str, quantity: str) -> PointInfo:
    return replace(point(tag, quantity, ""), of_room=False)


DEVICES = (
    *(device(name, "rs485-1") for name in SENSORS),
    device("wall", "rs485-1", zone="coldest"),
    *(device(name, "gateway") for name in ("b", "c", "o3", "ac", "dh")),
)
POINTS = (
    *(point(f"{name}.t", "temperature", "°C") for name in SENSORS),
    *(point(f"{name}.rh", "relative_humidity", "%RH") for name in SENSORS),
    point("wall.t", "temperature", "°C", zone="coldest"),
    point("o3.ozone", "ozone", "mg/m³"),
    *(point(tag, "contact", "") for tag in (*CONTACTS, "c.tank")),
    *(_machine_point(f"b.{output.id}", "relay") for output in OUTPUTS),
    _machine_point("ac.filter_dirty", "flag"),
    _machine_point("dh.water_full", "flag"),
    _machine_point("dh.fan_hours", "runtime"),
    _machine_point("dh.fan_alarm_hours", "runtime"),
)


def site(**more: object) -> Settings:
    """Return the settings of the room, its dehumidifier with a tank."""
    outputs = tuple(replace(o, full="c.tank") if o.id == "dry" else o for o in OUTPUTS)
    told = settings(outputs)
    fixed = replace(told.site, devices=DEVICES, points=POINTS, buses=("rs485-1", "gateway"))
    return replace(told, site=fixed, **more)  # type: ignore[arg-type]


def seen_at(
    values: Mapping[str, Value] | None = None,
    *,
    t: float = T,
    to: Settings | None = None,
    state: ControlState | None = None,
    watched: Watched | None = None,
    down: Iterable[str] = (),
    decisions: Iterable[Decision] = (),
    cycles: Iterable[CycleStatus] = (),
    modes: tuple[Degraded, ...] = (),
    standing: Iterable[str] = (),
    whole: bool = False,
) -> Found:
    """Return a look at the room in which all is well but what is given."""
    told = to or site()
    now = image({**VALUES, **(values or {})}, t=t)
    room = told.rooms[ROOM]
    view = View(
        settings=told,
        inputs=Inputs(image=now, watched=watched or Watched(), down=frozenset(down)),
        image=now,
        climates={ROOM: climate_of(now, told, ROOM)},
        facts={ROOM: facts(room, now, hazard=any(map(is_hazard, told.outputs.values())))},
        state=state or ControlState(started_t=0.0),
    )
    return Found(
        view=view,
        outputs={decision.output: decision for decision in decisions},
        cycles={cycle.programme: cycle for cycle in cycles},
        rooms={},
        modes=modes,
        standing=frozenset(standing),
        whole=whole,
    )


def told(found: Found) -> dict[str, Condition]:
    """Return what a look tells, by alarm; every sentence of it is whole in both languages."""
    known = {condition.key: condition for condition in conditions(found)}
    for condition in known.values():
        for language in ("zh", "en"):
            words = sentence(condition.reason, language)
            assert "?" not in words, words
            assert not words.startswith("["), words
    return known


def said(found: Found, code: str, subject: str = ROOM) -> Condition:
    """Return the one condition that a look must tell."""
    return told(found)[alarm_key(code, subject)]


def is_told(found: Found, code: str, subject: str = ROOM) -> bool:
    """Return whether a look tells of an alarm at all."""
    return alarm_key(code, subject) in told(found)


def words(found: Found, code: str, subject: str = ROOM) -> str:
    """Return the English sentence of the one condition that a look must tell."""
    return sentence(said(found, code, subject).reason, "en")


def device_health(*, online: bool = True, polls: int = 9, trouble: str = "") -> DeviceHealth:
    """Return how polling a device goes."""
    return DeviceHealth(
        online=online,
        why=Why.NONE if online else Why.COMM_FAILURE,
        trouble=trouble,
        polls=polls,
        failures=0,
        latency_s=None,
        next_try_s=None,
    )


def bus_health(*, up: bool = True, trouble: str = "") -> BusHealth:
    """Return how a bus goes."""
    return BusHealth(
        up=up,
        detail="",
        trouble=trouble,
        requests=0,
        no_replies=0,
        bad_replies=0,
        refusals=0,
        reopens=0,
        busy=0.1,
        progress_t=T,
    )


def decision(
    output: str,
    verdict: Verdict = Verdict.CONFIRMED,
    *,
    feedback: bool | None = None,
    running: bool | None = None,
    trouble: Reason | None = None,
) -> Decision:
    """Return what was decided for an output."""
    claim = Claim(
        output=output, on=False, rank=Rank.DEFAULT, owner="", reason=reason("default_off")
    )
    return Decision(
        output=output,
        mode=Mode.AUTO,
        want=False,
        allowed=False,
        claims=(claim,),
        command=False,
        feedback=feedback,
        running=running,
        verdict=verdict,
        since=0.0,
        trouble=trouble,
    )


def cycle(
    stage: Stage, *, since: float = T, entry: Entry = Entry.FREE, lamp_h: float = 0.0
) -> CycleStatus:
    """Return where the programme stands."""
    return CycleStatus(
        programme=PROGRAMME.id,
        room=ROOM,
        output=PROGRAMME.output,
        stage=stage,
        since=since,
        left_s=None,
        entry=entry,
        reason=reason("cycle_idle"),
        lamp_h=lamp_h,
    )


def mode(name: str, room: str = "") -> Degraded:
    """Return a degraded mode that holds."""
    return Degraded(
        mode=name,
        room=room,
        reason=reason("degraded_monitor_only", left_s=600.0),
        action=reason("degraded_monitor_only_action"),
    )


def measured(**numbers: float | None) -> Watched:
    """Return the running measures of the room."""
    return Watched(rooms={ROOM: RoomMeasures(room=ROOM, **numbers)})  # type: ignore[arg-type]
