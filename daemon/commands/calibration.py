"""`roomd calibration`: the register of certificates of the sensors."""

from collections.abc import Sequence
from datetime import date, datetime
from gettext import gettext as _
from pathlib import Path

import click

from daemon.calibration.certificate import KIND, Certificate, Entry, body_of
from daemon.calibration.register import SAME, Standing, judged
from daemon.model.render import plain_number

from .calibration_register import Register, register_of
from .calibration_words import as_line, difference, heading, state_word, told_row
from .entries import left, told
from .options import CONFIG_FILE, DEFAULT_CONFIG
from .table import columns
from .who import named, short

DAY = click.DateTime(["%Y-%m-%d"])
TEXT = 120
LONGEST_YEARS = 10
PLAUSIBLE = 100.0  # an offset beyond is a slip of the finger


@click.group("calibration", help=_("Keep the register of calibration certificates."))
def command() -> None:
    """Hold the commands about the register."""


@command.command("list", help=_("List every measuring point with its certificate."))
@click.option("--config", type=CONFIG_FILE, default=DEFAULT_CONFIG)
def listed(config: Path) -> None:
    """Print how every point stands."""
    register = register_of(config)
    _show(register, register.standings)


@command.command("due", help=_("List what is overdue or due soon, the most urgent first."))
@click.option("--config", type=CONFIG_FILE, default=DEFAULT_CONFIG)
@click.option(
    "--within",
    "days",
    type=click.IntRange(0, 3660),
    default=60,
    show_default=True,
    help=_("Days from today."),
)
def due(config: Path, days: int) -> None:
    """Print what has to be calibrated."""
    register = register_of(config)
    found = [s for s in register.standings if s.left_days is not None and s.left_days <= days]
    _show(register, sorted(found, key=lambda standing: standing.left_days or 0))


@command.command("show", help=_("Print every entry of one point, corrected ones included."))
@click.argument("tag")
@click.option("--config", type=CONFIG_FILE, default=DEFAULT_CONFIG)
def show(tag: str, config: Path) -> None:
    """Print the history of one point's certificates."""
    register = register_of(config)
    every = [*judged(register.entries), *register.waiting]
    found = [entry for entry in every if entry.certificate.tag == tag]
    if not found and tag not in register.points:
        raise _unknown(tag, register)
    if not found:
        click.echo(_("{tag} is not calibrated: no certificate was entered").format(tag=tag))
    for entry in found:
        click.echo(told_row(entry, register.zone))
    for standing in register.standings:
        if standing.tag == tag:
            click.echo(f"{tag}: {state_word(standing)}")
            if standing.differs:
                click.echo(difference(standing))


@command.command("add", help=_("Enter a certificate of a point, or correct one."))
@click.argument("tag")
@click.option("--number", required=True, help=_("The number of the certificate."))
@click.option("--laboratory", required=True, help=_("Who has calibrated."))
@click.option("--date", "dated", type=DAY, required=True, help=_("The day of the calibration."))
@click.option("--due", "until", type=DAY, required=True, help=_("The last day of its validity."))
@click.option(
    "--offset", type=float, required=True, help=_("The correction to be added to the values.")
)
@click.option("--as-found", type=float, help=_("Deviation from the reference before adjustment."))
@click.option("--as-left", type=float, help=_("Deviation from the reference after adjustment."))
@click.option("--note", default="")
@click.option("--corrects", type=click.IntRange(1), help=_("The row that this entry replaces."))
@click.option("--why", default="", help=_("Why a row is corrected."))
@click.option("--who", help=_("Who enters it; else the name of the login."))
@click.option("--config", type=CONFIG_FILE, default=DEFAULT_CONFIG)
def add(
    *,
    tag: str,
    number: str,
    laboratory: str,
    dated: datetime,
    until: datetime,
    offset: float,
    as_found: float | None,
    as_left: float | None,
    note: str,
    corrects: int | None,
    why: str,
    who: str | None,
    config: Path,
) -> None:
    """Enter one certificate."""
    register = register_of(config)
    point = register.points.get(tag)
    if point is None:
        raise _unknown(tag, register)
    if corrects is not None:
        _correctable(register, tag, corrects)
    certificate = Certificate(
        tag=tag,
        number=short(number, "--number", TEXT),
        laboratory=short(laboratory, "--laboratory", TEXT),
        dated=dated.date(),
        due=until.date(),
        offset=_number("--offset", offset),
        unit=point.unit,
        as_found=None if as_found is None else _number("--as-found", as_found),
        as_left=None if as_left is None else _number("--as-left", as_left),
        note=short(note, "--note", TEXT) if note else "",
        corrects=corrects,
        why=short(why, "--why", TEXT) if corrects is not None else "",
        who=named(who),
    )
    _check_days(certificate, register.at.astimezone(register.zone).date())
    _enter(register, certificate)


