"""Passwords from files that only the service may read, never from the configuration."""

import logging
import os
from pathlib import Path

log = logging.getLogger(__name__)

FALLBACK = Path("/etc/roomd/credentials")


class CredentialError(Exception):
    """A password can't be had; the message says where it is looked for."""


def credential(name: str) -> str:
    """Return the first line of the credential `name`, from systemd's folder or the fallback.

    Raises CredentialError.
    """
    folder = Path(os.environ.get("CREDENTIALS_DIRECTORY") or FALLBACK)
    try:
        text = (folder / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as err:
        raise CredentialError(
            f"读不到密码文件 {folder / name}，请放好并只让服务可读 / "
            f"can't read the password file {folder / name}: put it there, readable by the service"
        ) from err
    return text.partition("\n")[0].rstrip("\r")


def metrics_token(name: str | None) -> str:
    """Return the token for the metrics; "" without its file: nobody elsewhere may read them."""
    if name is None:
        return ""
    try:
        return credential(name)
    except CredentialError as error:
        log.warning("metrics: %s", error)
        return ""
