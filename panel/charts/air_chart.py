"""The psychrometric chart of a room as shapes: where its air is, was, should and could be; pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from daemon.model import Band, Kind

from .air import ratio_g_kg
from .air_axes import Axes, Paper, Point, arrow_head, box, dew_line, line, paper, surface_line
from .air_effects import Air, Way, way
from .series import Steps

FADES = 8  # pieces of the trail, the oldest the palest
LEAST_OPACITY, MOST_OPACITY = 0.2, 0.9
BADGE = 19.0  # from the end of an arrow to the middle of its number


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """One output that may move the air; `is_on` is None where nobody knows."""

    id: str
    kind: Kind
    is_on: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AirFacts:
    """Everything that is drawn. What is not known, or not asked of the room, is None.

    `trail` are states in the order of time, None for a gap; deadbands are full widths.
    """

    pa: float
    now: Air | None
    band: Band | None = None
    setpoint_c: float | None = None
    setpoint_pct: float | None = None
    deadband_c: float | None = None
    deadband_pct: float | None = None
    surface_c: float | None = None
    outside: Air | None = None
    trail: tuple[Air | None, ...] = ()
    machines: tuple[Machine, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """What a machine would do: its way, its head, its number on the chart."""

    machine: Machine
    number: int
    way: Way
    d: str
    head: str
    badge: Point


@dataclass(frozen=True, slots=True, kw_only=True)
class AirDrawing:
    """SVG path data and points in the box of `air_axes`; "" or None for what is not drawn."""

    paper: Paper
    band: str
    deadband: str
    setpoint: Point | None
    now: Point | None
    dew: str
    surface: str
    outside: Point | None
    trail: tuple[tuple[str, float], ...]
    arrows: tuple[Arrow, ...]


def drawing(facts: AirFacts, axes: Axes) -> AirDrawing:
    """Return the chart of a room."""
    now, band = facts.now, facts.band
    return AirDrawing(
        paper=paper(axes),
        band=""
        if band is None
        else box(axes, (band.low_c, band.high_c), (band.low_pct, band.high_pct)),
        deadband=_deadband(facts, axes),
        setpoint=_setpoint(facts, axes),
        now=_place(axes, now),
        dew="" if now is None else dew_line(axes, now.c, now.g_kg),
        surface="" if facts.surface_c is None else surface_line(axes, facts.surface_c),
        outside=_place(axes, facts.outside),
        trail=tuple(_trail(facts.trail, axes)),
        arrows=tuple(_arrows(facts, axes)),
    )


def trail_of(warm: Steps, damp: Steps, pa: float) -> tuple[Air | None, ...]:
    """Return the states of the steps, None where one of the two was not measured."""
    pairs = zip(warm.buckets, damp.buckets, strict=True)
    return tuple(
        None
        if w.mean is None or d.mean is None
        else Air(c=w.mean, g_kg=ratio_g_kg(w.mean, d.mean, pa))
        for w, d in pairs
    )


def _setpoint(facts: AirFacts, axes: Axes) -> Point | None:
    if facts.setpoint_c is None or facts.setpoint_pct is None:
        return None
    return axes.point(facts.setpoint_c, ratio_g_kg(facts.setpoint_c, facts.setpoint_pct, axes.pa))


def _deadband(facts: AirFacts, axes: Axes) -> str:
    """Return the box in which no rule switches."""
    c, pct = facts.setpoint_c, facts.setpoint_pct
    wide_c, wide_pct = facts.deadband_c, facts.deadband_pct
    if c is None or pct is None or wide_c is None or wide_pct is None:
        return ""
    return box(
        axes, (c - wide_c / 2, c + wide_c / 2), (pct - wide_pct / 2, min(100.0, pct + wide_pct / 2))
    )


def _place(axes: Axes, air: Air | None) -> Point | None:
    return axes.point(air.c, air.g_kg) if air is not None and axes.holds(air.c, air.g_kg) else None


def _trail(states: Sequence[Air | None], axes: Axes) -> Iterator[tuple[str, float]]:
    """Yield pieces of the way with their opacity; each begins where the one before ends."""
    length = -(-len(states) // FADES) or 1
    for number, start in enumerate(range(0, len(states), length)):
        d = _through(states[max(0, start - 1) : start + length], axes)
        if d:
            share = (number + 1) / FADES
            opacity = LEAST_OPACITY + (MOST_OPACITY - LEAST_OPACITY) * share
            yield d, round(opacity, 2)


def _through(states: Sequence[Air | None], axes: Axes) -> str:
    runs: list[list[Point]] = [[]]
    for state in states:
        place = _place(axes, state)
        if place is None:
            runs.append([])
        else:
            runs[-1].append(place)
    return "".join(line(run if len(run) > 1 else run * 2) for run in runs if run)


def _arrows(facts: AirFacts, axes: Axes) -> Iterator[Arrow]:
    number = 0
    for machine in facts.machines:
        if facts.now is None or _place(axes, facts.now) is None:
            return
        led = way(machine.kind, facts.now, facts.outside, axes.pa)
        if led is None:
            continue
        number += 1
        points = [axes.point(state.c, state.g_kg) for state in led]
        yield Arrow(
            machine=machine,
            number=number,
            way=led,
            d=line(points),
            head=arrow_head(points),
            badge=_beyond(points),
        )


def _beyond(points: Sequence[Point]) -> Point:
    """Return a place just past the end of a way, for its number."""
    (x1, y1), (x2, y2) = points[0], points[-1]
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5 or 1.0
    return (
        round(x2 + BADGE * (x2 - x1) / length, 1),
        round(y2 + BADGE * (y2 - y1) / length, 1),
    )
