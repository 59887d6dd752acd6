"""Writes the CSV files that LibreOffice converts (`make_office.sh`) into a folder."""

import sys
from pathlib import Path

from tests.records_files_kit import (
    HEADER,
    ROWS,
    TITLE_HEADER,
    block_titles,
    title_rows,
    write_csv,
)

EVERY = 16  # characters of a block: the workbooks stay small

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    write_csv(folder / "catalogue.csv", (HEADER, *ROWS), "utf-8")
    write_csv(folder / "damaged.csv", (HEADER, *ROWS), "utf-8")
    write_csv(folder / "blocks.csv", (TITLE_HEADER, *title_rows(block_titles(EVERY))), "utf-8")
