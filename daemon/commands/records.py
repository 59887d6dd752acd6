"""`roomd records`: the index of records, brought up to date, searched and looked after."""

from gettext import gettext as _

import click

from . import (
    records_exposure,
    records_find,
    records_hold,
    records_import,
    records_outbox,
    records_run,
)


@click.group(
    "records",
    help=_("Bring the index of records up to date, search it, and see to what waits."),
)
def command() -> None:
    """Hold the commands about records."""


for part in (
    records_run.sync,
    records_run.reconcile,
    records_import.take,
    records_hold.status,
    records_hold.report,
    records_hold.approve,
    records_find.search,
    records_find.export,
    records_find.stats,
    records_exposure.exposure,
    records_exposure.stood,
    records_outbox.outbox,
):
    command.add_command(part)
