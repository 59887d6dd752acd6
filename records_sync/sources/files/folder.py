"""A watched folder: which file is whole, which comes next, and what it means.

One run takes one file. They come in the order of the day in their names, else of their change; a
file that isn't whole yet holds those after it, so that no change overtakes another.
"""

import asyncio
import os
import stat
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, tzinfo
from pathlib import Path

from records_sync.model import SourceError
from records_sync.sources.files import mapping, names, spool
from records_sync.sources.files.cursor import Cursor, Seen, loaded
from records_sync.sources.files.limits import Limits
from records_sync.sources.files.mapping import Complete, FolderRules, Mode
from records_sync.sources.files.source import FileSource

SETTLE_S = 5.0
_MOST_NAMED = 20


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

    `waiting` isn't whole yet, or comes after one that isn't; `refused` are links, devices, names
    that can't be written down, and files of a kind that isn't read.
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
    zone: tzinfo = UTC  # of the days in names
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def look(self, text: str | None, *, over: bool = False) -> Look:
        """Return the next file to read after a cursor; the caller closes its source.

        With `over` it is the next full list behind the first file: all before it is needless then.
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
        if over:
            whole, cursor = _over(whole, cursor, rules)
        source = await asyncio.to_thread(self._next, whole, cursor, rules)
        return Look(source=source, waiting=waiting, refused=refused)

    async def ahead(self, text: str | None) -> tuple[str, ...]:
        """Return the names of the files that a cursor doesn't know, in order."""
        try:
            new, _ = await asyncio.to_thread(self._new, loaded(text))
        except SourceError:
            return ()
        return tuple(file.name for file in new)

    def turned_down(self, text: str | None, held: str) -> str:
        """Return a cursor as it goes on where the last list of another, held one, is not wanted."""
        return loaded(text).passing(*loaded(held).taken[-1:]).dumped()

    def as_of(self, text: str | None) -> int | None:
        """Return until when what was taken tells of the records (unix seconds), None of nothing."""
        moments = [
            names.told_at(seen.name, seen.mtime_ns, self.zone) for seen in loaded(text).taken
        ]
        return max(moments, default=None)

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
        is_bare = True
        try:
            with os.scandir(self.path) as entries:
                for count, entry in enumerate(entries):
                    if count >= self.limits.folder_entries:
                        raise SourceError("file_folder_full", str(self.limits.folder_entries))
                    is_bare = False
                    is_ours = names.is_catalogue(entry.name)
                    if not is_ours and (not names.is_unknown(entry.name) or entry.is_dir()):
                        continue
                    if is_ours and (file := _seen(entry)):
                        found.append(file)
                    elif len(refused) < _MOST_NAMED:
                        refused.append(entry.name.encode("utf-8", "backslashreplace").decode())
        except OSError as err:
            raise SourceError("file_folder", err.strerror or "") from err
        if is_bare and cursor.taken:  # a mount point without its medium looks so
            raise SourceError("file_folder_bare", str(self.path))
        new = sorted(f for f in found if not cursor.knows(f.name, f.size, f.mtime_ns))
        return new, tuple(sorted(refused))

    def _units(self) -> Waiting | None:
        """Return the newest list of units as it stands now."""
        try:
            with os.scandir(self.path) as entries:
                lists = [_seen(entry) for entry in entries if names.is_units(entry.name)]
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
            cursor = cursor.with_known(copy.seen)
            copy.remove()
        return None if cursor == before else FileSource.known(self.name, cursor)

    def _source(self, copy: spool.Copy, cursor: Cursor, rules: FolderRules) -> FileSource:
        return FileSource(
            name=self.name,
            copy=copy,
            before=cursor,
            is_snapshot=names.mode_of(copy.seen.name, rules) is Mode.FULL,
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


def _over(files: list[Waiting], cursor: Cursor, rules: FolderRules) -> tuple[list[Waiting], Cursor]:
    """Return the files from the next full list on, and a cursor that goes by those before it."""
    is_full = [names.mode_of(file.name, rules) is Mode.FULL for file in files]
    if True not in is_full[1:]:
        return [], cursor
    at = is_full.index(True, 1)
    passed = (Seen(name=f.name, size=f.size, mtime_ns=f.mtime_ns, digest="") for f in files[:at])
    return files[at:], cursor.passing(*passed)


def _seen(entry: os.DirEntry[str]) -> Waiting | None:
    """Return a plain file as it stands, None for links, devices and names nobody can write."""
    try:
        look = entry.stat(follow_symlinks=False)
    except FileNotFoundError:  # renamed since
        return None
    if not stat.S_ISREG(look.st_mode) or not entry.name.isprintable():
        return None
    return Waiting(
        day=names.day(entry.name, look.st_mtime_ns),
        name=entry.name,
        size=look.st_size,
        mtime_ns=look.st_mtime_ns,
    )
