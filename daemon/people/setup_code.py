"""The one-time code for the first admin: told once at the start, kept as a hash, in memory only."""

import base64
import hashlib
import hmac
import secrets

BYTES = 10  # 80 bits: no guess needs to be slowed down
GROUP = 4


class SetupCode:
    """A code that is good until the first admin is there, or the program ends."""

    def __init__(self) -> None:
        self._hash: bytes | None = None

    def new(self) -> str:
        """Return a new code, which replaces the last one."""
        code = base64.b32encode(secrets.token_bytes(BYTES)).decode()
        self._hash = _hash(code)
        return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))

    def is_right(self, text: str) -> bool:
        """Return whether this is the code, however it is grouped and written."""
        return self._hash is not None and hmac.compare_digest(_hash(text), self._hash)

    def end(self) -> None:
        """Let the code be good no longer."""
        self._hash = None


def _hash(text: str) -> bytes:
    plain = "".join(text.upper().replace("-", " ").split())
    return hashlib.sha256(plain.encode(errors="surrogatepass")).digest()
