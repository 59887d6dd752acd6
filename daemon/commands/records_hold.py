"""`roomd records status`, `report` and `approve`: how the sources stand, and what waits."""

import json
import os
from dataclasses import asdict
from functools import partial
from gettext import gettext as _
from pathlib import Path

import click

from daemon.clock import SystemClock
from daemon.configuration.loading import Loaded, load_config
from daemon.configuration.records_section import RecordSource
from daemon.model import reason
from records_sync.index.reading import Index
from records_sync.model import SourceError
from records_sync.sources.building import origin_of
from records_sync.sync.limits import Limits
from records_sync.sync.origin import approved, rejected
from records_sync.sync.report import WELL, Approval, Report, Task
from records_sync.sync.standing import Standing, standings

from .entries import left
from .entries import told as in_ledger
from .records_origins import by_hand, chosen, limits_of, settings_of, writing
from .records_read import asked, local_minute
from .records_run import AS_JSON, CONFIG, Job, ended, through
from .records_show import watching
from .records_words import outcome_word, spoken, told
from .table import columns
from .who import named, short

WHY = 120  # characters, as in every entry of the ledger
KIND = "records"  # of entries of the ledger


@click.command("status", help=_("Tell how fresh each source is, and what waits for a person."))
@AS_JSON
@CONFIG
def status(*, as_json: bool, config: Path) -> None:
    """Print how the sources stand."""
    loaded = load_config(config)
    found = asked(loaded, standings)
    if as_json:
        click.echo(json.dumps({"standing": [each.body() for each in found]}, ensure_ascii=False))
        return
    if not found:
        click.echo(_("the index has no records yet: run roomd records sync"))
        return
    heading = (_("source"), _("index as of"), _("looked at"), _("records"), _("last run"))
    click.echo(columns([heading, *(_line(loaded, each) for each in found)]))


@click.command("report", help=_("Print what the last runs had to report, the newest last."))
@click.option("--source", help=_("Only this source."))
@click.option("--last", type=click.IntRange(1, 100), default=1, show_default=True)
@click.option("--rows", type=click.IntRange(0, 1000), default=1000, show_default=True)
@AS_JSON
@CONFIG
def report(*, source: str | None, last: int, rows: int, as_json: bool, config: Path) -> None:
    """Print stored reports."""
    loaded = load_config(config)

    async def read(index: Index) -> list[tuple[int, Report]]:
        stored = await index.reports(source, last)
        return [(each.at, Report.loaded(each.body)) for each in reversed(stored)]

    found = asked(loaded, read)
    for at, each in found:
        if as_json:
            click.echo(json.dumps({"at": at, **each.body()}, ensure_ascii=False))
        else:
            click.echo(local_minute(loaded, at))
            click.echo("\n".join(told(each, os.environ, rows)))
    if not found and not as_json:
        click.echo(_("no run has reported yet"))


@click.command(
    "approve",
    help=_(
        "Agree to what is held back for SOURCE, or forget it with --reject. It is carried out only "
        "if it is still that plan."
    ),
)
@click.argument("source")
@click.option("--plan", "digest", required=True, help=_("The plan, as the report names it."))
@click.option("--who", help=_("Who agrees; else the name of the login."))
@click.option("--why", required=True, help=_("Why; it is kept with the report."))
@click.option("--reject", is_flag=True, help=_("Forget the held list; the index stays as it is."))
@AS_JSON
@CONFIG
def approve(
    source: str,
    *,
    digest: str,
    who: str | None,
    why: str,
    reject: bool,
    as_json: bool,
    config: Path,
) -> None:
    """Carry out, or forget, one held plan."""
    loaded = load_config(config)
    approval = Approval(who=named(who), why=short(why, "--why", WHY), digest=digest.strip().lower())
    found = _configured(loaded, source)
    try:
        settings = by_hand(loaded) if found is None else settings_of(loaded, found)
        origin = origin_of(settings)
    except SourceError as err:
        raise click.ClickException(spoken(err.code, err.detail, os.environ)) from err
    with watching(as_json=as_json) as watch:
        with writing(loaded) as writer:
            if reject:
                reports = [rejected(writer, origin, approval)]
                watch.report(reports[0])
            else:
                runs = partial(approved, origin, approval=approval)
                limits = Limits() if found is None else limits_of(found)
                reports = through(writer, watch, [Job(runs=runs, limits=limits)])
        _enter(loaded, reports[0], as_json=as_json)
        ended(loaded, watch, reports)


def _enter(loaded: Loaded, report: Report, *, as_json: bool) -> None:
    """Leave what was decided for the ledger, where it was carried out."""
    approval = report.approval
    if report.outcome not in WELL or approval is None:
        return
    code = "records_rejected" if report.task is Task.REJECT else "records_approved"
    numbers = {"removed": report.removed} if report.task is not Task.REJECT else {}
    decided = reason(
        code,
        source=report.source,
        plan=approval.digest,
        who=approval.who,
        why=approval.why,
        **numbers,
    )
    body = {**asdict(approval), "reason": {"code": decided.code, "args": dict(decided.args)}}
    directory = loaded.config.storage.directory
    taken = left(directory, KIND, report.source, body, SystemClock().utc())
    click.echo(in_ledger(taken), err=as_json)


def _configured(loaded: Loaded, name: str) -> RecordSource | None:
    known = {source.id: source for source in loaded.config.records.source}
    return known.get(name) or (None if name == by_hand(loaded).name else chosen(loaded, (name,))[0])


def _line(loaded: Loaded, each: Standing) -> tuple[str, ...]:
    last = "" if each.last is None else outcome_word(each.last.outcome)
    as_of = _("never whole yet") if each.as_of is None else local_minute(loaded, each.as_of)
    looked = "" if each.looked_at is None else local_minute(loaded, each.looked_at)
    return each.source, as_of, looked, str(each.total), last
