"""`roomd records sync` and `reconcile`: the sources, one after the other, into the index."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from functools import partial
from gettext import gettext as _
from pathlib import Path

import click

from daemon.configuration.loading import Loaded, load_config
from daemon.configuration.records_section import RecordSource
from records_sync.index.writing import IndexWriter
from records_sync.model import SourceError
from records_sync.sources.building import origin_of
from records_sync.sync.origin import Means, reconciled, synced
from records_sync.sync.report import Outcome, Report
from records_sync.sync.standing import keep, standings

from .options import CONFIG_FILE, DEFAULT_CONFIG
from .records_origins import chosen, limits_of, settings_of, writing
from .records_read import asked
from .records_show import Watching, watching

FAILED, HELD, STOPPED = 1, 3, 130
CODES = {Outcome.FAILED: FAILED, Outcome.HELD: HELD, Outcome.STOPPED: STOPPED}
SOURCE = click.option(
    "--source", "sources", multiple=True, help=_("Only this source; may be given several times.")
)
AS_JSON = click.option(
    "--json", "as_json", is_flag=True, help=_("Print progress and reports as lines of JSON.")
)
CONFIG = click.option("--config", type=CONFIG_FILE, default=DEFAULT_CONFIG)


@click.command("sync", help=_("Take what is new in the sources. Ctrl-C stops; the next goes on."))
@SOURCE
@AS_JSON
@CONFIG
def sync(sources: tuple[str, ...], *, as_json: bool, config: Path) -> None:
    """Sync the sources."""
    loaded = load_config(config)
    with watching(as_json=as_json) as watch:
        _all(loaded, chosen(loaded, sources), watch, whole=False)


@click.command(
    "reconcile",
    help=_("Compare everything with the sources, and take what differs; the index stays usable."),
)
@SOURCE
@AS_JSON
@CONFIG
def reconcile(sources: tuple[str, ...], *, as_json: bool, config: Path) -> None:
    """Compare all with the sources."""
    loaded = load_config(config)
    with watching(as_json=as_json) as watch:
        _all(loaded, chosen(loaded, sources), watch, whole=True)


def ended(reports: list[Report]) -> None:
    """End the program with the code of the worst that happened; return where all is well."""
    worst = next((o for o in CODES if any(r.outcome is o for r in reports)), None)
    if worst is not None:
        raise SystemExit(CODES[worst])


def through(
    writer: IndexWriter,
    source: RecordSource | None,
    watch: Watching,
    runs: Callable[[Means], AsyncIterator[Report]],
) -> list[Report]:
    """Go through runs until their end or until SIGTERM or SIGINT; show and return the reports."""
    return asyncio.run(_through(writer, source, watch, runs))


async def _through(
    writer: IndexWriter,
    source: RecordSource | None,
    watch: Watching,
    runs: Callable[[Means], AsyncIterator[Report]],
) -> list[Report]:
    means = Means(writer=writer, on_progress=watch.progress)
    if source is not None:
        means = Means(writer=writer, on_progress=watch.progress, limits=limits_of(source))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, means.stop.set)
    found = []
    async for report in runs(means):
        watch.report(report)
        found.append(report)
    return found


def _all(loaded: Loaded, sources: list[RecordSource], watch: Watching, *, whole: bool) -> None:
    reports: list[Report] = []
    with writing(loaded) as writer:
        for source in sources:
            try:
                origin = origin_of(settings_of(loaded, source))
            except SourceError as err:
                report = Report(
                    source=source.id, outcome=Outcome.FAILED, code=err.code, detail=err.detail
                )
                keep(writer, report)
                watch.report(report)
                reports.append(report)
                continue
            runs = partial(reconciled if whole else synced, origin)
            reports += through(writer, source, watch, runs)
            if reports and reports[-1].outcome is Outcome.STOPPED:
                break
    watch.standing(asked(loaded, standings))
    ended(reports)
