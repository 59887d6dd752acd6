"""A room on a humid day with a UV run: everything that control can show at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from daemon.model import (
    Band,
    Claim,
    CycleStatus,
    Decision,
    Degraded,
    Entry,
    Kind,
    Mode,
    OutputInfo,
    ProgrammeInfo,
    Rank,
    Reason,
    RoomControl,
    Snapshot,
    Stage,
    Trip,
    Verdict,
    reason,
)

from .example import SITE, snapshot

OUTPUTS = (
    OutputInfo(id="dry-1", room="stack-1", kind=Kind.DEHUMIDIFIER, name="除湿机", hazardous=False),
    OutputInfo(
        id="fan-1", room="stack-1", kind=Kind.CIRCULATION_FAN, name="循环风机", hazardous=False
    ),
    OutputInfo(
        id="exhaust-1", room="stack-1", kind=Kind.EXHAUST_FAN, name="排风机", hazardous=False
    ),
    OutputInfo(id="uv-1", room="stack-1", kind=Kind.UV_LAMP, name="紫外灯", hazardous=True),
    OutputInfo(
        id="dry-2", room="stack-2", kind=Kind.DEHUMIDIFIER, name="二号除湿机", hazardous=False
    ),
)
PROGRAMME = ProgrammeInfo(id="uv-night", room="stack-1", name="夜间紫外消毒", output="uv-1")
CONTROL_SITE = replace(SITE, outputs=OUTPUTS, programmes=(PROGRAMME,))
BAND = Band(low_c=14, high_c=24, low_pct=45, high_pct=60)
OFF = reason("default_off")
HUMID = reason("humidity_above", rh_pct=61.2, high_pct=60.0, low_pct=57.0)
HAND = reason("hand_on", who="本机面板 · 张三", why="清洁")
STOPPED = reason("local_stop", who="本机面板")
DOOR = reason("trip_door")
SAYS = {
    Stage.IDLE: reason("cycle_idle"),
    Stage.REQUESTED: reason("cycle_requested", who="本机面板 · 张三", left_s=52.0),
    Stage.WARNING: reason("cycle_warning", left_s=71.0),
    Stage.RUN: reason("cycle_running", left_s=1394.0),
    Stage.DECAY: reason("decay_waiting", left_s=1720.0),
    Stage.LOCKED_OUT: reason("cycle_locked"),
}


def claim(output: str, on: bool, rank: Rank, why: Reason, until: float | None = None) -> Claim:
    return Claim(output=output, on=on, rank=rank, owner=rank.name.lower(), reason=why, until=until)


def decision(
    output: str,
    t: float,
    *claims: Claim,
    mode: Mode = Mode.AUTO,
    shows: bool | str | None = "obeys",
    verdict: Verdict = Verdict.CONFIRMED,
    trouble: Reason | None = None,
) -> Decision:
    """Return a decision by the strongest of `claims`; the device shows the command."""
    ranked = (*sorted(claims, key=lambda c: -c.rank), claim(output, False, Rank.DEFAULT, OFF))
    wish = next(c for c in ranked if c.rank <= Rank.HAND)
    seen = ranked[0].on if isinstance(shows, str) else shows
    return Decision(
        output=output,
        mode=mode,
        want=wish.on,
        allowed=ranked[0].on,
        claims=ranked,
        command=ranked[0].on,
        feedback=seen,
        running=seen if output == "uv-1" else None,  # a light sensor sees the lamp
        verdict=verdict,
        since=t - 840,
        trouble=trouble,
    )


def cycle(stage: Stage, t: float, **facts: object) -> CycleStatus:
    usual = {
        "entry": Entry.FREE,
        "left_s": None,
        "reason": SAYS[stage],
        "lamp_h": 412.0,
    }
    return CycleStatus(
        programme="uv-night",
        room="stack-1",
        output="uv-1",
        stage=stage,
        since=t - 60,
        **{**usual, **facts},  # type: ignore[arg-type]
    )


def room(name: str, **facts: object) -> RoomControl:
    usual = {
        "setpoint_c": 20.0,
        "setpoint_pct": 52.0,
        "stopped": False,
        "trips": (),
        "entry": Entry.FREE,
    }
    return RoomControl(room=name, band=BAND, **{**usual, **facts})  # type: ignore[arg-type]


def trip(t: float, *, latched: bool = True, healthy: bool = True) -> Trip:
    return Trip(
        room="stack-1",
        interlock="door",
        since=t - 190,
        latched=latched,
        healthy=healthy,
        reason=DOOR,
        outputs=("uv-1",),
    )


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What control shows beside the readings; usual where nothing is given."""

    outputs: Mapping[str, Decision] = field(default_factory=dict)
    rooms: Mapping[str, RoomControl] = field(default_factory=dict)
    cycles: Mapping[str, CycleStatus] = field(default_factory=dict)
    degraded: tuple[Degraded, ...] = ()


def calm(t: float) -> Scene:
    """Return a humid day: the dehumidifier runs, all else rests, nobody is in danger."""
    return Scene(
        outputs={
            **{o.id: decision(o.id, t) for o in OUTPUTS},
            "dry-1": decision("dry-1", t, claim("dry-1", True, Rank.RULE, HUMID)),
        },
        rooms={"stack-1": room("stack-1"), "stack-2": room("stack-2")},
        cycles={"uv-night": cycle(Stage.IDLE, t)},
    )


