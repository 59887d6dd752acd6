"""The folder of reports that were made: nothing in it is ever overwritten.

Each report is kept as text in `kept/`; the files for people are made of that, and made again where
one is missing. A report of a time that is not over is named with its end and has no revisions.
"""

import errno
import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from daemon.model import Sentence
from daemon.model.document import Document
from daemon.model.render import spoken

from .asked import Asked, ReportKind
from .corrections import CODE_DIGITS, code_of
from .plain import parsed, plain_text

FOLDER = "reports"
KEPT = "kept"
LOCK = ".lock"
WAYS = ".ways.gz"  # beside each kept report: the configuration that it was made with
_CODE = re.compile(rf"[0-9A-F]{{{CODE_DIGITS}}}")
_NAMES = {
    ReportKind.MONTHLY: Sentence("温湿度登记表", "climate-register"),
    ReportKind.YEARLY: Sentence("年度分析", "climate-of-the-year"),
    ReportKind.EXCURSION: Sentence("超标报告", "excursions"),
    ReportKind.STERILISATION: Sentence("消毒记录", "sterilisation"),
    ReportKind.ALARMS: Sentence("报警报告", "alarms"),
    ReportKind.MAINTENANCE: Sentence("维护清单", "maintenance"),
    ReportKind.AUDIT: Sentence("台账摘录", "ledger-extract"),
}


class DamagedReportError(Exception):
    """A kept report cannot be read; the message is its file."""


class Shelf:
    """Kept reports below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Let nobody else add a report meanwhile; raises OSError."""
        (self.folder / KEPT).mkdir(parents=True, exist_ok=True)
        with (self.folder / KEPT / LOCK).open("w", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def newest(self, stem: str) -> Document | None:
        """Return the newest revision of a report, None where there is none.

        Raises DamagedReportError, OSError.
        """
        file = self.newest_file(stem)
        return None if file is None else read(file)

    def newest_file(self, stem: str) -> Path | None:
        """Return the kept text of the newest revision of a report, None where there is none."""
        found = self.revisions(stem)
        return found[max(found)] if found else None

    def revisions(self, stem: str) -> dict[int, Path]:
        """Return the kept revisions of a report by number."""
        pattern = re.compile(rf"{re.escape(stem)}-r(\d+)\.json")
        files = (self.folder / KEPT).glob("*.json")
        return {int(m[1]): file for file in files if (m := pattern.fullmatch(file.name))}

    def keep(self, stem: str, document: Document, ways: bytes) -> None:
        """Keep a revision, and what it was made with; raises OSError, also where it is kept."""
        file = self.file(stem, document, KEPT)
        if not file.exists():
            beside = file.with_suffix(WAYS)
            beside.unlink(missing_ok=True)  # of a revision that was never finished
            write_new(beside, ways)
        write_new(file, plain_text(document).encode())

    def ways(self, document: Document) -> bytes | None:
        """Return what a kept report was made with, None where that was not kept; raises OSError."""
        file = self.by_code(code_of(document))
        beside = None if file is None else file.with_suffix(WAYS)
        return beside.read_bytes() if beside is not None and beside.is_file() else None

    def file(self, stem: str, document: Document, format_: str) -> Path:
        """Return where a revision lies in some format."""
        name = f"{stem}-r{document.revision}"
        if format_ == KEPT:
            return self.folder / KEPT / f"{name}.json"
        return self.folder / f"{name}.{format_}"

    def by_code(self, code: str) -> Path | None:
        """Return the kept report with this code, None where there is none; raises OSError."""
        digits = code.replace("-", "").strip().upper()
        if not _CODE.fullmatch(digits):
            return None
        wanted = f'"digest":"{digits.lower()}'
        for file in sorted((self.folder / KEPT).glob("*.json")):
            if wanted in file.read_text(encoding="utf-8", errors="replace"):
                return file
        return None


def stem_of(asked: Asked, until: datetime | None = None) -> str:
    """Return the name of a report's files, without revision and format.

    `until` is the local end of what is in it, None where its time is over.
    """
    parts = [asked.period.name, asked.place, spoken(_NAMES[asked.kind], asked.language)]
    if until is not None:
        parts.append(f"{until:%Y%m%dT%H%M}")
    return "-".join(parts)


def read(file: Path) -> Document:
    """Return a kept report; raises DamagedReportError, OSError."""
    try:
        return parsed(file.read_text(encoding="utf-8"))
    except (ValueError, KeyError, TypeError, AttributeError) as err:
        raise DamagedReportError(str(file)) from err


def write_new(file: Path, content: bytes) -> None:
    """Write a file whole or not at all; raises FileExistsError rather than overwrite, OSError."""
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with unfinished.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(unfinished, file)
        except OSError as err:
            if err.errno not in (errno.EPERM, errno.ENOTSUP):
                raise
            if file.exists():  # a file system without hard links
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), file) from err
            unfinished.rename(file)
    finally:
        unfinished.unlink(missing_ok=True)
