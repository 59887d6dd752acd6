"""Codes of an authenticator: RFC 6238 with SHA-1, six digits, thirty seconds (pure)."""

import base64
import binascii
import hmac
import secrets
from urllib.parse import quote

STEP_S = 30
DIGITS = 6
BYTES = 20  # RFC 4226: as long as the hash
LATE_STEPS = 1  # a clock may be off by one step to either side


def new_secret() -> str:
    """Return a new key of an authenticator, in base32."""
    return base64.b32encode(secrets.token_bytes(BYTES)).decode()


def is_secret(text: str) -> bool:
    """Return whether `text` is a key of at least 128 bits in base32."""
    try:
        return len(base64.b32decode(text)) >= 16  # noqa: PLR2004 - RFC 4226
    except (binascii.Error, ValueError):
        return False


def code_at(secret: str, step: int, digits: int = DIGITS) -> str:
    """Return the code of a step: RFC 4226, 5.3."""
    mac = hmac.digest(base64.b32decode(secret), step.to_bytes(8, "big"), "sha1")
    offset = mac[-1] & 0xF
    number = int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**digits:0{digits}}"


def matched(secret: str, code: str, at_s: float, used: int) -> int | None:
    """Return the step whose code this is at the UTC second `at_s`; None where it is of none.

    A code counts once: not up to the step `used`.
    """
    if not (code.isascii() and code.isdigit()):
        return None
    now = int(at_s // STEP_S)
    found = None
    for step in range(now - LATE_STEPS, now + LATE_STEPS + 1):
        same = hmac.compare_digest(code_at(secret, step).encode(), code.encode())
        if same and step > used:
            found = step
    return found


def address_of(secret: str, name: str, site: str) -> str:
    """Return what an authenticator takes as a QR code or a link."""
    label = f"{quote(site, safe='')}:{quote(name, safe='')}"
    return f"otpauth://totp/{label}?secret={secret}&issuer={quote(site, safe='')}"
