"""The calibration register of the demonstration: valid, due soon, overdue and missing (pure)."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from daemon.calibration.certificate import Certificate
from daemon.calibration.register import MEASURING
from daemon.model import PointInfo

YEAR_DAYS = 365
# Days left of the sensors in their order, again and again; None: never calibrated.
LEFT_DAYS = (210, 35, None, 150, -12)
LABORATORY, WHO = "市计量测试所（模拟）", "李工"


def certificates(
    points: Sequence[PointInfo], applied: Mapping[str, float], today: date
) -> Sequence[Certificate]:
    """Return one certificate for every point of the sensors that were calibrated."""
    measuring = [point for point in points if point.quantity in MEASURING]
    devices = list(dict.fromkeys(point.device for point in measuring))
    found = []
    for point in measuring:
        number = devices.index(point.device)
        left_days = LEFT_DAYS[number % len(LEFT_DAYS)]
        if left_days is None:
            continue
        due = today + timedelta(days=left_days)
        dated = due - timedelta(days=YEAR_DAYS)
        offset = applied.get(point.tag, 0.0)
        found.append(
            Certificate(
                tag=point.tag,
                number=f"SIM-{dated.year}-{number + 1:03}",
                laboratory=LABORATORY,
                dated=dated,
                due=due,
                offset=offset,
                unit=point.unit,
                who=WHO,
                as_found=-offset,
                as_left=-offset,
            )
        )
    return found
