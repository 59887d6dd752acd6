"""`roomd report verify`: whether a report still is what the stores say."""

import sys
from gettext import gettext as _
from pathlib import Path

import click

from daemon.configuration.loading import load_config
from daemon.model.document import Document
from daemon.reports.corrections import code_of
from daemon.reports.making import program, stores_of
from daemon.reports.shelf import FOLDER, Shelf
from daemon.reports.verifying import (
    Checked,
    Finding,
    Judgement,
    UnknownReportError,
    checked,
    kept_report,
)

from .ledger import told_flaw
from .options import CONFIG_FILE, DEFAULT_CONFIG
from .report_trouble import told

MOST = 20


@click.command(
    "verify",
    help=_(
        "Check a report, by its file or by the code at the foot of its page: make it again from "
        "the databases, as far as they reached then, and compare. Exit with 1 where it differs or "
        "can't be checked."
    ),
)
@click.argument("report")
@click.option("--config", type=CONFIG_FILE, default=DEFAULT_CONFIG)
def verify(report: str, config: Path) -> None:
    """Check one report."""
    stores = stores_of(load_config(config))
    shelf = Shelf(stores.directory / FOLDER)
    with told():
        try:
            document, file = kept_report(shelf, report)
        except UnknownReportError as err:
            raise click.ClickException(
                _("{report} is no report that was kept in {folder}").format(
                    report=report, folder=shelf.folder
                )
            ) from err
        with click.progressbar(length=1, label=_("checking"), file=sys.stderr) as bar:
            found = checked(stores, document, program(), file)
            bar.update(1)
    _show(found)
    if found.judgement is not Judgement.SAME:
        raise click.ClickException(_verdict(found))
    click.echo(_verdict(found))


def _show(found: Checked) -> None:
    for finding in found.findings:
        click.echo(_sentence(finding, _maker(found.document)))
    for flaw in found.flaws[:MOST]:
        click.echo(f"  {told_flaw(flaw)}")
    for difference in found.differences[:MOST]:
        click.echo(
            _("  {where}: {was} in the report, {now} in the databases").format(
                where=difference.where, was=difference.was or "—", now=difference.now or "—"
            )
        )
    if len(found.differences) > MOST:
        click.echo(_("  and {count} more").format(count=len(found.differences) - MOST))


def _maker(document: Document) -> str:
    return "" if document.origin is None else document.origin.program


def _verdict(found: Checked) -> str:
    document = found.document
    facts = {
        "code": code_of(document),
        "subject": f"{document.title} {document.subject}",
        "revision": document.revision,
    }
    match found.judgement:
        case Judgement.SAME:
            return _("{code}: {subject}, revision {revision}, is what the databases say").format(
                **facts
            )
        case Judgement.DIFFERS:
            return _("{code}: {subject}, revision {revision}, differs").format(**facts)
        case Judgement.IMPOSSIBLE:
            return _("{code}: {subject}, revision {revision}, can't be checked").format(**facts)


def _sentence(finding: Finding, made_by: str) -> str:
    return {
        Finding.FORGED: _("the kept report was changed: it does not fit its own code"),
        Finding.FILE: _("the file is not, byte for byte, the one that was made"),
        Finding.UNPROVEN: _(
            "the file can't be compared byte for byte: another version of the program or of "
            "Chromium made it; compare it with a new print"
        ),
        Finding.LEDGER: _("the ledger is not whole, or not the one of then:"),
        Finding.CONFIGURATION: _(
            "another configuration is in force now; the report was checked with the one of then"
        ),
        Finding.UNDECIDED: _(
            "another configuration is in force now, and the one of then was not kept: differences "
            "may come of it alone"
        ),
        Finding.PROGRAM: _(
            "another version of the program made it ({program}): its figures are checked against "
            "the databases as far as possible"
        ).format(program=made_by),
        Finding.WORDING: _(
            "that version says it in other words, but each of its figures is what the databases "
            "say:"
        ),
        Finding.RECKONING: _(
            "that version may have reckoned otherwise: differences may come of it alone:"
        ),
        Finding.DATA: _("the databases say something else now:"),
        Finding.GONE: _("the databases hold nothing of that time any more"),
    }[finding]
