"""What the panel may ask of the records: the index, the local facts, the climate they lived in.

The values are those of `records_sync`; who answers is not known here. Every question raises
RecordsUnavailableError where a file can't be read now. What the index alone can answer says
`facts_are_away` instead where the local facts can't be read: not that nothing was told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol

from records_sync.holdings.acts import Act
from records_sync.holdings.exposure import Exposure
from records_sync.holdings.missing import Sought
from records_sync.holdings.model import Fact, Key, Outcome, Place, Standing, Status
from records_sync.holdings.situation import Check
from records_sync.holdings.stays import Stay
from records_sync.index.browse import Axis, Node
from records_sync.index.query import Entry, Found, Query
from records_sync.index.statistics import Statistics
from records_sync.model import Retention


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStanding:
    """How one source stands now.

    `as_of` is until when it has told, None never wholly yet: of a folder as old as its newest file;
    `age_s` how long ago that is, by a clock that nobody sets. `looked_s` is how long ago it was
    there, None never; `is_stale`: two of its times to be synced are over since; `is_old`: what it
    has told is older than the alarm allows. `hold` is the body of the held plan that waits for a
    person, None without. `outcome`, `code`, `detail` and `behind` (files that wait until one can be
    read) are those of the last run; `retry_s` is when it is tried again.
    """

    id: str
    name: str
    kind: str
    as_of: datetime | None
    age_s: float
    total: int
    is_loading: bool = False
    looked_s: float | None = None
    is_old: bool = False
    is_stale: bool = False
    hold: Mapping[str, Any] | None = None
    outcome: str | None = None
    code: str = ""
    detail: str = ""
    behind: int = 0
    retry_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standings:
    """How all sources stand: `as_of` is the oldest of theirs, None where one was never known.

    `is_known` is no until the index was looked at after the start. `progress` is the run that goes
    on now, None without: source, done, total (None unknown).
    """

    as_of: datetime | None
    sources: tuple[SourceStanding, ...]
    is_known: bool = True
    progress: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A search, and what only the local facts know: status and room."""

    query: Query
    statuses: tuple[Status, ...] = ()
    room: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A page of records, and how each stands here; a record of which nothing is told has none."""

    found: Found
    standings: Mapping[Key, Standing]
    facts_are_away: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSheet:
    """All about one record. `entry` is None where the index has it no longer.

    `facts` are the newest; `is_cut`: there are older ones.
    """

    key: Key
    entry: Entry | None
    standing: Standing | None
    facts: tuple[Fact, ...] = ()
    is_cut: bool = False
    facts_are_away: bool = False


class BoxGroup(NamedTuple):
    """Among which records of the catalogue a 盒号 is counted."""

    source: str
    fonds: str
    year: int | None
    retention: Retention | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCount:
    """How many records of a group have the number of a box."""

    group: BoxGroup
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxSheet:
    """All about one box: its shelf, what should be in it, the check that goes on.

    `place` is None for a box of which nobody has told. `listed` are those of the records that only
    the catalogue has in it, `unplaced` those of them that can be noted as in it now. `groups` are
    the boxes of the catalogue with this number, `group` the one that was asked for and is there.
    `waiting` records of `waiting_groups` must be noted before it can be checked. `is_cut`: more
    records have this number than are looked at. `strays` were scanned in the check beside them.
    """

    code: str
    place: Place | None
    records: tuple[RecordSheet, ...]
    listed: frozenset[Key] = frozenset()
    unplaced: tuple[Key, ...] = ()
    groups: tuple[GroupCount, ...] = ()
    group: BoxGroup | None = None
    waiting: int = 0
    waiting_groups: int = 0
    is_cut: bool = False
    check: Check | None = None
    strays: tuple[RecordSheet, ...] = ()
    facts_are_away: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingLine:
    """One line of the 失踪 list, with the record as the index has it.

    `index_is_away`: it can't be read now, so that the title is not known.
    """

    sought: Sought
    entry: Entry | None = None
    index_is_away: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """What a run had to report, as the engine wrote it (`records_sync.sync.report.Report`)."""

    number: int
    source: str
    at: datetime
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A period, `start` <= t < `end`; aware times."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Stood:
    """A record that stood in a room in some period, and when."""

    key: Key
    entry: Entry | None
    stays: tuple[Stay, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoodPage:
    """One page of the records that stood in a room, those of the longest stay first.

    `total` of all pages; `number` of this one from 1, the last one where there are fewer.
    """

    total: int
    number: int
    records: Sequence[Stood]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The statistics of the index and of the local facts; `statistics` None without an index.

    Records of which nothing is told are not in `statuses`, those that the index has no longer are
    in `gone`. Without an index all are in `statuses`.
    """

    statistics: Statistics | None
    statuses: Mapping[Status, int] = field(default_factory=dict)
    gone: Mapping[Status, int] = field(default_factory=dict)
    facts_are_away: bool = False


class RecordsUnavailableError(Exception):
    """The index or the local facts can't be read or written now; the message says why."""


class RecordsDesk(Protocol):
    """Whoever keeps the records of the site."""

    def standings(self) -> Standings:
        """Return how fresh the index is; never waits."""

    async def search(self, question: Question) -> Answered:
        """Return a page of records."""

    async def record(self, key: Key) -> RecordSheet | None:
        """Return a record, None where neither index nor local facts know it."""

    async def entries(self, keys: Sequence[Key]) -> Mapping[Key, Entry]:
        """Return what the index has of records, by the keys by which they are asked for."""

    async def read_code(self, text: str) -> Key | str | None:
        """Return what a scanned code names: a record, the code of a box, or nothing of ours."""

    async def box(self, code: str, group: BoxGroup | None = None) -> BoxSheet | None:
        """Return a box, of one group where it is named; None where nobody knows it."""

    async def browse(self, axis: Axis, under: str = "") -> tuple[Node, ...]:
        """Return the nodes of a tree, or those under the node with a key."""

    async def counted(self) -> Counted:
        """Return how many records there are."""

    async def statistics_file(self, language: str) -> bytes:
        """Return the statistics as XLSX."""

    async def missing(self) -> Sequence[MissingLine]:
        """Return the 失踪 list."""

    async def reports(self, source: str | None = None, last: int = 30) -> Sequence[RunReport]:
        """Return the last reports of runs, newest first."""

    async def report(self, number: int) -> RunReport | None:
        """Return one report."""

    async def climate_of_record(self, key: Key, span: Span) -> Exposure:
        """Return the climate that a record lived in, wherever it stood."""

    async def climate_of_box(self, code: str, span: Span) -> Exposure:
        """Return the climate that a box lived in."""

    async def climate_of_place(self, place: Place, span: Span) -> Exposure:
        """Return the climate of a shelf, a rack or a room."""

    async def stood_in(self, room: str, span: Span, number: int, size: int) -> StoodPage:
        """Return one page of the records that stood in a room in a period."""

    async def labels(
        self, keys: Sequence[Key], boxes: Sequence[str], sheet: str, used: int
    ) -> str | None:
        """Return a page of labels to print; None for a sheet that does not exist."""

    async def act(self, act: Act) -> Outcome:
        """Return what became of an act on the local facts, once it is on the disk."""

    def today(self) -> date:
        """Return the day at the site, by which loans are due."""

    def sync_now(self, source: str) -> None:
        """Let a source be synced next."""

    def cancel(self) -> None:
        """Stop the run that goes on now; what it has taken stays."""

    async def decide(self, source: str, digest: str, who: str, why: str, *, reject: bool) -> str:
        """Carry out what is held, or forget it; return "" or why that could not be done."""
