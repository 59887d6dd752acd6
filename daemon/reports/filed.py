"""The list of what is on the shelf: each kept report is read once and known again by its file."""

import re
from dataclasses import replace
from pathlib import Path

from daemon.ports import FiledReport

from .corrections import code_of
from .shelf import KEPT, DamagedReportError, Shelf, read

MEDIA = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".html": "text/html; charset=utf-8",
    ".pdf": "application/pdf",
    ".csv": "text/csv; charset=utf-8",
}
_UNFINISHED = re.compile(r"-\d{8}T\d{4}-r\d+")  # `stem_of` a time that was not over

Known = dict[tuple[str, int, int], FiledReport | None]


class Filed:
    """The reports of one shelf. The files of each are looked for anew at every asking."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._known: Known = {}

    def all(self) -> dict[Path, FiledReport]:
        """Return every kept report by its file; a damaged one is left out. Raises OSError."""
        known: Known = {}
        found: dict[Path, FiledReport] = {}
        if not self._shelf.folder.is_dir():
            return found
        names = {file.name for file in self._shelf.folder.iterdir()}
        for file in (self._shelf.folder / KEPT).glob("*.json"):
            stat = file.stat()
            key = (file.name, stat.st_mtime_ns, stat.st_size)
            known[key] = report = self._known[key] if key in self._known else _filed(file)
            if report is not None:
                files = (f"{file.stem}{suffix}" for suffix in MEDIA)
                found[file] = replace(report, files=tuple(f for f in files if f in names))
        self._known = known
        return found


def _filed(kept: Path) -> FiledReport | None:
    """Return what a kept report is; of a damaged one `verify` tells."""
    try:
        document = read(kept)
    except DamagedReportError:
        return None
    until = ""
    if document.origin is not None and _UNFINISHED.search(kept.stem):
        until = f"{document.origin.history_until:%Y-%m-%d %H:%M}"
    return FiledReport(
        kind=document.kind,
        subject=document.subject,
        language=document.language,
        title=document.title,
        revision=document.revision,
        code=code_of(document),
        files=(),
        until=until,
    )
