"""One room with every rule, and its rules' answer to a moment in short words."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from daemon.control.rules import RoomRules, room_claims
from daemon.control.settings import (
    CirculationRule,
    HumidityRule,
    OutputSettings,
    PurifierRule,
    RoomSettings,
    Settings,
    TemperatureRule,
    VentilationRule,
    Window,
)
from daemon.control.state import ControlState, OutputMemory, RoomMemory
from daemon.control.view import View
from daemon.model import Claim, Kind, PointInfo, Reading
from tests.control_kit import BAND, ROOM, SAFETY, T, output, settings, view

Values = Mapping[str, float | bool | Reading | None]
SETPOINTS = RoomMemory(setpoint_c=20.0, setpoint_pct=52.0)
MACHINES = (
    output("dry", Kind.DEHUMIDIFIER),
    output("damp", Kind.HUMIDIFIER),
    output("cool", Kind.COOLER),
    output("heat", Kind.HEATER),
    output("fan", Kind.EXHAUST_FAN),
    output("mix", Kind.CIRCULATION_FAN),
    output("clean", Kind.PURIFIER),
)
HUMIDITY = HumidityRule(setpoint_pct=52.0, deadband_pct=4.0, lower="dry", raise_="damp")
TEMPERATURE = TemperatureRule(setpoint_c=20.0, deadband_c=1.0, lower="cool", raise_="heat")
VENTILATION = VentilationRule(fan="fan", temperature="out.t", humidity="out.rh")
CIRCULATION = CirculationRule(fan="mix", run_s=600, every_s=3600, spread_pct=4.0)
PURIFIER = PurifierRule(
    output="clean", windows=(Window(at="0 8 * * *", for_s=3600),), above="o3.ozone", limit=0.1
)
FULL = RoomSettings(
    id=ROOM,
    name="一号库房",
    band=BAND,
    safety=SAFETY,
    humidity=HUMIDITY,
    temperature=TEMPERATURE,
    ventilation=VENTILATION,
    circulation=CIRCULATION,
    purifier=PURIFIER,
)
AIR: Values = {"th.t": 20.0, "th.rh": 52.0, "out.t": 30.0, "out.rh": 80.0}


def point(tag: str, quantity: str, zone: str = "") -> PointInfo:
    """Return a point of the room."""
    return PointInfo(
        tag=tag,
        device=tag.partition(".")[0],
        room=ROOM,
        zone=zone,
        quantity=quantity,
        unit="",
        title_zh="",
        title_en="",
        resolution=0.1,
        is_bit=False,
        of_room=zone != "outside",
    )


INSIDE = (point("th.t", "temperature"), point("th.rh", "relative_humidity"))
WALL = point("wall.t", "temperature", "coldest")


def told(
    room: RoomSettings = FULL,
    machines: tuple[OutputSettings, ...] = MACHINES,
    points: tuple[PointInfo, ...] = INSIDE,
    pairs: tuple[tuple[str, str], ...] = (),
) -> Settings:
    """Return the settings of a site with one such room."""
    whole = settings(machines, room=room, programmes=(), pairs=pairs)
    return replace(whole, site=replace(whole.site, points=points))


def moment(
    values: Values | None = None,
    *,
    to: Settings | None = None,
    running: tuple[str, ...] = (),
    memory: RoomMemory = SETPOINTS,
    t: float = T,
    since_s: float = 1.0,
    at: datetime | None = None,
    trusted: bool = True,
) -> View:
    """Return the view of a moment; `running` are the outputs that were wanted until now."""
    state = ControlState(
        t=t - since_s,
        outputs={name: OutputMemory(want=True) for name in running},
        rooms={ROOM: memory},
    )
    now = view({**AIR, **(values or {})}, t=t, state=state, to=to or told(), trusted=trusted)
    return now if at is None else replace(now, image=replace(now.image, at=at))


def rules(now: View) -> RoomRules:
    """Return what the rules of the room say."""
    return room_claims(now, now.settings.rooms[ROOM], now.room(ROOM))


def claims(now: View) -> dict[str, Claim]:
    """Return the claim on each output."""
    found = rules(now).claims
    assert len({claim.output for claim in found}) == len(found)
    return {claim.output: claim for claim in found}


def said(now: View, machine: str) -> tuple[bool, str]:
    """Return whether a machine is wanted, and the code of the reason."""
    claim = claims(now)[machine]
    return claim.on, claim.reason.code


def again(now: View) -> View:
    """Return the same moment, looked at with what was just decided."""
    decided = rules(now)
    outputs = {claim.output: OutputMemory(want=claim.on) for claim in decided.claims}
    state = replace(now.state, outputs=outputs, rooms={ROOM: decided.memory})
    return replace(now, state=state)
