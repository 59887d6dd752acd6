"""A room with a damp week on record: settings, a history file, and moments of it."""

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from daemon.control.settings import (
    HumidityRule,
    OutputSettings,
    RoomSettings,
    SafetyInputs,
    Settings,
)
from daemon.model import (
    Band,
    Kind,
    OutputInfo,
    PointInfo,
    ProcessImage,
    Quality,
    Reading,
    RoomInfo,
    SiteInfo,
    Why,
)
from daemon.rehearsal.replay import Moment
from daemon.store.recorder import Recorder
from daemon.store.ring import Batch, Ring
from daemon.store.schema import migrations
from daemon.store.series import series_key

START = datetime(2026, 7, 1, tzinfo=UTC)
ROOM = "stack-1"
Values = Mapping[str, float | bool | None]  # None: the device does not answer
QUIET: Values = {
    "th.temperature": 20.0,
    "th.humidity": 52.0,
    "io.floor": True,
    "io.dry": False,
    "io.dry_runs": False,
    "io.damp": False,
    "lamp.uv": False,
}


def point(tag: str, quantity: str = "contact", unit: str = "") -> PointInfo:
    """Return a point of the room; contacts and relays are bits."""
    return PointInfo(
        tag=tag,
        device=tag.partition(".")[0],
        room=ROOM,
        zone="",
        quantity=quantity,
        unit=unit,
        title_zh=tag,
        title_en=tag,
        resolution=0.1,
        is_bit=not unit,
    )


POINTS = (
    point("th.temperature", "temperature", "°C"),
    point("th.humidity", "relative_humidity", "%RH"),
    *(point(tag) for tag in ("io.floor", "io.dry", "io.dry_runs", "io.damp", "lamp.uv")),
)


def output(name: str, kind: Kind, feedback: str, **more: object) -> OutputSettings:
    """Return an output of the room; a lamp is hazardous."""
    device, _, write = feedback.partition(".")
    fields: dict[str, object] = {
        "id": name,
        "name": name,
        "room": ROOM,
        "kind": kind,
        "device": device,
        "write": write,
        "feedback": feedback,
        "hazardous": kind is Kind.UV_LAMP,
        "dead_man_s": 60.0,
        "renew_s": 20.0,
    }
    return OutputSettings(**(fields | more))  # type: ignore[arg-type]


DRY = output("dry", Kind.DEHUMIDIFIER, "io.dry", running="io.dry_runs", min_off_s=60.0)
DAMP = output("damp", Kind.HUMIDIFIER, "io.damp")
UV = output("uv", Kind.UV_LAMP, "lamp.uv")


def told(
    setpoint_pct: float = 52.0,
    *,
    outputs: tuple[OutputSettings, ...] = (DRY, DAMP, UV),
    points: tuple[PointInfo, ...] = POINTS,
    glide_pct_per_day: float = 2.0,
) -> Settings:
    """Return the settings of a site with one room that is kept dry."""
    site = SiteInfo(
        id="yard",
        name="yard",
        timezone="Asia/Shanghai",
        rooms=(RoomInfo(id=ROOM, name="一号库房"),),
        devices=(),
        points=points,
        buses=(),
        simulated=True,
        outputs=tuple(
            OutputInfo(id=o.id, room=o.room, kind=o.kind, name=o.name, hazardous=o.hazardous)
            for o in outputs
        ),
    )
    names = {o.id for o in outputs}
    room = RoomSettings(
        id=ROOM,
        name="一号库房",
        band=Band(low_c=14, high_c=24, low_pct=45, high_pct=60),
        humidity=HumidityRule(
            setpoint_pct=setpoint_pct,
            glide_pct_per_day=glide_pct_per_day,
            lower="dry" if "dry" in names else None,
            raise_="damp" if "damp" in names else None,
        ),
        safety=SafetyInputs(floor_dry=("io.floor",)),
    )
    return Settings(site=site, rooms={ROOM: room}, outputs={o.id: o for o in outputs})


def seen(tag: str, value: float | bool | None, t: float = 0.0) -> Reading:
    """Return the reading of a tag; None is a device that does not answer."""
    unit = next((p.unit for p in POINTS if p.tag == tag), "")
    if value is None:
        return Reading(
            value=None, unit=unit, quality=Quality.BAD, why=Why.COMM_FAILURE, t=None, at=None
        )
    return Reading(value=value, unit=unit, quality=Quality.GOOD, why=Why.NONE, t=t, at=START)


def image(values: Values | None = None, *, t: float = 1000.0) -> ProcessImage:
    """Return an image in which all is quiet, with `values` laid over it."""
    readings = {tag: seen(tag, value, t) for tag, value in {**QUIET, **(values or {})}.items()}
    at = START + timedelta(seconds=t)
    return ProcessImage(t=t, at=at, clock_trusted=True, readings=readings)


def moment(values: Values | None = None, *, t: float = 1000.0) -> Moment:
    """Return a moment in which all is quiet, with `values` laid over it."""
    shown = image(values, t=t)
    return Moment(t=t, at=shown.at, clock_trusted=True, readings=shown.readings)


class Tape:
    """A history file that is filled by the recorder of the daemon, faster than time."""

    def __init__(self, folder: Path, points: tuple[PointInfo, ...] = POINTS) -> None:
        self.path = folder / "history.db"
        self._keys = [series_key(p) for p in points]
        with closing(sqlite3.connect(self.path)) as db:
            db.execute("PRAGMA journal_mode = WAL")  # as the daemon's
            db.executescript("".join(migrations("history").values()))
            db.executemany(
                "INSERT INTO series (id, tag, unit, step, is_bit) VALUES (?, ?, ?, ?, ?)",
                [(number, *key) for number, key in enumerate(self._keys)],
            )
            db.commit()

    def record(
        self,
        values: Callable[[int], Values],
        seconds: int,
        *,
        at: datetime = START,
        boot: str = "first",
        t: float = 1000.0,
        every_s: int = 5,
        trusted: bool = True,
    ) -> None:
        """Record `values(second)` for so many seconds from `at` on."""
        ring = Ring(10_000_000)
        recorder = Recorder(self._keys, boot, ring)
        for second in range(0, seconds, every_s):
            shown = {tag: seen(tag, v, t + second) for tag, v in values(second).items()}
            recorder.offer(
                ProcessImage(
                    t=t + second,
                    at=at + timedelta(seconds=second),
                    clock_trusted=trusted,
                    readings=shown,
                )
            )
        recorder.close()
        with closing(sqlite3.connect(self.path)) as db:
            for batch in ring.batches:
                _write(db, batch)
            db.commit()


def _write(db: sqlite3.Connection, batch: Batch) -> None:
    part = batch.segment
    key = part.boot, part.mono_ms, part.utc_ms, part.trusted
    db.execute(
        "INSERT OR IGNORE INTO segment (boot, mono_ms, utc_ms, trusted) VALUES (?, ?, ?, ?)", key
    )
    (number,) = db.execute(
        "SELECT id FROM segment WHERE boot = ? AND mono_ms = ?", key[:2]
    ).fetchone()
    db.executemany(
        "INSERT INTO raw VALUES (?, ?, ?, ?, ?)",
        [(number, p.start_ms, p.series, p.rows, p.packed) for p in batch.packed],
    )


def wave(second: int) -> Values:
    """Return a room whose humidity goes up and down by the hour; its temperature never rests."""
    phase = second % 3600
    rise = phase if phase < 1800 else 3600 - phase
    return {
        **QUIET,
        "th.humidity": round(50.0 + 8.0 * rise / 1800, 1),
        "th.temperature": 20.0 + second // 5 % 2 / 10,
    }
