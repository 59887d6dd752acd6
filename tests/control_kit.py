"""Short ways to the values of control: one room with everything, and a view of any moment."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from daemon.control.facts import facts
from daemon.control.fusion import climate
from daemon.control.interlocks import is_hazard
from daemon.control.settings import (
    OutputSettings,
    Programme,
    RoomSettings,
    SafetyInputs,
    Settings,
)
from daemon.control.state import ControlState
from daemon.control.view import Inputs, View
from daemon.model import (
    Act,
    Band,
    Kind,
    PointInfo,
    ProcessImage,
    Quality,
    Reading,
    RoomInfo,
    SiteInfo,
    Why,
    Written,
)

T = 10_000.0
ROOM = "stack-1"
START = datetime(2026, 7, 1, tzinfo=UTC)
BAND = Band(low_c=14, high_c=24, low_pct=45, high_pct=60)
CONTACTS = {
    "c.door_1": True,
    "c.door_2": True,
    "c.nobody": True,
    "c.e_stop": True,
    "c.dry": True,
    "c.no_fire": True,
}
SAFETY = SafetyInputs(
    door_closed=("c.door_1", "c.door_2"),
    nobody=("c.nobody",),
    e_stop_released=("c.e_stop",),
    floor_dry=("c.dry",),
    no_fire=("c.no_fire",),
    ozone=("o3.ozone",),
)


def point(tag: str, quantity: str, unit: str, zone: str = "") -> PointInfo:
    """Return a point that speaks for the room."""
    return PointInfo(
        tag=tag,
        device=tag.partition(".")[0],
        room=ROOM,
        zone=zone,
        quantity=quantity,
        unit=unit,
        title_zh=tag,
        title_en=tag,
        resolution=0.1,
        is_bit=False,
    )


def output(name: str, kind: Kind, **more: object) -> OutputSettings:
    """Return an output of the room on a relay board, its feedback at `b.<name>`."""
    hazard = kind in (Kind.UV_LAMP, Kind.OZONE_GENERATOR, Kind.CONTACTOR)
    whole = OutputSettings(
        id=name,
        name=name,
        room=ROOM,
        kind=kind,
        device="b",
        write=name,
        feedback=f"b.{name}",
        hazardous=hazard,
        dead_man_s=3.0 if hazard else 60.0,
        renew_s=1.0 if hazard else 20.0,
        settle_s=0.2,
    )
    return replace(whole, **more)  # type: ignore[arg-type]


OUTPUTS = (
    output("dry", Kind.DEHUMIDIFIER, min_on_s=180, min_off_s=300, starts_per_hour=6),
    output("damp", Kind.HUMIDIFIER, min_on_s=60, min_off_s=60, starts_per_hour=6),
    output("cool", Kind.COOLER, min_on_s=180, min_off_s=300, starts_per_hour=6),
    output("heat", Kind.HEATER),
    output("exhaust", Kind.EXHAUST_FAN),
    output("sounder", Kind.SOUNDER),
    output("uv", Kind.UV_LAMP, running="c.uv_lit"),
    output("contactor", Kind.CONTACTOR),
)
PROGRAMME = Programme(
    id="uv-1",
    name="紫外灯消毒",
    room=ROOM,
    output="uv",
    run_s=1800.0,
    exhaust="exhaust",
    sounder="sounder",
    contactor="contactor",
)


def settings(
    outputs: Iterable[OutputSettings] = OUTPUTS,
    *,
    room: RoomSettings | None = None,
    programmes: Iterable[Programme] = (PROGRAMME,),
    pairs: tuple[tuple[str, str], ...] = (("dry", "damp"), ("cool", "heat")),
    **more: object,
) -> Settings:
    """Return the settings of a site with one room."""
    site = SiteInfo(
        id="site",
        name="site",
        timezone="Asia/Shanghai",
        rooms=(RoomInfo(id=ROOM, name="一号库房"),),
        devices=(),
        points=(point("th.t", "temperature", "°C"), point("th.rh", "relative_humidity", "%RH")),
        buses=(),
        simulated=True,
    )
    whole = Settings(
        site=site,
        rooms={ROOM: room or RoomSettings(id=ROOM, name="一号库房", band=BAND, safety=SAFETY)},
        outputs={o.id: o for o in outputs},
        programmes={p.id: p for p in programmes},
        pairs=pairs,
    )
    return replace(whole, **more)  # type: ignore[arg-type]


def seen(
    value: float | bool | None,
    *,
    t: float = T,
    quality: Quality = Quality.GOOD,
    why: Why = Why.NONE,
    unit: str = "",
) -> Reading:
    """Return a reading; a value of None is BAD."""
    bad = value is None
    return Reading(
        value=value,
        unit=unit,
        quality=Quality.BAD if bad else quality,
        why=Why.COMM_FAILURE if bad else why,
        t=t,
        at=START + timedelta(seconds=t),
    )


def image(
    values: Mapping[str, float | bool | Reading | None] | None = None,
    *,
    t: float = T,
    trusted: bool = True,
) -> ProcessImage:
    """Return an image in which all is well, with `values` laid over it."""
    readings = {
        **{tag: seen(value, t=t) for tag, value in CONTACTS.items()},
        "o3.ozone": seen(0.01, t=t, unit="mg/m³"),
        "th.t": seen(19.0, t=t, unit="°C"),
        "th.rh": seen(52.0, t=t, unit="%RH"),
    }
    for tag, value in (values or {}).items():
        readings[tag] = value if isinstance(value, Reading) else seen(value, t=t)
    return ProcessImage(
        t=t, at=START + timedelta(seconds=t), clock_trusted=trusted, readings=readings
    )


def view(
    values: Mapping[str, float | bool | Reading | None] | None = None,
    *,
    t: float = T,
    state: ControlState | None = None,
    to: Settings | None = None,
    acts: tuple[Act, ...] = (),
    written: tuple[Written, ...] = (),
    trusted: bool = True,
    ledger_sound: bool = True,
) -> View:
    """Return the view of a moment of the one room; the climate is that of `th.t` and `th.rh`."""
    told = to or settings()
    now = image(values, t=t, trusted=trusted)
    room = told.rooms[ROOM]
    return View(
        settings=told,
        inputs=Inputs(image=now, acts=acts, written=written, ledger_sound=ledger_sound),
        image=now,
        climates={ROOM: climate([now.readings["th.t"]], [now.readings["th.rh"]])},
        facts={ROOM: facts(room, now, hazard=any(map(is_hazard, told.outputs.values())))},
        state=state or ControlState(started_t=0.0),
    )
