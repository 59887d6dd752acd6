"""`roomd report`: registers and reports out of the stores, notes, and whether reports hold."""

from gettext import gettext as _

import click

from daemon.reports.asked import ReportKind

from .report_make import maker
from .report_note import note
from .report_verify import verify


@click.group(
    "report",
    help=_("Make registers and reports, add notes to them, and check them."),
)
def command() -> None:
    """Hold the commands about reports."""


for _kind, _summary in (
    (ReportKind.MONTHLY, _("The register of temperature and humidity of a month.")),
    (ReportKind.YEARLY, _("The analysis of a year.")),
    (ReportKind.EXCURSION, _("Every time out of limits, with what came before it.")),
    (ReportKind.STERILISATION, _("The records of sterilisation.")),
    (ReportKind.ALARMS, _("The alarms, and how good they were.")),
    (ReportKind.MAINTENANCE, _("Hours of machines and lamps, certificates of sensors.")),
    (ReportKind.AUDIT, _("An extract of the ledger.")),
):
    command.add_command(maker(_kind, _summary))
command.add_command(note)
command.add_command(verify)
