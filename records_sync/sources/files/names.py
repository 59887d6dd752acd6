"""What the name of a file says: which kind of list it is, and of which day. Pure."""

import re
from datetime import UTC, datetime, tzinfo

from records_sync.sources.files.formats import SUFFIXES
from records_sync.sources.files.mapping import NAME, Complete, FolderRules, Mode

_UNITS = re.compile(r"(?i)^(机构情况|units)(?![a-z])")
_FULL = re.compile(r"(?i)全量|(?<![a-z])(full|snapshot)(?![a-z])")
_INCREMENT = re.compile(r"(?i)增量|(?<![a-z])(increment|delta|changes)(?![a-z])")
_DAY = re.compile(r"(?<!\d)(?:19|20)\d\d[-_.]?\d\d[-_.]?\d\d(?:[-_T]?\d{4,6})?(?!\d)")
_MOMENT, _DAY_END = "%Y%m%d%H%M%S", "00000000235959"
_UNFINISHED = ("~$", ".")
_ASIDE = (  # what lies beside catalogues and is none
    *(f".{kind}" for kind in Complete),
    *(".part", ".tmp", ".crdownload", ".md", ".ini", ".db", ".log", ".lnk", NAME),
)


def is_catalogue(name: str) -> bool:
    """Return True for the name of a file that is to be read as a catalogue."""
    return _is_table(name) and not _UNITS.match(name)


def is_units(name: str) -> bool:
    """Return True for the name of a file that is to be read as a list of units."""
    return _is_table(name) and _UNITS.match(name) is not None


def is_unknown(name: str) -> bool:
    """Return True for the name of a file that somebody may have meant to be read, and can't be."""
    lower = name.lower()
    return not lower.endswith((*SUFFIXES, *_ASIDE)) and not lower.startswith(_UNFINISHED)


def mode_of(name: str, rules: FolderRules) -> Mode:
    """Return what a file means: its name says 全量 or 增量, else the folder's rule."""
    if _FULL.search(name):
        return Mode.FULL
    return Mode.INCREMENT if _INCREMENT.search(name) else rules.mode


def told_at(name: str, mtime_ns: int, zone: tzinfo) -> int:
    """Return until when a file can tell (unix seconds): the end of the day in its name.

    Never later than it was written, which counts alone where the name has no day.
    """
    written = mtime_ns // 10**9
    found = _DAY.search(name)
    digits = re.sub(r"\D", "", found[0]) if found else ""
    try:
        stated = datetime.strptime(digits + _DAY_END[len(digits) :], _MOMENT).replace(tzinfo=zone)
    except ValueError:  # no day, or none of the calendar
        return written
    return min(written, int(stated.timestamp()))


def day(name: str, mtime_ns: int) -> str:
    """Return the moment a file is sorted by, of 14 digits."""
    if found := _DAY.search(name):
        return re.sub(r"\D", "", found[0]).ljust(14, "0")
    return datetime.fromtimestamp(mtime_ns / 1e9, UTC).strftime("%Y%m%d%H%M%S")


def _is_table(name: str) -> bool:
    lower = name.lower()
    return lower.endswith(SUFFIXES) and not lower.startswith(_UNFINISHED)
