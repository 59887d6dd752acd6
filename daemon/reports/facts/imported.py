"""Readings of logger files fill what we did not measure ourselves, and are marked as imported."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median

from daemon.configuration.site import OUTSIDE
from daemon.reports.asked import QUARTER_S
from daemon.reports.series import DIGITS, LEAST_MS, Climate, Readings, is_measured
from daemon.store.imported_read import ImportedSeries, imported_series, reading, rolled
from daemon.store.imported_voices import speaks

TEMPERATURE = "temperature"


def fill(directory: Path, readings: Readings) -> None:
    """Put imported values into the gaps of a reading that nobody has seen yet; sqlite3.Error."""
    for room, found in readings.rooms.items():
        series = imported_series(directory, room)
        for quantity in dict.fromkeys(s.quantity for s in series):
            known = [s for s in series if s.quantity == quantity]
            touching = [s for s in known if _touches(s, readings)]
            zones = {s.zone for s in known}
            inside = [s for s in touching if speaks(s.zone, zones)]
            for number, value in _values(directory, inside, readings):
                if _placed(found.inside, quantity, number, value):
                    found.imported[number] = 1
            outside = [s for s in touching if s.zone == OUTSIDE]
            for number, value in _values(directory, outside, readings):
                _placed(found.outside, quantity, number, value)


def _values(
    directory: Path, voices: list[ImportedSeries], readings: Readings
) -> Iterator[tuple[int, float]]:
    """Yield the place of each quarter that some logger measured, with the median of all."""
    votes: dict[int, list[float]] = {}
    with reading(directory) as db:
        if db is None:
            return
        numbers: Mapping[str, int] = dict(db.execute("SELECT tag, id FROM series"))
        for voice in voices:
            rows = rolled(db, "quarter", numbers[voice.tag], readings.since, readings.until)
            for row in rows:
                if row.covered_ms >= LEAST_MS:
                    place = (row.start - readings.since) // QUARTER_S
                    votes.setdefault(place, []).append(row.integral * voice.step / row.covered_ms)
    for place in sorted(votes):
        yield place, round(median(votes[place]), DIGITS)


def _placed(climate: Climate, quantity: str, number: int, value: float) -> bool:
    values = climate.temperature_c if quantity == TEMPERATURE else climate.humidity_pct
    if is_measured(values[number]):
        return False
    values[number] = value
    return True


def _touches(series: ImportedSeries, readings: Readings) -> bool:
    since, until = series.since.timestamp(), series.until.timestamp()
    return since < readings.until and until > readings.since
