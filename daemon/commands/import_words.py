"""What the importer understood of a file, and what was imported, in words for a terminal."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from gettext import gettext as _
from zoneinfo import ZoneInfo

from daemon.importing.dialects import DIALECTS
from daemon.importing.layout import Layout
from daemon.importing.moments import Order
from daemon.importing.understood import Contents, Understood
from daemon.model import Reason, render
from daemon.store.imported_read import Import

from .language import reader_language

MINUTES = "%Y-%m-%d %H:%M"
DIGEST = 12
MOST_LOGGERS = 20
MOST_IDLE = 10


def spoken(why: Reason) -> str:
    """Return a reason in the reader's language."""
    return render.sentence(why, reader_language(os.environ))


def report(found: Understood) -> Iterator[str]:
    """Yield what was understood, line by line."""
    layout, file = found.layout, found.file
    yield _("{file}: {size} bytes, {encoding}, SHA-256 {digest}").format(
        file=file.path.name, size=file.size, encoding=file.encoding, digest=file.sha256
    )
    title = DIALECTS[layout.dialect].title
    yield _("dialect: {dialect}; columns: {columns}").format(
        dialect=render.spoken(title, reader_language(os.environ)), columns=_columns(layout)
    )
    yield _("dates: {order}; time zone: {zone}").format(
        order=_order(found), zone=layout.offset or found.zone.key
    )
    for name, contents in sorted(found.loggers.items())[:MOST_LOGGERS]:
        yield _contents(name or _("(nameless)"), contents, found.zone)
    if found.rejected:
        yield _("rejected: {count} rows").format(count=found.rejected)
    for reject in found.rejects:
        yield _("  line {row}: {why}").format(row=reject.row, why=spoken(reject.reason))
    if found.rejected > len(found.rejects):
        yield _("  … and {count} more").format(count=found.rejected - len(found.rejects))


def heading() -> tuple[str, ...]:
    """Return the titles of the columns of `as_line`."""
    return (
        _("number"),
        _("imported"),
        _("room"),
        _("zone"),
        _("logger"),
        _("values"),
        _("rejected"),
        _("by"),
        "SHA-256",
        _("file"),
    )


def as_line(each: Import, zone: ZoneInfo) -> tuple[str, ...]:
    """Return one import in columns."""
    return (
        str(each.number),
        each.at.astimezone(zone).strftime(MINUTES),
        each.room,
        each.zone,
        each.logger,
        str(each.readings),
        str(each.rejected),
        each.who,
        each.sha256[:DIGEST],
        each.file,
    )


def _columns(layout: Layout) -> str:
    def title(column: int) -> str:
        known = layout.titles[column] if column < len(layout.titles) else ""
        return known or str(column + 1)

    parts = [_("time {title}").format(title=" + ".join(map(title, layout.moment)))]
    if layout.temperature is not None:
        unit = "°F" if layout.fahrenheit else "°C"
        parts.append(
            _("temperature {title} in {unit}").format(title=title(layout.temperature), unit=unit)
        )
    if layout.humidity is not None:
        parts.append(_("humidity {title}").format(title=title(layout.humidity)))
    used = {*layout.moment, layout.temperature, layout.humidity, layout.logger}
    idle = [text for column, text in enumerate(layout.titles) if text and column not in used]
    if idle:
        parts.append(_("not used: {titles}").format(titles=" | ".join(idle[:MOST_IDLE])))
    return ", ".join(parts)


def _order(found: Understood) -> str:
    words = {
        None: _("each says its own order"),
        Order.DMY: _("day/month/year"),
        Order.MDY: _("month/day/year"),
    }
    return words[found.order]


def _contents(name: str, contents: Contents, zone: ZoneInfo) -> str:
    return _(
        "logger {name}: {rows} rows from {first} to {last}, every {interval}; "
        "{temperatures} temperatures, {humidities} humidities"
    ).format(
        name=name,
        rows=contents.rows,
        first=_local(contents.first, zone),
        last=_local(contents.last, zone),
        interval=render.duration(contents.interval_s, reader_language(os.environ)),
        temperatures=contents.temperatures,
        humidities=contents.humidities,
    )


def _local(at: int, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(at, UTC).astimezone(zone).strftime(MINUTES)
