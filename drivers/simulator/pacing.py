"""Waiting for an absolute moment, to some microseconds."""

import ctypes
import time

SPIN_NS = 100_000  # a sleep may end so much late on a busy machine
PR_SET_TIMERSLACK = 29  # prctl(2); per thread
_LIBC = ctypes.CDLL(None)


def sharpen_timers() -> None:
    """Ask the kernel not to round up the sleeps of this thread (50 µs by default)."""
    _LIBC.prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0)


def wait_until(due_ns: int) -> None:
    """Return at the monotonic moment `due_ns`: sleep almost to it, then spin."""
    left_ns = due_ns - time.monotonic_ns() - SPIN_NS
    if left_ns > 0:
        time.sleep(left_ns / 1e9)
    while time.monotonic_ns() < due_ns:
        pass
