"""One room in one scan, as its rules see it: only values that can be acted on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from daemon.model import ACTED_ON, Arg, Claim, Quality, Rank, Reading, Reason, reason

from .settings import RoomSettings, Settings
from .state import RoomMemory
from .suspicion import COLDEST
from .view import View

PLAUSIBLE_C = (-60.0, 80.0)
PLAUSIBLE_PCT = (0.0, 100.0)


def usable(reading: Reading) -> float | None:
    """Return the number that may be acted on.

    It is GOOD, the last good one for as long as it holds, or that of a sensor which only is due for
    calibration. A sensor that answers but is not believed is not usable.
    """
    if reading.quality is Quality.GOOD or reading.why in ACTED_ON:
        return reading.number
    return None


def usable_c(reading: Reading) -> float | None:
    """Return the °C that may be acted on."""
    return _within(usable(reading), *PLAUSIBLE_C)


def usable_pct(reading: Reading) -> float | None:
    """Return the %RH that may be acted on."""
    return _within(usable(reading), *PLAUSIBLE_PCT)


def _within(value: float | None, low: float, high: float) -> float | None:
    return value if value is not None and low <= value <= high else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Air:
    """The air of a room; None is unknown.

    `surface_c` is the coldest surface: the coldest of the sensors that stand there, in a room
    without one the air itself. `dew_point_c` needs both values. `is_measured`: the room has
    humidity sensors, so their silence is a loss.
    """

    temperature_c: float | None
    humidity_pct: float | None
    dew_point_c: float | None
    surface_c: float | None
    is_measured: bool

    @property
    def margin_k(self) -> float | None:
        """How far the coldest surface lies above the dew point; at 0 water condenses on it."""
        if self.surface_c is None or self.dew_point_c is None:
            return None
        return self.surface_c - self.dew_point_c


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What the rules of one room look at, and the short way to their claims."""

    view: View
    room: RoomSettings
    memory: RoomMemory
    air: Air

    def running(self, output: str) -> bool:
        """Return whether the output was wanted in the last scan."""
        return self.view.output(output).want

    def claim(
        self, output: str, owner: str, why: Reason, *, on: bool, until: float | None = None
    ) -> Claim:
        """Return the wish of a rule."""
        return Claim(output=output, on=on, rank=Rank.RULE, owner=owner, reason=why, until=until)


def told(code: str, **args: Arg) -> Reason:
    """Return a reason whose numbers are rounded to what a person can use.

    What is near a limit keeps the decimals that tell it from `limit_` and `end_` of its unit.
    """
    rounded = {name: _rounded(name, value, args) for name, value in args.items()}
    return reason(code, **rounded)


def _rounded(name: str, value: Arg, args: Mapping[str, Arg]) -> Arg:
    if not isinstance(value, float):
        return value
    what, _, unit = name.partition("_")
    marks = {args.get(f"{mark}_{unit}") for mark in ("limit", "end") if mark != what}
    return next((near for n in range(2, 9) if (near := round(value, n)) not in marks), value)


def air_of(view: View, room: RoomSettings) -> Air:
    """Return the air of a room as far as it can be acted on."""
    climate = view.climates[room.id]
    temperature_c = usable_c(climate.temperature)
    humidity_pct = usable_pct(climate.humidity)
    known = temperature_c is not None and humidity_pct is not None
    walls = _walls(view.settings, room)
    return Air(
        temperature_c=temperature_c,
        humidity_pct=humidity_pct,
        dew_point_c=climate.dew_point.number if known else None,
        surface_c=_coldest(view, walls) if walls else temperature_c,
        is_measured=bool(view.settings.points_of.get((room.id, "relative_humidity"))),
    )


def _walls(settings: Settings, room: RoomSettings) -> list[str]:
    points = settings.points_of.get((room.id, "temperature"), ())
    return [point.tag for point in points if point.zone == COLDEST]


def _coldest(view: View, tags: Iterable[str]) -> float | None:
    known = (usable_c(view.reading(tag)) for tag in tags)
    return min((value for value in known if value is not None), default=None)
