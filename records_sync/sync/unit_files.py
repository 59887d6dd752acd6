"""The list of units (机构) in a watched folder: read when it is another than the last time."""

import asyncio
import os
from dataclasses import replace
from pathlib import Path

from records_sync.index.writing import IndexWriter
from records_sync.model import SourceError
from records_sync.sources.files.folder import UNITS, Folder
from records_sync.sources.files.formats import SUFFIXES
from records_sync.sources.files.units import Units, read_units
from records_sync.sync.report import Outcome, Report, Row, Task


async def units_of(folder: Folder, writer: IndexWriter) -> Report | None:
    """Take the newest list of units of a folder into the index; None where nothing is new."""
    report = Report(source=folder.name, task=Task.UNITS)
    try:
        found = await asyncio.to_thread(_newest, folder.path)
        if found is None or _is_known(writer, folder.name, found):
            return None
        name, mark = found
        report = replace(report, file=name, mark=mark)
        units = await asyncio.to_thread(_read, folder, name)
    except SourceError as error:
        return replace(report, outcome=Outcome.FAILED, code=error.code, detail=error.detail)
    writer.put_units(folder.name, units.units)
    return replace(
        report,
        rows=len(units.units),
        rejected=tuple(Row(row=r.row, code=r.code, detail=r.detail) for r in units.rejected),
        rejected_count=len(units.rejected),
        flagged=tuple(Row(row=f.row, code=f.code, detail=f.detail) for f in units.flagged),
        flagged_count=len(units.flagged),
    )


def _newest(path: Path) -> tuple[str, str] | None:
    """Return the name of the newest list and what tells it from another; raises SourceError."""
    try:
        with os.scandir(path) as entries:
            lists = [
                (entry.stat(follow_symlinks=False).st_mtime_ns, entry.name, entry.stat().st_size)
                for entry in entries
                if UNITS.match(entry.name) and entry.name.lower().endswith(SUFFIXES)
            ]
    except OSError as error:
        raise SourceError("file_folder", error.strerror or "") from error
    if not lists:
        return None
    at, name, size = max(lists)
    return name, f"{at}-{size}"


def _is_known(writer: IndexWriter, source: str, found: tuple[str, str]) -> bool:
    reports = (Report.loaded(body) for body in writer.reports(source))
    newest = next((report for report in reports if report.task is Task.UNITS), None)
    return newest is not None and (newest.file, newest.mark) == found


def _read(folder: Folder, name: str) -> Units:
    copy = folder.copied(name)
    try:
        return read_units(copy.path, Path(name).suffix.lower(), folder.rules(), folder.limits)
    finally:
        copy.remove()