def shown(seq: int, t: float, scene: Scene, **facts: object) -> Snapshot:
    """Return the usual snapshot of the site with the scene."""
    whole = snapshot(seq, t, **facts)  # type: ignore[arg-type]
    return replace(
        whole,
        result=replace(
            whole.result,
            outputs=scene.outputs,
            rooms=scene.rooms,
            cycles=scene.cycles,
            degraded=scene.degraded,
        ),
    )


def altered(
    scene: Scene,
    *,
    outputs: Mapping[str, Decision] | None = None,
    rooms: Mapping[str, RoomControl] | None = None,
    cycles: Mapping[str, CycleStatus] | None = None,
) -> Scene:
    """Return the scene with some outputs, rooms or cycles replaced."""
    return replace(
        scene,
        outputs={**scene.outputs, **(outputs or {})},
        rooms={**scene.rooms, **(rooms or {})},
        cycles={**scene.cycles, **(cycles or {})},
    )


def uv_run(t: float) -> Scene:
    """Return a UV run in progress."""
    why = reason("cycle_running", left_s=1394.0)
    return altered(
        calm(t),
        outputs={"uv-1": decision("uv-1", t, claim("uv-1", True, Rank.RULE, why))},
        rooms={"stack-1": room("stack-1", entry=Entry.FORBIDDEN)},
        cycles={
            "uv-night": cycle(
                Stage.RUN, t, entry=Entry.FORBIDDEN, left_s=1394.0, who="本机面板 · 张三"
            )
        },
    )


def door_tripped(t: float) -> Scene:
    """Return a run that the door ended: the trip is latched, the air is not clean yet."""
    run = reason("cycle_running", left_s=1394.0)
    return altered(
        calm(t),
        outputs={
            "uv-1": decision(
                "uv-1",
                t,
                claim("uv-1", True, Rank.RULE, run),
                claim("uv-1", False, Rank.INTERLOCK, DOOR),
            ),
            "exhaust-1": decision(
                "exhaust-1",
                t,
                claim("exhaust-1", True, Rank.INTERLOCK, reason("decay_waiting", left_s=1720.0)),
            ),
        },
        rooms={"stack-1": room("stack-1", entry=Entry.FORBIDDEN, trips=(trip(t),))},
        cycles={
            "uv-night": cycle(Stage.DECAY, t, entry=Entry.FORBIDDEN, left_s=1720.0, checks=(DOOR,))
        },
    )


def by_hand(t: float) -> Scene:
    """Return a room with a fan in HAND and a dehumidifier that does not obey."""
    until = t + 6727
    return altered(
        calm(t),
        outputs={
            "fan-1": decision(
                "fan-1", t, claim("fan-1", True, Rank.HAND, HAND, until), mode=Mode.HAND
            ),
            "dry-1": decision(
                "dry-1",
                t,
                claim("dry-1", True, Rank.RULE, HUMID),
                shows=False,
                verdict=Verdict.REFUSED,
                trouble=reason("output_refused"),
            ),
        },
    )


def local_stop(t: float) -> Scene:
    """Return a room that somebody stopped."""
    whole = calm(t)
    stopped = {
        o.id: decision(
            o.id,
            t,
            *(c for c in whole.outputs[o.id].claims if c.rank is not Rank.DEFAULT),
            claim(o.id, False, Rank.LOCAL_STOP, STOPPED),
        )
        for o in OUTPUTS
        if o.room == "stack-1"
    }
    return altered(whole, outputs=stopped, rooms={"stack-1": room("stack-1", stopped=True)})


def nearly_started(t: float, stage: Stage) -> Scene:
    """Return a start on its way: requested with what is missing, or in its last minute."""
    left_s = 52.0 if stage is Stage.REQUESTED else 71.0
    entry = Entry.FREE if stage is Stage.REQUESTED else Entry.LEAVE
    missing = (reason("check_door_proof"), reason("check_quiet", left_s=312.0))
    return altered(
        calm(t),
        rooms={"stack-1": room("stack-1", entry=entry)},
        cycles={
            "uv-night": cycle(
                stage,
                t,
                entry=entry,
                left_s=left_s,
                checks=missing if stage is Stage.REQUESTED else (),
                who="本机面板 · 张三",
                caution=reason("caution_damp", rh_pct=61.2, strong_pct=60.0),
            )
        },
    )


def degraded(t: float) -> Scene:
    """Return a humid day with one sensor left and a clock that nobody set."""
    return replace(
        calm(t),
        degraded=(
            Degraded(
                mode="clock_untrusted",
                room="",
                reason=reason("degraded_clock_untrusted"),
                action=reason("degraded_clock_untrusted_action"),
            ),
            Degraded(
                mode="one_sensor_left",
                room="stack-1",
                reason=reason("degraded_one_sensor_left_both", sensor="th-north"),
                action=reason("degraded_one_sensor_left_action"),
            ),
        ),
    )
