"""The pages of one file, from a place in it on: its tables found, its rows read and counted."""

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from records_sync.model import Flagged, Item, Page, Rejected, SourceError
from records_sync.sources.files import formats
from records_sync.sources.files.cursor import Cursor, Place
from records_sync.sources.files.limits import Limits
from records_sync.sources.files.mapping import FolderRules
from records_sync.sources.files.spool import Copy
from records_sync.sources.files.table import NoTable, Table, table_of
from records_sync.text.formulas import COLUMNS
from records_sync.text.repeats import Repeats
from records_sync.text.rows import GARBLED, Intake

IGNORED = "columns_ignored"
TWICE = "columns_twice"
SKIPPED = "sheet_skipped"
_GARBLED_ROWS = 20  # from so many on, and in the majority, the file is refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What is to be read: a stable copy, after `start` where that is known.

    The cursors of the pages go on from `before`; the last one says that the file is taken.
    """

    copy: Copy
    before: Cursor
    start: Place | None
    rules: FolderRules
    limits: Limits

    def pages(self) -> Generator[Page]:
        """Yield the file in pages; raises SourceError."""
        run = _Run(copy=self.copy, limits=self.limits, rules=self.rules, start=self.start)
        for place in run.read():
            yield run.page(self.before.at(place), self.before.epoch)
        yield run.page(self.before.with_taken(self.copy.seen), self.before.epoch)


@dataclass(slots=True, kw_only=True)
class _Run:
    """Reading of one file: what the page so far holds."""

    copy: Copy
    limits: Limits
    rules: FolderRules
    start: Place | None
    items: list[Item] = field(default_factory=list)
    secret: int = 0
    total: int = 0
    rows: int = 0
    garbled: int = 0

    def page(self, cursor: Cursor, epoch: str) -> Page:
        """Return what was read since the last page."""
        page = Page(
            items=tuple(self.items),
            cursor=cursor.dumped(),
            epoch=epoch,
            total=self.total or None,
            secret=self.secret,
        )
        self.items, self.secret = [], 0
        return page

    def read(self) -> Iterator[Place]:
        """Yield where each full page ends; raises SourceError."""
        suffix = Path(self.copy.seen.name).suffix.lower()
        tables, misses = 0, []
        with closing(formats.parts(self.copy.path, suffix, self.limits)) as parts:
            for index, part in enumerate(parts):
                table = table_of(part, self.rules, self.limits)
                where = f"{self.copy.seen.name} [{part.name}]" if part.name else self.copy.seen.name
                if isinstance(table, NoTable):
                    misses.append(table)
                    if not table.blank and part.name:
                        self.items.append(Flagged(row=0, code=SKIPPED, detail=where))
                    continue
                tables += 1
                self.total += max(0, (part.total or 0) - table.header)
                yield from self._rows(table, index, where)
        if not tables:
            raise _no_table(misses)

    def _rows(self, table: Table, index: int, where: str) -> Iterator[Place]:
        """Read a table's rows from the start on; yield where each full page ends."""
        after = 0
        if self.start:
            after = self.start.row if index == self.start.part else 0
            if index < self.start.part:
                after = self.limits.rows
        if not after:
            self.items.extend(_header_flags(table, where))
        intake = Intake(
            layout=table.layout,
            rules=self.rules.rows,
            place=where,
            is_quoted=_is_ours(self.copy, table),
            repeats=Repeats(),
        )
        for count, (number, cells) in enumerate(table.rows, start=1):
            if number <= after:
                continue
            if number > self.limits.rows:
                raise SourceError("file_rows", str(self.limits.rows))
            taken = intake.take(number, cells)
            self.items.extend(taken.items)
            self.secret += taken.secret
            self.rows += 1
            if len(taken.items) == 1 and isinstance(taken.items[0], Rejected):
                self._note_rejected(taken.items[0])
            if count % self.limits.page_rows == 0:
                yield Place(digest=self.copy.seen.digest, part=index, row=number)

    def _note_rejected(self, rejected: Rejected) -> None:
        """Raise SourceError where most of the file can't be read as it was decoded."""
        self.garbled += rejected.code == GARBLED
        if self.garbled >= _GARBLED_ROWS and self.garbled * 2 > self.rows:
            raise SourceError("file_garbled", rejected.detail)


def _is_ours(copy: Copy, table: Table) -> bool:
    """Return True for a CSV as `records_sync.exporting` writes it."""
    return copy.seen.name.lower().endswith(".csv") and table.layout.names == COLUMNS


def _header_flags(table: Table, where: str) -> Iterator[Flagged]:
    """Yield what of the header was not used."""
    for code, names in ((IGNORED, table.layout.ignored), (TWICE, table.layout.twice)):
        if names:
            yield Flagged(row=table.header, code=code, detail=f"{where} {'、'.join(names)[:200]}")


def _no_table(misses: list[NoTable]) -> SourceError:
    """Return why none of the parts could be read."""
    if any(miss.garbled for miss in misses):
        return SourceError("file_garbled")
    if all(miss.blank for miss in misses):
        return SourceError("file_empty")
    understood = max((miss.understood for miss in misses), key=len)
    return SourceError("file_no_header", "、".join(understood)[:200])
