"""Makes `weather/summer.csv`: a plausible summer in Dangyang, Hubei (30.8 N), from a fixed seed.

`python -m tests.scenario.make_weather`. No measured series is in it. Each hour adds up:

- a season: daily mean temperature and dew point by month as the climate of the middle Yangtze is
  usually described, straight lines between the middles of the months (`MONTHS`);
- a day: the temperature peaks at 15 h and is lowest before sunrise, with a swing that is small on
  rainy days and large on clear ones; the dew point moves by half a degree with it;
- the weather: one AR(1) noise for the air mass (memory of three days) that moves temperature and
  dew point together, one for cloud and rain (memory of 30 h) that lowers temperature and swing and
  raises the dew point, and a small one for each hour;
- plum rain from about 15 June to 12 July: the cloud noise is shifted towards rain.

The dew point never exceeds the temperature; the mixing ratio follows from it.
"""

import math
import random
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from drivers.simulator.air import Air, mixing_g_kg, saturation_hpa

SEED = 30_82
FILE = Path(__file__).parent / "weather" / "summer.csv"
ZONE = ZoneInfo("Asia/Shanghai")
FIRST = datetime(2026, 6, 1, tzinfo=ZONE)
DAYS = 92
MONTHS = (
    (-15, 22.5, 15.5),
    (15, 25.6, 20.0),
    (45, 28.6, 24.2),
    (76, 28.2, 23.4),
    (107, 23.4, 18.0),
)
PLUM_RAIN = (14, 42)  # days since 1 June
PEAK_H = 15.0


def season(day: float) -> tuple[float, float]:
    """Return the usual daily mean temperature and dew point, °C, of a day since 1 June."""
    for (left, left_c, left_dew), (right, right_c, right_dew) in pairwise(MONTHS):
        if day <= right:
            share = (day - left) / (right - left)
            return left_c + share * (right_c - left_c), left_dew + share * (right_dew - left_dew)
    raise ValueError(f"no season for day {day}")


class Noise:
    """AR(1) noise of unit variance with a memory in hours."""

    def __init__(self, chance: random.Random, memory_h: float) -> None:
        self._chance = chance
        self._keep = math.exp(-1 / memory_h)
        self.value = chance.gauss(0, 1)

    def step(self) -> float:
        """Return the noise an hour later."""
        fresh = math.sqrt(1 - self._keep**2)
        self.value = self._keep * self.value + fresh * self._chance.gauss(0, 1)
        return self.value


def summer() -> list[tuple[datetime, Air]]:
    """Return the outside air of each hour."""
    chance = random.Random(SEED)
    mass, cloud, gust = Noise(chance, 72), Noise(chance, 30), Noise(chance, 2)
    rows = []
    for hour in range(DAYS * 24):
        day = hour / 24
        mean_c, mean_dew_c = season(day)
        mass_now, gust_now = mass.step(), gust.step()
        rain = cloud.step() + (0.9 if PLUM_RAIN[0] <= day < PLUM_RAIN[1] else -0.2)
        cover = 1 / (1 + math.exp(-2 * rain))  # 0 clear, 1 rain
        phase = math.cos(2 * math.pi * (hour % 24 - PEAK_H) / 24)
        swing_c = 5.2 - 3.4 * cover
        temperature_c = mean_c + 1.7 * mass_now + 1.6 - 3.2 * cover + swing_c * phase
        temperature_c += 0.3 * gust_now
        dew_c = mean_dew_c + 1.2 * mass_now - 0.8 + 1.6 * cover + 0.5 * phase
        dew_c = min(dew_c, temperature_c - 0.3)
        rows.append(
            (
                FIRST + timedelta(hours=hour),
                Air(round(temperature_c, 2), round(mixing_g_kg(saturation_hpa(dew_c)), 3)),
            )
        )
    return rows


def text() -> str:
    """Return the whole file."""
    rows = [
        f"{at.isoformat(timespec='minutes')},{air.temperature_c:.2f},{air.mixing_g_kg:.3f},"
        f"{air.humidity_pct:.1f}\n"
        for at, air in summer()
    ]
    return "local_time,temperature_c,mixing_g_kg,humidity_pct\n" + "".join(rows)


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
