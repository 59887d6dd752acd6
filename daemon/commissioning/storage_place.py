"""With which storage directory a site that runs may go on: what it remembers lies there. Blocks.

In an empty one no local stop, no latch and no account would be known, and nobody would be told.
"""

from collections.abc import Callable
from pathlib import Path

from daemon.store.ledger import FILE


def only(directory: Path) -> Callable[[Path], bool]:
    """Return what tells whether a directory is this one: nothing else is saved at the panel."""
    return lambda wanted: wanted == directory


def after(directory: Path) -> Callable[[Path], bool]:
    """Return what tells whether a directory is this one, or somebody has moved a ledger there."""
    return lambda wanted: wanted == directory or _has_ledger(wanted)


def _has_ledger(directory: Path) -> bool:
    try:
        return (directory / FILE).stat().st_size > 0
    except OSError:
        return False
