"""The only place that asks the machine for the time."""

import asyncio
import ctypes
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    """Monotonic seconds for every decision and age, UTC for rows and screens."""

    def monotonic(self) -> float:
        """Return monotonic seconds, the same scale as the event loop's time."""

    def utc(self) -> datetime:
        """Return the wall time in UTC, aware; it may jump."""

    def trusted(self) -> bool:
        """Return whether the kernel says that the wall clock is synchronised."""

    async def sleep_until(self, t: float) -> None:
        """Return at or after the monotonic time `t`."""


class SystemClock:
    """The machine's clocks."""

    def monotonic(self) -> float:
        """Return CLOCK_MONOTONIC in seconds."""
        return time.monotonic()

    def utc(self) -> datetime:
        """Return the wall time in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - the one place

    def trusted(self) -> bool:
        """Return whether systemd-timesyncd or the kernel (adjtimex(2)) reports synchronisation.

        A sandbox that forbids adjtimex leaves the first, which needs no system call of its own.
        """
        return _TIMESYNCD_SYNCHRONISED.exists() or 0 <= _adjtimex_state() < _TIME_ERROR

    async def sleep_until(self, t: float) -> None:
        """Return at or after the monotonic time `t`; yields at least once."""
        await asyncio.sleep(max(0.0, t - time.monotonic()))


_TIMESYNCD_SYNCHRONISED = Path("/run/systemd/timesync/synchronized")  # touched at each success
_TIME_ERROR = 5  # adjtimex(2): clock not synchronised
_TIMEX_BYTES = 512  # larger than struct timex on any architecture; modes = 0 only reads
_LIBC = ctypes.CDLL(None)


def _adjtimex_state() -> int:
    buffer = ctypes.create_string_buffer(_TIMEX_BYTES)
    return int(_LIBC.adjtimex(buffer))
