"""A value between its limits as a bar: the allowed band, the setpoint, where the value is; pure.

Lengths are percent of the bar's width, as SVG takes them.
"""

from typing import TypedDict

from daemon.model import Quality, Reading, RoomControl

MARGIN = 0.6  # of the band's width, shown at either side of it


class BarView(TypedDict):
    """One bar. `low` and `high` are its ends in the unit of the value.

    `at` and `setpoint` are "" where they are not known; `side` is in, below, above or unknown,
    `beyond` is yes where the value is past the end of the bar.
    """

    low: float
    high: float
    band: str
    width: str
    setpoint: str
    at: str
    side: str
    beyond: str
    limits: tuple[str, str]


def bars_of(control: RoomControl | None, face: dict[str, Reading]) -> dict[str, BarView]:
    """Return the bars of temperature and humidity of a room that has limits."""
    if control is None:
        return {}
    band = control.band
    kinds = {
        "temperature": (band.low_c, band.high_c, control.setpoint_c),
        "humidity": (band.low_pct, band.high_pct, control.setpoint_pct),
    }
    return {name: _bar(face[name], *kinds[name]) for name in kinds if name in face}


def _bar(reading: Reading, low: float, high: float, setpoint: float | None) -> BarView:
    margin = max(1.0, (high - low) * MARGIN)
    start, end = low - margin, high + margin

    def place(value: float) -> str:
        share = (min(max(value, start), end) - start) / (end - start)
        return f"{share * 100:.1f}%"

    known = reading.quality is not Quality.BAD and reading.value is not None
    value = float(reading.value or 0.0)
    side = "unknown" if not known else "below" if value < low else "above" if value > high else "in"
    return BarView(
        low=start,
        high=end,
        band=place(low),
        width=f"{(high - low) / (end - start) * 100:.1f}%",
        setpoint="" if setpoint is None else place(setpoint),
        at=place(value) if known else "",
        side=side,
        beyond="yes" if known and not start <= value <= end else "no",
        limits=(f"{low:g}", f"{high:g}"),
    )
