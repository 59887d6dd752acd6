"""The alerts about the climate of rooms: a rule for each room, with its own limits (pure)."""

from collections.abc import Iterator
from dataclasses import dataclass

from daemon.control.alarms.conditions.climate import MOULD_DEADBAND
from daemon.control.settings import RoomSettings, Settings
from daemon.model import Priority

from .alerts import SEVERITIES, Example, Rule, Sample
from .drawing import of_room, rule, standing
from .promql import beyond, number, series

ON = "site, room"
PER_CENT = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """One limit of a room: which metric is beyond which value, and how it is told.

    `inside` is the way back from the limit: -1 for an upper one, 1 for a lower one. `sized`: only
    the size of the value counts.
    """

    code: str
    metric: str
    limit: float
    deadband: float
    unit: str
    inside: int = -1
    sized: bool = False
    window: str = ""


def alerts(settings: Settings) -> Iterator[Rule]:
    """Yield the rules of all rooms."""
    for room in settings.rooms.values():
        for edge in _edges(room):
            drawn = _rule(settings, room, edge)
            yield drawn
            if edge.code.startswith("swing_"):
                yield _graver(settings, room, edge, drawn)
        yield _mould(settings, room)


def _edges(room: RoomSettings) -> Iterator[Edge]:
    alarms = room.alarms
    band, near_c, near_pct = alarms.band or room.band, alarms.deadband_c, alarms.deadband_pct
    near_ratio = near_pct * PER_CENT
    for code, metric, limit, deadband, unit, inside in (
        ("temperature_high", "temperature_highest_celsius", band.high_c, near_c, "celsius", -1),
        ("temperature_low", "temperature_lowest_celsius", band.low_c, near_c, "celsius", 1),
        (
            *("humidity_high", "relative_humidity_highest_ratio", band.high_pct * PER_CENT),
            *(near_ratio, "ratio", -1),
        ),
        (
            *("humidity_low", "relative_humidity_lowest_ratio", band.low_pct * PER_CENT),
            *(near_ratio, "ratio", 1),
        ),
        (
            *("dew_point_near_surface", "surface_margin_celsius", alarms.surface_margin_c),
            *(near_c, "celsius", 1),
        ),
    ):
        yield Edge(
            code=code, metric=metric, limit=limit, deadband=deadband, unit=unit, inside=inside
        )
    yield Edge(
        code="swing_temperature",
        metric="temperature_swing_celsius",
        limit=alarms.swing_c,
        deadband=near_c,
        unit="celsius",
        window="24h",
    )
    yield Edge(
        code="swing_humidity",
        metric="relative_humidity_swing_ratio",
        limit=alarms.swing_pct * PER_CENT,
        deadband=near_ratio,
        unit="ratio",
        window="24h",
    )
    yield Edge(
        code="drift_temperature",
        metric="temperature_drift_celsius",
        limit=alarms.drift_c,
        deadband=near_c,
        unit="celsius",
        sized=True,
    )
    yield Edge(
        code="drift_humidity",
        metric="relative_humidity_drift_ratio",
        limit=alarms.drift_pct * PER_CENT,
        deadband=near_ratio,
        unit="ratio",
        sized=True,
    )


def _rule(settings: Settings, room: RoomSettings, edge: Edge) -> Rule:
    kind = settings.alarms.kinds[edge.code]
    value = _value(settings, room, edge)
    remembered = standing(settings, edge.code, room=room.id, severity=SEVERITIES[kind.priority])
    sign = "<" if edge.inside > 0 else ">"
    back = edge.limit + edge.inside * edge.deadband
    ill = edge.limit - edge.inside * edge.deadband / 2
    return rule(
        settings,
        edge.code,
        of_room(room),
        beyond(value, sign, edge.limit, back, remembered, ON),
        _example(settings, room, edge, ill),
        unit=edge.unit,
        limit=_shown(edge.limit, edge.unit),
    )


def _graver(settings: Settings, room: RoomSettings, edge: Edge, drawn: Rule) -> Rule:
    """Return the rule of a swing of the wider limit."""
    alarms = room.alarms
    most = alarms.swing_most_c if edge.unit == "celsius" else alarms.swing_most_pct * PER_CENT
    return rule(
        settings,
        edge.code,
        of_room(room),
        f"{_value(settings, room, edge)} > {number(most)}",
        _example(settings, room, edge, most + edge.deadband),
        unit=edge.unit,
        limit=_shown(most, edge.unit),
        priority=Priority.MEDIUM,
        milder=drawn,
    )


def _mould(settings: Settings, room: RoomSettings) -> Rule:
    alarms, site = room.alarms, settings.site.id
    index = series("roomd_room_mould_index", site, room=room.id)
    risk = series("roomd_room_mould_risk_ratio", site, room=room.id)
    grown, germs = alarms.mould_index, alarms.mould_risk
    remembered = standing(settings, "mould_risk", room=room.id)
    near = (
        f"({index} >= {number(grown * MOULD_DEADBAND)}"
        f" or {risk} > {number(germs * MOULD_DEADBAND)})"
    )
    return rule(
        settings,
        "mould_risk",
        of_room(room),
        f"{index} >= {number(grown)}\nor\n{risk} > {number(germs)}\n"
        f"or\n({near} and on ({ON}) {remembered})",
        Example(
            samples=(Sample(series=index, well=0.0, ill=grown), Sample(series=risk, well=0.0)),
            labels=_labels(settings, room),
            value=grown,
        ),
    )


def _value(settings: Settings, room: RoomSettings, edge: Edge) -> str:
    measured = _series(settings, room, edge)
    return f"abs({measured})" if edge.sized else measured


def _series(settings: Settings, room: RoomSettings, edge: Edge) -> str:
    window = {"window": edge.window} if edge.window else {}
    return series(f"roomd_room_{edge.metric}", settings.site.id, room=room.id, **window)


def _example(settings: Settings, room: RoomSettings, edge: Edge, ill: float) -> Example:
    well = edge.limit + edge.inside * 2 * edge.deadband
    window = {"window": edge.window} if edge.window else {}
    shown = float(number(ill))
    return Example(
        samples=(
            Sample(
                series=_series(settings, room, edge),
                well=float(number(well)),
                ill=-shown if edge.sized else shown,
            ),
        ),
        labels={**_labels(settings, room), **window},
        value=shown,
    )


def _labels(settings: Settings, room: RoomSettings) -> dict[str, str]:
    return {"site": settings.site.id, "room": room.id}


def _shown(limit: float, unit: str) -> str:
    return f"{number(limit)} °C" if unit == "celsius" else f"{number(limit / PER_CENT)}%"
