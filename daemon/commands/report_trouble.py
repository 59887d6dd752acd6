"""What can go wrong with reports, told in one sentence with what to do."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from gettext import gettext as _

import click

from daemon.reports.pdf import NoChromiumError, PrintError
from daemon.reports.shelf import DamagedReportError


@contextmanager
def told() -> Iterator[None]:
    """Tell what went wrong with the stores, the shelf or the printing in one sentence."""
    try:
        yield
    except NoChromiumError as err:
        raise click.ClickException(
            _(
                "no Chromium is installed, so no PDF can be made: apt install chromium, or take "
                "--format html and print it from a browser"
            )
        ) from err
    except PrintError as err:
        raise click.ClickException(
            _("Chromium did not print: {reason}").format(reason=err)
        ) from err
    except DamagedReportError as err:
        raise click.ClickException(
            _("the kept report {file} can't be read: it is damaged, take it from a backup").format(
                file=err
            )
        ) from err
    except sqlite3.Error as err:
        raise click.ClickException(_("can't read the stores: {reason}").format(reason=err)) from err
    except OSError as err:
        raise click.ClickException(
            _("can't write {file} ({reason}): run it as the user of the daemon").format(
                file=err.filename, reason=err.strerror
            )
        ) from err
    except (KeyError, ValueError, TypeError) as err:
        raise click.ClickException(
            _("a row can't be read, it is damaged or of another version: {reason}").format(
                reason=err
            )
        ) from err
