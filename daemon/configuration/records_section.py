"""The table `[records]`: where the index comes from and when, where local facts go."""

from typing import Annotated, Literal

from pydantic import Field

from .fields import (
    CREDENTIAL_PATTERN,
    URL_PATTERN,
    AbsolutePath,
    Between,
    CronTime,
    Identifier,
    Name,
)
from .section import LISTED, Section

SET_PATTERN = r"^[A-Za-z0-9_.!~*'()-]+(:[A-Za-z0-9_.!~*'()-]+)*$"  # OAI-PMH 2.0, setSpec
Credential = Annotated[str, Field(pattern=CREDENTIAL_PATTERN)]


class RecordSource(Section):
    """One source of records. `kind` says how it is reached, and which of the keys below apply.

    It is read at each time of `sync` (local cron); `most_rows` and `longest_min` bound one run.
    """

    id: Identifier
    kind: Literal["files", "feed", "oai_pmh", "archivesspace"]
    name: Name | None = None
    sync: CronTime = "*/10 * * * *"
    most_rows: Annotated[int, Between(1000, 10_000_000)] = 2_000_000
    longest_min: Annotated[float, Between(1, 1440)] = 360.0

    folder: AbsolutePath | None = None

    url: Annotated[str, Field(pattern=URL_PATTERN, max_length=500)] | None = None
    ca_file: AbsolutePath | None = None
    token_credential: Credential | None = None
    username: Name | None = None
    password_credential: Credential | None = None
    plain_http: bool = False
    answer_mib: Annotated[int, Between(1, 256)] = 32
    page_rows: Annotated[int, Between(10, 10_000)] = 1000

    set: Annotated[str, Field(pattern=SET_PATTERN, max_length=200)] | None = None
    crosswalk: AbsolutePath | None = None
    whole: bool = False
    repository: Annotated[int, Between(1, 1_000_000)] | None = None
    secret_path: Annotated[tuple[Name, ...], LISTED] = ()


class RecordOutbox(Section):
    """One way of the local facts to the main system. `kind` says how, and which keys apply."""

    id: Identifier
    kind: Literal["feed", "file"]

    folder: AbsolutePath | None = None

    url: Annotated[str, Field(pattern=URL_PATTERN, max_length=500)] | None = None
    ca_file: AbsolutePath | None = None
    token_credential: Credential | None = None
    plain_http: bool = False


class LocalRecords(Section):
    """The local facts. A record without a 档号 is sought after so many days.

    `file_within_days` since it is known, `see_within_days` since somebody saw it.
    """

    file_within_days: Annotated[int, Between(1, 3650)] = 90
    see_within_days: Annotated[int, Between(1, 3650)] = 30


class Records(Section):
    """The index of records. Everything is compared at each time of `reconcile` (local cron).

    Rows graded 秘密 or above are left out and only counted, but with `keep_secret`.
    """

    reconcile: CronTime = "30 2 * * *"
    keep_secret: bool = False
    source: Annotated[tuple[RecordSource, ...], LISTED] = ()
    local: LocalRecords = LocalRecords()
    outbox: Annotated[tuple[RecordOutbox, ...], LISTED] = ()
