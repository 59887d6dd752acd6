"""What is exported of the index of records: how fresh, how large, and what waits for a person."""

from collections.abc import Callable, Iterable

from prometheus_client.core import GaugeMetricFamily, Metric

from .archive.upkeep import OutboxState
from .metric_services import Families
from .model import SiteInfo
from .records import SourceState

LABELS = ("site", "source")


def record_families(info: SiteInfo, sources: Callable[[], Iterable[SourceState]]) -> Families:
    """Return the families of every configured source; a time that is not known is absent."""

    def families() -> Iterable[Metric]:
        fresh = GaugeMetricFamily(
            "roomd_sync_last_success_timestamp_seconds",
            "Until when the source has told all, unix time.",
            labels=LABELS,
        )
        known = GaugeMetricFamily(
            "roomd_records", "Records of the source in the index.", labels=LABELS
        )
        held = GaugeMetricFamily(
            "roomd_sync_held",
            "Records of the source whose removal waits for a person.",
            labels=LABELS,
        )
        failed = GaugeMetricFamily(
            "roomd_sync_failed", "1 while the last run of the source failed.", labels=LABELS
        )
        for source in sources():
            labels = (info.id, source.id)
            if source.as_of is not None:
                fresh.add_metric(labels, source.as_of)
            known.add_metric(labels, source.total)
            held.add_metric(labels, source.held)
            failed.add_metric(labels, source.outcome == "failed")
        return [family for family in (fresh, known, held, failed) if family.samples]

    return families


def outbox_families(info: SiteInfo, outboxes: Callable[[], Iterable[OutboxState]]) -> Families:
    """Return what waits for the main system, and what it refused, by configured outbox."""

    def families() -> Iterable[Metric]:
        labels = ("site", "outbox")
        waiting = GaugeMetricFamily(
            "roomd_outbox_waiting", "Local facts that wait for the main system.", labels=labels
        )
        refused = GaugeMetricFamily(
            "roomd_outbox_refused", "Local facts that the main system refused.", labels=labels
        )
        for outbox in outboxes():
            waiting.add_metric((info.id, outbox.id), outbox.waiting)
            refused.add_metric((info.id, outbox.id), outbox.refused)
        return [family for family in (waiting, refused) if family.samples]

    return families
