"""The configuration that a report was made with, as far as reports use it, kept beside the report.

A report is checked with the names, limits, sensors and outputs of its own time, not with today's.
"""

import gzip
import zlib
from io import BytesIO

from daemon.configuration.plain_settings import from_json, told_json

from .facts.site import Ways

MOST_BYTES = 64 << 20


def packed(ways: Ways) -> bytes:
    """Return how the site was set up as bytes, always the same for the same."""
    return gzip.compress(told_json(Ways, ways), mtime=0)


def unpacked(content: bytes) -> Ways | None:
    """Return how the site was set up, None where this is not what this program can read."""
    try:
        with gzip.open(BytesIO(content)) as stream:
            return from_json(Ways, stream.read(MOST_BYTES))
    except (OSError, EOFError, zlib.error, ValueError):
        return None
