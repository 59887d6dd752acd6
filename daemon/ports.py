"""What one part may ask of another, as protocols: the panel and the publishers see only these."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal, Protocol

from .model import Act, Answer, Reason, Sentence, Snapshot
from .model.alarm_quality import AlarmQuality
from .model.people import Change, Login, Person, Pin


class Live(Protocol):
    """The newest snapshot, and the wait for a newer one."""

    @property
    def snapshot(self) -> Snapshot | None:
        """The newest snapshot; None before the first scan."""

    async def newer_than(self, seq: int) -> Snapshot:
        """Return the newest snapshot as soon as its `result.seq` is above `seq`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """One step of a trend: statistics over `[start, start + step)`.

    `mean`, `low` and `high` are None where nothing was measured: a gap stays a gap.
    `coverage` is the measured share of the step, 0..1.
    """

    start: datetime
    mean: float | None
    low: float | None
    high: float | None
    coverage: float


class Trends(Protocol):
    """Read access to the history."""

    async def trend(
        self, tag: str, since: datetime, until: datetime, step_s: int
    ) -> Sequence[Bucket]:
        """Return consecutive buckets of `step_s` seconds that cover `[since, until)`.

        Raises HistoryUnavailableError while the history cannot be read.
        """

    async def imported(self, room: str, quantity: str) -> Sequence[str]:
        """Return the tags under which loggers' files tell of the air of a room.

        Raises HistoryUnavailableError while they cannot be read.
        """


class HappeningKind(StrEnum):
    """What can happen to a room that explains its climate."""

    ALARM = "alarm"
    CYCLE = "cycle"  # sterilisation
    SETPOINT = "setpoint"
    ACT = "act"  # of a person
    DOOR = "door"


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One thing that happened to a room, in both languages."""

    at: datetime
    kind: HappeningKind
    says: Sentence


class Happenings(Protocol):
    """What the ledger tells of the past of a room."""

    async def of_room(
        self, room: str, since: datetime, until: datetime, most: int
    ) -> Sequence[Happening]:
        """Return the newest `most` of each kind in `[since, until)`, in the order of time.

        Raises LedgerUnavailableError where the ledger can't be read.
        """


class Operator(Protocol):
    """What a person may do: ask for something, with a name and a reason."""

    async def act(self, act: Act) -> Answer:
        """Return what became of `act`, once the ledger holds it.

        The next scan decides it, at once. A stop never waits for the ledger; for every other act
        one that can't be written raises LedgerUnavailableError.
        """


class AlarmLog(Protocol):
    """What the ledger tells of the alarms of the past."""

    async def quality(self, days: int) -> AlarmQuality:
        """Return how good the alarms of the last days were.

        Raises LedgerUnavailableError where the ledger can't be read.
        """


class WindowAdvice(Protocol):
    """May a window of one room be opened now, and which hour is best."""

    @property
    def allowed(self) -> bool:
        """Whether it may be opened now."""

    @property
    def reason(self) -> Reason:
        """Why it may or may not."""

    @property
    def best_reason(self) -> Reason:
        """Which hour is best, or why that can't be said."""


class Ventilation(Protocol):
    """The advice on opening windows."""

    def advice(self) -> Mapping[str, WindowAdvice]:
        """Return the advice of each room by its id; empty before the first scan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledReport:
    """One revision of a report that was kept. `subject` is `stack-1/2026-10`, `files` are names.

    `until` is the local end of its readings where its time was not over, else "".
    """

    kind: str
    subject: str
    language: str
    title: str
    revision: int
    code: str
    files: tuple[str, ...]
    until: str = ""


class Reports(Protocol):
    """Registers and reports. Every method raises ReportsUnavailableError where it can't."""

    async def list(self) -> Sequence[FiledReport]:
        """Return what was kept, the newest time first."""

    async def first(self) -> date | None:
        """Return the local day of the first reading, None where there is none."""

    async def kept(self, code: str) -> bytes:
        """Return the kept report with this code as a page; raises UnknownReportError."""

    async def page(self, kind: str, subject: str, language: Literal["zh", "en"]) -> bytes:
        """Return a report as one HTML page with its style inside; makes it where it is not there.

        Raises UnknownReportError for a kind, a place or a time that does not exist.
        """

    async def file(self, name: str) -> tuple[bytes, str]:
        """Return a file of `FiledReport.files` and its media type; raises UnknownReportError."""


class People(Protocol):
    """Who may sign in. What is wrong with a request is a RefusedError of `model.people`.

    Whatever has to look at the file raises PeopleUnavailableError where it can't be read.
    """

    @property
    def needs_first(self) -> bool:
        """Whether the one-time code still waits for the first admin."""

    def person(self, name: str) -> Person | None:
        """Return who has this name, None where nobody has or the account is disabled."""

    def may_unlock(self, pin: Pin) -> bool:
        """Return whether a PIN that was typed still counts: nobody took it away or changed it."""

    def roster(self) -> Sequence[Person]:
        """Return all accounts, disabled ones too, by name."""

    async def sign_in(self, login: Login, address: str) -> Person:
        """Return who this is."""

    async def unlock(self, pin: str) -> Pin:
        """Return whose PIN this is."""

    async def set_up(self, code: str, login: Login, address: str) -> Person:
        """Make the first admin, by the one-time code."""

    async def change(self, change: Change, by: str) -> None:
        """Change an account in the name of `by`."""

    def tell(self, name: str, what: str, by: str) -> None:
        """Write into the ledger what happened to the sessions of a person."""


class PeopleUnavailableError(Exception):
    """The accounts cannot be read or written now; the message says why."""


class ReportsUnavailableError(Exception):
    """A report cannot be read or made now; the message says why."""


class UnknownReportError(LookupError):
    """There is no such report."""


class HistoryUnavailableError(Exception):
    """The history cannot be read now; control is not affected."""


class LedgerUnavailableError(Exception):
    """The ledger cannot be written or read now; the message says why."""


class MemoryLostError(Exception):
    """What control remembered is there no more, or cannot be read: nothing may be taken as safe."""
