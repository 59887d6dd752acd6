"""When the panel's certificate ends: for Prometheus, and as a reminder on every screen."""

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path

from prometheus_client.core import GaugeMetricFamily, Metric

from .certificates import expires_s
from .clock import Clock
from .metric_services import Families
from .model import SiteInfo

LOOK_S = 600.0
REMIND_DAYS = 30
DAY_S = 86_400.0


class CertificateWatch:
    """Reads the end of one certificate whenever its file changes; `trouble` is the panel's own."""

    def __init__(self, chain: Path, clock: Clock, trouble: Callable[[], str]) -> None:
        self._chain = chain
        self._clock = clock
        self._trouble = trouble
        self._seen_ns = 0
        self.ends_s: float | None = None

    async def run(self) -> None:
        """Look for ever. Raises OSError or CertificateError where it can't be read."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_S)

    async def look(self) -> None:
        """Read the certificate where it was changed. Raises OSError or CertificateError."""
        stamp_ns = self._chain.stat().st_mtime_ns
        if stamp_ns != self._seen_ns:
            self.ends_s = await asyncio.to_thread(expires_s, self._chain)
            self._seen_ns = stamp_ns

    @property
    def status(self) -> str:
        """What is wrong with it, "" when all is well."""
        if self.ends_s is None or self._trouble():
            return self._trouble()
        days = (self.ends_s - self._clock.utc().timestamp()) / DAY_S
        if days > REMIND_DAYS:
            return ""
        if days <= 0:
            return (
                "面板的证书已过期，请运行 roomd tls renew / "
                "the panel's certificate is over: roomd tls renew"
            )
        return (
            f"面板的证书还有 {days:.0f} 天到期，请运行 roomd tls renew / "
            f"the panel's certificate ends in {days:.0f} days: roomd tls renew"
        )


def certificate_families(info: SiteInfo, ends_s: Callable[[], float | None]) -> Families:
    """Return the family of the certificate's end, in unix seconds; None where there is none."""

    def families() -> Iterable[Metric]:
        if (end := ends_s()) is None:
            return
        family = GaugeMetricFamily(
            "roomd_tls_certificate_expiry_timestamp_seconds",
            "When the certificate of the panel ends.",
            labels=("site",),
        )
        family.add_metric((info.id,), end)
        yield family

    return families
