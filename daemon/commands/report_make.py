"""`roomd report KIND`: one command for each kind of report, all alike."""

import sys
from collections.abc import Callable, Sequence
from gettext import gettext as _
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from daemon.clock import SystemClock
from daemon.configuration.loading import Loaded, load_config
from daemon.model.document import Document
from daemon.model.render import Language
from daemon.reports import page
from daemon.reports.asked import Asked, Period, ReportKind, month_before, period
from daemon.reports.corrections import code_of
from daemon.reports.facts.site import Facts
from daemon.reports.formats import FORMATS
from daemon.reports.making import Made, Stores, made, preview, stores_of
from daemon.reports.shelf import FOLDER, Shelf

from .options import CONFIG_FILE, DEFAULT_CONFIG
from .report_trouble import told

DEFAULT_FORMATS = "xlsx,html"


def maker(kind: ReportKind, summary: str) -> click.Command:
    """Return the command that makes one kind of report."""

    def make(
        config: Path,
        rooms: tuple[str, ...],
        month: str | None,
        year: str | None,
        formats: str,
        language: str | None,
        preview_only: bool,
    ) -> None:
        loaded = load_config(config)
        spoken_in: Language = "zh" if (language or loaded.config.reports.language) == "zh" else "en"
        asked_for = _period(kind, month, year, loaded)
        stores = stores_of(loaded)
        places = _places(stores, kind, rooms)
        with told():
            if preview_only:
                facts = _facts(stores, kind, asked_for)
                for place in places:
                    one = Asked(kind=kind, place=place, period=asked_for, language=spoken_in)
                    click.echo(page.rendered(preview(facts, one)))
                return
            _make(stores, kind, asked_for, places, spoken_in, _formats(formats))

    options: Sequence[Callable[[Callable[..., None]], Callable[..., None]]] = (
        click.option("--config", type=CONFIG_FILE, default=DEFAULT_CONFIG),
        click.option("--room", "rooms", multiple=True, help=_("Only this room; may be repeated.")),
        click.option("--month", help=_("The month, as 2026-10; last month where none is given.")),
        click.option("--year", help=_("The whole year, as 2026.")),
        click.option(
            "--format",
            "formats",
            default=DEFAULT_FORMATS,
            show_default=True,
            help=_("Of xlsx, html, pdf, csv; several with commas."),
        ),
        click.option("--language", type=click.Choice(["zh", "en"])),
        click.option(
            "--preview",
            "preview_only",
            is_flag=True,
            help=_("Print the page to the standard output and keep nothing."),
        ),
    )
    for option in reversed(options):
        make = option(make)
    return click.command(kind.value, help=summary)(make)


def _make(
    stores: Stores,
    kind: ReportKind,
    asked_for: Period,
    places: Sequence[str],
    language: Language,
    formats: Sequence[str],
) -> None:
    shelf = Shelf(stores.directory / FOLDER)
    done: list[Made] = []
    with click.progressbar(
        length=len(places) + 1, label=_("making reports"), file=sys.stderr
    ) as bar:
        facts = _facts(stores, kind, asked_for)
        bar.update(1)
        for one in made(shelf, facts, kind, places, language, formats):
            done.append(one)
            bar.update(1)
    for one in done:
        for file in one.files:
            click.echo(file)
        click.echo(_told_about(one), err=True)


def _facts(stores: Stores, kind: ReportKind, asked_for: Period) -> Facts:
    """Return the facts of a time that has begun, by the clock or by readings of a better one."""
    facts = stores.facts(kind, asked_for)
    begun = max(SystemClock().utc(), facts.until).astimezone(facts.zone).date()
    if asked_for.first > begun:
        raise click.BadParameter(
            _("{text} has not begun: there is nothing to report yet").format(text=asked_for.name)
        )
    return facts


def _told_about(one: Made) -> str:
    document: Document = one.document
    facts = {
        "subject": document.subject,
        "revision": document.revision,
        "code": code_of(document),
    }
    if not one.new:
        return _("{subject}: unchanged, revision {revision}, code {code}").format(**facts)
    if document.revision > 1:
        return _("{subject}: its data changed, revision {revision} tells how, code {code}").format(
            **facts
        )
    return _("{subject}: made, code {code}").format(**facts)


def _period(kind: ReportKind, month: str | None, year: str | None, loaded: Loaded) -> Period:
    if month is not None and year is not None:
        raise click.UsageError(_("give --month or --year, not both"))
    if (kind is ReportKind.MONTHLY and year) or (kind is ReportKind.YEARLY and month):
        raise click.UsageError(
            _("the register is of a month, the analysis of a year: --month and --year")
        )
    if month is not None or year is not None:
        return _named(month or year or "", is_month=month is not None)
    now = SystemClock().utc().astimezone(ZoneInfo(loaded.config.site.timezone))
    before = month_before(now)
    return period(f"{before.first.year:04}") if kind is ReportKind.YEARLY else before


def _named(text: str, *, is_month: bool) -> Period:
    try:
        found = period(text)
    except ValueError:
        found = None
    if found is None or (found.first.month == found.last.month) is not is_month:
        raise click.BadParameter(
            _("{text}: write a month as 2026-10, a year as 2026").format(text=text)
        )
    return found


def _places(stores: Stores, kind: ReportKind, rooms: Sequence[str]) -> Sequence[str]:
    known = stores.places(kind)
    if not rooms:
        return known
    if stores.settings.site.id in known:
        raise click.BadParameter(_("this report is about the whole site; leave --room out"))
    if unknown := set(rooms) - set(known):
        raise click.BadParameter(
            _("there is no room {room}; there are {known}").format(
                room=", ".join(sorted(unknown)), known=", ".join(known)
            )
        )
    return tuple(dict.fromkeys(rooms))


def _formats(text: str) -> tuple[str, ...]:
    asked = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    if not asked or set(asked) - set(FORMATS):
        raise click.BadParameter(
            _("{text}: the formats are {known}").format(text=text, known=", ".join(FORMATS))
        )
    return asked
