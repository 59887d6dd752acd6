"""What a run has to report: kept beside the index as JSON, shown to people in their language."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any, Self

from records_sync.index.guard import Applied, Plan
from records_sync.model import Flagged, Page, Rejected

LISTED = 1000  # rows of each kind by number; beyond, only their count
SAMPLE = 20  # ids that a held run would remove


class Task(StrEnum):
    """What was asked for."""

    SYNC = "sync"
    IMPORT = "import"
    RECONCILE = "reconcile"
    APPROVE = "approve"
    REJECT = "reject"
    UNITS = "units"


class Outcome(StrEnum):
    """How it ended. Only after DONE and UNCHANGED the source is wholly known."""

    DONE = "done"
    UNCHANGED = "unchanged"
    HELD = "held"
    STOPPED = "stopped"
    FAILED = "failed"


WELL = frozenset((Outcome.DONE, Outcome.UNCHANGED))
ANSWERED = WELL | {Outcome.HELD}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """What waits for a person. `digest` names this very plan; `ids` are some of the removed.

    `before` is what the run had removed already when it was held, of `of` records; `unread` rows of
    the list may be those that seem to be missing.
    """

    digest: str
    removed: int
    of: int
    added: int = 0
    changed: int = 0
    told: int = 0
    before: int = 0
    unread: int = 0
    is_snapshot: bool = True
    ids: tuple[str, ...] = ()

    @classmethod
    def loaded(cls, body: Mapping[str, Any]) -> Self:
        """Return the hold of a stored report."""
        return cls(**{**body, "ids": tuple(body["ids"])})


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Who agreed to a held run, why, and to which."""

    who: str
    why: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row that was not taken, or taken with a doubt or a repair."""

    row: int
    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One run of a source. `rejected` and `flagged` are the first rows, the counts are of all.

    `file` is what was read of a folder, `mark` what tells it from another of that name, `seconds`
    how long it took, `code` and `detail` what went wrong, `behind` how many files wait until that
    is mended, `secret` how many rows were left out because of their 密级.
    """

    source: str
    file: str = ""
    mark: str = ""
    task: Task = Task.SYNC
    outcome: Outcome = Outcome.DONE
    code: str = ""
    detail: str = ""
    behind: int = 0
    seconds: float = 0.0
    pages: int = 0
    rows: int = 0
    added: int = 0
    changed: int = 0
    removed: int = 0
    same: int = 0
    total: int | None = None
    rejected_count: int = 0
    flagged_count: int = 0
    secret: int = 0
    rejected: tuple[Row, ...] = ()
    flagged: tuple[Row, ...] = ()
    hold: Hold | None = None
    approval: Approval | None = None

    def body(self) -> dict[str, Any]:
        """Return it as plain values."""
        return asdict(self)

    @classmethod
    def loaded(cls, body: Mapping[str, Any]) -> Self:
        """Return the report that plain values hold; raises KeyError, TypeError or ValueError."""
        hold, approval = body.get("hold"), body.get("approval")
        return cls(
            **{
                **body,
                "task": Task(body["task"]),
                "outcome": Outcome(body["outcome"]),
                "rejected": tuple(Row(**row) for row in body["rejected"]),
                "flagged": tuple(Row(**row) for row in body["flagged"]),
                "hold": Hold.loaded(hold) if hold else None,
                "approval": Approval(**approval) if approval else None,
            }
        )

    def with_applied(self, applied: Applied) -> "Report":
        """Return it with what the index has changed, beside what it said before."""
        return replace(
            self,
            added=self.added + applied.added,
            changed=self.changed + applied.changed,
            removed=self.removed + applied.removed,
            same=applied.same,
            total=applied.total,
        )

    def with_plan(self, plan: Plan) -> "Report":
        """Return it with what was done until now, beside what it said before."""
        return replace(
            self,
            added=self.added + plan.added,
            changed=self.changed + plan.changed,
            removed=self.removed + plan.removed,
        )


@dataclass(slots=True)
class Told:
    """What the pages of a run say beside records, as it grows."""

    pages: int = 0
    rows: int = 0
    secret: int = 0
    rejected_count: int = 0
    flagged_count: int = 0
    rejected: list[Row] = field(default_factory=list)
    flagged: list[Row] = field(default_factory=list)

    def see(self, page: Page) -> None:
        """Note a page that was taken."""
        self.pages += 1
        self.rows += len(page.items) + page.secret
        self.secret += page.secret
        rejected = [item for item in page.items if isinstance(item, Rejected)]
        flagged = [item for item in page.items if isinstance(item, Flagged)]
        self.rejected_count += len(rejected)
        self.flagged_count += len(flagged)
        self.rejected += _rows(rejected[: LISTED - len(self.rejected)])
        self.flagged += _rows(flagged[: LISTED - len(self.flagged)])

    def into(self, report: Report) -> Report:
        """Return a report with all of it."""
        return replace(
            report,
            pages=self.pages,
            rows=self.rows,
            secret=self.secret,
            rejected_count=self.rejected_count,
            flagged_count=self.flagged_count,
            rejected=tuple(self.rejected),
            flagged=tuple(self.flagged),
        )


def _rows(items: Iterable[Rejected | Flagged]) -> list[Row]:
    return [Row(row=item.row, code=item.code, detail=item.detail) for item in items]
