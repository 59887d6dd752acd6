"""Why there is no backup, or none that could be put back; each is told in words by the command."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum, auto

from daemon.store.database import DAMAGE, FAILURES, code_of


class Trouble(StrEnum):
    """What is wrong, by what a person can do about it."""

    NO_DIRECTORY = auto()  # the configuration names none
    MISSING = auto()  # the directory isn't there
    NOT_MOUNTED = auto()  # earlier backups were here, and their mark is gone
    SAME_DISK = auto()
    OTHER_USER = auto()
    BUSY = auto()  # another backup is being made
    NOTHING = auto()  # the storage directory has no ledger
    FULL = auto()
    UNWRITABLE = auto()
    UNREADABLE = auto()  # a file of the site
    UNSOUND = auto()  # a file of the site is damaged, or its copy came out so
    HELD = auto()  # a file of the site is kept locked by another program
    LEDGER_DIFFERS = auto()
    NO_BACKUP = auto()
    SEVERAL_SITES = auto()
    NOT_EMPTY = auto()
    DAMAGED = auto()  # a file of the backup


class BackupError(Exception):
    """A backup could not be made, or not be put back; what was there before is untouched."""

    def __init__(self, trouble: Trouble, **args: object) -> None:
        super().__init__(f"{trouble}: {args}")
        self.trouble = trouble
        self.args_told = args


@contextmanager
def reading(name: str) -> Iterator[None]:
    """Tell what goes wrong with a file of the site."""
    try:
        yield
    except FAILURES as error:
        if code_of(error) in DAMAGE or isinstance(error, UnicodeDecodeError):
            raise BackupError(Trouble.UNSOUND, file=name, reason=error) from error
        if code_of(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise BackupError(Trouble.HELD, file=name) from error
        raise BackupError(Trouble.UNREADABLE, file=name, reason=error) from error
    except OSError as error:
        raise BackupError(Trouble.UNREADABLE, file=name, reason=_told(error)) from error


@contextmanager
def writing(folder: object) -> Iterator[None]:
    """Tell what goes wrong with the disk that is written to."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise BackupError(Trouble.FULL, folder=folder) from error
        raise BackupError(Trouble.UNWRITABLE, folder=folder, reason=_told(error)) from error
    except sqlite3.Error as error:
        if code_of(error) == sqlite3.SQLITE_FULL:
            raise BackupError(Trouble.FULL, folder=folder) from error
        raise BackupError(Trouble.UNWRITABLE, folder=folder, reason=error) from error


def _told(error: OSError) -> str:
    return error.strerror or str(error)
