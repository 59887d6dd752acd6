"""A report's page as PDF, printed by a headless Chromium where one is installed."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
WITHIN_S = 120.0
_DATES = re.compile(rb"/(CreationDate|ModDate) \(D:(\d{14})")


class NoChromiumError(Exception):
    """There is no Chromium on this machine."""


class PrintError(Exception):
    """Chromium did not print; the message is its last line."""


def rendered(page: bytes, made: str, environ: Mapping[str, str] = os.environ) -> bytes:
    """Return a page as PDF, with `made` (YYYYMMDDHHMMSS, UTC) as its date.

    Raises NoChromiumError, PrintError.
    """
    browser = next((found for name in NAMES if (found := shutil.which(name))), None)
    if browser is None:
        raise NoChromiumError
    with TemporaryDirectory(prefix="roomd-print-") as folder:
        source, target = Path(folder, "page.html"), Path(folder, "page.pdf")
        source.write_bytes(page)
        command = [
            browser,
            "--headless",
            "--disable-gpu",
            "--disable-extensions",
            "--no-pdf-header-footer",
            f"--user-data-dir={folder}/profile",
            f"--print-to-pdf={target}",
            *(("--no-sandbox",) if os.geteuid() == 0 else ()),  # refuses to run as root else
            source.as_uri(),
        ]
        try:
            done = subprocess.run(  # noqa: S603 - no shell, nothing of a user in it
                command,
                capture_output=True,
                timeout=WITHIN_S,
                check=False,
                env={**environ, "HOME": folder},
            )
        except (OSError, subprocess.TimeoutExpired) as err:
            raise PrintError(str(err)) from err
        if done.returncode or not target.is_file():
            said = done.stderr.decode(errors="replace").splitlines()
            lines = [
                line for line in said if line.strip() and "dbus" not in line
            ]  # its usual noise
            raise PrintError(lines[-1] if lines else f"exit {done.returncode}")
        return dated(target.read_bytes(), made)


def dated(pdf: bytes, made: str) -> bytes:
    """Return a PDF whose dates are `made`, so that one page always gives the same file."""
    return _DATES.sub(lambda found: b"/%s (D:%s" % (found[1], made.encode()), pdf)
