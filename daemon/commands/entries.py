"""What a command leaves for the ledger, and whether the daemon has taken it."""

import sqlite3
import time
from collections.abc import Mapping
from datetime import datetime
from gettext import gettext as _
from pathlib import Path

import click

from daemon.store.ledger import FILE
from daemon.store.ledger_inbox import leave
from daemon.store.ledger_keeper import life

PATIENCE_S = 5.0
LOOK_S = 0.1


def left(
    directory: Path, kind: str, subject: str, body: Mapping[str, object], at: datetime
) -> bool:
    """Leave an entry; return whether it is in the ledger already. Raises click.ClickException."""
    try:
        place = leave(directory, kind, subject, body, at)
    except OSError as err:
        raise click.ClickException(
            _("can't write below {folder} ({reason}): run it as the user of the daemon").format(
                folder=directory, reason=err.strerror
            )
        ) from err
    tries = round(PATIENCE_S / LOOK_S) if _is_kept(directory / FILE) else 1
    for _again in range(tries):
        if not place.exists():
            return True
        time.sleep(LOOK_S)
    return False


def told(taken: bool) -> str:
    """Return what became of an entry."""
    if taken:
        return _("it is in the ledger")
    return _("it goes into the ledger as soon as the controller runs")


def _is_kept(ledger: Path) -> bool:
    try:
        return life(ledger).is_kept is not False
    except (sqlite3.Error, ValueError, OSError):
        return False
