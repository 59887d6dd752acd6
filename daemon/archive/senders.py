"""The configured ways of the local facts to the main system."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from daemon.configuration.model import Config
from daemon.configuration.records_section import RecordOutbox
from daemon.credentials import CredentialError, credential
from records_sync.holdings.feed_sender import FeedSender
from records_sync.holdings.file_sender import FileSender
from records_sync.holdings.outbox import Outbox
from records_sync.holdings.sending import Sender, UnreachableError


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretSender:
    """A feed whose token is read anew each time, so that a lost or new file holds up no act."""

    url: str
    site: str
    ca_file: Path | None
    token_credential: str

    async def send(self, outbox: Outbox) -> bool:
        """Send some of what waits; return whether there may be more. Raises UnreachableError."""
        try:
            token = credential(self.token_credential)
        except CredentialError as err:
            raise UnreachableError("no_credential", self.token_credential) from err
        sender = FeedSender(url=self.url, site=self.site, token=token, ca_file=self.ca_file)
        return await sender.send(outbox)


def senders(config: Config) -> Iterator[tuple[str, Sender]]:
    """Yield the configured senders by their ids."""
    for outbox in config.records.outbox:
        yield outbox.id, _sender(config.site.id, outbox)


def _sender(site: str, outbox: RecordOutbox) -> Sender:
    if outbox.kind == "file":
        return FileSender(folder=outbox.folder or Path(), site=site)
    url = outbox.url or ""
    if outbox.token_credential is None:
        return FeedSender(url=url, site=site, ca_file=outbox.ca_file)
    return SecretSender(
        url=url, site=site, ca_file=outbox.ca_file, token_credential=outbox.token_credential
    )
