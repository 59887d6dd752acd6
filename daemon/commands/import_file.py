"""`roomd history import`: years of other loggers' readings into the history, marked as such."""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from gettext import gettext as _
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from daemon.clock import SystemClock
from daemon.configuration.fields import ID_PATTERN
from daemon.configuration.loading import Loaded, load_config
from daemon.importing.dialects import DIALECTS
from daemon.importing.moments import Order
from daemon.importing.refusal import ImportRefusedError
from daemon.importing.rows import Taken
from daemon.importing.text import ENCODINGS
from daemon.importing.understood import STEP_ROWS, Asked, Understood, understood
from daemon.model import Reason, reason
from daemon.store.imported import Added, KnownFileError, Origin, Value, add
from daemon.store.imported_read import Import

from .import_store import known, tell, writing
from .import_words import report, spoken
from .options import CONFIG_FILE, DEFAULT_CONFIG
from .who import named

LINE_BYTES = 40  # of a usual row, to guess how many there are


@click.command(
    "import",
    help=_(
        "Read the file that another logger has exported into the history of a room. Everything "
        "that was not understood is told with its line; with --dry-run nothing is written. The "
        "daemon may be running."
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--room", help=_("The room in which the logger stood."))
@click.option("--zone", help=_("Its place in the room, as north or rack."))
@click.option("--logger", default="", help=_("The logger, where the file names none or several."))
@click.option("--dialect", type=click.Choice(list(DIALECTS)), help=_("Else found by the file."))
@click.option(
    "--date-order",
    "order",
    type=click.Choice([order.value for order in Order]),
    help=_("dmy is day/month/year; else found by the file."),
)
@click.option("--encoding", type=click.Choice(ENCODINGS), help=_("Else found by the file."))
@click.option("--dry-run", is_flag=True, help=_("Only tell what was understood."))
@click.option("--who", help=_("Who imports it; else the name of the login."))
@click.option("--config", type=CONFIG_FILE, default=DEFAULT_CONFIG)
def take(
    *,
    file: Path,
    room: str | None,
    zone: str | None,
    logger: str,
    dialect: str | None,
    order: str | None,
    encoding: str | None,
    dry_run: bool,
    who: str | None,
    config: Path,
) -> None:
    """Import one file."""
    loaded = load_config(config)
    if room is not None or not dry_run:
        _known_room(loaded, room)
    asked = Asked(
        logger=logger,
        dialect=dialect,
        order=None if order is None else Order(order),
        encoding=encoding,
    )
    with _told_refusals(file):
        found = _looked_at(file, loaded, asked)
        click.echo("\n".join(report(found)))
        if dry_run:
            click.echo(_("nothing was written (--dry-run)"))
        chosen = found.logger()
        if dry_run:
            _refuse_known(loaded, found, chosen)
            return
        origin = _origin(found, chosen, _place(loaded, room, zone), named(who))
    added = _added(loaded, found, chosen, origin)
    click.echo(
        _("{readings} values added, {known} were there already").format(
            readings=added.readings, known=added.known
        )
    )
    if added.differing:
        click.echo(
            _("{count} rejected, another value is known for their time: lines {rows}").format(
                count=added.differing, rows=", ".join(map(str, added.rows))
            )
        )
    for told in _moves(added, origin):
        click.echo(spoken(told))
    if added.readings:
        why = reason(
            "import_done",
            file=origin.file,
            logger=chosen,
            readings=added.readings,
            rejected=found.rejected + added.differing,
            who=origin.who,
        )
        tell(loaded, origin.room, why, _facts(origin) | {"number": added.number})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    room: str
    zone: str


def _known_room(loaded: Loaded, room: str | None) -> str:
    rooms = [each.id for each in loaded.config.room]
    if room is None or room not in rooms:
        raise click.ClickException(_("--room: name one of {rooms}").format(rooms=", ".join(rooms)))
    return room


def _place(loaded: Loaded, room: str | None, zone: str | None) -> _Place:
    known = _known_room(loaded, room)
    if zone is None or not re.fullmatch(ID_PATTERN, zone):
        raise click.ClickException(_("--zone: name the place in the room, as north or rack"))
    return _Place(room=known, zone=zone)


def _looked_at(file: Path, loaded: Loaded, asked: Asked) -> Understood:
    zone = ZoneInfo(loaded.config.site.timezone)
    size = file.stat().st_size if file.is_file() else 0
    with click.progressbar(
        length=max(1, size // LINE_BYTES), label=_("reading"), file=sys.stderr
    ) as bar:
        return understood(file, zone, SystemClock().utc() + timedelta(days=1), asked, bar.update)


def _origin(found: Understood, logger: str, place: _Place, who: str) -> Origin:
    return Origin(
        file="".join(each if each.isprintable() else "?" for each in found.file.path.name),
        sha256=found.file.sha256,
        dialect=found.layout.dialect,
        encoding=found.file.encoding,
        date_order="" if found.order is None else found.order.value,
        timezone=found.zone.key,
        logger=logger,
        room=place.room,
        zone=place.zone,
        at=round(SystemClock().utc().timestamp()),
        who=who,
        interval_s=found.loggers[logger].interval_s,
    )


def _added(loaded: Loaded, found: Understood, logger: str, origin: Origin) -> Added:
    with (
        _told_refusals(found.file.path),
        writing(loaded) as db,
        click.progressbar(
            length=found.loggers[logger].rows, label=_("writing"), file=sys.stderr
        ) as bar,
    ):
        try:
            return add(db, origin, _values(found, logger, bar.update), found.rejected)
        except KnownFileError as err:
            raise _known(err.before) from err


def _refuse_known(loaded: Loaded, found: Understood, logger: str) -> None:
    """Refuse a file that was taken before, as taking it would."""
    for before in known(loaded):
        if (before.sha256, before.logger) == (found.file.sha256, logger):
            raise _known(before)


def _known(before: Import) -> click.ClickException:
    why = reason("import_known", number=before.number, room=before.room)
    return click.ClickException(spoken(why))


def _values(found: Understood, logger: str, progress: Callable[[int], None]) -> Iterator[Value]:
    taken = (row for row in found.rows() if isinstance(row, Taken) and row.logger == logger)
    for number, row in enumerate(taken, 1):
        if number % STEP_ROWS == 0:
            progress(STEP_ROWS)
        if row.temperature is not None:
            yield Value(row.row, "temperature", row.at, row.temperature)
        if row.humidity is not None:
            yield Value(row.row, "relative_humidity", row.at, row.humidity)


def _moves(added: Added, origin: Origin) -> Iterator[Reason]:
    """Yield what is to be told of a logger that stood elsewhere in the room before."""
    places = ", ".join(added.places)
    if added.places and added.readings:
        yield reason("import_moved", logger=origin.logger, places=places, zone=origin.zone)
    if added.elsewhere:
        yield reason("import_elsewhere", count=added.elsewhere, places=places)


def _facts(origin: Origin) -> dict[str, object]:
    return {name: getattr(origin, name) for name in Origin.__slots__}


@contextmanager
def _told_refusals(file: Path) -> Iterator[None]:
    try:
        yield
    except ImportRefusedError as err:
        raise click.ClickException(spoken(err.reason)) from err
    except OSError as err:
        raise click.ClickException(
            _("can't read {file}: {reason}").format(file=file, reason=err.strerror)
        ) from err
