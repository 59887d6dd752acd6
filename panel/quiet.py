"""Lines about hostile or broken visitors: one of each kind now and then, with a count.

A port scan must not fill the journal, nor hide by doing so what else happens.
"""

import logging
import time

from aiohttp.http_exceptions import HttpProcessingError

QUIET_S = 10.0  # at most one line of a kind in this time
MALFORMED = "malformed requests"


class Quiet:
    """Counts what happens by kind, and says when a line is due."""

    def __init__(self) -> None:
        self._next_t: dict[str, float] = {}
        self._kept: dict[str, int] = {}

    def due(self, kind: str, t: float) -> int:
        """Count one of `kind` at `t`; return how many there were since the last line, 0 if not due.

        `kind` is one of few fixed words, never what a visitor sent.
        """
        self._kept[kind] = self._kept.get(kind, 0) + 1
        if t < self._next_t.get(kind, float("-inf")):
            return 0
        self._next_t[kind] = t + QUIET_S
        return self._kept.pop(kind)


class Malformed(logging.Filter):
    """Lets a line about malformed requests through when it is due, without its traceback.

    Bugs pass unchanged.
    """

    def __init__(self, quiet: Quiet) -> None:
        super().__init__()
        self._quiet = quiet

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether `record` may be logged."""
        error = record.exc_info[1] if record.exc_info else None
        if not isinstance(error, HttpProcessingError):
            return True
        count = self._quiet.due(MALFORMED, time.monotonic())
        if not count:
            return False
        record.msg, record.args = (
            f"{record.msg}: %s (%d since the last line)",
            (
                *(record.args if isinstance(record.args, tuple) else ()),
                type(error).__name__,
                count,
            ),
        )
        record.exc_info = None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True
