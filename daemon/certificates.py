"""Certificates of the panel, made and read by openssl: a certificate authority of this site alone.

openssl and not a library: it is on every Debian, is patched with it, and is needed once in two
years. The authority is good for the given names only, so that a stolen key opens no other site.
"""

import hashlib
import ssl
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

AUTHORITY_DAYS = 3650
SERVER_DAYS = 800  # Apple's limit for a private authority is 825
OPENSSL_S = 30.0
KEY_MODE, CERTIFICATE_MODE = 0o600, 0o644
NO_NAME, NO_ADDRESS = "invalid", "0.0.0.0/255.255.255.255"  # permitted, so that all others are not
SETTINGS = """
[req]
distinguished_name = subject
x509_extensions = authority
prompt = no
string_mask = utf8only
[subject]
CN = {subject}
[authority]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
nameConstraints = critical,@permitted
[permitted]
{permitted}
[server]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = @names
[names]
{names}
"""


class CertificateError(Exception):
    """openssl is missing or refused; the message is what it said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """The four files of `roomd tls`."""

    path: Path

    @property
    def authority(self) -> Path:
        """What every computer has to trust."""
        return self.path / "ca.crt"

    @property
    def authority_key(self) -> Path:
        """What signs; needed for renewals only."""
        return self.path / "ca.key"

    @property
    def chain(self) -> Path:
        """What the panel shows."""
        return self.path / "server.crt"

    @property
    def key(self) -> Path:
        """What the panel keeps."""
        return self.path / "server.key"


def make_authority(folder: Folder, names: Sequence[str]) -> None:
    """Make an authority for `names` (host names and addresses). OSError, CertificateError."""
    with _workshop(folder, f"roomd {names[0]}", names) as place:
        _openssl(
            *("req", "-x509", "-config", "settings", "-newkey", "ec", "-nodes"),
            *("-pkeyopt", "ec_paramgen_curve:P-256", "-days", str(AUTHORITY_DAYS)),
            *("-keyout", "key", "-out", "certificate"),
            within=place,
        )
        _keep(place / "key", folder.authority_key, KEY_MODE)
        _keep(place / "certificate", folder.authority, CERTIFICATE_MODE)


def make_server(folder: Folder, names: Sequence[str]) -> None:
    """Make a new key of the panel, signed for `names`. OSError, CertificateError."""
    with _workshop(folder, names[0], names) as place:
        _openssl(
            *("req", "-config", "settings", "-newkey", "ec", "-nodes"),
            *("-pkeyopt", "ec_paramgen_curve:P-256", "-keyout", "key", "-out", "request"),
            within=place,
        )
        _openssl(
            *("x509", "-req", "-in", "request", "-out", "certificate"),
            *("-CA", str(folder.authority.absolute())),
            *("-CAkey", str(folder.authority_key.absolute()), "-CAserial", "serial"),
            *("-CAcreateserial", "-days", str(SERVER_DAYS)),
            *("-extfile", "settings", "-extensions", "server"),
            within=place,
        )
        _keep(place / "key", folder.key, KEY_MODE)
        _keep(place / "certificate", folder.chain, CERTIFICATE_MODE)


def names_of(chain: Path) -> tuple[str, ...]:
    """Return the names for which a certificate is good. CertificateError."""
    told = _openssl("x509", "-in", str(chain.absolute()), "-noout", "-ext", "subjectAltName")
    listed = (part.strip().partition(":") for part in told.splitlines()[-1].split(","))
    return tuple(
        str(ip_address(name)) if kind == "IP Address" else name for kind, _, name in listed
    )


def expires_s(chain: Path) -> float:
    """Return when a certificate ends, UTC seconds. CertificateError."""
    told = _openssl("x509", "-in", str(chain.absolute()), "-noout", "-enddate")
    return float(ssl.cert_time_to_seconds(told.strip().partition("=")[2]))


def fingerprint(chain: Path) -> str:
    """Return the SHA-256 of a certificate as browsers show it. OSError, ValueError."""
    digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(chain.read_text(encoding="ascii")))
    return digest.digest().hex(":").upper()


@contextmanager
def _workshop(folder: Folder, subject: str, names: Sequence[str]) -> Iterator[Path]:
    """Give a private folder beside the files, with openssl's settings; it leaves nothing behind."""
    folder.path.mkdir(parents=True, exist_ok=True, mode=0o755)
    text = SETTINGS.format(
        subject=subject[:64],
        permitted="\n".join(_permitted(names)),
        names="\n".join(_named(names)),
    )
    with tempfile.TemporaryDirectory(dir=folder.path, prefix=".making-") as place:
        Path(place, "settings").write_text(text, encoding="ascii")
        yield Path(place)


def _sorted(names: Iterable[str]) -> tuple[list[str], list[IPv4Address | IPv6Address]]:
    """Return host names and addresses."""
    hosts: list[str] = []
    addresses: list[IPv4Address | IPv6Address] = []
    for name in names:
        try:
            addresses.append(ip_address(name))
        except ValueError:
            hosts.append(name)
    return hosts, addresses


def _permitted(names: Sequence[str]) -> list[str]:
    hosts, addresses = _sorted(names)
    alone = [f"{each}/{_whole_mask(each)}" for each in addresses]
    return [
        *(f"permitted;DNS.{n} = {each}" for n, each in enumerate(hosts or [NO_NAME])),
        *(f"permitted;IP.{n} = {each}" for n, each in enumerate(alone or [NO_ADDRESS])),
    ]


def _named(names: Sequence[str]) -> list[str]:
    hosts, addresses = _sorted(names)
    return [
        *(f"DNS.{n} = {each}" for n, each in enumerate(hosts)),
        *(f"IP.{n} = {each}" for n, each in enumerate(addresses)),
    ]


def _whole_mask(address: IPv4Address | IPv6Address) -> str:
    return "255.255.255.255" if address.version == 4 else ":".join(["ffff"] * 8)  # noqa: PLR2004


def _keep(made: Path, at: Path, mode: int) -> None:
    made.chmod(mode)
    made.replace(at)


def _openssl(*words: str, within: Path | None = None) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - our own words, no shell
            ["openssl", *words],  # noqa: S607 - the system's, wherever it lies
            cwd=within,
            capture_output=True,
            text=True,
            timeout=OPENSSL_S,
            check=True,
            stdin=subprocess.DEVNULL,
        )
    except FileNotFoundError as error:
        raise CertificateError(
            "没有 openssl：请先安装（apt install openssl）/ "
            "there is no openssl: install it (apt install openssl)"
        ) from error
    except subprocess.TimeoutExpired as error:
        raise CertificateError("openssl 没有结束 / openssl did not come to its end") from error
    except subprocess.CalledProcessError as error:
        said = str(error.stderr).strip().splitlines()
        raise CertificateError(f"openssl: {said[-1] if said else words[0]}") from error
    return done.stdout
