"""Stretches of scans on one clock: what ties monotonic time to UTC in the file."""

from dataclasses import dataclass
from pathlib import Path

from daemon.model import ProcessImage

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
STEP_MS = 1_000  # the wall clock moved by more than this against the monotonic: another segment


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Where a stretch of scans began, on both clocks, in milliseconds.

    Rows in it are keyed by milliseconds since `mono_ms`, so no row can go back in time, and
    moving `utc_ms` moves all of them.
    """

    boot: str
    mono_ms: int
    utc_ms: int
    trusted: bool

    def holds(self, image: ProcessImage) -> bool:
        """Return whether the image was taken on this segment's clock."""
        expected_ms = self.utc_ms + mono_ms(image) - self.mono_ms
        return image.clock_trusted == self.trusted and abs(utc_ms(image) - expected_ms) <= STEP_MS


def segment_at(image: ProcessImage, boot: str) -> Segment:
    """Return the segment that begins with this image."""
    return Segment(
        boot=boot, mono_ms=mono_ms(image), utc_ms=utc_ms(image), trusted=image.clock_trusted
    )


def mono_ms(image: ProcessImage) -> int:
    """Return the image's monotonic time in milliseconds."""
    return round(image.t * 1000)


def utc_ms(image: ProcessImage) -> int:
    """Return the image's wall time in milliseconds since 1970."""
    return round(image.at.timestamp() * 1000)


def boot_id() -> str:
    """Return the kernel's name for this boot."""
    return BOOT_ID.read_text().strip()
