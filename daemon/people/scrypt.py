"""Passwords and PINs as scrypt (RFC 7914) makes them: slow and large on purpose.

Some 32 MiB and a tenth of a second each: one at a time, never in the event loop.
"""

import base64
import hashlib
import hmac
import secrets

LOG_N, R, P = 15, 8, 1
SALT_BYTES, BYTES = 16, 32
MEMORY = 64 << 20  # what OpenSSL may take; the hash needs 128 * n * r


def new_salt() -> bytes:
    """Return a salt that was never used."""
    return secrets.token_bytes(SALT_BYTES)


def digest_of(secret: str, salt: bytes, log_n: int = LOG_N) -> bytes:
    """Return what stands for a secret."""
    return hashlib.scrypt(
        secret.encode(errors="surrogatepass"),
        salt=salt,
        n=1 << log_n,
        r=R,
        p=P,
        maxmem=MEMORY,
        dklen=BYTES,
    )


def hashed(secret: str) -> str:
    """Return a password as it is kept: `scrypt$15$salt$digest`."""
    salt = new_salt()
    return _written(salt, digest_of(secret, salt))


def is_right(secret: str, kept: str) -> bool:
    """Return whether `secret` is what is kept; raises ValueError for what is none of ours."""
    name, log_n, salt, digest = kept.split("$")
    if name != "scrypt" or not 1 <= int(log_n) <= LOG_N:
        raise ValueError("no password of ours")
    made = digest_of(secret, base64.b64decode(salt), int(log_n))
    return hmac.compare_digest(made, base64.b64decode(digest))


def _written(salt: bytes, digest: bytes) -> str:
    return f"scrypt${LOG_N}${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"


NOBODY = _written(bytes(SALT_BYTES), bytes(BYTES))  # hashed for names that nobody has
