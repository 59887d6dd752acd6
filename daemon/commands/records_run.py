"""`roomd records sync` and `reconcile`: the sources, one after the other, into the index."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from gettext import gettext as _
from pathlib import Path

import click

from daemon.configuration.loading import Loaded, load_config
from daemon.configuration.records_section import RecordSource
from records_sync.index.writing import IndexWriter
from records_sync.model import SourceError
from records_sync.sources.building import origin_of
from records_sync.sync.limits import Limits
from records_sync.sync.origin import Means, reconciled, synced, unusable
from records_sync.sync.report import Outcome, Report
from records_sync.sync.standing import standings

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Runs of one source, and their bounds."""

    runs: Callable[[Means], AsyncIterator[Report]]
    limits: Limits = field(default_factory=Limits)


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


def ended(loaded: Loaded, watch: Watching, reports: list[Report]) -> None:
    """Tell how all stands; end the program with the code of the worst that happened, if any."""
    watch.standing(asked(loaded, standings))
    worst = next((o for o in CODES if any(r.outcome is o for r in reports)), None)
    if worst is not None:
        raise SystemExit(CODES[worst])


def through(writer: IndexWriter, watch: Watching, jobs: Iterable[Job]) -> list[Report]:
    """Go through jobs until their end or until SIGTERM or SIGINT; show and return the reports."""
    return asyncio.run(_through(writer, watch, jobs))


async def _through(writer: IndexWriter, watch: Watching, jobs: Iterable[Job]) -> list[Report]:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    found = []
    for job in jobs:
        means = Means(writer=writer, limits=job.limits, on_progress=watch.progress, stop=stop)
        async for report in job.runs(means):
            watch.report(report)
            found.append(report)
        if stop.is_set():
            break
    return found


def _all(loaded: Loaded, sources: list[RecordSource], watch: Watching, *, whole: bool) -> None:
    jobs = [_job(loaded, source, whole=whole) for source in sources]
    with writing(loaded) as writer:
        reports = through(writer, watch, jobs)
    ended(loaded, watch, reports)


def _job(loaded: Loaded, source: RecordSource, *, whole: bool) -> Job:
    try:
        origin = origin_of(settings_of(loaded, source))
    except SourceError as err:
        return Job(runs=partial(unusable, source.id, err))
    runs = partial(reconciled if whole else synced, origin)
    return Job(runs=runs, limits=limits_of(source))
