"""What is exported of the program's own surroundings: disk, backup, records, ledger, certificates.

A site that lacks something does not export it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from .metric_families import DEVICE_LABELS, exported_number
from .metric_services import Families
from .model import SiteInfo
from .store.ledger import LedgerCounters

FACTS: Mapping[str, tuple[str, str]] = {  # of `Watched.facts`, each with an alarm
    "disk_free_ratio": ("roomd_disk_free_ratio", "Free share of the disk with the stores, 0 to 1."),
    "backup_unset": ("roomd_backup_unset", "1 while no backup is set up."),
    "backup_age_s": ("roomd_backup_age_seconds", "Age of the newest good backup on another disk."),
    "panel_age_s": (
        "roomd_panel_age_seconds",
        "Time since the room's own panel last drew a frame.",
    ),
    "records_sync_age_s": (
        "roomd_records_sync_age_seconds",
        "How old what the record index knows of the main system is.",
    ),
    "records_held": ("roomd_records_held", "Records whose deletion waits for a person."),
    "records_missing": ("roomd_records_missing", "Records that are not where they should be."),
    "records_overdue": ("roomd_records_overdue", "Records that were not brought back in time."),
}
OTHER_FACTS: Mapping[str, tuple[str, str]] = {
    "holdings_copy_age_s": (
        "roomd_holdings_copy_age_seconds",
        "Age of the copy of the local facts of the records beside them, on the same disk.",
    ),
}


class Kept(Protocol):
    """A ledger with its figures."""

    @property
    def sound(self) -> bool:
        """Whether the last try to write went well."""

    @property
    def counters(self) -> LedgerCounters:
        """The figures as of now."""


def fact_families(info: SiteInfo, facts: Callable[[], Mapping[str, float]]) -> Families:
    """Return the families of the numbers that this site has."""

    def families() -> Iterable[Metric]:
        known = facts()
        for fact, (name, text) in {**FACTS, **OTHER_FACTS}.items():
            value = exported_number(known.get(fact))
            if value is not None:
                yield _gauge(info, name, text, value)

    return families


def calibration_families(info: SiteInfo, left_s: Callable[[], Mapping[str, float]]) -> Families:
    """Return the family of the certificates, by tag of the point that each is of."""
    rooms = {device.id: device.room for device in info.devices}

    def families() -> Iterable[Metric]:
        family = GaugeMetricFamily(
            "roomd_calibration_left_seconds",
            "Time that the calibration certificate is still valid, below 0 once it is over.",
            labels=(*DEVICE_LABELS, "point"),
        )
        for tag, left in left_s().items():
            device, _, point = tag.partition(".")
            value = exported_number(left)
            if value is not None and device in rooms:
                family.add_metric((info.id, rooms[device], device, point), value)
        return (family,) if family.samples else ()

    return families


def ledger_families(info: SiteInfo, ledger: Kept) -> Families:
    """Return the families of the ledger."""

    def families() -> Iterator[Metric]:
        now = ledger.counters
        yield _gauge(info, "roomd_ledger_sound", "1 while it can be written.", ledger.sound)
        yield _gauge(info, "roomd_ledger_rows_waiting", "Rows not committed yet.", now.waiting)
        yield _gauge(info, "roomd_ledger_file_bytes", "Size of the file.", now.file_bytes)
        for name, text, count in (
            ("roomd_ledger_rows_written", "Rows committed.", now.rows_written),
            ("roomd_ledger_commits", "Transactions committed.", now.commits),
            ("roomd_ledger_failures", "Attempts that failed.", now.failures),
        ):
            family = CounterMetricFamily(name, text, labels=("site",))
            family.add_metric((info.id,), count)
            yield family

    return families


def _gauge(info: SiteInfo, name: str, text: str, value: float) -> Metric:
    family = GaugeMetricFamily(name, text, labels=("site",))
    family.add_metric((info.id,), value)
    return family
