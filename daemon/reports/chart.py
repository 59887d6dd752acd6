"""A year of one quantity as a drawing: each day from lowest to highest, the limits behind (pure).

Plain SVG without a style of its own, so that no page has to allow inline styles.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from math import ceil, floor
from typing import NamedTuple
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 720, 150
LEFT, RIGHT, TOP, BOTTOM = 34, 8, 8, 18
INK, GRID, BAND, BARS = "#222222", "#cccccc", "#e4efe4", "#33658a"
LINES = 4


class DayRange(NamedTuple):
    """A day's lowest and highest value."""

    day: date
    low: float
    high: float


def svg(days: Sequence[DayRange], first: date, last: date, limits: tuple[float, float]) -> str:
    """Return the drawing of the days from `first` to `last`; days without a value stay empty."""
    low = floor(min([limits[0], *(d.low for d in days)]))
    high = ceil(max([limits[1], *(d.high for d in days)]))
    count = (last - first).days + 1

    def x(day: date) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (day - first).days / count

    def y(value: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (high - value) / (high - low)

    def parts() -> Iterator[str]:
        band = y(limits[0]) - y(limits[1])
        yield _rect(LEFT, y(limits[1]), WIDTH - LEFT - RIGHT, band, BAND)
        for n in range(LINES + 1):
            value = low + (high - low) * n / LINES
            yield _line(LEFT, y(value), WIDTH - RIGHT, y(value), GRID, 0.5)
            yield _text(LEFT - 4, y(value) + 3, f"{value:g}", "end")
        for month in range(first.month, last.month + 1):
            edge = x(date(first.year, month, 1))
            yield _line(edge, TOP, edge, HEIGHT - BOTTOM, GRID, 0.5)
            yield _text(edge + 2, HEIGHT - 6, str(month), "start")
        step = (WIDTH - LEFT - RIGHT) / count
        for day in days:
            top = y(day.high)
            yield _rect(x(day.day), top, step * 0.8, max(1.0, y(day.low) - top), BARS)

    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">'
        + "".join(parts())
        + "</svg>"
    )


def _rect(x: float, y: float, width: float, height: float, fill: str) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}"/>'
    )


def _line(x1: float, y1: float, x2: float, y2: float, ink: str, width: float) -> str:
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
        f' stroke="{ink}" stroke-width="{width:g}"/>'
    )


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="9" fill="{INK}" text-anchor="{anchor}">'
        f"{escape(text)}</text>"
    )
