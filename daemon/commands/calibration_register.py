"""All that the commands of the calibration register look at, read once."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from gettext import gettext as _
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from daemon.calibration.certificate import Entry
from daemon.calibration.entries import entries, entries_waiting
from daemon.calibration.register import Standing, standings
from daemon.clock import SystemClock
from daemon.configuration.loading import Loaded, load_config
from daemon.configuration.site import site_info
from daemon.model import PointInfo
from daemon.store.ledger import FILE


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The entries, and the points that they are about; `applied` is what is added to each."""

    directory: Path
    zone: ZoneInfo
    points: Mapping[str, PointInfo]
    applied: Mapping[str, float]
    entries: Sequence[Entry]
    waiting: Sequence[Entry]
    at: datetime

    @property
    def standings(self) -> Sequence[Standing]:
        """How every point stands today."""
        return standings(self.points.values(), self.applied, self.entries, self.at, self.zone)


def register_of(config: Path) -> Register:
    """Return the register as it is stored; raises ConfigError or click.ClickException."""
    loaded = load_config(config)
    directory = loaded.config.storage.directory
    with _readable(directory / FILE):
        known, waits = entries(directory / FILE), entries_waiting(directory)
    points = site_info(loaded.config, loaded.profiles).points
    return Register(
        directory=directory,
        zone=ZoneInfo(loaded.config.site.timezone),
        points={point.tag: point for point in points if not point.is_bit},
        applied=_applied(loaded),
        entries=known,
        waiting=waits,
        at=SystemClock().utc(),
    )


def _applied(loaded: Loaded) -> dict[str, float]:
    return {
        f"{device.id}.{name}": offset
        for device in loaded.config.device
        for name, offset in device.calibration.items()
    }


@contextmanager
def _readable(ledger: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, ValueError, OSError) as err:
        raise click.ClickException(
            _("can't read {file}: {reason}").format(file=ledger, reason=err)
        ) from err
