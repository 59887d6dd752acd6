"""Messages by e-mail: SMTP, plain, STARTTLS or TLS from the start; Chinese first, then English."""

import asyncio
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from daemon.clock import Clock

from .message import subject_of, text_of
from .sending import DeniedError, RefusedError, UnreachableError

TIMEOUT_S = 15.0
FIRST_LASTING = 500  # from here on the server's answer will not change


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """The mail server, who writes and who reads. `security` is none, starttls or tls."""

    host: str
    port: int
    security: str
    sender: str
    recipients: tuple[str, ...]
    zone: ZoneInfo
    clock: Clock
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: Path | None = None

    async def send(self, notice: str, body: Mapping[str, object]) -> str:
        """Hand one mail to the server; return which readers it refused beside others.

        Raises RefusedError, DeniedError or UnreachableError.
        """
        try:
            letter = self.letter(notice, body)
        except (KeyError, TypeError, ValueError) as error:
            raise RefusedError(f"unreadable: {error!r}") from error
        try:
            refused = await asyncio.to_thread(self._send, letter)
        except smtplib.SMTPRecipientsRefused as error:
            lasting = all(code >= FIRST_LASTING for code, _ in error.recipients.values())
            kind = DeniedError if lasting else UnreachableError
            raise kind(_listed(error.recipients)) from error
        except smtplib.SMTPSenderRefused as error:
            kind = DeniedError if error.smtp_code >= FIRST_LASTING else UnreachableError
            raise kind(str(error)) from error
        except smtplib.SMTPResponseException as error:
            raise _answered(error.smtp_code, error) from error
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise UnreachableError(str(error) or type(error).__name__) from error
        return _listed(refused)

    def letter(self, notice: str, body: Mapping[str, object]) -> EmailMessage:
        """Return the mail; its Message-ID is the notice, so a second one is known as such."""
        letter = EmailMessage()
        letter["Subject"] = subject_of(body)
        letter["From"] = self.sender
        letter["To"] = ", ".join(self.recipients)
        letter["Date"] = format_datetime(self.clock.utc())
        letter["Message-ID"] = f"<{body['site']}.{notice}@roomd.invalid>"
        letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office replies
        letter.set_content(text_of(body, self.zone))
        return letter

    def _send(self, letter: EmailMessage) -> Mapping[str, tuple[int, bytes]]:
        context = ssl.create_default_context(cafile=self.ca_file)
        if self.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=TIMEOUT_S, context=context
            )
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_S)
        with server:
            if self.security == "starttls":
                server.starttls(context=context)
            if self.username is not None:
                server.login(self.username, self.password or "")
            return server.send_message(letter)


def _listed(refused: Mapping[str, tuple[int, bytes]]) -> str:
    return ", ".join(
        f"{reader}: {code} {said.decode(errors='replace')}"
        for reader, (code, said) in refused.items()
    )


def _answered(code: int, error: Exception) -> Exception:
    if code < FIRST_LASTING or isinstance(error, smtplib.SMTPAuthenticationError):
        return UnreachableError(str(error))  # a password is mended without a new message
    return RefusedError(str(error))
