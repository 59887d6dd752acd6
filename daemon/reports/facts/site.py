"""All that a report needs, read once: the site's settings, readings, machines, rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from daemon.calibration.certificate import Entry
from daemon.calibration.entries import entries
from daemon.configuration.site import OUTSIDE
from daemon.control.alarms.groups import FILTER_DUE_HOURS, FILTER_HOURS
from daemon.control.settings import Settings
from daemon.reports.asked import QUARTER_S, Period, ReportKind
from daemon.reports.measures import Machines, while_alive
from daemon.reports.series import Readings
from daemon.store.history import FILE as HISTORY
from daemon.store.ledger import FILE as LEDGER
from daemon.store.ledger_chain import Head
from daemon.store.ledger_read import LedgerRow, head

from . import alarms, history, imported, ledger, rests
from .history import RoomTags

LEAD_S = 24 * 3600  # what came before an excursion may lie before the month
FOR_EVER_S = 1 << 37
NOTE = "note"

# The kinds of rows that each report shows; the alarms of a time begin before it.
ROWS: Mapping[ReportKind, tuple[str, ...]] = {
    ReportKind.MONTHLY: (),
    ReportKind.YEARLY: (),
    ReportKind.EXCURSION: (),
    ReportKind.STERILISATION: ("cycle",),
    ReportKind.ALARMS: (),
    ReportKind.MAINTENANCE: ("act", "cycle"),
    ReportKind.AUDIT: ("act", "alarm", "cycle", "degraded", "ledger", NOTE, "trip"),
}
NOTED = frozenset({ReportKind.MONTHLY, ReportKind.EXCURSION})
SEARCHES = frozenset({ReportKind.EXCURSION})
WEARS = frozenset({ReportKind.MAINTENANCE})
MACHINES = frozenset(
    {ReportKind.MONTHLY, ReportKind.YEARLY, ReportKind.EXCURSION, ReportKind.MAINTENANCE}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How far the stores are looked at: a head of the ledger, UTC seconds of the history.

    Where both are given a report is made as it was then; None means as far as the stores reach.
    """

    head: Head | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How the site is set up, as far as reports ask.

    `readings_at` are the local times of the two readings of a day, `applied` what the configuration
    adds to the values of a tag.
    """

    settings: Settings
    readings_at: tuple[str, str]
    applied: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What one kind of report may know about one time.

    `notes` are all that people ever noted, whenever they did it: a cause may be found months later.
    `counts` are the ledger's rows by kind, `certificates` the whole calibration register,
    `hours` what machines count themselves, by tag.
    """

    ways: Ways
    period: Period
    readings: Readings
    machines: Machines
    rows: tuple[LedgerRow, ...]
    notes: tuple[LedgerRow, ...]
    counts: Mapping[str, int]
    hours: Mapping[str, float]
    certificates: tuple[Entry, ...]
    head: Head

    @property
    def settings(self) -> Settings:
        """What control is told."""
        return self.ways.settings

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the site."""
        return self.settings.zone

    @property
    def until(self) -> datetime:
        """The end of the readings that are in it."""
        return datetime.fromtimestamp(self.readings.until, UTC)

    @property
    def is_over(self) -> bool:
        """Whether the period is over and wholly in it."""
        return self.readings.until >= self.period.until_s(self.zone)


def gathered(
    directory: Path,
    ways: Ways,
    kind: ReportKind,
    period: Period,
    mark: Mark | None = None,
) -> Facts:
    """Read everything for one kind of report about all rooms; raises sqlite3.Error, ValueError."""
    mark = mark or Mark()
    settings = ways.settings
    since = period.since_s(settings.zone) // QUARTER_S * QUARTER_S
    until = period.until_s(settings.zone)
    reach = until if mark.until is None else min(until, mark.until)
    rooms = {room: tags_of(settings, room) for room in settings.rooms}
    readings = history.read(directory / HISTORY, rooms, since - LEAD_S, reach)
    imported.fill(directory, readings)
    book = directory / LEDGER
    at = mark.head or head(book)
    done = Machines(spans={})
    if kind in MACHINES:
        found = ledger.machines(book, at, since - LEAD_S, readings.until)
        done = Machines(
            spans={
                output: tuple(while_alive(spans, readings.alive, readings.since))
                for output, spans in found.spans.items()
            },
            doubts=found.doubts,
            rests=(
                rests.rests(book, at, since - LEAD_S, readings.until) if kind in SEARCHES else {}
            ),
        )
    return Facts(
        ways=ways,
        period=period,
        readings=readings,
        machines=done,
        rows=(
            alarms.of_time(book, at, since, until)
            if kind is ReportKind.ALARMS
            else ledger.of_kinds(book, at, ROWS[kind], since, until)
        ),
        notes=ledger.of_kinds(book, at, (NOTE,), 0, FOR_EVER_S) if kind in NOTED else (),
        counts=ledger.counts(book, at, since, until),
        hours=(
            history.latest(directory / HISTORY, _hour_tags(settings), since, readings.until)
            if kind in WEARS
            else {}
        ),
        certificates=tuple(e for e in entries(book) if e.row is not None and e.row <= at.seq),
        head=at,
    )


def filters(settings: Settings) -> tuple[tuple[str, str], ...]:
    """Return the tags of the hours of each filter, and of the hours that it may run."""
    tags = {point.tag for point in settings.site.points}
    pairs = [
        (f"{device.id}.{FILTER_HOURS}", f"{device.id}.{FILTER_DUE_HOURS}")
        for device in settings.site.devices
    ]
    return tuple((hours, due) for hours, due in pairs if hours in tags)


def _hour_tags(settings: Settings) -> tuple[str, ...]:
    return tuple(tag for pair in filters(settings) for tag in pair)


def tags_of(settings: Settings, room: str) -> RoomTags:
    """Return the tags that speak for a room; the outside is its own, else that of the site."""
    temperature, humidity = settings.climate_tags[room]
    return RoomTags(
        temperature=temperature,
        humidity=humidity,
        outside_temperature=_outside(settings, room, "temperature"),
        outside_humidity=_outside(settings, room, "relative_humidity"),
        door_closed=settings.rooms[room].safety.door_closed,
    )


def _outside(settings: Settings, room: str, quantity: str) -> tuple[str, ...]:
    points = [p for p in settings.site.points if p.zone == OUTSIDE and p.quantity == quantity]
    own = [p for p in points if p.room == room]
    return tuple(p.tag for p in own or points)
