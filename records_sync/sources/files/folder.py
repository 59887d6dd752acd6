"""A watched folder: which file is whole, which comes next, and what it means.

One run takes one file. They come in the order of the day in their names, else of their change; a
file that isn't whole yet holds those after it, so that no change overtakes another.
"""

import asyncio
import os
import re
import stat
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from records_sync.model import SourceError
from records_sync.sources.files import mapping, spool
from records_sync.sources.files.cursor import Cursor, loaded
from records_sync.sources.files.formats import SUFFIXES
from records_sync.sources.files.limits import Limits
from records_sync.sources.files.mapping import Complete, FolderRules, Mode
from records_sync.sources.files.source import FileSource

SETTLE_S = 5.0
_UNITS = re.compile(r"(?i)^(机构情况|units)(?![a-z])")
_FULL = re.compile(r"(?i)全量|(?<![a-z])(full|snapshot)(?![a-z])")
_INCREMENT = re.compile(r"(?i)增量|(?<![a-z])(increment|delta|changes)(?![a-z])")
_DAY = re.compile(r"(?<!\d)(?:19|20)\d\d[-_.]?\d\d[-_.]?\d\d(?:[-_T]?\d{4,6})?(?!\d)")
_MOST_NAMED = 20
_UNFINISHED = ("~$", ".")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Waiting:
    """A file as one look at the folder saw it; sorts as files are taken."""

    day: str
    name: str
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What came of a look: the source of the next run or None, and what else lies there.

    `waiting` isn't whole yet, or comes after one that isn't; `refused` are links, devices and names
    that can't be written down.
    """

    source: FileSource | None = None
    waiting: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A folder of catalogue files, and where copies of them may lie for a while."""

    name: str
    path: Path
    copies: Path
    limits: Limits = field(default_factory=Limits)
    keep_secret: bool = False
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def look(self, text: str | None) -> Look:
        """Return the next file to read after a cursor; the caller closes its source.

        Raises SourceError where the folder or the next file can't be read.
        """
        cursor = loaded(text)
        rules = await asyncio.to_thread(self.rules)
        first, refused = await asyncio.to_thread(self._new, cursor)
        if not first:
            return Look(refused=refused)
        if any(not self._vouched(file, rules) for file in first):
            await self.sleep(SETTLE_S)
        second, _ = await asyncio.to_thread(self._new, cursor)
        whole = []
        for file in first:
            if file not in second or not self._is_whole(file, rules):
                break
            whole.append(file)
        waiting = tuple(file.name for file in first[len(whole) :])
        source = await asyncio.to_thread(self._next, whole, cursor, rules)
        return Look(source=source, waiting=waiting, refused=refused)

    async def take(self, file_name: str, text: str | None) -> FileSource:
        """Return the source of one file by name, known or not; the caller closes it.

        Raises SourceError.
        """
        rules = await asyncio.to_thread(self.rules)
        copy = await asyncio.to_thread(self.copied, file_name)
        return self._source(copy, loaded(text), rules)

    async def newest_units(self, is_known: Callable[[Waiting], bool]) -> Waiting | None:
        """Return the newest list of units (机构), None where it is known or isn't whole yet.

        Raises SourceError.
        """
        found = await asyncio.to_thread(self._units)
        if found is None or is_known(found):
            return None
        rules = await asyncio.to_thread(self.rules)
        if not self._vouched(found, rules):
            await self.sleep(SETTLE_S)
        again = await asyncio.to_thread(self._units)
        return found if found == again and self._is_whole(found, rules) else None

    def copied(self, file_name: str) -> spool.Copy:
        """Return a verified copy of a file; raises SourceError."""
        self.copies.mkdir(parents=True, exist_ok=True)
        try:
            copy = spool.taken(self.path, file_name, self.copies, self.limits)
        except spool.ChangingError as err:
            raise SourceError("file_changing", file_name) from err
        self._verify(copy)
        return copy

    def rules(self) -> FolderRules:
        """Return what `mapping.toml` says; raises SourceError."""
        try:
            there = (self.path / mapping.NAME).is_symlink() or (self.path / mapping.NAME).exists()
        except OSError as err:
            raise SourceError("file_folder", err.strerror or "") from err
        rules = FolderRules()
        if there:
            raw = spool.beginning(self.path, mapping.NAME, mapping.LARGEST + 1)
            rules = mapping.loaded(raw)
        return replace(rules, rows=replace(rules.rows, keep_secret=self.keep_secret))

    def _new(self, cursor: Cursor) -> tuple[list[Waiting], tuple[str, ...]]:
        """Return the files that the cursor doesn't know, in order, and the names of no files."""
        found: list[Waiting] = []
        refused: list[str] = []
        try:
            with os.scandir(self.path) as entries:
                for count, entry in enumerate(entries):
                    if count >= self.limits.folder_entries:
                        raise SourceError("file_folder_full", str(self.limits.folder_entries))
                    if not is_catalogue(entry.name):
                        continue
                    if file := _seen(entry):
                        found.append(file)
                    elif len(refused) < _MOST_NAMED:
                        refused.append(entry.name.encode("utf-8", "backslashreplace").decode())
        except OSError as err:
            raise SourceError("file_folder", err.strerror or "") from err
        new = sorted(f for f in found if not cursor.knows(f.name, f.size, f.mtime_ns))
        return new, tuple(sorted(refused))

    def _units(self) -> Waiting | None:
        """Return the newest list of units as it stands now."""
        try:
            with os.scandir(self.path) as entries:
                lists = [_seen(entry) for entry in entries if is_units(entry.name)]
        except OSError as err:
            raise SourceError("file_folder", err.strerror or "") from err
        return max(filter(None, lists), default=None)

    def _vouched(self, file: Waiting, rules: FolderRules) -> bool:
        """Return True where a sidecar says that the file is whole, so that one look is enough."""
        kinds = [Complete.SHA256, *([Complete.OK] if rules.complete is not Complete.SHA256 else [])]
        return any((self.path / f"{file.name}.{kind}").is_file() for kind in kinds)

    def _is_whole(self, file: Waiting, rules: FolderRules) -> bool:
        return rules.complete is Complete.STABLE or self._vouched(file, rules)

    def _next(self, files: list[Waiting], cursor: Cursor, rules: FolderRules) -> FileSource | None:
        """Return the source of the first file with new content; raises SourceError."""
        self.copies.mkdir(parents=True, exist_ok=True)
        spool.cleared(self.copies)
        before = cursor
        for file in files:
            try:
                copy = spool.taken(self.path, file.name, self.copies, self.limits)
            except spool.ChangingError:
                break
            self._verify(copy)
            if not cursor.knows_digest(copy.seen.digest):
                return self._source(copy, cursor, rules)
            cursor = cursor.with_taken(copy.seen)
            copy.remove()
        return None if cursor == before else FileSource.known(self.name, cursor)

    def _source(self, copy: spool.Copy, cursor: Cursor, rules: FolderRules) -> FileSource:
        return FileSource(
            name=self.name,
            copy=copy,
            before=cursor,
            is_snapshot=mode_of(copy.seen.name, rules) is Mode.FULL,
            rules=rules,
            limits=self.limits,
        )

    def _verify(self, copy: spool.Copy) -> None:
        """Compare a copy with the sum beside its file; raises SourceError."""
        sidecar = f"{copy.seen.name}.{Complete.SHA256}"
        if not (self.path / sidecar).exists():
            return
        try:
            told = spool.told_digest(self.path, sidecar)
        except SourceError:
            copy.remove()
            raise
        if told != copy.seen.digest:
            copy.remove()
            raise SourceError("file_digest", copy.seen.name)


