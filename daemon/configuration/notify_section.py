"""The tables that say who is told of alarms, each one step of the ladder."""

from typing import Annotated, Literal

from pydantic import Field

from .fields import (
    CREDENTIAL_PATTERN,
    DISTINCT,
    MAIL_PATTERN,
    QUIET_PATTERN,
    URL_PATTERN,
    AbsolutePath,
    Between,
    Host,
    Identifier,
    Name,
    TcpPort,
)
from .section import LISTED, Section

SMTP_PORTS = {"none": 25, "starttls": 587, "tls": 465}
MailAddress = Annotated[str, Field(pattern=MAIL_PATTERN, max_length=254)]
Credential = Annotated[str, Field(pattern=CREDENTIAL_PATTERN)]


class Notify(Section):
    """Somebody to tell. `kind` says how, and which of the keys below apply.

    Told of alarms from `least` on that stand unacknowledged for `after_min`; within the local hours
    of `quiet` of high ones only.
    """

    id: Identifier
    kind: Literal["webhook", "email"]
    least: Literal["low", "medium", "high"] = "low"
    after_min: Annotated[float, Between(0, 10_080)] = 0.0
    quiet: Annotated[str, Field(pattern=QUIET_PATTERN)] | None = None
    ca_file: AbsolutePath | None = None

    url: Annotated[str, Field(pattern=URL_PATTERN, max_length=500)] | None = None
    secret_credential: Credential | None = None

    host: Host | None = None
    port: TcpPort | None = None
    security: Literal["none", "starttls", "tls"] = "starttls"
    username: Name | None = None
    password_credential: Credential | None = None
    sender: MailAddress | None = None
    recipients: Annotated[tuple[MailAddress, ...], LISTED, DISTINCT] = ()
