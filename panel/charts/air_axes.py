"""The paper of the psychrometric chart: axes, lines of equal humidity, boxes; pure geometry.

Temperature goes right, water goes up, its scale stands at the right as on printed charts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor

from daemon.model import Band

from .air import dew_c, ratio_g_kg

WIDTH, HEIGHT = 760.0, 430.0
LEFT, RIGHT, TOP, BOTTOM = 14.0, 700.0, 12.0, 392.0
CURVES_PCT = (10, 20, 30, 40, 50, 60, 70, 80, 90, 100)
STEP_C = 0.5
TICK_C = 5
LABEL_INSET_C = 1.2
NEAR_C = 6.0  # of room around the allowed climate in the closer view

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Axes:
    """What the chart spans: °C, g/kg, and the air pressure in Pa that it holds for."""

    low_c: float = 0.0
    high_c: float = 40.0
    top_g: float = 25.0
    pa: float

    def x(self, c: float) -> float:
        """Return where a temperature stands."""
        return LEFT + (RIGHT - LEFT) * (c - self.low_c) / (self.high_c - self.low_c)

    def y(self, g_kg: float) -> float:
        """Return where an amount of water stands."""
        return BOTTOM - (BOTTOM - TOP) * g_kg / self.top_g

    def point(self, c: float, g_kg: float) -> Point:
        """Return where a state stands."""
        return round(self.x(c), 1), round(self.y(g_kg), 1)

    def holds(self, c: float, g_kg: float) -> bool:
        """Return whether a state is on the paper."""
        return self.low_c <= c <= self.high_c and 0 <= g_kg <= self.top_g


def near(band: Band, pa: float) -> Axes:
    """Return the closer view around an allowed climate."""
    low = floor((band.low_c - NEAR_C) / TICK_C) * TICK_C
    high = ceil((band.high_c + NEAR_C) / TICK_C) * TICK_C
    top = ratio_g_kg(band.high_c + NEAR_C / 2, band.high_pct, pa)
    return Axes(low_c=float(low), high_c=float(high), top_g=float(int(top) + 2), pa=pa)


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A line of equal humidity with the place of its label."""

    pct: int
    d: str
    label: Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """Curves and ticks: positions with their numbers."""

    curves: tuple[Curve, ...]
    across: tuple[tuple[float, str], ...]
    up: tuple[tuple[float, str], ...]


@lru_cache(maxsize=16)
def paper(axes: Axes) -> Paper:
    """Return the paper; it is the same for as long as the axes are."""
    step_g = 5 if axes.top_g > 12 else 2  # noqa: PLR2004 - numbers must not touch
    return Paper(
        curves=tuple(_curve(axes, pct) for pct in CURVES_PCT),
        across=tuple(
            (round(axes.x(c), 1), f"{c}")
            for c in range(int(axes.low_c), int(axes.high_c) + 1, TICK_C)
        ),
        up=tuple((round(axes.y(g), 1), f"{g}") for g in range(step_g, int(axes.top_g) + 1, step_g)),
    )


def _curve(axes: Axes, pct: int) -> Curve:
    states = []
    for c in _steps(axes.low_c, axes.high_c):
        g_kg = ratio_g_kg(c, pct, axes.pa)
        if g_kg > axes.top_g:
            states.append((_at_top(axes, pct, c), axes.top_g))
            break
        states.append((c, g_kg))
    label_c = states[-1][0] - LABEL_INSET_C
    label = axes.point(label_c, ratio_g_kg(label_c, pct, axes.pa))
    return Curve(pct=pct, d=line(axes.point(*state) for state in states), label=label)


def _at_top(axes: Axes, pct: int, beyond_c: float) -> float:
    """Return the temperature at which a curve meets the upper edge, just before `beyond_c`."""
    low, high = beyond_c - STEP_C, beyond_c
    for _ in range(20):
        middle = (low + high) / 2
        above = ratio_g_kg(middle, pct, axes.pa) > axes.top_g
        low, high = (low, middle) if above else (middle, high)
    return low


def box(axes: Axes, c: tuple[float, float], pct: tuple[float, float]) -> str:
    """Return a box between two temperatures and two humidities, along the curves."""
    lower = [(each, ratio_g_kg(each, pct[0], axes.pa)) for each in _steps(*c)]
    upper = [(each, ratio_g_kg(each, pct[1], axes.pa)) for each in reversed(_steps(*c))]
    return line(axes.point(*state) for state in (*lower, *upper)) + "Z"


def line(points: Iterable[Point]) -> str:
    """Return a path through points."""
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)


def dew_line(axes: Axes, c: float, g_kg: float) -> str:
    """Return the way of air that only cools: level to the saturation line, then down to the scale.

    "" where it would condense off the paper.
    """
    dew = dew_c(g_kg, axes.pa)
    if not axes.holds(dew, g_kg) or not axes.holds(c, g_kg):
        return ""
    return line((axes.point(c, g_kg), axes.point(dew, g_kg), axes.point(dew, 0.0)))


def surface_line(axes: Axes, surface_c: float) -> str:
    """Return the line above which air condenses on a surface: up to saturation, then level.

    "" where the surface is off the paper.
    """
    most = ratio_g_kg(surface_c, 100.0, axes.pa)
    if not axes.holds(surface_c, most):
        return ""
    ends = axes.point(axes.high_c, most)
    return line((axes.point(surface_c, 0.0), axes.point(surface_c, most), ends))


def arrow_head(points: Sequence[Point], size: float = 9.0) -> str:
    """Return a triangle at the end of a way."""
    (x1, y1), (x2, y2) = points[-2], points[-1]
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5 or 1.0
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    bx, by = x2 - size * ux, y2 - size * uy
    wide = size * 0.5
    corners = ((x2, y2), (bx - wide * uy, by + wide * ux), (bx + wide * uy, by - wide * ux))
    return line((round(x, 1), round(y, 1)) for x, y in corners) + "Z"


def _steps(low: float, high: float) -> list[float]:
    count = max(1, round((high - low) / STEP_C))
    return [low + (high - low) * n / count for n in range(count + 1)]
