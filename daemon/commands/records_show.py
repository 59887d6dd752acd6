"""How far a run has come and what it reports: for people at a terminal, or as lines of JSON."""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from gettext import gettext as _
from typing import Protocol

import click
from click._termui_impl import ProgressBar

from records_sync.sync.progress import Progress, Step
from records_sync.sync.report import Report
from records_sync.sync.standing import Standing

from .records_words import told

BAR_STEPS = 1000
EVERY_ROWS = 2000  # between two lines of JSON


class Watching(Protocol):
    """Who sees what a run does."""

    def progress(self, progress: Progress) -> None:
        """See how far it has come."""

    def report(self, report: Report) -> None:
        """See how it ended."""

    def standing(self, standing: Sequence[Standing]) -> None:
        """See how the sources stand after all."""


@contextmanager
def watching(*, as_json: bool) -> Iterator[Watching]:
    """Show runs on a terminal, or as JSON on standard output."""
    if as_json:
        yield _Lines()
        return
    with click.progressbar(
        length=BAR_STEPS,
        label=_("syncing"),
        file=sys.stderr,
        item_show_func=lambda item: item,
        show_eta=False,
        show_percent=False,
    ) as bar:
        yield _Bar(bar)


class _Lines:
    def __init__(self) -> None:
        self._shown = -EVERY_ROWS
        self._step = ""

    def progress(self, progress: Progress) -> None:
        is_due = progress.rows >= self._shown + EVERY_ROWS or progress.rows < self._shown
        if is_due or progress.step != self._step:
            self._shown, self._step = progress.rows, progress.step
            click.echo(progress.line())
            sys.stdout.flush()

    def report(self, report: Report) -> None:
        _say({"report": report.body()})

    def standing(self, standing: Sequence[Standing]) -> None:
        _say({"standing": [each.body() for each in standing]})


class _Bar:
    """A bar that moves by the share that is done; without a total it only counts."""

    def __init__(self, bar: "ProgressBar[str | None]") -> None:
        self._bar = bar

    def progress(self, progress: Progress) -> None:
        words = {
            Step.READING: _("{source}: {rows} rows"),
            Step.PAUSING: _("{source}: {rows} rows, waiting for the source"),
            Step.COMPARING: _("{source}: {rows} rows, comparing"),
        }[progress.step].format(source=progress.source, rows=progress.rows)
        self._bar.pos = int(BAR_STEPS * (progress.share or 0))
        self._bar.current_item = words
        self._bar.render_progress()

    def report(self, report: Report) -> None:
        if sys.stderr.isatty():
            click.echo("\r\033[K", nl=False, err=True)
        click.echo("\n".join(told(report, os.environ)))

    def standing(self, standing: Sequence[Standing]) -> None:
        """Say nothing: `roomd records status` does."""


def _say(body: dict[str, object]) -> None:
    click.echo(json.dumps(body, ensure_ascii=False))
    sys.stdout.flush()
