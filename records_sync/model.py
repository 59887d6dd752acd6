"""The vocabulary of the record index: a record, its carrier and term, what a source sends.

A record is one catalogued item as the main system knows it. Only an id and a title are sure to be
there. What staff of the room add (place, status, loans) is not here: see `records_sync.holdings`.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol


class Carrier(StrEnum):
    """What a record is made of (载体)."""

    PAPER = "paper"
    PHOTO = "photo"
    AUDIO_VISUAL = "audio_visual"
    OPTICAL = "optical"
    MAGNETIC = "magnetic"
    OBJECT = "object"


class Retention(StrEnum):
    """How long a record is kept (保管期限)."""

    PERMANENT = "permanent"  # 永久, Y
    LONG = "long"  # 长期, of older sets
    SHORT = "short"  # 短期, of older sets
    YEARS_30 = "30"  # D30
    YEARS_10 = "10"  # D10


class Record(NamedTuple):  # millions are made: a tuple costs a tenth of a frozen dataclass
    """One record; texts as the main system wrote them, "" or None where it said nothing.

    `id` is the main system's own and never changes; without one it is built from the parts of
    the 档号, or the 临时编号. `temp_no` is 临时编号, kept for ever as an alias; `ref_code` is 档号;
    `fonds` 全宗号, `category` 档案门类代码, `volume_no` 案卷号, `item_no` 件号, `org` 机构(问题);
    `doc_no` 发文字号, `creator` 责任者, `subjects` 主题词 (several with `;`). `date` is YYYYMMDD,
    month and day may be 00. `secret` is 密级, `unit` 机构 whose files these are, `place` what the
    main system says of the shelf, `scan` a reference to a scanned copy that is kept elsewhere.
    """

    id: str
    title: str
    temp_no: str = ""
    ref_code: str = ""
    fonds: str = ""
    category: str = ""
    year: int | None = None
    retention: Retention | None = None
    org: str = ""
    volume_no: str = ""
    item_no: str = ""
    doc_no: str = ""
    creator: str = ""
    subjects: str = ""
    date: str = ""
    secret: str = ""
    pages: int | None = None
    copies: int | None = None
    carrier: Carrier | None = None
    box: str = ""
    unit: str = ""
    place: str = ""
    scan: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """A record is there, or has changed. `rev` grows with each change; None: content compares."""

    record: Record
    rev: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A record is no longer there. An older put must not bring it back.

    `is_alias`: also one that is known by another id now, and by this 临时编号 once.
    """

    id: str
    rev: int | None = None
    is_alias: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A row that can't be taken: where it stands in its file or page, and why (code and detail).

    `ids` are what its record may be known by: it is there, whatever else the row says. Without
    one the row may speak of any record.
    """

    row: int
    code: str
    detail: str = ""
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Flagged:
    """A row that was taken after a repair, or with a doubt that a person should look at."""

    row: int
    code: str
    detail: str = ""


Item = Put | Gone | Rejected | Flagged


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A part of what a source has to say.

    `cursor` is where to go on after it, opaque; it is kept in the transaction that applies the
    items. `epoch` names the generation of the source's numbering: another one means a whole new
    snapshot. `total` is the number of records that the source says there are, for the progress.
    `secret` are the rows that were dropped because of their 密级.
    """

    items: tuple[Item, ...]
    cursor: str
    epoch: str = ""
    total: int | None = None
    secret: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """The source has nothing new since the cursor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitSummary:
    """The lightweight figures of one unit (机构) that the main system exports: numbers only.

    `posts` 编制, `leaders` 领导职数, `staff` 实有人数, `offices` 内设机构; nobody is named.
    """

    code: str
    name: str
    former_names: tuple[str, ...] = ()
    kind: str = ""  # 行政机关, 事业单位 ...
    posts: int | None = None
    leaders: int | None = None
    staff: int | None = None
    offices: int | None = None
    as_of: str = ""  # YYYYMMDD


class SourceError(Exception):
    """A source can't be read now; `code` names the sentence, `detail` has its words.

    Nothing of the index was changed, and the cursor stands where it stood.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


class Source(Protocol):
    """Somewhere that records come from. One page at a time, in memory never more than one."""

    @property
    def name(self) -> str:
        """The configured id."""

    @property
    def is_snapshot(self) -> bool:
        """True where a run tells everything that there is, so that what is missing is gone."""

    def changes(self, cursor: str | None) -> AsyncIterator[Page]:
        """Yield what changed since `cursor`, everything with None; raises SourceError.

        No page at all means that nothing has changed.
        """
