"""How much of a file is taken at most. A file past a limit is refused whole, and says which."""

from dataclasses import dataclass

MB = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one file; what a zip or an office file unpacks to counts by its own bounds."""

    file_bytes: int = 512 * MB
    unpacked_bytes: int = 200 * MB
    ratio: int = 100  # unpacked to packed
    entries: int = 100  # of a zip; office files have their own count of parts
    folder_entries: int = 10_000
    rows: int = 2_000_000
    columns: int = 300
    row_chars: int = 4 * MB
    header_rows: int = 30  # the header stands in one of these
    office_bytes: int = 320 << 20  # address space of the program that opens a spreadsheet
    office_seconds: int = 300  # of processor time
    page_rows: int = 1000
    apart_bytes: int = 4 * MB  # a larger file is read in a program of its own