def is_catalogue(name: str) -> bool:
    """Return True for the name of a file that is to be read as a catalogue."""
    return _is_table(name) and not _UNITS.match(name)


def is_units(name: str) -> bool:
    """Return True for the name of a file that is to be read as a list of units."""
    return _is_table(name) and _UNITS.match(name) is not None


def mode_of(name: str, rules: FolderRules) -> Mode:
    """Return what a file means: its name says 全量 or 增量, else the folder's rule."""
    if _FULL.search(name):
        return Mode.FULL
    return Mode.INCREMENT if _INCREMENT.search(name) else rules.mode


def _is_table(name: str) -> bool:
    lower = name.lower()
    return lower.endswith(SUFFIXES) and not lower.startswith(_UNFINISHED)


def _seen(entry: os.DirEntry[str]) -> Waiting | None:
    """Return a plain file as it stands, None for links, devices and names nobody can write."""
    try:
        look = entry.stat(follow_symlinks=False)
    except FileNotFoundError:  # renamed since
        return None
    if not stat.S_ISREG(look.st_mode) or not entry.name.isprintable():
        return None
    return Waiting(
        day=_day(entry.name, look.st_mtime_ns),
        name=entry.name,
        size=look.st_size,
        mtime_ns=look.st_mtime_ns,
    )


def _day(name: str, mtime_ns: int) -> str:
    """Return the moment a file is sorted by, of 14 digits."""
    if found := _DAY.search(name):
        return re.sub(r"\D", "", found[0]).ljust(14, "0")
    return datetime.fromtimestamp(mtime_ns / 1e9, UTC).strftime("%Y%m%d%H%M%S")
