"""The key of the room's own panel: made anew at each start of the program, for this user only.

Who can read the file stands at this machine; the kiosk opens `/local?key=…` with it.
"""

import logging
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

FILE = "local-panel.key"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalKey:
    """The key and the file that holds it; `file` is None where it can't be written."""

    key: str = field(repr=False)
    file: Path | None


def kept_key(directory: Path, key: str = "") -> LocalKey:
    """Keep a key, a new one without `key`, in `directory`, or $RUNTIME_DIRECTORY under systemd.

    Where it can't be written the key is still good for who reads it from the terminal.
    """
    key = key or secrets.token_urlsafe(32)
    file = Path(os.environ.get("RUNTIME_DIRECTORY") or directory) / FILE
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(f"{key}\n")
    except OSError as err:
        log.warning("the key of the local panel can't be kept in %s: %s", file, err.strerror)
        return LocalKey(key=key, file=None)
    return LocalKey(key=key, file=file)
