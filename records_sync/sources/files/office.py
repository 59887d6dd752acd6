"""XLSX, XLS and ODS, read by calamine in a program of its own.

A workbook of one cell in its last corner makes calamine ask for half a terabyte, and a Rust
program that gets no memory ends the process: so it is one that may end. Its address space and
processor time are bounded, rows come over a pipe, and its death is a sentence.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from records_sync.model import SourceError
from records_sync.sources.files import archive, office_program
from records_sync.sources.files.limits import Limits
from records_sync.sources.files.office_mend import mended
from records_sync.sources.files.part import Part, Parts
from records_sync.text.numbers import Cell

_PROGRAM = Path(office_program.__file__)
_CODES = {
    office_program.PASSWORD: "file_password",
    office_program.COLUMNS: "file_columns",
    office_program.ROWS: "file_rows",
    office_program.BROKEN: "file_workbook_broken",
}
_ESCAPED = 6  # characters of JSON for one of a cell, at most


def zipped_parts(path: Path, limits: Limits) -> Parts:
    """Yield the sheets of an XLSX or ODS; raises SourceError."""
    archive.entries(path, limits, archive.OFFICE_ENTRIES)
    yield from parts(path, limits)


def xls_parts(path: Path, limits: Limits) -> Parts:
    """Yield the visible sheets of an XLS; raises SourceError."""
    for part in parts(path, limits):
        yield replace(part, rows=mended(part.rows, path))


def parts(path: Path, limits: Limits) -> Parts:
    """Yield the visible sheets of a workbook; raises SourceError."""
    with _lines(path, limits) as lines:
        for line in lines:
            if isinstance(line, dict) and "sheet" in line:
                rows = _rows(lines)
                yield Part(name=line["sheet"], rows=rows, total=line["rows"])
                for _ in rows:  # what nobody wanted of it
                    pass


def _rows(lines: Iterator[Any]) -> Iterator[tuple[int, list[Cell]]]:
    for line in lines:
        if isinstance(line, dict):  # the end of the sheet
            return
        yield line[0], [_cell(cell) if type(cell) is dict else cell for cell in line[1]]


def _cell(told: dict[str, str]) -> Cell:
    return datetime.fromisoformat(told["t"]) if "t" in told else date.fromisoformat(told["d"])


@contextmanager
def _lines(path: Path, limits: Limits) -> Iterator[Iterator[Any]]:
    """Run the program over a workbook; its lines raise SourceError where it ends badly."""
    bounds = (limits.office_bytes, limits.office_seconds, limits.columns, limits.rows)
    command = [sys.executable, "-I", str(_PROGRAM), str(path), *map(str, bounds)]
    with subprocess.Popen(  # noqa: S603  # ourselves, over a name of ours
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="ascii",
    ) as program:
        try:
            yield _said(program, limits.row_chars * _ESCAPED)
        finally:
            program.kill()


def _said(program: subprocess.Popen[str], longest: int) -> Iterator[Any]:
    assert program.stdout is not None  # noqa: S101  # a pipe was asked for
    while line := program.stdout.readline(longest):
        if not line.endswith("\n"):
            break
        said = json.loads(line)
        if said == {"done": True}:
            return
        yield said
    program.kill()
    ended = program.wait()
    raise SourceError(_CODES.get(ended, "file_workbook_too_big"))
