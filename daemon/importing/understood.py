"""A whole file, looked at before anything is written: what it is, what it holds, what is missing.

Whatever has two meanings is asked about and never chosen.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from daemon.model import reason

from .dialects import layout_of
from .layout import HEAD_LINES, Layout
from .moments import BOTH, Order, orders
from .refusal import ImportRefusedError
from .rows import Reader, Rejected, Taken, logger_name, open_dates
from .text import TextFile, text_file

MOST_ROWS = 5_000_000
MOST_LOGGERS = 200
MOST_SPACINGS = 500
SHOWN_REJECTS = 20
STEP_ROWS = 5000  # between two movements of a bar


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person said about a file; "" and None are left to the file."""

    logger: str = ""
    dialect: str | None = None
    order: Order | None = None
    encoding: str | None = None


@dataclass(slots=True, kw_only=True)
class Contents:
    """What the rows of one logger come to. Times are UTC seconds, both ends included."""

    rows: int = 0
    temperatures: int = 0
    humidities: int = 0
    first: int = 0
    last: int = 0
    spacings: Counter[int] = field(default_factory=Counter)
    _before: int | None = None

    def add(self, taken: Taken) -> None:
        """Take one row in."""
        self.first = min(self.first, taken.at) if self.rows else taken.at
        self.last = max(self.last, taken.at)
        self.rows += 1
        self.temperatures += taken.temperature is not None
        self.humidities += taken.humidity is not None
        if self._before is not None and taken.at != self._before:
            spacing = abs(taken.at - self._before)
            if spacing in self.spacings or len(self.spacings) < MOST_SPACINGS:
                self.spacings[spacing] += 1
        self._before = taken.at

    @property
    def interval_s(self) -> int:
        """The usual time between two rows, 0 of a single one."""
        return min(self.spacings, key=lambda s: (-self.spacings[s], s), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """One file as it was understood; `loggers` by the name that stands in their tags."""

    file: TextFile
    layout: Layout
    order: Order | None
    zone: ZoneInfo
    now: datetime
    asked: Asked
    loggers: dict[str, Contents]
    rejected: int
    rejects: tuple[Rejected, ...]

    def rows(self) -> Iterator[Taken | Rejected]:
        """Yield the rows of the table once more; raises ImportRefusedError or OSError."""
        reader = Reader(self.layout, self.order, self.zone, self.now, self.asked.logger)
        return reader.rows(self.file.lines())

    def logger(self) -> str:
        """Return which logger is meant; raises ImportRefusedError where that must be said."""
        names = sorted(self.loggers)
        asked = logger_name(self.asked.logger)
        if not names:
            raise ImportRefusedError(reason("import_nothing", rejected=self.rejected))
        if names == [""]:
            raise ImportRefusedError(reason("import_nameless"))
        if asked in names:
            return asked
        if len(names) > 1 or asked:
            raise ImportRefusedError(reason("import_which_logger", loggers=", ".join(names[:20])))
        return names[0]


def understood(
    path: Path,
    zone: ZoneInfo,
    now: datetime,
    asked: Asked,
    progress: Callable[[int], None] = lambda _: None,
) -> Understood:
    """Return what a file holds; `progress` hears of rows. Raises ImportRefusedError or OSError."""
    file = text_file(path, asked.encoding)
    layout = layout_of(list(islice(file.lines(), HEAD_LINES)), asked.dialect)
    order = _order(file, layout, asked.order)
    found = Understood(
        file=file,
        layout=layout,
        order=order,
        zone=zone,
        now=now,
        asked=asked,
        loggers={},
        rejected=0,
        rejects=(),
    )
    return _counted(found, progress)


def _order(file: TextFile, layout: Layout, asked: Order | None) -> Order | None:
    """Return the order of the dates, None where every date names its own."""
    left, seen = BOTH, False
    for text in open_dates(file.lines(), layout):
        left, seen = left & orders(text), True
        if not left:
            break
    if not seen:
        return None
    if asked is not None:
        if left and asked not in left:
            raise ImportRefusedError(reason("import_other_order", order=asked.value))
        return asked
    if not left:
        raise ImportRefusedError(reason("import_mixed_orders"))
    if len(left) > 1:
        raise ImportRefusedError(reason("import_which_order"))
    return next(iter(left))


def _counted(found: Understood, progress: Callable[[int], None]) -> Understood:
    rejects: list[Rejected] = []
    rejected = 0
    for number, row in enumerate(found.rows(), 1):
        if number > MOST_ROWS:
            raise ImportRefusedError(reason("import_too_many_rows", most=MOST_ROWS))
        if number % STEP_ROWS == 0:
            progress(STEP_ROWS)
        if isinstance(row, Rejected):
            rejected += 1
            if len(rejects) < SHOWN_REJECTS:
                rejects.append(row)
            continue
        if row.logger not in found.loggers and len(found.loggers) >= MOST_LOGGERS:
            raise ImportRefusedError(reason("import_too_many_loggers", most=MOST_LOGGERS))
        found.loggers.setdefault(row.logger, Contents()).add(row)
    return Understood(
        file=found.file,
        layout=found.layout,
        order=found.order,
        zone=found.zone,
        now=found.now,
        asked=found.asked,
        loggers=found.loggers,
        rejected=rejected,
        rejects=tuple(rejects),
    )
