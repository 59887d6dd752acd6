"""The outside air of `weather/summer.csv` at any moment (`make_weather.py` made it)."""

import csv
from collections.abc import Callable

from drivers.simulator.air import Air
from tests.scenario.make_weather import FILE

HOUR_S = 3600.0
JULY = 30  # days since 1 June


def outside(from_t: float, day: int = JULY) -> Callable[[float], Air]:
    """Return the air outside by plant time; `from_t` is midnight of `day` since 1 June."""
    with FILE.open(encoding="utf-8", newline="") as file:
        hours = [
            Air(float(row["temperature_c"]), float(row["mixing_g_kg"]))
            for row in csv.DictReader(file)
        ]

    def at(t: float) -> Air:
        hour = day * 24 + (t - from_t) / HOUR_S
        whole = min(int(hour), len(hours) - 2)
        share = hour - whole
        left, right = hours[whole], hours[whole + 1]
        return Air(
            left.temperature_c + share * (right.temperature_c - left.temperature_c),
            left.mixing_g_kg + share * (right.mixing_g_kg - left.mixing_g_kg),
        )

    return at
