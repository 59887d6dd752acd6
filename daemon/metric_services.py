"""What is exported beside the snapshot: names, the scan's punctuality, counters of services."""

import platform
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Protocol

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from .model import SiteInfo
from .scanner import ScanTiming
from .store.history import HistoryCounters

DISTRIBUTION = "archive-room-control"
PROCESS_IO = Path("/proc/self/io")

Families = Callable[[], Iterable[Metric]]


class Counted(Protocol):
    """A history with its figures."""

    @property
    def counters(self) -> HistoryCounters:
        """The figures as of now."""


def scan_families(info: SiteInfo, timing: Callable[[], ScanTiming]) -> Families:
    """Return the families of how punctual the scan is."""

    def families() -> Iterable[Metric]:
        now = timing()
        return (
            _count(info, "roomd_scan_slips", "Scan times that were left out.", now.slips),
            _gauge(
                info, "roomd_scan_duration_seconds", "Time the newest scan took.", now.duration_s
            ),
            _gauge(
                info,
                "roomd_event_loop_lag_seconds",
                "How late the newest scan began.",
                now.lag_s,
            ),
            _gauge(
                info,
                "roomd_event_loop_lag_worst_seconds",
                "How late a scan began at worst since start.",
                now.worst_lag_s,
            ),
        )

    return families


def history_families(info: SiteInfo, history: Counted) -> Families:
    """Return the families of the history store."""

    def families() -> Iterable[Metric]:
        now = history.counters
        return (
            _count(info, "roomd_history_rows_written", "Rows committed.", now.rows_written),
            _count(
                info,
                "roomd_history_rows_dropped",
                "Rows lost because memory was full while the disk could not be written.",
                now.rows_dropped,
            ),
            _gauge(info, "roomd_history_rows_waiting", "Rows not committed yet.", now.waiting),
            _count(info, "roomd_history_commits", "Transactions committed.", now.commits),
            _count(
                info,
                "roomd_history_failures",
                "Attempts to open or write that failed.",
                now.failures,
            ),
            _gauge(info, "roomd_history_file_bytes", "Size of the file.", now.file_bytes),
        )

    return families


def restart_families(info: SiteInfo, restarts: Callable[[], dict[str, int]]) -> Families:
    """Return the family of the best-effort services' restarts."""

    def families() -> Iterable[Metric]:
        family = CounterMetricFamily(
            "roomd_service_restarts",
            "Times the service had to be started again.",
            labels=("site", "service"),
        )
        for service, count in restarts().items():
            family.add_metric((info.id, service), count)
        return (family,)

    return families


def info_families(info: SiteInfo) -> Iterator[Metric]:
    """Yield what never changes: versions, and the names behind the ids."""
    yield _one(
        "roomd_build_info",
        "Version of the program.",
        {"version": _version(), "python": platform.python_version()},
    )
    yield _one(
        "roomd_site_info",
        "Name of the site.",
        {
            "site": info.id,
            "name": info.name,
            "timezone": info.timezone,
            "simulated": str(info.simulated).lower(),
        },
    )
    rooms = GaugeMetricFamily(
        "roomd_room_info", "Name of the room.", labels=("site", "room", "name")
    )
    for room in info.rooms:
        rooms.add_metric((info.id, room.id, room.name), 1)
    yield rooms
    devices = GaugeMetricFamily(
        "roomd_device_info",
        "What the device is and where it hangs.",
        labels=("site", "room", "device", "zone", "bus", "unit_id", "profile"),
    )
    for device in info.devices:
        devices.add_metric(
            (
                *(info.id, device.room, device.id, device.zone),
                *(device.bus, str(device.unit_id), device.profile),
            ),
            1,
        )
    yield devices


def disk_families(info: SiteInfo) -> Iterable[Metric]:
    """Return the bytes that this process made the kernel write to disks: what wears the card."""
    try:
        lines = PROCESS_IO.read_text().splitlines()
    except OSError:
        return ()
    written = next(int(line.split()[1]) for line in lines if line.startswith("write_bytes:"))
    return (_count(info, "roomd_disk_written_bytes", "Bytes written to disks.", written),)


def _one(name: str, text: str, labels: Mapping[str, str]) -> Metric:
    family = GaugeMetricFamily(name, text, labels=tuple(labels))
    family.add_metric(tuple(labels.values()), 1)
    return family


def _gauge(info: SiteInfo, name: str, text: str, value: float) -> Metric:
    family = GaugeMetricFamily(name, text, labels=("site",))
    family.add_metric((info.id,), value)
    return family


def _count(info: SiteInfo, name: str, text: str, value: float) -> Metric:
    family = CounterMetricFamily(name, text, labels=("site",))
    family.add_metric((info.id,), value)
    return family


def _version() -> str:
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return "unknown"
