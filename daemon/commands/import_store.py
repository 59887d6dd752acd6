"""Where imports are stored, for the commands: opened, listed, told to the ledger."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from gettext import gettext as _

import click

from daemon.clock import SystemClock
from daemon.configuration.loading import Loaded
from daemon.model import Reason
from daemon.store.imported import written
from daemon.store.imported_read import Import, imports
from daemon.store.schema import NewerSchemaError

from .entries import left, told

KIND = "import"


def tell(loaded: Loaded, room: str, why: Reason, facts: Mapping[str, object]) -> None:
    """Leave what was done for the ledger; raises click.ClickException."""
    body = {**facts, "reason": {"code": why.code, "args": dict(why.args)}}
    now = SystemClock().utc()
    click.echo(told(left(loaded.config.storage.directory, KIND, room, body, now)))


def known(loaded: Loaded) -> Sequence[Import]:
    """Return every import, the oldest first; raises click.ClickException."""
    try:
        return imports(loaded.config.storage.directory)
    except sqlite3.Error as err:
        raise click.ClickException(
            _("can't read what was imported: {reason}").format(reason=err)
        ) from err


@contextmanager
def writing(loaded: Loaded) -> Iterator[sqlite3.Connection]:
    """Open the file of imports for one transaction; raises click.ClickException."""
    try:
        with written(loaded.config.storage.directory) as db:
            yield db
    except (sqlite3.Error, OSError, NewerSchemaError) as err:
        raise click.ClickException(
            _("can't write what is imported: {reason}").format(reason=err)
        ) from err
