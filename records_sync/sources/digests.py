"""Is the index what the main system has? Compared by 256 digests instead of a million rows (pure).

A record belongs to the bucket that the first byte of SHA-256(id) names. The digest of a bucket is
the sum, modulo 2^256, of SHA-256(id, line feed, revision in decimal) over its live records, as 64
lower-case hexadecimal digits. A sum can be kept up to date row by row, in any order.
"""

from collections.abc import Iterable
from hashlib import sha256

BUCKETS = 256
_MODULUS = 1 << 256


def bucket_of(name: str) -> int:
    """Return the bucket of an id, 0..255."""
    return sha256(_bytes(name)).digest()[0]


def digests_of(rows: Iterable[tuple[str, int | None]]) -> list[str]:
    """Return the digest of each bucket, given (id, revision) of all live records."""
    sums = [0] * BUCKETS
    for name, rev in rows:
        key = _bytes(name)
        row = sha256(key + b"\n" + ("" if rev is None else str(rev)).encode()).digest()
        sums[sha256(key).digest()[0]] += int.from_bytes(row)
    return [f"{total % _MODULUS:064x}" for total in sums]


def _bytes(name: str) -> bytes:
    return name.encode(errors="replace")
