"""The settings of a site of one or more equal rooms that have everything (`points.py`)."""

from dataclasses import dataclass

from daemon.control.settings import (
    HumidityRule,
    OutputSettings,
    Programme,
    RoomSettings,
    SafetyInputs,
    Settings,
    TemperatureRule,
    VentilationRule,
)
from daemon.model import Band, DeviceInfo, OutputInfo, ProgrammeInfo, RoomInfo, SiteInfo
from tests.scenario.points import (
    CLIMATE,
    COMPRESSORS,
    HAZARDS,
    MACHINES,
    PAIRS,
    SAFETY,
    Bit,
    sources,
    units,
)

BAND = Band(low_c=14.0, high_c=24.0, low_pct=45.0, high_pct=60.0)
DEAD_MAN_S = 3.0  # of a hazard
FLASH_S = 60.0  # of the other machines


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The times of a site; a test of the cycles takes short ones so that many fit into a run."""

    min_s: float = 180.0
    change_over_s: float = 300.0
    stagger_s: float = 10.0
    adopt_s: float = 5.0
    hold_s: float = 120.0
    warning_s: float = 90.0
    quiet_s: float = 600.0
    run_s: float = 1800.0
    decay_s: float = 1800.0
    clear_s: float = 600.0
    worst_case_s: float = 4 * 3600.0
    rest_s: float = 3600.0
    daily_run_s: float = 7200.0
    start_ozone_mg_m3: float = 0.05
    sensors_s: float = 0.0  # the least time between two polls of a sensor of the air


QUICK = Pace(
    min_s=30.0,
    change_over_s=20.0,
    stagger_s=3.0,
    adopt_s=3.0,
    hold_s=20.0,
    warning_s=1.6,
    quiet_s=3.0,
    run_s=5.0,
    decay_s=4.0,
    clear_s=2.0,
    worst_case_s=240.0,
    rest_s=2.0,
    daily_run_s=60.0,
    start_ozone_mg_m3=0.15,
)


def settings(rooms: tuple[str, ...], pace: Pace) -> Settings:
    """Return the settings of a site of such rooms."""
    outputs = [output for room in rooms for output in _outputs(room, pace)]
    programmes = [programme for room in rooms for programme in _programmes(room, pace)]
    devices = units(pace.sensors_s)
    site = SiteInfo(
        id="plant",
        name="plant",
        timezone="Asia/Shanghai",
        rooms=tuple(RoomInfo(id=room, name=room) for room in rooms),
        devices=tuple(
            DeviceInfo(
                id=f"{room}-{unit.name}",
                bus=unit.bus,
                unit_id=number,
                profile=unit.name,
                room=room,
                zone=unit.zone,
                poll_s=unit.poll_s,
                title_zh=unit.name,
                title_en=unit.name,
                verified=True,
            )
            for room in rooms
            for number, unit in enumerate(devices, 1)
        ),
        points=tuple(source.info for source in sources(rooms, devices)),
        buses=(CLIMATE, SAFETY),
        simulated=True,
        outputs=tuple(
            OutputInfo(id=o.id, room=o.room, kind=o.kind, name=o.name, hazardous=o.hazardous)
            for o in outputs
        ),
        programmes=tuple(
            ProgrammeInfo(id=p.id, room=p.room, name=p.name, output=p.output) for p in programmes
        ),
    )
    return Settings(
        site=site,
        version="plant",
        rooms={room: _room(room) for room in rooms},
        outputs={output.id: output for output in outputs},
        programmes={programme.id: programme for programme in programmes},
        pairs=tuple((f"{room}-{a}", f"{room}-{b}") for room in rooms for a, b in PAIRS),
        stagger_s=pace.stagger_s,
        adopt_s=pace.adopt_s,
    )


def _outputs(room: str, pace: Pace) -> list[OutputSettings]:
    running = {
        "uv": f"{room}-di.{Bit.UV_LIGHT}",
        "ozone": f"{room}-di2.{Bit.OZONE_RUNS}",
        "dehumidifier": f"{room}-di2.{Bit.DEHUMIDIFIER_RUNS}",
        "cooler": f"{room}-di2.{Bit.COOLER_RUNS}",
    }
    found = []
    for name, kind, _ in MACHINES:
        hazard = name in (*HAZARDS, "contactor")
        machine = name in (*COMPRESSORS, "humidifier", "heater")
        found.append(
            OutputSettings(
                id=f"{room}-{name}",
                name=name,
                room=room,
                kind=kind,
                device=f"{room}-relay",
                write=name,
                feedback=f"{room}-relay.{name}",
                hazardous=hazard,
                dead_man_s=DEAD_MAN_S if hazard else FLASH_S,
                renew_s=1.0 if hazard else 20.0,
                running=running.get(name),
                full=f"{room}-di2.{Bit.TANK_FULL}" if name == "dehumidifier" else None,
                min_on_s=pace.min_s if machine else 0.0,
                min_off_s=pace.min_s if machine else 0.0,
                starts_per_hour=6 if machine else 60,
                change_over_s=pace.change_over_s,
                hold_s=pace.hold_s,
            )
        )
    return found


def _programmes(room: str, pace: Pace) -> list[Programme]:
    return [
        Programme(
            id=f"{room}-{name}-cycle",
            name=name,
            room=room,
            output=f"{room}-{name}",
            run_s=pace.run_s,
            warning_s=pace.warning_s,
            quiet_s=pace.quiet_s,
            decay_s=pace.decay_s,
            worst_case_s=pace.worst_case_s,
            clear_s=pace.clear_s,
            rest_s=pace.rest_s,
            daily_run_s=pace.daily_run_s,
            start_ozone_mg_m3=pace.start_ozone_mg_m3,
            most_pct=85.0,
            least_c=5.0,
            most_c=40.0,
            exhaust=f"{room}-exhaust" if name == "ozone" else None,
            sounder=f"{room}-sounder",
            contactor=f"{room}-contactor",
        )
        for name in HAZARDS
    ]


def _room(room: str) -> RoomSettings:
    return RoomSettings(
        id=room,
        name=room,
        band=BAND,
        humidity=HumidityRule(
            setpoint_pct=52.0, lower=f"{room}-dehumidifier", raise_=f"{room}-humidifier"
        ),
        temperature=TemperatureRule(
            setpoint_c=22.0, lower=f"{room}-cooler", raise_=f"{room}-heater"
        ),
        ventilation=VentilationRule(
            fan=f"{room}-exhaust",
            temperature=f"{room}-out.temperature",
            humidity=f"{room}-out.humidity",
        ),
        safety=SafetyInputs(
            door_closed=(f"{room}-di.{Bit.DOOR_A}", f"{room}-di.{Bit.DOOR_B}"),
            nobody=(f"{room}-di.{Bit.NOBODY}",),
            e_stop_released=(f"{room}-di.{Bit.E_STOP}",),
            floor_dry=(f"{room}-di.{Bit.DRY}",),
            no_fire=(f"{room}-di.{Bit.NO_FIRE}",),
            ozone=(f"{room}-o3.ozone",),
        ),
    )
