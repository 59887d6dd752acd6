"""The server's certificate: TLS 1.2 and newer, taken anew when its files change.

Without a good one nobody from elsewhere is answered; this machine's own panel is not asked for it.
"""

import logging
import ssl
from pathlib import Path

log = logging.getLogger(__name__)

CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"  # of TLS 1.2; 1.3 has good ones only
Stamps = tuple[int, int]


class LockedKeyError(OSError):
    """The key is kept under a passphrase, which nobody can type here."""

    def __init__(self, key: Path) -> None:
        super().__init__(
            f"面板的密钥 {key} 带口令，程序无法输入，网络上的人打不开面板：请存成不带口令的密钥"
            f"（openssl pkey -in 旧文件 -out 新文件），权限 600 / the panel's key {key} has a "
            "passphrase, which the program can't type, so nobody from the network gets in: keep it "
            "without one (openssl pkey -in OLD -out NEW), mode 600"
        )


class Certificate:
    """A chain and its key, by their files. `context` is None while they are not good."""

    def __init__(self, chain: Path, key: Path) -> None:
        self._chain = chain
        self._key = key
        self._seen: Stamps | None = None
        self.context: ssl.SSLContext | None = None
        self.trouble = ""

    def refresh(self) -> None:
        """Take the files where they were changed; a bad pair leaves the last good one in use."""
        try:
            seen = self._chain.stat().st_mtime_ns, self._key.stat().st_mtime_ns
            if seen == self._seen:
                return
            self.context = self._loaded()
        except LockedKeyError as error:
            self._tell(str(error))
        except OSError as error:  # ssl.SSLError is one
            self._tell(
                f"面板的证书用不了，网络上的人打不开面板：{self._chain} {error} / the panel's "
                f"certificate can't be used, nobody from the network gets in: {error}"
            )
        else:
            self._seen, self.trouble = seen, ""
            log.info("the certificate %s is in use", self._chain)

    def _tell(self, trouble: str) -> None:
        if trouble != self.trouble:
            log.warning("%s", trouble)
        self.trouble = trouble

    def _loaded(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers(CIPHERS)
        asked: list[Path] = []

        def nothing() -> bytes:  # without it OpenSSL asks at the terminal, and waits
            asked.append(self._key)
            return b""

        try:
            context.load_cert_chain(self._chain, self._key, nothing)
        except OSError as error:
            if asked:
                raise LockedKeyError(self._key) from error
            raise
        return context
