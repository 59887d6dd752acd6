"""What the tests of the importer share: the files of `logger_files`, all written by hand."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from daemon.importing.rows import Rejected, Taken
from daemon.importing.understood import Asked, Understood, understood
from daemon.store.imported import Added, Origin, Value, add, written

FILES = Path(__file__).parent / "logger_files"
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 1, tzinfo=UTC)
NOTHING = Asked()


def look(path: Path, asked: Asked = NOTHING, zone: ZoneInfo = SHANGHAI) -> Understood:
    """Return what a file holds."""
    return understood(path, zone, NOW, asked)


def taken(found: Understood) -> list[tuple[str, str, int | None, int | None]]:
    """Return the rows as logger, local time, hundredths of °C and of %RH."""
    return [
        (
            row.logger,
            datetime.fromtimestamp(row.at, found.zone).strftime("%Y-%m-%d %H:%M"),
            row.temperature,
            row.humidity,
        )
        for row in found.rows()
        if isinstance(row, Taken)
    ]


def rejected(found: Understood) -> list[tuple[int, str]]:
    """Return the rows that were not taken, by line and code."""
    return [(row.row, row.reason.code) for row in found.rows() if isinstance(row, Rejected)]


def text_in(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    """Write a file; return its path."""
    path = folder / "logger.csv"
    path.write_bytes(text.encode(encoding))
    return path


def bring(folder: Path, file: Path, *, room: str = "stack-1", zone: str = "north") -> Added:
    """Import the only logger of a file, as the command does."""
    found = look(file)
    logger = found.logger()
    origin = Origin(
        file=file.name,
        sha256=found.file.sha256,
        dialect=found.layout.dialect,
        encoding=found.file.encoding,
        date_order="",
        timezone=found.zone.key,
        logger=logger,
        room=room,
        zone=zone,
        at=round(NOW.timestamp()),
        who="Li",
        interval_s=found.loggers[logger].interval_s,
    )
    with written(folder) as db:
        return add(db, origin, _values(found), found.rejected)


def _values(found: Understood) -> Iterator[Value]:
    for row in found.rows():
        if isinstance(row, Taken):
            if row.temperature is not None:
                yield Value(row.row, "temperature", row.at, row.temperature)
            if row.humidity is not None:
                yield Value(row.row, "relative_humidity", row.at, row.humidity)
