"""A clock that stands until it is moved, and short ways to readings."""

from datetime import UTC, datetime, timedelta

from daemon.model import PointInfo, Quality, Reading, Why

EPOCH = datetime(2026, 6, 1, tzinfo=UTC)


class StillClock:
    """A clock that the test moves (the protocol `daemon.clock.Clock`)."""

    def __init__(self) -> None:
        self.t = 1000.0
        self.step = timedelta()
        self.is_trusted = True

    def monotonic(self) -> float:
        """Return the time that the test set."""
        return self.t

    def utc(self) -> datetime:
        """Return wall time that runs with `t`, shifted by `step`."""
        return EPOCH + timedelta(seconds=self.t) + self.step

    def trusted(self) -> bool:
        """Return what the test says."""
        return self.is_trusted

    async def sleep_until(self, t: float) -> None:
        """Move to `t` at once."""
        self.t = max(self.t, t)


def reading(
    value: float | bool | None,
    quality: Quality = Quality.GOOD,
    *,
    why: Why = Why.NONE,
    t: float = 1000.0,
    unit: str = "°C",
) -> Reading:
    """Return a reading with the given value and quality."""
    at = EPOCH + timedelta(seconds=t)
    return Reading(value=value, unit=unit, quality=quality, why=why, t=t, at=at)


def point_info(tag: str, quantity: str = "temperature", *, zone: str = "") -> PointInfo:
    """Return what is fixed about a point of the room `stack-1`."""
    return PointInfo(
        tag=tag,
        device=tag.partition(".")[0],
        room="stack-1",
        zone=zone,
        quantity=quantity,
        unit="°C",
        title_zh="温度",
        title_en="Temperature",
        resolution=0.1,
        is_bit=False,
    )
