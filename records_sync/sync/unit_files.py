"""The list of units (机构) in a watched folder: read when it is another than the last time."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from records_sync.index.writing import IndexWriter
from records_sync.model import Flagged, Rejected, SourceError
from records_sync.sources.files.folder import Folder, Waiting
from records_sync.sources.files.units import Units, read_units
from records_sync.sync.report import LISTED, Outcome, Report, Row, Task


async def units_of(folder: Folder, writer: IndexWriter) -> Report | None:
    """Take the newest list of units of a folder into the index; None where nothing is new."""
    report = Report(source=folder.name, task=Task.UNITS)
    try:
        found = await folder.newest_units(partial(_is_known, writer, folder.name))
        if found is None:
            return None
        report = replace(report, file=found.name, mark=_mark(found))
        units = await asyncio.to_thread(_read, folder, found.name)
    except SourceError as error:
        return replace(report, outcome=Outcome.FAILED, code=error.code, detail=error.detail)
    writer.put_units(folder.name, units.units)
    return replace(
        report,
        rows=len(units.units),
        rejected=_rows(units.rejected),
        rejected_count=len(units.rejected),
        flagged=_rows(units.flagged),
        flagged_count=len(units.flagged),
    )


def _is_known(writer: IndexWriter, source: str, found: Waiting) -> bool:
    reports = (Report.loaded(body) for body in writer.reports(source))
    newest = next((report for report in reports if report.task is Task.UNITS), None)
    return newest is not None and (newest.file, newest.mark) == (found.name, _mark(found))


def _mark(found: Waiting) -> str:
    """Return what tells a list from another of that name."""
    return f"{found.mtime_ns}-{found.size}"


def _rows(told: Sequence[Rejected | Flagged]) -> tuple[Row, ...]:
    return tuple(Row(row=one.row, code=one.code, detail=one.detail) for one in told[:LISTED])


def _read(folder: Folder, name: str) -> Units:
    copy = folder.copied(name)
    try:
        return read_units(copy.path, Path(name).suffix.lower(), folder.rules(), folder.limits)
    finally:
        copy.remove()
