"""Who is told of alarms, from the configuration; loaded only where somebody is."""

from collections.abc import Iterator
from datetime import time
from zoneinfo import ZoneInfo

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from .clock import Clock
from .configuration.model import Config
from .configuration.notify_section import SMTP_PORTS, Notify
from .control.alarms.escalation import Channel
from .credentials import credential
from .model import Priority, SiteInfo
from .notifying.mail import Mail
from .notifying.sending import Sender
from .notifying.service import Notifier
from .notifying.webhook import Webhook
from .ports import Live


class Notices:
    """The service that tells everybody, built anew at each start: a password may be missing."""

    def __init__(self, config: Config, info: SiteInfo, live: Live, clock: Clock) -> None:
        self._config = config
        self._info = info
        self._live = live
        self._clock = clock
        self._notifier: Notifier | None = None

    @property
    def status(self) -> str:
        """What is wrong with which channel, "" when all is well."""
        return "" if self._notifier is None else self._notifier.status

    async def run(self) -> None:
        """Tell until cancelled; raises CredentialError, or what the disk raises."""
        config, info, clock = self._config, self._info, self._clock
        self._notifier = Notifier(
            config.storage.directory,
            info,
            [channel_of(table) for table in config.notify],
            {table.id: _sender(table, info, clock) for table in config.notify},
            self._live,
            clock,
        )
        await self._notifier.run()

    def families(self) -> Iterator[Metric]:
        """Yield how many messages each channel has taken, refused, and still has to get."""
        labels = ("site", "channel")
        waiting = GaugeMetricFamily(
            "roomd_notices_waiting", "Messages not sent yet.", labels=labels
        )
        sent = CounterMetricFamily("roomd_notices_sent", "Messages that were taken.", labels=labels)
        refused = CounterMetricFamily(
            "roomd_notices_refused", "Messages that the receiver will never take.", labels=labels
        )
        counts = {} if self._notifier is None else self._notifier.counts
        for table in self._config.notify:
            named = (self._info.id, table.id)
            waiting.add_metric(named, counts.get((table.id, "waiting"), 0))
            sent.add_metric(named, counts.get((table.id, "sent"), 0))
            refused.add_metric(named, counts.get((table.id, "refused"), 0))
        return iter((waiting, sent, refused))


def channel_of(table: Notify) -> Channel:
    """Return a table as a step of the ladder."""
    since, _, until = (table.quiet or "").partition("-")
    return Channel(
        id=table.id,
        least=Priority[table.least.upper()],
        after_s=table.after_min * 60,
        quiet_from=time.fromisoformat(since) if since else None,
        quiet_until=time.fromisoformat(until) if until else None,
    )


def _sender(table: Notify, info: SiteInfo, clock: Clock) -> Sender:
    if table.kind == "webhook":
        secret = credential(table.secret_credential) if table.secret_credential else None
        return Webhook(url=table.url or "", clock=clock, secret=secret, ca_file=table.ca_file)
    password = credential(table.password_credential) if table.password_credential else None
    return Mail(
        host=table.host or "",
        port=table.port or SMTP_PORTS[table.security],
        security=table.security,
        sender=table.sender or "",
        recipients=table.recipients,
        zone=ZoneInfo(info.timezone),
        clock=clock,
        username=table.username,
        password=password,
        ca_file=table.ca_file,
    )