@command.command("withdraw", help=_("Withdraw an entry that should not be there."))
@click.argument("row", type=click.IntRange(1))
@click.option("--why", required=True, help=_("Why it is withdrawn."))
@click.option("--who", help=_("Who enters it; else the name of the login."))
@click.option("--config", type=CONFIG_FILE, default=DEFAULT_CONFIG)
def withdraw(row: int, why: str, who: str | None, config: Path) -> None:
    """Let one entry count no more; it stays to be seen."""
    register = register_of(config)
    before = _correctable(register, None, row).certificate
    _enter(
        register,
        Certificate(
            tag=before.tag,
            number=before.number,
            laboratory=before.laboratory,
            dated=before.dated,
            due=before.due,
            offset=before.offset,
            unit=before.unit,
            corrects=row,
            why=short(why, "--why", TEXT),
            withdrawn=True,
            who=named(who),
        ),
    )


def _show(register: Register, found: Sequence[Standing]) -> None:
    if found:
        click.echo(columns([heading(), *(as_line(standing) for standing in found)]))
    else:
        click.echo(_("nothing is due"))
    for standing in found:
        if standing.differs:
            click.echo(difference(standing))
    for entry in register.waiting:
        click.echo(told_row(entry, register.zone))


def _enter(register: Register, certificate: Certificate) -> None:
    body = body_of(certificate)
    taken = left(register.directory, KIND, certificate.tag, body, register.at)
    click.echo(
        _("{tag}: certificate {number} entered; {what}").format(
            tag=certificate.tag, number=certificate.number, what=told(taken)
        )
    )
    applied = register.applied.get(certificate.tag, 0.0)
    if not certificate.withdrawn and abs(applied - certificate.offset) > SAME:
        click.echo(
            _(
                "the configuration adds {applied}, the certificate says {offset}: write "
                "calibration = {{ {point} = {offset} }} at the device {device}, if that is meant"
            ).format(
                applied=plain_number(applied, 4),
                offset=plain_number(certificate.offset, 4),
                point=certificate.tag.partition(".")[2],
                device=certificate.tag.partition(".")[0],
            )
        )


def _correctable(register: Register, tag: str | None, row: int) -> Entry:
    for entry in judged(register.entries):
        if entry.row != row or tag not in (None, entry.certificate.tag):
            continue
        if entry.corrected_by is not None:
            raise click.ClickException(
                _("row {row} was corrected by row {by} already: correct that one").format(
                    row=row, by=entry.corrected_by
                )
            )
        return entry
    raise click.ClickException(
        _("row {row} is no entry of this point; `roomd calibration show TAG` lists them").format(
            row=row
        )
    )


def _check_days(certificate: Certificate, today: date) -> None:
    if certificate.dated > today:
        raise click.ClickException(_("--date is in the future"))
    if certificate.due <= certificate.dated:
        raise click.ClickException(_("--due must be after --date"))
    if certificate.due.year - certificate.dated.year > LONGEST_YEARS:
        raise click.ClickException(
            _("a certificate is not valid for more than {years} years").format(years=LONGEST_YEARS)
        )


def _number(option: str, value: float) -> float:
    if not -PLAUSIBLE <= value <= PLAUSIBLE:
        raise click.ClickException(
            _("{option}: {value} is no correction of a sensor").format(option=option, value=value)
        )
    return value


def _unknown(tag: str, register: Register) -> click.ClickException:
    known = ", ".join(standing.tag for standing in register.standings if standing.room)
    return click.ClickException(
        _("no point is called {tag}; there are {known}").format(tag=tag, known=known)
    )
